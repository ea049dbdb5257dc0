//! The trussrc: the file `~/.trussrc` that keeps remotes and their keys, shared with Python's truss.
//!
//! Owns reading it as Python does, changing no more of it than is meant, and writing it so that no reader ever sees
//! half of it. Which of its sections is used is `remote`'s business.

mod classify;
mod document;
mod edit;
mod error;
mod git;
mod interpolation;
mod lines;
mod remote;
mod secrets;
mod store;

pub use classify::DEFAULT_SECTION;
pub use document::{Document, Section};
pub use error::{Error, Remark, SyntaxError};
pub use interpolation::InterpolationError;
pub(crate) use remote::{API_KEY, BASETEN, REMOTE_PROVIDER, REMOTE_URL};
pub use remote::{AuthType, OptionError, Remote};
pub(crate) use secrets::secrets;
pub use store::{Loaded, Store};
