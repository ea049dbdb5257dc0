//! Where rotations under way are kept, and who may work on which.
//!
//! Owns the names of the files, which say the remote and the key, saving without ever losing the last state, and one lock a key. Leaves what a record says
//! to `journal`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::error::{Failure, Kind};
use crate::fs::atomic;
use crate::fs::lock::{Lock, LockFolder, digest};
use crate::rotation::journal::Record;

/// How often a lock that is held is tried again.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

#[derive(Clone, Debug)]
pub(crate) struct Store(LockFolder);

impl Store {
    pub(crate) fn new(folder: LockFolder) -> Self {
        Self(folder)
    }

    /// The folder, for locks of files beside the rotations.
    pub(crate) fn locks(&self) -> &LockFolder {
        &self.0
    }

    /// Every rotation under way on the remote of this identity, in the order of their files' names. What cannot be read may
    /// be one of this remote unless its name says another.
    pub(crate) fn of_remote(&self, identity: &str) -> Result<Vec<Record>, Failure> {
        let folder = self.0.path();
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(|error| unreadable(folder).cause(error))?,
        };
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .filter(|path| !path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")))
            .collect();
        let (remote, name_length) = (digest(identity.as_bytes()), self.path(identity, "", "json").as_os_str().len());
        let is_elsewhere = |path: &Path| {
            let name = path.file_name().unwrap_or_default().as_encoded_bytes();
            path.as_os_str().len() == name_length && !name.starts_with(remote.as_bytes())
        };
        paths.retain(|path| !is_elsewhere(path));
        paths.sort();
        // One that is over by now is none.
        let records: Vec<Record> = paths.iter().filter_map(|path| read(path).transpose()).collect::<Result<_, _>>()?;
        Ok(records.into_iter().filter(|record| record.identity == identity).collect())
    }

    /// The rotation of this key, if one is under way.
    pub(crate) fn load(&self, identity: &str, prefix: &str) -> Result<Option<Record>, Failure> {
        let path = self.path(identity, prefix, "json");
        match read(&path)? {
            Some(record) if record.identity != identity || record.old.prefix != prefix => {
                Err(unreadable(&path).cause("it is about another rotation, which must not be lost"))
            }
            record => Ok(record),
        }
    }

    /// Puts `record` on disk; when this returns, it stays there whatever happens to the machine.
    pub(crate) fn save(&self, record: &Record) -> Result<(), Failure> {
        let path = self.path(&record.identity, &record.old.prefix, "json");
        let failed = |error: io::Error| unwritable(&path).cause(error);
        let text = serde_json::to_vec(record).map(Zeroizing::new).map_err(|error| failed(error.into()))?;
        atomic::replace(&path, &text).map_err(failed)
    }

    pub(crate) fn remove(&self, record: &Record) -> Result<(), Failure> {
        let path = self.path(&record.identity, &record.old.prefix, "json");
        atomic::remove(&path).map_err(|error| unwritable(&path).cause(error))
    }

    /// Makes this process the only one that works on the rotation of this key. Another one, or the command that one left
    /// when it was killed, is waited for until `patience` ends.
    pub(crate) async fn lock(
        &self,
        identity: &str,
        prefix: &str,
        clock: &dyn Clock,
        patience: Duration,
    ) -> Result<Lock, Failure> {
        let path = self.path(identity, prefix, "lock");
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut waited = Duration::ZERO;
        loop {
            if let Some(lock) = self.0.try_lock(&name)? {
                return Ok(lock);
            }
            if waited >= patience {
                let message = format!("another process, or the command of one, is rotating `{prefix}` right now");
                return Err(Failure::new(Kind::Partial, message).with_hint("let it end, then run this again"));
            }
            clock.sleep(POLL_INTERVAL).await;
            waited += POLL_INTERVAL;
        }
    }

    fn path(&self, identity: &str, prefix: &str, extension: &str) -> PathBuf {
        let (remote, key) = (digest(identity.as_bytes()), digest(prefix.as_bytes()));
        self.0.path().join(format!("{remote}-{key}.{extension}"))
    }
}

fn read(path: &Path) -> Result<Option<Record>, Failure> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => Zeroizing::new(text.map_err(|error| unreadable(path).cause(error))?),
    };
    match serde_json::from_slice::<Record>(&text) {
        Ok(record) if record.is_readable() => Ok(Some(record)),
        Ok(_) => Err(unreadable(path)
            .cause("it was written by another version of this program")
            .with_hint("end that rotation with the version that began it")),
        // What serde says of a wrong value may quote it.
        Err(error) => Err(unreadable(path)
            .cause(format!("it is damaged at column {}", error.column()))
            .with_hint("move it away; it names the two keys of an unfinished rotation, and may hold the new one")),
    }
}

fn unreadable(path: &Path) -> Failure {
    Failure::new(Kind::Other, format!("cannot read the state of rotations in `{}`", path.display()))
}

fn unwritable(path: &Path) -> Failure {
    Failure::new(Kind::Other, format!("cannot write the state of rotations in `{}`", path.display()))
}
