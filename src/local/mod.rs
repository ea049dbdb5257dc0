//! The embedded management API: what Baseten's pages describe, on this machine, without an account.
//!
//! [`start`] serves it on a loopback port, inside the calling process; several processes may serve the same
//! state at once. It stores models, deployments, environments, archives and keys, and enforces what a key may
//! do. It builds and runs no model. It knows nothing of the command line that starts it.

mod admin;
mod app_state;
mod echo;
mod error;
mod folder;
mod http;
mod last_used;
mod lifecycle;
mod oauth;
mod openapi;
mod payload;
mod permissions;
mod routes;
mod s3;
mod secrets;
mod server;
mod store;
mod timestamp;

pub use admin::{NewUser, add_team, add_user, reset, status};
pub use error::Error;
pub(crate) use folder::directory;
pub(crate) use http::connections::raise_descriptor_limit;
pub use http::request_log::RequestLine;
pub(crate) use http::request_log::RequestLog;
pub use oauth::Logins;
pub(crate) use server::is_strict;
pub use server::{Options, Server, start};
pub use store::users::Role;
