//! One file a command: its arguments and `run`, which reads top to bottom as the command's story.
//!
//! Owns orchestration. Leaves the rules to the modules that it calls.

pub mod auth;
pub mod completions;
pub mod configure;
pub mod keys;
#[cfg(feature = "local")]
pub mod local;
pub mod login;
pub mod logout;
pub mod push;
mod team;
pub mod whoami;

use crate::cli::Command;
use crate::context::Context;

/// Runs the command that was typed.
///
/// # Errors
///
/// What the command could not do; its kind is the exit code.
pub fn run(command: Command, context: &Context) -> anyhow::Result<()> {
    match command {
        Command::Push(arguments) => push::run(arguments, context),
        Command::Keys(command) => keys::run(command, context),
        #[cfg(feature = "local")]
        Command::Local(command) => local::run(command, context),
        Command::Login(arguments) => login::run(&arguments, context),
        Command::Logout(arguments) => logout::run(&arguments, context),
        Command::Whoami(arguments) => whoami::run(&arguments, context),
        Command::Auth(command) => auth::run(&command, context),
        Command::Configure(arguments) => configure::run(&arguments, context),
        Command::Completions(arguments) => completions::run(&arguments, context),
        Command::ExitCodes => Ok(context.output().answer(&crate::cli::exit_codes())?),
    }
}
