//! What may be typed next: the answers to a shell's TAB.
//!
//! The scripts in `completions/` pass the words of the command line to the hidden `truss complete`, and show what it
//! answers. A walk of our own over clap's tree, and not clap_complete's engine: that one is still behind
//! `unstable-dynamic`, its scripts insert a name with a space as two words and split at `:` and `=` in bash, and its
//! completers do not see a `--remote` that was typed before. Elvish and PowerShell have clap_complete's static scripts.
//!
//! Owns the time that a TAB may take. Nothing here asks, fails or writes to stderr: what is not known is not offered.

mod bash;
mod cache;
mod position;
mod remote;
mod shell;

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use clap::builder::PossibleValue;
use clap::{Arg, Command, ValueHint};
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::sanitize::clean_line;

use position::{Expected, Position};
pub(crate) use position::{command_path, pending_option};
pub(crate) use shell::Shell;

const TIME_LIMIT: Duration = Duration::from_millis(300);
/// Longer names are nothing to choose from.
const LONGEST_VALUE: usize = 200;
/// What `--to` begins with.
const DESTINATIONS: [(&str, &str); 4] = [
    ("env-file:", "A variable of a dotenv file"),
    ("file:", "A file that holds the key alone"),
    ("trussrc", "A section of the trussrc"),
    ("command:", "A command's standard input"),
];

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Candidate {
    value: String,
    description: String,
    /// Another way to say what is offered already: only for whoever has begun to type it.
    is_second_name: bool,
}

impl Candidate {
    fn new(value: impl Into<String>, description: impl Into<String>) -> Self {
        Self { value: value.into(), description: description.into(), is_second_name: false }
    }

    fn of_value(value: &PossibleValue) -> Self {
        Self::new(value.get_name(), value.get_help().map(ToString::to_string).unwrap_or_default())
    }

    /// Whether it does no harm on a terminal, and means itself on a command line.
    fn can_be_typed(&self) -> bool {
        let is_harmless = matches!(clean_line(&self.value), std::borrow::Cow::Borrowed(_));
        is_harmless && !self.value.is_empty() && self.value.len() <= LONGEST_VALUE
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Candidates(Vec<Candidate>),
    /// Candidates that something must follow at once.
    Beginnings(Vec<Candidate>),
    Files,
    Directories,
    Commands,
}

/// The lines that `shell` reads, for what stands in `input`; nothing when they do not come in time.
pub(crate) fn answer(
    shell: Shell,
    input: impl FnOnce() -> Vec<u8> + Send + 'static,
    root: Command,
    context: &Context,
) -> String {
    let (options, variables) = (context.options().clone(), context.variables().clone());
    let started = Instant::now();
    let (sender, receiver) = mpsc::channel();
    // On a thread of its own: a name server or a home folder that does not answer cannot be called off.
    // Without a thread there is nothing to offer.
    let _ = thread::Builder::new().spawn(move || {
        let context = Context::new(options, variables);
        sender.send(complete(shell, &input(), root, &context, started + TIME_LIMIT))
    });
    receiver.recv_timeout(TIME_LIMIT).ok().flatten().unwrap_or_default()
}

fn complete(shell: Shell, input: &[u8], mut root: Command, context: &Context, end: Instant) -> Option<String> {
    root.build();
    let line = shell.line(std::str::from_utf8(input).ok()?)?;
    let position = Position::of(&root, &line.before, &line.current);
    let answer = position_answer(&position, context, end);
    Some(shell.lines(answer, &position.attached, &line))
}

fn position_answer(position: &Position<'_>, context: &Context, end: Instant) -> Answer {
    match &position.expected {
        Expected::Options(options) => Answer::Candidates(options.iter().filter_map(option_name).collect()),
        Expected::Value(argument) => values(argument, position, context, end),
        Expected::Files => Answer::Files,
        Expected::Words(commands, argument) => {
            let names = commands.iter().map(|command| {
                Candidate::new(command.get_name(), command.get_about().map(ToString::to_string).unwrap_or_default())
            });
            let names: Vec<Candidate> = names.collect();
            match argument.map(|argument| values(argument, position, context, end)) {
                Some(Answer::Candidates(values)) => Answer::Candidates(names.into_iter().chain(values).collect()),
                Some(other) if names.is_empty() => other,
                _ => Answer::Candidates(names),
            }
        }
    }
}

fn option_name(option: &&Arg) -> Option<Candidate> {
    let help = option.get_help().map(ToString::to_string).unwrap_or_default();
    Some(Candidate::new(format!("--{}", option.get_long()?), help))
}

fn values(argument: &Arg, position: &Position<'_>, context: &Context, end: Instant) -> Answer {
    let possible = argument.get_possible_values();
    let offered = |candidates: Vec<Candidate>| {
        let typed = position.typed(argument.get_id().as_str());
        let is_new = |candidate: &Candidate| !typed.contains(&candidate.value.as_str());
        let is_begun = |candidate: &Candidate| {
            !candidate.is_second_name
                || (!position.current.is_empty() && candidate.value.starts_with(&position.current))
        };
        // A name that begins with `-` would be read as an option.
        let means_itself = |candidate: &Candidate| candidate.can_be_typed() && !candidate.value.starts_with('-');
        let is_offered = |candidate: &Candidate| is_new(candidate) && is_begun(candidate) && means_itself(candidate);
        Answer::Candidates(candidates.into_iter().filter(is_offered).collect())
    };
    match argument.get_value_hint() {
        _ if !possible.is_empty() => {
            let shown = possible.iter().filter(|value| !value.is_hide_set());
            Answer::Candidates(shown.map(Candidate::of_value).collect())
        }
        ValueHint::AnyPath | ValueHint::FilePath | ValueHint::ExecutablePath => Answer::Files,
        ValueHint::DirPath => Answer::Directories,
        // After the command come its arguments.
        ValueHint::CommandName if !position.typed(argument.get_id().as_str()).is_empty() => Answer::Files,
        ValueHint::CommandName => Answer::Commands,
        _ if argument.get_id() == "sinks" => {
            Answer::Beginnings(DESTINATIONS.map(|(value, meaning)| Candidate::new(value, meaning)).into())
        }
        _ => match remote::Kind::of(argument) {
            Some(kind) => offered(remote::candidates(kind, position, context, end).unwrap_or_default()),
            None => Answer::Candidates(Vec::new()),
        },
    }
}

#[cfg(test)]
mod tests {
    use clap::{Arg, Command, CommandFactory as _, ValueHint};

    use crate::cli::Cli;

    use super::position::{Expected, Position};
    use super::remote::Kind;

    /// Arguments whose values nobody else knows.
    const FREE: &[&str] = &[
        "api_key",
        "content",
        "data",
        "deploy_timeout_minutes",
        "deployment",
        "deployment_name",
        "env_var",
        "field",
        "jq",
        "labels",
        "name",
        "older_than",
        "path",
        "port",
        "quiet_for",
        "raw_field",
        "region",
        "remote_url",
        "request_timeout",
        "since",
        "sink_timeout",
        "subcommand",
        "timeout_seconds",
        "token_lifetime",
        "unused_for",
        "user",
    ];

    fn is_known(argument: &Arg) -> bool {
        let has_list = !argument.get_possible_values().is_empty() || argument.get_value_hint() != ValueHint::Unknown;
        has_list || Kind::of(argument).is_some() || argument.get_id() == "sinks"
    }

    fn assert_known(command: &Command) {
        for argument in command.get_arguments().filter(|argument| argument.get_action().takes_values()) {
            let id = argument.get_id().as_str();
            let told = format!("`{id}` of `{}`", command.get_name());
            assert!(is_known(argument) != FREE.contains(&id), "{told}: what are its values?");
        }
        command.get_subcommands().for_each(assert_known);
    }

    #[test]
    fn of_every_value_it_is_known_what_it_is() {
        let mut root = Cli::command();
        root.build();
        assert_known(&root);
    }

    #[test]
    fn the_place_of_a_word_is_found() {
        let mut root = Cli::command();
        root.build();
        for (line, expected) in [
            ("keys revoke ", "keys"),
            ("keys rm a b ", "keys"),
            ("keys --remote x create --type ", "key_type"),
            ("keys create --type=", "key_type"),
            ("-qo ", "output"),
            ("keys list -ojson --sort ", "sort"),
            ("keys revoke -- -", "keys"),
            ("push --wait --environment ", "environment"),
            ("exec -- ", "command"),
            ("keys revoke --", "options"),
            ("keys show a ", "options"),
            ("keys create --nope=", "options"),
            ("", "words"),
            ("keys rotations ", "words"),
        ] {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let (current, before) = words.split_last().expect("a word");
            let found = match Position::of(&root, before, current).expected {
                Expected::Value(argument) | Expected::Words(_, Some(argument)) => argument.get_id().to_string(),
                Expected::Options(_) => "options".to_owned(),
                Expected::Words(_, None) => "words".to_owned(),
                Expected::Files => "files".to_owned(),
            };
            assert_eq!(found, expected, "{line}");
        }
    }
}
