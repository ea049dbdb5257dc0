//! Replacing a file so that nobody ever sees half of it, and nothing secret is left beside it.
//!
//! Keeping others from writing at the same time is the caller's business, see `lock`: two writers of one file at once
//! would use the same temporary file.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

/// Puts a secret `content` at `path`, mode 0600; after an error the file is as it was. A symbolic link stays one: its target is
/// replaced. The owner stays where the system allows it, because the program that reads the file may run as another
/// user than this one. A path that is something else than a file, such as a device, is refused.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    write(path, content, Permissions::from_mode(0o600))
}

/// As [`replace`], for a file that is no secret and is there: it has the mode that it had.
pub(crate) fn replace_with_same_mode(path: &Path, content: &[u8]) -> io::Result<()> {
    write(path, content, fs::metadata(path)?.permissions())
}

fn write(path: &Path, content: &[u8], mode: Permissions) -> io::Result<()> {
    let path = follow(path)?;
    let owner = owner(&path)?;
    let mut new = create(temporary(&path))?;
    let file = new.as_file_mut();
    if let Some((user, group)) = owner {
        // Only root may give files away; whoever else writes here owned the file or shares its folder. Mode 0600
        // keeps the group out in any case, so a group that cannot be kept is no loss.
        let _ = fchown(&*file, None, Some(group));
        let _ = fchown(&*file, Some(user), None);
    }
    // After the owner, whose change takes bits away; and whatever the umask took.
    file.set_permissions(mode)?;
    file.write_all(content)?;
    file.sync_all()?;
    new.persist(&path).map_err(|error| error.error)?;
    sync_folder(folder(&path))
}

/// Whether [`replace`] would find a folder in which it may write; nothing is left there.
pub(crate) fn probe(path: &Path) -> io::Result<()> {
    let path = follow(path)?;
    owner(&path)?;
    // Without a name, so that it is in nobody's way.
    tempfile::tempfile_in(folder(&path)).map(drop)
}

/// Removes the file at `path`, for good even when the power goes the next moment. A file that is gone already is fine.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    remove_if_there(path)?;
    remove_if_there(&temporary(path))?;
    sync_folder(folder(path))
}

/// Where `path` leads, by a name that stays the same once the file is there: what symbolic links point to, without
/// links on the way. That the file is not there is no error, but that its folder is not.
pub(crate) fn follow(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_link(path) {
            Ok(target) => follow(&folder(path).join(target)),
            Err(_) => Ok(fs::canonicalize(folder(path))?.join(path.file_name().unwrap_or_default())),
        },
        found => found,
    }
}

pub(crate) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The user and the group that own the file; `None` when there is none.
fn owner(path: &Path) -> io::Result<Option<(u32, u32)>> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(Some((metadata.uid(), metadata.gid()))),
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Made anew each time, so that it is private from its first byte whatever a crash left there. It goes when it is not
/// put in its place.
fn create(path: PathBuf) -> io::Result<NamedTempFile> {
    remove_if_there(&path)?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    Ok(NamedTempFile::from_parts(file, TempPath::try_from_path(path)?))
}

/// Always the same name: what a crash leaves is taken away by the next write, never forgotten under a random name.
fn temporary(path: &Path) -> PathBuf {
    let own = path.file_name().unwrap_or_default();
    let mut name = OsString::from(if own.as_encoded_bytes().starts_with(b".") { "" } else { "." });
    name.push(own);
    name.push(".truss-new");
    folder(path).join(name)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::Path;

    use super::{probe, remove, replace};

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_loose_file_becomes_private_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        fs::write(&path, "old").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("a mode");
        fs::write(folder.path().join(".secret.truss-new"), "left by a crash").expect("written");
        replace(&path, b"new").expect("replaced");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert_eq!(fs::metadata(&path).expect("metadata").permissions().mode() & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["secret"]);
    }

    #[test]
    fn a_symbolic_link_stays_one_even_when_it_leads_nowhere_yet() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link");
        symlink("target", &link).expect("a link");
        replace(&link, b"first").expect("made");
        replace(&link, b"second").expect("replaced");
        assert!(fs::symlink_metadata(&link).expect("metadata").is_symlink());
        assert_eq!(fs::read(folder.path().join("target")).expect("read"), b"second");
    }

    #[test]
    fn what_is_no_file_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(replace(folder.path(), b"x").is_err());
        assert!(replace(Path::new("/dev/null"), b"x").is_err());
        assert!(probe(Path::new("/dev/null")).is_err());
        assert!(replace(&folder.path().join("missing/secret"), b"x").is_err());
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn probing_and_removing_leave_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        probe(&path).expect("writable");
        assert_eq!(names(folder.path()), [""; 0]);
        replace(&path, b"x").expect("written");
        fs::write(folder.path().join(".secret.truss-new"), "left by a crash").expect("written");
        remove(&path).expect("removed");
        remove(&path).expect("already gone");
        assert_eq!(names(folder.path()), [""; 0]);
    }
}
