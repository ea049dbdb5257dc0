//! The trussrc's text, and changes that leave all other lines as they are.
//!
//! Owns reading an option as Python's truss would read it, and editing: every edit changes only the lines it means, and
//! is judged by reading the new text again and comparing it with what was meant. Leaves files to `store`, and where the
//! lines of an edit go to `edit`.

use std::borrow::Cow;

use ini::{Ini, Properties};

use super::dialect::{DEFAULT_SECTION, option_name};
use super::edit;
use super::interpolation::{self, InterpolationError};
use super::outline::{OptionSpan, Outline, SectionSpan};
use super::refusal::Refusal;
use super::syntax::SyntaxError;

/// A trussrc's text and where in it what stands.
#[derive(Clone, Default)]
pub struct Document {
    text: String,
    outline: Outline,
}

impl Document {
    /// Reads `text` as `ConfigParser` does; a byte order mark is kept and means nothing.
    ///
    /// # Errors
    ///
    /// [`SyntaxError`] for the first line at which `ConfigParser` would refuse it.
    pub fn parse(text: impl Into<String>) -> Result<Self, SyntaxError> {
        let text = text.into();
        Outline::of(&text).map(|outline| Self { text, outline })
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All sections but `[DEFAULT]`, in their order.
    pub fn sections(&self) -> impl Iterator<Item = Section<'_>> {
        let remotes = self.outline.sections.iter().filter(|span| span.name(&self.text) != DEFAULT_SECTION);
        remotes.map(|span| Section { document: self, span })
    }

    /// The section of that name, with its spaces and in its case. `[DEFAULT]` is none.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<Section<'_>> {
        self.sections().find(|section| section.name() == name)
    }

    /// All of it as rust-ini's model: option names in lower case, values as they are written with `%` untouched,
    /// `[DEFAULT]` a section of that name that gives nothing to others, the general section empty.
    #[must_use]
    pub fn to_ini(&self) -> Ini {
        self.outline.to_ini(&self.text)
    }

    /// Sets an option, and adds its section at the end where there is none. Answers whether the text changed: it does
    /// not where the section itself has that value already.
    ///
    /// # Errors
    ///
    /// [`Refusal`] for a name or a value that would not read back as it is. The document is then as it was.
    pub fn set(&mut self, section: &str, option: &str, value: &str) -> Result<bool, Refusal> {
        let Some(span) = self.editable(section)? else {
            return self.add_section(section, &[(option, value)]);
        };
        let name = edit::checked_option(option)?;
        let raw = edit::checked_value(&name, value)?;
        let text = match self.own_option(span, &name) {
            Some(existing) if self.own_value(section, existing).as_deref() == Ok(value) => return Ok(false),
            Some(existing) => edit::replace_value(&self.text, existing, &raw),
            None => edit::insert_option(&self.text, &self.outline, span, &name, &raw),
        };
        let mut meant = self.to_ini();
        meant.set_to(Some(section), name.into_owned(), raw);
        self.accept(text, &meant)
    }

    /// Adds a section at the end, one blank line before it.
    ///
    /// # Errors
    ///
    /// [`Refusal`] for a section that is there already, or a name or value that would not read back as it is. The
    /// document is then as it was.
    pub fn add_section(&mut self, section: &str, options: &[(&str, &str)]) -> Result<bool, Refusal> {
        edit::checked_section(section)?;
        if self.section(section).is_some() {
            return Err(Refusal::SectionThere(section.to_owned()));
        }
        let mut properties = Properties::new();
        for (option, value) in options {
            let name = edit::checked_option(option)?;
            properties.insert(name.clone(), edit::checked_value(&name, value)?);
        }
        let text = edit::append_section(&self.text, section, &properties)?;
        let mut meant = self.to_ini();
        meant.entry(Some(section.to_owned())).or_insert(properties);
        self.accept(text, &meant)
    }

    /// Removes an option that the section itself has; comments stay. Answers whether there was one.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when that would change what other lines mean. The document is then as it was.
    pub fn remove_option(&mut self, section: &str, option: &str) -> Result<bool, Refusal> {
        let name = option_name(option);
        let Some(existing) = self.editable(section)?.and_then(|span| self.own_option(span, &name)) else {
            return Ok(false);
        };
        let text = edit::remove_option(&self.text, existing);
        let mut meant = self.to_ini();
        meant.delete_from(Some(section), &name);
        self.accept(text, &meant)
    }

    /// Removes a section: its header, its options and what stands between them. Comments before it and after its last
    /// option stay. Answers whether there was one.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when that would change what other lines mean. The document is then as it was.
    pub fn remove_section(&mut self, section: &str) -> Result<bool, Refusal> {
        let Some(span) = self.editable(section)? else { return Ok(false) };
        let text = edit::remove_section(&self.text, &self.outline, span);
        let mut meant = self.to_ini();
        meant.delete(Some(section));
        self.accept(text, &meant)
    }

    /// The judge: `text` becomes the document's only if it reads as it was meant.
    fn accept(&mut self, text: String, meant: &Ini) -> Result<bool, Refusal> {
        let outline = Outline::of(&text).map_err(|_| Refusal::OtherMeaning)?;
        if !edit::same(&outline.to_ini(&text), meant) {
            return Err(Refusal::OtherMeaning);
        }
        *self = Self { text, outline };
        Ok(true)
    }

    fn editable(&self, section: &str) -> Result<Option<&SectionSpan>, Refusal> {
        edit::checked_section(section)?;
        Ok(self.outline.sections.iter().find(|span| span.name(&self.text) == section))
    }

    fn own_option(&self, section: &SectionSpan, name: &str) -> Option<&OptionSpan> {
        self.outline.options[section.options.clone()].iter().find(|option| option.name(&self.text) == name)
    }

    fn own_value(&self, section: &str, option: &OptionSpan) -> Result<Cow<'_, str>, InterpolationError> {
        let raw = option.raw(&self.text);
        match self.section(section) {
            Some(section) => interpolation::interpolate(raw, &move |name| section.raw(name)),
            None => Ok(raw),
        }
    }

    fn default_option(&self, name: &str) -> Option<&OptionSpan> {
        let defaults = self.outline.sections.iter().filter(|span| span.name(&self.text) == DEFAULT_SECTION);
        defaults.into_iter().find_map(|span| self.own_option(span, name))
    }
}

/// A section of a document.
#[derive(Clone, Copy)]
pub struct Section<'d> {
    document: &'d Document,
    span: &'d SectionSpan,
}

impl<'d> Section<'d> {
    /// Its name, with its spaces.
    #[must_use]
    pub fn name(self) -> &'d str {
        self.span.name(&self.document.text)
    }

    /// The names of its own options in lower case, without those of `[DEFAULT]`.
    pub fn options(self) -> impl Iterator<Item = Cow<'d, str>> {
        let text = &self.document.text;
        self.document.outline.options[self.span.options.clone()].iter().map(move |option| option.name(text))
    }

    /// An option's value, its own or else that of `[DEFAULT]`, with references followed. The name's case is ignored.
    ///
    /// # Errors
    ///
    /// [`InterpolationError`] for a reference that leads nowhere or too far.
    pub fn get(self, option: &str) -> Result<Option<Cow<'d, str>>, InterpolationError> {
        let Some(raw) = self.raw(&option_name(option)) else { return Ok(None) };
        interpolation::interpolate(raw, &move |name| self.raw(name)).map(Some)
    }

    fn raw(self, name: &str) -> Option<Cow<'d, str>> {
        let document = self.document;
        let option = document.own_option(self.span, name).or_else(|| document.default_option(name));
        option.map(|option| option.raw(&document.text))
    }
}

/// Keeps keys out of whatever prints a document by mistake.
impl std::fmt::Debug for Document {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sections: Vec<&str> = self.sections().map(Section::name).collect();
        formatter.debug_struct("Document").field("sections", &sections).finish_non_exhaustive()
    }
}
