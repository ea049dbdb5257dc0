//! Locks among the processes of one user, as files that go away with their holders.
//!
//! Owns taking one, waiting for one, and taking its file away without letting two hold "the same" lock. What a lock
//! protects is said where it is taken.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often a lock that somebody else holds is tried again.
const INTERVAL: Duration = Duration::from_millis(15);

/// A lock that is held until it is dropped, or until the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// The lock, or `None` when somebody else holds it.
    ///
    /// # Errors
    ///
    /// When the file cannot be made or locked.
    pub(crate) fn try_take(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            // The holder before may have taken the file away after it was opened here: that lock protects nothing.
            let ours = file.metadata()?;
            match fs::metadata(path) {
                Ok(there) if (there.dev(), there.ino()) == (ours.dev(), ours.ino()) => {
                    return Ok(Some(Self { path: path.to_owned(), _file: file }));
                }
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }

    /// The lock, or `None` when somebody else held it all the time for which `patience` lasts.
    ///
    /// # Errors
    ///
    /// As [`Lock::try_take`].
    pub(crate) async fn take(path: &Path, patience: Duration) -> io::Result<Option<Self>> {
        let started = Instant::now();
        loop {
            if let Some(lock) = Self::try_take(path)? {
                return Ok(Some(lock));
            }
            if started.elapsed() >= patience {
                return Ok(None);
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Still locked here: nobody else can have taken it. A file that stays is only untidy.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::Lock;

    #[test]
    fn a_lock_has_one_holder_and_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.lock");
        let held = Lock::try_take(&path).expect("lockable");
        assert!(held.is_some());
        assert!(Lock::try_take(&path).expect("lockable").is_none());
        drop(held);
        assert!(!path.exists());
        assert!(Lock::try_take(&path).expect("lockable").is_some());
    }

    #[test]
    fn many_at_once_never_hold_it_together() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.lock");
        let (holders, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    while taken.load(Ordering::SeqCst) < 400 {
                        let Some(lock) = Lock::try_take(&path).expect("lockable") else { continue };
                        assert_eq!(holders.fetch_add(1, Ordering::SeqCst), 0, "two hold the lock");
                        taken.fetch_add(1, Ordering::SeqCst);
                        holders.fetch_sub(1, Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
    }
}
