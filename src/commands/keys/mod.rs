//! `truss keys`: which subcommand, and what several of them say and ask.

pub mod audit;
pub mod create;
mod destination;
pub(super) mod hint;
mod key_args;
pub mod list;
pub mod rename;
pub mod revoke;
pub mod rotate;
pub mod rotations;
mod selection;
mod table;

use clap::Subcommand;

use crate::context::Context;
use crate::session::Session;

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
    /// Make a new key in the place of an old one, and hand it to where that is used
    Rotate(Box<rotate::Arguments>),
    /// List, finish or abandon rotations
    #[command(subcommand)]
    Rotations(rotations::Command),
    /// Check keys and the trussrc against Baseten's security advice
    Audit(audit::Arguments),
}

/// Runs the subcommand that was typed.
///
/// # Errors
///
/// As [`crate::cli::Command::run`].
pub fn run(command: Command, context: &Context) -> anyhow::Result<()> {
    let result = match command {
        Command::Create(arguments) => create::run(arguments, context),
        Command::List(arguments) => list::run(&arguments, context),
        Command::Rename(arguments) => rename::run(&arguments, context),
        Command::Revoke(arguments) => revoke::run(arguments, context),
        Command::Rotate(arguments) => rotate::run(&arguments, context),
        Command::Rotations(command) => rotations::run(&command, context),
        Command::Audit(arguments) => audit::run(&arguments, context),
    };
    result.map_err(|error| hint::repeat_options(error, context))
}

/// Reads `--type` as a user types it.
fn key_type(text: &str) -> Result<crate::api::keys::KeyType, String> {
    crate::api::keys::KeyType::read(text)
        .ok_or_else(|| "use personal, full-access, inference-only, metrics-only or manage-keys".to_owned())
}

fn count(keys: usize) -> String {
    if keys == 1 { "1 key".to_owned() } else { format!("{keys} keys") }
}

/// What a person calls the remote in use.
fn remote_name(session: &Session) -> String {
    let host = || session.credentials.management_url().host_str().unwrap_or_default().to_owned();
    session.credentials.remote.clone().unwrap_or_else(host)
}

/// Where the remote of rotations is: its address, or the embedded API's folder, since its port changes.
fn identity(session: &Session, context: &Context) -> anyhow::Result<String> {
    #[cfg(feature = "local")]
    if session.is_embedded() {
        let folder = crate::local::directory(context.variables())?;
        return Ok(std::fs::canonicalize(&folder).unwrap_or(folder).display().to_string());
    }
    #[cfg(not(feature = "local"))]
    let _ = context;
    Ok(session.credentials.management_url().to_string())
}

/// Warns that only the embedded API can do what was done.
fn warn_of_extension(session: &Session, context: &Context, what: &str) {
    if crate::api::is_loopback(session.credentials.management_url()) {
        context
            .output()
            .warn(&format!("{what} works here, but Baseten's own API cannot do it (see TRUSS_LOCAL_STRICT)"));
    }
}
