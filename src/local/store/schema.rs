//! The tables, as steps from an empty file to the current version, and the version itself.

use rusqlite::Transaction;

/// Each step is applied once, in order; `PRAGMA user_version` counts those that were. A step that was ever
/// released does not change any more.
const STEPS: &[&str] = &["
    CREATE TABLE organization (name TEXT NOT NULL) STRICT;

    CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT, name TEXT) STRICT;

    CREATE TABLE teams (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        is_default INTEGER NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE api_keys (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        prefix TEXT NOT NULL UNIQUE,
        secret_hash BLOB NOT NULL,
        name TEXT,
        type TEXT NOT NULL,
        team_id TEXT REFERENCES teams (id),
        owner_id TEXT REFERENCES users (id),
        model_ids TEXT,
        environment_names TEXT,
        created_by TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER
    ) STRICT;

    CREATE TABLE models (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        team_id TEXT NOT NULL REFERENCES teams (id),
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        archive_download INTEGER NOT NULL,
        UNIQUE (team_id, name)
    ) STRICT;

    CREATE TABLE environments (
        model_id TEXT NOT NULL REFERENCES models (id),
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (model_id, name)
    ) STRICT;

    CREATE TABLE deployments (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        model_id TEXT NOT NULL REFERENCES models (id),
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        started_at INTEGER NOT NULL,
        fails INTEGER NOT NULL,
        environment TEXT,
        is_development INTEGER NOT NULL,
        instance_type TEXT NOT NULL,
        labels TEXT,
        archive TEXT,
        config TEXT NOT NULL,
        raw_config TEXT,
        user_env TEXT,
        deploy_timeout_minutes INTEGER
    ) STRICT;
    CREATE INDEX deployments_of_a_model ON deployments (model_id);

    CREATE TABLE uploads (
        id TEXT PRIMARY KEY,
        access_key TEXT NOT NULL UNIQUE,
        secret_key TEXT NOT NULL,
        session_token TEXT NOT NULL,
        team_id TEXT NOT NULL REFERENCES teams (id),
        expires_at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'committed', 'abandoned'))
    ) STRICT;
    CREATE INDEX uploads_by_end ON uploads (state, expires_at);

    CREATE TABLE audit_logs (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        created_at INTEGER NOT NULL,
        event_type TEXT NOT NULL,
        key_prefix TEXT NOT NULL,
        key_type TEXT NOT NULL,
        key_name TEXT,
        team_id TEXT,
        actor_type TEXT NOT NULL,
        actor_email TEXT,
        actor_prefix TEXT NOT NULL,
        actor_name TEXT,
        client_name TEXT,
        client_version TEXT
    ) STRICT;
"];

/// The version that this program writes.
pub(crate) const VERSION: i64 = STEPS.len() as i64;

/// Brings the file from `version` to [`VERSION`].
pub(crate) fn migrate(transaction: &Transaction<'_>, version: i64) -> rusqlite::Result<()> {
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or_default()) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)
}
