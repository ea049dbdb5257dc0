//! The part of an archive that is being packed: which bytes fall into it, the padding between them, and its checksum.

use std::ops::Range;

use crate::push::upload::buffer_pool::Buffer;

/// Bytes are summed when there are this many: while they are in the processor's cache, and not one by one.
const SUMMED_AT_ONCE: usize = 64 << 10;

/// A part's place in the archive, and in the buffer.
#[derive(Debug)]
pub(crate) struct PartWriter<'buffer> {
    pub(crate) start: u64,
    length: u64,
    /// The margin, then the part.
    pub(crate) bytes: &'buffer mut [u8],
    pub(crate) margin: usize,
    /// Where in `bytes` the next ones go.
    filled: usize,
    /// Up to where in `bytes` the checksum goes.
    summed: usize,
    checksum: u32,
}

/// What is in a window of some bytes of the archive.
#[derive(Debug)]
pub(crate) struct Overlap {
    pub(crate) skipped: u64,
    pub(crate) range: Range<usize>,
}

impl<'buffer> PartWriter<'buffer> {
    pub(crate) fn new(start: u64, length: u64, buffer: &'buffer mut Buffer) -> Self {
        let (bytes, margin) = buffer.with_margin();
        Self { start, length, bytes, margin, filled: margin, summed: margin, checksum: 0 }
    }

    /// What is in the window of the `length` bytes at `at` of the archive.
    pub(crate) fn overlap(&self, at: u64, length: u64) -> Option<Overlap> {
        let from = at.max(self.start);
        let to = (at + length).min(self.start + self.length);
        (from < to).then(|| Overlap { skipped: from - at, range: self.index(from)..self.index(to) })
    }

    /// Where in the buffer a byte of the archive is.
    fn index(&self, at: u64) -> usize {
        self.margin + usize::try_from(at - self.start).unwrap_or(usize::MAX)
    }

    /// Writes what is in the window of `bytes`; what is between it and what was written before is padding.
    pub(crate) fn put(&mut self, at: u64, bytes: &[u8]) {
        let Some(Overlap { skipped, range }) = self.overlap(at, bytes.len() as u64) else { return };
        self.pad_until(range.start);
        let from = usize::try_from(skipped).unwrap_or(usize::MAX);
        self.bytes[range.clone()].copy_from_slice(&bytes[from..from + range.len()]);
        self.filled_until(range.end);
    }

    /// Takes the buffer as filled up to there.
    pub(crate) fn filled_until(&mut self, end: usize) {
        self.filled = end.max(self.margin);
        if self.filled - self.summed >= SUMMED_AT_ONCE {
            self.sum();
        }
    }

    fn sum(&mut self) {
        self.checksum = crc32c::crc32c_append(self.checksum, &self.bytes[self.summed..self.filled]);
        self.summed = self.filled;
    }

    fn pad_until(&mut self, end: usize) {
        self.bytes[self.filled..end].fill(0);
        self.filled_until(end);
    }

    /// Fills the rest with zeros; the CRC-32C of all.
    pub(crate) fn end(mut self) -> u32 {
        self.pad_until(self.index(self.start + self.length));
        self.sum();
        self.checksum
    }
}
