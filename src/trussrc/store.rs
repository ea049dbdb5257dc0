//! The trussrc as a file: where it is, reading it, and changing it under a lock.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Read as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::env::Variables;
use crate::fs::{atomic, dirs};
use crate::signals::unless_stopped;
use crate::trussrc::document::Document;
use crate::trussrc::error::{Error, Remark};
use crate::trussrc::git;
use crate::trussrc::lock::{LOCK_TIMEOUT, Locked, POLL_INTERVAL, lock};

/// More bytes than any trussrc has: `/dev/zero` should not fill the memory.
const LARGEST: u64 = 64 << 20;

/// How often a trussrc is read again that somebody seems to be writing, and how long ago that began at the most.
const READS: usize = 10;
const WRITE_TIME: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Store {
    path: PathBuf,
}

#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub document: Document,
    /// What a user should hear about the file.
    pub remarks: Vec<Remark>,
}

impl Store {
    /// The trussrc that `option` names, else `USER_TRUSSRC_PATH`, else `~/.trussrc`. A `~` at the start of the variable
    /// is the home folder, as in Python's truss; in the option it is the shell's business.
    pub(crate) fn locate(option: Option<&Path>, variables: &Variables) -> Result<Self, Error> {
        let home = || dirs::home(variables).ok_or(Error::NoHome);
        let path = match (option, variables.raw("USER_TRUSSRC_PATH").map(Path::new)) {
            (Some(path), _) => path.to_owned(),
            (None, Some(path)) => match path.strip_prefix("~") {
                Ok(rest) => home()?.join(rest),
                Err(_) => path.to_owned(),
            },
            (None, None) => home()?.join(".trussrc"),
        };
        Ok(Self { path })
    }

    /// Where it is, or would be. Symbolic links are not followed.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Its path with the home folder as `~`, for messages.
    pub(crate) fn display_path(&self, variables: &Variables) -> String {
        dirs::display_path(&self.path, variables)
    }

    /// Reads it; `None` where there is none. No lock is needed: this program only ever replaces it as a whole.
    pub(crate) fn load(&self) -> Result<Option<Loaded>, Error> {
        for attempt in 1.. {
            let Some((text, file)) = self.read()? else { return Ok(None) };
            let (is_empty, parsed) = (text.is_empty(), self.parse(text));
            // Python's truss empties the file before it writes it.
            if attempt < READS && (is_empty || parsed.is_err()) && was_just_written(&file) {
                thread::sleep(POLL_INTERVAL);
                continue;
            }
            return Ok(Some(Loaded { document: parsed?, remarks: self.loose(&file).into_iter().collect() }));
        }
        unreachable!("the last attempt returns")
    }

    /// What makes the file unsafe for secrets, whether it parses or not.
    pub(crate) fn examine(&self) -> Vec<Remark> {
        let Ok(file) = fs::metadata(&self.path) else { return Vec::new() };
        let tracked = git::is_tracked(&self.path).then(|| Remark::Tracked(self.path.clone()));
        self.loose(&file).into_iter().chain(tracked).collect()
    }

    /// A pipe's mode says nothing about who reads it.
    fn loose(&self, file: &Metadata) -> Option<Remark> {
        let mode = mode(file);
        (file.is_file() && mode & 0o077 != 0).then(|| Remark::Loose { path: self.path.clone(), mode })
    }

    /// The mode bits of the file; `None` where there is none.
    pub(crate) fn mode(&self) -> Option<u32> {
        fs::metadata(&self.path).ok().as_ref().map(mode)
    }

    /// Locks the trussrc, reads it (an empty one where there is none), has `change` change it, and saves it as a whole
    /// with mode 0600. Where `change` changes nothing and the mode is 0600 already, nothing is written; after an error,
    /// `change`'s own among them, the file is as it was.
    pub(crate) fn change<T, E>(&self, change: impl FnOnce(&mut Document) -> Result<T, E>) -> Result<(T, Vec<Remark>), E>
    where
        E: From<Error>,
    {
        let target = self.target()?;
        Locked::wait(self, target)?.change(change)
    }

    /// Locks the trussrc unless somebody else has: for whoever has to wait for something else while it is locked.
    pub(crate) fn try_lock(&self) -> Result<Option<Locked<'_>>, Error> {
        Locked::try_now(self, self.target()?)
    }

    /// Replaces the whole text, but only while it is still `expected`: somebody else's change is not undone.
    pub(crate) fn replace(&self, expected: &str, document: &Document) -> Result<Vec<Remark>, Error> {
        let target = self.target()?;
        let _lock = lock(&target, LOCK_TIMEOUT)?;
        let text = self.text()?;
        if text != expected {
            return Err(Error::Changed(self.path.clone()));
        }
        self.save(&target, &text, document.text())
    }

    /// Moves a trussrc that does not parse aside, to a name that is free, and answers that name. `None` where there is
    /// nothing that does not parse.
    pub(crate) fn set_aside(&self) -> Result<Option<PathBuf>, Error> {
        let target = self.target()?;
        let _lock = lock(&target, LOCK_TIMEOUT)?;
        match self.load() {
            Err(error) if error.is_malformed() => {
                set_aside(&target).map(Some).map_err(|source| Error::Write(target, source))
            }
            Err(error) => Err(error),
            Ok(_) => Ok(None),
        }
    }

    /// The whole text as it is, also when it does not parse; empty where there is none.
    pub(crate) fn text(&self) -> Result<String, Error> {
        Ok(self.read()?.map(|(text, _)| text).unwrap_or_default())
    }

    /// The file that a write replaces: where symbolic links lead, whether that exists or not.
    pub(crate) fn target(&self) -> Result<PathBuf, Error> {
        let target = match self.path.is_symlink().then(|| atomic::follow(&self.path)) {
            None => self.path.clone(),
            Some(Ok(target)) => target,
            Some(Err(error)) if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
                return Err(Error::Links(self.path.clone()));
            }
            Some(Err(source)) => return Err(Error::Write(self.path.clone(), source)),
        };
        match fs::metadata(&target) {
            Ok(metadata) if !metadata.is_file() => Err(Error::NotRegular(target)),
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::Write(self.path.clone(), source)),
            _ => Ok(target),
        }
    }

    pub(super) fn save(&self, target: &Path, old: &str, new: &str) -> Result<Vec<Remark>, Error> {
        if old == new && self.mode().is_none_or(|mode| mode & 0o077 == 0) {
            return Ok(Vec::new());
        }
        let owner = || fs::metadata(target).map(|metadata| metadata.uid()).ok();
        let before = owner();
        atomic::replace(target, new.as_bytes()).map_err(|source| Error::Write(target.to_owned(), source))?;
        let owned = (before.is_some() && owner() != before).then(|| Remark::Owned(target.to_owned()));
        let tracked = git::is_tracked(target).then(|| Remark::Tracked(target.to_owned()));
        Ok(owned.into_iter().chain(tracked).collect())
    }

    fn read(&self) -> Result<Option<(String, Metadata)>, Error> {
        if fs::metadata(&self.path).is_ok_and(|file| !file.is_file()) {
            // At the other end of a pipe there may be nobody.
            let store = self.clone();
            return unless_stopped(move || store.read_at_once())?;
        }
        self.read_at_once()
    }

    fn read_at_once(&self) -> Result<Option<(String, Metadata)>, Error> {
        let (bytes, metadata) = match read_bytes(&self.path) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::Read(self.path.clone(), source)),
        };
        if bytes.len() as u64 > LARGEST {
            return Err(Error::TooLarge { path: self.path.clone(), megabytes: LARGEST >> 20 });
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some((text, metadata))),
            Err(error) => {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
                Err(Error::NotText { path: self.path.clone(), line })
            }
        }
    }

    fn parse(&self, text: String) -> Result<Document, Error> {
        Document::parse(text).map_err(|source| Error::Syntax(self.path.clone(), source))
    }
}

/// One byte more than [`LARGEST`] at most.
fn read_bytes(path: &Path) -> io::Result<(Vec<u8>, Metadata)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(LARGEST)).unwrap_or(0) + 1);
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok((bytes, metadata))
}

fn was_just_written(file: &Metadata) -> bool {
    file.is_file() && file.modified().is_ok_and(|time| time.elapsed().is_ok_and(|elapsed| elapsed < WRITE_TIME))
}

/// Moves `target` to a name beside it that nothing has.
fn set_aside(target: &Path) -> io::Result<PathBuf> {
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for number in 1.. {
        let aside = target.with_file_name(format!("{name}.broken-{number}"));
        // A hard link fails where a rename would replace, so that nothing set aside earlier is lost.
        match fs::hard_link(target, &aside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            linked => {
                linked?;
                fs::set_permissions(&aside, Permissions::from_mode(0o600))?;
                return fs::remove_file(target).map(|()| aside);
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn mode(file: &Metadata) -> u32 {
    file.permissions().mode() & 0o7777
}
