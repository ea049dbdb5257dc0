//! The embedded API's database: connections, transactions, setting up.
//!
//! One SQLite file in WAL mode that several processes share. Each submodule owns the rows of one resource and
//! the SQL for them; who may do what with them is decided in [`super::permissions`].

pub(crate) mod audit;
pub(crate) mod deployments;
pub(crate) mod keys;
pub(crate) mod logins;
pub(crate) mod models;
pub(crate) mod schema;
pub(crate) mod setup;
pub(crate) mod teams;
pub(crate) mod uploads;
pub(crate) mod users;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Params, Row, Transaction, TransactionBehavior};

/// How long a process waits for another one's write. A write takes milliseconds, so this is many of them.
const BUSY_TIMEOUT: Duration = Duration::from_secs(20);

/// The open database. Connections are made when they are needed, and reused.
pub(crate) struct Store {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    /// SQLite lets one connection write at a time and makes the others poll; a lock in front wakes them in turn.
    writing: Mutex<()>,
}

impl Store {
    /// Opens the file, which must be set up: see [`setup`].
    pub(crate) fn open(file: &Path) -> rusqlite::Result<Self> {
        let first = connect(file)?;
        Ok(Self { file: file.to_owned(), idle: Mutex::new(vec![first]), writing: Mutex::new(()) })
    }

    /// Runs `read` on one state of the database: what other connections commit meanwhile is not seen.
    pub(crate) fn read<T, E: From<rusqlite::Error>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.connection()?;
        let result = read(&*connection.transaction()?);
        lock(&self.idle).push(connection);
        result
    }

    /// Runs `write` in a transaction, which is on disk when this returns; an error undoes all of it. Blocks
    /// while another process writes.
    pub(crate) fn write<T, E: From<rusqlite::Error>>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_with("FULL", write)
    }

    /// Like [`Store::write`], for what may be lost in a power cut (not in a crash of this program): it does not wait
    /// for the disk.
    pub(crate) fn write_unsynced<T, E: From<rusqlite::Error>>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_with("NORMAL", write)
    }

    fn write_with<T, E: From<rusqlite::Error>>(
        &self,
        synchronous: &str,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let turn = lock(&self.writing);
        let mut connection = self.connection()?;
        connection.pragma_update(None, "synchronous", synchronous)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = write(&transaction)?;
        transaction.commit()?;
        drop(turn);
        lock(&self.idle).push(connection);
        Ok(result)
    }

    fn connection(&self) -> rusqlite::Result<Connection> {
        let idle = lock(&self.idle).pop();
        idle.map_or_else(|| connect(&self.file), Ok)
    }
}

/// A connection to a file that exists, with the settings that belong to a connection and not to the file.
fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // The last one to leave would otherwise copy the log into the file and wait for the disk twice: too much for
    // a command that reads one row. The log is copied when it has grown.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // Whoever opens the file first reads the whole log: 1 MiB keeps that below a millisecond.
    connection.pragma_update(None, "wal_autocheckpoint", 256)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// A panic while a lock was held left nothing half done here: SQLite rolled its transaction back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The rows that a query finds, each as `read` has it.
fn rows<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(parameters, read)?.collect()
}

fn row<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    connection.prepare_cached(sql)?.query_row(parameters, read).optional()
}

/// Changes rows; answers how many.
fn execute(transaction: &Transaction<'_>, sql: &str, parameters: impl Params) -> rusqlite::Result<usize> {
    transaction.prepare_cached(sql)?.execute(parameters)
}

fn exists(connection: &Connection, sql: &str, parameters: impl Params) -> rusqlite::Result<bool> {
    connection.prepare_cached(sql)?.exists(parameters)
}
