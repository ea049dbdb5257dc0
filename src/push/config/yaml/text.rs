//! From a file's bytes to text that libyaml reads as PyYAML does.
//!
//! Owns the encoding, the characters YAML allows, and the places where PyYAML's scanner is stricter (tabs) or
//! laxer (directives, byte order marks) than libyaml's. Leaves the grammar to libyaml.

use crate::push::config::yaml::events::{Event, Style, Token};
use crate::push::config::yaml::{Mark, Problem};

#[derive(Debug)]
pub(crate) struct Source {
    /// The text; its byte order mark is gone.
    pub(crate) text: String,
    /// Stands for U+FEFF inside the text, which libyaml refuses and PyYAML takes.
    stand_in: Option<char>,
}

impl Source {
    /// UTF-8 alone: that is how Python's truss opens the file, and the server after it.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Problem> {
        let decoded = utf8(bytes)?;
        let text = decoded.strip_prefix('\u{feff}').unwrap_or(decoded);
        refuse_unprintable(text)?;
        let stand_in = text.contains('\u{feff}').then(|| unused_private_character(text));
        let text = known_directives(match stand_in {
            Some(stand_in) => text.replace('\u{feff}', stand_in.encode_utf8(&mut [0; 4])),
            None => text.to_owned(),
        })?;
        Ok(Self { text, stand_in })
    }

    pub(crate) fn restore(&self, scalar: String) -> String {
        match self.stand_in {
            Some(stand_in) => scalar.replace(stand_in, "\u{feff}"),
            None => scalar,
        }
    }

    /// Refuses what PyYAML's scanner refuses and libyaml's takes: tabs between tokens or inside a plain scalar, a
    /// question mark inside a plain scalar between brackets, a comment right after a block scalar's header.
    pub(crate) fn refuse_laxness(&self, events: &[Event]) -> Result<(), Problem> {
        let characters: Vec<char> = self.text.chars().collect();
        let lines = line_starts(&characters);
        let index = |mark: Mark| lines.get(mark.line).map_or(characters.len(), |start| start + mark.column);
        let mut at = 0;
        let mut brackets = Vec::new();
        for event in events {
            let end = index(event.end).min(characters.len());
            let start = content_start(&characters, index(event.start)).min(end);
            match event.token {
                Token::Start { .. } => {
                    brackets.push(matches!(characters.get(start), Some('[' | '{')));
                }
                Token::End => {
                    brackets.pop();
                }
                Token::Scalar { style, .. } => {
                    let start = if style == Style::Block { block_header_end(&characters, start)? } else { start };
                    refuse_tabs_between(&characters, at, start)?;
                    at = end.max(start);
                    if style == Style::Plain {
                        let in_brackets = brackets.last() == Some(&true);
                        refuse_in_plain(&characters, start, at, in_brackets)?;
                    }
                }
                Token::Document | Token::Alias(_) => {}
            }
        }
        refuse_tabs_between(&characters, at, characters.len())
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        Problem::new(place(&valid, valid.len()), "the file is not UTF-8")
    })
}

fn place(text: &str, offset: usize) -> Mark {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count());
    Mark { line, column }
}

/// YAML 1.1's printable characters; both libraries refuse the others, libyaml without a line.
fn refuse_unprintable(text: &str) -> Result<(), Problem> {
    let printable = |character: char| matches!(character, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    match text.char_indices().find(|(_, character)| !printable(*character)) {
        Some((offset, character)) => {
            let code = u32::from(character);
            Err(Problem::new(place(text, offset), format!("the character U+{code:04X} is not allowed in YAML")))
        }
        None => Ok(()),
    }
}

fn unused_private_character(text: &str) -> char {
    ('\u{e000}'..='\u{f8ff}').find(|candidate| !text.contains(*candidate)).unwrap_or('\u{fffd}')
}

const BREAKS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// PyYAML ignores directives it does not know, and takes any 1.x version. libyaml refuses both, so they are
/// changed here, character for character, so that no place moves. What PyYAML wants of them is checked here then: a name,
/// and a document's start after them.
fn known_directives(text: String) -> Result<String, Problem> {
    if !text.contains('%') {
        return Ok(text);
    }
    let mut changed = String::with_capacity(text.len());
    let mut rest = text.as_str();
    let mut unknown = None;
    while let Some(line) = rest.split_inclusive(BREAKS).next() {
        if line.starts_with("%YAML 1.") && line.trim_end().len() == "%YAML 1.1".len() {
            changed.push_str("%YAML 1.1");
            changed.push_str(&line["%YAML 1.1".len()..]);
        } else if line.starts_with('%') && !line.starts_with("%YAML ") && !line.starts_with("%TAG ") {
            unknown = Some(place(&text, text.len() - rest.len()));
            if !is_named(line) {
                break;
            }
            changed.push('#');
            changed.push_str(&line[1..]);
        } else if line.starts_with('#') || line.trim().is_empty() || line.starts_with('%') {
            changed.push_str(line);
        } else {
            break;
        }
        rest = &rest[line.len()..];
    }
    let starts = rest.strip_prefix("---").is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    match unknown {
        Some(at) if !starts => Err(Problem::new(at, "a line that starts with `%` is a directive: put it in quotes")),
        _ => Ok(changed + rest),
    }
}

/// Whether a directive starts with a name as PyYAML reads one.
fn is_named(directive: &str) -> bool {
    let is_name = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let after = directive[1..].trim_start_matches(is_name);
    after.len() + 1 < directive.len() && (after.is_empty() || after.starts_with(' ') || after.starts_with(BREAKS))
}

/// The index of each line's first character, for all line breaks of YAML 1.1.
fn line_starts(characters: &[char]) -> Vec<usize> {
    let mut starts = vec![0];
    for (index, character) in characters.iter().enumerate() {
        let ends = match character {
            '\r' => characters.get(index + 1) != Some(&'\n'),
            _ => matches!(character, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}'),
        };
        if ends {
            starts.push(index + 1);
        }
    }
    starts
}

/// Where a node's own text starts: its event begins at its tag or anchor.
fn content_start(characters: &[char], mut at: usize) -> usize {
    while matches!(characters.get(at), Some('!' | '&')) {
        at += characters[at..].iter().take_while(|character| !character.is_whitespace()).count();
        at += characters[at..].iter().take_while(|character| character.is_whitespace()).count();
    }
    at
}

/// The end of a block scalar's first line, which follows the rules between tokens.
fn block_header_end(characters: &[char], start: usize) -> Result<usize, Problem> {
    let header = characters[start..].iter().take_while(|character| !matches!(character, '\n' | '\r')).count();
    let indicators = characters[start..].iter().take_while(|character| "|>+-0123456789".contains(**character)).count();
    if characters.get(start + indicators) == Some(&'#') {
        return Err(problem_at(characters, start + indicators, "a comment needs a space before it"));
    }
    Ok(start + header)
}

fn refuse_tabs_between(characters: &[char], from: usize, to: usize) -> Result<(), Problem> {
    let mut in_comment = false;
    for (offset, character) in characters[from.min(to)..to].iter().enumerate() {
        match character {
            '#' => in_comment = true,
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => in_comment = false,
            '\t' if !in_comment => return Err(tab(characters, from + offset)),
            _ => {}
        }
    }
    Ok(())
}

/// Both characters end a plain scalar in PyYAML, and then nothing fits that could follow.
fn refuse_in_plain(characters: &[char], from: usize, to: usize, in_brackets: bool) -> Result<(), Problem> {
    let refused = |character: &char| *character == '\t' || (in_brackets && *character == '?');
    match characters[from..to].iter().skip(1).position(refused).map(|offset| from + 1 + offset) {
        Some(index) if characters[index] == '\t' => Err(tab(characters, index)),
        Some(index) => Err(problem_at(characters, index, "quote a text with `?` between brackets")),
        None => Ok(()),
    }
}

fn tab(characters: &[char], index: usize) -> Problem {
    problem_at(characters, index, "a tab is not allowed here: use spaces")
}

fn problem_at(characters: &[char], index: usize, problem: &str) -> Problem {
    let text: String = characters[..index].iter().collect();
    Problem::new(place(&text, text.len()), problem)
}

#[cfg(test)]
mod tests {
    use super::Source;
    use crate::push::config::yaml::events::events;

    fn tabs(text: &str) -> Option<(usize, usize)> {
        let source = Source::decode(text.as_bytes()).expect("printable UTF-8");
        let events = events(&source.text).expect("valid for libyaml");
        source.refuse_laxness(&events).err().map(|problem| (problem.at.line + 1, problem.at.column + 1))
    }

    #[test]
    fn tabs_between_tokens_are_refused_at_their_place() {
        assert_eq!(tabs("a:\tb"), Some((1, 3)));
        assert_eq!(tabs("a: b\t# c"), Some((1, 5)));
        assert_eq!(tabs("x: 1\ny: [a,\tb]"), Some((2, 7)));
        assert_eq!(tabs("a: |\t\n  x\n"), Some((1, 5)));
        assert_eq!(tabs("a: &x\tb"), Some((1, 6)));
    }

    #[test]
    fn tabs_in_comments_quotes_and_block_scalars_are_text() {
        for text in ["# c\td\na: b", "a: 'x\ty'", "a: \"x\ty\" # t\tt", "a: |\n  x\ty\n", "a: 'x\n\ty'", "a: b # c\td"]
        {
            assert_eq!(tabs(text), None, "{text:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_line_and_column() {
        let problem = Source::decode(b"a: b\nc: \xff").expect_err("not UTF-8");
        assert_eq!((problem.at.line, problem.at.column), (1, 3));
        let problem = Source::decode(b"a: b\nc: \x07").expect_err("a control character");
        assert_eq!((problem.at.line, problem.at.column, problem.text.contains("U+0007")), (1, 3, true));
    }

    #[test]
    fn byte_order_marks_are_understood_and_utf16_is_not() {
        assert_eq!(Source::decode("\u{feff}a: ü".as_bytes()).expect("valid").text, "a: ü");
        let utf16: Vec<u8> = "\u{feff}a: b".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Source::decode(&utf16).expect_err("not UTF-8").text, "the file is not UTF-8");
        let inside = Source::decode("a: \u{feff}b".as_bytes()).expect("valid");
        assert_eq!(inside.restore(inside.text.clone()), "a: \u{feff}b");
        assert!(events(&inside.text).is_ok());
    }

    #[test]
    fn unknown_directives_and_minor_versions_pass() {
        for text in ["%YAML 1.3\n---\na", "%FOO bar\n---\na", "# c\n\n%FOO\n---\n%a: b"] {
            let source = Source::decode(text.as_bytes()).expect("valid");
            assert_eq!(source.text.len(), text.len());
        }
        assert!(events(&Source::decode(b"%YAML 1.3\n---\na").expect("valid").text).is_ok());
        assert!(events(&Source::decode(b"%YAML 2.0\n---\na").expect("valid").text).is_err());
    }
}
