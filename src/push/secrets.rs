//! The search for API keys in bytes of any kind.
//!
//! Owns finding keys that are known, and texts of the shape that Baseten issues, in ASCII and in UTF-16. Nearly all
//! bytes are passed over by a search for long `runs` of letters: every key of Baseten ends in one.

use memchr::memmem;

use crate::push::runs::{LONG, Run, is_letter, long_runs};
use crate::secret::ApiKey;

/// The lengths of the two halves of Baseten's keys. [`crate::secret::is_baseten_shape`] is wider, because a key that
/// somebody gives us is one; a text in a file must look like nothing else.
const PREFIX: usize = 8;
const SECRET: usize = 32;
/// How many characters an escape has that is looked for before a key.
const LONGEST_ESCAPE: usize = 3;
const _: () = assert!(SECRET >= LONG, "every key's second half is found by its run");

/// A secret's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// How many bytes come before it.
    pub(super) offset: usize,
    /// Which key, in words that do not give it away.
    pub(super) what: String,
}

/// What is searched for.
#[derive(Debug)]
pub(super) struct Finder {
    known: Vec<Known>,
    /// See [`Finder::overlap`].
    overlap: usize,
}

/// A known key.
#[derive(Debug)]
struct Known {
    key: ApiKey,
    /// How many of its bytes come before the run of letters that gives it away; without such a run it is searched for
    /// by itself.
    before_run: Option<usize>,
    shown: String,
}

impl Known {
    fn new(key: &ApiKey) -> Self {
        let is_run = |secret: &str| secret.len() >= LONG && secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let before_run =
            key.expose().rsplit_once('.').filter(|(_, secret)| is_run(secret)).map(|(prefix, _)| prefix.len() + 1);
        Self { key: key.clone(), before_run, shown: format!("the API key `{}`", key.shown()) }
    }

    /// Where a key without a run is, in any encoding.
    fn find(&self, bytes: &[u8]) -> Option<Hit> {
        let found =
            [1, 2].into_iter().filter_map(|stride| memmem::find(bytes, &spread(self.key.expose(), stride))).min();
        found.map(|offset| Hit { offset, what: self.shown.clone() })
    }
}

/// A text's bytes, `stride` apart: 2 is UTF-16 without a zero at its ends, which makes both byte orders one.
fn spread(text: &str, stride: usize) -> Vec<u8> {
    let mut bytes = vec![0; (text.len() * stride).saturating_sub(stride - 1)];
    bytes.iter_mut().step_by(stride).zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    bytes
}

impl Finder {
    pub(super) fn new(known: &[ApiKey]) -> Self {
        let known: Vec<Known> = known.iter().map(Known::new).collect();
        let longest = known.iter().map(|known| known.key.expose().len()).max().unwrap_or(0).max(PREFIX + 1 + SECRET);
        // What may be an escape before it, and a letter after it, in UTF-16.
        Self { known, overlap: 2 * (LONGEST_ESCAPE + longest + 1) }
    }

    /// How many bytes two pieces of a file must have in common, for no key to be missed where it is cut.
    pub(super) fn overlap(&self) -> usize {
        self.overlap
    }

    /// The first secret in a `piece`.
    pub(super) fn search(&self, piece: &Piece<'_>) -> Option<Hit> {
        let without_run = self.known.iter().filter(|known| known.before_run.is_none());
        let first = without_run.filter_map(|known| known.find(piece.bytes)).min_by_key(|hit| hit.offset);
        let hit = long_runs(piece.bytes).find_map(|run| self.judge(piece, &run));
        first.into_iter().chain(hit).min_by_key(|hit| hit.offset)
    }

    /// What a run of letters is the secret half of.
    fn judge(&self, piece: &Piece<'_>, run: &Run) -> Option<Hit> {
        let before = run.start.checked_sub(run.stride)?;
        if piece.bytes[before] != b'.' {
            return None;
        }
        for known in &self.known {
            let start = known.before_run.and_then(|before| run.start.checked_sub(before * run.stride));
            let bytes = start.and_then(|start| piece.bytes.get(start..));
            if bytes.is_some_and(|bytes| bytes.starts_with(&spread(known.key.expose(), run.stride))) {
                return start.map(|offset| Hit { offset, what: known.shown.clone() });
            }
        }
        let offset = shape(piece, run, before)?;
        Some(Hit { offset, what: "what looks like an API key of Baseten".to_owned() })
    }
}

/// Bytes that follow each other in a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'bytes> {
    pub(super) bytes: &'bytes [u8],
    /// Whether the file starts here: else the first byte may be the middle of a word.
    pub(super) starts: bool,
    /// Whether the file ends here.
    pub(super) ends: bool,
}

impl<'bytes> Piece<'bytes> {
    /// A whole file.
    pub(super) fn whole(bytes: &'bytes [u8]) -> Self {
        Self { bytes, starts: true, ends: true }
    }
}

/// Where the key starts that ends in `run`, if the run and what is before its `dot` have a key's shape.
fn shape(piece: &Piece<'_>, run: &Run, dot: usize) -> Option<usize> {
    let (bytes, stride) = (piece.bytes, run.stride);
    let key = dot.checked_sub(PREFIX * stride)?;
    let after = run.start + SECRET * stride;
    let letters = |from: usize, to: usize| (from..to).step_by(stride).all(|at| is_letter(bytes, at, stride));
    let joined = bytes[dot + 1..run.start].iter().all(|byte| *byte == 0);
    let ends = match bytes.get(after) {
        None => piece.ends,
        Some(next) => !(next.is_ascii_alphanumeric() && is_letter(bytes, after - stride, stride)),
    };
    let begins = match key.checked_sub(stride) {
        None => piece.starts,
        Some(before) => !is_letter(bytes, before, stride) || ends_escape(bytes, before, stride),
    };
    let last = bytes.get(after - stride)?;
    if !(joined && begins && ends && last.is_ascii_alphanumeric()) {
        return None;
    }
    if !(letters(key, dot) && letters(run.start, after - stride)) {
        return None;
    }
    // Names of functions have no digits, hashes no letters after f.
    let secret = || bytes[run.start..after.min(bytes.len())].iter().step_by(stride);
    let looks_random = secret().any(u8::is_ascii_digit) && secret().any(|byte| !byte.is_ascii_hexdigit());
    looks_random.then_some(key)
}

/// Whether the letter at `at` belongs to the escape of another character, as texts in JSON (`\\n`) and URLs (`%3D`) have
/// them.
fn ends_escape(bytes: &[u8], at: usize, stride: usize) -> bool {
    let before = |letters: usize| at.checked_sub(letters * stride).map(|at| bytes[at]);
    let is_backslashed = before(1) == Some(b'\\') && matches!(bytes[at], b'n' | b'r' | b't');
    let is_percent =
        before(2) == Some(b'%') && [before(1), Some(bytes[at])].iter().flatten().all(u8::is_ascii_hexdigit);
    is_backslashed || is_percent
}

#[cfg(test)]
mod tests {
    use super::{Finder, Piece, spread};
    use crate::secret::ApiKey;

    const SHAPED: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    const DOTLESS: &str = "sk-0123456789abcdef0123456789abcdef";
    const LONG: &str = "team-x.prefix-9.abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH";

    /// Searches `bytes` in pieces of which each one has the overlap in common with the one before, as an upload does.
    fn offset(finder: &Finder, bytes: &[u8], cuts: &[usize]) -> Option<usize> {
        let mut from = 0_usize;
        for cut in cuts.iter().copied().chain([bytes.len()]) {
            let start = from.saturating_sub(finder.overlap());
            let piece = Piece { bytes: &bytes[start..cut], starts: start == 0, ends: cut == bytes.len() };
            if let Some(hit) = finder.search(&piece) {
                return Some(start + hit.offset);
            }
            from = cut;
        }
        None
    }

    /// In ASCII, and in UTF-16 of both byte orders.
    fn encoded(text: &str) -> [Vec<u8>; 3] {
        let utf_16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        [text.as_bytes().to_vec(), utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)]
    }

    #[test]
    fn a_key_is_found_wherever_the_file_is_cut_and_in_every_encoding() {
        let known = [DOTLESS, "x.y-z", LONG].map(|key| ApiKey::parse(key).expect("a key"));
        let finder = Finder::new(&known);
        for key in [SHAPED, DOTLESS, "x.y-z", LONG] {
            for (before, after) in [(0, 0), (0, 400), (400, 0), (301, 300)] {
                let texts = encoded(&format!("{}{key}{}", "- ".repeat(before), " -".repeat(after)));
                for bytes in texts {
                    let width = bytes.len() / (2 * before + key.len() + 2 * after);
                    let (start, end) = (2 * before * width, bytes.len() - 2 * after * width);
                    // The second byte of a big-endian character is the one that says which.
                    let found_at_start =
                        |cuts: &[usize]| offset(&finder, &bytes, cuts).is_some_and(|at| at.abs_diff(start) < width);
                    assert!(found_at_start(&[]), "{key} {width} {before} {after}");
                    for cut in start..=end {
                        for second in [cut, cut + 1, cut + 7, end] {
                            let cuts = [cut, second.clamp(cut, bytes.len())];
                            assert!(found_at_start(&cuts), "{key} {width} {cuts:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_key_is_found_when_the_pieces_are_smaller_than_it() {
        let finder = Finder::new(&[]);
        for bytes in encoded(&format!("{}{SHAPED}{}", "- ".repeat(200), " -".repeat(200))) {
            let found = offset(&finder, &bytes, &(1..bytes.len()).collect::<Vec<_>>());
            assert_eq!(found.map(|at| at / (bytes.len() / 841)), Some(400));
        }
    }

    #[test]
    fn a_key_is_found_among_any_other_bytes() {
        let finder = Finder::new(&[]);
        for fill in [0, b'.', b'\n', b'=', 0x80, 0xff] {
            for at in 0..70 {
                for width in [1, 2] {
                    let mut bytes = vec![fill; 300];
                    let key = spread(SHAPED, width);
                    bytes[at..at + key.len()].copy_from_slice(&key);
                    assert_eq!(offset(&finder, &bytes, &[]), Some(at), "{fill} {at} {width}");
                }
            }
        }
    }

    #[test]
    fn a_known_key_is_found_inside_a_longer_word_and_one_that_only_looks_so_is_not() {
        let longer = format!("x{SHAPED}yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy");
        assert_eq!(offset(&Finder::new(&[]), longer.as_bytes(), &[]), None);
        let known = Finder::new(&[ApiKey::parse(SHAPED).expect("a key")]);
        assert_eq!(offset(&known, longer.as_bytes(), &[]), Some(1));
    }

    #[test]
    fn an_escape_before_a_key_is_no_part_of_it() {
        let finder = Finder::new(&[]);
        for (before, is_found) in
            [("x\\n", true), ("\\r\\t", true), ("%20", true), ("%3D", true), ("n", false), ("20", false)]
        {
            let text = format!("{}{before}{SHAPED}\"", " ".repeat(200));
            for bytes in encoded(&text) {
                assert_eq!(offset(&finder, &bytes, &[]).is_some(), is_found, "{before}");
                assert!((0..bytes.len()).all(|cut| offset(&finder, &bytes, &[cut]).is_some() == is_found), "{before}");
            }
        }
    }

    #[test]
    fn other_texts_with_dots_are_no_keys() {
        let finder = Finder::new(&[]);
        let long_word = "a".repeat(5000);
        for text in [
            "module.py",
            "abcd1234.AbstractFactoryProviderBeanNameX",
            "bundle12.0123456789abcdef0123456789abcdef",
            "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456",
            "xabcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
            "abcd123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
            "abcd1234.ABCDEFGHIJKLMNOP-RSTUVWXYZ012345",
            "abcd-234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
            "abcd1234-ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
            "https://example.com/abcd.html?x=1.2.3",
            &long_word,
        ] {
            let surrounded = format!("{}{text}{}", " ".repeat(100), " ".repeat(100));
            for bytes in encoded(text).into_iter().chain(encoded(&surrounded)) {
                assert_eq!(offset(&finder, &bytes, &[]), None, "{text}");
                assert!((0..bytes.len()).all(|cut| offset(&finder, &bytes, &[cut]).is_none()), "{text}");
            }
        }
    }
}
