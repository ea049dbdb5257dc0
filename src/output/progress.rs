//! How far a long step is: a bar on a terminal, a line every ten seconds in a log, nothing when quiet.
//!
//! Owns how progress looks. What is counted, and when it moves, is the caller's.

use std::io::{self, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{BinaryBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Output;

/// How often a log without a terminal hears of the progress.
const LOG_INTERVAL: Duration = Duration::from_secs(10);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes, shown with a speed and the time left.
    Bytes,
    /// Things: keys, files.
    Count,
}

/// A step under way. Dropping it takes its bar away.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    label: String,
    unit: Unit,
    logged: Option<Mutex<Instant>>,
}

impl Output {
    /// Starts showing a step of `total` units; `label` says what is done, such as `uploading`.
    #[must_use]
    pub fn progress(&self, label: &str, total: u64, unit: Unit) -> Progress {
        let shown = self.stderr_is_terminal() && !self.is_quiet();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let template = match unit {
            Unit::Bytes => "{msg} {bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
            Unit::Count => "{msg} {bar:30} {pos} of {len}, {eta} left",
        };
        let style = ProgressStyle::with_template(template).expect("the templates above are valid");
        let bar = ProgressBar::with_draw_target(Some(total), target).with_style(style).with_message(label.to_owned());
        let logged = (!shown && !self.is_quiet()).then(|| Mutex::new(Instant::now()));
        Progress { bar, label: label.to_owned(), unit, logged }
    }
}

impl Progress {
    /// `amount` more units are done.
    pub fn advance(&self, amount: u64) {
        self.bar.inc(amount);
        let Some(logged) = &self.logged else { return };
        let Ok(mut last) = logged.try_lock() else { return };
        if last.elapsed() >= LOG_INTERVAL {
            *last = Instant::now();
            let (done, total) = (self.bar.position(), self.bar.length().unwrap_or(0));
            let line = match self.unit {
                Unit::Bytes => format!("{} {} of {}", self.label, BinaryBytes(done), BinaryBytes(total)),
                Unit::Count => format!("{} {done} of {total}", self.label),
            };
            // As all talk: nobody listening is no reason to stop.
            let _ = writeln!(io::stderr().lock(), "{line}");
        }
    }

    /// `done` units are done by now.
    pub fn set_position(&self, done: u64) {
        self.advance(done.saturating_sub(self.bar.position()));
    }

    /// Changes how many units there are.
    pub fn set_total(&self, total: u64) {
        self.bar.set_length(total);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
