//! Runs of letters in bytes of any kind: words, numbers, halves of keys.
//!
//! Owns finding long ones fast, in ASCII and in UTF-16: sixteen bytes at a time are passed over. What a run means is left
//! to `secrets`.

use std::iter;
use std::ops::Range;

/// A run twice as long, less one, has a whole block in it wherever the blocks begin.
const BLOCK: usize = 16;
/// Set in a byte outside ASCII.
const HIGH_BITS: u128 = u128::from_ne_bytes([0x80; BLOCK]);
const EVEN_BYTES: u128 = u128::from_le_bytes([0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0]);

/// Runs are found that have at least so many letters, and some shorter ones.
pub(crate) const LONG: usize = 2 * BLOCK - 1;

/// Letters and digits that follow each other, each `stride` bytes after the other with zeros between: 1 is ASCII, 2 is
/// UTF-16 of either byte order.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) start: usize,
    pub(crate) stride: usize,
}

/// Whole blocks of ASCII, zeros included, with another byte before and after them. In weights there are hardly any.
#[derive(Clone, Debug)]
pub(crate) struct Span(Range<usize>);

impl Span {
    /// Its bytes, and those on either side that are in no block of ASCII and may be ASCII all the same.
    pub(crate) fn with_margins(&self, bytes: &[u8]) -> Range<usize> {
        let Range { start, end } = self.0;
        (start * BLOCK).saturating_sub(BLOCK)..((end + 1) * BLOCK).min(bytes.len())
    }
}

/// The spans of `bytes`. ASCII of at least [`LONG`] bytes is within one and its margins.
pub(crate) fn ascii_spans(bytes: &[u8]) -> impl Iterator<Item = Span> {
    let blocks = bytes.as_chunks::<BLOCK>().0;
    let mut next = 0;
    iter::from_fn(move || {
        let start = next + blocks[next..].iter().position(is_ascii)?;
        let length = blocks[start..].iter().position(|block| !is_ascii(block));
        next = length.map_or(blocks.len(), |length| start + length);
        Some(Span(start..next))
    })
}

/// The runs of letters in a span of `bytes`.
pub(crate) fn long_runs(bytes: &[u8], span: &Span) -> impl Iterator<Item = Run> {
    let (blocks, indexes) = (bytes.as_chunks::<BLOCK>().0, span.0.clone());
    let mut before = None;
    indexes.filter_map(move |index| {
        let found = letters(&blocks[index]);
        // A run that filled the block before was found there.
        let is_known = found.is_some() && before == found;
        before = found;
        found.filter(|_| !is_known).map(|letters| Run::around(bytes, index * BLOCK, letters))
    })
}

impl Run {
    /// The run that the `letters` of the block at `block` are in.
    fn around(bytes: &[u8], block: usize, letters: Letters) -> Self {
        let Letters { first, stride } = letters;
        let mut start = block + first;
        while let Some(before) = start.checked_sub(stride).filter(|before| is_letter(bytes, *before, stride)) {
            start = before;
        }
        Self { start, stride }
    }
}

/// Whether there is a letter at `at`, with what must stand between it and the next one after it.
pub(crate) fn is_letter(bytes: &[u8], at: usize, stride: usize) -> bool {
    bytes[at].is_ascii_alphanumeric()
        && bytes.get(at + 1..at + stride).is_some_and(|between| between.iter().all(|byte| *byte == 0))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Letters {
    /// Where in the block the first one is.
    first: usize,
    stride: usize,
}

fn is_ascii(block: &[u8; BLOCK]) -> bool {
    u128::from_ne_bytes(*block) & HIGH_BITS == 0
}

fn letters(block: &[u8; BLOCK]) -> Option<Letters> {
    let value = u128::from_le_bytes(*block);
    let every_second = |from: usize| block[from..].iter().step_by(2).all(u8::is_ascii_alphanumeric);
    if all_letters(block) {
        Some(Letters { first: 0, stride: 1 })
    } else if value & !EVEN_BYTES == 0 && every_second(0) {
        Some(Letters { first: 0, stride: 2 })
    } else if value & EVEN_BYTES == 0 && every_second(1) {
        Some(Letters { first: 1, stride: 2 })
    } else {
        None
    }
}

/// Without a way out, and by itself, so that the compiler looks at all sixteen at once: four times as fast in text.
#[inline(never)]
fn all_letters(block: &[u8; BLOCK]) -> bool {
    block.iter().fold(true, |all, byte| all & byte.is_ascii_alphanumeric())
}
