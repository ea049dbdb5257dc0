//! The man pages: clap_mangen's sections, and those that it does not know.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, Command, CommandFactory as _};
use clap_mangen::Man;
use roff::{Roff, bold, italic, roman};

use truss::internals::cli::Cli;
use truss::internals::cli::help::{ENVIRONMENT, FILES, TRUSSRC, command, examples};
use truss::internals::error::Kind;

const VERSION: &str = concat!("truss ", env!("CARGO_PKG_VERSION"));

/// Each page by its file's name.
pub(crate) fn pages() -> BTreeMap<String, Vec<u8>> {
    let mut root = command().disable_help_subcommand(true);
    root.build();
    let mut pages = BTreeMap::new();
    add(&root, &mut pages);
    pages
}

fn add(command: &Command, pages: &mut BTreeMap<String, Vec<u8>>) {
    pages.insert(format!("{}.1", page_name(command)), page(command));
    command.get_subcommands().filter(|below| !below.is_hide_set()).for_each(|below| add(below, pages));
}

fn page_name(command: &Command) -> String {
    command.get_display_name().unwrap_or(command.get_name()).to_owned()
}

fn page(command: &Command) -> Vec<u8> {
    let (mut page, man) = (Vec::new(), Man::new(command.clone()).source(VERSION).manual("User Commands"));
    man.render_title(&mut page).expect("memory is writable");
    man.render_name_section(&mut page).expect("memory is writable");
    write(synopsis(command), &mut page);
    man.render_description_section(&mut page).expect("memory is writable");
    man.render_options_section(&mut page).expect("memory is writable");
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page).expect("memory is writable");
    }
    let path = page_name(command).trim_start_matches("truss").trim_start_matches('-').replace('-', " ");
    [own_section(&path), examples_section(&path)].into_iter().flatten().for_each(|section| write(section, &mut page));
    if path.is_empty() {
        write(entries("ENVIRONMENT", ENVIRONMENT), &mut page);
        write(entries("FILES", FILES), &mut page);
        write(trussrc(), &mut page);
        write(exit_status(), &mut page);
    } else {
        write(see_also(), &mut page);
    }
    page
}

fn write(section: Roff, page: &mut Vec<u8>) {
    section.to_writer(page).expect("memory is writable");
}

fn section(title: &str) -> Roff {
    let mut section = Roff::new();
    section.control("SH", [title]);
    section
}

/// The command, its options with their values in the order of its help, and what it works on.
fn synopsis(command: &Command) -> Roff {
    let mut words = vec![bold(command.get_bin_name().unwrap_or(command.get_name()))];
    let shown = || command.get_arguments().filter(|argument| !argument.is_hide_set());
    let automatic = |option: &Arg| matches!(option.get_id().as_str(), "help" | "version");
    shown().filter(|argument| !argument.is_positional() && !automatic(argument)).for_each(|option| {
        words.extend([roman(" ["), bold(option_name(option))]);
        words.extend(value(option).into_iter().flat_map(|value| [roman(" "), italic(value)]));
        words.push(roman(if matches!(option.get_action(), ArgAction::Append) { "]..." } else { "]" }));
    });
    for argument in shown().filter(|argument| argument.is_positional()) {
        let (open, close) = if argument.is_required_set() { (" ", "") } else { (" [", "]") };
        let more = if matches!(argument.get_action(), ArgAction::Append) { "..." } else { "" };
        words.extend([roman(open), italic(value(argument).unwrap_or_default()), roman(format!("{close}{more}"))]);
    }
    if command.has_subcommands() {
        words.extend([roman(" "), italic("COMMAND")]);
    }
    let mut section = section("SYNOPSIS");
    section.text(words);
    section
}

fn option_name(option: &Arg) -> String {
    option
        .get_long()
        .map_or_else(|| format!("-{}", option.get_short().expect("an option has a name")), |long| format!("--{long}"))
}

fn value(argument: &Arg) -> Option<String> {
    let takes_value = argument.is_positional() || argument.get_action().takes_values();
    let names = argument.get_value_names().filter(|_| takes_value)?;
    Some(names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
}

/// What a command's own help has below its options: a heading and lines that stay as they are.
fn own_section(path: &str) -> Option<Roff> {
    let mut command = &Cli::command();
    for name in path.split_whitespace() {
        command = command.find_subcommand(name)?;
    }
    let text = command.get_after_long_help()?.to_string();
    let (title, lines) = text.split_once(":\n")?;
    let mut section = section(&title.to_uppercase());
    section.control("nf", []);
    lines.lines().for_each(|line| {
        section.text([roman(line)]);
    });
    section.control("fi", []);
    Some(section)
}

fn examples_section(path: &str) -> Option<Roff> {
    let examples = examples(path);
    let mut section = section("EXAMPLES");
    for (line, meaning) in examples {
        section.control("TP", []).text([roman(format!("{meaning}:"))]);
        section.text([bold(*line)]);
    }
    (!examples.is_empty()).then_some(section)
}

fn entries(title: &str, entries: &[(&str, &str)]) -> Roff {
    let mut section = section(title);
    for (name, meaning) in entries {
        section.control("TP", []).text([bold(*name)]).text([roman(*meaning)]);
    }
    section
}

fn trussrc() -> Roff {
    let mut section = section("THE TRUSSRC");
    for paragraph in TRUSSRC {
        section.control("PP", []).text([roman(*paragraph)]);
    }
    section
}

fn exit_status() -> Roff {
    let mut section = section("EXIT STATUS");
    let codes = Kind::ALL.map(|kind| (kind.exit_code(), kind.meaning()));
    for (code, meaning) in [(0, "done")].into_iter().chain(codes) {
        section.control("TP", []).text([bold(code.to_string())]).text([roman(meaning)]);
    }
    section
}

fn see_also() -> Roff {
    let mut section = section("SEE ALSO");
    let rest = "(1) has the global options, the environment variables, the files and the exit status.";
    section.text([bold("truss"), roman(rest)]);
    section
}
