//! `truss push`: a file each command, and one each for a part of a large one.

mod case;
mod config;
#[cfg(feature = "local")]
mod deploy;
#[cfg(feature = "local")]
mod environment;
mod faults;
#[cfg(feature = "local")]
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
