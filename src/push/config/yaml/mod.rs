//! Reads YAML as PyYAML's `safe_load` does, and hands it over as Python has it and as JSON has it.
//!
//! Owns the order of things: events, nodes, Python's values, JSON. Two quirks of Python's truss are errors here, because
//! the server could not read what it sends for them: bytes that are no UTF-8, and a collection that contains itself.
//!
//! Where libyaml and PyYAML differ, libyaml decides. An error here and not there: a key without a space before the
//! comma (`[a:, b]`), and a lone `[?]`. Read here and not there: a bare tag before a comma (`[!, a]`).

pub(crate) mod base64;
pub(crate) mod dates;
pub(crate) mod events;
pub(crate) mod json;
pub(crate) mod native;
pub(crate) mod nodes;
pub(crate) mod scalars;
pub(crate) mod text;
pub(crate) mod value;

use crate::push::config::yaml::events::{Mark, events};
use crate::push::config::yaml::json::json;
use crate::push::config::yaml::native::{Data, Native, native};
use crate::push::config::yaml::nodes::{Graph, Kind, NodeId, compose};
use crate::push::config::yaml::scalars::Scalar;
use crate::push::config::yaml::text::{Problem, Source};
use crate::push::config::yaml::value::Value;

/// A YAML document.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its value as Python has it; `None` for an empty file.
    pub(crate) native: Native,
    /// The same as JSON has it.
    pub(crate) value: Value,
    /// Keys that stand twice in one mapping, with the line (from 1) of the later one, which wins.
    pub(crate) duplicates: Vec<(String, usize)>,
    /// Where the keys start that stand in the top mapping itself.
    pub(crate) keys: Vec<(String, Mark)>,
}

/// Reads the document in `bytes`.
pub(crate) fn load(bytes: &[u8]) -> Result<Document, Problem> {
    let source = Source::decode(bytes)?;
    let events = events(&source.text).map_err(|error| Problem::new(error.at, error.problem))?;
    source.refuse_laxness(&events)?;
    let Some((graph, root)) = compose(&source, events)? else {
        let native = Native { at: Mark::default(), data: Data::Scalar(Scalar::Null) };
        return Ok(Document { native, value: Value::Null, duplicates: Vec::new(), keys: Vec::new() });
    };
    let keys = keys(&graph, root);
    let (native, duplicates) = native(graph, root, source.text.len())?;
    Ok(Document { value: json(&native)?, native, duplicates, keys })
}

fn keys(graph: &Graph, root: NodeId) -> Vec<(String, Mark)> {
    let Kind::Mapping(pairs) = &graph.node(root).kind else { return Vec::new() };
    let key = |(key, _): &(NodeId, NodeId)| match &graph.node(*key).kind {
        Kind::Scalar(text) => Some((text.clone(), graph.node(*key).start)),
        Kind::Sequence(_) | Kind::Mapping(_) => None,
    };
    pairs.iter().filter_map(key).collect()
}

#[cfg(test)]
mod tests;
