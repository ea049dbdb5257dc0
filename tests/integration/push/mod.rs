//! `truss push`: a file each command, and one each for a part of a large one.

mod case;
mod config;
mod deploy;
mod environment;
mod faults;
mod follow;
mod limits;
#[cfg(feature = "local")]
mod links;
mod options;
mod prompt;
mod request;
mod screens;
#[cfg(feature = "local")]
mod secrets;
mod wait;
