//! The one lock: among the processes of this program, held by whoever has locked a file beside what it protects.
//!
//! The theory. The lock is the operating system's (`flock`), so it goes when its holder ends, however that ends. The
//! holder takes the file away while it still holds the lock, so that nothing is left lying about. Two processes could
//! then lock two files of one name: one that was opened before it was taken away, and a new one. So whoever locks a
//! file holds the lock only if that file is still the one of that name; else it starts again. Nobody but the holder
//! removes the file, so what was true when it looked stays true until it lets go.
//!
//! Readers need no lock: files are only ever replaced as a whole. What a lock protects is said where it is taken.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use crate::env::Variables;
use crate::error::{Failure, Kind};
use crate::fs::{atomic, dirs};

/// How often a lock that somebody else holds is tried again.
const POLL_INTERVAL: Duration = Duration::from_millis(15);
/// How long others may change a file before this process gives up: they take a write each.
const LOCK_TIMEOUT: Duration = Duration::from_secs(180);

/// The folder of rotations under way and of the locks that go with them.
#[derive(Clone, Debug)]
pub(crate) struct LockFolder(PathBuf);

impl LockFolder {
    /// `truss/rotations` in the user's state folder.
    pub(crate) fn of(variables: &Variables) -> Result<Self, Failure> {
        let state = dirs::state(variables).ok_or_else(|| {
            Failure::new(Kind::Other, "there is no place for the state of rotations")
                .with_hint("set `HOME` or `XDG_STATE_HOME`")
        })?;
        Ok(Self(state.join("truss").join("rotations")))
    }

    #[cfg(test)]
    pub(crate) fn at(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Takes the lock of this name, or answers `None` when somebody else holds it.
    pub(crate) fn try_lock(&self, name: &str) -> Result<Option<Lock>, Failure> {
        self.make()?;
        let path = self.0.join(name);
        Lock::try_take(&path).map_err(|error| unwritable(&path).cause(error))
    }

    /// Makes this process the only one of this user that changes the file at `path`.
    pub(crate) async fn lock_file(&self, path: &Path) -> Result<Lock, Failure> {
        let path = atomic::follow(path).unwrap_or_else(|_| path.to_owned());
        let name = format!("file-{}.lock", digest(path.as_os_str().as_encoded_bytes()));
        let started = Instant::now();
        loop {
            if let Some(lock) = self.try_lock(&name)? {
                return Ok(lock);
            }
            if started.elapsed() >= LOCK_TIMEOUT {
                let path = path.display();
                return Err(Failure::new(
                    Kind::Partial,
                    format!("another process has been changing `{path}` for too long"),
                ));
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    fn make(&self) -> Result<(), Failure> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.0);
        made.and_then(|()| fs::set_permissions(&self.0, Permissions::from_mode(0o700)))
            .map_err(|error| unwritable(&self.0).cause(error))
    }
}

/// A name for `bytes` that no other bytes have.
pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn unwritable(path: &Path) -> Failure {
    Failure::new(Kind::Other, format!("cannot write the state of rotations in `{}`", path.display()))
}

/// A lock that is held until it is dropped, or until the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    file: File,
}

impl Lock {
    /// The lock whose file is at `path`, or `None` when somebody else holds it.
    pub(crate) fn try_take(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            let ours = file.metadata()?;
            match fs::metadata(path) {
                Ok(there) if (there.dev(), there.ino()) == (ours.dev(), ours.ino()) => {
                    return Ok(Some(Self { path: path.to_owned(), file }));
                }
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }

    /// The open file, which a child process may share: the lock is taken until all have closed it.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A file that stays is only untidy.
        let _ = fs::remove_file(&self.path);
        // A command may have left something running that shares the file.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use crate::env::Variables;

    use super::{Lock, LockFolder};

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

    #[test]
    fn the_state_folder_is_the_one_of_the_variables() {
        let at =
            |pairs: &[(&str, &str)]| LockFolder::of(&pairs.iter().copied().collect::<Variables>()).expect("a folder").0;
        assert_eq!(at(&[("XDG_STATE_HOME", "/s"), ("HOME", "/h")]), PathBuf::from("/s/truss/rotations"));
        if cfg!(target_os = "linux") {
            let below_home = PathBuf::from("/h/.local/state/truss/rotations");
            assert_eq!(at(&[("HOME", "/h")]), below_home);
            assert_eq!(at(&[("XDG_STATE_HOME", "relative"), ("HOME", "/h")]), below_home);
        }
    }
}
