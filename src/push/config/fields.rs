//! A mapping by the names of its fields, with the values that pydantic makes of them.

use crate::push::config::lax;
use crate::push::config::yaml::Mark;
use crate::push::config::yaml::value::{Data, Value};

/// The fields of a mapping.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'value> {
    pub(crate) at: Mark,
    pub(crate) entries: &'value [(Value, Value)],
}

impl<'value> Fields<'value> {
    pub(crate) fn of(value: &'value Value) -> Option<Self> {
        match &value.data {
            Data::Map(entries) => Some(Self { at: value.at, entries }),
            _ => None,
        }
    }

    pub(crate) fn value(self, name: &str) -> Option<&'value Value> {
        self.entries.iter().find(|(key, _)| key.is(name)).map(|(_, value)| value)
    }

    /// A field's value unless it is null.
    pub(crate) fn some(self, name: &str) -> Option<&'value Value> {
        self.value(name).filter(|value| !lax::is_null(value))
    }

    pub(crate) fn fields(self, name: &str) -> Option<Self> {
        self.value(name).and_then(Self::of)
    }

    pub(crate) fn text(self, name: &str) -> Option<&'value str> {
        self.value(name).and_then(lax::text)
    }

    pub(crate) fn integer(self, name: &str) -> Option<i128> {
        self.value(name).and_then(lax::integer)
    }

    pub(crate) fn flag(self, name: &str, default: bool) -> bool {
        self.value(name).and_then(lax::boolean).unwrap_or(default)
    }

    pub(crate) fn items(self, name: &str) -> &'value [Value] {
        match self.value(name).map(|value| &value.data) {
            Some(Data::List(items)) => items,
            _ => &[],
        }
    }

    pub(crate) fn names(self) -> impl Iterator<Item = &'value str> {
        self.entries.iter().filter_map(|(key, _)| match &key.data {
            Data::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }
}
