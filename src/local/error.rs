//! Why the embedded API could not start, or its state could not be changed from the command line.
//!
//! What goes wrong inside a request is an answer to that request, see [`super::answer`].

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use crate::error::{Explain, Kind};

/// A failure of the embedded API outside of any request.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither `TRUSS_LOCAL_DIR` nor a home folder says where the state is.
    #[error("no folder is known for the embedded API's state")]
    NoDirectory,
    /// The folder, or a file in it, cannot be made, read or written.
    #[error("the folder `{}` cannot be used for the embedded API's state", directory.display())]
    Directory {
        /// The state's folder.
        directory: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The disk that holds the folder is full.
    #[error("no space is left for the embedded API's state in `{}`", directory.display())]
    Full {
        /// The state's folder.
        directory: PathBuf,
    },
    /// SQLite cannot use its file.
    #[error("the embedded API's state in `{}` cannot be used", directory.display())]
    State {
        /// The state's folder.
        directory: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The state was written by a later version of this program.
    #[error("the embedded API's state in `{}` was written by a newer truss", directory.display())]
    Newer {
        /// The state's folder.
        directory: PathBuf,
    },
    /// Another process uses the state that should go away.
    #[error("the embedded API's state in `{}` is in use by another truss", directory.display())]
    InUse {
        /// The state's folder.
        directory: PathBuf,
    },
    /// The port is taken, or must not be used by this user.
    #[error("the embedded API cannot listen on port {port}")]
    Listen {
        /// The port that was asked for; 0 is any.
        port: u16,
        /// What the operating system said.
        source: io::Error,
    },
    /// There is a team of that name.
    #[error("a team named `{name}` exists already")]
    TeamExists {
        /// The name.
        name: String,
    },
    /// A team cannot be named so.
    #[error("`{name}` cannot be the name of a team")]
    TeamName {
        /// The name.
        name: String,
    },
    /// No team has that name or id.
    #[error("there is no team `{name}`")]
    NoTeam {
        /// What was given.
        name: String,
    },
    /// There is a user of that name.
    #[error("a user named `{name}` exists already")]
    UserExists {
        /// The name.
        name: String,
    },
    /// A user cannot be named so.
    #[error("`{name}` cannot be the name of a user")]
    UserName {
        /// The name.
        name: String,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers")]
    Random(#[from] getrandom::Error),
}

impl Error {
    /// A failed file operation on the state, a full disk told apart.
    pub(crate) fn directory(directory: &Path, source: io::Error) -> Self {
        let directory = directory.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { directory },
            _ => Self::Directory { directory, source },
        }
    }

    /// A failed use of the database, a full disk told apart.
    pub(crate) fn state(directory: &Path, source: rusqlite::Error) -> Self {
        let directory = directory.to_owned();
        if says_disk_full(&source) { Self::Full { directory } } else { Self::State { directory, source } }
    }
}

/// Whether SQLite ran out of room: for the database, its log, or the memory that the processes share, which is a
/// file in the same folder.
pub(crate) fn says_disk_full(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|error| error.code == ErrorCode::DiskFull || error.extended_code == ffi::SQLITE_IOERR_SHMSIZE)
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::TeamExists { .. } | Self::TeamName { .. } | Self::UserExists { .. } | Self::UserName { .. } => {
                Kind::Invalid
            }
            Self::NoTeam { .. } => Kind::NotFound,
            Self::InUse { .. } => Kind::Unsafe,
            _ => Kind::Other,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        let hint = match self {
            Self::NoDirectory => "set TRUSS_LOCAL_DIR to a folder",
            Self::Directory { .. } => "set TRUSS_LOCAL_DIR to a folder that you can write to",
            Self::Full { .. } => "make room, or set TRUSS_LOCAL_DIR to a folder on another disk",
            // Starting afresh loses every key: only a file that is broken for good is worth that.
            Self::State { source, .. } => match source.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "`truss local reset` starts afresh",
                Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
                    "make room, or set TRUSS_LOCAL_DIR to a folder on another disk"
                }
                _ => "try again; TRUSS_LOCAL_DIR can name another folder",
            },
            Self::Newer { .. } => "update truss, or start afresh with `truss local reset`",
            Self::InUse { .. } => "stop `truss local serve` first",
            Self::Listen { .. } => "choose another port with --port, or leave it out for a free one",
            Self::TeamName { .. } => "use 1 to 64 visible characters",
            Self::UserName { .. } => "use 1 to 64 letters, numbers, `.`, `_` and `-`",
            Self::NoTeam { .. } => "`truss local team add NAME` adds a team",
            Self::TeamExists { .. } | Self::UserExists { .. } | Self::Random(_) => return None,
        };
        Some(Cow::Borrowed(hint))
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;

    use rusqlite::ffi;

    use super::Error;
    use crate::error::Explain;

    #[test]
    fn a_full_disk_is_told_apart_and_names_the_folder() {
        let folder = Path::new("/somewhere/truss");
        let from_file = Error::directory(folder, io::Error::from(io::ErrorKind::StorageFull));
        let from_database = |code| Error::state(folder, rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        for error in [from_file, from_database(ffi::SQLITE_FULL), from_database(ffi::SQLITE_IOERR_SHMSIZE)] {
            assert_eq!(error.to_string(), "no space is left for the embedded API's state in `/somewhere/truss`");
            assert!(error.hint().is_some_and(|hint| hint.contains("TRUSS_LOCAL_DIR")));
        }
    }
}
