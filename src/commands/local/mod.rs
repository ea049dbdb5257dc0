//! `truss local`: manages the embedded API. Which subcommand.

pub(crate) mod reset;
pub(crate) mod serve;
pub(crate) mod status;
pub(crate) mod team;
pub(crate) mod user;

use clap::Subcommand;

use crate::context::Context;

/// The subcommands of `truss local`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Keep the embedded API running for other clients
    Serve(serve::Arguments),
    /// Show where the embedded API keeps its state and how much is in it
    Status,
    /// Remove the embedded API's keys, models and archives
    Reset(reset::Arguments),
    /// Add teams to the embedded API
    #[command(subcommand)]
    Team(team::Command),
    /// Add users to the embedded API
    #[command(subcommand)]
    User(user::Command),
}

pub(crate) fn run(command: Command, context: &Context) -> anyhow::Result<()> {
    match command {
        Command::Serve(arguments) => serve::run(&arguments, context),
        Command::Status => status::run(context),
        Command::Reset(arguments) => reset::run(&arguments, context),
        Command::Team(command) => team::run(command, context),
        Command::User(command) => user::run(command, context),
    }
}
