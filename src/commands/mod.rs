//! One file a command: its arguments and `run`, which reads top to bottom as the command's story.
//!
//! Owns orchestration. Leaves the rules to the modules that it calls.

pub mod api;
pub mod auth;
pub mod completions;
pub mod configure;
pub mod exec;
pub mod keys;
#[cfg(feature = "local")]
pub mod local;
pub mod login;
pub mod logout;
pub mod push;
mod team;
pub mod whoami;
