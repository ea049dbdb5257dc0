//! Where a byte stands in a text, as an editor counts it.

use memchr::{memchr_iter, memrchr};

/// A place in a text that was read up to there.
#[derive(Clone, Debug)]
pub(crate) struct Position {
    newlines: u64,
    /// Since the last newline.
    bytes: u64,
    /// Since the last newline, if it is UTF-8.
    characters: u64,
}

impl Position {
    /// The start of a text that begins with `bytes`: a byte order mark is no column.
    pub(crate) fn start(bytes: &[u8]) -> (Self, usize) {
        let mark = match bytes {
            [0xef, 0xbb, 0xbf, ..] => 3,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => 2,
            _ => 0,
        };
        (Self { newlines: 0, bytes: 0, characters: 0 }, mark)
    }

    /// Moves behind `bytes`.
    pub(crate) fn advance(&mut self, bytes: &[u8]) {
        let line = match memrchr(b'\n', bytes) {
            Some(last) => {
                self.newlines += memchr_iter(b'\n', &bytes[..=last]).count() as u64;
                (self.bytes, self.characters) = (0, 0);
                &bytes[last + 1..]
            }
            None => bytes,
        };
        self.bytes += line.len() as u64;
        // All other bytes of a character look like this.
        self.characters += line.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64;
    }

    /// From 1.
    pub(crate) fn line(&self) -> u64 {
        self.newlines + 1
    }

    /// From 1, in characters; `stride` is 2 in UTF-16.
    pub(crate) fn column(&self, stride: usize) -> u64 {
        1 + if stride == 1 { self.characters } else { self.bytes / stride as u64 }
    }
}
