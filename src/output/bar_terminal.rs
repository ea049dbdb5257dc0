//! Where bars are drawn: stderr, with the cursor at the start of the last row between two drawings.
//!
//! `indicatif` leaves it behind the last column. What a terminal echoes for Ctrl-C then begins another row, and the bar
//! that is taken away a moment later leaves a row of itself behind.

use std::fmt::Write as _;
use std::io::{self, Write as _, stderr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressDrawTarget, TermLike};
use rustix::termios::tcgetwinsize;

/// How often a second bars are drawn at most.
const REFRESH_RATE: u8 = 20;
/// The width of a terminal that does not tell its own.
const USUAL_WIDTH: u16 = 80;

/// Draws on stderr, if that is a terminal that can take lines back (`TERM=dumb` cannot).
pub(crate) fn draw_target(wanted: bool) -> ProgressDrawTarget {
    if !wanted || ProgressDrawTarget::stderr().is_hidden() {
        return ProgressDrawTarget::hidden();
    }
    ProgressDrawTarget::term_like_with_hz(Box::new(BarTerminal::default()), REFRESH_RATE)
}

/// Holds one drawing until it is whole.
#[derive(Debug, Default)]
struct BarTerminal(Mutex<String>);

impl BarTerminal {
    fn drawing(&self) -> MutexGuard<'_, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, text: &str) -> io::Result<()> {
        self.drawing().push_str(text);
        Ok(())
    }

    fn move_cursor(&self, count: usize, direction: char) -> io::Result<()> {
        if count > 0 {
            // Writing to a text does not fail.
            let _ = write!(self.drawing(), "\u{1b}[{count}{direction}");
        }
        Ok(())
    }
}

impl TermLike for BarTerminal {
    fn width(&self) -> u16 {
        tcgetwinsize(stderr()).ok().map(|size| size.ws_col).filter(|width| *width > 0).unwrap_or(USUAL_WIDTH)
    }

    fn move_cursor_up(&self, count: usize) -> io::Result<()> {
        self.move_cursor(count, 'A')
    }

    fn move_cursor_down(&self, count: usize) -> io::Result<()> {
        self.move_cursor(count, 'B')
    }

    fn move_cursor_right(&self, count: usize) -> io::Result<()> {
        self.move_cursor(count, 'C')
    }

    fn move_cursor_left(&self, count: usize) -> io::Result<()> {
        self.move_cursor(count, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write(text)?;
        self.write("\n")
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.write(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.write("\r\u{1b}[2K")
    }

    fn flush(&self) -> io::Result<()> {
        let mut drawing = std::mem::take(&mut *self.drawing());
        drawing.push('\r');
        io::stderr().lock().write_all(drawing.as_bytes())
    }
}
