//! `/v1/audit_logs`: who did what, newest first, a page at a time.

use std::collections::HashSet;

use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;

use super::client::Call;
use super::path::Path;
use super::{Client, Error};

/// The most entries that the API gives in one page.
const PAGE: usize = 200;
/// What the API calls the end of a key.
const DELETED: &str = "API_KEY_DELETED";

/// One thing that was done.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    /// What it was, such as `API_KEY_DELETED`.
    #[serde(default)]
    pub event_type: Option<String>,
    /// To what it was done.
    #[serde(default)]
    pub event_data: Option<EventData>,
    /// Who did it.
    #[serde(default)]
    pub actor: Option<Actor>,
}

/// To what something was done, as far as it was a key.
#[derive(Clone, Debug, Deserialize)]
pub struct EventData {
    /// The prefix of the key.
    #[serde(default)]
    pub prefix: Option<String>,
}

/// Who did something.
#[derive(Clone, Debug, Deserialize)]
pub struct Actor {
    /// The prefix of the key that was used, when it was a key.
    #[serde(default)]
    pub api_key_prefix: Option<String>,
}

/// A part of the log.
#[derive(Clone, Debug)]
pub struct AuditLog {
    /// Its entries, the newest first.
    pub entries: Vec<Entry>,
    /// Whether these are all there are since the time that was asked for.
    pub is_whole: bool,
}

impl AuditLog {
    /// The prefixes of the keys that were used for something in it.
    #[must_use]
    pub fn actors(&self) -> HashSet<&str> {
        self.entries.iter().filter_map(|entry| entry.actor.as_ref()?.api_key_prefix.as_deref()).collect()
    }

    /// The prefixes of the keys that were revoked in it.
    #[must_use]
    pub fn revoked(&self) -> HashSet<&str> {
        let ended = self.entries.iter().filter(|entry| entry.event_type.as_deref() == Some(DELETED));
        ended.filter_map(|entry| entry.event_data.as_ref()?.prefix.as_deref()).collect()
    }
}

/// A page, under the names of the API's description; Baseten's Python SDK 0.13 reads it under others.
#[derive(Deserialize)]
struct Page {
    entries: Option<Vec<Entry>>,
    items: Option<Vec<Entry>>,
    next_cursor: Option<String>,
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
struct Pagination {
    cursor: Option<String>,
}

impl Client {
    /// The entries since `since`, the newest first, about `most` of them at the most.
    ///
    /// # Errors
    ///
    /// As every request; a remote without an audit log answers 404.
    pub async fn audit_log(&self, since: Timestamp, most: usize) -> Result<AuditLog, Error> {
        let mut entries = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let call = Call::new(Method::GET, Path::of(&["v1", "audit_logs"]))
                .query("limit", PAGE.to_string())
                .query("start_epoch_millis", since.as_millisecond().to_string());
            let call = cursor.iter().fold(call, |call, cursor| call.query("cursor", cursor));
            let page: Page = self.send(call).await?;
            let more = page.entries.or(page.items).unwrap_or_default();
            let next = page.next_cursor.or(page.pagination.and_then(|pagination| pagination.cursor));
            // A server whose cursor leads nowhere new must not keep this program for ever.
            let is_over = more.is_empty() || next.is_none() || next == cursor;
            entries.extend(more);
            if is_over || entries.len() >= most {
                return Ok(AuditLog { entries, is_whole: is_over });
            }
            cursor = next;
        }
    }
}
