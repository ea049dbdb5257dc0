//! Why a text is no trussrc: the line, what is wrong with it, and the line itself with its value masked.
//!
//! Owns the wording and the masking. Leaves the finding to `dialect` and the file's name to `store`.

use std::borrow::Cow;

use super::lines::strip;
use crate::error::{Explain, Kind};

/// A line that `ConfigParser` would refuse, and so do we.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}: `{masked}`")]
pub struct SyntaxError {
    line: usize,
    masked: String,
    problem: Problem,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// `configparser.MissingSectionHeaderError`.
    #[error("it stands before any [section]")]
    BeforeAnySection,
    /// `configparser.ParsingError`: an option needs one of the two separators.
    #[error("neither `=` nor `:` in it")]
    NoSeparator,
    /// `configparser.ParsingError`: nothing before the separator.
    #[error("no name before the `=` or `:`")]
    NoName,
    /// `configparser.DuplicateSectionError`.
    #[error("section [{0}] is there already")]
    DuplicateSection(String),
    /// `configparser.DuplicateOptionError`.
    #[error("section [{section}] has `{option}` already")]
    DuplicateOption {
        /// The section's name.
        section: String,
        /// The option's name, in lower case.
        option: String,
    },
}

impl SyntaxError {
    pub(super) fn new(line: usize, content: &str, problem: Problem) -> Self {
        Self { line, masked: mask(content), problem }
    }

    /// The line's number, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong with it.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl Explain for SyntaxError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(
            "correct it with `truss configure`, or set it aside and start anew with `truss login --repair`",
        ))
    }
}

/// Longer words than any option's name that is in use: they may be a key that was pasted into the wrong place.
const LONGEST_WORD: usize = 20;

/// The line as it may be shown: its name or its header, and `***` for all that could be a secret.
///
/// A line without a separator may be a key on a line of its own, so of such a line only a header's start is shown.
fn mask(content: &str) -> String {
    let stripped = strip(content);
    let header = stripped.starts_with('[');
    match stripped.find(['=', ':']) {
        Some(separator) if !header => {
            let (name, rest) = stripped.split_at(separator);
            let value = if strip(&rest[1..]).is_empty() { "" } else { " ***" };
            format!("{}{}{value}", mask_words(name), &rest[..1])
        }
        _ if header => {
            let end = stripped.rfind(']').map_or(stripped.len(), |end| end + 1);
            let rest = if end < stripped.len() { " ***" } else { "" };
            format!("{}{rest}", mask_words(&stripped[..end]))
        }
        _ => "***".to_owned(),
    }
}

fn mask_words(text: &str) -> String {
    let words: Vec<&str> =
        text.split(' ').map(|word| if word.chars().count() > LONGEST_WORD { "***" } else { word }).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn a_masked_line_shows_names_and_no_values() {
        for (line, masked) in [
            ("api_key = abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "api_key = ***"),
            ("  api_key:abcd1234.ABC", "api_key: ***"),
            ("api_key =", "api_key ="),
            ("= abcd1234.ABC", "= ***"),
            ("abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "***"),
            ("abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345 = x", "*** = ***"),
            ("[baseten", "[baseten"),
            ("[baseten] api_key = abcd1234.ABC", "[baseten] ***"),
            ("[abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "***"),
            ("pasted secret", "***"),
        ] {
            assert_eq!(mask(line), masked, "{line}");
        }
    }
}
