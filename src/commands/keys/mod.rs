//! `truss keys`: which subcommand.

pub mod audit;
pub mod create;
pub mod list;
pub mod rename;
pub mod revoke;
pub mod rotate;
mod table;
mod typed;

use clap::Subcommand;

use crate::context::Context;

/// The subcommands of `truss keys`
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a key and show its secret once
    Create(create::Arguments),
    /// List keys with type, team, scopes, creation and last use
    List(list::Arguments),
    /// Give a key another name
    Rename(rename::Arguments),
    /// Revoke keys for good
    Revoke(revoke::Arguments),
    /// Replace a key by a new one, hand that to where it is used, and revoke the old one
    Rotate(Box<rotate::Arguments>),
    /// Hold keys and trussrc up to Baseten's security advice
    Audit(audit::Arguments),
}

/// Runs the subcommand that was typed.
///
/// # Errors
///
/// As [`crate::commands::run`].
pub fn run(command: Command, context: &Context) -> anyhow::Result<()> {
    match command {
        Command::Create(arguments) => create::run(arguments, context),
        Command::List(arguments) => list::run(&arguments, context),
        Command::Rename(arguments) => rename::run(&arguments, context),
        Command::Revoke(arguments) => revoke::run(arguments, context),
        Command::Rotate(arguments) => rotate::run(&arguments, context),
        Command::Audit(arguments) => audit::run(&arguments, context),
    }
}

/// Reads `--type` as a user types it.
fn key_type(text: &str) -> Result<crate::api::keys::KeyType, String> {
    crate::api::keys::KeyType::read(text)
        .ok_or_else(|| "use personal, full-access, inference-only, metrics-only or manage-keys".to_owned())
}
