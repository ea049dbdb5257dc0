//! Rows of models and of their environments.

use rusqlite::{Connection, Row, Transaction, params};

use crate::local::store::{execute, exists, row, rows};
use crate::local::timestamp::Timestamp;

#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) id: String,
    pub(crate) team_id: String,
    pub(crate) team_name: String,
    pub(crate) name: String,
    pub(crate) created_at: Timestamp,
}

/// A name that points to one deployment of a model.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub(crate) name: String,
    pub(crate) created_at: Timestamp,
}

pub(crate) const PRODUCTION: &str = "production";

const MODEL: &str = "
    SELECT m.id, team_id, t.name, m.name, m.created_at FROM models m JOIN teams t ON t.id = team_id";

fn model(row: &Row<'_>) -> rusqlite::Result<Model> {
    let (id, team_id, team_name) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(Model { id, team_id, team_name, name: row.get(3)?, created_at: row.get(4)? })
}

/// All models, the oldest first; those of that exact name when one is given.
pub(crate) fn all(connection: &Connection, name: Option<&str>) -> rusqlite::Result<Vec<Model>> {
    rows(connection, &format!("{MODEL} WHERE ?1 IS NULL OR m.name = ?1 ORDER BY sequence"), [name], model)
}

pub(crate) fn by_id(connection: &Connection, id: &str) -> rusqlite::Result<Option<Model>> {
    row(connection, &format!("{MODEL} WHERE m.id = ?1"), [id], model)
}

pub(crate) fn by_name(connection: &Connection, team_id: &str, name: &str) -> rusqlite::Result<Option<Model>> {
    row(connection, &format!("{MODEL} WHERE team_id = ?1 AND m.name = ?2"), [team_id, name], model)
}

/// Every model has a production environment from its first day: SDK 0.13.1, `create_environment_if_missing`.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    id: &str,
    team_id: &str,
    name: &str,
    archive_download: bool,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO models (id, team_id, name, created_at, archive_download) VALUES (?1, ?2, ?3, ?4, ?5)";
    execute(transaction, sql, params![id, team_id, name, now, archive_download])?;
    insert_environment(transaction, id, PRODUCTION, now)
}

pub(crate) fn environments(connection: &Connection, model_id: &str) -> rusqlite::Result<Vec<Environment>> {
    let sql = "SELECT name, created_at FROM environments WHERE model_id = ?1 ORDER BY created_at, name";
    rows(connection, sql, [model_id], |row| Ok(Environment { name: row.get(0)?, created_at: row.get(1)? }))
}

pub(crate) fn has_environment(connection: &Connection, model_id: &str, name: &str) -> rusqlite::Result<bool> {
    exists(connection, "SELECT 1 FROM environments WHERE model_id = ?1 AND name = ?2", [model_id, name])
}

pub(crate) fn insert_environment(
    transaction: &Transaction<'_>,
    model_id: &str,
    name: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO environments (model_id, name, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    execute(transaction, sql, params![model_id, name, now]).map(drop)
}

/// For good, with its environments. Its deployments are deleted before.
pub(crate) fn delete(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    execute(transaction, "DELETE FROM environments WHERE model_id = ?1", [id])?;
    execute(transaction, "DELETE FROM models WHERE id = ?1", [id]).map(drop)
}

pub(crate) fn environments_of_team(connection: &Connection, team_id: &str) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT DISTINCT e.name FROM environments e JOIN models m ON m.id = e.model_id
        WHERE m.team_id = ?1 ORDER BY e.name";
    rows(connection, sql, [team_id], |row| row.get(0))
}
