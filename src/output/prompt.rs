//! Questions to a person at a terminal. They go to stderr, so that stdout keeps the answer alone.
//!
//! Owns asking and reading: every question waits in `read`, which SIGINT and SIGTERM end. Whether asking is allowed at
//! all is the context's to say.

use std::fs::File;
use std::io::{self, BufRead as _, Read as _, Write as _};

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use crate::error::Failure;
use unicode_width::UnicodeWidthStr as _;

use crate::output::{Output, table};
use crate::sanitize::{clean, display_name};
use crate::signals::unless_stopped;

/// What a terminal does on these sequences of ECMA-48.
const BACK_TO_THE_LINE_ABOVE: &str = "\r\u{1b}[A";
const CLEAR_THE_LINE: &str = "\r\u{1b}[2K";
/// More bytes than a terminal hands over as one line.
const LONGEST_LINE: usize = 4 << 10;
/// What stands for no key among a terminal's special characters.
const NO_KEY: u8 = if cfg!(target_os = "linux") { 0 } else { 0xff };

impl Output {
    /// Asks for a line; what is typed is shown by the terminal.
    pub(crate) fn ask(&self, question: &str) -> anyhow::Result<String> {
        Ok(ask_line(question)?.ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "the input ended"))?)
    }

    /// Asks for a secret; nothing is shown while it is typed. `None` when the input ends instead. The line `below` the
    /// question is there until then.
    pub(crate) fn ask_secret(&self, question: &str, below: Option<&str>) -> anyhow::Result<Option<Zeroizing<String>>> {
        let fits = |below: &&str| table::terminal_width().is_some_and(|width| below.width() < width);
        let below = below.filter(fits).filter(|_| !self.is_dumb);
        let mut terminal = File::open("/dev/tty")?;
        // First, for who types as soon as there is a question.
        let hidden = Hidden::new(terminal.try_clone()?)?;
        ask_on_stderr(question)?;
        if let Some(below) = below {
            ask_on_stderr(&format!("\n{below}"))?;
            control_stderr(BACK_TO_THE_LINE_ABOVE)?;
            ask_on_stderr(question)?;
        }
        let secret = read(move || read_secret(&mut terminal))?;
        drop(hidden);
        // The line break that was typed was not shown either.
        ask_on_stderr("\n")?;
        if below.is_some() {
            control_stderr(CLEAR_THE_LINE)?;
        }
        Ok(secret)
    }

    /// Asks a question whose default is no, which the end of the input means, too.
    pub(crate) fn confirm(&self, question: &str) -> anyhow::Result<bool> {
        let answer = ask_line(&format!("{question} [y/N] "))?.unwrap_or_default();
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }

    /// Asks to choose one of `choices` by its number or its name; asks again until one is chosen. Returns its index.
    pub(crate) fn choose(&self, question: &str, choices: &[String]) -> anyhow::Result<usize> {
        for (number, choice) in choices.iter().enumerate() {
            ask_on_stderr(&format!("  {}. {}\n", number + 1, display_name(choice)))?;
        }
        loop {
            let answer = self.ask(question)?;
            let by_number = answer.parse::<usize>().ok().filter(|number| (1..=choices.len()).contains(number));
            let chosen = by_number.map(|number| number - 1);
            if let Some(index) = chosen.or_else(|| choices.iter().position(|choice| *choice == answer)) {
                return Ok(index);
            }
        }
    }
}

/// Asks for a line, without what is blank around it; `None` when the input ends instead.
fn ask_line(question: &str) -> anyhow::Result<Option<String>> {
    ask_on_stderr(question)?;
    let line = read(|| {
        let mut line = String::new();
        let length = io::stdin().lock().read_line(&mut line)?;
        Ok((length > 0).then(|| line.trim().to_owned()))
    })?;
    if line.is_none() {
        // What is printed next begins its own line.
        ask_on_stderr("\n")?;
    }
    Ok(line)
}

/// Waits for what a person types.
fn read<T: Send + 'static>(read: impl FnOnce() -> io::Result<T> + Send + 'static) -> anyhow::Result<T> {
    let stopped = |stop: Failure| {
        // What is printed next begins its own line.
        ask_on_stderr("\n")?;
        Err(stop.into())
    };
    unless_stopped(read).map_or_else(stopped, |read| Ok(read?))
}

fn read_secret(terminal: &mut File) -> io::Result<Option<Zeroizing<String>>> {
    // Of a size that never changes, so that no copy of it is left behind.
    let mut bytes = Zeroizing::new([0; LONGEST_LINE]);
    let mut length = 0;
    while length < LONGEST_LINE && !bytes[..length].ends_with(b"\n") {
        match terminal.read(&mut bytes[length..])? {
            0 => break,
            more => length += more,
        }
    }
    let text = str::from_utf8(&bytes[..length]).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok((length > 0).then(|| Zeroizing::new(text.trim_end_matches(['\n', '\r']).to_owned())))
}

/// A terminal that does not show what is typed; when this is dropped, it does again.
struct Hidden {
    terminal: File,
    before: Termios,
}

impl Hidden {
    fn new(terminal: File) -> io::Result<Self> {
        let before = tcgetattr(&terminal)?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL);
        // Ctrl-C goes to the whole group, as at any question. Ctrl-\ would leave the terminal as it is now.
        hidden.special_codes[SpecialCodeIndex::VQUIT] = NO_KEY;
        tcsetattr(&terminal, OptionalActions::Now, &hidden)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // What fails here shows on the terminal itself.
        let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
    }
}

fn control_stderr(sequence: &str) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    stderr.write_all(sequence.as_bytes())?;
    stderr.flush()
}

fn ask_on_stderr(text: &str) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    stderr.write_all(clean(text).as_bytes())?;
    stderr.flush()
}
