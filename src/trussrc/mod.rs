//! The trussrc: the file `~/.trussrc` that keeps remotes and their keys, shared with Python's truss.
//!
//! Owns reading it as Python does, changing no more of it than is meant, and writing it so that no reader ever sees
//! half of it. Leaves to `remote` which of its sections is used.

mod dialect;
mod document;
mod edit;
mod git;
mod interpolation;
mod lines;
mod lock;
mod outline;
mod refusal;
mod remote;
mod save;
mod secrets;
mod store;
mod store_error;
mod syntax;

pub use dialect::DEFAULT_SECTION;
pub use document::{Document, Section};
pub use interpolation::InterpolationError;
pub use refusal::Refusal;
pub use remote::{API_KEY, AuthType, BASETEN, OptionError, REMOTE_PROVIDER, REMOTE_URL, Remote};
pub use secrets::secrets;
pub use store::{Loaded, PATH_VARIABLE, Store};
pub use store_error::{Remark, StoreError};
pub use syntax::{Problem, SyntaxError};
