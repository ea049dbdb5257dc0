//! The trussrc's dialect of INI: what Python 3.11's `configparser.ConfigParser()` reads at its defaults.
//!
//! Owns what each line means. The rules are those of the `configparser` page of Python's documentation, and where that
//! is silent, what Python was seen to do. Leaves what the lines amount to to `outline`, and `%` to `interpolation`.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;

use super::lines::{Line, byte_order_mark, is_space, strip};
use super::syntax::{Problem, SyntaxError};

/// The section whose options every other section has too, unless it says otherwise. It is no remote.
pub const DEFAULT_SECTION: &str = "DEFAULT";

/// What one line means, given the lines before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing, or a part of a value that may still go on.
    Blank,
    /// `#` or `;` after any whitespace.
    Comment,
    /// Where a section's name stands, with its spaces.
    Header(Range<usize>),
    /// Where a name stands, and the first line of its value; an empty one stands at the line's end.
    Option { name: Range<usize>, value: Range<usize> },
    /// A further line of the value before it.
    Continuation,
}

/// Goes through a text line by line.
pub(super) struct Scanner<'t> {
    text: &'t str,
    next: usize,
    number: usize,
    in_section: bool,
    after_option: bool,
    indentation: usize,
}

impl<'t> Scanner<'t> {
    /// Starts at the top of `text`, after its byte order mark.
    pub(super) fn new(text: &'t str) -> Self {
        let next = byte_order_mark(text).len();
        Self { text, next, number: 0, in_section: false, after_option: false, indentation: 0 }
    }

    /// The number of the line that was read last, from 1.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    fn meaning(&mut self, line: Line) -> Result<Meaning, Problem> {
        let content = line.content(self.text);
        let stripped = strip(content);
        let Some(first) = stripped.bytes().next() else { return Ok(Meaning::Blank) };
        if matches!(first, b'#' | b';') {
            return Ok(Meaning::Comment);
        }
        let indentation = line.indentation(self.text);
        let start = line.start + indentation.len();
        let indentation = indentation.chars().count();
        if self.after_option && indentation > self.indentation {
            return Ok(Meaning::Continuation);
        }
        self.indentation = indentation;
        if let Some(name) = header(stripped) {
            self.in_section = true;
            self.after_option = false;
            return Ok(Meaning::Header(start + name.start..start + name.end));
        }
        if !self.in_section {
            return Err(Problem::BeforeAnySection);
        }
        let (name, value) = option(stripped)?;
        self.after_option = true;
        let end = if value.is_empty() { line.end } else { start + stripped.len() };
        Ok(Meaning::Option { name: start..start + name.len(), value: end - value.len()..end })
    }
}

impl Iterator for Scanner<'_> {
    type Item = Result<(Line, Meaning), SyntaxError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = Line::at(self.text, self.next)?;
        self.next = line.next;
        self.number += 1;
        Some(match self.meaning(line) {
            Ok(meaning) => Ok((line, meaning)),
            Err(problem) => Err(SyntaxError::new(self.number, line.content(self.text), problem)),
        })
    }
}

/// The name in a header: all up to the last `]`, whatever follows that. `[]` is no header.
fn header(stripped: &str) -> Option<Range<usize>> {
    if !stripped.starts_with('[') {
        return None;
    }
    stripped.rfind(']').filter(|end| *end > 1).map(|end| 1..end)
}

/// A name and its value: the first `=` or `:` parts them.
fn option(stripped: &str) -> Result<(&str, &str), Problem> {
    let separator = memchr2(b'=', b':', stripped.as_bytes()).ok_or(Problem::NoSeparator)?;
    let name = stripped[..separator].trim_end_matches(is_space);
    if name.is_empty() {
        return Err(Problem::NoName);
    }
    Ok((name, stripped[separator + 1..].trim_start_matches(is_space)))
}

/// An option's name as `ConfigParser.optionxform` makes it: in lower case.
pub(super) fn option_name(written: &str) -> Cow<'_, str> {
    if written.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(written)
    } else {
        Cow::Owned(written.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, Scanner, header, option_name};

    fn meanings(text: &str) -> Vec<String> {
        Scanner::new(text)
            .map(|next| match next {
                Ok((_, Meaning::Header(name))) => format!("[{}]", &text[name]),
                Ok((_, Meaning::Option { name, value })) => format!("{}={}", &text[name], &text[value]),
                Ok((_, other)) => format!("{other:?}"),
                Err(error) => error.to_string(),
            })
            .collect()
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
            assert_eq!(header(line).map(|range| &line[range]), name, "{line}");
        }
    }

    #[test]
    fn what_is_no_option_is_an_error_with_its_line() {
        assert_eq!(meanings("\u{feff}x = secret"), ["line 1: it stands before any [section]: `x = ***`"]);
        assert_eq!(meanings("[a]\n\n= secret")[2], "line 3: no name before the `=` or `:`: `= ***`");
        assert_eq!(meanings("[a]\nsecret")[1], "line 2: neither `=` nor `:` in it: `***`");
    }

    #[test]
    fn names_are_lowered_as_python_lowers_them() {
        assert_eq!(option_name("API_Key"), "api_key");
        assert_eq!(option_name("ΌΔΟΣ"), "όδος");
    }
}
