//! The command line: what can be typed. What it means is found out later, so that `--help` always works.
//!
//! Doc comments here are the help text, as are those of the arguments in `commands`: the first line is the short help and
//! has no full stop, like clap's own.

use std::ffi::OsString;

use clap::{FromArgMatches as _, Parser, Subcommand};

use crate::commands;
use crate::help;
use crate::options::GlobalOptions;

/// Deploy Trusses and manage Baseten API keys
#[derive(Debug, Parser)]
#[command(name = "truss", version, propagate_version = true, max_term_width = 100)]
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
    /// Create, list, rename, revoke, rotate and audit API keys
    #[command(subcommand)]
    Keys(commands::keys::Command),
    /// Serve and reset the embedded API, the remote `local`
    #[cfg(feature = "local")]
    #[command(subcommand)]
    Local(commands::local::Command),
    /// Check an API key and save it in the trussrc
    Login(commands::login::Arguments),
    /// Remove a remote and its key from the trussrc
    Logout(commands::logout::Arguments),
    /// Show whose key is used
    Whoami(commands::whoami::Arguments),
    /// Show which key is used and why, or the key itself
    #[command(subcommand)]
    Auth(commands::auth::Command),
    /// Edit the trussrc; it is checked before it is saved
    Configure(commands::configure::Arguments),
    /// Print a shell's completion script
    Completions(commands::completions::Arguments),
    /// The variables that are read
    #[command(hide = true, long_about = help::environment(), help_template = "{about}\n")]
    Environment,
    /// The exit codes
    #[command(hide = true, long_about = help::exit_codes(), help_template = "{about}\n")]
    ExitCodes,
    /// The options that every command takes
    #[command(hide = true, disable_help_flag = true, disable_version_flag = true, help_template = "{all-args}")]
    Options,
    /// The file of remotes and keys
    #[command(hide = true, long_about = help::trussrc(), help_template = "{about}\n")]
    Trussrc,
}

impl Cli {
    /// Reads what was typed.
    ///
    /// # Errors
    ///
    /// In clap's words; help and version are among them.
    pub fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        let mut command = help::command();
        let read = command
            .try_get_matches_from_mut(arguments)
            .and_then(|mut matches| Self::from_arg_matches_mut(&mut matches));
        read.map_err(|error| error.format(&mut command))
    }
}
