//! The graph of a YAML document: events composed into nodes, aliases pointing to the node they name, tags resolved and
//! merge keys (`<<`) applied as PyYAML's composer and `flatten_mapping` do it.

use std::collections::HashMap;

use crate::push::config::yaml::events::{Event, Token};
use crate::push::config::yaml::scalars::{Tag, resolve};
use crate::push::config::yaml::text::Source;
use crate::push::config::yaml::{Mark, Problem};

/// More key-value pairs than merging may produce: `<<` lists can repeat each other exponentially.
const MOST_MERGED: usize = 100_000;

/// A node's place in its [`Graph`].
pub(crate) type NodeId = usize;

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Scalar(String),
    Sequence(Vec<NodeId>),
    /// Its keys and values, as often as they stand there.
    Mapping(Vec<(NodeId, NodeId)>),
}

impl Kind {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Scalar(_) => "scalar",
            Self::Sequence(_) => "sequence",
            Self::Mapping(_) => "mapping",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) tag: Tag,
    pub(crate) kind: Kind,
    pub(crate) start: Mark,
    merged: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    merged_pairs: usize,
}

impl Graph {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// Whether merge keys of this mapping were put in place already.
    pub(crate) fn is_merged(&self, id: NodeId) -> bool {
        self.nodes[id].merged
    }

    /// Puts the pairs that `<<` brings before the mapping's own, so that the own ones win.
    pub(crate) fn merge(&mut self, id: NodeId) -> Result<(), Problem> {
        let Kind::Mapping(pairs) = &mut self.nodes[id].kind else { return Ok(()) };
        let pairs = std::mem::take(pairs);
        let (merges, own): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|(key, _)| self.nodes[*key].tag == Tag::Merge);
        for (key, _) in &own {
            // PyYAML: `=` is an ordinary text where it is a key.
            if self.nodes[*key].tag == Tag::Value {
                self.nodes[*key].tag = Tag::Text;
            }
        }
        self.nodes[id].kind = Kind::Mapping(own.clone());
        self.nodes[id].merged = true;
        let mut all = Vec::new();
        for (_, value) in merges {
            self.collect_merge(id, value, &mut all)?;
        }
        self.merged_pairs += all.len();
        if self.merged_pairs > MOST_MERGED {
            return Err(Problem::new(self.nodes[id].start, "the merge keys (`<<`) bring in too many entries"));
        }
        all.extend(own);
        self.nodes[id].kind = Kind::Mapping(all);
        Ok(())
    }

    fn collect_merge(&mut self, id: NodeId, value: NodeId, all: &mut Vec<(NodeId, NodeId)>) -> Result<(), Problem> {
        let sources = match &self.nodes[value].kind {
            Kind::Mapping(_) => vec![value],
            // The first of a list wins, so it comes last.
            Kind::Sequence(items) => items.iter().rev().copied().collect(),
            Kind::Scalar(_) => vec![value],
        };
        for source in sources {
            if !matches!(self.nodes[source].kind, Kind::Mapping(_)) {
                let found = self.nodes[source].kind.name();
                let at = self.nodes[if source == value { id } else { source }].start;
                return Err(Problem::new(at, format!("`<<` needs a mapping or a list of mappings, found a {found}")));
            }
            self.merge(source)?;
            if let Kind::Mapping(pairs) = &self.nodes[source].kind {
                all.extend(pairs);
            }
        }
        Ok(())
    }
}

pub(crate) fn compose(source: &Source, events: Vec<Event>) -> Result<Option<(Graph, NodeId)>, Problem> {
    let mut composer =
        Composer { source, graph: Graph::default(), anchors: HashMap::new(), open: Vec::new(), root: None };
    for event in events {
        composer.push(event)?;
    }
    Ok(composer.root.map(|root| (composer.graph, root)))
}

struct Composer<'source> {
    source: &'source Source,
    graph: Graph,
    anchors: HashMap<String, NodeId>,
    /// Collections that have not ended, with a mapping's key that waits for its value.
    open: Vec<(NodeId, Option<NodeId>)>,
    root: Option<NodeId>,
}

impl Composer<'_> {
    fn push(&mut self, event: Event) -> Result<(), Problem> {
        let Event { token, start, .. } = event;
        match token {
            Token::Document if self.root.is_some() => {
                Err(Problem::new(start, "expected a single document, found another one"))
            }
            Token::Document => Ok(()),
            Token::Alias(name) => match self.anchors.get(&name) {
                Some(id) => {
                    self.attach(*id);
                    Ok(())
                }
                None => Err(Problem::new(start, format!("the alias `*{name}` has no anchor before it"))),
            },
            Token::Scalar { anchor, tag, text, plain, .. } => {
                let text = self.source.restore(text);
                let unnamed = plain || tag.as_deref() == Some("!");
                let tag = if unnamed { resolve(&text) } else { tag.map_or(Tag::Text, Tag::named) };
                self.add(anchor, Node { tag, kind: Kind::Scalar(text), start, merged: false }).map(|_| ())
            }
            Token::Start { anchor, tag, kind } => {
                let default = if matches!(kind, Kind::Mapping(_)) { Tag::Mapping } else { Tag::Sequence };
                // `!` alone names no tag.
                let tag = tag.filter(|tag| tag != "!").map_or(default, Tag::named);
                let id = self.add(anchor, Node { tag, kind, start, merged: false })?;
                self.open.push((id, None));
                Ok(())
            }
            Token::End => {
                self.open.pop();
                Ok(())
            }
        }
    }

    fn add(&mut self, anchor: Option<String>, node: Node) -> Result<NodeId, Problem> {
        let (id, start) = (self.graph.nodes.len(), node.start);
        self.graph.nodes.push(node);
        if let Some(name) = anchor {
            if let Some(first) = self.anchors.get(&name) {
                let line = self.graph.nodes[*first].start.line + 1;
                return Err(Problem::new(start, format!("the anchor `&{name}` is already defined on line {line}")));
            }
            self.anchors.insert(name, id);
        }
        self.attach(id);
        Ok(id)
    }

    fn attach(&mut self, id: NodeId) {
        let Some((parent, waiting)) = self.open.last_mut() else {
            self.root = Some(id);
            return;
        };
        match &mut self.graph.nodes[*parent].kind {
            Kind::Sequence(items) => items.push(id),
            Kind::Mapping(pairs) => match waiting.take() {
                Some(key) => pairs.push((key, id)),
                None => *waiting = Some(id),
            },
            Kind::Scalar(_) => {}
        }
    }
}
