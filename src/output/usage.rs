//! What clap refuses, as an error of this program: for JSON. As text it stays in clap's own words.

use clap::error::{ContextKind, ContextValue};
use serde_json::{Map, Value, json};

use crate::error::{Failure, Kind};

/// The error with what clap knows beside its message: what could have been typed instead.
pub(crate) fn failure(error: &clap::Error, command: &str) -> Failure {
    let text = error.render().to_string();
    let failure = Failure::new(Kind::Usage, message(&text)).with_hint(hint(&text, command));
    let details = details(error);
    if details.is_empty() { failure } else { failure.details(details.into()) }
}

/// clap's text, with the whole of the command whose help has more. clap says `--help` alone, and somebody who pastes
/// that behind the program's name gets the page of the program.
pub(crate) fn name_command(text: &str, command: &str) -> String {
    match text.rsplit_once("--help") {
        Some((before, after)) if before.contains("For more information, try") => {
            format!("{before}{command} --help{after}")
        }
        _ => text.to_owned(),
    }
}

/// The first paragraph, on one line: the arguments that are missing and the possible values stand below the first.
fn message(text: &str) -> String {
    let paragraph: Vec<&str> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    paragraph.join(" ").trim_start_matches("error: ").to_owned()
}

/// clap's tips, or where the command is described.
fn hint(text: &str, command: &str) -> String {
    let tips: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("tip: ")).collect();
    if tips.is_empty() { format!("see `{command} --help`") } else { tips.join("; ") }
}

fn details(error: &clap::Error) -> Map<String, Value> {
    let list = |value: &ContextValue| match value {
        ContextValue::String(text) => json!([text]),
        ContextValue::Strings(texts) => json!(texts),
        _ => json!([]),
    };
    let mut details = Map::new();
    for (kind, value) in error.context() {
        let name = match kind {
            ContextKind::ValidValue | ContextKind::ValidSubcommand => "possible_values",
            ContextKind::SuggestedArg | ContextKind::SuggestedSubcommand | ContextKind::SuggestedValue => "suggestions",
            _ => continue,
        };
        details.insert(name.to_owned(), list(value));
    }
    details.retain(|_, values| values.as_array().is_some_and(|values| !values.is_empty()));
    details
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use serde_json::{Value, json};

    use crate::cli::Cli;
    use crate::report::Report;

    use super::{failure, name_command};

    /// Message, hint and details of what was typed.
    fn told(arguments: &[&str]) -> (String, String, Value) {
        let error = Cli::try_parse_from(["truss"].iter().chain(arguments)).expect_err("a usage error");
        let told: Value =
            serde_json::from_str(&Report::of(&failure(&error, "truss keys x").into()).to_json()).expect("JSON");
        let text = |field: &str| told["error"][field].as_str().expect("a text").to_owned();
        (text("message"), text("hint"), told["error"]["details"].clone())
    }

    #[test]
    fn possible_values_are_in_the_message_and_in_the_details() {
        let (message, hint, details) = told(&["keys", "list", "--color", "blue"]);
        assert_eq!(message, "invalid value 'blue' for '--color <WHEN>' [possible values: auto, always, never]");
        assert_eq!(hint, "see `truss keys x --help`");
        assert_eq!(details, json!({"possible_values": ["auto", "always", "never"]}));
    }

    #[test]
    fn what_was_meant_is_the_hint() {
        let (message, hint, details) = told(&["keys", "lst"]);
        assert_eq!(message, "unrecognized subcommand 'lst'");
        assert_eq!(hint, "some similar subcommands exist: 'ls', 'list'");
        assert_eq!(details, json!({"suggestions": ["ls", "list"]}));
    }

    #[test]
    fn what_is_missing_is_named_and_where_it_is_described() {
        let (message, hint, details) = told(&["keys", "rename"]);
        assert_eq!(message, "the following required arguments were not provided: <KEY> <NAME>");
        assert_eq!(hint, "see `truss keys x --help`");
        assert_eq!(details, Value::Null);
    }

    #[test]
    fn the_help_of_the_command_is_named_whole() {
        let error = Cli::try_parse_from(["truss", "keys", "list", "--sort", "--help"]).expect_err("a usage error");
        let text = name_command(&error.render().to_string(), "truss keys list");
        assert!(text.ends_with("For more information, try 'truss keys list --help'.\n"), "{text}");
        assert_eq!(name_command("error: --help", "truss"), "error: --help");
    }
}
