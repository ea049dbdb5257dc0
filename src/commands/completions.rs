//! `truss completions SHELL`, and what the scripts that it prints call: `truss complete SHELL`.

use std::io::{self, Read as _};

use clap::{Args, Command};
use clap_complete::Shell;

use crate::completion;
use crate::context::Context;

/// The shell whose script is wanted
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Whose line is to be completed; its words come on stdin
#[derive(Debug, Args)]
pub(crate) struct Completed {
    /// The shell that asks
    #[arg(value_enum)]
    shell: completion::Shell,
}

pub(crate) fn run(arguments: &Arguments, truss: Command, context: &Context) -> anyhow::Result<()> {
    Ok(context.output().print_bytes(&script(arguments.shell, truss))?)
}

/// The completion script of `truss` for `shell`. The first three call back.
pub fn script(shell: Shell, mut truss: Command) -> Vec<u8> {
    let script: &[u8] = match shell {
        Shell::Bash => include_bytes!("../../completions/truss.bash"),
        Shell::Fish => include_bytes!("../../completions/truss.fish"),
        Shell::Zsh => include_bytes!("../../completions/_truss"),
        _ => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut truss, "truss", &mut script);
            return script;
        }
    };
    script.to_owned()
}

/// Writes what may be typed next to stdout.
pub(crate) fn complete(arguments: &Completed, truss: Command, context: &Context) -> anyhow::Result<()> {
    let answer = completion::answer(arguments.shell, read_line, truss, context);
    Ok(context.output().print_bytes(answer.as_bytes())?)
}

/// A line that cannot be read is an empty one, to which there is no answer.
fn read_line() -> Vec<u8> {
    let mut line = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut line);
    read.map(|_| line).unwrap_or_default()
}
