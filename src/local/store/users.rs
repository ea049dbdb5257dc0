//! Rows of users: who there is in the organization, and what each may do.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Transaction, params};
use serde::Serialize;

use crate::local::store::{execute, rows};

#[derive(Clone, Debug, Serialize)]
pub(crate) struct User {
    pub(crate) user_id: String,
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
}

/// What a user may do. Baseten's page on teams: an organization has admins and members, a team has admins and
/// members. Here a user who is no admin of the organization belongs to one team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// An admin of the organization
    Admin,
    /// An admin of one team
    TeamAdmin,
    /// A member of one team
    Member,
}

impl Role {
    const ALL: [Self; 3] = [Self::Admin, Self::TeamAdmin, Self::Member];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::TeamAdmin => "team-admin",
            Self::Member => "member",
        }
    }
}

impl FromSql for Role {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        Self::ALL.into_iter().find(|role| role.name() == name).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for Role {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.name()))
    }
}

/// Which users, by position: the order in which they came.
pub(crate) struct Filter<'a> {
    pub(crate) beyond: i64,
    pub(crate) email: Option<&'a str>,
}

pub(crate) fn list(connection: &Connection, filter: &Filter<'_>, limit: i64) -> rusqlite::Result<Vec<(User, i64)>> {
    let sql = "SELECT id, email, name, rowid FROM users
        WHERE rowid > ?1 AND (?2 IS NULL OR email = ?2) ORDER BY rowid LIMIT ?3";
    rows(connection, sql, params![filter.beyond, filter.email, limit], |row| {
        Ok((User { user_id: row.get(0)?, email: row.get(1)?, name: row.get(2)? }, row.get(3)?))
    })
}

/// The id of the user that the first start made.
pub(crate) fn first(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT id FROM users ORDER BY rowid LIMIT 1", [], |row| row.get(0))
}

pub(crate) fn insert(
    transaction: &Transaction<'_>,
    user: &User,
    role: Role,
    team_id: Option<&str>,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO users (id, email, name, role, team_id) VALUES (?1, ?2, ?3, ?4, ?5)";
    execute(transaction, sql, params![user.user_id, user.email, user.name, role, team_id]).map(drop)
}
