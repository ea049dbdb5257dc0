//! Rows of upload credentials. Each set is good for one archive and for an hour.
//!
//! Unlike a key's secret theirs is kept as it is, because S3's signatures are checked with it; it opens one
//! archive that its holder made, and its row goes when the hour is over.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::local::moment::Moment;

/// Credentials for the upload of one archive.
#[derive(Clone)]
pub(crate) struct Upload {
    /// Names the archive and its folders.
    pub(crate) id: String,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) session_token: String,
    /// The team for which the upload was prepared.
    pub(crate) team_id: String,
    pub(crate) expires_at: Moment,
}

fn upload(row: &Row<'_>) -> rusqlite::Result<Upload> {
    Ok(Upload {
        id: row.get(0)?,
        access_key: row.get(1)?,
        secret_key: row.get(2)?,
        session_token: row.get(3)?,
        team_id: row.get(4)?,
        expires_at: Moment(row.get(5)?),
    })
}

const UPLOAD: &str = "SELECT id, access_key, secret_key, session_token, team_id, expires_at FROM uploads";

/// Credentials that somebody uploads with.
pub(crate) fn by_access_key(connection: &Connection, access_key: &str) -> rusqlite::Result<Option<Upload>> {
    connection
        .prepare_cached(&format!("{UPLOAD} WHERE access_key = ?1 AND state = 'open'"))?
        .query_row([access_key], upload)
        .optional()
}

/// An upload whose archive may be used.
pub(crate) fn by_id(connection: &Connection, id: &str) -> rusqlite::Result<Option<Upload>> {
    connection
        .prepare_cached(&format!("{UPLOAD} WHERE id = ?1 AND state != 'abandoned'"))?
        .query_row([id], upload)
        .optional()
}

pub(crate) fn insert(transaction: &Transaction<'_>, new: &Upload) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO uploads (id, access_key, secret_key, session_token, team_id, expires_at, state)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open')",
        params![new.id, new.access_key, new.secret_key, new.session_token, new.team_id, new.expires_at.0],
    )?;
    Ok(())
}

/// A deployment uses the archive from now on: it stays, and nobody uploads to it any more. False when it was
/// abandoned meanwhile.
pub(crate) fn commit(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    let changed = transaction.execute(
        "UPDATE uploads SET state = 'committed', secret_key = '', session_token = ''
        WHERE id = ?1 AND state != 'abandoned'",
        [id],
    )?;
    Ok(changed > 0)
}

/// Gives up the uploads whose hour is over and that no deployment uses. From then on nobody can come to use
/// them, and their files can go.
pub(crate) fn abandon_expired(transaction: &Transaction<'_>, now: Moment) -> rusqlite::Result<()> {
    transaction.execute("UPDATE uploads SET state = 'abandoned' WHERE state = 'open' AND expires_at <= ?1", [now.0])?;
    Ok(())
}

/// Whether there is something for [`abandon_expired`] or [`forget`] to do.
pub(crate) fn needs_tidying(connection: &Connection, now: Moment) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT 1 FROM uploads WHERE (state = 'open' AND expires_at <= ?1) OR state = 'abandoned' LIMIT 1",
        )?
        .exists([now.0])
}

/// Gives up the archive of a deployment that is about to be pushed over, unless another one uses it too.
pub(crate) fn abandon_archive_of(transaction: &Transaction<'_>, deployment_id: &str) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE uploads SET state = 'abandoned'
        WHERE id = (SELECT archive FROM deployments WHERE id = ?1)
            AND NOT EXISTS (SELECT 1 FROM deployments WHERE archive = uploads.id AND deployments.id != ?1)",
        [deployment_id],
    )?;
    Ok(())
}

/// Ids of the uploads that were given up and whose files may still be there.
pub(crate) fn abandoned(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT id FROM uploads WHERE state = 'abandoned'")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Forgets an upload whose files are gone.
pub(crate) fn forget(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM uploads WHERE id = ?1 AND state = 'abandoned'", [id])?;
    Ok(())
}
