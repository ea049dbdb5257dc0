//! The command line: what can be typed. What it means is found out later, so that `--help` always works.
//!
//! Doc comments here are the help text: a first line in lower case's company of clap, a full stop only in the
//! paragraphs below it.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::commands;
use crate::error::Kind;
use crate::output::{ColorChoice, Format};

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

/// Options that every command takes
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalOptions {
    /// Use this remote of the trussrc; `local` is the embedded API
    #[arg(long, global = true, value_name = "NAME")]
    pub remote: Option<String>,
    /// Read and write this trussrc [env: USER_TRUSSRC_PATH] [default: ~/.trussrc]
    #[arg(long, global = true, value_name = "PATH")]
    pub trussrc: Option<PathBuf>,
    /// Never ask, even on a terminal
    #[arg(long, global = true)]
    pub non_interactive: bool,
    /// How to write the answer
    #[arg(short, long, global = true, value_name = "FORMAT", value_enum, default_value_t)]
    pub output: Format,
    /// Put the JSON answer through this jq program; implies `--output json`
    #[arg(long, global = true, value_name = "EXPR")]
    pub jq: Option<String>,
    /// Say nothing but the answer, warnings and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Tell requests and timings on stderr; secrets are never shown
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub color: ColorChoice,
    /// How long one request may take
    #[arg(long, global = true, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub timeout: Duration,
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

/// Reads a number of seconds, whole or not.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "give a number of seconds above 0, such as 30 or 0.5".to_owned();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| wrong())?;
    if duration.is_zero() { Err(wrong()) } else { Ok(duration) }
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
