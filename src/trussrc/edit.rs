//! The new text of each kind of change, as few lines apart from the old one as can be.
//!
//! Nothing here needs to be right about every layout: `document` takes no text that does not read as meant.

use std::borrow::Cow;

use ini::{Ini, Properties};

use crate::trussrc::classify::{DEFAULT_SECTION, byte_order_mark, lowered, strip};
use crate::trussrc::error::Error;
use crate::trussrc::interpolation::escape;
use crate::trussrc::lines::{Kind, Lines};

/// What stands between a new option's name and its value.
const SEPARATOR: &str = " = ";

/// Checks that a header can hold `name` and that it names no special section.
pub(crate) fn check_section(name: &str) -> Result<(), Error> {
    if name == DEFAULT_SECTION {
        return Err(Error::DefaultSection);
    }
    if name.is_empty() || name.contains(char::is_control) {
        return Err(Error::SectionName(name.to_owned()));
    }
    Ok(())
}

/// The option's name as it is written and read.
pub(crate) fn checked_option(name: &str) -> Result<Cow<'_, str>, Error> {
    let lowered = lowered(name);
    let is_odd = lowered.is_empty()
        || strip(&lowered) != lowered
        || lowered.starts_with(['#', ';', '['])
        || lowered.contains(|character: char| matches!(character, '=' | ':') || character.is_control());
    if is_odd { Err(Error::OptionName(name.to_owned())) } else { Ok(lowered) }
}

pub(crate) fn checked_value(option: &str, value: &str) -> Result<String, Error> {
    let problem = if value.contains(['\n', '\r']) {
        "has a line break"
    } else if strip(value) != value {
        "starts or ends with a space"
    } else if value.contains('\0') {
        "has a NUL character"
    } else {
        return Ok(escape(value));
    };
    Err(Error::Value { option: option.to_owned(), problem })
}

/// Puts `raw` in the place of an option's value: name, separator and comments stay, further lines of the value go.
pub(crate) fn replace_value(lines: &Lines, option: usize, raw: &str) -> String {
    let value = lines.value(option);
    let mut result = lines.text()[..value.start].to_owned();
    if value.is_empty() && result.ends_with(" =") {
        result.push(' ');
    }
    result.push_str(raw);
    result.push_str(lines.terminator(option));
    push_after_option(lines, option, &mut result);
    keep_missing_newline(lines.text(), result)
}

/// Puts an option after the section's last one, indented as deep as that or as the header is.
pub(crate) fn insert_option(lines: &Lines, section: usize, name: &str, raw: &str) -> String {
    let indentation = match lines.options(section).next_back() {
        Some(option) => lines.indentation(option),
        None => header_indentation(lines, section),
    };
    let after = last_line(lines, section);
    let end = lines.start(after + 1);
    let (before, rest) = lines.text().split_at(end - lines.terminator(after).len());
    let newline = newline(lines, after);
    format!("{before}{newline}{indentation}{name}{SEPARATOR}{raw}{rest}")
}

pub(crate) fn append_section(lines: &Lines, section: &str, options: &Properties) -> String {
    let options = options.iter().map(|(name, raw)| format!("{name}{SEPARATOR}{raw}"));
    let added: Vec<String> = [format!("[{section}]")].into_iter().chain(options).collect();
    let text = lines.text();
    let Some(last) = lines.len().checked_sub(1) else {
        return format!("{}{}\n", byte_order_mark(text), added.join("\n"));
    };
    let (newline, terminator) = (newline(lines, last), lines.terminator(last));
    let blank = if lines.kind(last) == Some(Kind::Blank) { "" } else { newline };
    format!("{}{newline}{blank}{}{terminator}", &text[..text.len() - terminator.len()], added.join(newline))
}

/// Takes an option's lines away, but not the comments among them.
pub(crate) fn remove_option(lines: &Lines, option: usize) -> String {
    let mut result = lines.text()[..lines.start(option)].to_owned();
    push_after_option(lines, option, &mut result);
    keep_missing_newline(lines.text(), result)
}

/// Takes a section's lines away, and the blank line before it where two would be left or the text would end with it.
pub(crate) fn remove_section(lines: &Lines, section: usize) -> String {
    let after = last_line(lines, section) + 1;
    let is_blank = |line: usize| lines.kind(line) == Some(Kind::Blank);
    let is_blank_after = after == lines.len() || is_blank(after);
    let takes_blank = is_blank_after && section.checked_sub(1).is_some_and(is_blank);
    let start = lines.start(if takes_blank { section - 1 } else { section });
    let text = lines.text();
    keep_missing_newline(text, format!("{}{}", &text[..start], &text[lines.start(after)..]))
}

/// Whether two models say the same: the same sections in the same order, each with the same options.
pub(crate) fn same(left: &Ini, right: &Ini) -> bool {
    let alike = |(left, right): (&Properties, &Properties)| {
        left.len() == right.len() && left.iter().all(|(name, value)| right.get(name) == Some(value))
    };
    left.sections().eq(right.sections()) && left.iter().map(|(_, p)| p).zip(right.iter().map(|(_, p)| p)).all(alike)
}

/// The last line of the section's last option, or its header.
fn last_line(lines: &Lines, section: usize) -> usize {
    lines.options(section).next_back().map_or(section, |option| lines.further(option).end - 1)
}

/// Goes on after an option's first line: its further lines are left out, comments and blank lines among them are not.
fn push_after_option(lines: &Lines, option: usize, result: &mut String) {
    let further = lines.further(option);
    let kept = further.clone().filter(|line| lines.kind(*line) != Some(Kind::Continuation));
    kept.for_each(|line| result.push_str(lines.whole(line)));
    result.push_str(&lines.text()[lines.start(further.end)..]);
}

/// The deeper of this header's and the next one's: a header that is indented deeper than an option before it would be
/// a part of that option's value.
fn header_indentation(lines: &Lines, section: usize) -> &str {
    let own = lines.indentation(section);
    let next = lines.sections().find(|other| *other > section).map_or("", |next| lines.indentation(next));
    if next.chars().count() > own.chars().count() { next } else { own }
}

/// What ends lines around `line`: its own terminator, or for a last line without one that of the first line.
fn newline(lines: &Lines, line: usize) -> &str {
    [lines.terminator(line), lines.terminator(0)].into_iter().find(|end| !end.is_empty()).unwrap_or("\n")
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
