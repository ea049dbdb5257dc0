//! What each shell says and reads: the words of its line, and the candidates as it shows and inserts them.
//!
//! The words come on stdin, each ended by NUL: what somebody has typed may be a secret, and argv is everybody's to read.

use clap::ValueEnum;

use crate::completion::{Answer, Candidate, bash};
use crate::sanitize::clean_line;

/// The shells whose scripts call back.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Fish,
    Zsh,
}

/// A command line, without the program's name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The words before the cursor's.
    pub(super) before: Vec<String>,
    /// The cursor's word up to the cursor, without quotes.
    pub(super) current: String,
    /// What bash has of that word, and what of it a candidate replaces.
    pub(super) in_bash: Option<bash::Word>,
}

impl Shell {
    pub(super) fn line(self, input: &str) -> Option<Line> {
        let mut words: Vec<String> = input.strip_suffix('\0')?.split('\0').map(str::to_owned).collect();
        if let (Self::Bash, [replaced, line]) = (self, words.as_slice()) {
            return bash::line(line, replaced);
        }
        let current = words.pop()?;
        Some(Line { before: words, current, in_bash: None })
    }

    /// The lines that the script reads: what the others are, and then each candidate.
    pub(super) fn lines(self, answer: Answer, attached: &str, line: &Line) -> String {
        let (kind, candidates) = match answer {
            Answer::Candidates(candidates) => ("values", candidates),
            Answer::Beginnings(candidates) => ("beginnings", candidates),
            Answer::Files => ("files", Vec::new()),
            Answer::Directories => ("directories", Vec::new()),
            Answer::Commands => ("commands", Vec::new()),
        };
        let lines = candidates.iter().filter_map(|candidate| self.candidate(candidate, attached, line));
        [kind.to_owned()].into_iter().chain(lines).fold(String::new(), |text, line| text + &line + "\n")
    }

    fn candidate(self, candidate: &Candidate, attached: &str, line: &Line) -> Option<String> {
        let value = format!("{attached}{}", candidate.value);
        let description = clean_line(&candidate.description);
        match self {
            // Bash shows no descriptions and looks at no candidate itself.
            Self::Bash => line.in_bash.as_ref()?.insert(&value, &line.current),
            Self::Fish if description.is_empty() => Some(value),
            Self::Fish => Some(format!("{value}\t{}", description.replace('\t', " "))),
            Self::Zsh => {
                let value = value.replace('\\', "\\\\").replace(':', "\\:");
                Some(if description.is_empty() { value } else { format!("{value}:{description}") })
            }
        }
    }
}
