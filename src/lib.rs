//! `truss` as a library: everything that the binary does, testable in process.

pub mod api;
pub mod error;
pub mod keys;
#[cfg(feature = "local")]
pub mod local;
pub mod output;
pub mod push;
pub mod remote;
pub mod secret;
pub mod signals;
pub mod trussrc;
pub mod variables;
