//! Sentences on a terminal: broken between words, but not within a command in backticks, which may be copied.

use unicode_width::UnicodeWidthStr as _;

/// `text` in lines of `width` columns at the most, as far as its words allow; `indent` stands before each but the first.
pub(crate) fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let line = lines.last_mut().expect("there is a first line");
        if line.trim().is_empty() {
            line.push_str(word);
        } else if line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(format!("{indent}{word}"));
        }
    }
    lines.join("\n")
}

/// The parts of `text` between spaces that are in no backticks.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    text.split(move |character| {
        is_quoted ^= character == '`';
        character == ' ' && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_end_between_words_and_commands_stay_whole() {
        let text = "revoke keys that nobody uses: `truss keys revoke abcd1234`, or 日本語";
        assert_eq!(wrap(text, 80, "  "), text);
        assert_eq!(wrap(text, 31, "  "), "revoke keys that nobody uses:\n  `truss keys revoke abcd1234`,\n  or 日本語");
        // What is too long for a line has one of its own.
        assert_eq!(
            wrap(text, 20, "  "),
            "revoke keys that\n  nobody uses:\n  `truss keys revoke abcd1234`,\n  or 日本語"
        );
    }
}
