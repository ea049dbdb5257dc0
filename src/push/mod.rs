//! From a folder to a deployment: config.yaml read as PyYAML reads it, the files that Python's truss would pack, the search
//! for secrets in them, a tar archive streamed into a multipart upload, and following the deployment.
//!
//! Returns values and prints nothing: prompts, messages and the calls of the management API are left to `commands`.

pub(crate) mod archive;
pub(crate) mod config;
pub(crate) mod error;
pub(crate) mod failure_budget;
pub(crate) mod files;
pub(crate) mod follow;
pub(crate) mod git_info;
pub(crate) mod guard;
pub(crate) mod plan;
pub(crate) mod preflight;
pub(crate) mod team;
pub(crate) mod upload;

pub(crate) use config::yaml::value::Value;
pub(crate) use error::Error;
