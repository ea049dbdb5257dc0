//! The search for API keys in a stream of bytes.
//!
//! Owns finding keys that are known, and texts of the shape that Baseten issues, in ASCII and in UTF-16, wherever the
//! stream is cut into pieces. Nearly all bytes are passed over by a search for dots: every key of Baseten has one.

use memchr::memmem;

use crate::secret::ApiKey;

/// The lengths of the two halves of Baseten's keys. [`crate::secret::is_baseten_shape`] is wider, because a key that
/// somebody gives us is one; a text in a file must look like nothing else.
const PREFIX: usize = 8;
const SECRET: usize = 32;

/// A secret's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// Bytes of the stream before it.
    pub(super) offset: u64,
    /// Which key, in words that do not give it away.
    pub(super) what: String,
}

/// What is searched for.
#[derive(Debug)]
pub(super) struct Finder {
    known: Vec<Known>,
    /// Whether a known key has its dot beside something that [`has_keys_neighbours`] passes over.
    any_neighbours: bool,
    /// More bytes than a key has on either side of any of its bytes, in its longest encoding.
    reach: usize,
}

/// A known key in one encoding.
#[derive(Debug)]
struct Known {
    bytes: Vec<u8>,
    /// Where its first dot is. A key without one is searched for by itself.
    dot: Option<usize>,
    shown: String,
}

/// How a character is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Ascii,
    LittleEndian,
    BigEndian,
}

impl Encoding {
    const ALL: [Self; 3] = [Self::Ascii, Self::LittleEndian, Self::BigEndian];

    fn width(self) -> usize {
        if self == Self::Ascii { 1 } else { 2 }
    }

    fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Ascii => text.as_bytes().to_vec(),
            Self::LittleEndian => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::BigEndian => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    /// The character whose significant byte is at `at`, if there is one.
    fn character(self, bytes: &[u8], at: Option<usize>) -> Option<u8> {
        let at = at?;
        let zero = match self {
            Self::Ascii => return bytes.get(at).copied(),
            Self::LittleEndian => at + 1,
            Self::BigEndian => at.checked_sub(1)?,
        };
        bytes.get(at).copied().filter(|_| bytes.get(zero) == Some(&0))
    }
}

impl Finder {
    pub(super) fn new(known: &[ApiKey]) -> Self {
        let in_each_encoding = |key: &ApiKey| {
            Encoding::ALL.map(|encoding| {
                let bytes = encoding.encode(key.expose());
                let dot = memchr::memchr(b'.', &bytes);
                Known { bytes, dot, shown: format!("the API key `{}`", key.shown()) }
            })
        };
        let known: Vec<Known> = known.iter().flat_map(in_each_encoding).collect();
        let longest = known.iter().map(|key| key.bytes.len()).max().unwrap_or(0);
        // The shape, the letter after it, and in UTF-16 twice that.
        let reach = longest.max(2 * (SECRET + 2)) + 2;
        let is_odd = |key: &Known| key.dot.is_some_and(|dot| !has_keys_neighbours(&key.bytes, dot));
        Self { any_neighbours: known.iter().any(is_odd), known, reach }
    }

    pub(super) fn scan(&self) -> Scan<'_> {
        Scan { finder: self, context: Vec::new(), searched: 0, before: 0 }
    }

    /// The first secret whose dot is in `bytes[from..to]`, or that has no dot and is in `bytes`.
    fn search(&self, bytes: &[u8], from: usize, to: usize) -> Option<(usize, String)> {
        let dotless = self.known.iter().filter(|known| known.dot.is_none());
        let found = dotless.filter_map(|known| Some((memmem::find(bytes, &known.bytes)?, known.shown.clone())));
        if let Some(found) = found.min() {
            return Some(found);
        }
        memchr::memchr_iter(b'.', bytes.get(from..to)?).find_map(|dot| self.around(bytes, from + dot))
    }

    fn around(&self, bytes: &[u8], dot: usize) -> Option<(usize, String)> {
        if !self.any_neighbours && !has_keys_neighbours(bytes, dot) {
            return None;
        }
        for known in &self.known {
            let start = known.dot.and_then(|offset| dot.checked_sub(offset));
            if let Some(start) = start.filter(|start| bytes[*start..].starts_with(&known.bytes)) {
                return Some((start, known.shown.clone()));
            }
        }
        let shaped = Encoding::ALL.into_iter().find_map(|encoding| shape(bytes, dot, encoding));
        shaped.map(|start| (start, "what looks like an API key of Baseten".to_owned()))
    }
}

/// Whether the bytes beside a dot may be a key's: letters and numbers, or in UTF-16 two zeros. In bytes without meaning
/// fifteen dots of sixteen end here.
fn has_keys_neighbours(bytes: &[u8], dot: usize) -> bool {
    let before = dot.checked_sub(1).and_then(|at| bytes.get(at));
    match (before, bytes.get(dot + 1)) {
        (Some(before), Some(after)) => {
            (before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric()) || (*before == 0 && *after == 0)
        }
        _ => true,
    }
}

/// Where a text of a key's shape with its dot at `dot` starts.
fn shape(bytes: &[u8], dot: usize, encoding: Encoding) -> Option<usize> {
    let at = |steps: isize| dot.checked_add_signed(steps * isize::try_from(encoding.width()).ok()?);
    let letter = |steps: isize| encoding.character(bytes, at(steps)).filter(u8::is_ascii_alphanumeric);
    let (before, after) = (PREFIX as isize, SECRET as isize);
    // The two cheapest checks first: most dots fail one of them.
    letter(1)?;
    letter(-1)?;
    if encoding.character(bytes, Some(dot)).is_none() || letter(after + 1).is_some() || letter(-before - 1).is_some() {
        return None;
    }
    let secret: Vec<u8> = (1..=after).map(letter).collect::<Option<_>>()?;
    let prefix: Option<Vec<u8>> = (-before..0).map(letter).collect();
    // Names of functions have no digits, hashes no letters after f.
    let looks_random = secret.iter().any(u8::is_ascii_digit) && secret.iter().any(|byte| !byte.is_ascii_hexdigit());
    prefix.filter(|_| looks_random)?;
    at(-before)?.checked_sub(usize::from(encoding == Encoding::BigEndian))
}

/// A search through one stream.
#[derive(Debug)]
pub(super) struct Scan<'finder> {
    finder: &'finder Finder,
    /// The stream's last bytes: those whose dots were not looked at yet, and those before them that a key may need.
    context: Vec<u8>,
    /// How many of them were looked at.
    searched: usize,
    /// Bytes of the stream before the context.
    before: u64,
}

impl Scan<'_> {
    /// The first secret that is complete with `bytes`, the stream's next; `last` when the stream ends with them.
    pub(super) fn feed(&mut self, bytes: &[u8], last: bool) -> Option<Hit> {
        let reach = self.finder.reach;
        if self.context.is_empty() && self.before == 0 && last {
            return hit(0, self.finder.search(bytes, 0, bytes.len()));
        }
        // What is before the cut, with as much after it as a key could have.
        let joined = bytes.len().min(3 * reach);
        let before_chunk = self.before + self.context.len() as u64;
        let old = self.context.len();
        self.context.extend_from_slice(&bytes[..joined]);
        let complete = joined == bytes.len();
        let until = if complete && last { self.context.len() } else { self.context.len().saturating_sub(reach) };
        let found = self.finder.search(&self.context, self.searched, until.max(self.searched));
        if found.is_some() {
            return hit(self.before, found);
        }
        if complete {
            self.searched = until.max(self.searched);
            self.forget_all_but(self.context.len().saturating_sub(self.searched) + reach);
            return None;
        }
        // The chunk's own middle and, when it is the last, its end.
        let from = until - old;
        let until = if last { bytes.len() } else { bytes.len() - reach };
        let found = self.finder.search(bytes, from, until);
        if found.is_some() {
            return hit(before_chunk, found);
        }
        let kept = 2 * reach;
        self.context.clear();
        self.context.extend_from_slice(&bytes[bytes.len() - kept..]);
        self.before = before_chunk + (bytes.len() - kept) as u64;
        self.searched = until - (bytes.len() - kept);
        None
    }

    fn forget_all_but(&mut self, kept: usize) {
        let forgotten = self.context.len().saturating_sub(kept);
        self.context.drain(..forgotten);
        self.before += forgotten as u64;
        self.searched -= forgotten;
    }
}

fn hit(before: u64, found: Option<(usize, String)>) -> Option<Hit> {
    found.map(|(start, what)| Hit { offset: before + start as u64, what })
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Finder};
    use crate::secret::ApiKey;

    const SHAPED: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    const DOTLESS: &str = "somebody-elses-key-0123456789";

    fn offset(finder: &Finder, bytes: &[u8], cuts: &[usize]) -> Option<u64> {
        let mut scan = finder.scan();
        let mut from = 0;
        for cut in cuts.iter().copied().chain([bytes.len()]) {
            if let Some(hit) = scan.feed(&bytes[from..cut], cut == bytes.len()) {
                return Some(hit.offset);
            }
            from = cut;
        }
        None
    }

    fn text(before: usize, key: &str, after: usize, encoding: Encoding) -> Vec<u8> {
        [encoding.encode(&"- ".repeat(before)), encoding.encode(key), encoding.encode(&" -".repeat(after))].concat()
    }

    #[test]
    fn a_key_is_found_wherever_the_stream_is_cut_and_in_every_encoding() {
        let known = [ApiKey::parse(DOTLESS).expect("a key"), ApiKey::parse("x.y-z").expect("a key")];
        let finder = Finder::new(&known);
        for key in [SHAPED, DOTLESS, "x.y-z"] {
            for encoding in Encoding::ALL {
                for (before, after) in [(0, 0), (0, 400), (400, 0), (300, 300)] {
                    let bytes = text(before, key, after, encoding);
                    let start = (2 * before * encoding.width()) as u64;
                    // From within, one UTF-16 looks like the other one a byte off.
                    let found_at_start = |cuts: &[usize]| {
                        offset(&finder, &bytes, cuts)
                            .is_some_and(|offset| offset.abs_diff(start) < encoding.width() as u64)
                    };
                    let end = bytes.len() - 2 * after * encoding.width();
                    assert!(found_at_start(&[]), "{key} {encoding:?}");
                    for cut in start as usize..=end {
                        for second in [cut, cut + 1, cut + 7, end] {
                            let cuts = [cut, second.clamp(cut, bytes.len())];
                            assert!(found_at_start(&cuts), "{key} {encoding:?} {cuts:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_key_is_found_when_the_stream_comes_byte_by_byte() {
        let finder = Finder::new(&[]);
        let bytes = text(200, SHAPED, 200, Encoding::Ascii);
        assert_eq!(offset(&finder, &bytes, &(1..bytes.len()).collect::<Vec<_>>()), Some(400));
    }

    #[test]
    fn other_texts_with_dots_are_no_keys() {
        let finder = Finder::new(&[]);
        for text in [
            "module.py",
            "abcd1234.AbstractFactoryProviderBeanNameX",
            "bundle12.0123456789abcdef0123456789abcdef",
            "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456",
            "xabcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
            "abcd1234.ABCDEFGHIJKLMNOP-RSTUVWXYZ012345",
            "https://example.com/abcd.html?x=1.2.3",
        ] {
            assert_eq!(offset(&finder, text.as_bytes(), &[]), None, "{text}");
        }
    }
}
