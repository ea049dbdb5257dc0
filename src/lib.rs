//! `truss` as a library: everything that the binary does, testable in process.

pub mod error;
pub mod secret;
pub mod variables;
