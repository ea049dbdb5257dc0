//! What can go wrong between a trussrc and its disk, and what is worth a remark.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use super::syntax::SyntaxError;
use crate::error::{Explain, Failure, Kind};

/// Why a trussrc could not be read or written. After a failed write the file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Neither an option, nor a variable, nor a home folder.
    #[error("there is no home folder to look for `.trussrc` in")]
    NoHome,
    /// It is there, but cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The trussrc.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not UTF-8, which Python's truss would not read either.
    #[error("`{}` is not UTF-8 text: line {line}", path.display())]
    NotText {
        /// The trussrc.
        path: PathBuf,
        /// The first line that is not, from 1.
        line: usize,
    },
    /// It is no trussrc at all.
    #[error("`{}` is larger than {megabytes} MB", path.display())]
    TooLarge {
        /// What was read.
        path: PathBuf,
        /// The limit.
        megabytes: u64,
    },
    /// Python's truss would refuse it.
    #[error("`{}` does not parse", path.display())]
    Syntax {
        /// The trussrc.
        path: PathBuf,
        /// The line and what is wrong with it.
        source: SyntaxError,
    },
    /// A device or a pipe: replacing it would do harm.
    #[error("`{}` is not a regular file, so it is not replaced", .0.display())]
    NotRegular(PathBuf),
    /// A link that leads back to itself.
    #[error("`{}` is a symbolic link that leads nowhere", .0.display())]
    Links(PathBuf),
    /// Another process has held the lock for too long.
    #[error("another truss is changing `{}` and did not finish in {seconds} seconds", path.display())]
    Locked {
        /// The trussrc.
        path: PathBuf,
        /// How long the wait was.
        seconds: u64,
    },
    /// The lock itself cannot be taken.
    #[error("cannot lock `{}` for a change", path.display())]
    Lock {
        /// The trussrc.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The new text could not be written.
    #[error("cannot write `{}`, which is as it was", path.display())]
    Write {
        /// The trussrc.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// This process was asked to stop while it waited.
    #[error(transparent)]
    Stopped(#[from] Failure),
    /// Somebody else wrote it in the meantime.
    #[error("`{}` was changed by another program in the meantime", .0.display())]
    Changed(PathBuf),
}

impl Explain for StoreError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotText { .. } | Self::TooLarge { .. } | Self::Syntax { .. } => Kind::Invalid,
            Self::Stopped(failure) => failure.kind(),
            _ => Kind::Other,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::NoHome => "set HOME, or name the file with `--trussrc PATH`".into(),
            Self::Syntax { source, .. } => return source.hint(),
            Self::NotText { .. } => "set it aside and start anew with `truss login --repair`".into(),
            Self::TooLarge { .. } | Self::NotRegular(_) => {
                "name another file with `--trussrc PATH` or USER_TRUSSRC_PATH".into()
            }
            Self::Links(path) => format!("remove the link with `rm {}`", path.display()).into(),
            Self::Locked { path, .. } => {
                format!("wait for it or end it, then try again; `fuser {}` names it", lock_path(path).display()).into()
            }
            Self::Changed(_) => "try again".into(),
            Self::Stopped(_) => return None,
            Self::Read { path, source } => read_hint(path, source)?.into(),
            Self::Lock { path, source } if source.kind() == io::ErrorKind::PermissionDenied => {
                format!("make `{}` and its folder writable, {ELSEWHERE}", lock_path(path).display()).into()
            }
            Self::Lock { path, source } | Self::Write { path, source } => write_hint(path, source)?.into(),
        })
    }
}

const ELSEWHERE: &str = "or name a file elsewhere with `--trussrc PATH` or USER_TRUSSRC_PATH";

fn read_hint(path: &Path, error: &io::Error) -> Option<String> {
    match error.kind() {
        io::ErrorKind::PermissionDenied => Some(format!(
            "make it yours with `sudo chown \"$USER\" {path}` and `chmod 600 {path}`",
            path = path.display()
        )),
        io::ErrorKind::IsADirectory => Some("name a file with `--trussrc PATH` or USER_TRUSSRC_PATH".to_owned()),
        _ => None,
    }
}

fn write_hint(path: &Path, error: &io::Error) -> Option<String> {
    let folder = path.parent().unwrap_or(path).display();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some(format!("free some space on the disk of `{folder}`"))
        }
        io::ErrorKind::FileTooLarge => Some("raise the limit on file sizes (`ulimit -f`)".to_owned()),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some(format!("make the folder `{folder}` writable, {ELSEWHERE}"))
        }
        io::ErrorKind::NotFound => Some(format!("make the folder with `mkdir -p {folder}`, {ELSEWHERE}")),
        io::ErrorKind::Unsupported => {
            Some(format!("the disk of `{folder}` knows no locks: name a file elsewhere with `--trussrc PATH`"))
        }
        _ => None,
    }
}

/// The lock beside a trussrc.
pub(super) fn lock_path(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    target.with_file_name(name)
}

/// What a user should hear about a trussrc although nothing failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Remark {
    /// Others than its owner can read it.
    #[error("others can read `{}` (mode {mode:04o}): close it with `chmod 600 {}`", path.display(), path.display())]
    Loose {
        /// The trussrc.
        path: PathBuf,
        /// Its mode bits.
        mode: u32,
    },
    /// A repository has it, so its keys are about to be shared.
    #[error("`{}` is tracked by git: a commit would publish its keys; take it out with `git rm --cached`", .0.display())]
    Tracked(PathBuf),
    /// It belonged to somebody else, and only root can give a file away.
    #[error("`{}` belonged to another user and is now yours", .0.display())]
    Owned(PathBuf),
}
