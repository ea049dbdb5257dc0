//! Where a new key goes: the trussrc, a dotenv file, a bare file, a command, stdout.
//!
//! Owns what each sink does, what it would touch, and putting back what was there. Leaves the order, and what happens
//! when one fails, to `steps`.

mod command;
pub mod dotenv;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::atomic_file;
use crate::error::{Failure, Kind};
use crate::secret::ApiKey;
use crate::trussrc::{API_KEY, Store};
use crate::variables::Variables;

use super::folder::Folder;
use super::frontend::Frontend;
use super::journal::{Before, Record};

/// Somewhere a new key goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Sink {
    /// A remote's key in a trussrc.
    Trussrc {
        /// The trussrc.
        path: PathBuf,
        /// The section.
        remote: String,
    },
    /// A variable of a dotenv file.
    EnvFile {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
    },
    /// A file that holds the key and nothing else.
    File {
        /// The file.
        path: PathBuf,
    },
    /// A command that reads the key on its stdin.
    Command {
        /// What the shell gets.
        line: String,
    },
    /// This program's stdout.
    Stdout,
}

/// What the words of `--to` are relative to.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The folder that relative paths start from.
    pub folder: &'a Path,
    /// The trussrc in use.
    pub trussrc: &'a Path,
    /// The remote in use, if it has a section.
    pub remote: Option<&'a str>,
}

/// What a sink needs to deliver.
pub(super) struct Delivering<'a> {
    pub(super) frontend: &'a dyn Frontend,
    pub(super) locks: &'a Folder,
    pub(super) timeout: Duration,
    pub(super) record: &'a Record,
    pub(super) secret: &'a ApiKey,
}

impl Sink {
    /// Reads what stands behind `--to`. In `env-file:PATH:VAR`, VAR is what follows the last colon, if that can be a
    /// variable's name.
    ///
    /// # Errors
    ///
    /// With a usage message for a text that is no sink.
    pub fn read(text: &str, place: &Place<'_>) -> Result<Self, Failure> {
        let usage = |message: String| {
            Failure::new(Kind::Usage, message)
                .hint("use trussrc[:REMOTE], env-file:PATH[:VAR], file:PATH, command:CMD or stdout")
        };
        let (kind, rest) = text.split_once(':').map_or((text, None), |(kind, rest)| (kind, Some(rest)));
        let path = |text: &str| place.folder.join(text);
        match (kind, rest) {
            ("stdout", None) => Ok(Self::Stdout),
            ("trussrc", None) => match place.remote {
                Some(remote) => Ok(Self::Trussrc { path: place.trussrc.to_owned(), remote: remote.to_owned() }),
                None => Err(usage("`--to trussrc` needs a remote: the key in use is none of the trussrc's".to_owned())),
            },
            ("trussrc", Some(remote)) if !remote.is_empty() => {
                Ok(Self::Trussrc { path: place.trussrc.to_owned(), remote: remote.to_owned() })
            }
            ("env-file", Some(rest)) if !rest.is_empty() => match rest.rsplit_once(':') {
                Some((file, variable)) if dotenv::is_variable(variable) && !file.is_empty() => {
                    Ok(Self::EnvFile { path: path(file), variable: variable.to_owned() })
                }
                _ => Ok(Self::EnvFile { path: path(rest), variable: dotenv::DEFAULT_VARIABLE.to_owned() }),
            },
            ("file", Some(file)) if !file.is_empty() => Ok(Self::File { path: path(file) }),
            ("command", Some(line)) if !line.trim().is_empty() => Ok(Self::Command { line: line.to_owned() }),
            _ => Err(usage(format!("`{text}` is nowhere that a key can go"))),
        }
    }

    /// Whether several rotations may have it without overwriting each other's keys.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Command { .. })
    }

    /// What it touches, for a plan.
    #[must_use]
    pub fn touches(&self) -> String {
        match self {
            Self::Trussrc { path, remote } => format!("`{API_KEY}` of [{remote}] in `{}`", path.display()),
            Self::EnvFile { path, variable } => format!("`{variable}` in `{}`", path.display()),
            Self::File { path } => format!("all of `{}`", path.display()),
            Self::Command { line } => format!("whatever `{line}` does with the key on its stdin"),
            Self::Stdout => "stdout: the key is printed".to_owned(),
        }
    }

    /// What is there now, for those that can be put back.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is not there: then the key could not go there either.
    pub fn before(&self) -> Result<Option<Before>, Failure> {
        match self {
            Self::Trussrc { path, remote } => section_key(path, remote).map(|key| Some(Before::of(key))),
            Self::EnvFile { path, variable } => {
                let text = read(path).map_err(|error| unusable(self).cause(error))?;
                Ok(Some(Before::of(dotenv::written(&text, variable).map(|written| Zeroizing::new(written.to_owned())))))
            }
            Self::File { .. } | Self::Command { .. } | Self::Stdout => Ok(None),
        }
    }

    /// Finds out before a key is made whether it could be delivered, as far as that can be told.
    ///
    /// # Errors
    ///
    /// When it could not.
    pub fn probe(&self) -> Result<(), Failure> {
        match self {
            Self::Trussrc { path, .. } | Self::EnvFile { path, .. } | Self::File { path } => {
                atomic_file::probe(path).map_err(|error| unusable(self).cause(error))
            }
            Self::Command { .. } | Self::Stdout => Ok(()),
        }
    }

    /// Whether the key of this prefix is there now, as far as that can be read.
    #[must_use]
    pub fn holds(&self, prefix: &str) -> bool {
        self.key().is_some_and(|key| key.prefix() == Some(prefix))
    }

    /// The whole key that is there now, where that can be read.
    pub(super) fn key(&self) -> Option<ApiKey> {
        let text = match self {
            Self::Trussrc { path, remote } => section_key(path, remote).ok()??,
            Self::EnvFile { path, variable } => {
                let text = read(path).ok()?;
                Zeroizing::new(dotenv::unquoted(dotenv::written(&text, variable)?).to_owned())
            }
            Self::File { path } => read(path).ok()?,
            Self::Command { .. } | Self::Stdout => return None,
        };
        ApiKey::parse(&text).ok()
    }

    /// Gives it the new key.
    pub(super) async fn deliver(&self, delivering: &Delivering<'_>) -> Result<(), Failure> {
        let Delivering { frontend, locks, timeout, record, secret } = *delivering;
        match self {
            Self::Trussrc { path, remote } => self.set_section_key(path, remote, Some(secret.expose())),
            Self::EnvFile { path, variable } => {
                let change = |text: &str| dotenv::set(text, variable, secret.expose());
                self.change_file(locks, path, change).await
            }
            Self::File { path } => {
                let _lock = locks.lock_file(path).await?;
                atomic_file::replace(path, secret.expose().as_bytes()).map_err(|error| undelivered(self).cause(error))
            }
            Self::Command { line } => {
                let new = &record.wanted.key;
                let variables = [
                    ("TRUSS_KEY_PREFIX", secret.prefix().unwrap_or_default().to_owned()),
                    ("TRUSS_KEY_NAME", new.name.clone().unwrap_or_default()),
                    ("TRUSS_KEY_TYPE", new.key_type.api_name().to_owned()),
                    ("TRUSS_OLD_KEY_PREFIX", record.old.prefix.clone()),
                ];
                let run = command::Run { line, folder: &record.folder, secret, variables: &variables, timeout };
                run.to_its_end(&|line| frontend.said(line)).await
            }
            Self::Stdout => frontend.print(record, secret).map_err(|error| {
                // As text: a closed pipe must not pass for a success.
                undelivered(self).cause(format!("{error:#}"))
            }),
        }
    }

    /// Puts back what was there before, unless something else than the new key is there by now. Answers whether it
    /// did.
    pub(super) async fn put_back(&self, locks: &Folder, new_prefix: &str, before: &Before) -> Result<bool, Failure> {
        if !self.holds(new_prefix) {
            return Ok(false);
        }
        match self {
            Self::Trussrc { path, remote } => self.set_section_key(path, remote, before.text())?,
            Self::EnvFile { path, variable } => {
                let change = |text: &str| Ok(dotenv::put_back(text, variable, before.text()));
                self.change_file(locks, path, change).await?;
            }
            Self::File { .. } | Self::Command { .. } | Self::Stdout => return Ok(false),
        }
        Ok(true)
    }

    fn set_section_key(&self, path: &Path, remote: &str, key: Option<&str>) -> Result<(), Failure> {
        let store = Store::locate(Some(path), &Variables::default());
        let changed: anyhow::Result<_> = store.map_err(anyhow::Error::from).and_then(|store| {
            store.change(|document| match key {
                Some(key) => Ok(document.set(remote, API_KEY, key)?),
                None => Ok(document.remove_option(remote, API_KEY)?),
            })
        });
        changed.map(drop).map_err(|error| undelivered(self).cause(error))
    }

    async fn change_file(
        &self,
        locks: &Folder,
        path: &Path,
        change: impl FnOnce(&str) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        let _lock = locks.lock_file(path).await?;
        let text = read(path).map_err(|error| undelivered(self).cause(error))?;
        let changed = Zeroizing::new(change(&text)?);
        atomic_file::replace(path, changed.as_bytes()).map_err(|error| undelivered(self).cause(error))
    }
}

impl fmt::Display for Sink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trussrc { remote, .. } => write!(formatter, "trussrc:{remote}"),
            Self::EnvFile { path, variable } => write!(formatter, "env-file:{}:{variable}", path.display()),
            Self::File { path } => write!(formatter, "file:{}", path.display()),
            Self::Command { line } => write!(formatter, "command:{line}"),
            Self::Stdout => formatter.write_str("stdout"),
        }
    }
}

/// The key of a section, as it reads. A section that is not there is an error: a remote is made by `truss login`.
fn section_key(path: &Path, remote: &str) -> Result<Option<Zeroizing<String>>, Failure> {
    let unreadable = || Failure::new(Kind::Invalid, format!("cannot read the remote `{remote}`"));
    let store = Store::locate(Some(path), &Variables::default()).map_err(|error| unreadable().cause(error))?;
    let loaded = store.load().map_err(|error| unreadable().cause(error))?;
    let section = loaded.as_ref().and_then(|loaded| loaded.document.section(remote)).ok_or_else(|| {
        Failure::new(Kind::NotFound, format!("there is no remote `{remote}` in `{}`", path.display()))
            .hint(format!("make it with `truss login --remote {remote}`"))
    })?;
    let key = section.get(API_KEY).map_err(|error| unreadable().cause(error))?;
    Ok(key.map(|key| Zeroizing::new(key.into_owned())))
}

fn read(path: &Path) -> io::Result<Zeroizing<String>> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Zeroizing::default()),
        text => text.map(Zeroizing::new),
    }
}

/// Found out before anything is done.
fn unusable(sink: &Sink) -> Failure {
    Failure::new(Kind::Invalid, format!("a new key could not go to `{sink}`, so none was made"))
        .hint("name a file, there or not, in a folder that is there and that you may write to")
}

fn undelivered(sink: &Sink) -> Failure {
    Failure::new(Kind::Partial, format!("the new key cannot go to `{sink}`"))
}
