//! The tags of a model by which an engine's API is chosen, as Python's truss 0.18.36 reads them.

use crate::push::config::check::Checker;
use crate::push::config::lax;
use crate::push::config::yaml::value::{Data, Value};

pub(crate) const OPENAI: &str = "openai-compatible";
pub(crate) const NOT_OPENAI: &str = "force-legacy-api-non-openai-compatible";

pub(crate) fn of(config: &Value) -> Option<&Value> {
    config.fields("model_metadata").and_then(|metadata| metadata.entry("tags"))
}

/// Python's `in`.
pub(crate) fn has(tags: &Value, tag: &str) -> bool {
    match &tags.data {
        Data::List(items) => items.iter().any(|item| lax::text(item) == Some(tag)),
        Data::Map(_) => tags.as_map().is_some_and(|tags| tags.entry(tag).is_some()),
        _ => lax::text(tags).is_some_and(|text| text.contains(tag)),
    }
}

pub(crate) fn are_clear(checker: &mut Checker, config: &Value, build: &Value) {
    let Some(tags) = of(config) else { return };
    let has = |tag| has(tags, tag);
    checker.at_field("model_metadata.tags", |checker| {
        // What can be added to a list.
        if !matches!(tags.data, Data::List(_)) && !has(OPENAI) && !has(NOT_OPENAI) {
            return checker.must_be("a list", tags);
        }
        if has(OPENAI) && has(NOT_OPENAI) {
            checker.mistake(tags.at, format!("`{OPENAI}` and `{NOT_OPENAI}` cannot be combined"));
        } else if has(NOT_OPENAI) && build.some("speculator").is_some() {
            checker.mistake(tags.at, format!("`{NOT_OPENAI}` cannot be combined with a speculator"));
        }
    });
}
