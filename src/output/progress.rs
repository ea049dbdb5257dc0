//! How far a long step is: a bar on a terminal, a line every ten seconds in a log, nothing when quiet.
//!
//! Owns how progress looks. What is counted, and when it moves, is the caller's.

use std::io::{self, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{BinaryBytes, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::{Output, bar_terminal};

/// How often a log without a terminal hears of the progress.
const LOG_INTERVAL: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Bytes, shown with a speed and the time left.
    Bytes,
    /// Things: keys, files.
    Count,
}

/// Steps under way at the same time. Dropping it takes their bars away.
#[derive(Debug)]
pub(crate) struct Progress {
    bars: Vec<ProgressBar>,
    unit: Unit,
    logged: Option<Mutex<Instant>>,
}

impl Output {
    /// Starts showing steps of `total` units each; `labels` say what is done, such as `uploading`.
    pub(crate) fn progress(&self, labels: &[&str], total: u64, unit: Unit) -> Progress {
        let wanted = self.stderr_is_terminal() && !self.is_quiet();
        let target = bar_terminal::draw_target(wanted);
        // A terminal that cannot take lines back (`TERM=dumb`) gets those of a log.
        let logged = (target.is_hidden() && !self.is_quiet()).then(|| Mutex::new(Instant::now()));
        Progress { bars: bars(labels, total, unit, target), unit, logged }
    }
}

fn bars(labels: &[&str], total: u64, unit: Unit, target: ProgressDrawTarget) -> Vec<ProgressBar> {
    let template = match unit {
        Unit::Bytes => "{msg} {wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        Unit::Count => "{msg} {wide_bar} {pos} of {len}, {eta} left",
    };
    let style = ProgressStyle::with_template(template).expect("the templates above are valid");
    let width = labels.iter().map(|label| label.len()).max().unwrap_or(0);
    let all = MultiProgress::with_draw_target(target);
    let bar = |label: &&str| {
        let bar = all.add(ProgressBar::new(total).with_style(style.clone()));
        bar.with_message(format!("{label:width$}"))
    };
    labels.iter().map(bar).collect()
}

impl Progress {
    /// `amount` more units of the first step are done.
    pub(crate) fn advance(&self, amount: u64) {
        if let Some(bar) = self.bars.first() {
            bar.inc(amount);
        }
        self.log();
    }

    /// How many units of each step are done by now.
    pub(crate) fn set_positions(&self, done: &[u64]) {
        for (bar, done) in self.bars.iter().zip(done) {
            bar.set_position(*done);
        }
        self.log();
    }

    fn log(&self) {
        let Some(logged) = &self.logged else { return };
        let Ok(mut last) = logged.try_lock() else { return };
        if last.elapsed() >= LOG_INTERVAL {
            *last = Instant::now();
            // As all talk: nobody listening is no reason to stop.
            let _ = writeln!(io::stderr().lock(), "{}", self.line());
        }
    }

    fn line(&self) -> String {
        let step = |bar: &ProgressBar| {
            let (label, done, total) = (bar.message(), bar.position(), bar.length().unwrap_or(0));
            match self.unit {
                Unit::Bytes => format!("{} {} of {}", label.trim_end(), BinaryBytes(done), BinaryBytes(total)),
                Unit::Count => format!("{} {done} of {total}", label.trim_end()),
            }
        };
        self.bars.iter().map(step).collect::<Vec<_>>().join(", ")
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bars.iter().for_each(ProgressBar::finish_and_clear);
    }
}

#[cfg(test)]
mod tests {
    use indicatif::ProgressDrawTarget;

    use super::{Progress, Unit, bars};

    #[test]
    fn a_line_of_a_log_has_every_step() {
        let progress = |labels: &[&str], total, unit| {
            let bars = bars(labels, total, unit, ProgressDrawTarget::hidden());
            Progress { bars, unit, logged: None }
        };
        let push = progress(&["packing", "uploading"], 4 << 30, Unit::Bytes);
        push.set_positions(&[3 << 30, 512 << 20]);
        assert_eq!(push.line(), "packing 3.00 GiB of 4.00 GiB, uploading 512.00 MiB of 4.00 GiB");
        let revocations = progress(&["revoking"], 500, Unit::Count);
        revocations.advance(7);
        assert_eq!(revocations.line(), "revoking 7 of 500");
    }
}
