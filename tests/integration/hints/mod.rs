//! Hints that name a command: each is provoked, the command is pasted into a shell as it stands, and does what the hint
//! says. A hint of the source that no test here provokes fails [`every_hint_of_the_source_is_run`].

mod browser;
mod keys;
mod local;
mod predict;
mod push;
mod rotation;
mod rotation_ends;
mod rotation_lost;
mod signin;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Home, Terminal};

/// The commands that the hint in `told` names.
#[track_caller]
fn commands(told: &str) -> Vec<String> {
    let hint = told.rsplit_once("hint: ").unwrap_or_else(|| panic!("no hint in {told}")).1;
    assert!(!hint.contains("--force"), "{hint}");
    let quoted = hint.split('`').skip(1).step_by(2).filter(|part| part.starts_with("truss "));
    let commands: Vec<String> = quoted.map(str::to_owned).collect();
    assert!(!commands.is_empty(), "no command in {hint}");
    commands
}

/// The only command of the hint in `told`.
#[track_caller]
fn command(told: &str) -> String {
    let mut commands = commands(told);
    assert_eq!(commands.len(), 1, "{told}");
    commands.remove(0)
}

/// Runs `truss`, which must end with `code`, and answers what it said on stderr.
#[track_caller]
fn fails(home: &Home, arguments: &[&str], code: i32) -> String {
    home.truss(arguments).code(code).any_stdout().any_stderr().run().stderr
}

/// A shell in which `truss` is on the path.
fn shell(home: &Home, line: &str) -> Command {
    let folder = Path::new(env!("CARGO_BIN_EXE_truss")).parent().expect("a folder");
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).current_dir(home.path()).env_clear().env("HOME", home.path()).env("NO_COLOR", "1");
    command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display()));
    command
}

/// Pastes a line where no terminal is. It must end with `code`; answers all that it wrote.
#[track_caller]
fn paste(mut command: Command, code: i32) -> String {
    let output = command.stdin(Stdio::null()).output().expect("a shell");
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{command:?}: {told}");
    told
}

/// Pastes a line at a terminal, where it asks once and gets `answer`. It must end with 0.
#[track_caller]
fn paste_and_answer(command: &Command, question: &str, answer: &str) {
    let mut terminal = Terminal::start(command);
    terminal.wait_for(question);
    terminal.type_line(answer);
    let (code, shown) = terminal.finish();
    assert_eq!(code, 0, "{shown}");
}

/// Pastes a line at a terminal, where it asks for a key. It must end with 0.
#[track_caller]
fn paste_and_log_in(command: &Command, key: &str) {
    let mut terminal = Terminal::start(command);
    terminal.wait_for("paste your API_KEY: ");
    terminal.type_unseen(key);
    let (code, shown) = terminal.finish();
    assert_eq!(code, 0, "{shown}");
}

/// The lines of `src` that word a command, without comments and tests: the file, and the line.
fn worded() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for path in sources(&root) {
        let name = path.strip_prefix(&root).expect("below it").display().to_string();
        let text = fs::read_to_string(&path).expect("a source");
        let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]").map(str::trim);
        let is_worded = |line: &&str| ["`truss ", "hinted(&", ".command(&"].iter().any(|mark| line.contains(mark));
        let lines = lines.filter(|line| !line.starts_with("//")).filter(is_worded);
        found.extend(lines.map(|line| (name.clone(), line.to_owned())));
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let is_test = entry.file_stem().is_some_and(|name| name == "tests");
        if entry.is_dir() && !is_test {
            files.extend(sources(&entry));
        } else if !is_test {
            files.push(entry);
        }
    }
    files.sort();
    files
}

#[test]
fn every_hint_of_the_source_is_run() {
    let worded = worded();
    let is_known = |(file, line): &&(String, String)| {
        table::RUN.iter().any(|(known, part, _)| known == file && line.contains(part))
            || table::NO_HINTS.iter().any(|(known, part, _)| known == file && line.contains(part))
    };
    let unknown: Vec<&(String, String)> = worded.iter().filter(|line| !is_known(line)).collect();
    assert!(unknown.is_empty(), "provoke these in tests/integration/hints, and add them to its table: {unknown:#?}");
    let rows = table::RUN.iter().map(|(file, part, _)| (file, part));
    for (file, part) in rows.chain(table::NO_HINTS.iter().map(|(file, part, _)| (file, part))) {
        let is_there = worded.iter().any(|(known, line)| known == file && line.contains(part));
        assert!(is_there, "`{part}` is not in {file} any more: take it out of the table");
    }
}

#[test]
fn no_message_suggests_force() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in sources(&root) {
        let text = fs::read_to_string(&path).expect("a source");
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        let suggests = lines.filter(|line| line.contains("--force")).collect::<Vec<_>>();
        assert_eq!(suggests, [""; 0], "{}", path.display());
    }
}
