//! A mapping by the names of its fields, with the values that pydantic makes of them.

use crate::push::config::lax;
use crate::push::config::yaml::value::{Data, Value};

impl Value {
    pub(crate) fn as_map(&self) -> Option<&Self> {
        matches!(self.data, Data::Map(_)).then_some(self)
    }

    pub(crate) fn entries(&self) -> &[(Self, Self)] {
        if let Data::Map(entries) = &self.data { entries } else { &[] }
    }

    pub(crate) fn some(&self, name: &str) -> Option<&Self> {
        self.entry(name).filter(|value| !lax::is_null(value))
    }

    pub(crate) fn fields(&self, name: &str) -> Option<&Self> {
        self.entry(name).and_then(Self::as_map)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.entry(name).and_then(lax::text)
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i128> {
        self.entry(name).and_then(lax::integer)
    }

    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        self.entry(name).and_then(lax::boolean).unwrap_or(default)
    }

    pub(crate) fn items(&self, name: &str) -> &[Self] {
        match self.entry(name).map(|value| &value.data) {
            Some(Data::List(items)) => items,
            _ => &[],
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries().iter().filter_map(|(key, _)| match &key.data {
            Data::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }
}
