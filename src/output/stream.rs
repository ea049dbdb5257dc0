//! An answer that is printed as it comes, for `truss predict` and `truss api`.
//!
//! Owns what a terminal gets of it: text, made harmless, and nothing binary. Anything else gets the bytes as they are,
//! without the secrets that [`Output::hide`] knows: a server may quote what it was sent.

use std::io::{self, Write as _};
use std::mem;

use crate::error::{Failure, Kind};
use crate::output::documents::Documents;
use crate::output::{Output, json};
use crate::sanitize::clean;

/// How far curl looks for a byte that no text has before it shows something on a terminal.
const LOOKED_THROUGH: usize = 2000;

pub(crate) struct Stream<'o> {
    output: &'o Output,
    secrets: Vec<Vec<u8>>,
    /// What may be the start of a secret.
    held: Vec<u8>,
    form: Form,
}

enum Form {
    AsItIs,
    Terminal(Screen),
    Filtered { program: String, documents: Documents },
}

#[derive(Default)]
struct Screen {
    /// What may be the start of a character or of a line's end.
    held: Vec<u8>,
    shown: usize,
    is_within_line: bool,
}

impl Output {
    /// Starts an answer; with `--jq`, every JSON document in it goes through the program as it comes.
    pub(crate) fn stream(&self, has_events: bool) -> Stream<'_> {
        let form = match &self.settings.jq {
            Some(program) => Form::Filtered { program: program.clone(), documents: Documents::new(has_events) },
            None if self.stdout_terminal => Form::Terminal(Screen::default()),
            None => Form::AsItIs,
        };
        Stream { output: self, secrets: self.hidden_parts(), held: Vec::new(), form }
    }
}

impl Stream<'_> {
    pub(crate) fn write(&mut self, piece: &[u8]) -> anyhow::Result<()> {
        let bytes = self.without_secrets(piece);
        self.print(&bytes)
    }

    /// Prints what was held back. A document that is not complete, because the answer broke off, is none for `--jq`.
    pub(crate) fn finish(mut self, is_complete: bool) -> anyhow::Result<()> {
        let held = mem::take(&mut self.held);
        self.print(&held)?;
        match self.form {
            Form::AsItIs => Ok(()),
            Form::Terminal(screen) => {
                let text = clean(&String::from_utf8_lossy(&screen.held)).into_owned();
                let end = if screen.is_within_line || !text.is_empty() { "\n" } else { "" };
                Ok(print(&(text + end).into_bytes())?)
            }
            Form::Filtered { program, documents } if is_complete => filter(self.output, &program, documents.finish()),
            Form::Filtered { .. } => Ok(()),
        }
    }

    fn print(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match &mut self.form {
            Form::AsItIs => Ok(print(bytes)?),
            Form::Terminal(screen) => Ok(print(screen.text(bytes)?.as_bytes())?),
            Form::Filtered { program, documents } => filter(self.output, program, documents.push(bytes)),
        }
    }

    fn without_secrets(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut bytes = mem::take(&mut self.held);
        bytes.extend_from_slice(piece);
        for secret in &self.secrets {
            bytes = replace(bytes, secret);
        }
        let held = self.secrets.iter().map(|secret| start_of(secret, &bytes)).max().unwrap_or_default();
        self.held = bytes.split_off(bytes.len() - held);
        bytes
    }
}

impl Screen {
    /// What is shown of these bytes now.
    fn text(&mut self, bytes: &[u8]) -> Result<String, Failure> {
        let looked_through = &bytes[..bytes.len().min(LOOKED_THROUGH.saturating_sub(self.shown))];
        // As curl does it: the bytes would mess up the terminal, or be lost.
        if looked_through.contains(&0) {
            return Err(Failure::new(Kind::Unsafe, "the answer is binary, and stdout is a terminal")
                .with_hint("write it to a file with `> FILE`, or pipe it into a program"));
        }
        self.shown += bytes.len();
        let mut all = mem::take(&mut self.held);
        all.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&all) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => all.len() - usize::from(all.ends_with(b"\r")),
        };
        self.held = all.split_off(whole);
        let text = clean(&String::from_utf8_lossy(&all).replace("\r\n", "\n")).into_owned();
        if let Some(last) = text.chars().next_back() {
            self.is_within_line = last != '\n';
        }
        Ok(text)
    }
}

fn print(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(super::not_written)
}

fn filter(output: &Output, program: &str, documents: Vec<u8>) -> anyhow::Result<()> {
    if documents.is_empty() { Ok(()) } else { json::filter(program, documents, output.target(), io::stdout()) }
}

fn replace(bytes: Vec<u8>, secret: &[u8]) -> Vec<u8> {
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, secret).collect();
    if places.is_empty() {
        return bytes;
    }
    let (mut replaced, mut copied) = (Vec::with_capacity(bytes.len()), 0);
    for place in places {
        replaced.extend_from_slice(&bytes[copied..place]);
        replaced.extend_from_slice("…".as_bytes());
        copied = place + secret.len();
    }
    replaced.extend_from_slice(&bytes[copied..]);
    replaced
}

/// How many bytes at the end of `bytes` are the start of `secret`.
fn start_of(secret: &[u8], bytes: &[u8]) -> usize {
    let most = bytes.len().min(secret.len() - 1);
    (1..=most).rev().find(|length| bytes.ends_with(&secret[..*length])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Screen, replace, start_of};

    #[test]
    fn a_secret_is_found_across_pieces() {
        assert_eq!(start_of(b"secret", b"a sec"), 3);
        assert_eq!(start_of(b"secret", b"a secret"), 0);
        assert_eq!(start_of(b"aab", b"xaa"), 2);
        assert_eq!(replace(b"a secret, secret".to_vec(), b"secret"), "a …, …".as_bytes());
    }

    #[test]
    fn a_terminal_gets_whole_characters_and_nothing_harmful() {
        let mut screen = Screen::default();
        let mut shown = String::new();
        for piece in [&b"gr\xc3"[..], b"\xbcn\x1b[2J\r", b"\nend\r\n", b"\xff!"] {
            shown += &screen.text(piece).expect("text");
        }
        assert_eq!(shown, "grün\u{fffd}[2J\nend\n\u{fffd}!");
        assert!(screen.is_within_line);
    }

    #[test]
    fn binary_is_refused_as_long_as_a_terminal_shows_little() {
        assert!(Screen::default().text(b"\x89PNG\0").is_err());
        let mut screen = Screen::default();
        screen.text(&[b'x'; 2000]).expect("text");
        assert_eq!(screen.text(b"\0").expect("text"), "\u{fffd}");
    }
}
