//! `truss local team add NAME`.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::context::Context;
use crate::local;

/// The subcommands of `truss local team`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add a team, to try team keys with
    Add(Arguments),
}

/// Which team
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Its name
    name: String,
}

/// Adds the team and writes its id to stdout. Baseten's API cannot make teams, so this goes past the API.
pub(crate) fn run(command: Command, context: &Context) -> anyhow::Result<()> {
    let Command::Add(arguments) = command;
    let team = local::add_team(&local::directory(context.variables())?, &arguments.name)?;
    if context.output().is_json() {
        return context.output().json(&json!({ "id": team.id, "name": team.name, "created_at": team.created_at }));
    }
    context.output().print(&team.id)?;
    context.output().note(&format!("added the team `{}`", team.name));
    Ok(())
}
