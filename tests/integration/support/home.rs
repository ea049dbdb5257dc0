//! A user's home folder that lives as long as the test.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::Truss;

/// An empty home. Its folder goes away with it.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(TempDir::with_prefix("truss-home-").expect("a temporary folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn trussrc(&self) -> PathBuf {
        self.path().join(".trussrc")
    }

    /// Writes `text` as the trussrc, with the mode that a careful program gives it.
    pub(crate) fn with_trussrc(self, text: &str) -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        fs::write(self.trussrc(), text).expect("the trussrc is written");
        fs::set_permissions(self.trussrc(), fs::Permissions::from_mode(0o600)).expect("its mode is set");
        self
    }

    /// A run of `truss` in this home.
    pub(crate) fn truss<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Truss {
        Truss::in_home(self.path(), arguments)
    }

    /// The command that the hint in `told` names, pasted into a shell as it stands.
    #[track_caller]
    pub(crate) fn paste(&self, told: &str) -> Truss {
        let hint = told.rsplit_once("hint: ").unwrap_or_else(|| panic!("no hint in {told}")).1;
        let line = hint.split_once("`truss ").and_then(|(_, rest)| rest.split_once('`'));
        let (line, _) = line.unwrap_or_else(|| panic!("no command in {hint}"));
        let script = format!("set -- {line}; printf '%s\\0' \"$@\"");
        let words = Command::new("sh").arg("-c").arg(script).output().expect("a shell").stdout;
        let words = String::from_utf8(words).expect("text");
        self.truss(words.split_terminator('\0'))
    }
}
