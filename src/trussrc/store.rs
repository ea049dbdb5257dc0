//! The trussrc as a file: where it is, reading it, and changing it.
//!
//! Owns the path, and the order lock, read, change, save. Leaves the text to `document`, waiting to `lock` and the
//! writing to `save`.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::document::Document;
use super::git;
use super::lock::Lock;
use super::save;
use super::store_error::{Remark, StoreError};
use crate::signals::unless_stopped;
use crate::variables::Variables;

/// Names the trussrc, as in Python's truss.
pub const PATH_VARIABLE: &str = "USER_TRUSSRC_PATH";

/// More bytes than any trussrc has: `/dev/zero` should not fill the memory.
const LARGEST: u64 = 64 << 20;

/// A trussrc's place on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    path: PathBuf,
}

/// A trussrc that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its text and what it says.
    pub document: Document,
    /// What a user should hear about the file.
    pub remarks: Vec<Remark>,
}

impl Store {
    /// The trussrc that `option` names, else [`PATH_VARIABLE`], else `~/.trussrc`. A `~` at the start of the variable is
    /// the home folder, as in Python's truss; in the option it is the shell's business.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoHome`] when the home folder is needed and unknown.
    pub fn locate(option: Option<&Path>, variables: &Variables) -> Result<Self, StoreError> {
        let home = || {
            let named = variables.raw("HOME").map(PathBuf::from);
            named.or_else(dirs::home_dir).ok_or(StoreError::NoHome)
        };
        let path = match (option, variables.raw(PATH_VARIABLE).map(Path::new)) {
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
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its path with the home folder as `~`, for messages.
    #[must_use]
    pub fn shown(&self, variables: &Variables) -> String {
        let home = variables.raw("HOME").map(PathBuf::from).or_else(dirs::home_dir);
        match home.as_deref().and_then(|home| self.path.strip_prefix(home).ok()) {
            Some(rest) => format!("~/{}", rest.display()),
            None => self.path.display().to_string(),
        }
    }

    /// Reads it; `None` where there is none. No lock is needed: it is only ever replaced as a whole.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it cannot be read, or does not parse.
    pub fn load(&self) -> Result<Option<Loaded>, StoreError> {
        let Some((text, file)) = self.read()? else { return Ok(None) };
        let document = self.parse(text)?;
        let mode = save::mode(&file);
        let is_loose = save::is_regular(&file) && mode & 0o077 != 0;
        let remarks = is_loose.then(|| Remark::Loose { path: self.path.clone(), mode }).into_iter().collect();
        Ok(Some(Loaded { document, remarks }))
    }

    /// What is wrong with the file as a keeper of secrets, whether it parses or not.
    #[must_use]
    pub fn examine(&self) -> Vec<Remark> {
        let Ok(file) = fs::metadata(&self.path) else { return Vec::new() };
        let mode = save::mode(&file);
        let is_loose = save::is_regular(&file) && mode & 0o077 != 0;
        let loose = is_loose.then(|| Remark::Loose { path: self.path.clone(), mode });
        let tracked = git::is_tracked(&self.path).then(|| Remark::Tracked(self.path.clone()));
        loose.into_iter().chain(tracked).collect()
    }

    /// The mode bits of the file; `None` where there is none.
    #[must_use]
    pub fn mode(&self) -> Option<u32> {
        fs::metadata(&self.path).ok().map(|file| save::mode(&file))
    }

    /// Locks the trussrc, reads it (an empty one where there is none), has `change` change it, and saves it as a whole
    /// with mode 0600. Where `change` changes nothing and the mode is 0600 already, nothing is written.
    ///
    /// # Errors
    ///
    /// [`StoreError`], `change`'s own error among it. The file is then as it was.
    pub fn change<T, E>(&self, change: impl FnOnce(&mut Document) -> Result<T, E>) -> Result<(T, Vec<Remark>), E>
    where
        E: From<StoreError>,
    {
        let target = save::target(&self.path)?;
        let _lock = Lock::take(&target)?;
        let text = self.read()?.map(|(text, _)| text).unwrap_or_default();
        let mut document = self.parse(text.clone())?;
        let value = change(&mut document)?;
        Ok((value, self.save(&target, &text, document.text())?))
    }

    /// Replaces the whole text, but only while it is still `expected`: somebody else's change is not undone.
    ///
    /// # Errors
    ///
    /// [`StoreError::Changed`] when it is not, and whatever else keeps it from being saved.
    pub fn replace(&self, expected: &str, document: &Document) -> Result<Vec<Remark>, StoreError> {
        let target = save::target(&self.path)?;
        let _lock = Lock::take(&target)?;
        let text = self.read()?.map(|(text, _)| text).unwrap_or_default();
        if text != expected {
            return Err(StoreError::Changed(self.path.clone()));
        }
        self.save(&target, &text, document.text())
    }

    /// Moves a trussrc that does not parse aside, to a name that is free, and answers that name. `None` where there is
    /// nothing that does not parse.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it cannot be read or moved.
    pub fn set_aside(&self) -> Result<Option<PathBuf>, StoreError> {
        let target = save::target(&self.path)?;
        let _lock = Lock::take(&target)?;
        match self.load() {
            Err(StoreError::Syntax { .. } | StoreError::NotText { .. }) => save::set_aside(&target).map(Some),
            Err(error) => Err(error),
            Ok(_) => Ok(None),
        }
    }

    /// The whole text as it is, also when it does not parse; empty where there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it cannot be read.
    pub fn text(&self) -> Result<String, StoreError> {
        Ok(self.read()?.map(|(text, _)| text).unwrap_or_default())
    }

    fn save(&self, target: &Path, old: &str, new: &str) -> Result<Vec<Remark>, StoreError> {
        let is_same = old == new && self.mode().is_none_or(|mode| mode & 0o077 == 0);
        if is_same {
            return Ok(Vec::new());
        }
        let mut remarks: Vec<Remark> = save::replace(target, new)?.into_iter().collect();
        remarks.extend(git::is_tracked(target).then(|| Remark::Tracked(target.to_owned())));
        Ok(remarks)
    }

    fn read(&self) -> Result<Option<(String, fs::Metadata)>, StoreError> {
        if fs::metadata(&self.path).is_ok_and(|file| !file.is_file()) {
            // At the other end of a pipe there may be nobody.
            let store = self.clone();
            return unless_stopped(move || store.read_at_once())?;
        }
        self.read_at_once()
    }

    fn read_at_once(&self) -> Result<Option<(String, fs::Metadata)>, StoreError> {
        let fault = |source| StoreError::Read { path: self.path.clone(), source };
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        let metadata = file.metadata().map_err(fault)?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(LARGEST)).unwrap_or(0) + 1);
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(fault)?;
        if bytes.len() as u64 > LARGEST {
            return Err(StoreError::TooLarge { path: self.path.clone(), megabytes: LARGEST >> 20 });
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some((text, metadata))),
            Err(error) => {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
                Err(StoreError::NotText { path: self.path.clone(), line })
            }
        }
    }

    fn parse(&self, text: String) -> Result<Document, StoreError> {
        Document::parse(text).map_err(|source| StoreError::Syntax { path: self.path.clone(), source })
    }
}
