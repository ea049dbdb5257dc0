//! Holds values against tables of fields, and collects what does not fit.
//!
//! Owns the walk. How tables are written is in `table`, what they say in `schema` and `trt_llm`, what a text may look
//! like in `formats` and `references`, and which values pydantic takes for which type in `lax`.

use std::path::Path;

use crate::push::config::lax;
use crate::push::config::table::{Flaw, Kind, Model};
use crate::push::config::yaml::Mark;
use crate::push::config::yaml::value::{Data, Value};

/// A name is suggested when at least this much of it is alike (0 to 1).
const ALIKE: f64 = 0.75;

#[derive(Debug)]
pub(crate) struct Finding {
    /// From 1.
    pub(crate) line: usize,
    /// The field, as `resources.cpu` or `requirements[2]`; empty for the config itself.
    pub(crate) field: String,
    pub(crate) text: String,
}

impl Finding {
    /// As compilers have it: the file, the line, the field, the words.
    pub(crate) fn in_words(&self, path: &Path) -> String {
        let separator = if self.field.is_empty() { "" } else { ": " };
        format!("{}:{}: {}{separator}{}", path.display(), self.line, self.field, self.text)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Checker {
    field: String,
    pub(crate) mistakes: Vec<Finding>,
    pub(crate) warnings: Vec<Finding>,
}

impl Checker {
    pub(crate) fn mistake(&mut self, at: Mark, text: impl Into<String>) {
        self.mistakes.push(Finding { line: at.line + 1, field: self.field.clone(), text: text.into() });
    }

    pub(crate) fn must_be(&mut self, wanted: &str, value: &Value) {
        self.mistake(value.at, format!("must be {wanted}, found {}", lax::in_words(value)));
    }

    pub(crate) fn mistake_in(&mut self, field: &str, at: Mark, text: impl Into<String>) {
        self.at_field(field, |checker| checker.mistake(at, text));
    }

    pub(crate) fn warn(&mut self, at: Mark, text: impl Into<String>) {
        self.warnings.push(Finding { line: at.line + 1, field: self.field.clone(), text: text.into() });
    }

    pub(crate) fn warn_at_line(&mut self, line: usize, field: &str, text: &str) {
        self.warnings.push(Finding { line, field: field.to_owned(), text: text.to_owned() });
    }

    pub(crate) fn flaw(&mut self, at: Mark, flaw: Flaw) {
        match flaw {
            Flaw::Wrong(text) => self.mistake(at, text),
            Flaw::Unknown(text) => self.warn(at, text),
        }
    }

    /// Goes on at a field of what is being checked.
    pub(crate) fn at_field<T>(&mut self, name: &str, check: impl FnOnce(&mut Self) -> T) -> T {
        let separator = if self.field.is_empty() { "" } else { "." };
        self.deeper(&format!("{separator}{name}"), check)
    }

    fn deeper<T>(&mut self, step: &str, check: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.field.len();
        self.field.push_str(step);
        let result = check(self);
        self.field.truncate(length);
        result
    }

    pub(crate) fn check(&mut self, kind: &Kind, value: &Value) {
        let fits = match kind {
            Kind::Any => true,
            Kind::Optional(inner) if !lax::is_null(value) => return self.check(inner, value),
            Kind::Optional(_) => true,
            Kind::Text => lax::text(value).is_some(),
            Kind::NonEmpty => lax::text(value).is_some_and(|text| !text.is_empty()),
            Kind::Bool => lax::boolean(value).is_some(),
            Kind::Integer { strict, from, to } => {
                let integer = if *strict { lax::strict_integer(value) } else { lax::integer(value) };
                integer.is_some_and(|integer| (from..=to).contains(&&integer))
            }
            Kind::Float => lax::float(value).is_some(),
            Kind::Fraction => lax::strict_float(value).is_some_and(|number| number > 0.0 && number <= 1.0),
            Kind::Format(flaw) => match lax::text(value).map(flaw) {
                Some(Err(flaw)) => return self.flaw(value.at, flaw),
                text => text.is_some(),
            },
            Kind::Open(known) => match lax::text(value).map(|text| open(text, known)) {
                Some(Err(flaw)) => return self.flaw(value.at, flaw),
                text => text.is_some(),
            },
            Kind::List(inner) => match &value.data {
                Data::List(items) => return self.items(inner, items),
                _ => false,
            },
            Kind::Map(inner) => match value.as_map() {
                Some(fields) => return self.entries(inner, fields),
                None => false,
            },
            Kind::Is(model) => match value.as_map() {
                Some(fields) => return self.model(model, fields),
                None => false,
            },
            Kind::Custom(check) => return check(self, value),
        };
        if !fits {
            self.mistake(value.at, misfit(kind, value));
        }
    }

    fn items(&mut self, kind: &Kind, items: &[Value]) {
        for (index, item) in items.iter().enumerate() {
            self.deeper(&format!("[{index}]"), |checker| checker.check(kind, item));
        }
    }

    fn entries(&mut self, kind: &Kind, fields: &Value) {
        for (key, value) in fields.entries() {
            // Bytes that are a text will do for a key, but not for a field's name.
            match lax::text(key) {
                Some(name) => self.at_field(name, |checker| checker.check(kind, value)),
                None => self.no_text(key),
            }
        }
    }

    fn no_text(&mut self, key: &Value) {
        self.mistake(key.at, format!("the key `{}` must be a string, put it in quotes", key.key()));
    }

    pub(crate) fn model(&mut self, model: &Model, fields: &Value) {
        let mistakes = self.mistakes.len();
        for (key, value) in fields.entries() {
            let Data::Text(name) = &key.data else {
                if !model.lenient {
                    self.no_text(key);
                }
                continue;
            };
            self.at_field(name, |checker| match model.fields.iter().find(|(field, _)| field == name) {
                Some((_, kind)) => checker.check(kind, value),
                // Python's truss ends here and advises a newer version of itself. The server may know the field.
                None => checker.warn(key.at, unknown_field(name, model)),
            });
        }
        for name in model.required.iter().filter(|name| fields.entry(name).is_none()) {
            self.mistake_in(name, fields.at, "is missing");
        }
        if let Some(rule) = model.rule.filter(|_| self.mistakes.len() == mistakes) {
            rule(self, fields);
        }
    }
}

fn unknown_field(name: &str, model: &Model) -> String {
    let names = model.fields.iter().map(|(field, _)| *field);
    match nearest(name, names) {
        Some(known) => format!("no field that this version knows, did you mean `{known}`?"),
        None => "no field that this version knows".to_owned(),
    }
}

fn nearest<'known>(name: &str, known: impl Iterator<Item = &'known str>) -> Option<&'known str> {
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(name, known);
    known.filter(|known| likeness(known) >= ALIKE).max_by(|left, right| likeness(left).total_cmp(&likeness(right)))
}

/// Whether `text` is one of `known`, or could be one that came later: it is made like a name, and none of the known ones
/// in other letters.
pub(crate) fn open(text: &str, known: &[&str]) -> Result<(), Flaw> {
    if known.contains(&text) {
        return Ok(());
    }
    let like_a_name = |character: char| character.is_ascii_alphanumeric() || "_-./".contains(character);
    let bare = |text: &str| text.replace(['_', '-', ' '], "").to_lowercase();
    if let Some(meant) = known.iter().find(|known| bare(known) == bare(text)) {
        return Err(Flaw::Wrong(format!("must be `{meant}`, found {}", lax::quoted(text))));
    }
    let words = known.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    if text.is_empty() || !text.chars().all(like_a_name) {
        return Err(Flaw::Wrong(format!("must be one of {words}, found {}", lax::quoted(text))));
    }
    Err(Flaw::Unknown(format!("`{text}` is not known to this version, which knows {words}")))
}

fn misfit(kind: &Kind, value: &Value) -> String {
    let wanted = match kind {
        Kind::Text | Kind::Format(_) | Kind::Open(_) => "a string".to_owned(),
        Kind::NonEmpty => "a string that is not empty".to_owned(),
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::Integer { from, to, .. } => match (*from > i128::MIN, *to < i128::MAX) {
            (false, _) => "a whole number".to_owned(),
            (true, false) => format!("a whole number from {from}"),
            (true, true) => format!("a whole number from {from} to {to}"),
        },
        Kind::Float => "a number".to_owned(),
        Kind::Fraction => "a number above 0 and at most 1".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::Map(_) | Kind::Is(_) | Kind::Any | Kind::Optional(_) | Kind::Custom(_) => "a mapping".to_owned(),
    };
    let found = lax::in_words(value);
    let quote = if wanted == "a string" && lax::is_quotable(value) { ": put it in quotes" } else { "" };
    format!("must be {wanted}, found {found}{quote}")
}
