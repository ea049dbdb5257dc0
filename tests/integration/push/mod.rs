//! `truss push`: a file each command, and one each for a part of a large one.

mod config;
mod deploy;
mod environment;
mod faults;
mod follow;
#[cfg(feature = "local")]
mod links;
mod prompt;
mod request;
mod screens;
#[cfg(feature = "local")]
mod secrets;
mod wait;
