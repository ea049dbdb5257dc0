//! The tables, as steps from an empty file to the current version, and the version itself.

use std::collections::HashSet;

use rusqlite::{Transaction, params};

use crate::local::store::keys::free_name;

enum Step {
    Sql(&'static str),
    Code(fn(&Transaction<'_>) -> rusqlite::Result<()>),
}

/// Each step is applied once, in order; `PRAGMA user_version` counts those that were. A step that was ever
/// released does not change any more.
const STEPS: &[Step] = &[
    Step::Sql(TABLES),
    Step::Code(make_key_names_unique),
    Step::Sql(ROLES),
    Step::Sql(AUDIT_LOG),
    Step::Sql(DEACTIVATION),
    Step::Sql(LOGINS),
];

const TABLES: &str = "
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
";

/// The one user that there was before this step is the organization's admin.
const ROLES: &str = "
    ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'admin';
    ALTER TABLE users ADD COLUMN team_id TEXT REFERENCES teams (id);
    CREATE UNIQUE INDEX user_emails ON users (email);
";

/// The audit log calls types of keys by words of its own. What a key was narrowed to was not noted before this step.
const AUDIT_LOG: &str = "
    ALTER TABLE audit_logs DROP COLUMN team_id;
    ALTER TABLE audit_logs ADD COLUMN actor_user_id TEXT;
    UPDATE audit_logs SET actor_user_id = (SELECT id FROM users WHERE email = actor_email);
    UPDATE audit_logs SET key_type = CASE key_type
        WHEN 'WORKSPACE_MANAGE_ALL' THEN 'CREATOR_SERVICE_ACCOUNT'
        WHEN 'WORKSPACE_INVOKE' THEN 'INVOKE_ALL_MODELS_SERVICE_ACCOUNT'
        WHEN 'WORKSPACE_EXPORT_METRICS' THEN 'EXPORT_METRICS_ALL_MODELS_SERVICE_ACCOUNT'
        WHEN 'WORKSPACE_MANAGE_API_KEYS' THEN 'MANAGE_API_KEYS_SERVICE_ACCOUNT'
        ELSE key_type
    END;
";

const DEACTIVATION: &str = "
    ALTER TABLE deployments ADD COLUMN deactivated_at INTEGER;
    ALTER TABLE deployments ADD COLUMN region TEXT;
";

const LOGINS: &str = "
    CREATE TABLE device_codes (
        code_hash BLOB NOT NULL UNIQUE,
        user_code TEXT NOT NULL UNIQUE,
        expires_at INTEGER NOT NULL,
        polled_at INTEGER,
        user_id TEXT REFERENCES users (id)
    ) STRICT;

    CREATE TABLE logins (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        user_id TEXT NOT NULL REFERENCES users (id),
        access_hash BLOB NOT NULL UNIQUE,
        refresh_hash BLOB NOT NULL UNIQUE,
        expires_at INTEGER NOT NULL
    ) STRICT;
";

/// Names were not unique before this step. The oldest key keeps its name; later ones get a free one built from it.
///
/// The index is what keeps two processes from giving one name twice. A key without a name collides with none,
/// because NULLs are distinct in an index.
fn make_key_names_unique(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare(
        "SELECT sequence, coalesce(team_id, ''), coalesce(owner_id, ''), name FROM api_keys
        WHERE name IS NOT NULL ORDER BY sequence",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))))?;
    let keys: Vec<(i64, (String, String, String))> = rows.collect::<rusqlite::Result<_>>()?;
    let mut taken: HashSet<(String, String, String)> = keys.iter().map(|(_, key)| key.clone()).collect();
    let mut seen = HashSet::new();
    for (sequence, (team_id, owner_id, name)) in keys {
        if seen.insert((team_id.clone(), owner_id.clone(), name.clone())) {
            continue;
        }
        let free = free_name(&name, |name| Ok(taken.contains(&(team_id.clone(), owner_id.clone(), name.to_owned()))))?;
        transaction.execute("UPDATE api_keys SET name = ?2 WHERE sequence = ?1", params![sequence, free])?;
        taken.insert((team_id, owner_id, free));
    }
    transaction.execute_batch(
        "CREATE UNIQUE INDEX api_key_names ON api_keys (coalesce(team_id, ''), coalesce(owner_id, ''), name)",
    )
}

pub(crate) const VERSION: i64 = STEPS.len() as i64;

pub(crate) fn migrate(transaction: &Transaction<'_>, version: i64) -> rusqlite::Result<()> {
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or_default()) {
        match step {
            Step::Sql(sql) => transaction.execute_batch(sql)?,
            Step::Code(change) => change(transaction)?,
        }
    }
    transaction.pragma_update(None, "user_version", VERSION)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::{STEPS, Step, VERSION, migrate};

    fn database_of_version_1() -> Connection {
        let connection = Connection::open_in_memory().expect("a database");
        let Step::Sql(tables) = &STEPS[0] else { panic!("the first step makes the tables") };
        connection.execute_batch(tables).expect("the tables are made");
        connection
    }

    #[test]
    fn old_duplicates_of_a_name_get_a_free_one_and_the_oldest_keeps_it() {
        let mut connection = database_of_version_1();
        connection
            .execute_batch(
                "INSERT INTO users VALUES ('u', NULL, NULL), ('v', NULL, NULL);
                INSERT INTO teams VALUES ('a', 'a', 1, 0), ('b', 'b', 0, 0);
                INSERT INTO api_keys (prefix, secret_hash, name, type, team_id, owner_id, created_by, created_at)
                VALUES ('t1', x'', 'ci', 'WORKSPACE_INVOKE', 'a', NULL, 'u', 0),
                    ('t2', x'', 'ci', 'WORKSPACE_MANAGE_ALL', 'a', NULL, 'u', 0),
                    ('t3', x'', 'ci', 'WORKSPACE_INVOKE', 'a', NULL, 'u', 0),
                    ('t4', x'', 'ci-2', 'WORKSPACE_INVOKE', 'a', NULL, 'u', 0),
                    ('t5', x'', 'ci', 'WORKSPACE_INVOKE', 'b', NULL, 'u', 0),
                    ('p1', x'', 'ci', 'PERSONAL', NULL, 'u', 'u', 0),
                    ('p2', x'', 'ci', 'PERSONAL', NULL, 'v', 'v', 0),
                    ('p3', x'', 'ci', 'PERSONAL', NULL, 'u', 'u', 0),
                    ('m1', x'', 'ci', 'WORKSPACE_MANAGE_API_KEYS', NULL, NULL, 'u', 0),
                    ('m2', x'', 'ci', 'WORKSPACE_MANAGE_API_KEYS', NULL, NULL, 'v', 0),
                    ('n1', x'', NULL, 'WORKSPACE_INVOKE', 'a', NULL, 'u', 0),
                    ('n2', x'', NULL, 'WORKSPACE_INVOKE', 'a', NULL, 'u', 0);",
            )
            .expect("rows");
        let transaction = connection.transaction().expect("a transaction");
        migrate(&transaction, 1).expect("the file is brought to this version");
        transaction.commit().expect("a commit");
        let mut statement = connection
            .prepare("SELECT prefix || ' ' || coalesce(name, '-') FROM api_keys ORDER BY sequence")
            .expect("a query");
        let names: Vec<String> =
            statement.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>().expect("text");
        let expected = [
            "t1 ci", "t2 ci-3", "t3 ci-4", "t4 ci-2", "t5 ci", "p1 ci", "p2 ci", "p3 ci-2", "m1 ci", "m2 ci-2", "n1 -",
            "n2 -",
        ];
        assert_eq!(names, expected);
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
        assert_eq!(version, VERSION);
        let twice = connection.execute("UPDATE api_keys SET name = 'ci' WHERE prefix = 't3'", []);
        assert!(twice.is_err(), "the file itself keeps a name from being given twice");
    }
}
