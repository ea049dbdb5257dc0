//! The trussrc: the file `~/.trussrc` that keeps remotes and their keys, shared with Python's truss.
//!
//! Owns reading it as Python does, changing no more of it than is meant, and writing it so that no reader ever sees
//! half of it. Leaves to `remote` which of its sections is used.

mod dialect;
mod document;
mod edit;
mod interpolation;
mod lines;
mod outline;
mod refusal;
mod syntax;

pub use dialect::DEFAULT_SECTION;
pub use document::{Document, Section};
pub use interpolation::InterpolationError;
pub use refusal::Refusal;
pub use syntax::{Problem, SyntaxError};
