//! The search through one content of any length, in memory that does not grow with it.

use std::collections::HashSet;
use std::io::{self, ErrorKind, Read};

use crate::scan::findings::{Finding, Findings, Place};
use crate::scan::position::Position;
use crate::scan::scanner::{Finder, Piece};

/// How much of a content is searched at once: most files are shorter.
const PIECE: usize = 1 << 20;

/// A buffer that contents are read into, one after the other.
pub(crate) struct Reader<'finder> {
    finder: &'finder Finder,
    buffer: Vec<u8>,
}

impl<'finder> Reader<'finder> {
    pub(crate) fn new(finder: &'finder Finder) -> Self {
        // Two pieces have less than half in common.
        Self { finder, buffer: vec![0; PIECE.max(4 * finder.overlap())] }
    }

    /// Searches all of `content`. What is found stands at `place`, which is asked for only then.
    pub(crate) fn search(
        &mut self,
        content: &mut impl Read,
        place: impl Fn() -> Place,
        findings: &mut Findings,
    ) -> io::Result<()> {
        let (mut filled, ends) = fill(content, &mut self.buffer, 0)?;
        let (mut ends, mut offset) = (ends, 0_u64);
        let (mut position, mark) = Position::start(&self.buffer[..filled]);
        // Bytes of the buffer that `position` is behind.
        let mut counted = mark;
        let mut seen = HashSet::new();
        loop {
            let piece = Piece { bytes: &self.buffer[..filled], starts: offset == 0, ends };
            for hit in self.finder.search_all(&piece) {
                // What two pieces have in common is searched twice.
                if !seen.insert(offset + hit.offset as u64) {
                    continue;
                }
                let mut position = position.clone();
                position.advance(&self.buffer[counted.min(hit.offset)..hit.offset]);
                let (line, column) = (position.line(), position.column(hit.stride));
                findings.found.push(Finding { place: place(), line, column, kind: hit.kind });
            }
            if ends {
                findings.files += 1;
                findings.bytes += offset + filled as u64;
                return Ok(());
            }
            let kept = filled - self.finder.overlap();
            position.advance(&self.buffer[counted..kept]);
            self.buffer.copy_within(kept..filled, 0);
            offset += kept as u64;
            counted = 0;
            (filled, ends) = fill(content, &mut self.buffer, filled - kept)?;
        }
    }
}

/// Reads into `buffer` from `filled` on until it is full or the content ends: how far, and whether it ends there.
fn fill(content: &mut impl Read, buffer: &mut [u8], mut filled: usize) -> io::Result<(usize, bool)> {
    while filled < buffer.len() {
        match content.read(&mut buffer[filled..]) {
            Ok(0) => return Ok((filled, true)),
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok((filled, false))
}
