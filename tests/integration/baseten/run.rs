//! Runs of the binary whose end the test judges itself, and what they hint at.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::schema::Json;
use crate::support::{Home, Truss};

/// A run that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(180);

/// A run that goes on. What it writes goes to files: a command that outlives it holds no pipe of ours.
pub(super) struct Running {
    child: Child,
    stdout: File,
    stderr: File,
    /// Those of `truss` itself; a shell's say nothing of JSON.
    arguments: Vec<OsString>,
    line: String,
}

/// A run that ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// `None` when a signal ended it.
    pub(super) code: Option<i32>,
    pub(super) signal: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
    line: String,
}

pub(super) fn run(truss: Truss) -> Ended {
    start(truss).end()
}

pub(super) fn start(truss: Truss) -> Running {
    start_command(truss.command())
}

pub(super) fn start_command(mut command: Command) -> Running {
    let arguments: Vec<OsString> = command.get_args().map(ToOwned::to_owned).collect();
    let line = format!("{arguments:?}");
    let file = || tempfile::tempfile().expect("a temporary file");
    let (stdout, stderr) = (file(), file());
    let same = |file: &File| Stdio::from(file.try_clone().expect("one file more"));
    command.stdin(Stdio::null()).stdout(same(&stdout)).stderr(same(&stderr));
    Running { child: command.spawn().expect("the binary starts"), stdout, stderr, arguments, line }
}

impl Running {
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    #[track_caller]
    pub(super) fn end(self) -> Ended {
        self.end_within(LIMIT)
    }

    /// Waits for the end; a run that hangs is ended and fails the test.
    #[track_caller]
    pub(super) fn end_within(mut self, limit: Duration) -> Ended {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                break status;
            }
            if start.elapsed() > limit {
                self.child.kill().expect("it can be ended");
                self.child.wait().expect("it ends");
                panic!("truss {} hangs\n{}", self.line, text(&mut self.stderr));
            }
            thread::sleep(Duration::from_millis(2));
        };
        let (stdout, stderr) = (text(&mut self.stdout), text(&mut self.stderr));
        // A process that a signal ended may not have come to its answer.
        if let Some(json) = Json::of(&self.arguments).filter(|_| status.code().is_some()) {
            json.check(status.code(), &stdout, &stderr);
        }
        Ended { code: status.code(), signal: status.signal(), stdout, stderr, line: self.line }
    }
}

fn text(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("what it wrote");
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Ended {
    /// All of it, for messages of tests.
    pub(super) fn told(&self) -> String {
        let Self { code, signal, stdout, stderr, line } = self;
        format!("truss {line} ended with {code:?} {signal:?}\n--- stdout\n{stdout}--- stderr\n{stderr}---")
    }

    /// It must have ended with one of these codes.
    #[track_caller]
    pub(super) fn expect(self, codes: &[i32]) -> Self {
        assert!(self.code.is_some_and(|code| codes.contains(&code)), "expected one of {codes:?}: {}", self.told());
        self
    }

    /// A whole key must be nowhere in what it wrote.
    #[track_caller]
    pub(super) fn expect_no_secret(&self, whole: &str) {
        let secret = whole.split_once('.').expect("a whole key").1;
        assert!(!self.stdout.contains(secret) && !self.stderr.contains(secret), "a secret is told: {}", self.told());
    }

    /// The commands that its hint names, as a person would copy them.
    pub(super) fn hinted(&self) -> Vec<String> {
        let Some((_, hint)) = self.stderr.split_once("hint: ") else { return Vec::new() };
        commands(hint)
    }
}

/// Commands in backticks; else from `truss ` to the line's end.
pub(super) fn commands(hint: &str) -> Vec<String> {
    let quoted = hint.split('`').skip(1).step_by(2).filter(|part| part.starts_with("truss "));
    let quoted: Vec<String> = quoted.map(str::to_owned).collect();
    if !quoted.is_empty() {
        return quoted;
    }
    let bare = hint.lines().filter_map(|line| line.find("truss ").map(|start| line[start..].trim().to_owned()));
    bare.collect()
}

/// Pastes a command that was hinted at into a shell of that home.
pub(super) fn paste(home: &Home, line: &str) -> Ended {
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_truss")).parent().expect("a folder");
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).current_dir(home.path()).env_clear().env("HOME", home.path());
    command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display()));
    start_command(command).end()
}

#[test]
fn hinted_commands_are_found() {
    let cases = [
        (
            "run `truss keys rotations finish ci`, or `truss keys revoke ci`\n",
            "truss keys rotations finish ci|truss keys revoke ci",
        ),
        ("when everything uses it: truss keys rotations finish ci\n", "truss keys rotations finish ci"),
        ("use another `--name`\n", ""),
    ];
    for (hint, expected) in cases {
        assert_eq!(commands(hint).join("|"), expected);
    }
}
