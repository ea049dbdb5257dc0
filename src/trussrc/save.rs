//! Replacing a file as a whole: whoever looks sees the old one or the new one.
//!
//! Owns the temporary file, its mode and owner, the order of fsync and rename, and what a killed process left behind.
//! Whoever calls holds the lock.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::store_error::{Remark, StoreError};

/// What a temporary file's name ends with; it starts with the trussrc's own.
const SUFFIX: &str = ".tmp";
/// So many symbolic links are followed, as Linux does.
const LINKS: usize = 40;

/// The file that a write replaces: `path` itself, or where its symbolic links lead, whether that exists or not.
///
/// # Errors
///
/// [`StoreError::Links`] for links in a circle, [`StoreError::NotRegular`] for what must not be replaced.
pub(super) fn target(path: &Path) -> Result<PathBuf, StoreError> {
    let mut target = path.to_owned();
    for _ in 0..LINKS {
        match fs::symlink_metadata(&target) {
            Ok(metadata) if metadata.is_symlink() => {
                let link = fs::read_link(&target).map_err(|source| write_error(path, source))?;
                target = target.parent().unwrap_or(Path::new("")).join(link);
            }
            Ok(metadata) if !metadata.is_file() => return Err(StoreError::NotRegular(target)),
            Ok(_) => return Ok(target),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(target),
            Err(source) => return Err(write_error(path, source)),
        }
    }
    Err(StoreError::Links(path.to_owned()))
}

/// Puts a file with `text` in the place of `target`: mode 0600 before its first byte, the old one's owner, on disk
/// before it counts.
///
/// # Errors
///
/// [`StoreError::Write`]; `target` is then as it was.
pub(super) fn replace(target: &Path, text: &str) -> Result<Option<Remark>, StoreError> {
    let folder = folder(target);
    remove_leftovers(target, folder);
    write(target, folder, text).map_err(|source| write_error(target, source))
}

fn write(target: &Path, folder: &Path, text: &str) -> io::Result<Option<Remark>> {
    let mut temporary: NamedTempFile = tempfile::Builder::new()
        .prefix(&temporary_prefix(target))
        .suffix(SUFFIX)
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(folder)?;
    // An umask can only have taken bits away; the owner's own are wanted all the same.
    temporary.as_file().set_permissions(Permissions::from_mode(0o600))?;
    let remark = keep_owner(target, temporary.as_file())?;
    // Through the file itself: the wrapper's errors quote the temporary name, which means nothing to a user.
    temporary.as_file_mut().write_all(text.as_bytes())?;
    temporary.as_file().sync_all()?;
    temporary.persist(target).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()?;
    Ok(remark)
}

/// Gives the new file the old one's owner and group where that is allowed.
fn keep_owner(target: &Path, new: &File) -> io::Result<Option<Remark>> {
    let Ok(old) = fs::metadata(target) else { return Ok(None) };
    let own = new.metadata()?;
    if old.gid() != own.gid() {
        // Mode 0600 keeps the group out in any case, so a group that cannot be kept is no loss.
        let _ = fchown(new, None, Some(old.gid()));
    }
    if old.uid() == own.uid() || fchown(new, Some(old.uid()), None).is_ok() {
        return Ok(None);
    }
    Ok(Some(Remark::Owned(target.to_owned())))
}

/// Moves `target` to a name beside it that nothing has.
///
/// # Errors
///
/// [`StoreError::Write`].
pub(super) fn set_aside(target: &Path) -> Result<PathBuf, StoreError> {
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let free = (1..).map(|number| target.with_file_name(format!("{name}.broken-{number}")));
    for aside in free {
        // A hard link fails where a rename would replace, so that nothing set aside earlier is lost.
        match fs::hard_link(target, &aside) {
            Ok(()) => {
                let moved =
                    fs::set_permissions(&aside, Permissions::from_mode(0o600)).and_then(|()| fs::remove_file(target));
                return moved.map(|()| aside).map_err(|source| write_error(target, source));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => return Err(write_error(target, source)),
        }
    }
    Err(write_error(target, io::ErrorKind::AlreadyExists.into()))
}

/// Removes what killed processes left: whoever holds the lock is the only writer, so any temporary file is one of those.
fn remove_leftovers(target: &Path, folder: &Path) {
    let prefix = temporary_prefix(target);
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&prefix) && name.ends_with(SUFFIX) {
            // What cannot be removed is in nobody's way: each write takes a name of its own.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn temporary_prefix(target: &Path) -> String {
    format!("{}.", target.file_name().unwrap_or_default().to_string_lossy())
}

fn folder(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn write_error(path: &Path, source: io::Error) -> StoreError {
    StoreError::Write { path: path.to_owned(), source }
}

/// The permission bits.
pub(super) fn mode(file: &Metadata) -> u32 {
    file.permissions().mode() & 0o7777
}

/// Whether it is a file as every other: a pipe's mode says nothing about who reads it.
pub(super) fn is_regular(file: &Metadata) -> bool {
    file.is_file()
}
