//! Where the embedded API stores its state, and who may read it.
//!
//! Owns the names inside the folder, their modes (folders 0700, files 0600), and the two locks: one for whoever uses the
//! state, one for whoever sets it up. Their files stay: a lock that many share has no last holder to remove its file.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::{ErrorCode, ffi};

use crate::env::Variables;
use crate::fs::dirs;
use crate::local::error::Error;

/// The folder of the embedded API's state: `TRUSS_LOCAL_DIR`, else `truss/local` in the user's data folder.
pub(crate) fn directory(variables: &Variables) -> Result<PathBuf, Error> {
    if let Some(directory) = variables.raw("TRUSS_LOCAL_DIR") {
        return Ok(PathBuf::from(directory));
    }
    dirs::data(variables).map(|data| data.join("truss").join("local")).ok_or(Error::NoDirectory)
}

#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub(crate) root: PathBuf,
}

impl Folder {
    pub(crate) fn database(&self) -> PathBuf {
        self.root.join("state.db")
    }

    /// The only key stored in plain text: the command line's own.
    pub(crate) fn own_key(&self) -> PathBuf {
        self.root.join("api_key")
    }

    /// Uploads under way, one folder for each set of credentials.
    pub(crate) fn uploads(&self) -> PathBuf {
        self.root.join("uploads")
    }

    /// Complete archives, each a folder with its parts in order.
    pub(crate) fn archives(&self) -> PathBuf {
        self.root.join("archives")
    }

    /// Makes the folder, private to its owner. A folder that already exists keeps its mode unless it is
    /// ours or empty: `TRUSS_LOCAL_DIR` may name one that others use too.
    pub(crate) fn create(&self) -> Result<(), Error> {
        let create = || {
            let is_ours = self.database().exists();
            make_private_folder(&self.root)?;
            let is_loose = fs::metadata(&self.root)?.permissions().mode() & 0o077 != 0;
            let is_empty = || fs::read_dir(&self.root).is_ok_and(|mut entries| entries.next().is_none());
            if is_loose && (is_ours || is_empty()) {
                fs::set_permissions(&self.root, Permissions::from_mode(0o700))?;
            }
            Ok(())
        };
        create().map_err(|source| self.unusable(source))
    }

    /// Marks the state as in use by this process until the file is dropped.
    pub(crate) fn lock_for_use(&self) -> Result<File, Error> {
        let lock = self.lock_file("lock")?;
        lock.lock_shared().map(|()| lock).map_err(|source| self.unusable(source))
    }

    pub(crate) fn lock_for_setup(&self) -> Result<File, Error> {
        let lock = self.lock_file("setup.lock")?;
        lock.lock().map(|()| lock).map_err(|source| self.unusable(source))
    }

    /// Makes sure that nobody uses the state. Commands take a moment, so it waits for about a second.
    pub(crate) fn lock_alone(&self) -> Result<File, Error> {
        let lock = self.lock_file("lock")?;
        for _ in 0..20 {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(50)),
                Err(TryLockError::Error(source)) => return Err(self.unusable(source)),
            }
        }
        Err(Error::InUse(self.root.clone()))
    }

    fn lock_file(&self, name: &str) -> Result<File, Error> {
        private_file(&self.root.join(name)).map_err(|source| self.unusable(source))
    }

    /// A failed file operation on the state; a full disk is an error of its own.
    pub(crate) fn unusable(&self, source: io::Error) -> Error {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full(self.root.clone()),
            _ => Error::Directory(self.root.clone(), source),
        }
    }

    /// A failed use of the database; a full disk is an error of its own.
    pub(crate) fn unreadable(&self, source: rusqlite::Error) -> Error {
        match says_disk_full(&source) {
            true => Error::Full(self.root.clone()),
            false => Error::State(self.root.clone(), source),
        }
    }
}

/// Whether SQLite ran out of room: for the database, its log, or the memory that the processes share, which is a
/// file in the same folder.
pub(crate) fn says_disk_full(error: &rusqlite::Error) -> bool {
    let error = error.sqlite_error();
    error.is_some_and(|error| error.code == ErrorCode::DiskFull || error.extended_code == ffi::SQLITE_IOERR_SHMSIZE)
}

pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Opens a file that, when it is made, is 0600 from its first byte.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::directory;
    use crate::env::Variables;

    fn found(pairs: &[(&str, &str)]) -> Option<PathBuf> {
        directory(&pairs.iter().copied().collect::<Variables>()).ok()
    }

    #[test]
    fn the_variable_wins_over_the_data_folder() {
        let path = found(&[("TRUSS_LOCAL_DIR", "/elsewhere"), ("XDG_DATA_HOME", "/data"), ("HOME", "/home/a")]);
        assert_eq!(path, Some(PathBuf::from("/elsewhere")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_data_folder_is_the_one_of_the_variables() {
        assert_eq!(found(&[("XDG_DATA_HOME", "/data"), ("HOME", "/h")]), Some(PathBuf::from("/data/truss/local")));
        assert_eq!(found(&[("XDG_DATA_HOME", "data"), ("HOME", "/h")]), Some("/h/.local/share/truss/local".into()));
        assert_eq!(found(&[]), None);
    }
}
