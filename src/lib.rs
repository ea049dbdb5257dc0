//! `truss` as a library: everything that the binary does, testable in process.

pub mod api;
mod atomic_file;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod context;
pub mod error;
mod hint;
pub mod keys;
#[cfg(feature = "local")]
pub mod local;
pub mod lock;
pub mod login;
pub mod options;
pub mod output;
pub mod push;
pub mod remote;
pub mod rotation;
pub mod secret;
pub mod session;
pub mod signals;
pub mod trussrc;
pub mod variables;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::output::report::{Report, is_closed_pipe};
use crate::output::{Format, Output, Settings};
use crate::variables::Variables;

/// Does what `arguments` (the program's name first) say, tells the one error, and returns the exit code.
pub fn run(arguments: Vec<OsString>, variables: Variables) -> ExitCode {
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &arguments, &variables),
    };
    let context = Context::new(cli.global, variables);
    let result = context.check().and_then(|()| commands::run(cli.command, &context));
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
    let wants_json =
        arguments.iter().any(|argument| argument == "--jq" || argument == "--output=json" || argument == "-ojson")
            || arguments.windows(2).any(|pair| (pair[0] == "-o" || pair[0] == "--output") && pair[1] == "json");
    let format = if wants_json { Format::Json } else { Format::Text };
    let output = Output::new(Settings { format, ..Settings::default() }, variables);
    if !error.use_stderr() {
        return finish(output.help(error).map_err(anyhow::Error::from), &output);
    }
    if wants_json {
        let text = error.render().to_string();
        let message = text.trim_start_matches("error: ").lines().next().unwrap_or_default().to_owned();
        output.error(&Failure::new(Kind::Usage, message).hint("see `truss --help`").into());
    } else {
        output.usage(error);
    }
    ExitCode::from(Kind::Usage.exit_code())
}
