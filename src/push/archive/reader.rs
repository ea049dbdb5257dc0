//! Reads the files of a Truss, many thousands of them as fast as one.
//!
//! Owns opening a file from the folder where the last one was, and noticing that it is not what was listed. Which bytes
//! are wanted, and where they go, is `archive`'s.

use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, Mode, OFlags, fstat, open, openat};

use crate::push::Error;
use crate::push::files::{File, Source};

/// Not to block on what became a pipe, not to take a terminal.
const FLAGS: OFlags = OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

/// Reads files one after the other; each thread has its own.
#[derive(Debug)]
pub(crate) struct Reader<'root> {
    root: &'root Path,
    /// The last file's folder, relative to the root. Opening a file from there saves the way to it.
    folder: Option<(Vec<u8>, OwnedFd)>,
    /// Room for what is needed for a moment.
    pub(crate) scratch: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Opened<'file> {
    listed: &'file File,
    handle: fs::File,
}

impl<'root> Reader<'root> {
    pub(crate) fn new(root: &'root Path) -> Self {
        Self { root, folder: None, scratch: Vec::new() }
    }

    pub(crate) fn open<'file>(&mut self, file: &'file File) -> Result<Opened<'file>, Error> {
        let opened = match &file.source {
            Source::At(path) => open(&**path, FLAGS, Mode::empty()),
            Source::Inside | Source::Bytes(_) | Source::Link(_) => self.open_inside(file.path.as_os_str().as_bytes()),
        };
        let handle = opened.map_err(|error| Error::unreadable(&file.path)(error.into()))?.into();
        Ok(Opened { listed: file, handle })
    }

    fn open_inside(&mut self, path: &[u8]) -> rustix::io::Result<OwnedFd> {
        let (parent, name) = match memchr::memrchr(b'/', path) {
            Some(slash) => (&path[..slash], &path[slash + 1..]),
            None => (&b""[..], path),
        };
        let folder = match &self.folder {
            Some((known, folder)) if known == parent => folder,
            _ => {
                let location = self.root.join(Path::new(std::ffi::OsStr::from_bytes(parent)));
                let folder = open(&location, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
                &self.folder.insert((parent.to_owned(), folder)).1
            }
        };
        openat(folder, name, FLAGS, Mode::empty())
    }

    /// Where a file's bytes are.
    pub(crate) fn location(&self, file: &File) -> PathBuf {
        match &file.source {
            Source::At(path) => path.to_path_buf(),
            Source::Inside | Source::Bytes(_) | Source::Link(_) => self.root.join(&file.path),
        }
    }
}

impl Opened<'_> {
    pub(crate) fn read(&self, bytes: &mut [u8], offset: u64) -> Result<(), Error> {
        self.handle.read_exact_at(bytes, offset).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Error::Changed(self.listed.path.to_path_buf()),
            _ => Error::unreadable(&self.listed.path)(error),
        })
    }

    /// Reads all of it, as long as it was when it was listed.
    pub(crate) fn read_whole(&self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        bytes.resize(usize::try_from(self.listed.size).unwrap_or(usize::MAX), 0);
        self.read(bytes, 0)
    }

    /// Whether it still is what was listed: a file that is written to while it is read would be packed in a state in
    /// which it never was.
    pub(crate) fn check_unchanged(&self) -> Result<(), Error> {
        let now = fstat(&self.handle).map_err(|error| Error::unreadable(&self.listed.path)(error.into()))?;
        let is_file = FileType::from_raw_mode(now.st_mode) == FileType::RegularFile;
        let modified = (now.st_mtime, u32::try_from(now.st_mtime_nsec).unwrap_or(0));
        if is_file && u64::try_from(now.st_size) == Ok(self.listed.size) && modified == self.listed.modified {
            Ok(())
        } else {
            Err(Error::Changed(self.listed.path.to_path_buf()))
        }
    }
}
