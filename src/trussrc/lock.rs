//! One writer at a time, among the processes of this program: Python's truss takes no lock.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::fs::lock::Lock;
use crate::signals;
use crate::trussrc::document::Document;
use crate::trussrc::error::{Error, Remark};
use crate::trussrc::store::Store;

/// How long to wait for other writers: 64 at once take about a second.
pub(super) const LOCK_TIMEOUT: Duration = Duration::from_secs(20);
pub(super) const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// A trussrc that this process alone of ours may change.
#[derive(Debug)]
pub(crate) struct Locked<'s> {
    store: &'s Store,
    target: PathBuf,
    _lock: Lock,
}

impl<'s> Locked<'s> {
    pub(super) fn wait(store: &'s Store, target: PathBuf) -> Result<Self, Error> {
        let lock = lock(&target, LOCK_TIMEOUT)?;
        Ok(Self { store, target, _lock: lock })
    }

    /// `None` while somebody else holds the lock.
    pub(super) fn try_now(store: &'s Store, target: PathBuf) -> Result<Option<Self>, Error> {
        let lock = Lock::try_take(&lock_path(&target)).map_err(|source| Error::Lock(target.clone(), source))?;
        Ok(lock.map(|lock| Self { store, target, _lock: lock }))
    }

    /// The trussrc as it is; an empty one where there is none.
    pub(crate) fn read(&self) -> Result<Document, Error> {
        Ok(self.store.load()?.map(|loaded| loaded.document).unwrap_or_default())
    }

    /// As [`Store::change`], under the lock that is taken already.
    pub(crate) fn change<T, E: From<Error>>(
        &self,
        change: impl FnOnce(&mut Document) -> Result<T, E>,
    ) -> Result<(T, Vec<Remark>), E> {
        let mut document = self.read()?;
        let text = document.text().to_owned();
        let value = change(&mut document)?;
        Ok((value, self.store.save(&self.target, &text, document.text())?))
    }
}

/// Makes this process the only writer of the trussrc at `target`.
pub(super) fn lock(target: &Path, timeout: Duration) -> Result<Lock, Error> {
    let start = Instant::now();
    loop {
        match Lock::try_take(&lock_path(target)) {
            Ok(Some(lock)) => return Ok(lock),
            Ok(None) if start.elapsed() < timeout => {
                signals::requested().map_or(Ok(()), Err)?;
                thread::sleep(POLL_INTERVAL);
            }
            Ok(None) => return Err(Error::Locked { path: target.to_owned(), seconds: timeout.as_secs() }),
            Err(source) => return Err(Error::Lock(target.to_owned(), source)),
        }
    }
}

/// The lock beside a trussrc.
pub(super) fn lock_path(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    target.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::lock;
    use crate::trussrc::Error;

    #[test]
    fn a_lock_that_is_held_is_waited_for_and_given_up_in_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let (target, short) = (folder.path().join(".trussrc"), Duration::from_millis(20));
        let held = lock(&target, short).expect("nobody has it");
        let second = lock(&target, short);
        assert!(matches!(second, Err(Error::Locked { .. })), "{second:?}");
        drop(held);
        lock(&target, short).expect("it is free again");
    }

    #[test]
    fn a_lock_that_comes_free_meanwhile_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join(".trussrc");
        let held = lock(&target, Duration::ZERO).expect("nobody has it");
        let waiting = thread::spawn(move || lock(&target, Duration::from_secs(60)).is_ok());
        thread::sleep(Duration::from_millis(30));
        drop(held);
        assert!(waiting.join().expect("it ends"));
    }
}
