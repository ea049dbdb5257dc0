//! Rows of upload credentials. Each set is good for one archive and for an hour.
//!
//! Unlike a key's secret theirs is stored in plain text, because S3's signatures are checked with it; it opens one
//! archive that its holder made, and its row goes when the hour is over.

use rusqlite::{Connection, Row, Transaction, params};

use crate::local::store::{execute, exists, row, rows};
use crate::local::timestamp::Timestamp;

#[derive(Clone)]
pub(crate) struct Upload {
    /// Names the archive and its folders.
    pub(crate) id: String,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) session_token: String,
    pub(crate) team_id: String,
    pub(crate) expires_at: Timestamp,
}

fn upload(row: &Row<'_>) -> rusqlite::Result<Upload> {
    let (id, access_key, secret_key) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (session_token, team_id, expires_at) = (row.get(3)?, row.get(4)?, row.get(5)?);
    Ok(Upload { id, access_key, secret_key, session_token, team_id, expires_at })
}

const UPLOAD: &str = "SELECT id, access_key, secret_key, session_token, team_id, expires_at FROM uploads";

pub(crate) fn by_access_key(connection: &Connection, access_key: &str) -> rusqlite::Result<Option<Upload>> {
    row(connection, &format!("{UPLOAD} WHERE access_key = ?1 AND state = 'open'"), [access_key], upload)
}

pub(crate) fn by_id(connection: &Connection, id: &str) -> rusqlite::Result<Option<Upload>> {
    row(connection, &format!("{UPLOAD} WHERE id = ?1 AND state != 'abandoned'"), [id], upload)
}

pub(crate) fn insert(transaction: &Transaction<'_>, new: &Upload) -> rusqlite::Result<()> {
    let sql = "INSERT INTO uploads (id, access_key, secret_key, session_token, team_id, expires_at, state)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open')";
    let Upload { id, access_key, secret_key, session_token, team_id, expires_at } = new;
    execute(transaction, sql, params![id, access_key, secret_key, session_token, team_id, expires_at]).map(drop)
}

/// A deployment uses the archive from now on: it stays, and nobody uploads to it any more. False when it was
/// abandoned meanwhile.
pub(crate) fn commit(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    let sql = "UPDATE uploads SET state = 'committed', secret_key = '', session_token = ''
        WHERE id = ?1 AND state != 'abandoned'";
    execute(transaction, sql, [id]).map(|changed| changed > 0)
}

/// Gives up the uploads whose hour is over and that no deployment uses. From then on nobody can come to use
/// them, and their files can go.
pub(crate) fn abandon_expired(transaction: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    let sql = "UPDATE uploads SET state = 'abandoned' WHERE state = 'open' AND expires_at <= ?1";
    execute(transaction, sql, [now]).map(drop)
}

/// Whether there is something for [`abandon_expired`] or [`forget`] to do.
pub(crate) fn are_abandoned(connection: &Connection, now: Timestamp) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM uploads WHERE (state = 'open' AND expires_at <= ?1) OR state = 'abandoned' LIMIT 1";
    exists(connection, sql, [now])
}

/// Gives up the archive of a deployment that is about to be pushed over, unless another one uses it too.
pub(crate) fn abandon_archive_of(transaction: &Transaction<'_>, deployment_id: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE uploads SET state = 'abandoned'
        WHERE id = (SELECT archive FROM deployments WHERE id = ?1)
            AND NOT EXISTS (SELECT 1 FROM deployments WHERE archive = uploads.id AND deployments.id != ?1)";
    execute(transaction, sql, [deployment_id]).map(drop)
}

/// Ids of the uploads that were given up and whose files may still be there.
pub(crate) fn abandoned(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    rows(connection, "SELECT id FROM uploads WHERE state = 'abandoned'", [], |row| row.get(0))
}

pub(crate) fn forget(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    execute(transaction, "DELETE FROM uploads WHERE id = ?1 AND state = 'abandoned'", [id]).map(drop)
}
