//! `truss local serve` as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A server in another process.
pub(crate) struct Process {
    child: Child,
    pub(crate) url: String,
    pub(crate) api_key: String,
}

pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_truss"));
    command.args(["local", "serve", "-q", "-o", "json"]).env_clear().env("TRUSS_LOCAL_DIR", folder);
    command.stdout(Stdio::piped());
    command
}

impl Process {
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_as(command(folder))
    }

    pub(crate) fn start_as(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the binary starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("it is piped")).read_line(&mut line).expect("a line");
        let line: Value = serde_json::from_str(&line).expect("one line of JSON");
        let text = |field: &str| line[field].as_str().expect("text").to_owned();
        Self { url: text("url"), api_key: text("api_key"), child }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it ends");
    }
}
