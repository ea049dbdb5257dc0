//! One file a command: its arguments and `run`, which reads top to bottom as the command's story.
//!
//! Owns orchestration. Leaves the rules to the modules that it calls.

pub(crate) mod answer;
pub(crate) mod api;
pub(crate) mod auth;
pub(crate) mod completions;
pub(crate) mod configure;
pub(crate) mod exec;
pub(crate) mod keys;
#[cfg(feature = "local")]
pub(crate) mod local;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod logs;
pub(crate) mod model;
pub(crate) mod predict;
pub(crate) mod push;
pub(crate) mod python;
pub(crate) mod team;
pub(crate) mod whoami;
