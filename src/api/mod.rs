//! The management API: one client, wire types beside the calls that use them, one resource a file.
//!
//! Owns requests, answers and what went wrong with them. Leaves which remote and which key to `remote`, and
//! what to do about an answer to the commands.

pub(crate) mod answer;
pub(crate) mod authorization;
pub(crate) mod call;
pub(crate) mod client;
pub(crate) mod error;
pub(crate) mod error_response;
pub(crate) mod field;
pub(crate) mod inference;
pub(crate) mod path;
pub(crate) mod raw;
pub(crate) mod request_log;
pub(crate) mod resources;
pub(crate) mod tls;
pub(crate) mod transport;

pub(crate) use answer::Answer;
pub(crate) use authorization::{Renewal, header};
pub(crate) use client::{Client, Settings};
pub(crate) use error::Error;
pub(crate) use error::Fault;
pub(crate) use field::Field;
pub(crate) use request_log::{Exchange, Log};
pub(crate) use tls::{Authorities, plain_client};
pub(crate) use transport::fault;
