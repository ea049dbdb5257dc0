//! Bash's line as bash's own words: it splits at `:` and `=`, too, and inserts a candidate as it is.

use crate::completion::shell::Line;

/// What needs no quotes in a word; everything else that is ASCII does.
const PLAIN: &str = "_./:=@%+,-";

/// The word at the cursor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    raw: String,
    /// The quote that is open at its end.
    quote: Option<char>,
    /// How many bytes of `raw` stay, because bash puts a candidate behind them.
    kept: usize,
}

/// Reads a line up to the cursor. `replaced` is the part of it that bash replaces with a candidate.
pub(super) fn line(line: &str, replaced: &str) -> Option<Line> {
    let (mut words, mut word, mut start, mut quote) = (Vec::new(), None::<String>, line.len(), None);
    let mut characters = line.char_indices();
    while let Some((place, character)) = characters.next() {
        let is_blank = quote.is_none() && matches!(character, ' ' | '\t' | '\n');
        if is_blank {
            words.extend(word.take());
            continue;
        }
        if word.is_none() {
            start = place;
        }
        let text = word.get_or_insert_default();
        match (character, quote) {
            ('\'' | '"', None) => quote = Some(character),
            (_, Some(open)) if character == open => quote = None,
            ('\\', None | Some('"')) => text.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => text.push(character),
        }
    }
    let raw = if word.is_some() { line[start..].to_owned() } else { String::new() };
    let kept = raw.strip_suffix(replaced)?.len();
    // The first word is the program.
    let before = words.get(1..)?.to_vec();
    Some(Line { before, current: word.unwrap_or_default(), in_bash: Some(Word { raw, quote, kept }) })
}

impl Word {
    /// `value` as bash is to insert it; `None` when it does not begin as the word does, or cannot be written so.
    pub(super) fn insert(&self, value: &str, current: &str) -> Option<String> {
        if !value.starts_with(current) {
            return None;
        }
        let quoted = match self.quote {
            // Inside quotes nothing can be written that ends them or is expanded in them.
            Some(quote) if value.contains(if quote == '"' { &['"', '$', '`', '\\', '!'][..] } else { &['\''] }) => None,
            Some(_) => Some(self.raw.clone() + &value[current.len()..]),
            // Quotes in the middle of what was typed: bash would not find it again.
            None if unquoted(current) != self.raw && current != self.raw => None,
            None => Some(unquoted(value)),
        }?;
        quoted.get(self.kept..).map(str::to_owned)
    }
}

/// `value` with a backslash before each character that means something.
fn unquoted(value: &str) -> String {
    let mut text = String::new();
    for character in value.chars() {
        if character.is_ascii() && !character.is_ascii_alphanumeric() && !PLAIN.contains(character) {
            text.push('\\');
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::line;

    fn words(text: &str, replaced: &str) -> (Vec<String>, String) {
        let line = line(text, replaced).expect("a line");
        (line.before, line.current)
    }

    fn inserted(text: &str, replaced: &str, value: &str) -> Option<String> {
        let line = line(text, replaced).expect("a line");
        line.in_bash.expect("a word").insert(value, &line.current)
    }

    #[test]
    fn words_are_read_without_their_quotes() {
        assert_eq!(words("truss keys ", ""), (vec!["keys".to_owned()], String::new()));
        assert_eq!(
            words(r#"truss 'a b'\ c "d\"e" 'f"#, "f"),
            (vec!["a b c".to_owned(), "d\"e".to_owned()], "f".to_owned())
        );
    }

    #[test]
    fn a_candidate_replaces_what_bash_takes_for_the_word() {
        assert_eq!(inserted("truss --type=pe", "pe", "--type=personal").as_deref(), Some("personal"));
        assert_eq!(inserted("truss a:", "", "a:b").as_deref(), Some("b"));
        assert_eq!(inserted("truss ", "", "a b$c").as_deref(), Some(r"a\ b\$c"));
        assert_eq!(inserted(r"truss a\ ", r"a\ ", "a b").as_deref(), Some(r"a\ b"));
        assert_eq!(inserted("truss x", "x", "größe"), None);
        assert_eq!(inserted("truss gr", "gr", "größe").as_deref(), Some("größe"));
    }

    #[test]
    fn what_cannot_stand_inside_open_quotes_is_left_out() {
        assert_eq!(inserted("truss \"a", "a", "a b").as_deref(), Some("a b"));
        for value in ["a\"", "a$(x)", "a`x`", "a\\", "a!1"] {
            assert_eq!(inserted("truss \"a", "a", value), None, "{value}");
        }
        assert_eq!(inserted("truss 'a", "a", "a$(x)").as_deref(), Some("a$(x)"));
        assert_eq!(inserted("truss 'a", "a", "a'b"), None);
    }
}
