//! Durations and ages have one notation each, whatever option takes them.

use clap::error::ErrorKind;
use clap::{ArgAction, CommandFactory as _};
use truss::internals::cli::Cli;

/// Each option that takes a value called `name`, with the words before it.
fn options(command: &clap::Command, path: &[String], name: &str, found: &mut Vec<Vec<String>>) {
    let takes_it = |argument: &&clap::Arg| {
        let names = argument.get_value_names().unwrap_or_default();
        matches!(argument.get_action(), ArgAction::Set | ArgAction::Append) && names.iter().any(|value| value == name)
    };
    for option in command.get_arguments().filter(takes_it) {
        found.push([path, &[format!("--{}", option.get_long().expect("an option"))]].concat());
    }
    for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
        options(child, &[path, &[child.get_name().to_owned()]].concat(), name, found);
    }
}

/// Whether the option takes this value, whatever else its command needs.
fn takes(option: &[String], value: &str) -> bool {
    let words = ["truss"].into_iter().chain(option.iter().map(String::as_str)).chain([value]);
    let error = Cli::command().try_get_matches_from(words).err();
    error.is_none_or(|error| error.kind() != ErrorKind::ValueValidation)
}

#[track_caller]
fn check(name: &str, least: usize, good: &[&str], bad: &[&str]) {
    let mut found = Vec::new();
    options(&Cli::command(), &[], name, &mut found);
    assert!(found.len() >= least, "{found:?}");
    for option in &found {
        good.iter().for_each(|value| assert!(takes(option, value), "{option:?} refuses {value}"));
        bad.iter().for_each(|value| assert!(!takes(option, value), "{option:?} takes {value}"));
    }
}

#[test]
fn durations_have_units() {
    check("DURATION", 3, &["90s", "20m", "7d", "1h 30m", "500ms"], &["90", "0s", "", "soon", "1.5.2s"]);
}

#[test]
fn ages_are_days_weeks_months_and_years() {
    check("AGE", 7, &["90d", "12w", "6mo", "1y"], &["90", "12h", "90s", "1d 2h", "", "P30D"]);
}
