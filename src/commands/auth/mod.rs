//! `truss auth`: which key is used, and why.

pub(crate) mod status;
pub(crate) mod token;

use clap::Subcommand;

use crate::context::Context;

/// What `truss auth` does
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show which key is used, and why
    Status(status::Arguments),
    /// Print the key that is used
    Token(token::Arguments),
}

/// Runs the command that was typed.
pub(crate) fn run(command: &Command, context: &Context) -> anyhow::Result<()> {
    match command {
        Command::Status(arguments) => status::run(arguments, context),
        Command::Token(arguments) => token::run(arguments, context),
    }
}
