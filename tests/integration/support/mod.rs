//! Runs the built binary in a home of its own, with nothing inherited.

#[cfg(feature = "local")]
mod between;
#[cfg(feature = "local")]
mod embedded;
mod home;
mod keys;
mod run;
mod server;
mod storage;
mod terminal;

#[cfg(feature = "local")]
pub(crate) use between::{Between, Mishap};
#[cfg(feature = "local")]
pub(crate) use embedded::Embedded;
pub(crate) use home::Home;
pub(crate) use keys::{Fault, IN_USE, Knows, Remote, hours_ago, personal_key};
pub(crate) use run::Truss;
pub(crate) use server::{Reply, Request, Server};
pub(crate) use storage::{Asked, Behaviour, Storage};
pub(crate) use terminal::Terminal;
