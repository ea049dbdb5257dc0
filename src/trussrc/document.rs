//! The trussrc's text, and changes that leave all other lines as they are.
//!
//! Every edit changes only the lines it means, and is judged by reading the new text again and comparing it with what
//! was meant. Where the lines of an edit go is `edit`'s business.

use std::borrow::Cow;

use ini::{Ini, Properties};

use crate::trussrc::classify::{DEFAULT_SECTION, lowered};
use crate::trussrc::edit;
use crate::trussrc::error::{Error, SyntaxError};
use crate::trussrc::interpolation::{InterpolationError, interpolate};
use crate::trussrc::lines::Lines;

/// A trussrc's text and where in it what stands.
#[derive(Clone, Default)]
pub(crate) struct Document {
    lines: Lines,
}

impl Document {
    /// Reads `text` as `ConfigParser` does, and refuses it at the first line at which that would. A byte order mark is
    /// kept and means nothing.
    pub(crate) fn parse(text: impl Into<String>) -> Result<Self, SyntaxError> {
        Lines::parse(text.into()).map(|lines| Self { lines })
    }

    pub(crate) fn text(&self) -> &str {
        self.lines.text()
    }

    /// All sections but `[DEFAULT]`, in their order.
    pub(crate) fn sections(&self) -> impl Iterator<Item = Section<'_>> {
        let sections = self.lines.sections().map(|line| Section { lines: &self.lines, line });
        sections.filter(|section| section.name() != DEFAULT_SECTION)
    }

    /// The section of that name, with its spaces and in its case. `[DEFAULT]` is none.
    pub(crate) fn section(&self, name: &str) -> Option<Section<'_>> {
        self.sections().find(|section| section.name() == name)
    }

    /// All of it as rust-ini's model: option names in lower case, values as they are written with `%` untouched,
    /// `[DEFAULT]` a section of that name that gives nothing to others, the general section empty.
    pub(crate) fn to_ini(&self) -> Ini {
        self.lines.to_ini()
    }

    /// Sets an option, and adds its section at the end where there is none. Answers whether the text changed: it does
    /// not where the section itself has that value already. What would not read back as it is is refused; the document
    /// is then as it was, as after every error here.
    pub(crate) fn set(&mut self, section: &str, option: &str, value: &str) -> Result<bool, Error> {
        let Some(found) = self.section(section) else { return self.add_section(section, &[(option, value)]) };
        let name = edit::checked_option(option)?;
        let raw = edit::checked_value(&name, value)?;
        let text = match found.own(&name) {
            Some(_) if found.get(&name).is_ok_and(|own| own.as_deref() == Some(value)) => return Ok(false),
            Some(existing) => edit::replace_value(&self.lines, existing, &raw),
            None => edit::insert_option(&self.lines, found.line, &name, &raw),
        };
        let mut meant = self.to_ini();
        meant.set_to(Some(section), name.into_owned(), raw);
        self.accept(text, &meant)
    }

    /// Fails for a name that no section can have.
    pub(crate) fn check_name(section: &str) -> Result<(), Error> {
        edit::check_section(section)
    }

    /// Adds a section that is not there at the end, one blank line before it.
    pub(crate) fn add_section(&mut self, section: &str, options: &[(&str, &str)]) -> Result<bool, Error> {
        edit::check_section(section)?;
        if self.section(section).is_some() {
            return Err(Error::SectionThere(section.to_owned()));
        }
        let mut properties = Properties::new();
        for (option, value) in options {
            let name = edit::checked_option(option)?;
            properties.insert(name.clone(), edit::checked_value(&name, value)?);
        }
        let text = edit::append_section(&self.lines, section, &properties);
        let mut meant = self.to_ini();
        meant.entry(Some(section.to_owned())).or_insert(properties);
        self.accept(text, &meant)
    }

    /// Removes an option that the section itself has; comments stay. Answers whether there was one.
    pub(crate) fn remove_option(&mut self, section: &str, option: &str) -> Result<bool, Error> {
        edit::check_section(section)?;
        let name = lowered(option);
        let Some(existing) = self.section(section).and_then(|section| section.own(&name)) else { return Ok(false) };
        let text = edit::remove_option(&self.lines, existing);
        let mut meant = self.to_ini();
        meant.delete_from(Some(section), &name);
        self.accept(text, &meant)
    }

    /// Removes a section: its header, its options and what stands between them. Comments before it and after its last
    /// option stay. Answers whether there was one.
    pub(crate) fn remove_section(&mut self, section: &str) -> Result<bool, Error> {
        edit::check_section(section)?;
        let Some(found) = self.section(section) else { return Ok(false) };
        let text = edit::remove_section(&self.lines, found.line);
        let mut meant = self.to_ini();
        meant.delete(Some(section));
        self.accept(text, &meant)
    }

    /// The judge: `text` becomes the document's only if it reads as it was meant.
    fn accept(&mut self, text: String, meant: &Ini) -> Result<bool, Error> {
        let lines = Lines::parse(text).map_err(|_| Error::OtherMeaning)?;
        if !edit::same(&lines.to_ini(), meant) {
            return Err(Error::OtherMeaning);
        }
        *self = Self { lines };
        Ok(true)
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Section<'d> {
    lines: &'d Lines,
    line: usize,
}

impl<'d> Section<'d> {
    pub(crate) fn name(self) -> &'d str {
        self.lines.section_name(self.line)
    }

    /// An option's value, its own or else that of `[DEFAULT]`, with references followed. The name's case is ignored.
    pub(crate) fn get(self, option: &str) -> Result<Option<Cow<'d, str>>, InterpolationError> {
        let Some(raw) = self.raw(&lowered(option)) else { return Ok(None) };
        interpolate(raw, &move |name| self.raw(name)).map(Some)
    }

    fn own(self, name: &str) -> Option<usize> {
        self.lines.options(self.line).find(|option| self.lines.option_name(*option) == name)
    }

    fn raw(self, name: &str) -> Option<Cow<'d, str>> {
        let lines = self.lines;
        let defaults =
            || lines.sections().map(|line| Self { lines, line }).filter(|span| span.name() == DEFAULT_SECTION);
        let option = self.own(name).or_else(|| defaults().find_map(|section| section.own(name)));
        option.map(|option| lines.raw(option))
    }
}

/// So that a document that is printed by mistake shows no keys.
impl std::fmt::Debug for Document {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sections: Vec<&str> = self.sections().map(Section::name).collect();
        formatter.debug_struct("Document").field("sections", &sections).finish_non_exhaustive()
    }
}
