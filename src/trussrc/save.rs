//! Which file a write of the trussrc replaces, and what happens to one that cannot be read.
//!
//! Owns where symbolic links lead, and setting a broken file aside. The replacing itself is `atomic_file`'s; whoever
//! calls holds the lock.

use std::fs::{self, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::store_error::{Remark, StoreError};
use crate::atomic_file;

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

/// Puts a file with `text` in the place of `target`, as [`atomic_file::replace`] does it.
///
/// # Errors
///
/// [`StoreError::Write`]; `target` is then as it was.
pub(super) fn replace(target: &Path, text: &str) -> Result<Option<Remark>, StoreError> {
    let owner = || fs::metadata(target).map(|metadata| metadata.uid()).ok();
    let before = owner();
    atomic_file::replace(target, text.as_bytes()).map_err(|source| write_error(target, source))?;
    Ok((before.is_some() && owner() != before).then(|| Remark::Owned(target.to_owned())))
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
