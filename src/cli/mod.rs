//! The command line: what can be typed. What it means is found out later, so that `--help` always works.
//!
//! Doc comments here are the help text, as are those of the arguments in `commands`: the first line is the short help and
//! has no full stop, like clap's own.

pub(crate) mod help;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

#[cfg(feature = "local")]
use crate::commands::local;
use crate::commands::{
    api, auth, completions, configure, exec, keys, login, logout, logs, predict, push, python, whoami,
};
use crate::context::Context;
use crate::options::GlobalOptions;

/// Deploy Trusses and manage Baseten API keys
#[derive(Debug, Parser)]
#[command(name = "truss", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub(crate) global: GlobalOptions,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Pack the Truss in a folder, upload it and make a deployment
    Push(push::options::Options),
    /// Create, list, rename, revoke, rotate and audit API keys
    #[command(subcommand)]
    Keys(keys::Command),
    /// Serve and reset the embedded API, the remote `local`
    #[cfg(feature = "local")]
    #[command(subcommand)]
    Local(local::Command),
    /// Save an API key in the trussrc, or log in with a browser
    Login(login::Arguments),
    /// Remove a remote and its key, and end a browser login
    Logout,
    /// Show whose key is used
    Whoami,
    /// Log in and out; show which key is used and why, or the key itself
    #[command(subcommand)]
    Auth(auth::Command),
    /// Call a deployed model and print its answer
    ///
    /// The answer is printed as it comes, and `--jq` filters each JSON document in it: the one that is all of it, JSON
    /// lines, or the data of server-sent events. On a terminal, an answer that is binary is refused.
    ///
    /// A call is never repeated. An error status decides the exit code (see `truss help exit-codes`), whether Baseten
    /// answers with it or the model, and its body is printed. The model may take its time: `--request-timeout` limits how
    /// long the answer may take to start, when it is given, but never how long it goes on.
    Predict(predict::Arguments),
    /// Show the log of a deployment
    Logs(logs::Arguments),
    /// Send any request to the management API
    Api(api::Arguments),
    /// Run a command with the active key in its environment
    Exec(exec::Arguments),
    /// Edit the trussrc; it is checked before it is saved
    Configure,
    /// Print a shell's completion script
    Completions(completions::Arguments),
    /// A command of Python's truss
    #[command(external_subcommand)]
    Python(Vec<OsString>),
    /// Answer a completion script: what may be typed next
    #[command(hide = true)]
    Complete(completions::Completed),
    /// The variables that are read
    #[command(hide = true, help_template = "{about}\n")]
    Environment,
    /// The exit codes
    #[command(hide = true, help_template = "{about}\n")]
    ExitCodes,
    /// The options that every command takes
    #[command(hide = true, disable_help_flag = true, disable_version_flag = true, help_template = "{all-args}")]
    Options,
    /// The file of remotes and keys
    #[command(hide = true, help_template = "{about}\n")]
    Trussrc,
}

impl Cli {
    /// Reads what was typed. Only where that shows help or is wrong, the texts of the help are made.
    pub fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        match Self::try_parse_from(arguments) {
            Ok(cli) if cli.command.is_known() => Ok(cli),
            Err(error) if error.kind() == ErrorKind::DisplayVersion => Err(error),
            _ => Self::read_with_help(arguments),
        }
    }

    fn read_with_help(arguments: &[OsString]) -> Result<Self, clap::Error> {
        let mut command = help::command();
        let read = command
            .try_get_matches_from_mut(arguments)
            .and_then(|mut matches| Self::from_arg_matches_mut(&mut matches));
        read.map_err(|error| error.format(&mut command))
    }
}

impl Command {
    /// clap takes any other word for one of Python's commands.
    fn is_known(&self) -> bool {
        let Self::Python(words) = self else { return true };
        words.first().is_some_and(|word| python::COMMANDS.iter().any(|command| word == command))
    }

    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        match self {
            Self::Push(options) => push::run(options, context),
            Self::Keys(command) => keys::run(command, context),
            #[cfg(feature = "local")]
            Self::Local(command) => local::run(command, context),
            Self::Login(arguments) => login::run(&arguments, context),
            Self::Logout => logout::run(context),
            Self::Whoami => whoami::run(context),
            Self::Auth(command) => auth::run(&command, context),
            Self::Predict(arguments) => predict::run(&arguments, context),
            Self::Logs(arguments) => logs::run(&arguments, context),
            Self::Api(arguments) => api::run(arguments, context),
            Self::Exec(arguments) => exec::run(arguments, context),
            Self::Configure => configure::run(context),
            Self::Completions(arguments) => completions::run(&arguments, Cli::command(), context),
            Self::Python(words) => python::run(&words, context),
            Self::Complete(arguments) => {
                completions::complete(&arguments, Cli::command().subcommands(python::subcommands()), context)
            }
            Self::Environment => show_topic("environment", context),
            Self::ExitCodes => show_topic("exit-codes", context),
            Self::Options => show_topic("options", context),
            Self::Trussrc => show_topic("trussrc", context),
        }
    }
}

/// A topic is a hidden command, so that `truss help TOPIC` finds it; its name alone shows it, too.
fn show_topic(topic: &str, context: &Context) -> anyhow::Result<()> {
    let help = Cli::read(&["truss", "help", topic].map(Into::into)).err();
    Ok(help.map_or(Ok(()), |help| context.output().help(&help))?)
}
