//! A pseudo-terminal with a person at it: echo is on, as it is for people.

use std::process::Command;
use std::time::Duration;

use rexpect::process::{Signal, WaitStatus};
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

use super::waiting::{wait_until, wait_until_idle};

/// How long to wait for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A run of a command at a terminal, and all that the terminal has shown.
pub(crate) struct Terminal {
    session: PtySession,
    device: String,
    /// The number of the process that the command is.
    process: String,
    shown: String,
}

impl Terminal {
    /// Starts the command where a person types. That what is typed is shown there is tried first.
    pub(crate) fn start(command: &Command) -> Self {
        Self::of_width(command, 80)
    }

    /// As [`Terminal::start`], at a terminal of that many columns.
    pub(crate) fn of_width(command: &Command, columns: usize) -> Self {
        let mut shell = Command::new("sh");
        let script = format!("stty echo rows 50 cols {columns}; echo ready; tty; echo $$; read -r line; exec \"$@\"");
        shell.arg("-c").arg(script).arg("sh");
        shell.arg(command.get_program()).args(command.get_args());
        shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.current_dir(command.get_current_dir().expect("a home"));
        let patience = u64::try_from(PATIENCE.as_millis()).expect("it is short");
        let session = spawn_with_options(shell, Options::new().timeout_ms(Some(patience))).expect("a pseudo-terminal");
        let mut terminal = Self { session, device: String::new(), process: String::new(), shown: String::new() };
        terminal.wait_for("ready\r\n");
        terminal.device = terminal.session.read_line().expect("the terminal's name");
        terminal.process = terminal.session.read_line().expect("the shell's number");
        terminal.type_line("shown");
        terminal.wait_for("shown\r\n");
        terminal.shown.clear();
        terminal
    }

    /// Waits until the terminal shows `text`.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        // The session takes bytes for characters.
        let needle: String = text.bytes().map(char::from).collect();
        match self.session.exp_string(&needle) {
            Ok(before) => self.shown += &(unmangled(&before) + text),
            Err(error) => panic!("`{text}` did not come after `{}`: {}", self.shown, unmangled(&error.to_string())),
        }
    }

    /// All that the terminal has shown up to what was waited for last.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// Types a line.
    pub(crate) fn type_line(&mut self, line: &str) {
        self.session.send_line(line).expect("the terminal takes it");
        self.session.flush().expect("the terminal takes it");
    }

    /// Types Ctrl-C.
    pub(crate) fn interrupt(&mut self) {
        self.control('c');
    }

    /// Types Ctrl and this key.
    pub(crate) fn control(&mut self, key: char) {
        self.session.send_control(key).expect("the terminal takes it");
    }

    /// Makes the window this wide.
    pub(crate) fn resize(&mut self, columns: usize) {
        let width = columns.to_string();
        let resized = Command::new("stty").args(["-F", &self.device, "cols", &width]).status().expect("stty is there");
        assert!(resized.success());
    }

    /// Sends SIGTERM to the command itself.
    pub(crate) fn terminate(&mut self) {
        self.send("-TERM");
    }

    /// Sends SIGHUP to the command itself, as when its window is closed.
    pub(crate) fn hang_up(&mut self) {
        self.send("-HUP");
    }

    /// Waits until the command itself has nothing to do.
    #[track_caller]
    pub(crate) fn wait_until_idle(&self) {
        wait_until_idle(self.process.parse().expect("a number"));
    }

    fn send(&self, signal: &str) {
        let sent = Command::new("kill").arg(signal).arg(&self.process).status().expect("kill is there");
        assert!(sent.success());
    }

    /// Sends SIGTERM to what the shell at the terminal runs.
    pub(crate) fn terminate_child(&mut self) {
        let shell = &self.process;
        let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).expect("its children");
        let sent = Command::new("kill").arg("-TERM").args(children.split_whitespace()).status().expect("kill is there");
        assert!(sent.success());
    }

    /// Types a line once the terminal does not show what is typed.
    #[track_caller]
    pub(crate) fn type_unseen(&mut self, line: &str) {
        self.wait_until_unseen();
        self.type_line(line);
    }

    /// Waits until the terminal does not show what is typed.
    #[track_caller]
    pub(crate) fn wait_until_unseen(&self) {
        wait_until(|| {
            let settings = Command::new("stty").arg("-aF").arg(&self.device).output().expect("stty is there").stdout;
            String::from_utf8_lossy(&settings).split_whitespace().any(|setting| setting == "-echo")
        });
    }

    /// Waits for the end. Answers the exit code, as a shell tells it, and all that was shown since the start.
    #[track_caller]
    pub(crate) fn finish(mut self) -> (i32, String) {
        let rest = self.session.exp_eof().expect("it ends");
        self.shown += &unmangled(&rest);
        match self.session.process().wait().expect("it ends") {
            WaitStatus::Exited(_, code) => (code, self.shown.replace("\r\n", "\n")),
            WaitStatus::Signaled(_, Signal::SIGINT, _) => (130, self.shown.replace("\r\n", "\n")),
            WaitStatus::Signaled(_, Signal::SIGTERM, _) => (143, self.shown.replace("\r\n", "\n")),
            other => panic!("it ended with {other:?}: {}", self.shown),
        }
    }
}

fn unmangled(text: &str) -> String {
    let bytes: Vec<u8> = text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
