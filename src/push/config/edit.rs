//! Small changes to a config's text that leave every other line as it is. Each new text is read again and compared with
//! what was meant before anybody gets it.

use std::ops::Range;
use std::path::Path;

use crate::push::Error;
use crate::push::config::Config;
use crate::push::config::yaml::scalars::{Tag, resolve};
use crate::push::config::yaml::value::{Data, Value};

const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Config {
    /// The file's bytes with `model_name: NAME` as one more line, or in place of an empty `model_name:`.
    pub(crate) fn with_model_name(&self, name: &str) -> Result<Vec<u8>, Error> {
        let mut meant = self.value().clone();
        meant.set("model_name", Data::Text(name.to_owned()));
        let line = format!("model_name: {}", quoted(name));
        let edited = self.with_line_of_name(&line);
        confirmed(&self.path, edited, &meant).ok_or(Error::Edit { path: self.path.clone(), line })
    }

    fn with_line_of_name(&self, line: &str) -> Option<Vec<u8>> {
        let lines = self.lines()?;
        match (self.key("model_name"), self.document.keys.first()) {
            // In place of the line that starts there, but for its comment.
            (Some(key), _) if key.column == 0 => {
                let old = lines.get(key.line)?;
                let body = old.trim_end_matches(['\r', '\n']);
                let comment = body.find(" #").map_or("", |at| &body[at..]);
                self.with_lines(key.line..key.line + 1, &format!("{line}{comment}{}", &old[body.len()..]))
            }
            // Before the first entry, and before the comment that belongs to it.
            (None, Some((_, first))) if first.column == 0 => {
                let comments = lines.get(..first.line)?.iter().rev().take_while(|line| line.starts_with('#')).count();
                let at = first.line - comments;
                self.with_lines(at..at, &format!("{line}{}", line_break(&lines)))
            }
            (None, None) => {
                let end = line_break(&lines);
                let separator = if lines.last().is_none_or(|last| last.ends_with('\n')) { "" } else { end };
                self.with_lines(lines.len()..lines.len(), &format!("{separator}{line}{end}"))
            }
            _ => None,
        }
    }

    /// The file's bytes with `external_package_dirs: []`, for an archive in which those packages are gathered.
    /// A text that says it in an unusual way is written anew.
    pub(crate) fn without_external_packages(&self) -> Result<Vec<u8>, Error> {
        let mut meant = self.value().clone();
        meant.set("external_package_dirs", Data::List(Vec::new()));
        let line = "external_package_dirs: []";
        let edited = self.key("external_package_dirs").filter(|key| key.column == 0).and_then(|key| {
            let lines = self.lines()?;
            let next = self.document.keys.iter().map(|(_, other)| other.line).find(|other| *other > key.line);
            self.with_lines(key.line..next.unwrap_or(lines.len()), &format!("{line}{}", line_break(&lines)))
        });
        let anew = serde_json::to_string_pretty(&meant).map(|text| (text + "\n").into_bytes()).ok();
        confirmed(&self.path, edited.into_iter().chain(anew), &meant)
            .ok_or_else(|| Error::Edit { path: self.path.clone(), line: line.to_owned() })
    }

    /// The lines that the marks count, each with its end, if the file is UTF-8.
    fn lines(&self) -> Option<Vec<&str>> {
        let text = std::str::from_utf8(&self.bytes).ok()?;
        Some(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text).split_inclusive('\n').collect())
    }

    /// The file's bytes with `new` in place of some lines.
    fn with_lines(&self, old: Range<usize>, new: &str) -> Option<Vec<u8>> {
        let lines = self.lines()?;
        let mark = if self.bytes.starts_with(BYTE_ORDER_MARK.as_bytes()) { BYTE_ORDER_MARK } else { "" };
        let (before, after) = (lines.get(..old.start)?, lines.get(old.end..)?);
        Some([mark, &before.concat(), new, &after.concat()].concat().into_bytes())
    }
}

/// The first of `candidates` that reads as `meant`.
fn confirmed(path: &Path, candidates: impl IntoIterator<Item = Vec<u8>>, meant: &Value) -> Option<Vec<u8>> {
    candidates.into_iter().find(|candidate| {
        Config::parse(path, candidate.clone()).is_ok_and(|config| unordered(config.value()) == unordered(meant))
    })
}

/// An added entry may come first or last.
fn unordered(value: &Value) -> Vec<String> {
    let json = |value: &Value| serde_json::to_string(value).unwrap_or_default();
    let mut entries: Vec<_> =
        value.entries().iter().map(|(key, value)| format!("{}: {}", key.key(), json(value))).collect();
    entries.sort();
    entries
}

fn quoted(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.ends_with(|last: char| last.is_ascii_alphanumeric())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, ' ' | '-' | '_'))
        && resolve(name) == Tag::Text;
    if plain { name.to_owned() } else { serde_json::Value::from(name).to_string() }
}

fn line_break(lines: &[&str]) -> &'static str {
    if lines.first().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::push::config::Config;

    fn config(text: &str) -> Config {
        Config::parse(Path::new("config.yaml"), text.as_bytes().to_vec()).expect("a valid config")
    }

    fn named(text: &str, name: &str) -> String {
        String::from_utf8(config(text).with_model_name(name).expect("a line can be added")).expect("UTF-8")
    }

    #[test]
    fn a_model_name_is_added_as_one_line_and_comments_stay() {
        assert_eq!(named("", "m"), "model_name: m\n");
        assert_eq!(named("# only a comment", "m"), "# only a comment\nmodel_name: m\n");
        assert_eq!(
            named("# about\n\n# gpu\nresources:\n  cpu: '1' # one\n", "my model"),
            "# about\n\nmodel_name: my model\n# gpu\nresources:\n  cpu: '1' # one\n"
        );
        assert_eq!(named("a: 1\r\nb: 2\r\n", "m"), "model_name: m\r\na: 1\r\nb: 2\r\n");
        assert_eq!(named("---\na: 1", "m"), "---\nmodel_name: m\na: 1");
        assert_eq!(named("\u{feff}a: 1\n", "m"), "\u{feff}model_name: m\na: 1\n");
    }

    #[test]
    fn an_empty_model_name_is_filled_in_and_odd_names_are_quoted() {
        assert_eq!(named("a: 1\nmodel_name: # later\nb: 2\n", "m"), "a: 1\nmodel_name: m # later\nb: 2\n");
        assert_eq!(named("model_name: ~\n", "yes"), "model_name: \"yes\"\n");
        assert_eq!(named("", "007"), "model_name: \"007\"\n");
        assert_eq!(named("", "a: b"), "model_name: \"a: b\"\n");
    }

    #[test]
    fn a_text_in_one_line_is_left_to_its_author() {
        assert!(config("{a: 1}").with_model_name("m").is_err());
    }

    #[test]
    fn external_packages_are_taken_out_and_all_else_stays() {
        let without = |text: &str| String::from_utf8(config(text).without_external_packages().expect("valid"));
        assert_eq!(
            without("# c\na: 1\nexternal_package_dirs:\n- ../x\n- ../y # z\nb: 2 # d\n").expect("UTF-8"),
            "# c\na: 1\nexternal_package_dirs: []\nb: 2 # d\n"
        );
        assert_eq!(without("external_package_dirs: [../x]").expect("UTF-8"), "external_package_dirs: []\n");
        // Through an anchor, and from a merge: what it says is kept, not how.
        for text in ["external_package_dirs: &x [../x]\nb: *x\n", "<<: {external_package_dirs: [../x]}\nb: [../x]\n"] {
            let rewritten = config(&without(text).expect("UTF-8"));
            assert!(rewritten.external_package_dirs().is_empty());
            let b = |config: &Config| serde_json::to_string(&config.value().entry("b")).expect("JSON");
            assert_eq!(b(&rewritten), b(&config(text)));
        }
    }
}
