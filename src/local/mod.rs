//! The embedded management API: what Baseten's pages describe, on this machine, without an account.
//!
//! [`start`] serves it on a loopback port, inside the calling process; several processes may serve the same
//! state at once. It stores models, deployments, environments, archives and keys, and enforces what a key may
//! do. It builds and runs no model. It knows nothing of the command line that starts it.

mod answer;
mod app;
mod authentication;
mod error;
mod folder;
mod lifecycle;
mod members;
mod moment;
mod objects;
mod openapi;
mod other_sites;
mod payload;
mod permissions;
mod request_log;
mod routes;
mod secrets;
mod serve;
mod state;
mod store;
mod uses;

pub use error::Error;
pub use folder::directory;
pub use members::{NewUser, add_user};
pub use request_log::{RequestLine, RequestLog};
pub use serve::{Options, Server, is_strict, start};
pub use state::{Status, Team, add_team, reset, status};
pub use store::users::Role;
