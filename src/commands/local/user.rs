//! `truss local user add NAME`.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::local::{self, NewUser, Role};

/// The subcommands of `truss local user`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add a user, to try roles with, and print their personal key once
    Add(Arguments),
}

/// Who, and what the user may do
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The user's name: letters, numbers, `.`, `_` and `-`
    name: String,

    /// What the user may do
    #[arg(long, value_enum)]
    role: Role,

    /// The user's team, by name or id [default: the default team]
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
}

/// Adds the user and writes its key to stdout. Baseten's API cannot make users, so this goes past the API.
pub(crate) fn run(command: Command, context: &Context) -> anyhow::Result<()> {
    let Command::Add(arguments) = command;
    if let (Role::Admin, Some(_)) = (arguments.role, &arguments.team) {
        let failure = Failure::new(Kind::Usage, "an admin of the organization belongs to no single team");
        return Err(failure.with_hint("leave `--team` out, or give `--role team-admin`").into());
    }
    let directory = local::directory(context.variables())?;
    let user = local::add_user(&directory, &arguments.name, arguments.role, arguments.team.as_deref())?;
    let api_key = user.api_key.expose();
    if context.output().is_json() {
        return context.output().json(&json!({
            "user_id": user.id, "email": user.email, "name": user.name, "role": user.role.name(), "team": user.team,
            "api_key": api_key,
        }));
    }
    context.output().print(api_key)?;
    context.output().note(&format!("added the user `{}`, {}", user.name, described(&user)));
    Ok(())
}

fn described(user: &NewUser) -> String {
    let team = user.team.as_deref().unwrap_or_default();
    match user.role {
        Role::Admin => "an admin of the organization".to_owned(),
        Role::TeamAdmin => format!("an admin of the team `{team}`"),
        Role::Member => format!("a member of the team `{team}`"),
    }
}
