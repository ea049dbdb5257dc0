//! Reads YAML as PyYAML's `safe_load` does, and hands it over as JSON has it.
//!
//! Owns constructing values from nodes: keys and duplicates, merge keys in place, the collections of YAML 1.1, the
//! limits on aliases, and what becomes of values that JSON does not know. Those follow Python truss, which passes its
//! config through pydantic: dates become ISO 8601, bytes text, a set a list, not-a-number and the infinities `null`,
//! and keys the text that Python prints (`true`, `1`, `None`). Two of its quirks are errors here, because the server
//! could not read what Python sends for them: bytes that are no UTF-8, and a collection that contains itself.
//!
//! Where libyaml and PyYAML differ, libyaml decides. An error here and not there: a key without a space before the
//! comma (`[a:, b]`), and a lone `[?]`. Read here and not there: a bare tag before a comma (`[!, a]`).

mod dates;
pub(super) mod events;
mod nodes;
pub(super) mod scalars;
mod text;
pub(crate) mod value;

use std::collections::{HashMap, HashSet};

use crate::push::yaml::events::{Mark, events};
use crate::push::yaml::nodes::{Graph, Kind, NodeId, compose};
use crate::push::yaml::scalars::{Scalar, Tag, construct};
use crate::push::yaml::text::{Problem, Source};
use crate::push::yaml::value::{Value, float_text};

/// What values may weigh together, beyond the file's own length: each counts one and its text. Aliases that repeat
/// each other a billion times end here.
const HEAVIEST: usize = 1 << 20;

/// A YAML document.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its value; `Null` for an empty file.
    pub(crate) value: Value,
    /// Keys that stand twice in one mapping, with the line (from 1) of the later one, which wins.
    pub(crate) duplicates: Vec<(String, usize)>,
    /// The entries that stand in the top mapping itself.
    pub(crate) entries: Vec<(String, Entry)>,
}

/// An entry of the top mapping, as it was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Where its key starts.
    pub(crate) key: Mark,
    /// Whether its key is a text, and not a number or the like.
    pub(crate) is_text: bool,
}

/// Reads the document in `bytes`.
pub(crate) fn load(bytes: &[u8]) -> Result<Document, Problem> {
    let source = Source::decode(bytes)?;
    let events = events(&source.text).map_err(|error| Problem::new(error.at, error.problem))?;
    source.refuse_laxness(&events)?;
    let Some((graph, root)) = compose(&source, events)? else {
        return Ok(Document { value: Value::Null, duplicates: Vec::new(), entries: Vec::new() });
    };
    let entries = entries(&graph, root);
    let budget = HEAVIEST + source.text.len();
    let mut constructor = Constructor { graph, budget, open: HashSet::new(), duplicates: Vec::new() };
    let value = constructor.value(root)?;
    Ok(Document { value, duplicates: constructor.duplicates, entries })
}

fn entries(graph: &Graph, root: NodeId) -> Vec<(String, Entry)> {
    let Kind::Mapping(pairs) = &graph.node(root).kind else { return Vec::new() };
    let entry = |(key, _): &(NodeId, NodeId)| {
        let key = graph.node(*key);
        let Kind::Scalar(text) = &key.kind else { return None };
        let is_text = matches!(key.tag, Tag::Text | Tag::Merge | Tag::Value);
        Some((text.clone(), Entry { key: key.start, is_text }))
    };
    pairs.iter().filter_map(entry).collect()
}

struct Constructor {
    graph: Graph,
    budget: usize,
    /// Collections under construction: one of them again means that it contains itself.
    open: HashSet<NodeId>,
    duplicates: Vec<(String, usize)>,
}

impl Constructor {
    fn value(&mut self, id: NodeId) -> Result<Value, Problem> {
        let start = self.graph.node(id).start;
        let weight = match &self.graph.node(id).kind {
            Kind::Scalar(text) => 1 + text.len(),
            Kind::Sequence(_) | Kind::Mapping(_) => 1,
        };
        self.budget = self
            .budget
            .checked_sub(weight)
            .ok_or_else(|| Problem::new(start, "the aliases expand to too many values"))?;
        if !self.open.insert(id) {
            return Err(Problem::new(start, "this collection contains itself"));
        }
        let value = self.collection(id);
        self.open.remove(&id);
        value
    }

    fn collection(&mut self, id: NodeId) -> Result<Value, Problem> {
        let node = self.graph.node(id);
        match (&node.tag, &node.kind) {
            (Tag::Sequence, Kind::Sequence(items)) => {
                let items = items.clone();
                items.into_iter().map(|item| self.value(item)).collect::<Result<_, _>>().map(Value::List)
            }
            (Tag::Mapping, Kind::Mapping(_)) => Ok(Value::Map(self.pairs(id)?)),
            (Tag::Set, Kind::Mapping(_)) => self.set(id),
            (Tag::OrderedMap | Tag::Pairs, Kind::Sequence(items)) => {
                let items = items.clone();
                items.into_iter().map(|item| self.pair(item)).collect::<Result<_, _>>().map(Value::List)
            }
            _ => self.scalar(id).and_then(|scalar| self.json(id, scalar)),
        }
    }

    fn set(&mut self, id: NodeId) -> Result<Value, Problem> {
        let mut seen = HashSet::new();
        let mut items = Vec::new();
        for (key, value) in self.merged_pairs(id)? {
            self.value(value)?;
            if seen.insert(identity(&self.scalar(key)?)) {
                items.push(self.value(key)?);
            }
        }
        Ok(Value::List(items))
    }

    /// One entry of `!!omap` or `!!pairs`: Python's tuple, JSON's list of two.
    fn pair(&mut self, id: NodeId) -> Result<Value, Problem> {
        match &self.graph.node(id).kind {
            Kind::Mapping(pairs) if pairs.len() == 1 => {
                let (key, value) = pairs[0];
                Ok(Value::List(vec![self.value(key)?, self.value(value)?]))
            }
            _ => Err(Problem::new(self.graph.node(id).start, "expected a mapping with one entry")),
        }
    }

    /// A mapping's entries. Equal keys share the first one's place and the last one's value, for Python's idea of
    /// equality first, then for the texts that JSON makes of them. A value that loses must be valid all the same.
    fn pairs(&mut self, id: NodeId) -> Result<Vec<(String, Value)>, Problem> {
        let mut keyed = Ordered::default();
        for (key, value) in self.merged_pairs(id)? {
            let scalar = self.scalar(key)?;
            let name = self.key_text(key, &scalar)?;
            let value = self.value(value)?;
            keyed.put(identity(&scalar), name, value);
        }
        let mut named = Ordered::default();
        for (_, name, value) in keyed.entries {
            named.put(name.clone(), name, value);
        }
        Ok(named.entries.into_iter().map(|(_, name, value)| (name, value)).collect())
    }

    fn merged_pairs(&mut self, id: NodeId) -> Result<Vec<(NodeId, NodeId)>, Problem> {
        if !self.graph.is_merged(id) {
            self.report_duplicates(&self.raw_pairs(id))?;
        }
        self.graph.merge(id)?;
        Ok(self.raw_pairs(id))
    }

    fn raw_pairs(&self, id: NodeId) -> Vec<(NodeId, NodeId)> {
        match &self.graph.node(id).kind {
            Kind::Mapping(pairs) => pairs.clone(),
            Kind::Scalar(_) | Kind::Sequence(_) => Vec::new(),
        }
    }

    fn report_duplicates(&mut self, pairs: &[(NodeId, NodeId)]) -> Result<(), Problem> {
        let mut seen = HashSet::new();
        for (key, _) in pairs {
            if matches!(self.graph.node(*key).tag, Tag::Merge | Tag::Value) {
                continue;
            }
            let scalar = self.scalar(*key)?;
            if !seen.insert(identity(&scalar)) {
                let name = self.key_text(*key, &scalar)?;
                self.duplicates.push((name, self.graph.node(*key).start.line + 1));
            }
        }
        Ok(())
    }

    /// The scalar that a node is, or that the `=` entry of a mapping with a scalar's tag is.
    fn scalar(&self, id: NodeId) -> Result<Scalar, Problem> {
        let node = self.graph.node(id);
        let problem = |text: String| Problem::new(node.start, text);
        match &node.kind {
            Kind::Scalar(text) => construct(&node.tag, text).map_err(problem),
            Kind::Mapping(pairs) if is_scalar(&node.tag) => {
                let default = pairs.iter().find(|(key, _)| self.graph.node(*key).tag == Tag::Value);
                match default.map(|(_, value)| &self.graph.node(*value).kind) {
                    Some(Kind::Scalar(text)) => construct(&node.tag, text).map_err(problem),
                    _ => Err(problem("expected a scalar, found a mapping".to_owned())),
                }
            }
            kind => Err(problem(match &node.tag {
                Tag::Unknown(name) => format!("the tag `{name}` is not allowed"),
                Tag::Sequence | Tag::Mapping if kind.name() == node.tag.collection() => {
                    format!("a {} cannot be a key", kind.name())
                }
                _ => format!("the tag does not fit a {}", kind.name()),
            })),
        }
    }

    fn key_text(&self, id: NodeId, scalar: &Scalar) -> Result<String, Problem> {
        Ok(match scalar {
            Scalar::Null => "None".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Integer(digits) => digits.clone(),
            Scalar::Float(value) => float_text(*value),
            Scalar::Text(text) | Scalar::Moment(text) => text.clone(),
            Scalar::Bytes(bytes) => self.bytes_text(id, bytes)?,
        })
    }

    fn json(&self, id: NodeId, scalar: Scalar) -> Result<Value, Problem> {
        Ok(match scalar {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Integer(digits) => Value::Integer(digits),
            Scalar::Float(value) if value.is_finite() => Value::Float(value),
            Scalar::Float(_) => Value::Null,
            Scalar::Text(text) | Scalar::Moment(text) => Value::Text(text),
            Scalar::Bytes(bytes) => Value::Text(self.bytes_text(id, &bytes)?),
        })
    }

    fn bytes_text(&self, id: NodeId, bytes: &[u8]) -> Result<String, Problem> {
        let problem = || Problem::new(self.graph.node(id).start, "these bytes are not UTF-8, and JSON has no others");
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| problem())
    }
}

/// Entries in the order in which their identities came first.
#[derive(Default)]
struct Ordered {
    entries: Vec<(String, String, Value)>,
    places: HashMap<String, usize>,
}

impl Ordered {
    fn put(&mut self, identity: String, name: String, value: Value) {
        match self.places.get(&identity) {
            Some(place) => self.entries[*place].2 = value,
            None => {
                self.places.insert(identity.clone(), self.entries.len());
                self.entries.push((identity, name, value));
            }
        }
    }
}

fn is_scalar(tag: &Tag) -> bool {
    matches!(tag, Tag::Null | Tag::Bool | Tag::Integer | Tag::Float | Tag::Text | Tag::Timestamp | Tag::Binary)
}

/// Python's equality of keys: 1, 1.0 and true are one key.
fn identity(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(value) => format!("number {}", u8::from(*value)),
        Scalar::Integer(digits) => format!("number {digits}"),
        Scalar::Float(value) if value.fract() == 0.0 => format!("number {}", if *value == 0.0 { 0.0 } else { *value }),
        Scalar::Float(value) => format!("number {value:?}"),
        Scalar::Text(text) => format!("text {text}"),
        Scalar::Moment(text) => format!("moment {text}"),
        Scalar::Bytes(bytes) => format!("bytes {bytes:?}"),
    }
}

#[cfg(test)]
mod tests;
