//! Reads YAML as PyYAML's `safe_load` does: events, nodes, values.
//!
//! Two quirks of Python's truss are errors here, because the server could not read what it sends for them: bytes that
//! are no UTF-8, and a collection that contains itself.
//!
//! Where libyaml and PyYAML differ, libyaml decides. An error here and not there: a key without a space before the
//! comma (`[a:, b]`), and a lone `[?]`. Read here and not there: a bare tag before a comma (`[!, a]`).

pub(crate) mod constructor;
pub(crate) mod dates;
pub(crate) mod events;
pub(crate) mod nodes;
pub(crate) mod scalars;
pub(crate) mod text;
pub(crate) mod value;

use crate::push::config::yaml::constructor::construct;
use crate::push::config::yaml::events::events;
use crate::push::config::yaml::nodes::{Graph, Kind, NodeId, compose};
use crate::push::config::yaml::text::Source;
use crate::push::config::yaml::value::{Data, Value};

/// A place in the text. Both count from 0 and count characters, not bytes. (libyaml's third number, an index,
/// counts some characters' bytes.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) at: Mark,
    pub(crate) text: String,
}

impl Problem {
    pub(crate) fn new(at: Mark, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }
}

#[derive(Debug)]
pub(crate) struct Document {
    /// Null for an empty file.
    pub(crate) value: Value,
    /// Keys that stand twice in one mapping, with the line (from 1) of the later one, which wins.
    pub(crate) duplicates: Vec<(String, usize)>,
    /// Where the keys start that stand in the top mapping itself.
    pub(crate) keys: Vec<(String, Mark)>,
}

pub(crate) fn load(bytes: &[u8]) -> Result<Document, Problem> {
    let source = Source::decode(bytes)?;
    let events = events(&source.text)?;
    source.refuse_laxness(&events)?;
    let Some((graph, root)) = compose(&source, events)? else {
        return Ok(Document { value: Data::Null.into(), duplicates: Vec::new(), keys: Vec::new() });
    };
    let keys = keys(&graph, root);
    let (value, duplicates) = construct(graph, root, source.text.len())?;
    value.check_bytes()?;
    Ok(Document { value, duplicates, keys })
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
