//! Lines and whitespace as Python's text files and `str` methods see them.
//!
//! Owns where a line ends and which characters count as space. Leaves what a line means to `dialect`.

use memchr::memchr2;

/// One line of a text, by byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it starts.
    pub(super) start: usize,
    /// Where its content ends: before the terminator.
    pub(super) end: usize,
    /// Where the next line starts: after the terminator.
    pub(super) next: usize,
}

impl Line {
    /// The line of `text` that starts at `start`; `None` at the end of the text.
    ///
    /// `\n`, `\r\n` and a lone `\r` end a line, as in a file that Python opens as text ("universal newlines").
    pub(super) fn at(text: &str, start: usize) -> Option<Self> {
        let rest = text.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
        let Some(length) = memchr2(b'\n', b'\r', rest) else {
            return Some(Self { start, end: text.len(), next: text.len() });
        };
        let terminator = if rest[length..].starts_with(b"\r\n") { 2 } else { 1 };
        Some(Self { start, end: start + length, next: start + length + terminator })
    }

    /// The line of `text` that is known to start at `start`.
    pub(super) fn starting(text: &str, start: usize) -> Self {
        Self::at(text, start).unwrap_or(Self { start, end: start, next: start })
    }

    /// The line without its terminator.
    pub(super) fn content(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// What ends the line; empty for a last line that nothing ends.
    pub(super) fn terminator(self, text: &str) -> &str {
        &text[self.end..self.next]
    }

    /// The whitespace before the first other character.
    pub(super) fn indentation(self, text: &str) -> &str {
        let content = self.content(text);
        &content[..content.len() - content.trim_start_matches(is_space).len()]
    }
}

/// Whether Python's `str.isspace` and `\s` say so: Unicode's white space and the four separators U+001C to U+001F,
/// which Rust's `char::is_whitespace` leaves out.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// What Python's `str.strip()` leaves.
pub(super) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// A byte order mark at the start of `text`, if there is one.
pub(super) fn byte_order_mark(text: &str) -> &str {
    if text.starts_with('\u{feff}') { &text[..'\u{feff}'.len_utf8()] } else { "" }
}

#[cfg(test)]
mod tests {
    use super::{Line, byte_order_mark, is_space, strip};

    #[test]
    fn three_kinds_of_terminator_end_a_line_and_nothing_else_does() {
        let text = "a\r\nb\rc\n\u{2028}d\x0be\n\nf";
        let mut start = 0;
        let mut lines = Vec::new();
        while let Some(line) = Line::at(text, start) {
            lines.push((line.content(text), line.terminator(text)));
            start = line.next;
        }
        assert_eq!(lines, [("a", "\r\n"), ("b", "\r"), ("c", "\n"), ("\u{2028}d\x0be", "\n"), ("", "\n"), ("f", "")]);
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
}
