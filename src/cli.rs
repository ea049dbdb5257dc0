//! The command line: what can be typed. What it means is found out later, so that `--help` always works.
//!
//! Doc comments here are the help text, as are those of the arguments in `commands`: the first line is the short help and
//! has no full stop, like clap's own.

use clap::{Parser, Subcommand};

use crate::commands;
use crate::error::Kind;
use crate::options::GlobalOptions;

/// Push a Truss to Baseten, and look after API keys for their whole life
#[derive(Debug, Parser)]
#[command(name = "truss", version, propagate_version = true, after_long_help = exit_codes(), max_term_width = 100)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: GlobalOptions,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Pack the Truss in a folder, upload it and make a deployment
    Push(commands::push::Arguments),
    /// Create, list, rename and revoke API keys
    #[command(subcommand)]
    Keys(commands::keys::Command),
    /// Look after the embedded API, the remote `local`
    #[cfg(feature = "local")]
    #[command(subcommand)]
    Local(commands::local::Command),
    /// Save an API key in the trussrc, after trying it
    Login(commands::login::Arguments),
    /// Take a remote and its key out of the trussrc
    Logout(commands::logout::Arguments),
    /// Show whose key is used
    Whoami(commands::whoami::Arguments),
    /// Show which key is used and why, or the key itself
    #[command(subcommand)]
    Auth(commands::auth::Command),
    /// Edit the trussrc; it is checked before it is kept
    Configure(commands::configure::Arguments),
    /// Write a shell's completions to stdout
    Completions(commands::completions::Arguments),
    /// What the exit codes mean
    #[command(name = "exit-codes", hide = true, long_about = exit_codes())]
    ExitCodes,
}

/// The table of exit codes, as help shows it.
#[must_use]
pub fn exit_codes() -> String {
    let lines = Kind::ALL.map(|kind| format!("\n{:>5}  {}", kind.exit_code(), kind.meaning()));
    format!("Exit codes:\n{:>5}  done{}", 0, lines.concat())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_tree_is_consistent() {
        Cli::command().debug_assert();
    }
}
