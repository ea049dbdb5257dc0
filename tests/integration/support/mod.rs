//! Runs the built binary in a home of its own, with nothing inherited.

#[cfg(feature = "local")]
pub(crate) mod baseten;
#[cfg(feature = "local")]
mod between;
#[cfg(feature = "local")]
mod embedded;
mod home;
mod keys;
mod pushes;
mod run;
pub(crate) mod schema;
mod screen;
mod server;
mod skip;
mod storage;
mod terminal;
mod waiting;

#[cfg(feature = "local")]
pub(crate) use between::{Between, Mishap, kill};
#[cfg(feature = "local")]
pub(crate) use embedded::{Embedded, send};
pub(crate) use home::Home;
pub(crate) use keys::{Fault, IN_USE, Knows, Remote, hours_ago, personal_key};
pub(crate) use pushes::{Pushes, deployment, is};
pub(crate) use run::{Truss, exit_code};
pub(crate) use screen::screen;
pub(crate) use server::{Reply, Request, Server};
pub(crate) use skip::skip;
pub(crate) use storage::{Asked, Behaviour, Storage};
pub(crate) use terminal::Terminal;
pub(crate) use waiting::{wait_until, wait_until_busy, wait_until_idle};
