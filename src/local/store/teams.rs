//! Rows of teams, and the organization.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::local::moment::Moment;

/// A team of the organization.
#[derive(Clone, Debug)]
pub(crate) struct Team {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_default: bool,
    pub(crate) created_at: Moment,
}

const TEAM: &str = "SELECT id, name, is_default, created_at FROM teams";

fn team(row: &Row<'_>) -> rusqlite::Result<Team> {
    Ok(Team { id: row.get(0)?, name: row.get(1)?, is_default: row.get(2)?, created_at: Moment(row.get(3)?) })
}

pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<Team>> {
    let mut statement = connection.prepare_cached(&format!("{TEAM} ORDER BY created_at, id"))?;
    statement.query_map([], team)?.collect()
}

pub(crate) fn by_id(connection: &Connection, id: &str) -> rusqlite::Result<Option<Team>> {
    connection.prepare_cached(&format!("{TEAM} WHERE id = ?1"))?.query_row([id], team).optional()
}

/// By id or by name.
pub(crate) fn find(connection: &Connection, wanted: &str) -> rusqlite::Result<Option<Team>> {
    let found = connection.prepare_cached(&format!("{TEAM} WHERE id = ?1 OR name = ?1"))?.query_row([wanted], team);
    found.optional()
}

pub(crate) fn the_default(connection: &Connection) -> rusqlite::Result<Team> {
    connection.prepare_cached(&format!("{TEAM} WHERE is_default"))?.query_row([], team)
}

pub(crate) fn default_name(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT name FROM teams WHERE is_default", [], |row| row.get(0))
}

/// Whether there is more than the default team.
pub(crate) fn are_several(connection: &Connection) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT count(*) > 1 FROM teams")?.query_row([], |row| row.get(0))
}

pub(crate) fn insert(
    transaction: &Transaction<'_>,
    id: &str,
    name: &str,
    is_default: bool,
    created_at: Moment,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO teams (id, name, is_default, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![id, name, is_default, created_at.0],
    )?;
    Ok(())
}

pub(crate) fn organization(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT name FROM organization", [], |row| row.get(0))
}
