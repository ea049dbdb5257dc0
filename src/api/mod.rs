//! The management API: one client, wire types beside the calls that use them, one resource a file.
//!
//! Owns requests, answers and what went wrong with them. Leaves which remote and which key to `remote`, and
//! what to do about an answer to the commands.

pub mod audit;
mod client;
pub mod deployments;
pub mod environments;
mod error;
mod error_response;
mod exchange;
mod key_type;
pub mod keys;
pub mod logs;
pub mod models;
pub mod path;
pub mod raw;
pub mod teams;
mod tls;
mod told;
mod transport;
pub mod uploads;
pub mod users;

pub use client::{Client, Repeat, Settings};
pub use error::{Error, Fault};
pub use exchange::{Exchange, Log};
pub(crate) use tls::is_loopback;
pub use tls::{Authorities, plain_client};
pub use told::Told;
pub use transport::Transport;
