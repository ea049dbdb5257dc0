//! Why a Truss cannot be packed.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use crate::error::{Explain, Kind};
use crate::push::guard::Leak;
use crate::push::upload::buffer_pool::Closed;

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
            Self::Changed(_) => Some("push again once nothing writes to the Truss".into()),
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
