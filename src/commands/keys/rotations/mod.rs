//! `truss keys rotations`: what is left of rotations, here and on the remote.

pub(crate) mod abandon;
pub(crate) mod finish;
pub(crate) mod list;

use clap::Subcommand;

use crate::context::Context;

/// The subcommands of `truss keys rotations`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List rotated keys that are still active, and rotations that stopped on this machine
    List,
    /// Revoke old keys that nobody uses any more
    Finish(finish::Arguments),
    /// Undo rotations that stopped on this machine
    Abandon(abandon::Arguments),
}

pub(crate) fn run(command: &Command, context: &Context) -> anyhow::Result<()> {
    match command {
        Command::List => list::run(context),
        Command::Finish(arguments) => finish::run(arguments, context),
        Command::Abandon(arguments) => abandon::run(arguments, context),
    }
}
