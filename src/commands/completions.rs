//! `truss completions SHELL`.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::context::Context;

/// The shell whose script is wanted
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes the script to stdout.
pub(crate) fn run(arguments: &Arguments, truss: Command, context: &Context) -> anyhow::Result<()> {
    Ok(context.output().print_bytes(&script(arguments.shell, truss))?)
}

/// The completion script of `truss` for `shell`.
pub fn script(shell: Shell, mut truss: Command) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut truss, "truss", &mut script);
    script
}
