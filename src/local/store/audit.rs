//! Rows of the audit log: what happened to which key, and by whom.

use rusqlite::{Connection, Row, Transaction, params};

use super::keys::{Key, KeyType};
use super::{execute, rows};
use crate::local::permissions::Caller;
use crate::local::timestamp::Timestamp;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    Created,
    Renamed,
    Deleted,
}

impl Event {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Created => "API_KEY_CREATED",
            // An extension: Baseten's API knows no renaming.
            Self::Renamed => "API_KEY_RENAMED",
            Self::Deleted => "API_KEY_DELETED",
        }
    }
}

/// The audit log's own words for types of keys, as SDK 0.13.1 lists them.
fn key_type_word(key: &Key) -> &'static str {
    match (key.key_type, key.environment_names.is_some(), key.model_ids.is_some()) {
        (KeyType::Personal, ..) => "PERSONAL",
        (KeyType::WorkspaceManageAll, ..) => "CREATOR_SERVICE_ACCOUNT",
        (KeyType::WorkspaceManageApiKeys, ..) => "MANAGE_API_KEYS_SERVICE_ACCOUNT",
        (KeyType::WorkspaceInvoke, true, _) => "INVOKE_SCOPED_ENVS_AND_MODELS_SERVICE_ACCOUNT",
        (KeyType::WorkspaceInvoke, false, true) => "INVOKE_ALLOWED_MODELS_SERVICE_ACCOUNT",
        (KeyType::WorkspaceInvoke, false, false) => "INVOKE_ALL_MODELS_SERVICE_ACCOUNT",
        (KeyType::WorkspaceExportMetrics, _, true) => "EXPORT_METRICS_ALLOWED_MODELS_SERVICE_ACCOUNT",
        (KeyType::WorkspaceExportMetrics, _, false) => "EXPORT_METRICS_ALL_MODELS_SERVICE_ACCOUNT",
    }
}

/// The program that sent a request, as its User-Agent names it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Client {
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
}

pub(crate) struct Entry {
    pub(crate) sequence: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) event_type: String,
    pub(crate) key_prefix: String,
    pub(crate) key_type: String,
    pub(crate) key_name: Option<String>,
    pub(crate) actor_type: String,
    pub(crate) actor_email: Option<String>,
    pub(crate) actor_prefix: String,
    pub(crate) actor_name: Option<String>,
    pub(crate) client_name: Option<String>,
    pub(crate) client_version: Option<String>,
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        sequence: row.get(0)?,
        created_at: row.get(1)?,
        event_type: row.get(2)?,
        key_prefix: row.get(3)?,
        key_type: row.get(4)?,
        key_name: row.get(5)?,
        actor_type: row.get(6)?,
        actor_email: row.get(7)?,
        actor_prefix: row.get(8)?,
        actor_name: row.get(9)?,
        client_name: row.get(10)?,
        client_version: row.get(11)?,
    })
}

/// Whether there is or ever was a key of this prefix.
pub(crate) fn knows_key(connection: &Connection, prefix: &str) -> rusqlite::Result<bool> {
    let known = "SELECT EXISTS (SELECT 1 FROM api_keys WHERE prefix = ?1)
        OR EXISTS (SELECT 1 FROM audit_logs WHERE key_prefix = ?1)";
    connection.query_row(known, [prefix], |row| row.get(0))
}

/// Notes that `actor` did `event` to `key`, in the transaction that does it.
pub(crate) fn note(
    transaction: &Transaction<'_>,
    event: Event,
    key: &Key,
    actor: &Caller,
    client: &Client,
) -> rusqlite::Result<()> {
    let actor_type = if actor.user.is_some() { "USER" } else { "API_KEY" };
    execute(
        transaction,
        "INSERT INTO audit_logs (created_at, event_type, key_prefix, key_type, key_name, actor_type,
            actor_user_id, actor_email, actor_prefix, actor_name, client_name, client_version)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            Timestamp::now(),
            event.name(),
            key.prefix,
            key_type_word(key),
            key.name,
            actor_type,
            actor.user.as_ref().map(|user| &user.user_id),
            actor.user.as_ref().and_then(|user| user.email.as_deref()),
            actor.prefix,
            actor.name,
            client.name,
            client.version,
        ],
    )
    .map(drop)
}

/// Which entries, and in which order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) ascending: bool,
    /// Only entries beyond this one, in that order.
    pub(crate) beyond: Option<i64>,
    pub(crate) start: Option<Timestamp>,
    pub(crate) end: Option<Timestamp>,
    /// Part of a prefix or a name, in any case.
    pub(crate) search: Option<String>,
    /// Only what these users did; a JSON list of their ids.
    pub(crate) user_ids: Option<String>,
}

/// The first `limit` entries.
pub(crate) fn list(connection: &Connection, filter: &Filter, limit: i64) -> rusqlite::Result<Vec<Entry>> {
    let (order, compared) = if filter.ascending { ("ASC", ">") } else { ("DESC", "<") };
    let sql = format!(
        "SELECT sequence, created_at, event_type, key_prefix, key_type, key_name, actor_type, actor_email,
            actor_prefix, actor_name, client_name, client_version
        FROM audit_logs
        WHERE (?1 IS NULL OR sequence {compared} ?1)
            AND (?2 IS NULL OR created_at >= ?2)
            AND (?3 IS NULL OR created_at <= ?3)
            AND (?4 IS NULL OR instr(lower(key_prefix || ' ' || coalesce(key_name, '')), lower(?4)))
            AND (?5 IS NULL OR actor_user_id IN (SELECT value FROM json_each(?5)))
        ORDER BY sequence {order} LIMIT ?6"
    );
    let Filter { beyond, start, end, search, user_ids, .. } = filter;
    rows(connection, &sql, params![beyond, start, end, search, user_ids, limit], entry)
}
