//! Where a new key goes: the trussrc, a dotenv file, a bare file, a command, stdout.
//!
//! Owns what `--to` means, and the promise of all sinks: one replaces the old key or fills an empty place, and nothing
//! else unless it was told to. Leaves the order, and what happens when one fails, to those who make keys.

pub(crate) mod command;
pub(crate) mod delivery;
pub(crate) mod dotenv;
pub(crate) mod dotenv_lines;
pub(crate) mod files;
pub(crate) mod section;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::env::Variables;
use crate::error::{Failure, Kind};
use crate::fs::atomic;
use crate::trussrc::{API_KEY, BASETEN};

pub(crate) use delivery::Delivery;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Sink {
    Trussrc {
        path: PathBuf,
        remote: String,
        /// The address of the app that the key is for.
        app: String,
    },
    EnvFile {
        path: PathBuf,
        /// The variable; without one, those that hold the old key.
        variable: Option<String>,
    },
    /// A file that holds the key and nothing else.
    File {
        path: PathBuf,
    },
    /// A command that reads the key on its stdin.
    Command {
        line: String,
    },
    Stdout,
}

/// What the words of `--to` are relative to.
#[derive(Clone, Debug)]
pub(crate) struct Origin<'a> {
    /// The folder that relative paths start from.
    pub folder: &'a Path,
    /// The trussrc in use; `None` on the embedded API, whose keys do not go there.
    pub trussrc: Option<PathBuf>,
    /// The remote in use, if it has a section.
    pub remote: Option<&'a str>,
    pub app: &'a str,
}

/// What stands in a sink's place: what is overwritten, and what is put back. It may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Before {
    /// A place that cannot be read: a command's, or stdout.
    Unknown,
    Section {
        exists: bool,
        key: Option<Text>,
    },
    /// All of a file, if it is there.
    File(Option<Text>),
    EnvFile {
        exists: bool,
        /// Whether its last line has no end.
        is_cut: bool,
        /// The variables, each with what is written for all its assignments.
        variables: Vec<(String, Vec<Text>)>,
    },
}

/// A text that may be a secret: not shown, and wiped from memory.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Text(Zeroizing<String>);

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Text(…)")
    }
}

impl Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Sink {
    /// Reads what stands behind `--to`. In `env-file:PATH:VAR`, VAR is what follows the last colon; a file may have a colon
    /// in its name if it is there.
    pub(crate) fn read(text: &str, origin: &Origin<'_>) -> Result<Self, Failure> {
        let (kind, rest) = text.split_once(':').map_or((text, None), |(kind, rest)| (kind, Some(rest)));
        let path = |text: &str| origin.folder.join(text);
        match (kind, rest) {
            ("stdout", None) => Ok(Self::Stdout),
            ("trussrc", None) => Self::section(origin.remote.unwrap_or(BASETEN), origin),
            ("trussrc", Some(remote)) if !remote.is_empty() => Self::section(remote, origin),
            ("env-file", Some(rest)) if !rest.is_empty() => match rest.rsplit_once(':') {
                Some((file, variable)) if dotenv::is_variable(variable) && !file.is_empty() => {
                    Ok(Self::EnvFile { path: path(file), variable: Some(variable.to_owned()) })
                }
                Some(("", _)) => Err(unknown(text)),
                Some((_, variable)) if !variable.contains('/') && !path(rest).exists() => {
                    Err(Failure::new(Kind::Usage, format!("`{variable}` cannot be the name of a variable"))
                        .with_hint("use letters, digits and `_` behind the last colon of `env-file:PATH:VAR`"))
                }
                _ => Ok(Self::EnvFile { path: path(rest), variable: None }),
            },
            ("file", Some(file)) if !file.is_empty() => Ok(Self::File { path: path(file) }),
            ("command", Some(line)) if !line.trim().is_empty() => Ok(Self::Command { line: line.to_owned() }),
            _ => Err(unknown(text)),
        }
    }

    fn section(remote: &str, origin: &Origin<'_>) -> Result<Self, Failure> {
        let Some(path) = origin.trussrc.clone() else {
            return Err(Failure::new(Kind::Usage, "a key of the embedded API does not go into the trussrc")
                .with_hint("the embedded API has a key of its own there; choose another `--to`"));
        };
        Ok(Self::Trussrc { path, remote: remote.to_owned(), app: origin.app.to_owned() })
    }

    /// Finds out before a key is made whether it could go there, and what stands there: nothing, the key of the prefix
    /// `old`, or, with `replace`, another key or a text. Only reads.
    pub(crate) fn check(&self, old: Option<&str>, replace: bool, variables: &Variables) -> Result<Before, Failure> {
        let may_go = |value: &str| replace || value.trim().is_empty() || old.is_some_and(|old| is_key(value, old));
        match self {
            Self::Trussrc { path, remote, app } => {
                let (exists, key) = section::read(path, remote, app, variables)?;
                if key.as_ref().is_some_and(|key| !may_go(&key.0)) {
                    return Err(self.occupied(&format!("the remote `{remote}` has another key")));
                }
                atomic::probe(path).map_err(|error| self.unusable(error))?;
                Ok(Before::Section { exists, key })
            }
            Self::EnvFile { path, variable } => {
                let text = files::read(path).map_err(|error| self.unusable(error))?;
                let exists = text.is_some();
                let text = text.unwrap_or_default();
                let names = match (variable, old.map(|old| dotenv::holders(&text, old)).unwrap_or_default()) {
                    (Some(variable), _) => vec![variable.clone()],
                    (None, holders) if holders.is_empty() => vec![dotenv::DEFAULT_VARIABLE.to_owned()],
                    (None, holders) => holders,
                };
                for name in &names {
                    if dotenv::value(&text, name).is_some_and(|value| !may_go(value)) {
                        return Err(self.occupied(&format!("`{name}` holds something else there")));
                    }
                    // Tried with a key of the usual shape: what cannot be read back must be found out before there is one.
                    dotenv::set(&text, name, "prefix.secret", old).map_err(|failure| self.unusable(failure))?;
                }
                atomic::probe(path).map_err(|error| self.unusable(error))?;
                let written = |name: String| {
                    let texts = dotenv::written(&text, &name).into_iter().map(Text::from).collect();
                    (name, texts)
                };
                let is_cut = !text.is_empty() && !text.ends_with('\n');
                Ok(Before::EnvFile { exists, is_cut, variables: names.into_iter().map(written).collect() })
            }
            Self::File { path } => {
                let text = files::read(path).map_err(|error| self.unusable(error))?;
                if text.as_ref().is_some_and(|text| !may_go(text.trim())) {
                    return Err(self.occupied("something else is in that file"));
                }
                atomic::probe(path).map_err(|error| self.unusable(error))?;
                Ok(Before::File(text.map(Text)))
            }
            Self::Command { .. } | Self::Stdout => Ok(Before::Unknown),
        }
    }

    /// The places that it writes to, told apart from those of other sinks; none for what may take several keys.
    pub(crate) fn places(&self, before: &Before) -> Vec<String> {
        let path = |path: &Path| atomic::follow(path).unwrap_or_else(|_| path.to_owned());
        match (self, before) {
            (Self::Trussrc { path: file, remote, .. }, _) => vec![format!("{}\n{remote}", path(file).display())],
            (Self::EnvFile { path: file, .. }, Before::EnvFile { variables, .. }) => {
                variables.iter().map(|(name, _)| format!("{}\n{name}", path(file).display())).collect()
            }
            (Self::File { path: file } | Self::EnvFile { path: file, .. }, _) => vec![path(file).display().to_string()],
            (Self::Stdout, _) => vec!["stdout".to_owned()],
            (Self::Command { .. }, _) => Vec::new(),
        }
    }

    /// What it touches, for a plan.
    pub(crate) fn touches(&self, before: &Before) -> String {
        match (self, before) {
            (Self::Trussrc { path, remote, .. }, _) => format!("`{API_KEY}` of [{remote}] in `{}`", path.display()),
            (Self::EnvFile { path, .. }, Before::EnvFile { variables, .. }) => {
                let names: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
                format!("`{}` in `{}`", names.join("`, `"), path.display())
            }
            (Self::File { path } | Self::EnvFile { path, .. }, _) => format!("all of `{}`", path.display()),
            (Self::Command { line }, _) => format!("whatever `{line}` does with the key on its stdin"),
            (Self::Stdout, _) => "stdout: the key is printed".to_owned(),
        }
    }

    fn occupied(&self, why: &str) -> Failure {
        Failure::new(Kind::Unsafe, format!("no key was created, because it must not go to `{self}`: {why}"))
            .with_hint("`--replace` overwrites what is there; or choose another place")
    }

    fn unusable(&self, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
        Failure::new(Kind::Unsafe, format!("no key was created, because it could not go to `{self}`")).cause(error)
    }
}

fn unknown(text: &str) -> Failure {
    let failure = Failure::new(Kind::Usage, format!("unknown destination `{text}`"));
    let is_dotenv = Path::new(text).file_name().is_some_and(|name| name.to_string_lossy().contains(".env"));
    failure.with_hint(if is_dotenv {
        format!("did you mean `env-file:{text}`?")
    } else {
        "use trussrc[:REMOTE], env-file:PATH[:VAR], file:PATH, command:CMD or stdout".to_owned()
    })
}

/// Whether `text` is the whole key of this prefix and nothing else: of an old key only the prefix is known.
fn is_key(text: &str, prefix: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    text.split_once('.')
        .is_some_and(|(its, secret)| its == prefix && !secret.is_empty() && secret.bytes().all(is_plain))
}

impl fmt::Display for Sink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trussrc { remote, .. } => write!(formatter, "trussrc:{remote}"),
            Self::EnvFile { path, variable: Some(name) } => write!(formatter, "env-file:{}:{name}", path.display()),
            Self::EnvFile { path, variable: None } => write!(formatter, "env-file:{}", path.display()),
            Self::File { path } => write!(formatter, "file:{}", path.display()),
            Self::Command { line } => write!(formatter, "command:{line}"),
            Self::Stdout => formatter.write_str("stdout"),
        }
    }
}
