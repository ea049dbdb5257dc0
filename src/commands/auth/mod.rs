//! `truss auth`: which key is used, and why.

pub mod status;
pub mod token;

use clap::Subcommand;

use crate::context::Context;

/// What `truss auth` does
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show where a key was looked for, and which is used
    Status(status::Arguments),
    /// Write the key that is used to stdout
    Token(token::Arguments),
}

/// Runs the command that was typed.
///
/// # Errors
///
/// What the command could not do.
pub fn run(command: &Command, context: &Context) -> anyhow::Result<()> {
    match command {
        Command::Status(arguments) => status::run(arguments, context),
        Command::Token(arguments) => token::run(arguments, context),
    }
}
