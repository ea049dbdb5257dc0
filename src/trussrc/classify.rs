//! What each line of a trussrc is, to Python 3.11's `configparser.ConfigParser()` at its defaults: the `configparser`
//! page of Python's documentation and, where that is silent, what Python was seen to do. `%` is `interpolation`'s.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher as _, BuildHasherDefault, Hasher, RandomState};

use memchr::memchr2;

use crate::trussrc::error::SyntaxError;
use crate::trussrc::lines::{Kind, Line};

/// The section whose options every other section has too, unless it has its own. It is not a remote.
pub(crate) const DEFAULT_SECTION: &str = "DEFAULT";

#[derive(Default)]
pub(crate) struct Classifier<'t> {
    section: Option<&'t str>,
    sections: HashSet<&'t str>,
    /// The names in this section, and in all of `[DEFAULT]`.
    names: Names<'t>,
    default_names: Names<'t>,
    after_option: bool,
    indentation: usize,
}

impl<'t> Classifier<'t> {
    /// Refuses `text` at the first line at which `ConfigParser` would.
    pub(crate) fn classify(mut self, text: &'t str) -> Result<Vec<Line>, SyntaxError> {
        let mut lines = Vec::new();
        let mut start = byte_order_mark(text).len();
        // `\n`, `\r\n` and a lone `\r` end a line, as in a file that Python opens as text ("universal newlines").
        while start < text.len() {
            let rest = &text[start..];
            let end = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            let line = &rest[..end];
            let kind = self.kind(line).map_err(|problem| SyntaxError::new(lines.len() + 1, line, problem))?;
            lines.push(Line { start, kind });
            start = text.len().min(start + end + if rest[end..].starts_with("\r\n") { 2 } else { 1 });
        }
        Ok(lines)
    }

    fn kind(&mut self, line: &'t str) -> Result<Kind, String> {
        let stripped = strip(line);
        let Some(first) = stripped.bytes().next() else { return Ok(Kind::Blank) };
        if matches!(first, b'#' | b';') {
            return Ok(Kind::Comment);
        }
        let indentation = line[..line.len() - line.trim_start_matches(is_space).len()].chars().count();
        if self.after_option && indentation > self.indentation {
            return Ok(Kind::Continuation);
        }
        self.indentation = indentation;
        if let Some(name) = header(stripped) {
            (self.section, self.after_option) = (Some(name), false);
            self.names.clear();
            let is_new = name == DEFAULT_SECTION || self.sections.insert(name);
            return if is_new { Ok(Kind::Header) } else { Err(format!("section [{name}] already exists")) };
        }
        let Some(section) = self.section else { return Err("it comes before any [section]".to_owned()) };
        let Some((name, _)) = parts(stripped) else { return Err("it has neither `=` nor `:`".to_owned()) };
        if name.is_empty() {
            return Err("no name before the `=` or `:`".to_owned());
        }
        self.after_option = true;
        let names = if section == DEFAULT_SECTION { &mut self.default_names } else { &mut self.names };
        match names.insert(lowered(name)) {
            true => Ok(Kind::Option),
            false => Err(format!("section [{section}] already has `{}`", lowered(name))),
        }
    }
}

/// Names, compared one by one while they are few, which in most sections is always, and then by their hashes: those
/// are random, so that two names with one hash are found in one of 10^8 files of 10 MB.
#[derive(Default)]
struct Names<'t> {
    few: Vec<Cow<'t, str>>,
    many: HashSet<u64, BuildHasherDefault<Identity>>,
    hashing: RandomState,
}

impl<'t> Names<'t> {
    fn insert(&mut self, name: Cow<'t, str>) -> bool {
        if self.few.contains(&name) {
            return false;
        }
        if self.few.len() < 12 {
            self.few.push(name);
            return true;
        }
        self.many.insert(self.hashing.hash_one(name))
    }

    fn clear(&mut self) {
        self.few.clear();
        self.many = HashSet::default();
    }
}

/// Hashes are not hashed again.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0 << 8 | u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The name in a header: all up to the last `]`, whatever follows that. `[]` is no header.
pub(crate) fn header(stripped: &str) -> Option<&str> {
    let end = stripped.starts_with('[').then(|| stripped.rfind(']')).flatten()?;
    (end > 1).then(|| &stripped[1..end])
}

/// A name and its value: the first `=` or `:` parts them.
pub(crate) fn parts(stripped: &str) -> Option<(&str, &str)> {
    let separator = memchr2(b'=', b':', stripped.as_bytes())?;
    let (name, value) = (&stripped[..separator], &stripped[separator + 1..]);
    Some((name.trim_end_matches(is_space), value.trim_start_matches(is_space)))
}

/// An option's name as `ConfigParser.optionxform` makes it.
pub(crate) fn lowered(written: &str) -> Cow<'_, str> {
    if written.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(written)
    } else {
        Cow::Owned(written.to_lowercase())
    }
}

/// Whether Python's `str.isspace` and `\s` say so: Unicode's white space and the four separators U+001C to U+001F,
/// which Rust's `char::is_whitespace` leaves out.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// What Python's `str.strip()` leaves.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// A byte order mark at the start of `text`, if there is one. It is preserved and means nothing.
pub(crate) fn byte_order_mark(text: &str) -> &str {
    if text.starts_with('\u{feff}') { &text[..'\u{feff}'.len_utf8()] } else { "" }
}

#[cfg(test)]
mod tests {
    use super::{byte_order_mark, header, is_space, lowered, strip};
    use crate::trussrc::lines::{Kind, Lines};

    fn meanings(text: &str) -> Vec<String> {
        let lines = match Lines::parse(text.to_owned()) {
            Ok(lines) => lines,
            Err(error) => return vec![error.to_string()],
        };
        let meaning = |line| match lines.kind(line) {
            Some(Kind::Header) => format!("[{}]", lines.section_name(line)),
            Some(Kind::Option) => format!("{}={}", lines.option_name(line), &text[lines.value(line)]),
            other => format!("{:?}", other.expect("a line")),
        };
        (0..lines.len()).map(meaning).collect()
    }

    #[test]
    fn the_separators_of_ascii_are_space_as_in_python() {
        for character in ['\u{1c}', '\u{1f}', '\u{85}', '\u{a0}', '\u{3000}', '\t', '\x0b'] {
            assert!(is_space(character), "{character:?}");
        }
        for character in ['\u{1b}', '\u{200b}', '\u{feff}', '\0'] {
            assert!(!is_space(character), "{character:?}");
        }
        assert_eq!(strip("\u{1c} a b\u{a0}"), "a b");
    }

    #[test]
    fn a_byte_order_mark_counts_only_at_the_start() {
        assert_eq!(byte_order_mark("\u{feff}[a]"), "\u{feff}");
        assert_eq!(byte_order_mark("[a]\u{feff}"), "");
    }

    #[test]
    fn the_first_of_both_separators_parts_name_and_value() {
        assert_eq!(meanings("[a]\nx : y = z\n p=q:r"), ["[a]", "x=y = z", "Continuation"]);
        assert_eq!(meanings("[a]\n p=q:r\nx ="), ["[a]", "p=q:r", "x="]);
    }

    #[test]
    fn a_line_continues_the_option_before_it_only_when_it_is_indented_deeper() {
        assert_eq!(
            meanings("  [a]\n  x = 1\n  y = 2\n   z = 3\n  # c\n\n   [b]"),
            ["[a]", "x=1", "y=2", "Continuation", "Comment", "Blank", "Continuation"]
        );
    }

    #[test]
    fn a_header_ends_at_the_last_bracket() {
        for (line, name) in
            [("[a]", Some("a")), ("[ a[0] ] # ]", Some(" a[0] ] # ")), ("[]", None), ("[]]", Some("]")), ("[a", None)]
        {
            assert_eq!(header(line), name, "{line}");
        }
    }

    #[test]
    fn what_is_no_option_is_an_error_with_its_line() {
        assert_eq!(meanings("\u{feff}x = secret"), ["line 1: it comes before any [section]: `x = ***`"]);
        assert_eq!(meanings("[a]\n\n= secret"), ["line 3: no name before the `=` or `:`: `= ***`"]);
        assert_eq!(meanings("[a]\nsecret"), ["line 2: it has neither `=` nor `:`: `***`"]);
    }

    #[test]
    fn a_name_is_there_once_in_its_section_however_many_there_are() {
        let options: String = (0..30).map(|number| format!("x{number} = 1\n")).collect();
        assert_eq!(meanings(&format!("[a]\n{options}[b]\n{options}")).len(), 62);
        for name in ["x0", "x29"] {
            let told = meanings(&format!("[a]\n{options}{name} = 2"));
            assert_eq!(told, [format!("line 32: section [a] already has `{name}`: `{name} = ***`")]);
        }
    }

    #[test]
    fn names_are_lowered_as_python_lowers_them() {
        assert_eq!(lowered("API_Key"), "api_key");
        assert_eq!(lowered("ΌΔΟΣ"), "όδος");
    }
}
