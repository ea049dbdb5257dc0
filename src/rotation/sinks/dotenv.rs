//! Dotenv files: one variable's value changed, every other byte kept.
//!
//! Owns where assignments stand: comments, `export`, the three quotes, values of several lines. The syntax is what
//! dotenv (Node.js), python-dotenv and `source` of a shell have in common; no expansion is done. Pure, no I/O.

use std::ops::Range;

use crate::error::{Failure, Kind};

/// What a file gets that has no such variable yet, and the default of the sink.
pub const DEFAULT_VARIABLE: &str = "BASETEN_API_KEY";

/// Whether `name` can be a variable of every reader: a letter or `_`, then letters, digits and `_`.
#[must_use]
pub fn is_variable(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The value of `variable` as it is written, with its quotes. Of several the last counts, as every reader has it.
#[must_use]
pub fn written<'t>(text: &'t str, variable: &str) -> Option<&'t str> {
    let found = assignments(text).into_iter().rev().find(|assignment| assignment.name == variable)?;
    Some(&text[found.value])
}

/// The value without the quotes around it.
#[must_use]
pub fn unquoted(written: &str) -> &str {
    match written.as_bytes() {
        [first @ (b'"' | b'\'' | b'`'), .., last] if first == last => &written[1..written.len() - 1],
        _ => written,
    }
}

/// `text` with `value` for `variable` wherever it is assigned, in the quotes that are there; at the end where it is
/// not assigned yet.
///
/// # Errors
///
/// [`Kind::Invalid`] for a value that some reader would take for something else than itself.
pub fn set(text: &str, variable: &str, value: &str) -> Result<String, Failure> {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+' | b'/' | b'=' | b'~');
    if !value.bytes().all(plain) {
        return Err(Failure::new(Kind::Invalid, "the key has characters that a dotenv file cannot hold unambiguously"));
    }
    let quoted = |old: &str| match old.as_bytes() {
        [quote @ (b'"' | b'\'' | b'`'), .., last] if quote == last => format!("{0}{value}{0}", char::from(*quote)),
        _ => value.to_owned(),
    };
    Ok(replace(text, variable, quoted).unwrap_or_else(|| append(text, variable, value)))
}

/// `text` with what was written for `variable` before: the same characters, or no assignment at all.
#[must_use]
pub fn put_back(text: &str, variable: &str, before: Option<&str>) -> String {
    match before {
        Some(before) => {
            replace(text, variable, |_| before.to_owned()).unwrap_or_else(|| append(text, variable, before))
        }
        None => without(text, variable),
    }
}

struct Assignment<'t> {
    name: &'t str,
    exported: bool,
    line: usize,
    value: Range<usize>,
}

fn replace(text: &str, variable: &str, new: impl Fn(&str) -> String) -> Option<String> {
    let mut changed = String::with_capacity(text.len() + 64);
    let mut kept = 0;
    for assignment in assignments(text).iter().filter(|assignment| assignment.name == variable) {
        changed += &text[kept..assignment.value.start];
        changed += &new(&text[assignment.value.clone()]);
        kept = assignment.value.end;
    }
    (kept > 0).then(|| changed + &text[kept..])
}

fn append(text: &str, variable: &str, value: &str) -> String {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { ending };
    let export = if assignments(text).iter().any(|assignment| assignment.exported) { "export " } else { "" };
    format!("{text}{gap}{export}{variable}={value}{ending}")
}

fn without(text: &str, variable: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut kept = 0;
    for assignment in assignments(text).iter().filter(|assignment| assignment.name == variable) {
        rest += &text[kept..assignment.line];
        kept = next_line(text, assignment.value.end);
    }
    rest + &text[kept..]
}

fn assignments(text: &str) -> Vec<Assignment<'_>> {
    let mut found = Vec::new();
    // A byte order mark belongs to no name.
    let mut line = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while line < text.len() {
        let assignment = assignment(text, line);
        let end = assignment.as_ref().map_or(line, |assignment| assignment.value.end);
        found.extend(assignment);
        line = next_line(text, end);
    }
    found
}

fn assignment(text: &str, line: usize) -> Option<Assignment<'_>> {
    let start = skip_blanks(text, line);
    let after_export = text[start..].strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t']));
    let exported = after_export.is_some();
    let name_start = if exported { skip_blanks(text, start + "export".len()) } else { start };
    let in_name = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-');
    let name = text[name_start..].split(|character| !in_name(character)).next().filter(|name| !name.is_empty())?;
    let equals = skip_blanks(text, name_start + name.len());
    text[equals..].starts_with('=').then(|| Assignment { name, exported, line, value: value(text, equals + 1) })
}

fn value(text: &str, after_equals: usize) -> Range<usize> {
    let start = skip_blanks(text, after_equals);
    let quote = text[start..].bytes().next().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    if let Some(end) = quote.and_then(|quote| closing(text, start + 1, quote)) {
        return start..end;
    }
    let rest = text[start..].split('\n').next().unwrap_or_default();
    let comment = rest.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || rest[..*at].ends_with([' ', '\t']));
    let written = rest[..comment.unwrap_or(rest.len())].trim_end();
    // An empty value stands right behind the `=`, whatever blanks there are before a comment.
    if written.is_empty() { after_equals..after_equals } else { start..start + written.len() }
}

/// Where the quoted value that starts at `start` ends, behind its closing quote. Only double quotes know a backslash.
fn closing(text: &str, start: usize, quote: u8) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        if escaped {
            escaped = false;
        } else if byte == b'\\' && quote == b'"' {
            escaped = true;
        } else if byte == quote {
            return Some(at + 1);
        }
    }
    None
}

fn skip_blanks(text: &str, from: usize) -> usize {
    from + text[from..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn next_line(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |end| from + end + 1)
}

#[cfg(test)]
mod tests {
    use super::{put_back, set, unquoted, written};

    const NAME: &str = "BASETEN_API_KEY";

    #[test]
    fn only_the_value_changes_whatever_stands_around_it() {
        for (before, after) in [
            ("BASETEN_API_KEY=old\n", "BASETEN_API_KEY=new\n"),
            (
                "A=1\n  export\tBASETEN_API_KEY = 'old' # mine\r\nB=2",
                "A=1\n  export\tBASETEN_API_KEY = 'new' # mine\r\nB=2",
            ),
            ("BASETEN_API_KEY=\"o\\\"ld\"", "BASETEN_API_KEY=\"new\""),
            ("BASETEN_API_KEY=old # why\r\n", "BASETEN_API_KEY=new # why\r\n"),
            ("BASETEN_API_KEY=a#b\n", "BASETEN_API_KEY=new\n"),
            ("BASETEN_API_KEY=\n", "BASETEN_API_KEY=new\n"),
            ("BASETEN_API_KEY= # none yet\n", "BASETEN_API_KEY=new # none yet\n"),
            ("BASETEN_API_KEY=`old`\nBASETEN_API_KEY=twice\n", "BASETEN_API_KEY=`new`\nBASETEN_API_KEY=new\n"),
            ("\u{feff}BASETEN_API_KEY=old", "\u{feff}BASETEN_API_KEY=new"),
            ("BASETEN_API_KEY='never closed\nA=1\n", "BASETEN_API_KEY=new\nA=1\n"),
        ] {
            // An unclosed quote is no quote: what replaces it has none.
            assert_eq!(set(before, NAME, "new").expect("settable"), after, "{before:?}");
        }
    }

    #[test]
    fn what_only_looks_like_the_variable_stays() {
        for text in [
            "# BASETEN_API_KEY=old\n",
            "MY_BASETEN_API_KEY=old\n",
            "BASETEN_API_KEY_2=old\n",
            "CERT=\"-----BEGIN\nBASETEN_API_KEY=inside\n-----END\"\n",
            "BASETEN_API_KEY\n",
            "exportBASETEN_API_KEY=old\n",
        ] {
            assert_eq!(set(text, NAME, "new").expect("settable"), format!("{text}BASETEN_API_KEY=new\n"), "{text:?}");
        }
    }

    #[test]
    fn a_new_variable_goes_to_the_end_in_the_files_own_style() {
        assert_eq!(set("", NAME, "new").expect("settable"), "BASETEN_API_KEY=new\n");
        assert_eq!(set("A=1", NAME, "new").expect("settable"), "A=1\nBASETEN_API_KEY=new\n");
        assert_eq!(
            set("export A=1\r\n", NAME, "new").expect("settable"),
            "export A=1\r\nexport BASETEN_API_KEY=new\r\n"
        );
    }

    #[test]
    fn what_was_written_comes_back_to_the_letter() {
        for text in ["A=1\nexport BASETEN_API_KEY = 'old' # mine\n", "A=1\n", "", "BASETEN_API_KEY=\"o\\\"ld\"\n"] {
            let before = written(text, NAME);
            let changed = set(text, NAME, "new").expect("settable");
            assert_eq!(unquoted(written(&changed, NAME).expect("set")), "new");
            assert_eq!(put_back(&changed, NAME, before), text);
        }
    }

    #[test]
    fn a_value_that_needs_quoting_rules_is_refused() {
        for value in ["a$b", "a\"b", "a'b", "a#b", "a\\b", "a`b"] {
            assert!(set("", NAME, value).is_err(), "{value}");
        }
    }
}
