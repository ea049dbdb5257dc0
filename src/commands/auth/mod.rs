//! `truss auth`: logging in and out by the names that Python's truss has, and which key is used, and why.

pub(crate) mod status;
pub(crate) mod token;

use clap::Subcommand;

use crate::commands::{login, logout};
use crate::context::Context;

/// What `truss auth` does
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in to a remote, as `truss login`
    Login(login::Arguments),
    /// Log out of a remote, as `truss logout`
    Logout,
    /// Show which key is used, and why
    Status(status::Arguments),
    /// Print the key, or the access token, that is used
    Token(token::Arguments),
}

pub(crate) fn run(command: &Command, context: &Context) -> anyhow::Result<()> {
    match command {
        Command::Login(arguments) => login::run(arguments, context),
        Command::Logout => logout::run(context),
        Command::Status(arguments) => status::run(arguments, context),
        Command::Token(arguments) => token::run(arguments, context),
    }
}
