//! Rows of teams, and the organization.

use rusqlite::{Connection, Row, Transaction, params};

use crate::local::store::{execute, row, rows};
use crate::local::timestamp::Timestamp;

#[derive(Clone, Debug)]
pub(crate) struct Team {
    pub id: String,
    pub(crate) name: String,
    pub(crate) is_default: bool,
    pub(crate) created_at: Timestamp,
}

const TEAM: &str = "SELECT id, name, is_default, created_at FROM teams";

fn team(row: &Row<'_>) -> rusqlite::Result<Team> {
    Ok(Team { id: row.get(0)?, name: row.get(1)?, is_default: row.get(2)?, created_at: row.get(3)? })
}

pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<Team>> {
    rows(connection, &format!("{TEAM} ORDER BY created_at, id"), [], team)
}

pub(crate) fn by_id(connection: &Connection, id: &str) -> rusqlite::Result<Option<Team>> {
    row(connection, &format!("{TEAM} WHERE id = ?1"), [id], team)
}

pub(crate) fn find(connection: &Connection, wanted: &str) -> rusqlite::Result<Option<Team>> {
    row(connection, &format!("{TEAM} WHERE id = ?1 OR name = ?1"), [wanted], team)
}

pub(crate) fn the_default(connection: &Connection) -> rusqlite::Result<Team> {
    connection.prepare_cached(&format!("{TEAM} WHERE is_default"))?.query_row([], team)
}

pub(crate) fn are_several(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) > 1 FROM teams", [], |row| row.get(0))
}

pub(crate) fn insert(
    transaction: &Transaction<'_>,
    id: &str,
    name: &str,
    is_default: bool,
    created_at: Timestamp,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO teams (id, name, is_default, created_at) VALUES (?1, ?2, ?3, ?4)";
    execute(transaction, sql, params![id, name, is_default, created_at]).map(drop)
}

pub(crate) fn organization(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT name FROM organization", [], |row| row.get(0))
}
