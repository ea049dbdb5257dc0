//! Rows of API keys: who holds one, what it is restricted to, when it was last used.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

use crate::local::permissions::Caller;
use crate::local::secrets::{NewKey, SecretHash};
use crate::local::store::users::User;
use crate::local::store::{execute, row, rows};
use crate::local::timestamp::Timestamp;

/// The types of keys that the embedded API issues, by the API's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum KeyType {
    Personal,
    WorkspaceManageAll,
    WorkspaceInvoke,
    WorkspaceExportMetrics,
    WorkspaceManageApiKeys,
}

impl KeyType {
    const ALL: [Self; 5] = [
        Self::Personal,
        Self::WorkspaceManageAll,
        Self::WorkspaceInvoke,
        Self::WorkspaceExportMetrics,
        Self::WorkspaceManageApiKeys,
    ];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key_type| key_type.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Personal => "PERSONAL",
            Self::WorkspaceManageAll => "WORKSPACE_MANAGE_ALL",
            Self::WorkspaceInvoke => "WORKSPACE_INVOKE",
            Self::WorkspaceExportMetrics => "WORKSPACE_EXPORT_METRICS",
            Self::WorkspaceManageApiKeys => "WORKSPACE_MANAGE_API_KEYS",
        }
    }

    pub(crate) fn is_of_a_team(self) -> bool {
        matches!(self, Self::WorkspaceManageAll | Self::WorkspaceInvoke | Self::WorkspaceExportMetrics)
    }

    pub(crate) fn accepts_models(self) -> bool {
        matches!(self, Self::WorkspaceInvoke | Self::WorkspaceExportMetrics)
    }

    pub(crate) fn accepts_environments(self) -> bool {
        matches!(self, Self::WorkspaceManageAll | Self::WorkspaceInvoke)
    }
}

impl FromSql for KeyType {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for KeyType {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.name()))
    }
}

struct List(Vec<String>);

impl FromSql for List {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(FromSqlError::other)
    }
}

/// A key as the API shows it, and what decides who may see it.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) prefix: String,
    pub(crate) name: Option<String>,
    pub(crate) key_type: KeyType,
    pub(crate) team_id: Option<String>,
    pub(crate) team_name: Option<String>,
    pub(crate) owner: Option<User>,
    pub(crate) model_ids: Option<Vec<String>>,
    pub(crate) environment_names: Option<Vec<String>>,
    /// The id of the user, or the prefix of the team's key, that made it.
    pub(crate) created_by: String,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
}

impl Key {
    /// Among which keys its name is unique.
    pub(crate) fn name_scope(&self) -> NameScope<'_> {
        let owner_id = self.owner.as_ref().map(|owner| owner.user_id.as_str());
        NameScope { team_id: self.team_id.as_deref(), owner_id }
    }
}

const KEY: &str = "
    SELECT prefix, k.name, type, k.team_id, t.name, owner_id, u.email, u.name, model_ids, environment_names,
        created_by, k.created_at, last_used_at, secret_hash, u.role, u.team_id
    FROM api_keys k LEFT JOIN teams t ON t.id = k.team_id LEFT JOIN users u ON u.id = owner_id";

fn key(row: &Row<'_>) -> rusqlite::Result<Key> {
    let owner = match row.get(5)? {
        Some(user_id) => Some(User { user_id, email: row.get(6)?, name: row.get(7)? }),
        None => None,
    };
    Ok(Key {
        prefix: row.get(0)?,
        name: row.get(1)?,
        key_type: row.get(2)?,
        team_id: row.get(3)?,
        team_name: row.get(4)?,
        owner,
        model_ids: row.get::<_, Option<List>>(8)?.map(|list| list.0),
        environment_names: row.get::<_, Option<List>>(9)?.map(|list| list.0),
        created_by: row.get(10)?,
        created_at: row.get(11)?,
        last_used_at: row.get(12)?,
    })
}

pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<Key>> {
    rows(connection, &format!("{KEY} ORDER BY sequence"), [], key)
}

pub(crate) fn by_prefix(connection: &Connection, prefix: &str) -> rusqlite::Result<Option<Key>> {
    row(connection, &format!("{KEY} WHERE prefix = ?1"), [prefix], key)
}

/// Who a key's holder is, and the hash that the secret must have.
pub(crate) fn authenticate(connection: &Connection, prefix: &str) -> rusqlite::Result<Option<(Caller, SecretHash)>> {
    row(connection, &format!("{KEY} WHERE prefix = ?1"), [prefix], |row| {
        Ok((Caller::new(key(row)?, row.get(14)?, row.get(15)?), SecretHash(row.get(13)?)))
    })
}

pub(crate) struct NewKeyRow<'a> {
    pub(crate) key: &'a NewKey,
    pub(crate) name: Option<&'a str>,
    pub(crate) key_type: KeyType,
    pub(crate) team_id: Option<&'a str>,
    pub(crate) owner_id: Option<&'a str>,
    pub(crate) model_ids: Option<&'a [String]>,
    pub(crate) environment_names: Option<&'a [String]>,
    pub(crate) created_by: &'a str,
}

impl<'a> NewKeyRow<'a> {
    pub(crate) fn personal(key: &'a NewKey, name: &'a str, user_id: &'a str) -> Self {
        Self {
            key,
            name: Some(name),
            key_type: KeyType::Personal,
            team_id: None,
            owner_id: Some(user_id),
            model_ids: None,
            environment_names: None,
            created_by: user_id,
        }
    }
}

pub(crate) fn insert(transaction: &Transaction<'_>, new: &NewKeyRow<'_>) -> rusqlite::Result<()> {
    let list = |names: Option<&[String]>| names.map(|names| serde_json::json!(names).to_string());
    execute(
        transaction,
        "INSERT INTO api_keys (prefix, secret_hash, name, type, team_id, owner_id, model_ids, environment_names,
            created_by, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            new.key.prefix,
            new.key.hash.0,
            new.name,
            new.key_type,
            new.team_id,
            new.owner_id,
            list(new.model_ids),
            list(new.environment_names),
            new.created_by,
            Timestamp::now(),
        ],
    )
    .map(drop)
}

/// Who holds names that are unique among each other: a team's keys, a user's personal keys, or, with neither, the
/// organization's keys of the type WORKSPACE_MANAGE_API_KEYS.
#[derive(Clone, Copy)]
pub(crate) struct NameScope<'a> {
    pub(crate) team_id: Option<&'a str>,
    pub(crate) owner_id: Option<&'a str>,
}

pub(crate) fn holder_of_name(
    connection: &Connection,
    scope: NameScope<'_>,
    name: &str,
) -> rusqlite::Result<Option<String>> {
    // Written as the index is, so that it is used.
    let holder = "SELECT prefix FROM api_keys
        WHERE coalesce(team_id, '') = coalesce(?1, '') AND coalesce(owner_id, '') = coalesce(?2, '') AND name = ?3";
    row(connection, holder, params![scope.team_id, scope.owner_id, name], |row| row.get(0))
}

/// The first name that is not taken of `base-2`, `base-3` and so on.
pub(crate) fn free_name(base: &str, is_taken: impl Fn(&str) -> rusqlite::Result<bool>) -> rusqlite::Result<String> {
    let mut number = 2;
    loop {
        let name = format!("{base}-{number}");
        if !is_taken(&name)? {
            return Ok(name);
        }
        number += 1;
    }
}

pub(crate) fn rename(transaction: &Transaction<'_>, prefix: &str, name: &str) -> rusqlite::Result<()> {
    execute(transaction, "UPDATE api_keys SET name = ?2 WHERE prefix = ?1", params![prefix, name]).map(drop)
}

/// For good: nothing is left of the key but its entries in the audit log.
pub(crate) fn delete(transaction: &Transaction<'_>, prefix: &str) -> rusqlite::Result<()> {
    execute(transaction, "DELETE FROM api_keys WHERE prefix = ?1", [prefix]).map(drop)
}

/// Notes a use, unless a later one is noted: several processes report theirs in any order.
pub(crate) fn note_use(transaction: &Transaction<'_>, prefix: &str, used_at: Timestamp) -> rusqlite::Result<()> {
    let sql = "UPDATE api_keys SET last_used_at = max(coalesce(last_used_at, 0), ?2) WHERE prefix = ?1";
    execute(transaction, sql, params![prefix, used_at]).map(drop)
}
