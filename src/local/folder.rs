//! Where the embedded API keeps its state, and who may read it.
//!
//! Owns the names inside the folder, their modes (folders 0700, files 0600), and the two locks: one for
//! whoever uses the state, one for whoever sets it up. What is in the files is the business of [`super::store`]
//! and [`super::objects`].

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::error::Error;
use crate::variables::Variables;

/// The folder of the embedded API's state: `TRUSS_LOCAL_DIR`, else `truss/local` in the user's data folder.
///
/// # Errors
///
/// [`Error::NoDirectory`] when nothing says where the user's data is.
pub fn directory(variables: &Variables) -> Result<PathBuf, Error> {
    if let Some(directory) = variables.raw("TRUSS_LOCAL_DIR") {
        return Ok(PathBuf::from(directory));
    }
    data_folder(variables).map(|data| data.join("truss").join("local")).ok_or(Error::NoDirectory)
}

/// On Linux the variables of the XDG base directory specification decide, which ignores a relative path.
/// Elsewhere the data folder is the operating system's to name.
fn data_folder(variables: &Variables) -> Option<PathBuf> {
    let absolute = |name| variables.raw(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(target_os = "linux") {
        absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local").join("share")))
    } else {
        dirs::data_dir()
    }
}

/// Paths inside the state's folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.root.join("state.db")
    }

    /// The one key that is kept as it is: the command line's own.
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

    /// Makes the folder, private to its owner. A folder that is there already keeps its mode unless it is
    /// ours or empty: `TRUSS_LOCAL_DIR` may name one that others use too.
    pub(crate) fn create(&self) -> Result<(), Error> {
        let ours = self.database().exists();
        make_private_folder(&self.root).map_err(|source| Error::directory(&self.root, source))?;
        let empty = || fs::read_dir(&self.root).is_ok_and(|mut entries| entries.next().is_none());
        if ours || empty() {
            tighten(&self.root).map_err(|source| Error::directory(&self.root, source))?;
        }
        Ok(())
    }

    /// Says that this process uses the state, until the file is dropped.
    pub(crate) fn lock_for_use(&self) -> Result<File, Error> {
        let lock = self.lock_file("lock")?;
        lock.lock_shared().map_err(|source| Error::directory(&self.root, source))?;
        Ok(lock)
    }

    /// Waits for its turn to set the state up.
    pub(crate) fn lock_for_setup(&self) -> Result<File, Error> {
        let lock = self.lock_file("setup.lock")?;
        lock.lock().map_err(|source| Error::directory(&self.root, source))?;
        Ok(lock)
    }

    /// Makes sure that nobody uses the state. Commands are over in a moment, so it waits for about a second.
    pub(crate) fn lock_alone(&self) -> Result<File, Error> {
        let lock = self.lock_file("lock")?;
        for _ in 0..20 {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(50)),
                Err(TryLockError::Error(source)) => return Err(Error::directory(&self.root, source)),
            }
        }
        Err(Error::InUse { directory: self.root.clone() })
    }

    fn lock_file(&self, name: &str) -> Result<File, Error> {
        private_file()
            .create(true)
            .append(true)
            .open(self.root.join(name))
            .map_err(|source| Error::directory(&self.root, source))
    }
}

/// Makes a folder and its parents; what is made is 0700.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Options for a file that, when it is made, is 0600 from its first byte.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Puts `text` at `path` in one step: whoever reads sees the old content or the new, never half.
pub(crate) fn replace_file(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // tempfile makes it 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(unix)]
fn tighten(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(folder)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(folder, PermissionsExt::from_mode(0o700))
}

#[cfg(not(unix))]
fn tighten(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::directory;
    use crate::variables::Variables;

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
