//! Giving a sink the new key, and putting back what was there.
//!
//! Owns looking again before a write and reading back after it, as those who use the place read it.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::{Failure, Kind};
use crate::fs::atomic;
use crate::fs::lock::LockFolder;
use crate::keys::sinks::{Before, Sink, Text, command, dotenv, files, is_key, section};
use crate::secret::ApiKey;

pub(crate) struct Delivery<'a> {
    pub(crate) secret: &'a ApiKey,
    /// The prefix of the key in whose place it comes.
    pub(crate) old: Option<&'a str>,
    /// What a command is told about it, as variables.
    pub(crate) variables: Vec<(&'static str, String)>,
    pub(crate) folder: &'a Path,
    pub(crate) timeout: Duration,
    pub(crate) locks: &'a LockFolder,
    /// A lock that a command keeps after a crash of this process.
    pub(crate) lock: Option<&'a File>,
    /// Is told of each line that a command prints; the secret is not in it.
    pub(crate) line: &'a dyn Fn(&str),
    pub(crate) print: &'a dyn Fn(&ApiKey) -> anyhow::Result<()>,
}

impl Sink {
    /// Gives it the new key, if what the check saw, or the new key already, stands there.
    pub(crate) async fn deliver(&self, before: &Before, delivery: &Delivery<'_>) -> Result<(), Failure> {
        let Delivery { secret, .. } = *delivery;
        let (new, prefix) = (secret.expose(), secret.prefix().unwrap_or_default());
        match (self, before) {
            (Self::Trussrc { path, remote, app }, Before::Section { key, .. }) => {
                let seen = key.as_ref().map_or("", |key| &key.0);
                let may_go = |there: &str| there == seen || is_key(there, prefix);
                section::write(path, (remote, app), new, may_go, || self.changed())
                    .map_err(|error| undelivered(self).cause(format!("{error:#}")))
            }
            (Self::EnvFile { path, .. }, Before::EnvFile { variables, .. }) => {
                let _lock = delivery.locks.lock_file(path).await?;
                let mut text = self.current(path)?.unwrap_or_default();
                for (name, written) in variables {
                    if !may_be_set(&text, name, written, prefix) {
                        return Err(self.changed());
                    }
                    let changed = dotenv::set(&text, name, new, delivery.old);
                    text = Zeroizing::new(changed.map_err(|failure| undelivered(self).cause(failure))?);
                }
                atomic::replace(path, text.as_bytes()).map_err(|error| undelivered(self).cause(error))?;
                let text = self.current(path)?.unwrap_or_default();
                let is_there = variables.iter().all(|(name, _)| dotenv::value(&text, name) == Some(new));
                if is_there { Ok(()) } else { Err(self.changed()) }
            }
            (Self::File { path }, Before::File(seen)) => {
                let _lock = delivery.locks.lock_file(path).await?;
                let there = self.current(path)?;
                let is_seen = there.as_deref() == seen.as_ref().map(|text| &*text.0);
                if !is_seen && !there.is_some_and(|there| is_key(there.trim(), prefix)) {
                    return Err(self.changed());
                }
                atomic::replace(path, new.as_bytes()).map_err(|error| undelivered(self).cause(error))?;
                let is_there = self.current(path)?.is_some_and(|there| *there == new);
                if is_there { Ok(()) } else { Err(self.changed()) }
            }
            (Self::Command { line }, _) => {
                let Delivery { folder, timeout, variables, lock, .. } = delivery;
                let run = command::Run { line, folder, secret, variables, timeout: *timeout, lock: *lock };
                run.to_its_end(delivery.line).await
            }
            // As text: a closed pipe must not pass for a success.
            (Self::Stdout, _) => {
                (delivery.print)(secret).map_err(|error| undelivered(self).cause(format!("{error:#}")))
            }
            _ => Err(undelivered(self).cause("what was there before is not known")),
        }
    }

    /// Puts back what was there before the key of the prefix `new` came in the place of the key of the prefix `old`,
    /// unless something else is there by now. Answers whether it did.
    pub(crate) async fn put_back(
        &self,
        before: &Before,
        (old, new): (Option<&str>, &str),
        locks: &LockFolder,
    ) -> Result<bool, Failure> {
        let failed = |error: anyhow::Error| {
            Failure::new(Kind::Partial, format!("what was in `{self}` before cannot be put back"))
                .cause(format!("{error:#}"))
        };
        match (self, before) {
            (Self::Trussrc { path, remote, .. }, Before::Section { exists, key }) => {
                let key = key.as_ref().map(|key| key.0.as_str());
                section::put_back(path, remote, (*exists, key), |there| is_key(there, new)).map_err(failed)
            }
            (Self::EnvFile { path, .. }, Before::EnvFile { exists, is_cut, variables }) => {
                let _lock = locks.lock_file(path).await?;
                let Some(there) = self.current(path)? else { return Ok(false) };
                let mut text = there.clone();
                for (name, written) in variables {
                    let written: Vec<String> = written.iter().map(|text| text.0.to_string()).collect();
                    let Some(back) = dotenv::put_back(&text, name, &written, (old, new), *is_cut) else {
                        let why = format!("the new key is in other lines of `{name}` than it was written to");
                        return Err(failed(anyhow::Error::msg(why)).with_hint("put it back where it was"));
                    };
                    text = Zeroizing::new(back);
                }
                if text == there {
                    return Ok(false);
                }
                restore(path, Some(&text).filter(|text| *exists || !text.is_empty())).map_err(failed).map(|()| true)
            }
            (Self::File { path }, Before::File(seen)) => {
                let _lock = locks.lock_file(path).await?;
                if !self.current(path)?.is_some_and(|there| is_key(there.trim(), new)) {
                    return Ok(false);
                }
                restore(path, seen.as_ref().map(|text| &text.0)).map_err(failed).map(|()| true)
            }
            _ => Ok(false),
        }
    }

    fn current(&self, path: &Path) -> Result<Option<Zeroizing<String>>, Failure> {
        files::read(path).map_err(|error| undelivered(self).cause(error))
    }

    fn changed(&self) -> Failure {
        undelivered(self)
            .cause("something else stands there than when the rotation began")
            .with_hint("look at it; put back what was there, or give the rotation up")
    }
}

/// Whether every assignment is as the check saw it, or has the new key already.
fn may_be_set(text: &str, name: &str, seen: &[Text], prefix: &str) -> bool {
    let now = dotenv::written(text, name);
    let is_new = |written: &str| is_key(written.trim_matches(['"', '\'']), prefix);
    now.len() >= seen.len()
        && now.iter().enumerate().all(|(index, now)| is_new(now) || seen.get(index).is_some_and(|seen| *seen.0 == *now))
}

fn restore(path: &Path, text: Option<&Zeroizing<String>>) -> anyhow::Result<()> {
    match text {
        Some(text) => Ok(atomic::replace(path, text.as_bytes())?),
        // A link that led nowhere does so again.
        None => Ok(atomic::remove(&atomic::follow(path)?)?),
    }
}

fn undelivered(sink: &Sink) -> Failure {
    Failure::new(Kind::Partial, format!("the new key cannot go to `{sink}`"))
}
