//! `truss` as a library: everything that the binary does, testable in process.

pub mod api;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod context;
pub mod error;
pub mod fs;
pub mod help;
mod hint;
pub mod keys;
#[cfg(feature = "local")]
pub mod local;
pub mod login;
pub mod options;
pub mod output;
pub mod push;
pub mod remote;
pub mod rotation;
mod runtime;
pub mod secret;
pub mod session;
pub mod signals;
pub mod trussrc;
pub mod variables;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::cli::Cli;
use crate::context::Context;
use crate::error::Kind;
use crate::output::report::{Report, is_closed_pipe};
use crate::output::{Format, Output, Settings};
use crate::variables::Variables;

/// Does what `arguments` (the program's name first) say, prints the one error, and returns the exit code.
pub fn run(arguments: Vec<OsString>, variables: Variables) -> ExitCode {
    let cli = match Cli::read(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &arguments, &variables),
    };
    let context = Context::new(cli.global, variables);
    let result = context.check().and_then(|()| cli.command.run(&context));
    finish(result, context.output())
}

fn finish(result: anyhow::Result<()>, output: &Output) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever closed the pipe has read what was wanted.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(&error);
            let kind = Report::of(&error).kind;
            signals::die_of(kind);
            ExitCode::from(kind.exit_code())
        }
    }
}

/// Help and version are answers; anything else that clap refuses is a usage error, in its own words, or as JSON when
/// that was asked for as far as it can be told.
fn usage(error: &clap::Error, arguments: &[OsString], variables: &Variables) -> ExitCode {
    let format = if wants_json(arguments) { Format::Json } else { Format::Text };
    let output = Output::new(Settings { format, ..Settings::default() }, variables);
    if !error.use_stderr() {
        return finish(output.help(error).map_err(anyhow::Error::from), &output);
    }
    output.usage(error);
    ExitCode::from(Kind::Usage.exit_code())
}

/// Whether `--jq` or `--output json` is among the arguments, in any of the ways that clap reads it.
fn wants_json(arguments: &[OsString]) -> bool {
    let mut words = arguments.iter().skip(1).map(|word| word.to_string_lossy()).take_while(|word| word != "--");
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--") {
            Some("output") => words.next(),
            Some(long) if long == "jq" || long.starts_with("jq=") => return true,
            Some(long) => long.strip_prefix("output=").map(|value| value.to_owned().into()),
            None => match word.strip_prefix('-').and_then(|cluster| cluster.split_once('o')) {
                Some((_, "")) => words.next(),
                Some((_, value)) => Some(value.trim_start_matches('=').to_owned().into()),
                None => None,
            },
        };
        if value.is_some_and(|value| value == "json") {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::wants_json;

    #[test]
    fn json_is_wanted_in_every_way_that_it_can_be_typed() {
        let wants =
            |line: &str| wants_json(&["truss"].into_iter().chain(line.split(' ')).map(Into::into).collect::<Vec<_>>());
        for line in
            ["-o json x", "x -ojson", "-o=json", "-qo json", "-qojson", "--output json", "--output=json", "--jq ."]
        {
            assert!(wants(line), "{line}");
        }
        for line in ["x", "-o text", "--output=text json", "-q json", "-- -o json", "--jqx", "-o"] {
            assert!(!wants(line), "{line}");
        }
    }
}
