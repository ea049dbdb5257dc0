//! From a folder to a deployment.
//!
//! Owns reading config.yaml as PyYAML does, choosing the files that Python's truss would pack, streaming them as a tar
//! archive into a multipart upload, the search for secrets in them, and following the deployment. Returns values and
//! prints nothing; asking, telling and the management API's calls are left to `commands`, `output` and `api`.

mod archive;
pub mod archive_error;
pub mod config;
mod config_edit;
pub mod destination;
pub mod environment;
mod fault;
pub mod files;
pub mod follow;
pub mod gather;
pub mod guard;
pub mod idle;
mod ignore;
mod ignore_list;
mod layout;
pub mod package;
mod packing;
mod parts;
pub mod plan;
mod private_key;
mod reader;
mod runs;
mod s3;
mod secrets;
pub mod size;
mod tar_header;
pub mod target;
pub mod transient;
pub mod upload;
mod walk;
mod window;
mod yaml;

pub use yaml::value::Value;
