//! From a folder to a deployment.
//!
//! Owns reading config.yaml as PyYAML does, choosing the files that Python's truss would pack, streaming them as a tar
//! archive into a multipart upload, the search for secrets in them, and following the deployment. Returns values and
//! prints nothing; asking, telling and the management API's calls are left to `commands`, `output` and `api`.

pub(crate) mod archive;
pub(crate) mod client_info;
pub(crate) mod config;
pub(crate) mod error;
pub(crate) mod failure_budget;
pub(crate) mod files;
pub(crate) mod follow;
pub(crate) mod guard;
pub(crate) mod plan;
pub(crate) mod preflight;
pub(crate) mod team;
pub(crate) mod upload;

pub(crate) use config::yaml::value::Value;
pub(crate) use error::Error;
