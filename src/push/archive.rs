//! The archive that a Truss travels in: a tar stream, made while it is uploaded.
//!
//! Owns the order of members and reading their bytes straight into the parts that are uploaded, and notices a file that
//! changes meanwhile. Headers are in `tar_header`, buffers in `parts`; every byte also passes the `guard`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Explain, Kind};
use crate::push::files::{File, Source};
use crate::push::guard::{Guard, Leak};
use crate::push::parts::{Closed, PartWriter};
use crate::push::tar_header::{Member, header, header_limit};

const BLOCK: u64 = 512;
/// Archives end on a multiple of this, as `tar` and Python's `tarfile` leave them.
const RECORD: u64 = 10_240;

/// Why an archive could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A file cannot be opened or read.
    #[error("`{}` cannot be read", .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not what it was when the files were listed, or became another while it was read.
    #[error("`{}` changed while it was packed", .0.display())]
    Changed(PathBuf),
    /// A file holds a secret.
    #[error("{0}")]
    Secret(Leak),
    /// Nobody takes the archive any more.
    #[error("the upload ended before the archive did")]
    Closed,
}

impl Explain for ArchiveError {
    fn kind(&self) -> Kind {
        match self {
            Self::Unreadable { .. } | Self::Changed(_) | Self::Closed => Kind::Other,
            Self::Secret(_) => Kind::Unsafe,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Changed(_) => Some("push again when nothing writes to the Truss".into()),
            Self::Secret(leak) => Some(leak.hint()),
            Self::Unreadable { .. } | Self::Closed => None,
        }
    }
}

impl From<Closed> for ArchiveError {
    fn from(Closed: Closed) -> Self {
        Self::Closed
    }
}

/// An upper limit of the archive's size, in bytes.
pub(super) fn size_limit(files: &[File]) -> u64 {
    files.iter().map(|file| header_limit(file) + file.size.next_multiple_of(BLOCK)).sum::<u64>() + RECORD
}

/// Packs files one after the other.
pub(super) struct Archive<'archive> {
    root: &'archive Path,
    guard: &'archive Guard,
    parts: PartWriter<'archive>,
    /// Names of files that have several, by device and inode.
    shared: HashMap<(u64, u64), &'archive Path>,
    /// Bytes of files packed so far, for whoever shows progress.
    packed: &'archive AtomicU64,
    leaks: Vec<Leak>,
}

impl<'archive> Archive<'archive> {
    pub(super) fn new(
        root: &'archive Path,
        guard: &'archive Guard,
        parts: PartWriter<'archive>,
        packed: &'archive AtomicU64,
    ) -> Self {
        Self { root, guard, parts, shared: HashMap::new(), packed, leaks: Vec::new() }
    }

    /// Packs `files`; the archive's size, and the secrets that the guard lets pass.
    pub(super) fn pack(mut self, files: &'archive [File]) -> Result<(u64, Vec<Leak>), ArchiveError> {
        for file in files {
            self.file(file)?;
        }
        let end = (self.parts.written() + 2 * BLOCK).next_multiple_of(RECORD);
        self.parts.write_zeros(end - self.parts.written())?;
        Ok((self.parts.finish()?, self.leaks))
    }

    fn file(&mut self, file: &'archive File) -> Result<(), ArchiveError> {
        match &file.source {
            Source::Link(target) => self.parts.write(&header(file, Member::Symbolic(target)))?,
            Source::Bytes(bytes) => {
                self.parts.write(&header(file, Member::File(bytes.len() as u64)))?;
                self.parts.write(bytes)?;
                self.pad(bytes.len() as u64)?;
            }
            Source::Inside | Source::At(_) => {
                if let Some(first) = file.shared.and_then(|inode| self.shared.get(&inode)) {
                    self.parts.write(&header(file, Member::Hard(first)))?;
                } else {
                    self.contents(file)?;
                    if let Some(inode) = file.shared {
                        self.shared.insert(inode, &file.path);
                    }
                }
            }
        }
        self.packed.fetch_add(file.size, Ordering::Relaxed);
        Ok(())
    }

    fn contents(&mut self, file: &File) -> Result<(), ArchiveError> {
        let path = location(self.root, file);
        let unreadable = |source| ArchiveError::Unreadable { path: file.path.to_path_buf(), source };
        let mut opened = fs::File::open(&path).map_err(unreadable)?;
        self.unchanged(file, &opened)?;
        self.parts.write(&header(file, Member::File(file.size)))?;
        let mut scan = self.guard.scan();
        let mut left = file.size;
        let mut leak = None;
        while left > 0 {
            let space = self.parts.space();
            let most = space.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let count = match opened.read(&mut space[..most]) {
                Ok(0) => return Err(ArchiveError::Changed(file.path.to_path_buf())),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(unreadable(error)),
            };
            left -= count as u64;
            leak = leak.or(scan.feed(&space[..count], left == 0));
            if let (Some(hit), false) = (&leak, self.guard.allows()) {
                return Err(ArchiveError::Secret(hit.in_file(&file.path, &path)));
            }
            self.parts.advance(count)?;
        }
        self.leaks.extend(leak.map(|hit| hit.in_file(&file.path, &path)));
        self.unchanged(file, &opened)?;
        self.pad(file.size)
    }

    /// A file that is written to while it is read would be packed in a state in which it never was.
    fn unchanged(&self, file: &File, opened: &fs::File) -> Result<(), ArchiveError> {
        let unreadable = |source| ArchiveError::Unreadable { path: file.path.to_path_buf(), source };
        let now = opened.metadata().map_err(unreadable)?;
        let modified = (now.mtime(), u32::try_from(now.mtime_nsec()).unwrap_or(0));
        if now.is_file() && now.len() == file.size && modified == file.modified {
            Ok(())
        } else {
            Err(ArchiveError::Changed(file.path.to_path_buf()))
        }
    }

    fn pad(&mut self, size: u64) -> Result<(), ArchiveError> {
        Ok(self.parts.write_zeros(size.next_multiple_of(BLOCK) - size)?)
    }
}

/// Where a file's bytes are.
pub(super) fn location<'file>(root: &Path, file: &'file File) -> Cow<'file, Path> {
    match &file.source {
        Source::At(path) => Cow::Borrowed(path),
        Source::Inside | Source::Bytes(_) | Source::Link(_) => Cow::Owned(root.join(&file.path)),
    }
}
