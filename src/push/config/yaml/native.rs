//! What PyYAML constructs from nodes: Python's values, each with the place where it stands.
//!
//! Owns keys and duplicates, the collections of YAML 1.1, and the limits on aliases. What JSON makes of the values is
//! left to `json`.

use std::collections::{HashMap, HashSet};

use crate::push::config::yaml::events::Mark;
use crate::push::config::yaml::nodes::{Graph, Kind, NodeId};
use crate::push::config::yaml::scalars::{Scalar, Tag, construct};
use crate::push::config::yaml::text::Problem;
use crate::push::config::yaml::value::float_text;

/// What values may weigh together, beyond the file's own length: each counts one and its text. Aliases that repeat
/// each other a billion times end here.
const HEAVIEST: usize = 1 << 20;

/// A value, and where it starts.
#[derive(Clone, Debug)]
pub(crate) struct Native {
    pub(crate) at: Mark,
    pub(crate) data: Data,
}

#[derive(Clone, Debug)]
pub(crate) enum Data {
    Scalar(Scalar),
    /// A list or a set, and a tuple of `!!omap` or `!!pairs`.
    List(Vec<Native>),
    Map(Vec<(Key, Native)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) at: Mark,
    pub(crate) scalar: Scalar,
}

impl Key {
    /// The text that JSON makes of it; bytes that are no text have none.
    pub(crate) fn text(&self) -> Result<String, Problem> {
        Ok(match &self.scalar {
            Scalar::Null => "None".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Integer(digits) => digits.clone(),
            Scalar::Float(value) => float_text(*value),
            Scalar::Text(text) | Scalar::Moment(text) => text.clone(),
            Scalar::Bytes(bytes) => utf8(self.at, bytes)?.to_owned(),
        })
    }
}

/// The text that bytes are.
pub(crate) fn utf8(at: Mark, bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(|_| Problem::new(at, "these bytes are not UTF-8, and JSON has no others"))
}

/// The value of the node `root`, and the keys that stand twice in one mapping with their line (from 1).
pub(crate) fn native(graph: Graph, root: NodeId, length: usize) -> Result<(Native, Vec<(String, usize)>), Problem> {
    let budget = HEAVIEST + length;
    let mut constructor = Constructor { graph, budget, open: HashSet::new(), duplicates: Vec::new() };
    let value = constructor.value(root)?;
    Ok((value, constructor.duplicates))
}

struct Constructor {
    graph: Graph,
    budget: usize,
    /// Collections under construction: one of them again means that it contains itself.
    open: HashSet<NodeId>,
    duplicates: Vec<(String, usize)>,
}

impl Constructor {
    fn value(&mut self, id: NodeId) -> Result<Native, Problem> {
        let at = self.graph.node(id).start;
        let weight = match &self.graph.node(id).kind {
            Kind::Scalar(text) => 1 + text.len(),
            Kind::Sequence(_) | Kind::Mapping(_) => 1,
        };
        self.budget =
            self.budget.checked_sub(weight).ok_or_else(|| Problem::new(at, "the aliases expand to too many values"))?;
        if !self.open.insert(id) {
            return Err(Problem::new(at, "this collection contains itself"));
        }
        let data = self.data(id);
        self.open.remove(&id);
        Ok(Native { at, data: data? })
    }

    fn data(&mut self, id: NodeId) -> Result<Data, Problem> {
        let node = self.graph.node(id);
        match (&node.tag, &node.kind) {
            (Tag::Sequence, Kind::Sequence(items)) => {
                let items = items.clone();
                items.into_iter().map(|item| self.value(item)).collect::<Result<_, _>>().map(Data::List)
            }
            (Tag::Mapping, Kind::Mapping(_)) => self.pairs(id).map(Data::Map),
            (Tag::Set, Kind::Mapping(_)) => {
                let pairs = self.pairs(id)?.into_iter();
                Ok(Data::List(pairs.map(|(Key { at, scalar }, _)| Native { at, data: Data::Scalar(scalar) }).collect()))
            }
            (Tag::OrderedMap | Tag::Pairs, Kind::Sequence(items)) => {
                let items = items.clone();
                items.into_iter().map(|item| self.pair(item)).collect::<Result<_, _>>().map(Data::List)
            }
            _ => self.scalar(id).map(Data::Scalar),
        }
    }

    /// One entry of `!!omap` or `!!pairs`: Python's tuple.
    fn pair(&mut self, id: NodeId) -> Result<Native, Problem> {
        let at = self.graph.node(id).start;
        match &self.graph.node(id).kind {
            Kind::Mapping(pairs) if pairs.len() == 1 => {
                let (key, value) = pairs[0];
                Ok(Native { at, data: Data::List(vec![self.value(key)?, self.value(value)?]) })
            }
            _ => Err(Problem::new(at, "expected a mapping with one entry")),
        }
    }

    /// A mapping's entries. Equal keys share the first one's place and the last one's value. A value that loses must be
    /// valid all the same.
    fn pairs(&mut self, id: NodeId) -> Result<Vec<(Key, Native)>, Problem> {
        let mut entries: Vec<(Key, Native)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (key, value) in self.merged_pairs(id)? {
            let key = self.key(key)?;
            let value = self.value(value)?;
            match places.get(&identity(&key.scalar)) {
                Some(place) => entries[*place].1 = value,
                None => {
                    places.insert(identity(&key.scalar), entries.len());
                    entries.push((key, value));
                }
            }
        }
        Ok(entries)
    }

    fn key(&self, id: NodeId) -> Result<Key, Problem> {
        Ok(Key { at: self.graph.node(id).start, scalar: self.scalar(id)? })
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
            let key = self.key(*key)?;
            if !seen.insert(identity(&key.scalar)) {
                self.duplicates.push((key.text()?, key.at.line + 1));
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
