//! The trussrc: the file `~/.trussrc` that keeps remotes and their keys, shared with Python's truss.
//!
//! Owns reading it as Python does, changing no more of it than is meant, and writing it so that no reader ever sees
//! half of it. Which of its sections is used is `remote`'s business.

pub(crate) mod classify;
pub(crate) mod document;
pub(crate) mod edit;
pub(crate) mod error;
pub(crate) mod git;
pub(crate) mod interpolation;
pub(crate) mod lines;
pub(crate) mod lock;
pub(crate) mod login;
pub(crate) mod remote;
pub(crate) mod secrets;
pub(crate) mod store;

pub(crate) use document::Document;
pub(crate) use document::Section;
pub(crate) use error::SyntaxError;
pub(crate) use error::{Error, Remark};
pub(crate) use lock::Locked;
pub(crate) use login::save_login;
pub(crate) use remote::{
    API_KEY, AUTH_TYPE, AuthType, BASETEN, Login, OptionError, REMOTE_PROVIDER, REMOTE_URL, Remote, TOKENS,
};
pub(crate) use secrets::secrets;
pub(crate) use store::Store;

#[cfg(test)]
mod tests;
