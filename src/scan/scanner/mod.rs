//! The search for API keys in bytes of any kind.
//!
//! Owns finding secrets that are known, and texts of the shape that Baseten issues, in ASCII and in UTF-16. Nearly all
//! bytes are passed over by a search for long `scan::runs` of letters: every key of Baseten ends in one, and tokens have some.
//! What a private key looks like is `scan::private_key`'s.

use std::fmt;

use memchr::{memchr, memmem};
use zeroize::Zeroizing;

use crate::scan::identifier::is_camel_case;
use crate::scan::private_key;
use crate::scan::runs::{LONG, Run, Span, ascii_spans, is_letter, long_runs};
use crate::secret::ApiKey;

/// The lengths of the two halves of Baseten's keys. [`crate::secret::is_baseten_shape`] is wider, because a key that
/// somebody gives us is one; a text in a file must look like nothing else.
const PREFIX: usize = 8;
const SECRET: usize = 32;
/// How many characters an escape has that is looked for before a key: those of a terminal's colours are the longest.
const LONGEST_ESCAPE: usize = 40;
const LONGEST_NAME: usize = 32;
const _: () = assert!(SECRET >= LONG, "every key's second half is found by its run");

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// How many bytes come before it.
    pub(crate) offset: usize,
    /// How many bytes each of its characters takes: 2 is UTF-16.
    pub(crate) stride: usize,
    /// Which secret, in words that do not give it away.
    pub(crate) what: String,
    pub(crate) kind: Kind,
}

/// How a secret is known to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is the known one of this index.
    Known(usize),
    /// It has the shape of Baseten's keys, and this prefix.
    Shaped(String),
    PrivateKey,
}

pub(crate) struct Finder {
    /// Known secrets with a run of letters that gives them away.
    with_run: Vec<WithRun>,
    /// Other known secrets, each in both encodings.
    others: Vec<Needle>,
    private_keys: Vec<Needle>,
    overlap: usize,
}

/// A known secret that is compared where a run of letters is.
struct WithRun {
    /// In ASCII and in UTF-16.
    texts: [Zeroizing<Vec<u8>>; 2],
    /// How many of its characters come before the run, of which the last is no letter.
    before: usize,
    index: usize,
    what: String,
}

/// Bytes that are searched for by themselves.
struct Needle {
    finder: memmem::Finder<'static>,
    stride: usize,
    kind: Kind,
    what: String,
}

impl Needle {
    /// `text` in ASCII and in UTF-16.
    fn both(text: &str, kind: &Kind, what: &str) -> [Self; 2] {
        let needle = |stride| Self {
            finder: memmem::Finder::new(&spread(text, stride)).into_owned(),
            stride,
            kind: kind.clone(),
            what: what.to_owned(),
        };
        [needle(1), needle(2)]
    }

    fn length(&self) -> usize {
        self.finder.needle().len() / self.stride
    }

    fn hit(&self, offset: usize) -> Hit {
        Hit { offset, stride: self.stride, what: self.what.clone(), kind: self.kind.clone() }
    }

    fn find_all(&self, bytes: &[u8]) -> impl Iterator<Item = Hit> {
        self.finder.find_iter(bytes).map(|offset| self.hit(offset))
    }
}

/// A text's bytes, `stride` apart: 2 is UTF-16 without a zero at its ends, which makes both byte orders one.
fn spread(text: &str, stride: usize) -> Vec<u8> {
    let mut bytes = vec![0; (text.len() * stride).saturating_sub(stride - 1)];
    bytes.iter_mut().step_by(stride).zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    bytes
}

/// Where the first long run of letters starts in `text` that has something else before it.
fn run_within(text: &str) -> Option<usize> {
    let mut start = 0;
    text.split(|character: char| !character.is_ascii_alphanumeric()).find_map(|run| {
        let at = start;
        start += run.len() + 1;
        (at > 0 && run.len() >= LONG).then_some(at)
    })
}

/// What stands before the only dot of a key is its public name; a token has more dots, or a long part.
pub(crate) fn public_name(key: &ApiKey) -> Option<&str> {
    let (name, secret) = key.expose().split_once('.')?;
    ((1..=LONGEST_NAME).contains(&name.len()) && !secret.contains('.')).then_some(name)
}

/// Whether `text` can be what stands before the dot of a key that has Baseten's shape.
pub(crate) fn is_prefix_shaped(text: &str) -> bool {
    text.len() == PREFIX && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn in_words(key: &ApiKey) -> String {
    match public_name(key) {
        Some(name) => format!("the API key `{name}`"),
        None => "a key or token that the trussrc or the environment has".to_owned(),
    }
}

/// Keeps secrets out of whatever prints a finder by mistake.
impl fmt::Debug for Finder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Finder").finish_non_exhaustive()
    }
}

impl Finder {
    /// A search for `known` secrets, for what has the shape of Baseten's keys, and for private keys.
    pub(crate) fn new(known: &[ApiKey]) -> Self {
        let private_keys = Needle::both(private_key::MARK, &Kind::PrivateKey, "a private key").into();
        Self { private_keys, ..Self::of_keys(known) }
    }

    /// As [`Finder::new`], without private keys.
    pub(crate) fn of_keys(known: &[ApiKey]) -> Self {
        let (mut with_run, mut others) = (Vec::new(), Vec::new());
        for (index, key) in known.iter().enumerate() {
            let what = in_words(key);
            match run_within(key.expose()) {
                Some(before) => {
                    let texts = [1, 2].map(|stride| Zeroizing::new(spread(key.expose(), stride)));
                    with_run.push(WithRun { texts, before, index, what });
                }
                None => others.extend(Needle::both(key.expose(), &Kind::Known(index), &what)),
            }
        }
        let longest = known.iter().map(|known| known.expose().len()).max().unwrap_or(0).max(PREFIX + 1 + SECRET);
        // What may be an escape before it, and a letter after it.
        let longest = (LONGEST_ESCAPE + longest + 1).max(private_key::LONGEST);
        Self { with_run, others, private_keys: Vec::new(), overlap: 2 * longest }
    }

    /// How many bytes two pieces of a file must have in common, for no secret to be missed where it is cut.
    pub(crate) fn overlap(&self) -> usize {
        self.overlap
    }

    pub(crate) fn search(&self, piece: &Piece<'_>) -> Option<Hit> {
        let in_spans = ascii_spans(piece.bytes).find_map(|span| {
            let hits = self.in_span(piece, &span);
            hits.into_iter().min_by_key(|hit| hit.offset)
        });
        self.short(piece).chain(in_spans).min_by_key(|hit| hit.offset)
    }

    /// All secrets in a `piece`, in their order.
    pub(crate) fn search_all(&self, piece: &Piece<'_>) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self.short(piece).collect();
        ascii_spans(piece.bytes).for_each(|span| hits.extend(self.in_span(piece, &span)));
        hits.sort_by_key(|hit| hit.offset);
        // The margins of two spans may be the same bytes.
        hits.dedup_by_key(|hit| hit.offset);
        hits
    }

    /// Secrets that are shorter than a span, and may stand between other bytes.
    fn short(&self, piece: &Piece<'_>) -> impl Iterator<Item = Hit> {
        let short = self.others.iter().filter(|needle| needle.length() < LONG);
        short.flat_map(|needle| needle.find_all(piece.bytes))
    }

    fn in_span(&self, piece: &Piece<'_>, span: &Span) -> Vec<Hit> {
        let range = span.with_margins(piece.bytes);
        let bytes = &piece.bytes[range.clone()];
        // Text without a zero byte has nothing in UTF-16.
        let strides = if memchr(0, bytes).is_some() { 2 } else { 1 };
        let is_possible = |needle: &&Needle| needle.stride <= strides;
        let long = self.others.iter().filter(|needle| needle.length() >= LONG).filter(is_possible);
        let known = long.flat_map(|needle| needle.find_all(bytes));
        let marks = self.private_keys.iter().filter(is_possible);
        let private = marks.flat_map(|needle| {
            let starts = needle.finder.find_iter(bytes);
            starts.filter_map(|mark| Some(needle.hit(private_key::start(bytes, mark, needle.stride)?)))
        });
        let in_span = known.chain(private).map(|hit| Hit { offset: range.start + hit.offset, ..hit });
        let runs = long_runs(piece.bytes, span).filter_map(|run| self.judge(piece, &run));
        in_span.chain(runs).collect()
    }

    /// What a run of letters belongs to.
    fn judge(&self, piece: &Piece<'_>, run: &Run) -> Option<Hit> {
        let before = run.start.checked_sub(run.stride)?;
        for known in &self.with_run {
            let start = run.start.checked_sub(known.before * run.stride);
            let bytes = start.and_then(|start| piece.bytes.get(start..));
            if bytes.is_some_and(|bytes| bytes.starts_with(&known.texts[run.stride - 1])) {
                let (stride, kind) = (run.stride, Kind::Known(known.index));
                return start.map(|offset| Hit { offset, stride, what: known.what.clone(), kind });
            }
        }
        if piece.bytes[before] != b'.' {
            return None;
        }
        let offset = shape(piece, run, before)?;
        let prefix = piece.bytes[offset..before].iter().step_by(run.stride).copied().map(char::from).collect();
        let what = "what looks like a Baseten API key".to_owned();
        Some(Hit { offset, stride: run.stride, what, kind: Kind::Shaped(prefix) })
    }
}

/// Bytes that follow each other in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'bytes> {
    pub(crate) bytes: &'bytes [u8],
    /// Whether the file starts here: else the first byte may be the middle of a word.
    pub(crate) starts: bool,
    pub(crate) ends: bool,
}

impl<'bytes> Piece<'bytes> {
    pub(crate) fn whole(bytes: &'bytes [u8]) -> Self {
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
    let secret = || bytes[run.start..after.min(bytes.len())].iter().step_by(stride).copied();
    let looks_random = secret().any(|byte| byte.is_ascii_digit())
        && secret().any(|byte| !byte.is_ascii_hexdigit())
        && !is_camel_case(secret());
    looks_random.then_some(key)
}

/// Whether the letter at `at` ends the escape of another character, as texts in JSON (`\\n`, `\\u003e`), code (`\\x3d`)
/// and URLs (`%3D`) have them, or one that colours a terminal (`[32m`, after which grep writes `[K`).
fn ends_escape(bytes: &[u8], at: usize, stride: usize) -> bool {
    let before = |letters: usize| at.checked_sub(letters * stride).map(|at| bytes[at]);
    let is_hex = |digits: usize| (0..digits).all(|digit| before(digit).is_some_and(|byte| byte.is_ascii_hexdigit()));
    match bytes[at] {
        b'n' | b'r' | b't' => before(1) == Some(b'\\'),
        b'm' | b'K' => {
            (1..LONGEST_ESCAPE).map_while(before).find(|byte| !matches!(byte, b'0'..=b'9' | b';')) == Some(b'[')
        }
        _ => {
            let follows = |mark: u8, digits: usize| is_hex(digits) && before(digits) == Some(mark);
            let is_backslashed = |digits: usize| before(digits + 1) == Some(b'\\');
            follows(b'%', 2) || (follows(b'x', 2) && is_backslashed(2)) || (follows(b'u', 4) && is_backslashed(4))
        }
    }
}

#[cfg(test)]
mod tests;
