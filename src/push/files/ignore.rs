//! Which paths a list of ignore patterns leaves out: Python truss's defaults or a `.truss_ignore`.
//!
//! The patterns are those of gitignore as Python's `pathspec` reads them, observed from pathspec 1.1's `gitwildmatch`.
//! Its differences from git: braces are letters, `[!x]` also matches a slash, the last pattern that matches the whole
//! path decides, a newline is no ordinary character.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

use regex::bytes::{RegexSet, RegexSetBuilder};

use crate::push::config::lax::is_space;

pub(crate) const FILE_NAME: &str = ".truss_ignore";

/// The patterns that Python truss 0.18 uses when a Truss has no ignore file, in alphabetical order: none of them is
/// negated, so that their order has no meaning.
const DEFAULTS: &str = include_str!("default_ignore.txt");

/// `*` beside other characters, `*` as a whole name, and `**`. By bytes: without Unicode's classes they are compiled in
/// half the time, and match the same.
const ANY: &str = "(?-u:[^/]*)";
const NAME: &str = "(?-u:[^/]+)";
const FOLDERS: &str = r"(?:(?-u:[^\n]+)/)?";

#[derive(Debug)]
pub(crate) struct IgnoreList {
    patterns: RegexSet,
    /// Which of them begin with `!`.
    negated: Vec<bool>,
}

impl IgnoreList {
    pub(crate) fn defaults() -> Self {
        Self::parse(DEFAULTS.as_bytes()).expect("the default patterns are valid")
    }

    /// The patterns in a file's bytes: one a line, without the spaces around it, `#` starts a comment. The error says
    /// what is wrong with the file.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "the file is not UTF-8")?;
        // Python reads `\r\n` and `\r` as line ends too.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let (mut expressions, mut negated) = (Vec::new(), Vec::new());
        for (index, line) in text.split('\n').enumerate() {
            let line = line.trim_matches(is_space);
            if line.is_empty() || line.starts_with('#') || line == "/" {
                continue;
            }
            let (is_negated, pattern) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
            let expression = expression(pattern).map_err(|problem| format!("line {}: {problem}", index + 1))?;
            if let Some(expression) = expression {
                expressions.push(expression);
                negated.push(is_negated);
            }
        }
        let patterns = RegexSetBuilder::new(expressions).size_limit(usize::MAX).build();
        Ok(Self { patterns: patterns.map_err(|error| error.to_string())?, negated })
    }

    /// Whether a walk from the top down leaves out the file at `path` (relative to the top).
    pub(crate) fn ignores_file(&self, path: &Path) -> bool {
        self.ignores(&characters(path))
    }

    /// As [`IgnoreList::ignores_file`], for a folder: then nothing below it is packed. It is tried without and with a
    /// slash at its end.
    pub(crate) fn ignores_folder(&self, path: &Path) -> bool {
        let path = characters(path);
        self.ignores(&path) || self.ignores(&format!("{path}/"))
    }

    fn ignores(&self, path: &str) -> bool {
        self.patterns.matches(path.as_bytes()).iter().next_back().is_some_and(|last| !self.negated[last])
    }
}

/// A path as pathspec sees it, with a character of its own for each byte that is no UTF-8: Python's `surrogateescape`,
/// but from the last private ones.
fn characters(path: &Path) -> Cow<'_, str> {
    if let Some(path) = path.to_str() {
        return path.into();
    }
    let mut characters = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        characters.push_str(chunk.valid());
        characters.extend(chunk.invalid().iter().filter_map(|byte| char::from_u32(0x10_ff00 + u32::from(*byte))));
    }
    characters.into()
}

/// The regular expression of a pattern; `None` for one that pathspec drops.
fn expression(pattern: &str) -> Result<Option<String>, &'static str> {
    if pattern.is_empty() {
        return Err("nothing follows the `!`");
    }
    let mut names: Vec<&str> = pattern.split('/').collect();
    if names[0].is_empty() {
        names.remove(0);
    } else if names.len() == 1 || (names.len() == 2 && names[1].is_empty()) {
        names.insert(0, "**");
    }
    let mut folder = names.last() == Some(&"");
    if folder {
        names.pop();
    }
    names.dedup_by(|name, before| *name == "**" && *before == "**");
    if names.len() > 1 && names.last() == Some(&"**") {
        names.pop();
        folder = true;
    }
    if matches!(names[..], [] | ["**"] | ["**", "*"]) {
        // Every path with a slash, or every path but one of newlines alone.
        return Ok(Some(if folder { "^(?-u:[^/]*)/" } else { r"^\n*[^\n]" }.to_owned()));
    }
    let mut expression = String::from("^");
    let mut after_folders = true;
    let mut is_reversed = false;
    for (index, name) in names.iter().enumerate() {
        let is_folders = *name == "**";
        if if is_folders { index > 0 } else { !after_folders } {
            expression.push('/');
        }
        after_folders = is_folders;
        match if is_folders { Some(FOLDERS.to_owned()) } else { name_expression(name, &mut is_reversed)? } {
            Some(part) => expression.push_str(&part),
            None => return Ok(None),
        }
    }
    // Only now, as for pathspec: a bracket that never closes counts more, wherever it is.
    if is_reversed {
        return Err("a range between brackets ends before it starts");
    }
    // Python's `$` also stands before a last newline.
    expression.push_str(if folder { "/" } else { r"(?:/|\n?$)" });
    Ok(Some(expression))
}

/// The expression of what stands between two slashes; `None` when a bracket never closes. Says if a range is reversed.
fn name_expression(name: &str, is_reversed: &mut bool) -> Result<Option<String>, &'static str> {
    if name == "*" {
        return Ok(Some(NAME.to_owned()));
    }
    let mut expression = String::new();
    let mut rest = name.chars();
    while let Some(mut character) = rest.next() {
        match character {
            '*' => expression.push_str(ANY),
            '?' => expression.push_str("[^/]"),
            '[' => match class(rest.as_str(), &mut expression, is_reversed) {
                Some(after) => rest = after.chars(),
                None => return Ok(None),
            },
            _ => {
                if character == '\\' {
                    character = rest.next().ok_or("nothing follows the backslash")?;
                }
                expression.push_str(&regex::escape(character.encode_utf8(&mut [0; 4])));
            }
        }
    }
    Ok(Some(expression))
}

/// Adds the class that begins with `text`, after its `[`, and returns what follows it.
fn class<'text>(text: &'text str, expression: &mut String, is_reversed: &mut bool) -> Option<&'text str> {
    let (negation, text) = text.strip_prefix(['!', '^']).map_or(("", text), |text| ("^", text));
    // A `]` right at the start is one of the characters.
    let first = usize::from(text.starts_with(']'));
    let end = first + text[first..].find(']')?;
    let members: Vec<char> = text[..end].chars().collect();
    let mut members = &members[..];
    expression.push('[');
    expression.push_str(negation);
    while let [from, rest @ ..] = members {
        let (to, rest) = if let ['-', to, rest @ ..] = rest { (to, rest) } else { (from, rest) };
        *is_reversed |= to < from;
        // Writing to a String cannot fail.
        let _ = write!(expression, r"\x{{{:x}}}-\x{{{:x}}}", u32::from(*from), u32::from(*to));
        members = rest;
    }
    expression.push(']');
    Some(&text[end + 1..])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde::Deserialize;

    use super::IgnoreList;

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
        assert_eq!(refused, "line 3: nothing follows the `!`");
        assert!(IgnoreList::parse(b"a\\").is_err());
        assert!(IgnoreList::parse(b"\xff").is_err());
        // A bracket that never closes has pathspec drop the pattern before it looks at ranges.
        for dropped in ["[a-[x]b[", "[z-a]/a[", "a[/[z-a]"] {
            assert!(!IgnoreList::parse(dropped.as_bytes()).expect(dropped).ignores_file(Path::new("a")));
        }
        assert!(IgnoreList::parse(b"[z-a]").is_err());
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
