//! One writer at a time.
//!
//! Owns the lock beside the trussrc and the wait for it. Readers need none.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::store_error::{StoreError, lock_path};
use crate::signals;

/// How long to wait: 64 writers at once take about a second.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to sleep between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// Held while it lives; the system lets go of it when the process ends, however that ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock of the trussrc at `target` and takes it. The file `.trussrc.lock` stays afterwards: taking it
    /// away would let one process lock the old file and another the new one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] when somebody keeps it too long, [`StoreError::Lock`] when it cannot be made,
    /// [`StoreError::Stopped`].
    pub(super) fn take(target: &Path) -> Result<Self, StoreError> {
        Self::take_within(target, PATIENCE)
    }

    fn take_within(target: &Path, patience: Duration) -> Result<Self, StoreError> {
        let path = target.to_owned();
        let fault = |source| StoreError::Lock { path: path.clone(), source };
        let file = open(&lock_path(target)).map_err(fault)?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => {
                    signals::requested().map_or(Ok(()), Err)?;
                    thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => return Err(StoreError::Locked { path, seconds: patience.as_secs() }),
                Err(TryLockError::Error(source)) => return Err(fault(source)),
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Lock;
    use crate::trussrc::StoreError;

    #[test]
    fn a_lock_that_is_held_is_waited_for_and_given_up_in_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join(".trussrc");
        let held = Lock::take(&target).expect("nobody has it");
        let second = Lock::take_within(&target, Duration::from_millis(20));
        assert!(matches!(second, Err(StoreError::Locked { .. })), "{second:?}");
        drop(held);
        Lock::take(&target).expect("it is free again");
    }
}
