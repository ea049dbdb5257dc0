//! Rows of browser logins: codes that wait for a person, and the tokens of who is logged in.
//!
//! Every secret is stored as a hash. A login has one pair of tokens: renewing it puts a new pair in the old one's place.

use rusqlite::{Connection, Transaction, params};

use crate::local::permissions::Caller;
use crate::local::secrets::SecretHash;
use crate::local::store::users::User;
use crate::local::store::{execute, exists, row};
use crate::local::timestamp::Timestamp;

/// A code that waits to be confirmed, or was.
pub(crate) struct Code {
    pub(crate) id: i64,
    pub(crate) expires_at: Timestamp,
    pub(crate) polled_at: Option<Timestamp>,
    pub(crate) user_id: Option<String>,
}

/// What stands for a new pair of tokens.
pub(crate) struct TokenRow {
    pub(crate) access: SecretHash,
    pub(crate) refresh: SecretHash,
    pub(crate) expires_at: Timestamp,
}

pub(crate) fn insert_code(
    transaction: &Transaction<'_>,
    device_code: SecretHash,
    user_code: &str,
    expires_at: Timestamp,
    user_id: Option<&str>,
) -> rusqlite::Result<()> {
    execute(transaction, "DELETE FROM device_codes WHERE expires_at < ?1", [Timestamp::now()])?;
    let sql = "INSERT INTO device_codes (code_hash, user_code, expires_at, user_id) VALUES (?1, ?2, ?3, ?4)";
    execute(transaction, sql, params![device_code.0, user_code, expires_at, user_id]).map(drop)
}

/// The code that a client polls with, and notes that it does.
pub(crate) fn poll(transaction: &Transaction<'_>, device_code: SecretHash) -> rusqlite::Result<Option<Code>> {
    let sql = "SELECT rowid, expires_at, polled_at, user_id FROM device_codes WHERE code_hash = ?1";
    let found = row(transaction, sql, [device_code.0], |row| {
        Ok(Code { id: row.get(0)?, expires_at: row.get(1)?, polled_at: row.get(2)?, user_id: row.get(3)? })
    })?;
    let note = "UPDATE device_codes SET polled_at = ?2 WHERE code_hash = ?1";
    execute(transaction, note, params![device_code.0, Timestamp::now()])?;
    Ok(found)
}

/// Whether a person can confirm the code.
pub(crate) fn is_open(connection: &Connection, user_code: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM device_codes WHERE user_code = ?1 AND user_id IS NULL AND expires_at > ?2";
    exists(connection, sql, params![user_code, Timestamp::now()])
}

/// Has the user confirm a code that is open. Answers whether there was one.
pub(crate) fn confirm(transaction: &Transaction<'_>, user_code: &str, user_id: &str) -> rusqlite::Result<bool> {
    let sql = "UPDATE device_codes SET user_id = ?2 WHERE user_code = ?1 AND user_id IS NULL AND expires_at > ?3";
    Ok(execute(transaction, sql, params![user_code, user_id, Timestamp::now()])? > 0)
}

/// Makes a login out of a code, which is spent then.
pub(crate) fn begin(
    transaction: &Transaction<'_>,
    code: &Code,
    user_id: &str,
    tokens: &TokenRow,
) -> rusqlite::Result<()> {
    execute(transaction, "DELETE FROM device_codes WHERE rowid = ?1", [code.id])?;
    let sql = "INSERT INTO logins (user_id, access_hash, refresh_hash, expires_at) VALUES (?1, ?2, ?3, ?4)";
    execute(transaction, sql, params![user_id, tokens.access.0, tokens.refresh.0, tokens.expires_at]).map(drop)
}

/// Puts new tokens in the place of those that `refresh` belongs to. Answers whether it belongs to any.
pub(crate) fn renew(transaction: &Transaction<'_>, refresh: SecretHash, new: &TokenRow) -> rusqlite::Result<bool> {
    let sql = "UPDATE logins SET access_hash = ?2, refresh_hash = ?3, expires_at = ?4 WHERE refresh_hash = ?1";
    Ok(execute(transaction, sql, params![refresh.0, new.access.0, new.refresh.0, new.expires_at])? > 0)
}

pub(crate) fn end(transaction: &Transaction<'_>, login_id: i64) -> rusqlite::Result<()> {
    execute(transaction, "DELETE FROM logins WHERE id = ?1", [login_id]).map(drop)
}

/// Who an access token that has not ended belongs to.
pub(crate) fn authenticate(connection: &Connection, access: SecretHash) -> rusqlite::Result<Option<Caller>> {
    let sql = "SELECT logins.id, users.id, email, name, role, team_id FROM logins JOIN users ON users.id = user_id
        WHERE access_hash = ?1 AND expires_at > ?2";
    row(connection, sql, params![access.0, Timestamp::now()], |row| {
        let user = User { user_id: row.get(1)?, email: row.get(2)?, name: row.get(3)? };
        Ok(Caller::logged_in(row.get(0)?, user, row.get(4)?, row.get(5)?))
    })
}
