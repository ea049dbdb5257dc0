//! `truss` as a library: everything that the binary does, testable in process.
//!
//! # The way of a command
//!
//! argv → `cli` (what was typed) → `context` (options, environment, output, and the way online) → `remote` (which remote, which
//! key) → `api` (the management API) → `output` (stdout is the answer, stderr the talk) → `report` (from any error to its
//! exit code).
//!
//! # The map
//!
//! | room | what it owns |
//! | --- | --- |
//! | `cli`, `options` | the command line, its help, the global options |
//! | `commands` | one file a command: its arguments and `run`; no rules of their own |
//! | `completion` | what may be typed next: the answers to a shell's TAB |
//! | `context` | what a command receives; the session on a remote; logging in |
//! | `remote` | which remote and which key: the sources in order, and the trace |
//! | `api` | requests, answers and errors of the management API; one file a resource |
//! | `keys` | keys: what is asked for, made, found, selected, revoked, and where a new one goes |
//! | `rotation` | a new key in an old one's place, whatever happens in between |
//! | `push` | from a folder to a deployment: config, files, archive, upload |
//! | `scan` | the search for secrets in files, folders and git repositories |
//! | `trussrc` | the local file of remotes and keys |
//! | `keyring` | the system's keyring, where a login or a key may be instead |
//! | `oauth` | logging in with a browser: getting tokens, renewing them, ending them |
//! | `local` | the embedded API, a program of its own that knows nothing of the others |
//! | `fs` | one way to replace a file, to lock, to find the user's folders |
//! | `output`, `report` | the only places that print, and that know every error |
//! | `error`, `secret`, `credential`, `signals`, `env`, `hint`, `loopback`, `sanitize`, `humanize`, `clock` | leaves, used from everywhere |
//!
//! `tests/integration/house.rs` holds which of them may use which.
//!
//! # Where is it?
//!
//! | what | where |
//! | --- | --- |
//! | a file is left out of the archive | `push/files/ignore.rs` (by a pattern), `push/files/mod.rs` (always) |
//! | a new key's scope is confirmed | `keys/create.rs` |
//! | a rotation resumes | `rotation/engine.rs` |
//! | a line of the trussrc is edited | `trussrc/edit.rs` |
//! | a browser login is renewed | `oauth/renewal.rs` |
//! | a key or a login is saved | `context/save.rs` (where), `trussrc/login.rs` (the section), `keyring/` |
//! | an exit code is decided | `error.rs` (the codes), `report.rs` (which error has which) |
//! | a model is called | `api/inference.rs` (where, and once), `commands/predict/` |
//! | an upload to S3 is tried again | `push/upload/mod.rs` |

mod api;
mod cli;
mod clock;
mod commands;
mod completion;
mod context;
mod credential;
mod env;
mod error;
mod fs;
mod hint;
mod humanize;
#[doc(hidden)]
pub mod internals;
mod keyring;
mod keys;
#[cfg(feature = "local")]
mod local;
mod loopback;
mod oauth;
mod options;
mod output;
mod push;
mod remote;
mod report;
mod rotation;
mod sanitize;
mod scan;
mod secret;
mod signals;
mod trussrc;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, ValueEnum as _};

use crate::cli::Cli;
use crate::context::Context;
use crate::env::Variables;
use crate::error::Kind;
use crate::output::{ColorChoice, Format, Output, Settings};
use crate::report::{Report, is_closed_pipe};

/// Does what `arguments` (the program's name first) say, prints the one error, and returns the exit code.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    secret::forbid_core_dumps();
    let variables = Variables::of_process();
    let cli = match Cli::read(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(error, &arguments, &variables),
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
fn usage(mut error: clap::Error, arguments: &[OsString], variables: &Variables) -> ExitCode {
    let format = if wants_json(arguments) { Format::Json } else { Format::Text };
    let output = Output::new(Settings { format, color: color(arguments), ..Settings::default() }, variables);
    if !error.use_stderr() {
        return finish(output.help(&error).map_err(anyhow::Error::from), &output);
    }
    let mut root = Cli::command();
    root.build();
    let words: Vec<String> = arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    correct_tips(&mut error, &root, &words);
    let command: Vec<&str> = [root.get_name()].into_iter().chain(completion::command_path(&root, &words)).collect();
    output.usage(&error, &command.join(" "));
    ExitCode::from(Kind::Usage.exit_code())
}

/// Corrects tips of clap's that do not help: a command that only shells use, and `--` before the value of an option.
fn correct_tips(error: &mut clap::Error, root: &clap::Command, words: &[String]) {
    if let Some(ContextValue::Strings(mut names)) = error.remove(ContextKind::SuggestedSubcommand) {
        names.retain(|name| name != "complete");
        if !names.is_empty() {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(names));
        }
    }
    let Some(ContextValue::String(unknown)) = error.get(ContextKind::InvalidArg) else { return };
    let mut values = (0..words.len()).filter(|at| words[*at].starts_with(unknown));
    let tip = values.find_map(|at| {
        let option = completion::pending_option(root, &words[..at])?.get_long()?;
        Some(format!("to pass '{unknown}' as the value of '--{option}', use '--{option}={}'", words[at]).into())
    });
    if let Some(tip) = tip {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
}

/// What `--color` says, as far as it can be read.
fn color(arguments: &[OsString]) -> ColorChoice {
    let mut words = arguments.iter().skip(1).map(|word| word.to_string_lossy()).take_while(|word| word != "--");
    let mut color = ColorChoice::default();
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--color") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('=').map(|value| value.to_owned().into()),
            None => None,
        };
        color = value.and_then(|value| ColorChoice::from_str(&value, false).ok()).unwrap_or(color);
    }
    color
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
