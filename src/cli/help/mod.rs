//! The help that clap does not make of the command tree: topics, examples, and one line in place of the global options.
//!
//! The texts stand here once, for `--help`, `truss help TOPIC` and the man pages.

pub(crate) mod examples;
pub(crate) mod topics;

use clap::builder::{StyledStr, ValueParser};
use clap::{Args as _, Command, CommandFactory as _};

use crate::cli::Cli;
use crate::commands::python;
use crate::options::GlobalOptions;

pub(crate) use examples::Example;
pub use examples::{EXAMPLES, examples};
pub(crate) use topics::Entry;
pub use topics::{ENVIRONMENT, FILES, TRUSSRC};
use topics::{environment, exit_codes};

/// The hidden command that is the topic of the global options.
const OPTIONS: &str = "options";

/// How wide a text is that clap does not wrap with its indent.
const WIDTH: usize = 80;

const GLOBAL_OPTIONS: &str = "Global options such as `--remote`, `--output` and `--quiet`: see `truss help options`";

const TOPICS: &str = "Help topics: environment, exit-codes, options, trussrc; see `truss help TOPIC`";

/// The command line with all of its help. A subcommand's page has the options that are its own.
pub fn command() -> Command {
    // The words that are Python's commands are known already.
    let root = Cli::command().allow_external_subcommands(false).external_subcommand_value_parser(None::<ValueParser>);
    let global: Vec<_> = GlobalOptions::augment_args(Command::new("")).get_arguments().cloned().collect();
    let root = root.mut_subcommands(|command| {
        if command.get_name() == OPTIONS {
            return command;
        }
        // clap leaves out a global option that the subcommand has already.
        with_examples(command.args(global.iter().map(|option| option.clone().hide(true))), "")
    });
    let python = format!("Python's commands, handed to Python's truss: {}", python::COMMANDS.join(", "));
    let python = wrap(&python, 0);
    let long = [python.clone(), environment(), files(), format_examples(examples("")), exit_codes(), TOPICS.to_owned()];
    let root = root.subcommands(python::subcommands());
    root.after_help(format!("{python}\n\n{TOPICS}")).after_long_help(StyledStr::from(long.join("\n\n")))
}

/// Adds the examples to the help of a command and of those below it.
fn with_examples(command: Command, parent: &str) -> Command {
    let path = format!("{parent} {}", command.get_name()).trim_start().to_owned();
    let own = command.get_after_long_help().map(ToString::to_string);
    let examples = Some(examples(&path)).filter(|examples| !examples.is_empty()).map(format_examples);
    let long: Vec<String> = own.into_iter().chain(examples).chain([GLOBAL_OPTIONS.to_owned()]).collect();
    let command = match topics::text(command.get_name()) {
        Some(text) => command.long_about(StyledStr::from(text)),
        None => command.after_help(GLOBAL_OPTIONS).after_long_help(StyledStr::from(long.join("\n\n"))),
    };
    command.mut_subcommands(|below| with_examples(below, &path))
}

fn format_examples(examples: &[Example]) -> String {
    let lines = examples.iter().map(|(line, meaning)| format!("\n  # {meaning}\n  {line}"));
    heading("Examples") + &lines.collect::<String>()
}

fn files() -> String {
    entries("Files", FILES)
}

/// A list as clap writes options: the name, and below it what it means.
fn entries(title: &str, entries: &[Entry]) -> String {
    let lines = entries.iter().map(|(name, meaning)| format!("\n  {name}\n{}", wrap(meaning, 10)));
    heading(title) + &lines.collect::<String>()
}

/// A heading in clap's own style.
fn heading(title: &str) -> String {
    format!("\u{1b}[1m\u{1b}[4m{title}:\u{1b}[0m")
}

/// Breaks `text` between words, with `indent` spaces before each line.
fn wrap(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is one from the start");
        if !line.is_empty() && indent + line.len() + 1 + word.len() > WIDTH {
            lines.push(word.to_owned());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.iter().map(|line| " ".repeat(indent) + line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{command, wrap};

    #[test]
    fn the_tree_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn a_text_is_broken_between_words() {
        let text = "word ".repeat(40);
        let wrapped = wrap(text.trim(), 10);
        assert!(wrapped.lines().all(|line| line.starts_with("          word") && line.len() <= 80), "{wrapped}");
        assert_eq!(wrapped.split_whitespace().count(), 40);
    }
}
