//! The model of a trussrc: its text and, for each line, where it starts and what it is.
//!
//! Names and values are read from the text when they are needed: copies take four times as long as all the rest.

use std::borrow::Cow;
use std::ops::Range;

use ini::Ini;

use crate::trussrc::classify::{Classifier, header, is_space, lowered, parts, strip};
use crate::trussrc::error::SyntaxError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing, or a part of a value that may still go on.
    Blank,
    /// `#` or `;` after any whitespace.
    Comment,
    Header,
    Option,
    /// A further line of the value before it.
    Continuation,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) start: usize,
    pub(crate) kind: Kind,
}

/// A text and its lines. A line is named by its place in the list, a section and an option by their first line's.
#[derive(Clone, Default)]
pub(crate) struct Lines {
    text: String,
    lines: Vec<Line>,
}

impl Lines {
    /// Refuses `text` at the first line at which `ConfigParser` would.
    pub(crate) fn parse(text: String) -> Result<Self, SyntaxError> {
        let lines = Classifier::default().classify(&text)?;
        Ok(Self { text, lines })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(crate) fn kind(&self, line: usize) -> Option<Kind> {
        self.lines.get(line).map(|line| line.kind)
    }

    /// Where the line starts; for the one after the last line, where the text ends.
    pub(crate) fn start(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |line| line.start)
    }

    /// The line with what ends it.
    pub(crate) fn whole(&self, line: usize) -> &str {
        &self.text[self.start(line)..self.start(line + 1)]
    }

    /// What ends the line; empty for a last line that nothing ends.
    pub(crate) fn terminator(&self, line: usize) -> &str {
        let whole = self.whole(line);
        &whole[content(whole).len()..]
    }

    pub(crate) fn indentation(&self, line: usize) -> &str {
        let whole = self.whole(line);
        &whole[..whole.len() - whole.trim_start_matches(is_space).len()]
    }

    /// The headers, in their order; `[DEFAULT]` may be there several times.
    pub(crate) fn sections(&self) -> impl Iterator<Item = usize> {
        (0..self.lines.len()).filter(|line| self.lines[*line].kind == Kind::Header)
    }

    pub(crate) fn section_name(&self, section: usize) -> &str {
        let stripped = strip(self.whole(section));
        header(stripped).unwrap_or(stripped)
    }

    pub(crate) fn options(&self, section: usize) -> impl DoubleEndedIterator<Item = usize> {
        let further = self.lines[section + 1..].iter();
        let length = further.take_while(|line| line.kind != Kind::Header).count();
        (section + 1..=section + length).filter(|line| self.lines[*line].kind == Kind::Option)
    }

    /// In lower case.
    pub(crate) fn option_name(&self, option: usize) -> Cow<'_, str> {
        lowered(parts(strip(self.whole(option))).unwrap_or_default().0)
    }

    /// Where the first line of the value stands; an empty one at the line's end.
    pub(crate) fn value(&self, option: usize) -> Range<usize> {
        let line = content(self.whole(option));
        let (_, value) = parts(strip(line)).unwrap_or_default();
        let trailing = if value.is_empty() { 0 } else { line.len() - line.trim_end_matches(is_space).len() };
        let end = self.start(option) + line.len() - trailing;
        end - value.len()..end
    }

    /// The lines after the option's first, up to the last of its value: comments and blank lines may be among them.
    pub(crate) fn further(&self, option: usize) -> Range<usize> {
        let next = self.lines[option + 1..].iter();
        let others = next.take_while(|line| !matches!(line.kind, Kind::Header | Kind::Option));
        let last =
            others.enumerate().filter(|(_, line)| line.kind == Kind::Continuation).map(|(place, _)| place).last();
        option + 1..option + last.map_or(1, |last| last + 2)
    }

    /// The value without surrounding space, its lines joined by `\n`, comments left out, `%` untouched.
    pub(crate) fn raw(&self, option: usize) -> Cow<'_, str> {
        let mut value = Cow::Borrowed(&self.text[self.value(option)]);
        for line in self.further(option).filter(|line| self.lines[*line].kind != Kind::Comment) {
            let value = value.to_mut();
            value.push('\n');
            value.push_str(strip(self.whole(line)));
        }
        value
    }

    /// All of it as rust-ini's model: option names in lower case, values as [`Lines::raw`] has them, `[DEFAULT]` a
    /// section of that name, the general section empty.
    pub(crate) fn to_ini(&self) -> Ini {
        let mut ini = Ini::new();
        for section in self.sections() {
            let name = self.section_name(section).to_owned();
            let properties = ini.entry(Some(name)).or_insert_with(Default::default);
            for option in self.options(section) {
                properties.insert(self.option_name(option), self.raw(option));
            }
        }
        ini
    }
}

/// A line without what ends it.
fn content(whole: &str) -> &str {
    let content = whole.strip_suffix('\n').unwrap_or(whole);
    content.strip_suffix('\r').unwrap_or(content)
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn three_kinds_of_terminator_end_a_line_and_nothing_else_does() {
        let text = "#a\r\n#b\r#c\n#\u{2028}d\x0be\n\n#f";
        let lines = Lines::parse(text.to_owned()).expect("comments");
        let whole: Vec<&str> = (0..lines.len()).map(|line| lines.whole(line)).collect();
        assert_eq!(whole, ["#a\r\n", "#b\r", "#c\n", "#\u{2028}d\x0be\n", "\n", "#f"]);
        let terminators: Vec<&str> = (0..lines.len()).map(|line| lines.terminator(line)).collect();
        assert_eq!(terminators, ["\r\n", "\r", "\n", "\n", "\n", ""]);
    }

    #[test]
    fn a_value_goes_to_its_last_further_line_and_leaves_comments_out() {
        let lines = Lines::parse("[a]\nx = 1\n# c\n\n  2\n\n# d\n[b]".to_owned()).expect("a trussrc");
        assert_eq!((lines.further(1), &*lines.raw(1)), (2..5, "1\n\n2"));
    }
}
