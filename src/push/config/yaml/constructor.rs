//! What PyYAML constructs from nodes: keys and duplicates, the collections of YAML 1.1, and the limits on aliases.

use std::collections::{HashMap, HashSet};

use crate::push::config::yaml::Problem;
use crate::push::config::yaml::nodes::{Graph, Kind, NodeId};
use crate::push::config::yaml::scalars::{self, Tag};
use crate::push::config::yaml::value::{Data, Value};

/// What values may weigh together, beyond the file's own length: each counts one and its text. Aliases that repeat
/// each other a billion times end here.
const HEAVIEST: usize = 1 << 20;

/// The value of the node `root`, and the keys that stand twice in one mapping with their line (from 1).
pub(crate) fn construct(graph: Graph, root: NodeId, length: usize) -> Result<(Value, Vec<(String, usize)>), Problem> {
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
    fn value(&mut self, id: NodeId) -> Result<Value, Problem> {
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
        Ok(Value { at, data: data? })
    }

    fn data(&mut self, id: NodeId) -> Result<Data, Problem> {
        let node = self.graph.node(id);
        match (&node.tag, &node.kind) {
            (Tag::Sequence, Kind::Sequence(items)) => {
                let items = items.clone();
                items.into_iter().map(|item| self.value(item)).collect::<Result<_, _>>().map(Data::List)
            }
            (Tag::Mapping, Kind::Mapping(_)) => self.pairs(id).map(Data::Map),
            (Tag::Set, Kind::Mapping(_)) => Ok(Data::List(self.pairs(id)?.into_iter().map(|(key, _)| key).collect())),
            (Tag::OrderedMap | Tag::Pairs, Kind::Sequence(items)) => {
                let items = items.clone();
                items.into_iter().map(|item| self.pair(item)).collect::<Result<_, _>>().map(Data::List)
            }
            _ => self.scalar(id),
        }
    }

    /// One entry of `!!omap` or `!!pairs`: Python's tuple.
    fn pair(&mut self, id: NodeId) -> Result<Value, Problem> {
        let at = self.graph.node(id).start;
        match &self.graph.node(id).kind {
            Kind::Mapping(pairs) if pairs.len() == 1 => {
                let (key, value) = pairs[0];
                Ok(Value { at, data: Data::List(vec![self.value(key)?, self.value(value)?]) })
            }
            _ => Err(Problem::new(at, "expected a mapping with one entry")),
        }
    }

    /// A mapping's entries. Equal keys share the first one's place and the last one's value. A value that loses must be
    /// valid all the same.
    fn pairs(&mut self, id: NodeId) -> Result<Vec<(Value, Value)>, Problem> {
        let mut entries: Vec<(Value, Value)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (key, value) in self.merged_pairs(id)? {
            let key = self.key(key)?;
            let value = self.value(value)?;
            match places.get(&identity(&key.data)) {
                Some(place) => entries[*place].1 = value,
                None => {
                    places.insert(identity(&key.data), entries.len());
                    entries.push((key, value));
                }
            }
        }
        Ok(entries)
    }

    fn key(&self, id: NodeId) -> Result<Value, Problem> {
        Ok(Value { at: self.graph.node(id).start, data: self.scalar(id)? })
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
            if !seen.insert(identity(&key.data)) {
                key.check_bytes()?;
                self.duplicates.push((key.key().into_owned(), key.at.line + 1));
            }
        }
        Ok(())
    }

    /// The scalar that a node is, or that the `=` entry of a mapping with a scalar's tag is.
    fn scalar(&self, id: NodeId) -> Result<Data, Problem> {
        let node = self.graph.node(id);
        let problem = |text: String| Problem::new(node.start, text);
        match &node.kind {
            Kind::Scalar(text) => scalars::construct(&node.tag, text).map_err(problem),
            Kind::Mapping(pairs) if is_scalar(&node.tag) => {
                let default = pairs.iter().find(|(key, _)| self.graph.node(*key).tag == Tag::Value);
                match default.map(|(_, value)| &self.graph.node(*value).kind) {
                    Some(Kind::Scalar(text)) => scalars::construct(&node.tag, text).map_err(problem),
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
fn identity(key: &Data) -> String {
    match key {
        Data::Bool(value) => format!("number {}", u8::from(*value)),
        Data::Integer(integer) => format!("number {integer}"),
        Data::Float(number) if number.fract() == 0.0 => format!("number {}", number + 0.0),
        other => format!("{other:?}"),
    }
}
