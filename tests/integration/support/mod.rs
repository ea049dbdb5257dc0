//! Runs the built binary in a home of its own, with nothing inherited.

mod home;
mod keys;
mod run;
mod server;
mod storage;
mod terminal;

pub(crate) use home::Home;
pub(crate) use keys::{Fault, IN_USE, Knows, Remote};
pub(crate) use run::Truss;
pub(crate) use server::{Reply, Request, Server};
pub(crate) use storage::{Asked, Behaviour, Storage};
pub(crate) use terminal::Terminal;
