//! One run of the binary, whose exit code, stdout and stderr are all checked: what is not expected fails.

use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use super::schema::Json;

/// The exit code, as a shell tells it of a process that died of SIGINT or SIGTERM. `None` for any other signal.
pub(crate) fn exit_code(status: ExitStatus) -> Option<i32> {
    status.code().or_else(|| status.signal().filter(|signal| matches!(signal, 2 | 15)).map(|signal| 128 + signal))
}

/// A run to be made. Unless told otherwise it must exit with 0 and print nothing.
#[must_use]
pub(crate) struct Truss {
    arguments: Vec<OsString>,
    home: PathBuf,
    before: Option<&'static str>,
    variables: Vec<(OsString, OsString)>,
    stdin: Vec<u8>,
    code: i32,
    stdout: Expected,
    stderr: Expected,
    has_foreign_fields: bool,
}

enum Expected {
    Exactly(String),
    Anything,
}

/// What a run printed.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Truss {
    pub(crate) fn in_home<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(home: &Path, arguments: I) -> Self {
        Self {
            arguments: arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect(),
            home: home.to_owned(),
            before: None,
            variables: Vec::new(),
            stdin: Vec::new(),
            code: 0,
            stdout: Expected::Exactly(String::new()),
            stderr: Expected::Exactly(String::new()),
            has_foreign_fields: false,
        }
    }

    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.variables.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    pub(crate) fn stdin(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stdin = text.as_ref().to_owned();
        self
    }

    /// Has a shell run this first, in the process that then becomes `truss`.
    pub(crate) fn after(mut self, script: &'static str) -> Self {
        self.before = Some(script);
        self
    }

    /// The exit code to expect.
    pub(crate) fn code(mut self, code: i32) -> Self {
        self.code = code;
        self
    }

    /// The stdout to expect, to the letter.
    pub(crate) fn stdout(mut self, text: impl Into<String>) -> Self {
        self.stdout = Expected::Exactly(text.into());
        self
    }

    /// The stderr to expect, to the letter.
    pub(crate) fn stderr(mut self, text: impl Into<String>) -> Self {
        self.stderr = Expected::Exactly(text.into());
        self
    }

    /// The test looks at stdout itself.
    pub(crate) fn any_stdout(mut self) -> Self {
        self.stdout = Expected::Anything;
        self
    }

    /// The test looks at stderr itself.
    pub(crate) fn any_stderr(mut self) -> Self {
        self.stderr = Expected::Anything;
        self
    }

    /// The remote sends fields that no schema has, and the answer keeps them.
    pub(crate) fn with_foreign_fields(mut self) -> Self {
        self.has_foreign_fields = true;
        self
    }

    /// The command as the operating system runs it: nothing inherited but the path to system programs.
    pub(crate) fn command(&self) -> Command {
        let binary = env!("CARGO_BIN_EXE_truss");
        let mut command = match self.before {
            None => Command::new(binary),
            Some(script) => {
                let mut shell = Command::new("sh");
                shell.arg("-c").arg(format!("{script}; exec \"$0\" \"$@\"")).arg(binary);
                shell
            }
        };
        command.args(&self.arguments).current_dir(&self.home).env_clear();
        command.env("HOME", &self.home).env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts it, with a pipe for each of the three.
    #[track_caller]
    pub(crate) fn spawn(&self) -> Child {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the binary starts")
    }

    /// Makes the run and checks all three.
    #[track_caller]
    pub(crate) fn run(self) -> Ran {
        let mut child = self.spawn();
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let input = self.stdin.clone();
        // A command that does not read its stdin closes it: that is no failure of the test.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("the binary ends");
        writer.join().expect("stdin is written");
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let told = format!("truss {:?}\n--- stdout\n{stdout}--- stderr\n{stderr}---", self.arguments);
        assert_eq!(exit_code(output.status), Some(self.code), "exit code of {told}");
        if let Some(json) = Json::of(&self.arguments).filter(|_| !self.has_foreign_fields) {
            json.check(Some(self.code), &stdout, &stderr);
        }
        if let Expected::Exactly(expected) = &self.stdout {
            assert_eq!(&stdout, expected, "stdout of {told}");
        }
        if let Expected::Exactly(expected) = &self.stderr {
            assert_eq!(&stderr, expected, "stderr of {told}");
        }
        Ran { stdout, stderr }
    }
}

impl Ran {
    /// stdout as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect("stdout is one JSON document")
    }
}
