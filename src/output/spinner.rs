//! A sign of life while something is waited for whose end nobody knows: on a terminal alone.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::output::{Output, bar_terminal};
use crate::sanitize::clean_line;

const TICK: Duration = Duration::from_millis(100);

/// A line that moves and shows the time since it started. Dropping it takes it away.
#[derive(Debug)]
pub(crate) struct Spinner(Option<ProgressBar>);

impl Output {
    /// Starts one that says `message`; none where there is no terminal for it, or with `--quiet`.
    pub(crate) fn spinner(&self, message: &str) -> Spinner {
        // Requests that are shown would stand in its way.
        let wanted = self.stderr_is_terminal() && !self.is_quiet() && !self.is_verbose();
        let target = bar_terminal::draw_target(wanted);
        let bar = (!target.is_hidden()).then(|| ProgressBar::with_draw_target(None, target));
        if let Some(bar) = &bar {
            bar.set_style(ProgressStyle::with_template("{spinner} {elapsed_precise} {wide_msg}").expect("it is valid"));
            bar.set_message(message.to_owned());
            bar.enable_steady_tick(TICK);
        }
        Spinner(bar)
    }
}

impl Spinner {
    pub(crate) fn is_shown(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn set_message(&self, message: &str) {
        if let Some(bar) = &self.0 {
            bar.set_message(clean_line(message).into_owned());
        }
    }

    /// Takes the line away while `print` prints.
    pub(crate) fn suspend(&self, print: impl FnOnce()) {
        match &self.0 {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
