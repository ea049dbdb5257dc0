//! Makes text from a server or a file harmless to a terminal.
//!
//! Owns which characters may not reach one. Leaves cutting to a width to `table`.

use std::borrow::Cow;

/// `text` without control characters, and without the invisible characters that reorder or hide text: each
/// becomes `�`, but for line breaks and tabs, which stay. For messages of more than one line.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    replace(text, |character| matches!(character, '\n' | '\t'))
}

/// As [`clean`], on one line: for a name in a table or a message.
#[must_use]
pub fn clean_line(text: &str) -> Cow<'_, str> {
    replace(text, |_| false)
}

fn replace(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let harmful = |character: char| is_harmful(character) && !keep(character);
    if text.contains(harmful) { Cow::Owned(text.replace(harmful, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// Control characters (C0, C1, DEL), and the format characters of Unicode's "Trojan Source" attacks: bidi
/// embeddings, overrides, isolates and marks, zero-width characters, line and paragraph separators, the BOM and
/// tag characters.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{clean, clean_line};

    #[test]
    fn escape_sequences_and_bidi_overrides_do_not_pass() {
        assert_eq!(clean_line("a\u{1b}[2Jb\u{202e}c\u{9b}d\u{7f}\r\n"), "a�[2Jb�c�d���");
    }

    #[test]
    fn ordinary_text_of_any_language_passes_untouched() {
        for text in ["prod-1", "größe", "日本語", "🤫 emoji 👩‍💻", "עברית"] {
            assert_eq!(clean_line(text), text);
        }
    }

    #[test]
    fn line_breaks_stay_in_messages_only() {
        assert_eq!(clean("a\n\tb"), "a\n\tb");
        assert_eq!(clean_line("a\nb"), "a�b");
    }
}
