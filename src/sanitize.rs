//! Makes text from a server or a file harmless to a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

/// How many columns of a name a message shows.
const NAME_COLUMNS: usize = 64;
/// How many characters a column may have on average: an accent or two, but not a heap of them.
const CHARACTERS_PER_COLUMN: usize = 4;

/// `text` without control characters, and without the invisible characters that reorder or hide text: each
/// becomes `�`, but for line breaks and tabs, which stay. For messages of more than one line.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    replace(text, |character| matches!(character, '\n' | '\t'))
}

/// As [`clean`], on one line: for a name in a table or a message.
pub(crate) fn clean_line(text: &str) -> Cow<'_, str> {
    replace(text, |_| false)
}

/// The same JSON document in characters that are harmless: those that are not stand in it as `\u` escapes.
pub(crate) fn escape_json(document: &str) -> Cow<'_, str> {
    let harmful = |character: char| is_harmful(character) && !matches!(character, '\n' | '\t');
    if !document.contains(harmful) {
        return Cow::Borrowed(document);
    }
    let mut escaped = String::with_capacity(document.len());
    for character in document.chars() {
        match character {
            // Between values alone: in a text they are escaped already.
            '\r' => escaped.push(' '),
            _ if harmful(character) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a text does not fail.
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            }
            _ => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// A name in a message: one harmless line of 64 columns at the most. A name can be as long as a server likes, and
/// what it really is stands in the JSON.
pub(crate) fn display_name(name: &str) -> Cow<'_, str> {
    match clean_line(name) {
        Cow::Borrowed(text) => shorten(text, NAME_COLUMNS),
        Cow::Owned(text) => Cow::Owned(shorten(&text, NAME_COLUMNS).into_owned()),
    }
}

/// `text` in `width` columns: what does not fit gives way to an ellipsis, and so does what takes no column at all, such
/// as accents by the thousand.
pub(crate) fn shorten(text: &str, width: usize) -> Cow<'_, str> {
    let (mut columns, mut fits) = (0, 0);
    for (count, (start, character)) in text.char_indices().enumerate() {
        columns += character.width().unwrap_or(0);
        if columns > width || count >= width * CHARACTERS_PER_COLUMN {
            return Cow::Owned(format!("{}…", &text[..fits]));
        }
        // Room for the ellipsis has to be left.
        if columns < width {
            fits = start + character.len_utf8();
        }
    }
    Cow::Borrowed(text)
}

fn replace(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let harmful = |character: char| is_harmful(character) && !keep(character);
    if text.contains(harmful) { Cow::Owned(text.replace(harmful, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// Control characters (C0, C1, DEL), and format characters (Unicode's `Cf`), which are not seen and reorder or hide text,
/// as "Trojan Source" attacks do, but for those that join the letters of some languages and emoji; line and paragraph
/// separators, and the variation selectors that no text in use has.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::{clean, clean_line, display_name, escape_json, shorten};

    #[test]
    fn escape_sequences_and_bidi_overrides_do_not_pass() {
        assert_eq!(clean_line("a\u{1b}[2Jb\u{202e}c\u{9b}d\u{7f}\r\n"), "a�[2Jb�c�d���");
    }

    #[test]
    fn an_escaped_document_is_the_same_one() {
        let text = "a\u{1b}\u{9b}2J\u{7f}\u{202e}\u{ad}\u{e0041}\u{1d173} größe 👩\u{200d}💻\n\t\r";
        let document = serde_json::to_string_pretty(&[text]).expect("JSON") + "\r\n";
        let escaped = escape_json(&document);
        assert_eq!(serde_json::from_str::<[String; 1]>(&escaped).expect("JSON"), [text]);
        let expected = r#"a\u001b\u009b2J\u007f\u202e\u00ad\udb40\udc41\ud834\udd73 größe 👩‍💻\n\t\r"#;
        assert_eq!(escaped, format!("[\n  \"{expected}\"\n] \n"));
    }

    #[test]
    fn ordinary_text_of_any_language_passes_untouched() {
        for text in ["prod-1", "größe", "日本語", "🤫 emoji 👩‍💻", "עברית"] {
            assert_eq!(clean_line(text), text);
        }
    }

    #[test]
    fn what_is_too_wide_or_too_much_ends_in_an_ellipsis() {
        assert_eq!(shorten("abcd", 4), "abcd");
        assert_eq!(shorten("abcde", 4), "abc…");
        assert_eq!(shorten("日本語", 6), "日本語");
        assert_eq!(shorten("日本語", 5), "日本…");
        assert_eq!(display_name(&"x".repeat(10_000)).chars().count(), 64);
        let accents = format!("a{}", "\u{301}".repeat(10_000));
        assert!(display_name(&accents).chars().count() <= 257);
        assert_eq!(display_name("a\nerror: b"), "a�error: b");
    }

    #[test]
    fn line_breaks_stay_in_messages_only() {
        assert_eq!(clean("a\n\tb"), "a\n\tb");
        assert_eq!(clean_line("a\nb"), "a�b");
    }
}
