//! Commands in hints and notes, ready to be pasted into the shell that the first command was typed in.
//!
//! Owns how a word is quoted and which options of this run a command repeats. What words a hint knows nothing of them:
//! they are added when it is printed.

use std::borrow::Cow;
use std::path::Path;

/// Options of this run that a command must repeat to mean the same: the name, and how it stands in a shell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repeated(Vec<(&'static str, String)>);

impl Repeated {
    pub(crate) fn of(remote: Option<&str>, trussrc: Option<&Path>) -> Self {
        let trussrc = trussrc.map(Path::to_string_lossy);
        let given = [("--remote", remote.map(Cow::Borrowed)), ("--trussrc", trussrc)];
        let quoted = |(name, value): (&'static str, Option<Cow<'_, str>>)| Some((name, quoted(&value?).into_owned()));
        Self(given.into_iter().filter_map(quoted).collect())
    }

    /// `truss WORDS` with these options.
    pub(crate) fn command(&self, words: &[&str]) -> String {
        let options = self.0.iter().fold("truss".to_owned(), |line, (name, value)| format!("{line} {name} {value}"));
        words.iter().fold(options, |line, word| format!("{line} {}", quoted(word)))
    }

    /// The hint with these options in each of its commands that does not have them.
    pub(crate) fn add_to(&self, hint: &str) -> String {
        let mut parts = hint.split("`truss ");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let command = part.split('`').next().unwrap_or_default();
            // `truss local` is about one remote only, and a login to that one cannot repair a trussrc.
            let takes = |name: &str, value: &str| {
                let is_repair = value == "local" && command.starts_with("login --repair");
                name != "--remote" || !(command.starts_with("local ") || is_repair)
            };
            let is_there = |name: &str| command.split(' ').any(|word| word == name);
            let missing = self.0.iter().filter(|(name, value)| takes(name, value) && !is_there(name));
            text = missing.fold(text + "`truss ", |text, (name, value)| format!("{text}{name} {value} ")) + part;
        }
        text
    }
}

/// `truss WORDS` in backticks, for a hint.
pub(crate) fn hinted(words: &[&str]) -> String {
    format!("`{}`", Repeated::default().command(words))
}

/// A word as a POSIX shell takes it for itself.
pub(crate) fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_./:,=@%+".contains(character);
    if !word.is_empty() && word.chars().all(is_plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::Repeated;

    #[test]
    fn a_command_repeats_what_was_given_once() {
        let given = Repeated(vec![("--remote", "work".to_owned()), ("--trussrc", "'a b'".to_owned())]);
        let hints = [
            ("see `truss whoami`, or wait", "see `truss --remote work --trussrc 'a b' whoami`, or wait"),
            ("`truss login --remote new`", "`truss --trussrc 'a b' login --remote new`"),
            ("`truss --remote work --trussrc 'a b' push`", "`truss --remote work --trussrc 'a b' push`"),
            ("`truss local reset`", "`truss --trussrc 'a b' local reset`"),
            ("choose another `--remote`", "choose another `--remote`"),
        ];
        for (hint, expected) in hints {
            assert_eq!(given.add_to(hint), expected);
        }
        let local = Repeated(vec![("--remote", "local".to_owned())]);
        assert_eq!(local.add_to("`truss login --repair`"), "`truss login --repair`");
        assert_eq!(local.add_to("`truss whoami`"), "`truss --remote local whoami`");
        assert_eq!(Repeated::default().add_to("`truss a` and `truss b`"), "`truss a` and `truss b`");
        assert_eq!(given.command(&["keys", "it's"]), r"truss --remote work --trussrc 'a b' keys 'it'\''s'");
    }
}
