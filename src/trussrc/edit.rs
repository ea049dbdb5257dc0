//! The new text of each kind of change, as few lines apart from the old one as can be.
//!
//! Owns where new lines go and which old ones go away. Leaves the judgement to `document`: nothing here needs to be
//! right about every layout, because a text that does not read as meant is not taken.

use std::borrow::Cow;

use ini::{EscapePolicy, Ini, LineSeparator, Properties, WriteOption};

use super::dialect::{DEFAULT_SECTION, option_name};
use super::interpolation::escape;
use super::lines::{Line, byte_order_mark, strip};
use super::outline::{OptionSpan, Outline, SectionSpan};
use super::refusal::Refusal;

/// What stands between a new option's name and its value.
const SEPARATOR: &str = " = ";

/// Checks that a header can hold `name` and that it names no special section.
pub(super) fn checked_section(name: &str) -> Result<(), Refusal> {
    if name == DEFAULT_SECTION {
        return Err(Refusal::DefaultSection);
    }
    if name.is_empty() || name.contains(char::is_control) {
        return Err(Refusal::SectionName(name.to_owned()));
    }
    Ok(())
}

/// The option's name as it is written and read.
pub(super) fn checked_option(name: &str) -> Result<Cow<'_, str>, Refusal> {
    let lowered = option_name(name);
    let is_odd = lowered.is_empty()
        || strip(&lowered) != lowered
        || lowered.starts_with(['#', ';', '['])
        || lowered.contains(|character: char| matches!(character, '=' | ':') || character.is_control());
    if is_odd { Err(Refusal::OptionName(name.to_owned())) } else { Ok(lowered) }
}

/// The value as it is written.
pub(super) fn checked_value(option: &str, value: &str) -> Result<String, Refusal> {
    let problem = if value.contains(['\n', '\r']) {
        "has a line break"
    } else if strip(value) != value {
        "starts or ends with a space"
    } else if value.contains('\0') {
        "has a NUL character"
    } else {
        return Ok(escape(value));
    };
    Err(Refusal::Value { option: option.to_owned(), problem })
}

/// Puts `raw` in the place of an option's value: name, separator and comments stay, further lines of the value go.
pub(super) fn replace_value(text: &str, option: &OptionSpan, raw: &str) -> String {
    let mut result = text[..option.value.start].to_owned();
    if option.value.is_empty() && result.ends_with(" =") {
        result.push(' ');
    }
    result.push_str(raw);
    result.push_str(&text[option.first(text).end..option.first(text).next]);
    copy_comments(text, option, &mut result);
    keep_missing_newline(text, result)
}

/// Puts an option after the section's last one, indented as deep as that or as the header is.
pub(super) fn insert_option(text: &str, outline: &Outline, section: &SectionSpan, name: &str, raw: &str) -> String {
    let own = &outline.options[section.options.clone()];
    let (after, indentation) = match own.last() {
        Some(option) => (option.last(text), option.first(text).indentation(text)),
        None => (section.header(text), header_indentation(text, outline, section)),
    };
    let mut result = String::with_capacity(text.len() + raw.len() + 64);
    result.push_str(&text[..after.end]);
    result.push_str(terminator(text, after));
    for part in [indentation, name, SEPARATOR, raw] {
        result.push_str(part);
    }
    result.push_str(after.terminator(text));
    result.push_str(&text[after.next..]);
    result
}

/// Puts a section at the end. A text without any line is written by rust-ini.
pub(super) fn append_section(text: &str, section: &str, options: &Properties) -> Result<String, Refusal> {
    let mark = byte_order_mark(text);
    if text.len() == mark.len() {
        return fresh(section, options).map(|fresh| format!("{mark}{fresh}"));
    }
    let last = last_line(text);
    let newline = terminator(text, last);
    let mut lines = Vec::new();
    if !strip(last.content(text)).is_empty() {
        lines.push(String::new());
    }
    lines.push(format!("[{section}]"));
    lines.extend(options.iter().map(|(name, raw)| format!("{name}{SEPARATOR}{raw}")));
    let added = lines.join(newline);
    Ok(format!("{}{newline}{added}{}", &text[..last.end], last.terminator(text)))
}

/// Takes an option's lines away, but not the comments among them.
pub(super) fn remove_option(text: &str, option: &OptionSpan) -> String {
    let mut result = text[..option.first(text).start].to_owned();
    copy_comments(text, option, &mut result);
    keep_missing_newline(text, result)
}

/// Takes a section's lines away, and the blank line before it where two would be left or the text would end with it.
pub(super) fn remove_section(text: &str, outline: &Outline, section: &SectionSpan) -> String {
    let last = outline.options[section.options.clone()].last().map_or(section.header(text), |option| option.last(text));
    let mut start = section.header(text).start;
    let is_blank_after = Line::at(text, last.next).is_none_or(|line| strip(line.content(text)).is_empty());
    if is_blank_after
        && let Some(before) = line_before(text, start)
        && strip(before.content(text)).is_empty()
    {
        start = before.start;
    }
    keep_missing_newline(text, format!("{}{}", &text[..start], &text[last.next..]))
}

/// Whether two models say the same: the same sections in the same order, each with the same options.
pub(super) fn same(left: &Ini, right: &Ini) -> bool {
    let alike = |(left, right): (&Properties, &Properties)| {
        left.len() == right.len() && left.iter().all(|(name, value)| right.get(name) == Some(value))
    };
    left.sections().eq(right.sections()) && left.iter().map(|(_, p)| p).zip(right.iter().map(|(_, p)| p)).all(alike)
}

/// A file that does not exist yet. What it holds was checked before, so nothing in it needs an escape, and Python
/// knows none.
fn fresh(section: &str, options: &Properties) -> Result<String, Refusal> {
    let mut ini = Ini::new();
    ini.entry(Some(section.to_owned())).or_insert(options.clone());
    let how = WriteOption {
        escape_policy: EscapePolicy::Nothing,
        line_separator: LineSeparator::CR,
        kv_separator: SEPARATOR,
    };
    let mut bytes = Vec::new();
    ini.write_to_opt(&mut bytes, how).map_err(|_| Refusal::OtherMeaning)?;
    String::from_utf8(bytes).map_err(|_| Refusal::OtherMeaning)
}

/// Goes on after an option's first line: its further lines are left out, comments and blank lines among them are not.
fn copy_comments(text: &str, option: &OptionSpan, result: &mut String) {
    for line in option.further_lines(text) {
        let stripped = strip(line.content(text));
        if stripped.is_empty() || stripped.starts_with(['#', ';']) {
            result.push_str(&text[line.start..line.next]);
        }
    }
    result.push_str(&text[option.last(text).next..]);
}

/// The deeper of this header's and the next one's: a header that is indented deeper than an option before it would be
/// a part of that option's value.
fn header_indentation<'t>(text: &'t str, outline: &Outline, section: &SectionSpan) -> &'t str {
    let own = section.header(text).indentation(text);
    let next = outline.sections.iter().find(|other| other.header(text).start > section.header(text).start);
    let next = next.map_or("", |next| next.header(text).indentation(text));
    if next.chars().count() > own.chars().count() { next } else { own }
}

/// What ends lines around `line`: its own terminator, or for a last line without one that of the first line.
fn terminator(text: &str, line: Line) -> &str {
    let first = || Line::at(text, 0).map(|first| first.terminator(text)).filter(|terminator| !terminator.is_empty());
    match line.terminator(text) {
        "" => first().unwrap_or("\n"),
        own => own,
    }
}

fn last_line(text: &str) -> Line {
    line_before(text, text.len()).unwrap_or(Line { start: 0, end: 0, next: 0 })
}

/// The line that ends where the line at `start` begins.
fn line_before(text: &str, start: usize) -> Option<Line> {
    let mark = byte_order_mark(text).len();
    if start <= mark {
        return None;
    }
    let content = text[..start].strip_suffix('\n').map_or(&text[..start], |rest| rest);
    let content = content.strip_suffix('\r').unwrap_or(content);
    let begin = content.rfind(['\n', '\r']).map_or(mark, |end| end + 1);
    Line::at(text, begin)
}

/// A text whose last line had no terminator goes on having none.
fn keep_missing_newline(old: &str, mut new: String) -> String {
    let is_ended = |text: &str| text.is_empty() || text.ends_with(['\n', '\r']);
    if !is_ended(old) && is_ended(&new) {
        let kept = new.strip_suffix('\n').unwrap_or(&new);
        let kept = kept.strip_suffix('\r').unwrap_or(kept).len();
        new.truncate(kept);
    }
    new
}
