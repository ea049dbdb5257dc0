//! `truss completions SHELL`.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::context::Context;

/// The shell whose script is wanted
#[derive(Debug, Args)]
pub struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes the script to stdout.
///
/// # Errors
///
/// When stdout cannot be written.
pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    Ok(context.output().answer_bytes(&script(arguments.shell))?)
}

/// The completion script for `shell`.
#[must_use]
pub fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "truss", &mut script);
    script
}
