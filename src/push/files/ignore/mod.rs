//! A list of ignore patterns: Python truss's defaults or a `.truss_ignore`, and whether it leaves out a path.
//!
//! Owns reading such a file, which pattern of the list decides, and deciding it fast. One pattern's meaning is in `ignore`.

pub(crate) mod pattern;

use std::collections::HashSet;
use std::path::Path;

use crate::push::files::ignore::pattern::{InvalidPattern, Pattern, Shape, Step, characters};

/// The name of a Truss's own ignore file.
pub(crate) const FILE_NAME: &str = ".truss_ignore";

/// The patterns that Python truss 0.18 uses when a Truss has no ignore file, in alphabetical order: none of them is
/// negated, so that their order has no meaning.
const DEFAULTS: &str = include_str!("default_ignore.txt");

/// Patterns in their order.
#[derive(Debug, Default)]
pub(crate) struct IgnoreList {
    patterns: Vec<Pattern>,
    /// Set when no pattern is negated. Then a path is left out if any pattern matches it, and whoever walks from the
    /// top down needs to look at a path's last name only, for patterns that mean a name anywhere.
    names: Option<Names>,
}

/// Patterns of one name that may stand anywhere, by what kind of name it is.
#[derive(Debug, Default)]
struct Names {
    exact: HashSet<Vec<u8>>,
    exact_folders: HashSet<Vec<u8>>,
    suffixes: Vec<Vec<u8>>,
    suffixes_of_folders: Vec<Vec<u8>>,
    /// All others, by their place in the list.
    others: Vec<usize>,
}

/// What is wrong in an ignore file.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum InvalidList {
    #[error("the file is not UTF-8")]
    Encoding,
    #[error("line {line}: {problem}")]
    Pattern { line: usize, problem: InvalidPattern },
}

impl IgnoreList {
    /// Python truss's default patterns.
    pub(crate) fn defaults() -> Self {
        Self::parse(DEFAULTS.as_bytes()).unwrap_or_default()
    }

    /// The patterns in a file's bytes: one a line, without the spaces around it, `#` starts a comment.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, InvalidList> {
        let text = std::str::from_utf8(bytes).map_err(|_| InvalidList::Encoding)?;
        // Python reads `\r\n` and `\r` as line ends too.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut patterns = Vec::new();
        for (index, line) in text.split('\n').enumerate() {
            let line = line.trim_matches(is_python_space);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let parsed = Pattern::parse(line);
            patterns.extend(parsed.map_err(|problem| InvalidList::Pattern { line: index + 1, problem })?);
        }
        let names = patterns.iter().all(|pattern| !pattern.negated).then(|| Names::of(&patterns));
        Ok(Self { patterns, names })
    }

    /// Whether a walk from the top down leaves out the file at `path` (relative to the top).
    pub(crate) fn ignores_file(&self, path: &Path) -> bool {
        self.ignores(path, false)
    }

    /// As [`IgnoreList::ignores_file`], for a folder: then nothing below it is looked at.
    pub(crate) fn ignores_folder(&self, path: &Path) -> bool {
        self.ignores(path, true)
    }

    fn ignores(&self, path: &Path, folder: bool) -> bool {
        let path = path.as_os_str().as_encoded_bytes();
        match &self.names {
            Some(names) if !path.contains(&b'\n') => {
                let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
                names.contain(name, folder)
                    || (!names.others.is_empty()
                        && self.any_form(path, folder, |path| {
                            names.others.iter().any(|index| self.patterns[*index].matches(path))
                        }))
            }
            _ => self.any_form(path, folder, |path| {
                self.patterns.iter().rev().find(|pattern| pattern.matches(path)).is_some_and(|pattern| !pattern.negated)
            }),
        }
    }

    /// A folder is tried without and with a slash at its end.
    fn any_form(&self, path: &[u8], folder: bool, ignored: impl Fn(&[u32]) -> bool) -> bool {
        let mut path = characters(path);
        if ignored(&path) {
            return true;
        }
        path.push(u32::from('/'));
        folder && ignored(&path)
    }
}

impl Names {
    fn of(patterns: &[Pattern]) -> Self {
        let mut names = Self::default();
        for (index, pattern) in patterns.iter().enumerate() {
            let Shape::Steps(steps) = &pattern.shape else {
                names.others.push(index);
                continue;
            };
            match &steps[..] {
                [Step::AnyFolders, Step::Any, middle @ .., Step::End] => {
                    names.add(index, middle, |names| &mut names.suffixes)
                }
                [Step::AnyFolders, Step::Any, middle @ .., Step::Folder] => {
                    names.add(index, middle, |names| &mut names.suffixes_of_folders);
                }
                [Step::AnyFolders, middle @ .., Step::End] => names.add_exact(index, middle, |names| &mut names.exact),
                [Step::AnyFolders, middle @ .., Step::Folder] => {
                    names.add_exact(index, middle, |names| &mut names.exact_folders);
                }
                _ => names.others.push(index),
            }
        }
        names
    }

    fn add(&mut self, index: usize, steps: &[Step], list: impl Fn(&mut Self) -> &mut Vec<Vec<u8>>) {
        match literal(steps) {
            Some(name) => list(self).push(name),
            None => self.others.push(index),
        }
    }

    fn add_exact(&mut self, index: usize, steps: &[Step], set: impl Fn(&mut Self) -> &mut HashSet<Vec<u8>>) {
        match literal(steps) {
            Some(name) => _ = set(self).insert(name),
            None => self.others.push(index),
        }
    }

    fn contain(&self, name: &[u8], folder: bool) -> bool {
        self.exact.contains(name)
            || self.suffixes.iter().any(|suffix| name.ends_with(suffix))
            || (folder
                && (self.exact_folders.contains(name)
                    || self.suffixes_of_folders.iter().any(|suffix| name.ends_with(suffix))))
    }
}

/// The name that steps spell, when they are letters and no slash.
fn literal(steps: &[Step]) -> Option<Vec<u8>> {
    let letter = |step: &Step| match step {
        Step::Literal(character) => char::from_u32(*character).filter(|character| *character != '/'),
        _ => None,
    };
    steps.iter().map(letter).collect::<Option<String>>().map(String::into_bytes)
}

/// What Python's `str.strip` takes for space.
fn is_python_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde::Deserialize;

    use super::{IgnoreList, InvalidList};
    use crate::push::files::ignore::pattern::InvalidPattern;

    /// One list of patterns with what pathspec says about paths; a path that ends in a slash is a folder.
    #[derive(Deserialize)]
    struct Case {
        patterns: Vec<String>,
        /// `None` when pathspec refuses the list.
        ignored: Option<Vec<String>>,
    }

    #[derive(Deserialize)]
    struct Cases {
        /// From the top down.
        paths: Vec<String>,
        lists: Vec<Case>,
    }

    /// What a walk over all paths leaves out, as truss walks.
    fn left_out(list: &IgnoreList, paths: &[String]) -> Vec<String> {
        let mut left_out: Vec<String> = Vec::new();
        for path in paths {
            let ignored = match path.strip_suffix('/') {
                Some(folder) => list.ignores_folder(Path::new(folder)),
                None => list.ignores_file(Path::new(path)),
            };
            let below = left_out.iter().any(|folder| folder.ends_with('/') && path.starts_with(folder));
            if ignored || below {
                left_out.push(path.clone());
            }
        }
        left_out
    }

    #[test]
    fn lists_leave_out_what_pathspec_leaves_out() {
        let path = std::env::var_os("TRUSS_IGNORE_CASES")
            .unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ignore/cases.json").into());
        let cases: Cases = serde_json::from_slice(&std::fs::read(path).expect("the cases")).expect("JSON");
        assert!(cases.lists.len() > 500);
        let mut differences = Vec::new();
        for case in &cases.lists {
            let ours = IgnoreList::parse(case.patterns.join("\n").as_bytes()).ok();
            let ours = ours.map(|list| left_out(&list, &cases.paths));
            if ours != case.ignored {
                let (ours, theirs) = (ours.unwrap_or_default(), case.ignored.clone().unwrap_or_default());
                let only = |some: &[String], others: &[String]| -> Vec<String> {
                    some.iter().filter(|path| !others.contains(path)).cloned().collect()
                };
                differences.push(format!(
                    "{:?} refused there: {}, only ours: {:?}, only pathspec: {:?}",
                    case.patterns,
                    case.ignored.is_none(),
                    only(&ours, &theirs),
                    only(&theirs, &ours)
                ));
            }
        }
        assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    }

    #[test]
    fn a_refused_pattern_is_named_with_its_line() {
        let refused = IgnoreList::parse(b"# c\nfoo\n!\n").expect_err("refused");
        assert_eq!(refused, InvalidList::Pattern { line: 3, problem: InvalidPattern::Nothing });
        assert!(IgnoreList::parse(b"a\\").is_err());
        assert!(IgnoreList::parse(b"\xff").is_err());
    }

    #[test]
    fn the_defaults_are_all_there() {
        let defaults = IgnoreList::defaults();
        for name in ["__pycache__", "build", "x.egg-info", ".git", ".venv"] {
            assert!(defaults.ignores_folder(Path::new("a").join(name).as_path()), "{name}");
        }
        for name in ["x.pyc", "x.so", "x.log", ".env", "MANIFEST", "x.tmp", "x.swp", ".DS_Store"] {
            assert!(defaults.ignores_file(Path::new("a").join(name).as_path()), "{name}");
        }
        for name in ["config.yaml", "model.py", "lib", "data", ".hidden"] {
            assert!(!defaults.ignores_file(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        let list = IgnoreList::parse(b"*a*a*a*a*a*a*a*a*a*a*a*a*b\n!c").expect("valid");
        assert!(!list.ignores_file(Path::new(&"a".repeat(200))));
    }
}
