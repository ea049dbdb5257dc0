//! Questions to a person at a terminal. They go to stderr, so that stdout keeps the answer alone.
//!
//! Owns asking and reading. Whether asking is allowed at all is the context's to say.

use std::fs::File;
use std::io::{self, BufRead as _, Write as _};

use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use crate::error::{Failure, Kind};
use crate::signals::unless_stopped;

use super::Output;
use super::sanitize::clean;

impl Output {
    /// Asks for a line; what is typed is shown by the terminal.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be read, or its input ends.
    pub fn ask(&self, question: &str) -> io::Result<String> {
        ask_on_stderr(question)?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the input ended"));
        }
        Ok(line.trim().to_owned())
    }

    /// Asks for a secret; nothing is shown while it is typed. `None` when the input ends instead.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be read; [`Kind::Interrupted`] and [`Kind::Terminated`], after which the terminal shows again what is typed.
    pub fn ask_secret(&self, question: &str) -> anyhow::Result<Option<Zeroizing<String>>> {
        ask_on_stderr(question)?;
        // rpassword turns the echo on again when it returns, which it does not when a signal ends the process.
        let terminal = File::open("/dev/tty").and_then(|terminal| Ok((tcgetattr(&terminal)?, terminal)));
        match unless_stopped(rpassword::read_password) {
            Ok(Ok(secret)) => Ok(Some(Zeroizing::new(secret))),
            // Ctrl-C is a character to rpassword, which raises the signal itself: either news may be the first.
            Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {
                Err(Failure::new(Kind::Interrupted, "interrupted").into())
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Ok(Err(error)) => Err(error.into()),
            Err(stopped) => {
                if let Ok((settings, terminal)) = terminal {
                    // What cannot be put right here is told by nobody better than by the terminal itself.
                    let _ = tcsetattr(terminal, OptionalActions::Now, &settings);
                }
                ask_on_stderr("\n")?;
                Err(stopped.into())
            }
        }
    }

    /// Asks a question whose default is no.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be read, or its input ends.
    pub fn confirm(&self, question: &str) -> io::Result<bool> {
        let answer = self.ask(&format!("{question} [y/N] "))?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }

    /// Asks to choose one of `choices` by its number or its name; asks again until one is chosen. Returns its index.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be read, or its input ends.
    pub fn choose(&self, question: &str, choices: &[String]) -> io::Result<usize> {
        for (number, choice) in choices.iter().enumerate() {
            ask_on_stderr(&format!("  {}. {choice}\n", number + 1))?;
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

fn ask_on_stderr(text: &str) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    stderr.write_all(clean(text).as_bytes())?;
    stderr.flush()
}
