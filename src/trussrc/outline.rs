//! Where in a text its sections and options stand.
//!
//! Owns finding them, the refusal of duplicates, and an option's value as it is written. It keeps offsets instead of
//! copies, because filling a rust-ini model takes four times as long as all the rest; that model is made from it only
//! where one is needed. Leaves inheritance and changes to `document`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::iter;
use std::ops::Range;

use ini::Ini;

use super::dialect::{DEFAULT_SECTION, Meaning, Scanner, option_name};
use super::lines::{Line, strip};
use super::syntax::{Problem, SyntaxError};

/// A text's sections and options, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    pub(super) sections: Vec<SectionSpan>,
    pub(super) options: Vec<OptionSpan>,
}

/// A header, and which of the outline's options follow it. `[DEFAULT]` may stand there several times.
#[derive(Clone, Debug)]
pub(super) struct SectionSpan {
    name: Range<usize>,
    start: usize,
    pub(super) options: Range<usize>,
}

/// An option: where its name and the first line of its value stand, and where its first and last lines start.
///
/// Every word counts here: in a large file, half of the time goes into the memory that these take.
#[derive(Clone, Debug)]
pub(super) struct OptionSpan {
    name: Range<usize>,
    pub(super) value: Range<usize>,
    start: usize,
    last: usize,
}

impl Outline {
    /// Goes through `text` once.
    ///
    /// # Errors
    ///
    /// [`SyntaxError`] for the first line at which `ConfigParser` would refuse it.
    pub(super) fn of(text: &str) -> Result<Self, SyntaxError> {
        let mut outline = Self::default();
        let mut sections = HashSet::new();
        let (mut names, mut default_names) = (Names::default(), Names::default());
        let mut in_default = false;
        let mut scanner = Scanner::new(text);
        while let Some(next) = scanner.next() {
            let (line, meaning) = next?;
            let duplicate = match meaning {
                Meaning::Blank | Meaning::Comment => None,
                Meaning::Continuation => {
                    if let Some(option) = outline.options.last_mut() {
                        option.last = line.start;
                    }
                    None
                }
                Meaning::Header(name) => {
                    let written = &text[name.clone()];
                    names.clear();
                    in_default = written == DEFAULT_SECTION;
                    outline.open(name, line);
                    let is_new = in_default || sections.insert(written);
                    (!is_new).then(|| Problem::DuplicateSection(written.to_owned()))
                }
                Meaning::Option { name, value } => {
                    let lowered = option_name(&text[name.clone()]);
                    let names = if in_default { &mut default_names } else { &mut names };
                    let is_new = names.insert(lowered);
                    outline.add(OptionSpan { name, value, start: line.start, last: line.start });
                    if is_new { None } else { outline.duplicate_option(text) }
                }
            };
            if let Some(problem) = duplicate {
                return Err(SyntaxError::new(scanner.number(), line.content(text), problem));
            }
        }
        Ok(outline)
    }

    /// All of it as rust-ini's model: option names in lower case, values as [`OptionSpan::raw`] has them, `[DEFAULT]` a
    /// section of that name, the general section empty.
    pub(super) fn to_ini(&self, text: &str) -> Ini {
        let mut ini = Ini::new();
        for section in &self.sections {
            let name = section.name(text).to_owned();
            let properties = ini.entry(Some(name)).or_insert_with(Default::default);
            for option in &self.options[section.options.clone()] {
                properties.insert(option.name(text), option.raw(text));
            }
        }
        ini
    }

    fn open(&mut self, name: Range<usize>, header: Line) {
        let end = self.options.len();
        self.sections.push(SectionSpan { name, start: header.start, options: end..end });
    }

    fn add(&mut self, option: OptionSpan) {
        self.options.push(option);
        if let Some(section) = self.sections.last_mut() {
            section.options.end = self.options.len();
        }
    }

    /// Whether the last option stands in its section, or in an earlier `[DEFAULT]`, a second time.
    fn duplicate_option(&self, text: &str) -> Option<Problem> {
        let (option, section) = (self.options.last()?.name(text), self.sections.last()?.name(text));
        let same = self.sections.iter().filter(|span| span.name(text) == section);
        let count =
            same.flat_map(|span| &self.options[span.options.clone()]).filter(|other| other.name(text) == option);
        let (section, option) = (section.to_owned(), option.clone().into_owned());
        (count.count() > 1).then_some(Problem::DuplicateOption { section, option })
    }
}

impl SectionSpan {
    /// The section's name.
    pub(super) fn name<'t>(&self, text: &'t str) -> &'t str {
        &text[self.name.clone()]
    }

    /// The header's line.
    pub(super) fn header(&self, text: &str) -> Line {
        Line::starting(text, self.start)
    }
}

impl OptionSpan {
    /// The line with the name.
    pub(super) fn first(&self, text: &str) -> Line {
        Line::starting(text, self.start)
    }

    /// The last line of the value.
    pub(super) fn last(&self, text: &str) -> Line {
        Line::starting(text, self.last)
    }

    /// The option's name, in lower case.
    pub(super) fn name<'t>(&self, text: &'t str) -> Cow<'t, str> {
        option_name(&text[self.name.clone()])
    }

    /// The lines after the first, up to the last: the rest of the value, and comments among it.
    pub(super) fn further_lines<'t>(&self, text: &'t str) -> impl Iterator<Item = Line> + use<'t> {
        let last = self.last;
        let next = move |line: &Line| if line.start < last { Line::at(text, line.next) } else { None };
        iter::successors(Some(self.first(text)), next).skip(1)
    }

    /// The value without surrounding space, its lines joined by `\n`, comments left out, `%` untouched.
    pub(super) fn raw<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut value = Cow::Borrowed(&text[self.value.clone()]);
        for line in self.further_lines(text) {
            let stripped = strip(line.content(text));
            if !stripped.starts_with(['#', ';']) {
                let value = value.to_mut();
                value.push('\n');
                value.push_str(stripped);
            }
        }
        value
    }
}

/// The names in a section: themselves while they are few, which in most sections is always, and then their hashes.
#[derive(Default)]
struct Names<'t> {
    few: Vec<Cow<'t, str>>,
    many: HashSet<u64, BuildHasherDefault<Unchanged>>,
    hashing: RandomState,
}

impl<'t> Names<'t> {
    const FEW: usize = 12;

    /// Answers whether the name is new for sure. Two names may have one hash, so "no" wants a second look.
    fn insert(&mut self, name: Cow<'t, str>) -> bool {
        if self.few.contains(&name) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(name);
            return true;
        }
        self.many.insert(self.hashing.hash_one(name))
    }

    fn clear(&mut self) {
        self.few.clear();
        self.many.clear();
    }
}

/// Hashes are not hashed again.
#[derive(Default)]
struct Unchanged(u64);

impl Hasher for Unchanged {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
