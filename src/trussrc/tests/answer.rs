//! What Python read from a text, and whether ours reads the same.

use crate::trussrc::Document;
use crate::trussrc::classify::DEFAULT_SECTION;
use crate::trussrc::interpolation::InterpolationError;
use serde_json::{Map, Value};

/// Says how our reading of `text` differs from `python`'s, an answer of `trussrc_cases.py`.
pub(super) fn difference(text: &str, python: &Value) -> Option<String> {
    let document = match (Document::parse(text), python.get("error")) {
        (Err(_), Some(_)) => return None,
        (Ok(_), Some(error)) => return Some(format!("Python raises {error}, we read it")),
        (Err(error), None) => return Some(format!("Python reads it, we say {error}")),
        (Ok(document), None) => document,
    };
    let sections = python["sections"].as_object().expect("an object of sections");
    let names: Vec<&str> = document.sections().map(|section| section.name()).collect();
    if !names.iter().eq(sections.keys()) {
        return Some(format!("we read the sections {names:?}, Python {:?}", sections.keys()));
    }
    let ini = document.to_ini();
    let raw = |section: &str| -> Map<String, Value> {
        let properties = ini.section(Some(section)).into_iter().flat_map(|properties| properties.iter());
        properties.map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
    };
    if Value::Object(raw(DEFAULT_SECTION)) != python["default"] {
        return Some(format!("we read [DEFAULT] as {:?}", raw(DEFAULT_SECTION)));
    }
    sections.iter().find_map(|(name, python)| {
        if Value::Object(raw(name)) != python["own"] {
            return Some(format!("we read [{name}] as {:?}", raw(name)));
        }
        let read = python["read"].as_object().expect("an object of options");
        read.iter().find_map(|(option, python)| {
            let ours = document.section(name).expect("a section that is listed").get(option);
            let ours = ours.map(|value| value.expect("an option that is listed").into_owned());
            let alike = is_alike(&ours, python);
            (!alike).then(|| format!("we read `{option}` in [{name}] as {ours:?}, Python as {python}"))
        })
    })
}

fn is_alike(ours: &Result<String, InterpolationError>, python: &Value) -> bool {
    match (ours, python["raises"].as_str()) {
        (Ok(value), None) => python == value,
        (Err(InterpolationError::Missing(_)), Some(raised)) => raised != "InterpolationDepthError",
        (Err(InterpolationError::TooDeep(_)), Some(raised)) => raised != "InterpolationMissingOptionError",
        // A stray `%`, which we take as it is on purpose.
        (Ok(_), Some(raised)) => raised == "InterpolationSyntaxError",
        (Err(_), None) => false,
    }
}
