//! Dotenv files: the values of one variable changed, every other byte kept.
//!
//! Owns which assignments are replaced, and undoing that. Leaves where assignments stand to `dotenv_lines`. Pure, no I/O.

use std::fmt::Write as _;

use crate::error::{Failure, Kind};
use crate::keys::sinks::dotenv_lines::{Assignment, Lines, QUOTES, unquoted};
use crate::keys::sinks::is_key;

/// What a file gets that has no variable with the old key.
pub(crate) const DEFAULT_VARIABLE: &str = "BASETEN_API_KEY";

/// Whether `name` can be a variable of every reader: a letter or `_`, then letters, digits and `_`.
pub(crate) fn is_variable(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The variables whose value is the key of this prefix.
pub(crate) fn holders(text: &str, prefix: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for assignment in Lines::of(text).assignments {
        if is_key(assignment.value(text), prefix) && !names.iter().any(|name| name == assignment.name) {
            names.push(assignment.name.to_owned());
        }
    }
    names.retain(|name| value(text, name).is_some_and(|value| is_key(value, prefix)));
    names
}

/// The value of `variable`. Of several the last counts, as every reader has it.
pub(crate) fn value<'t>(text: &'t str, variable: &str) -> Option<&'t str> {
    Lines::of(text).of_variable(variable).last().map(|assignment| assignment.value(text))
}

/// What is written for each assignment of `variable`, to the letter.
pub(crate) fn written(text: &str, variable: &str) -> Vec<String> {
    Lines::of(text).of_variable(variable).map(|assignment| text[assignment.written.clone()].to_owned()).collect()
}

/// `text` with `new` for the last assignment of `variable`, and for those before it that hold the key of the prefix
/// `old`; at the end where it is not assigned yet.
pub(crate) fn set(text: &str, variable: &str, new: &str, old: Option<&str>) -> Result<String, Failure> {
    let refusal = |why: String| Failure::new(Kind::Unsafe, format!("a dotenv file cannot hold the key: {why}"));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if !new.bytes().all(is_plain) {
        return Err(refusal("it has characters that need quoting rules".to_owned()));
    }
    let lines = Lines::of(text);
    let last = lines.of_variable(variable).last().map(|last| last.written.start);
    let is_replaced =
        |it: &Assignment<'_>| Some(it.written.start) == last || old.is_some_and(|old| is_key(it.value(text), old));
    let mut changed = String::with_capacity(text.len() + 2 * new.len());
    let mut copied = 0;
    for assignment in lines.of_variable(variable).filter(|assignment| is_replaced(assignment)) {
        changed += &text[copied..assignment.written.start];
        match text[assignment.written.clone()].as_bytes() {
            [quote, .., end] if quote == end && QUOTES.contains(quote) => {
                // Writing to a String does not fail.
                let _ = write!(changed, "{0}{new}{0}", char::from(*quote));
            }
            _ => changed += new,
        }
        copied = assignment.written.end;
    }
    changed += &text[copied..];
    if last.is_none() {
        append(&mut changed, &lines, variable, new);
    }
    match reading(&changed, variable) {
        Ok(read) if read == new => Ok(changed),
        Ok(_) => Err(refusal(format!("what is written for `{variable}` does not read as it"))),
        Err(line) => Err(refusal(format!("line {line} is read differently by a shell and by dotenv tools"))),
    }
}

/// `text` with what was `written` for `variable` before, where the key of the prefix `new` stands now. A line that was
/// not there goes; `was_cut` says that the last line had no end. `None` when the new key does not stand as often as
/// [`set`] wrote it in the place of the key of the prefix `old`: then it is not known which of them was what.
pub(crate) fn put_back(
    text: &str,
    variable: &str,
    written: &[String],
    (old, new): (Option<&str>, &str),
    was_cut: bool,
) -> Option<String> {
    let last = written.len().saturating_sub(1);
    let is_replaced =
        |(index, before): &(usize, &String)| *index == last || old.is_some_and(|old| is_key(unquoted(before), old));
    let replaced: Vec<&String> = written.iter().enumerate().filter(is_replaced).map(|(_, before)| before).collect();
    let lines = Lines::of(text);
    let now: Vec<_> = lines.of_variable(variable).filter(|assignment| is_key(assignment.value(text), new)).collect();
    if now.is_empty() {
        return Some(text.to_owned());
    }
    if now.len() != replaced.len().max(1) {
        return None;
    }
    let mut rest = String::with_capacity(text.len());
    let mut copied = 0;
    for (index, assignment) in now.into_iter().enumerate() {
        match replaced.get(index) {
            Some(before) => {
                rest += &text[copied..assignment.written.start];
                rest += before;
                copied = assignment.written.end;
            }
            None => {
                rest += &text[copied..assignment.line];
                let end = assignment.written.end;
                copied = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
                if was_cut && copied == text.len() {
                    // What was appended before it, see `append`: a `\r` of its own may be the last byte.
                    let has_other = rest.strip_suffix("\r\n").is_some_and(|before| before.contains("\r\n"));
                    let cut = rest.strip_suffix(if has_other { "\r\n" } else { "\n" }).map_or(rest.len(), str::len);
                    rest.truncate(cut);
                }
            }
        }
    }
    Some(rest + &text[copied..])
}

/// What all readers find for `variable`; the number of the first line about which they do not agree.
fn reading<'t>(text: &'t str, variable: &str) -> Result<&'t str, usize> {
    let lines = Lines::of(text);
    if let Some(line) = lines.ambiguous {
        return Err(line);
    }
    let last = lines.of_variable(variable).last();
    let in_document = lines.in_documents.iter().rfind(|it| it.name == variable);
    match (last, in_document) {
        (Some(last), Some(other)) if other.line > last.line => Err(line_number(text, other.line)),
        (Some(last), _) if !last.is_whole => Err(line_number(text, last.line)),
        (Some(last), _) => Ok(unquoted(&text[last.written.clone()])),
        (None, _) => Ok(""),
    }
}

fn line_number(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn append(text: &mut String, lines: &Lines<'_>, variable: &str, value: &str) {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { ending };
    let export = if lines.assignments.iter().any(|assignment| assignment.is_exported) { "export " } else { "" };
    let _ = write!(text, "{gap}{export}{variable}={value}{ending}");
}

#[cfg(test)]
mod tests {
    use super::{holders, put_back, set, value, written};

    const NAME: &str = "BASETEN_API_KEY";
    const OLD: &str = "old12345.OLDOLD";
    const NEW: &str = "new12345.NEWNEW";

    fn changed(text: &str) -> Option<String> {
        set(text, NAME, NEW, Some("old12345")).ok()
    }

    fn back(after: &str, before: &str, was_cut: bool) -> Option<String> {
        put_back(after, NAME, &written(before, NAME), (Some("old12345"), "new12345"), was_cut)
    }

    #[test]
    fn only_the_value_changes_whatever_stands_around_it_and_comes_back_to_the_letter() {
        for text in [
            "BASETEN_API_KEY=OLD\n",
            "A=1\n  export\tBASETEN_API_KEY = 'OLD' # mine\r\nB=2",
            "BASETEN_API_KEY=OLD # why\r\n",
            "BASETEN_API_KEY='OLD'\nBASETEN_API_KEY=OLD\n",
            "BASETEN_API_KEY=another\nBASETEN_API_KEY=\"OLD\"\nBASETEN_API_KEY_2=x\n",
            "\u{feff}BASETEN_API_KEY=OLD",
            "J={\"a\": \"b\"}\nBASETEN_API_KEY=OLD\n",
            "cat <<EOF\nBASETEN_API_KEY=inside\nEOF\nexport BASETEN_API_KEY=OLD\n",
            "CERT=\"-----BEGIN\nBASETEN_API_KEY=inside\n-----END\"\nBASETEN_API_KEY=OLD\n",
        ] {
            let before = text.replace("OLD", OLD);
            let after = changed(&before).unwrap_or_else(|| panic!("{text:?} can be changed"));
            assert_eq!(after, text.replace("OLD", NEW), "{text:?}");
            assert_eq!(back(&after, &before, false).as_deref(), Some(before.as_str()));
        }
    }

    #[test]
    fn each_value_comes_back_to_its_line_among_others_and_none_where_that_is_not_known() {
        let fill = |text: &str| text.replace("OLD", OLD).replace("NEW", NEW).replace("X", NAME);
        for (before, after, expected) in [
            ("X=OLD\n", "X=mine\nX=NEW\n", Some("X=mine\nX=OLD\n")),
            ("X=OLD\n", "X=NEW\nX=mine\n", Some("X=OLD\nX=mine\n")),
            ("X='OLD'\nX=OLD\n", "X=mine\nX='NEW'\nX=NEW\n", Some("X=mine\nX='OLD'\nX=OLD\n")),
            ("X=a\nX=OLD\n", "X=NEW\n", Some("X=OLD\n")),
            ("", "X=mine\nX=NEW\n", Some("X=mine\n")),
            ("X=OLD\n", "X=mine\n", Some("X=mine\n")),
            ("X=OLD\n", "X=NEW\nX=NEW\n", None),
            ("X='OLD'\nX=OLD\n", "X=NEW\n", None),
            ("", "X=NEW\nX=NEW\n", None),
        ] {
            assert_eq!(back(&fill(after), &fill(before), false), expected.map(fill), "{before:?} {after:?}");
        }
    }

    #[test]
    fn a_new_variable_goes_to_the_end_in_the_files_own_style_and_goes_again() {
        for (before, after) in [
            ("", "BASETEN_API_KEY=NEW\n"),
            ("A=1", "A=1\nBASETEN_API_KEY=NEW\n"),
            ("A=1\n\n", "A=1\n\nBASETEN_API_KEY=NEW\n"),
            ("export A=1\r\n", "export A=1\r\nexport BASETEN_API_KEY=NEW\r\n"),
            ("export A=1\r\nB=2", "export A=1\r\nB=2\r\nexport BASETEN_API_KEY=NEW\r\n"),
            ("BASETEN_API_KEY= # none yet\n", "BASETEN_API_KEY=NEW # none yet\n"),
            ("# BASETEN_API_KEY=old\n", "# BASETEN_API_KEY=old\nBASETEN_API_KEY=NEW\n"),
        ] {
            let after = after.replace("NEW", NEW);
            assert_eq!(changed(before).as_deref(), Some(after.as_str()), "{before:?}");
            let is_cut = !before.is_empty() && !before.ends_with('\n');
            assert_eq!(back(&after, before, is_cut).as_deref(), Some(before));
        }
    }

    #[test]
    fn what_readers_do_not_agree_on_is_refused() {
        for text in [
            "BASETEN_API_KEY=\"OLD\"b\n",
            "A=it's\nBASETEN_API_KEY=OLD\n",
            "A='never closed\nBASETEN_API_KEY=OLD\n",
            "A=1\\\nBASETEN_API_KEY=OLD\n",
            "A='it\\'s'\nBASETEN_API_KEY=OLD\n",
            "BASETEN_API_KEY=OLD\ncat <<EOF\nBASETEN_API_KEY=inside\nEOF\n",
        ] {
            assert_eq!(changed(&text.replace("OLD", OLD)), None, "{text:?}");
        }
        for new in ["a$b", "a\"b", "a'b", "a#b", "a\\b", "a`b", "a b"] {
            assert!(set("", NAME, new, None).is_err(), "{new}");
        }
    }

    #[test]
    fn the_last_assignment_counts_and_holders_are_found_by_it() {
        let text = format!("A={OLD}\nB='{OLD}'\nB=x\nC=\"{OLD}\"\nD={OLD}#c\nE=old12345\n");
        assert_eq!(holders(&text, "old12345"), ["A", "C"]);
        assert_eq!(value(&text, "B"), Some("x"));
        assert_eq!(value(&text, "Z"), None);
    }
}
