//! The README says what is true: its commands parse, its exit codes are the program's.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use truss::internals::cli::Cli;
use truss::internals::error::Kind;

pub(crate) fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README is readable")
}

/// The lines of each block of shell commands.
pub(crate) fn shell_blocks(readme: &str) -> Vec<Vec<&str>> {
    let blocks = readme.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default());
    blocks.map(|block| block.lines().filter(|line| !line.trim().is_empty()).collect()).collect()
}

fn shell_lines(readme: &str) -> Vec<&str> {
    shell_blocks(readme).concat()
}

/// The words of a command as a shell splits them; quotes of both kinds, no more.
pub(crate) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for character in line.chars() {
        match (character, quote) {
            ('\'' | '"', None) => quote = Some(character),
            (_, Some(open)) if character == open => quote = None,
            (' ', None) => words.push(std::mem::take(&mut word)),
            _ => word.push(character),
        }
    }
    words.push(word);
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

/// The part of `line` that runs `truss`, as the README writes it: bare, in `$(…)`, or through cargo.
fn invocation(line: &str) -> Option<String> {
    let line = line.split(" > ").next().unwrap_or_default();
    if line.starts_with("truss ") {
        return Some(line.to_owned());
    }
    let line = line.split_once("$(").map_or(line, |(_, inside)| inside.trim_end_matches(')'));
    if let Some(arguments) = line.strip_prefix("cargo run -- ") {
        return Some(format!("truss {arguments}"));
    }
    line.starts_with("truss ").then(|| line.to_owned())
}

#[test]
fn every_command_in_it_is_one_that_the_program_knows() {
    let readme = readme();
    let mut checked = 0;
    for line in shell_lines(&readme) {
        let Some(command) = invocation(line) else {
            let is_known =
                ["cargo ", "echo 'source <(truss completions ", "mkdir "].iter().any(|start| line.starts_with(start));
            assert!(is_known, "neither truss nor cargo: {line}");
            continue;
        };
        let words: Vec<OsString> = words(&command).into_iter().map(Into::into).collect();
        if let Err(error) = Cli::read(&words) {
            panic!("{line}\n{error}");
        }
        checked += 1;
    }
    assert!(checked > 20, "only {checked} commands were found");
}

#[test]
fn its_first_screen_has_the_two_commands_that_ci_runs() {
    let readme = readme();
    let lines = shell_lines(&readme);
    assert_eq!(lines[0], "cargo run -- push tests/data/trusses/hello --remote local");
    assert_eq!(lines[1], "cargo test --locked");
    let second = readme.lines().position(|line| line == lines[1]).expect("the line is there");
    assert!(second < 26, "the first screen ends before line {second}");
}

#[test]
fn its_exit_codes_are_the_programs() {
    let readme = readme();
    for kind in Kind::ALL {
        if matches!(kind, Kind::Interrupted | Kind::Terminated) {
            continue;
        }
        let row = format!("| {} | {} |", kind.exit_code(), kind.meaning());
        assert!(readme.contains(&row), "{row}");
    }
    assert!(readme.contains("| 130, 143 | interrupted, terminated |"));
}
