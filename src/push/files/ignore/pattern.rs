//! Which paths an ignore file leaves out: gitignore syntax as Python's `pathspec` reads it.
//!
//! Owns one pattern's meaning, observed from pathspec 1.1's `gitwildmatch`, with its differences from git: braces are
//! letters, `[!x]` also matches a slash, the last pattern that matches the whole path decides, a newline is no
//! ordinary character. How a folder is walked with such rules is in `files`; lists of patterns are in `ignore`.

use std::ops::RangeInclusive;

/// A pattern that pathspec refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidPattern {
    /// `!` alone.
    #[error("nothing follows the `!`")]
    Nothing,
    /// A backslash before a slash or the end.
    #[error("nothing follows the backslash")]
    Backslash,
    /// `[z-a]`.
    #[error("a range between brackets ends before it starts")]
    Range,
}

/// A path as pathspec sees it: its characters, and a character of its own for each byte that is no UTF-8.
pub(crate) fn characters(path: &[u8]) -> Vec<u32> {
    let mut characters = Vec::with_capacity(path.len() + 1);
    for chunk in path.utf8_chunks() {
        characters.extend(chunk.valid().chars().map(u32::from));
        // Python's `surrogateescape`.
        characters.extend(chunk.invalid().iter().map(|byte| 0xdc00 + u32::from(*byte)));
    }
    characters
}

/// One line of an ignore file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(crate) negated: bool,
    pub(crate) shape: Shape,
}

/// What a pattern matches.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Every path but one of newlines alone.
    Everything,
    /// Every path with a slash.
    InFolders,
    /// The steps, from the path's start.
    Steps(Vec<Step>),
}

/// One step through a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// That character.
    Literal(u32),
    /// `?`.
    One,
    /// `*` beside other characters.
    Any,
    /// `*` as a whole name.
    Name,
    /// `[...]`.
    Class { negated: bool, ranges: Vec<RangeInclusive<u32>> },
    /// `**/` at the start, and in front of a pattern that has no slash inside.
    AnyFolders,
    /// `/**/`.
    FoldersBetween,
    /// What is matched is a folder.
    Folder,
    /// What is matched ends here, or is a folder.
    End,
}

const NEWLINE: u32 = '\n' as u32;
const SLASH: u32 = '/' as u32;

impl Pattern {
    /// Reads one pattern, without the spaces around it; `None` for one that pathspec drops.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, InvalidPattern> {
        if text == "/" {
            return Ok(None);
        }
        let (negated, body) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        if body.is_empty() {
            return Err(InvalidPattern::Nothing);
        }
        Ok(shape(body)?.map(|shape| Self { negated, shape }))
    }

    pub(crate) fn matches(&self, path: &[u32]) -> bool {
        match &self.shape {
            Shape::Everything => path.iter().any(|character| *character != NEWLINE),
            Shape::InFolders => path.contains(&SLASH),
            Shape::Steps(steps) => {
                // Stars are tried one against the other: remember failures once there are enough to blow up.
                let stars = steps.iter().filter(|step| matches!(step, Step::Any | Step::FoldersBetween)).count();
                let mut matcher = Matcher {
                    steps,
                    path,
                    failed: vec![false; if stars > 2 { steps.len() * (path.len() + 1) } else { 0 }],
                };
                matcher.matches(0, 0)
            }
        }
    }
}

fn shape(body: &str) -> Result<Option<Shape>, InvalidPattern> {
    let mut names: Vec<&str> = body.split('/').collect();
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
        return Ok(Some(if folder { Shape::InFolders } else { Shape::Everything }));
    }
    let mut steps = Vec::new();
    let mut after_folders = true;
    for (index, name) in names.iter().enumerate() {
        if *name == "**" {
            steps.push(if index == 0 { Step::AnyFolders } else { Step::FoldersBetween });
            after_folders = true;
            continue;
        }
        if !after_folders {
            steps.push(Step::Literal(SLASH));
        }
        after_folders = false;
        match name_steps(name)? {
            Some(name_steps) => steps.extend(name_steps),
            None => return Ok(None),
        }
    }
    steps.push(if folder { Step::Folder } else { Step::End });
    Ok(Some(Shape::Steps(steps)))
}

/// The steps of what stands between two slashes; `None` when a bracket never closes.
fn name_steps(name: &str) -> Result<Option<Vec<Step>>, InvalidPattern> {
    if name == "*" {
        return Ok(Some(vec![Step::Name]));
    }
    let name: Vec<u32> = name.chars().map(u32::from).collect();
    let mut steps = Vec::new();
    let mut at = 0;
    while at < name.len() {
        let step = match char::from_u32(name[at]) {
            Some('*') => Step::Any,
            Some('?') => Step::One,
            Some('\\') => {
                at += 1;
                Step::Literal(*name.get(at).ok_or(InvalidPattern::Backslash)?)
            }
            Some('[') => match class(&name[at + 1..])? {
                Some((class, length)) => {
                    at += length;
                    class
                }
                None => return Ok(None),
            },
            _ => Step::Literal(name[at]),
        };
        if !(step == Step::Any && steps.last() == Some(&Step::Any)) {
            steps.push(step);
        }
        at += 1;
    }
    Ok(Some(steps))
}

/// The class after a `[`, with how many characters it takes to its `]`.
fn class(after: &[u32]) -> Result<Option<(Step, usize)>, InvalidPattern> {
    let is = |index: usize, character: char| after.get(index) == Some(&u32::from(character));
    let negated = is(0, '!') || is(0, '^');
    let start = usize::from(negated);
    // A `]` right at the start is one of the characters.
    let search_from = start + usize::from(is(start, ']'));
    let Some(end) = (search_from..after.len()).find(|index| is(*index, ']')) else { return Ok(None) };
    let members = &after[start..end];
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < members.len() {
        let first = members[at];
        if members.get(at + 1) == Some(&u32::from('-')) && at + 2 < members.len() {
            let last = members[at + 2];
            if last < first {
                return Err(InvalidPattern::Range);
            }
            ranges.push(first..=last);
            at += 3;
        } else {
            ranges.push(first..=first);
            at += 1;
        }
    }
    Ok(Some((Step::Class { negated, ranges }, end + 1)))
}

struct Matcher<'rules> {
    steps: &'rules [Step],
    path: &'rules [u32],
    /// Which step failed at which position; empty when nobody keeps count.
    failed: Vec<bool>,
}

impl Matcher<'_> {
    fn matches(&mut self, step: usize, at: usize) -> bool {
        let memory = (!self.failed.is_empty()).then_some(step * (self.path.len() + 1) + at);
        if memory.is_some_and(|place| self.failed.get(place) == Some(&true)) {
            return false;
        }
        let matched = self.step(step, at);
        if let (false, Some(place)) = (matched, memory.filter(|place| *place < self.failed.len())) {
            self.failed[place] = true;
        }
        matched
    }

    fn step(&mut self, step: usize, at: usize) -> bool {
        let here = self.path.get(at).copied();
        match &self.steps[step] {
            Step::Literal(expected) => here == Some(*expected) && self.matches(step + 1, at + 1),
            Step::One => here.is_some_and(|character| character != SLASH) && self.matches(step + 1, at + 1),
            Step::Class { negated, ranges } => {
                let inside = |character: u32| ranges.iter().any(|range| range.contains(&character));
                here.is_some_and(|character| inside(character) != *negated) && self.matches(step + 1, at + 1)
            }
            Step::Any => {
                let end = self.name_end(at);
                (at..=end).any(|next| self.matches(step + 1, next))
            }
            Step::Name => {
                let end = self.name_end(at);
                (at + 1..=end).any(|next| self.matches(step + 1, next))
            }
            Step::AnyFolders => self.matches(step + 1, at) || self.folders(step, at),
            Step::FoldersBetween => {
                here == Some(SLASH) && (self.matches(step + 1, at + 1) || self.folders(step, at + 1))
            }
            Step::Folder => here == Some(SLASH),
            // Python's `$` also stands before a last newline.
            Step::End => matches!(here, None | Some(SLASH)) || (here == Some(NEWLINE) && at + 1 == self.path.len()),
        }
    }

    fn name_end(&self, at: usize) -> usize {
        self.path[at..].iter().position(|character| *character == SLASH).map_or(self.path.len(), |length| at + length)
    }

    /// Goes on after each slash from `at` with something, but no newline, before it.
    fn folders(&mut self, step: usize, at: usize) -> bool {
        for index in at..self.path.len() {
            let character = self.path[index];
            if character == NEWLINE {
                return false;
            }
            if character == SLASH && index > at && self.matches(step + 1, index + 1) {
                return true;
            }
        }
        false
    }
}
