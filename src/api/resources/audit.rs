//! `/v1/audit_logs`: who did what, newest first, a page at a time.

use std::collections::HashSet;

use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;

use crate::api::client::Call;
use crate::api::path::Path;
use crate::api::resources::page::NextPage;
use crate::api::{Client, Error};

/// The most entries that the API gives in one page.
const PAGE: usize = 200;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Entry {
    #[serde(default)]
    pub(crate) actor: Option<Actor>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Actor {
    /// The prefix of the key that was used, when it was a key.
    #[serde(default)]
    pub(crate) api_key_prefix: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct AuditLog {
    pub(crate) entries: Vec<Entry>,
    /// Whether these are all there are since the time that was asked for.
    pub(crate) is_whole: bool,
}

impl AuditLog {
    /// The prefixes of the keys that were used for something in it.
    pub(crate) fn actors(&self) -> HashSet<&str> {
        self.entries.iter().filter_map(|entry| entry.actor.as_ref()?.api_key_prefix.as_deref()).collect()
    }
}

/// A page; Baseten's Python SDK 0.13 reads its entries under another name than the API's description.
#[derive(Deserialize)]
struct Page {
    entries: Option<Vec<Entry>>,
    items: Option<Vec<Entry>>,
    #[serde(flatten)]
    next: NextPage,
}

impl Client {
    /// The entries since `since`, the newest first, about `most` of them at the most.
    pub(crate) async fn audit_log(&self, since: Timestamp, most: usize) -> Result<AuditLog, Error> {
        let mut entries = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let call = Call::new(Method::GET, Path::of(&["v1", "audit_logs"]))
                .query("limit", PAGE.to_string())
                .query("start_epoch_millis", since.as_millisecond().to_string());
            let call = cursor.iter().fold(call, |call, cursor| call.query("cursor", cursor));
            let page: Page = self.send(call).await?;
            let more = page.entries.or(page.items).unwrap_or_default();
            let next = page.next.cursor();
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
