//! What Python's truss 0.18.36 changes in the config of an engine when it pushes, and writes back into config.yaml.
//!
//! Here nothing is changed: the file is the user's, and Baseten's own CLI sends it as it is, too. But an engine that was
//! pushed with Python's truss before would become another one, so each change is a warning.

use crate::push::config::check::Checker;
use crate::push::config::formats::memory_bytes;
use crate::push::config::lax;
use crate::push::config::trt_llm::rules::has_tags;
use crate::push::config::trt_llm::tags::{self, NOT_OPENAI, OPENAI};
use crate::push::config::yaml::value::Value;

/// The memory with which an engine is built at least, and what a config without one has.
const LEAST_MEMORY: &str = "10Gi";
const DEFAULT_MEMORY: &str = "2Gi";

/// Warns of what would be changed in a config that is valid.
pub(crate) fn config(checker: &mut Checker, config: &Value) {
    let Some(engine) = config.fields("trt_llm").filter(|_| checker.mistakes.is_empty()) else { return };
    memory(checker, engine, config.fields("resources"));
    if engine.fields("build").is_some_and(|build| has_tags(engine, build)) {
        tag(checker, engine, tags::of(config));
    }
}

fn memory(checker: &mut Checker, engine: &Value, resources: Option<&Value>) {
    // An instance type decides then.
    if resources.is_some_and(|resources| resources.some("instance_type").is_some()) {
        return;
    }
    let memory = resources.and_then(|resources| resources.entry("memory"));
    let text = memory.and_then(lax::text).unwrap_or(DEFAULT_MEMORY);
    if memory_bytes(text) < memory_bytes(LEAST_MEMORY) {
        let at = memory.map_or(engine.at, |memory| memory.at);
        let words = format!("with {}, Python's truss would make it `{LEAST_MEMORY}` for `trt_llm`", lax::quoted(text));
        checker.at_field("resources.memory", |checker| checker.warn(at, words));
    }
}

fn tag(checker: &mut Checker, engine: &Value, tags: Option<&Value>) {
    if tags.is_none_or(|tags| !tags::has(tags, OPENAI) && !tags::has(tags, NOT_OPENAI)) {
        let at = tags.map_or(engine.at, |tags| tags.at);
        let words = format!("without `{OPENAI}` or `{NOT_OPENAI}`, Python's truss would add the first for `trt_llm`");
        checker.at_field("model_metadata.tags", |checker| checker.warn(at, words));
    }
}
