//! Rows of models and of their environments.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::local::moment::Moment;

/// A model.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) id: String,
    pub(crate) team_id: String,
    pub(crate) team_name: String,
    pub(crate) name: String,
    pub(crate) created_at: Moment,
}

/// A name that points to one deployment of a model.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub(crate) name: String,
    pub(crate) created_at: Moment,
}

const MODEL: &str = "
    SELECT m.id, team_id, t.name, m.name, m.created_at FROM models m JOIN teams t ON t.id = team_id";

fn model(row: &Row<'_>) -> rusqlite::Result<Model> {
    Ok(Model {
        id: row.get(0)?,
        team_id: row.get(1)?,
        team_name: row.get(2)?,
        name: row.get(3)?,
        created_at: Moment(row.get(4)?),
    })
}

/// All models, the oldest first; those of that exact name when one is given.
pub(crate) fn all(connection: &Connection, name: Option<&str>) -> rusqlite::Result<Vec<Model>> {
    let mut statement =
        connection.prepare_cached(&format!("{MODEL} WHERE ?1 IS NULL OR m.name = ?1 ORDER BY sequence"))?;
    statement.query_map([name], model)?.collect()
}

pub(crate) fn by_id(connection: &Connection, id: &str) -> rusqlite::Result<Option<Model>> {
    connection.prepare_cached(&format!("{MODEL} WHERE m.id = ?1"))?.query_row([id], model).optional()
}

pub(crate) fn by_name(connection: &Connection, team_id: &str, name: &str) -> rusqlite::Result<Option<Model>> {
    connection
        .prepare_cached(&format!("{MODEL} WHERE team_id = ?1 AND m.name = ?2"))?
        .query_row([team_id, name], model)
        .optional()
}

/// Every model has a production environment from its first day: SDK 0.13.1, `create_environment_if_missing`.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    id: &str,
    team_id: &str,
    name: &str,
    archive_download: bool,
    now: Moment,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO models (id, team_id, name, created_at, archive_download) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, team_id, name, now.0, archive_download],
    )?;
    insert_environment(transaction, id, PRODUCTION, now)
}

/// The environment that every model has.
pub(crate) const PRODUCTION: &str = "production";

pub(crate) fn environments(connection: &Connection, model_id: &str) -> rusqlite::Result<Vec<Environment>> {
    let mut statement = connection
        .prepare_cached("SELECT name, created_at FROM environments WHERE model_id = ?1 ORDER BY created_at, name")?;
    let rows = statement
        .query_map([model_id], |row| Ok(Environment { name: row.get(0)?, created_at: Moment(row.get(1)?) }))?;
    rows.collect()
}

pub(crate) fn has_environment(connection: &Connection, model_id: &str, name: &str) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM environments WHERE model_id = ?1 AND name = ?2")?.exists([model_id, name])
}

/// Does nothing when it is there.
pub(crate) fn insert_environment(
    transaction: &Transaction<'_>,
    model_id: &str,
    name: &str,
    now: Moment,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO environments (model_id, name, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![model_id, name, now.0],
    )?;
    Ok(())
}

/// For good, with its environments. Its deployments are deleted before.
pub(crate) fn delete(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM environments WHERE model_id = ?1", [id])?;
    transaction.execute("DELETE FROM models WHERE id = ?1", [id])?;
    Ok(())
}

/// The names of all environments of a team's models.
pub(crate) fn environments_of_team(connection: &Connection, team_id: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT e.name FROM environments e JOIN models m ON m.id = e.model_id
        WHERE m.team_id = ?1 ORDER BY e.name",
    )?;
    statement.query_map([team_id], |row| row.get(0))?.collect()
}
