//! Rows of the audit log: what happened to which key, and by whom.

use rusqlite::{Connection, Row, Transaction, params};
use serde_json::{Value, json};

use crate::local::permissions::Caller;
use crate::local::store::keys::{Key, KeyType};
use crate::local::store::{execute, rows};
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

/// An entry as the API shows it, and its place in the log.
pub(crate) struct Entry {
    pub(crate) sequence: i64,
    pub(crate) json: Value,
}

/// The only surface that entries come from here.
pub(crate) const SOURCE: &str = "API";

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let text = |column: usize| row.get::<_, Option<String>>(column);
    let (sequence, created_at): (i64, Timestamp) = (row.get(0)?, row.get(1)?);
    let (event_type, prefix, actor_type) = (text(2)?, text(3)?, text(6)?);
    // SDK 0.13.1: a user has an address, and a key has a prefix and a name.
    let is_key = actor_type.as_deref() == Some("API_KEY");
    let mut data =
        json!({ "event_type": event_type, "api_key_id": prefix, "api_key_type": text(4)?, "prefix": prefix });
    if event_type.as_deref() == Some(Event::Renamed.name()) {
        data["name"] = text(5)?.into();
    }
    let json = json!({
        "id": sequence.to_string(),
        "created": created_at.rfc3339(),
        "event_type": event_type,
        "event_data": data,
        "source": SOURCE,
        "actor": {
            "type": actor_type,
            "email": text(7)?,
            "api_key_prefix": text(8)?.filter(|_| is_key),
            "api_key_name": text(9)?.filter(|_| is_key),
        },
        "client_name": text(10)?,
        "client_version": text(11)?,
    });
    Ok(Entry { sequence, json })
}

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
