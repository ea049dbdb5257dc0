//! The only place that prints. stdout carries the answer, stderr the talk.
//!
//! Owns the two streams, the choice between text and JSON, colour, quietness, and what a closed pipe means.
//! Leaves to the commands what is worth saying.

pub(crate) mod bar_terminal;
pub(crate) mod document;
pub(crate) mod documents;
pub(crate) mod json;
pub(crate) mod progress;
pub(crate) mod prompt;
pub(crate) mod settings;
pub(crate) mod spinner;
pub(crate) mod stream;
pub(crate) mod table;
pub(crate) mod usage;
pub(crate) mod wrap;

use std::borrow::Cow;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use zeroize::Zeroizing;

use crate::env::Variables;
use crate::error::{Failure, Kind};
use crate::secret::{ApiKey, redact};

pub use crate::output::settings::Format;
pub(crate) use crate::output::settings::{ColorChoice, Settings};

use crate::output::table::Table;
use crate::sanitize::{clean, clean_line, escape_json};

#[derive(Clone, Debug)]
pub(crate) struct Output {
    settings: Settings,
    stdout_color: bool,
    stderr_color: bool,
    stdout_terminal: bool,
    stderr_terminal: bool,
    is_dumb: bool,
    hidden: Arc<Mutex<Vec<ApiKey>>>,
}

impl Output {
    /// Looks at the streams of this process once.
    pub(crate) fn new(settings: Settings, variables: &Variables) -> Self {
        let stdout_terminal = io::stdout().is_terminal();
        let stderr_terminal = io::stderr().is_terminal();
        let color = |terminal: bool| match settings.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // https://no-color.org and https://bixense.com/clicolors
            ColorChoice::Auto if variables.raw("NO_COLOR").is_some() => false,
            ColorChoice::Auto => {
                terminal && variables.text("TERM") != Some("dumb")
                    || variables.text("CLICOLOR_FORCE").is_some_and(|value| value != "0")
            }
        };
        let (stdout_color, stderr_color) = (color(stdout_terminal), color(stderr_terminal));
        let (hidden, is_dumb) = (Arc::default(), variables.text("TERM") == Some("dumb"));
        Self { settings, stdout_color, stderr_color, stdout_terminal, stderr_terminal, is_dumb, hidden }
    }

    /// `truss WORDS`, to be pasted: it repeats the options that were given.
    pub(crate) fn command(&self, words: &[&str]) -> String {
        self.settings.repeated.command(words)
    }

    pub(crate) fn is_json(&self) -> bool {
        self.settings.format == Format::Json || self.settings.jq.is_some()
    }

    pub(crate) fn is_filtered(&self) -> bool {
        self.settings.jq.is_some()
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.settings.verbose
    }

    /// Whether notes and progress are left out: on demand, and where a program reads both streams, which finds nothing
    /// but warnings and the error on stderr.
    pub(crate) fn is_quiet(&self) -> bool {
        self.settings.quiet || self.is_json() && !self.stderr_terminal
    }

    pub(crate) fn stdout_is_terminal(&self) -> bool {
        self.stdout_terminal
    }

    pub(crate) fn stderr_is_terminal(&self) -> bool {
        self.stderr_terminal
    }

    /// Writes `text` and a newline to stdout, as it is: the caller vouches for it.
    pub(crate) fn print(&self, text: &str) -> io::Result<()> {
        // It may be a secret.
        self.print_bytes(Zeroizing::new(format!("{text}\n")).as_bytes())
    }

    /// Writes bytes to stdout as they are, without a newline.
    pub(crate) fn print_bytes(&self, bytes: &[u8]) -> io::Result<()> {
        Stdout.write_all(bytes)
    }

    /// Writes `value` as one JSON document, or what `--jq` makes of it. On a terminal, what could harm it is escaped.
    pub(crate) fn json(&self, value: &impl Serialize) -> anyhow::Result<()> {
        let text = match &self.settings.jq {
            Some(program) => return json::filter(program, serde_json::to_vec(value)?, self.target(), Stdout),
            None if self.stdout_terminal => escape_json(&serde_json::to_string_pretty(value)?).into_owned(),
            None => serde_json::to_string(value)?,
        };
        Ok(self.print(&text)?)
    }

    /// As [`Output::json`], for a value that holds `secret` and is the only place where it is shown.
    pub(crate) fn secret_json(&self, value: &impl Serialize, secret: &ApiKey) -> anyhow::Result<()> {
        let Some(program) = &self.settings.jq else { return self.json(value) };
        let text = json::filter_to_text(program, serde_json::to_vec(value)?, self.target())?;
        if !text.contains(secret.expose()) {
            return Err(Failure::new(Kind::Usage, "the jq program leaves the secret out").into());
        }
        Ok(self.print_bytes(text.as_bytes())?)
    }

    fn target(&self) -> json::Target {
        if self.stdout_terminal { json::Target::Terminal } else { json::Target::Program }
    }

    /// Whether what is written to stdout goes nowhere: to `/dev/null`, which a closed stdout becomes before a Rust
    /// program starts. A secret must not be written there.
    pub(crate) fn discards_stdout(&self) -> bool {
        let device = |path: &str| fs::metadata(path).ok().filter(|file| file.file_type().is_char_device());
        match (device("/dev/fd/1"), device("/dev/null")) {
            (Some(stdout), Some(null)) => stdout.rdev() == null.rdev(),
            _ => false,
        }
    }

    /// Writes a table to stdout: fitted to a terminal, with whole cells elsewhere.
    pub(crate) fn table(&self, table: &Table) -> io::Result<()> {
        self.print_bytes(table.render(self.width(), self.stdout_color).as_bytes())
    }

    /// Writes a sentence to stdout: on a terminal in lines that fit, elsewhere on one.
    pub(crate) fn sentence(&self, text: &str) -> io::Result<()> {
        let text = clean_line(text);
        self.print(&self.width().map_or(text.to_string(), |width| wrap::wrap(&text, width, "  ")))
    }

    fn width(&self) -> Option<usize> {
        if self.stdout_terminal { table::terminal_width() } else { None }
    }

    /// Writes a note to stderr, unless it [is quiet](Self::is_quiet). Commands in it repeat the options that were given.
    pub(crate) fn note(&self, text: &str) {
        if !self.is_quiet() {
            self.write_stderr(&clean(&self.settings.repeated.add_to(text)));
        }
    }

    /// Writes a line of a log that was asked for to stderr: to a program too, but not with `--quiet`.
    pub(crate) fn log_line(&self, text: &str) {
        if !self.settings.quiet {
            self.write_stderr(&clean(text));
        }
    }

    /// Writes to stderr what somebody has to read to go on, even with `--quiet`.
    pub(crate) fn instruct(&self, text: &str) {
        self.write_stderr(&clean(text));
    }

    /// Warns on stderr, even with `--quiet`.
    pub(crate) fn warn(&self, text: &str) {
        let label = if self.stderr_color { "\u{1b}[33;1mwarning:\u{1b}[0m" } else { "warning:" };
        self.write_stderr(&format!("{label} {}", clean(&self.settings.repeated.add_to(text))));
    }

    /// Writes a request or a timing to stderr with `--verbose`.
    pub(crate) fn verbose(&self, text: &str) {
        if self.settings.verbose {
            self.write_stderr(&clean(text));
        }
    }

    /// Writes an error to stderr: as text, or as a JSON object when the answer would be JSON.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        let report = crate::report::Report::of(error).repeating(&self.settings.repeated);
        if self.is_json() {
            self.write_stderr(&escape_json(&report.to_json()));
        } else {
            self.write_stderr(&report.to_text(self.stderr_color));
        }
    }

    /// From now on removes `secret` from everything that is written to stderr, whatever its shape: a server may quote what
    /// it was sent.
    pub(crate) fn hide(&self, secret: &ApiKey) {
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        if !hidden.contains(secret) {
            hidden.push(secret.clone());
        }
    }

    /// Writes the workflow command that has GitHub Actions hide `secret` in its log.
    pub(crate) fn mask(&self, secret: &ApiKey) {
        write_to_stderr(&format!("::add-mask::{}", secret.expose()));
    }

    /// Writes the help or version text that was asked for to stdout.
    pub(crate) fn help(&self, help: &clap::Error) -> io::Result<()> {
        let text = help.render();
        let text = if self.stdout_color { text.ansi().to_string() } else { text.to_string() };
        self.print_bytes(text.as_bytes())
    }

    /// Writes a usage error to stderr: in clap's words, or as any other error when the answer would be JSON.
    /// `command` is the one that was typed, as far as it can be read.
    pub(crate) fn usage(&self, error: &clap::Error, command: &str) {
        if self.is_json() {
            return self.error(&usage::failure(error, command).into());
        }
        let text = error.render();
        // It quotes arguments, which may come from a list in a file.
        let is_harmless = |value: &clap::error::ContextValue| matches!(clean(&value.to_string()), Cow::Borrowed(_));
        if self.stderr_color && error.context().all(|(_, value)| is_harmless(value)) {
            self.write_stderr(&usage::name_command(&text.ansi().to_string(), command));
        } else {
            self.write_stderr(&clean(&usage::name_command(&text.to_string(), command)));
        }
    }

    fn write_stderr(&self, text: &str) {
        write_to_stderr(&redact(&self.redact_hidden(text)));
    }

    /// `text` without the secrets that [`Output::hide`] knows.
    fn redact_hidden<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        hidden.iter().fold(Cow::Borrowed(text), |text, key| key.redact_from(text))
    }

    /// What [`Output::redact_hidden`] looks for.
    fn hidden_parts(&self) -> Vec<Vec<u8>> {
        let hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        hidden.iter().flat_map(ApiKey::telling_parts).map(String::into_bytes).collect()
    }
}

/// stdout without a buffer: what could not be written is not written later, when the program ends. By then a new key may
/// be revoked, because nobody got its secret.
struct Stdout;

impl io::Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        rustix::io::write(io::stdout(), bytes).map_err(|error| not_written(error.into()))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is to be said of stdout that takes no more: the error alone does not name it.
fn not_written(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write to stdout: {error}"))
}

fn write_to_stderr(text: &str) {
    // A stderr that is gone is no reason to stop: whoever closed it does not want to hear.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
