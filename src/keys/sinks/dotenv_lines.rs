//! Where assignments stand in a dotenv file, and where its readers do not agree.
//!
//! Owns comments, `export`, quotes, values of several lines and here-documents. The rules are those that a POSIX shell
//! (`set -a; . FILE`), python-dotenv and dotenv of Node.js have in common; a line that they read differently is noted.

use std::ops::Range;

/// The quotes that all readers know; a backtick is a command to a shell.
pub(crate) const QUOTES: [u8; 2] = [b'"', b'\''];

pub(crate) struct Assignment<'t> {
    pub(crate) name: &'t str,
    pub(crate) is_exported: bool,
    /// Where its line starts.
    pub(crate) line: usize,
    /// The value as it is written, with its quotes.
    pub(crate) written: Range<usize>,
    /// Whether nothing but a comment follows the closing quote.
    pub(crate) is_whole: bool,
}

impl Assignment<'_> {
    /// The value without quotes around it.
    pub(crate) fn value<'t>(&self, text: &'t str) -> &'t str {
        unquoted(&text[self.written.clone()])
    }
}

/// A file's assignments in their order.
#[derive(Default)]
pub(crate) struct Lines<'t> {
    pub(crate) assignments: Vec<Assignment<'t>>,
    /// Those in the body of a here-document: text to a shell, assignments to dotenv tools.
    pub(crate) in_documents: Vec<Assignment<'t>>,
    /// The number of the first line that readers take differently.
    pub(crate) ambiguous: Option<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let mut lines = Self::default();
        // A byte order mark belongs to no name.
        let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut number = 1;
        let mut document: Option<Range<usize>> = None;
        while at < text.len() {
            let in_document = document.as_ref().is_some_and(|body| body.contains(&at));
            let assignment = assignment(text, at);
            let end = assignment.as_ref().map_or(at, |assignment| assignment.written.end);
            let next = next_line(text, end);
            if !in_document && is_ambiguous(text, at..next, assignment.as_ref()) {
                lines.ambiguous.get_or_insert(number);
            }
            if !in_document && assignment.as_ref().is_none_or(|it| !text[it.written.clone()].starts_with(['"', '\''])) {
                document = here_document(text, at..next);
            }
            let list = if in_document { &mut lines.in_documents } else { &mut lines.assignments };
            list.extend(assignment);
            number += text[at..next].matches('\n').count();
            at = next;
        }
        lines
    }

    pub(crate) fn of_variable(&self, name: &str) -> impl Iterator<Item = &Assignment<'t>> {
        self.assignments.iter().filter(move |assignment| assignment.name == name)
    }
}

/// The value without the quotes around it.
pub(crate) fn unquoted(written: &str) -> &str {
    match written.as_bytes() {
        [first, .., last] if first == last && QUOTES.contains(first) => &written[1..written.len() - 1],
        _ => written,
    }
}

fn assignment(text: &str, line: usize) -> Option<Assignment<'_>> {
    let start = skip_blanks(text, line);
    let is_exported = text[start..].strip_prefix("export").is_some_and(|rest| rest.starts_with([' ', '\t']));
    let name_start = if is_exported { skip_blanks(text, start + "export".len()) } else { start };
    let in_name = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-');
    let name = text[name_start..].split(|character| !in_name(character)).next().filter(|name| !name.is_empty())?;
    let equals = skip_blanks(text, name_start + name.len());
    if !text[equals..].starts_with('=') {
        return None;
    }
    let (written, is_whole) = value(text, equals + 1);
    Some(Assignment { name, is_exported, line, written, is_whole })
}

fn value(text: &str, after_equals: usize) -> (Range<usize>, bool) {
    let start = skip_blanks(text, after_equals);
    let quote = text[start..].bytes().next().filter(|byte| QUOTES.contains(byte));
    if let Some(end) = quote.and_then(|quote| closing(text, start + 1, quote)) {
        let rest = text[end..].split('\n').next().unwrap_or_default().trim_end();
        let is_whole = rest.is_empty() || rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#');
        return (start..end, is_whole);
    }
    let rest = text[start..].split('\n').next().unwrap_or_default();
    let comment = rest.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || rest[..*at].ends_with([' ', '\t']));
    let written = rest[..comment.unwrap_or(rest.len())].trim_end();
    // An empty value stands right behind the `=`, whatever blanks there are before a comment.
    let range = if written.is_empty() { after_equals..after_equals } else { start..start + written.len() };
    (range, quote.is_none())
}

/// Where the quoted value that starts at `start` ends, behind its closing quote. Only double quotes know a backslash.
fn closing(text: &str, start: usize, quote: u8) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = quote == b'"',
            _ if byte == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether a shell goes on where dotenv tools stop, or the other way round: a quote that stays open, a line that a
/// backslash joins to the next, and a quote behind a backslash in single quotes, which ends them for a shell alone.
fn is_ambiguous(text: &str, lines: Range<usize>, assignment: Option<&Assignment<'_>>) -> bool {
    let quoted = assignment.filter(|it| it.value(text).len() < it.written.len());
    let rest = match quoted {
        Some(it) if text[it.written.clone()].starts_with('\'') && text[it.written.clone()].contains("\\'") => {
            return true;
        }
        Some(it) => &text[it.written.end..lines.end],
        None => &text[lines],
    };
    let rest = rest.trim_end_matches(['\n', '\r']);
    let (mut quote, mut is_escaped, mut before) = (None, false, ' ');
    for character in rest.chars() {
        match (quote, character) {
            _ if is_escaped => is_escaped = false,
            (None | Some('"'), '\\') => is_escaped = true,
            (None, '#') if before.is_whitespace() => return false,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
        before = character;
    }
    is_escaped || quote.is_some()
}

/// The body of a here-document that begins on this line, if one does and it ends.
fn here_document(text: &str, line: Range<usize>) -> Option<Range<usize>> {
    let content = text[line.clone()].trim_end();
    if content.trim_start().starts_with('#') {
        return None;
    }
    let (_, operand) = content.split_once("<<")?;
    let word = operand.trim_start_matches('-').trim_start().trim_start_matches(['\'', '"', '\\']);
    let word = word.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').next()?;
    let mut at = line.end;
    while at < text.len() && !word.is_empty() {
        let next = next_line(text, at);
        if text[at..next].trim_end().trim_start_matches('\t') == word {
            return Some(line.end..at);
        }
        at = next;
    }
    None
}

fn skip_blanks(text: &str, from: usize) -> usize {
    from + text[from..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn next_line(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |end| from + end + 1)
}
