//! Why the embedded API could not start, or its state could not be changed from the command line.
//!
//! What goes wrong inside a request is an answer to that request, see [`super::http::error_response`].

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::error::{Explain, Kind};

/// A failure of the embedded API outside of any request. Paths are the state's folder.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's message says what it is")]
pub enum Error {
    #[error("no folder is known for the embedded API's state")]
    NoDirectory,
    #[error("the folder `{}` cannot be used for the embedded API's state", .0.display())]
    Directory(PathBuf, #[source] io::Error),
    #[error("no space is left for the embedded API's state in `{}`", .0.display())]
    Full(PathBuf),
    #[error("the embedded API's state in `{}` cannot be used", .0.display())]
    State(PathBuf, #[source] rusqlite::Error),
    #[error("the embedded API's state in `{}` was written by a newer truss", .0.display())]
    Newer(PathBuf),
    #[error("the embedded API's state in `{}` is in use by another truss", .0.display())]
    InUse(PathBuf),
    #[error("the embedded API cannot listen on port {0}")]
    Listen(u16, #[source] io::Error),
    #[error("a team named `{0}` already exists")]
    TeamExists(String),
    #[error("`{0}` is not a valid team name")]
    TeamName(String),
    #[error("there is no team `{0}`")]
    NoTeam(String),
    #[error("a user named `{0}` already exists")]
    UserExists(String),
    #[error("`{0}` is not a valid user name")]
    UserName(String),
    #[error("the operating system provided no random numbers")]
    Random(#[from] getrandom::Error),
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::TeamExists(_) | Self::TeamName(_) | Self::UserExists(_) | Self::UserName(_) => Kind::Invalid,
            Self::NoTeam(_) => Kind::NotFound,
            Self::InUse(_) => Kind::Unsafe,
            _ => Kind::Other,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        let hint = match self {
            Self::NoDirectory => "set TRUSS_LOCAL_DIR to a folder",
            Self::Directory(..) => "set TRUSS_LOCAL_DIR to a folder that you can write to",
            Self::Full(_) => "free some space, or set TRUSS_LOCAL_DIR to a folder on another disk",
            // Starting afresh loses every key: only a file that is broken for good is worth that.
            Self::State(_, source) => match source.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "start over with `truss local reset`",
                Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
                    "free some space, or set TRUSS_LOCAL_DIR to a folder on another disk"
                }
                _ => "try again; TRUSS_LOCAL_DIR can name another folder",
            },
            Self::Newer(_) => "update truss, or start over with `truss local reset`",
            Self::InUse(_) => "stop `truss local serve` first",
            Self::Listen(..) => "choose another port with --port, or leave it out for a free one",
            Self::TeamName(_) => "use 1 to 64 visible characters",
            Self::UserName(_) => "use 1 to 64 letters, numbers, `.`, `_` and `-`",
            Self::NoTeam(_) => "`truss local team add NAME` adds a team",
            Self::TeamExists(_) | Self::UserExists(_) | Self::Random(_) => return None,
        };
        Some(Cow::Borrowed(hint))
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use rusqlite::ffi;

    use crate::error::Explain;
    use crate::local::folder::Folder;

    #[test]
    fn a_full_disk_is_told_apart_and_names_the_folder() {
        let folder = Folder { root: "/somewhere/truss".into() };
        let from_file = folder.unusable(io::Error::from(io::ErrorKind::StorageFull));
        let from_database = |code| folder.unreadable(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        for error in [from_file, from_database(ffi::SQLITE_FULL), from_database(ffi::SQLITE_IOERR_SHMSIZE)] {
            assert_eq!(error.to_string(), "no space is left for the embedded API's state in `/somewhere/truss`");
            assert!(error.hint().is_some_and(|hint| hint.contains("TRUSS_LOCAL_DIR")));
        }
    }
}
