//! The page after this one, in each form that the API has for it.

use serde::Deserialize;

/// What an answer says about the next page; Baseten's Python SDK 0.13 reads it under other names than the API's
/// description.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct NextPage {
    next_cursor: Option<String>,
    pagination: Option<Pagination>,
}

#[derive(Debug, Deserialize)]
struct Pagination {
    cursor: Option<String>,
    has_more: Option<bool>,
}

impl NextPage {
    /// The cursor to ask for the next page with, if there is one.
    pub(crate) fn cursor(self) -> Option<String> {
        let more = self.pagination.filter(|pagination| pagination.has_more != Some(false));
        self.next_cursor.or(more.and_then(|pagination| pagination.cursor)).filter(|cursor| !cursor.is_empty())
    }
}
