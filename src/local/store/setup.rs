//! The first start: the database, its organization, and the key that the command line itself uses.
//!
//! Twenty processes may start at once in an empty folder. One sets it up while the others wait at a lock; a
//! process that dies in between leaves a folder that the next one sets up again.

use std::fs;
use std::io;

use rusqlite::{Connection, Transaction};

use crate::fs::atomic;
use crate::local::error::Error;
use crate::local::folder::{Folder, make_private_folder, private_file};
use crate::local::secrets::{NewKey, SecretHash, random_id};
use crate::local::store::keys::{self, NameScope, NewKeyRow};
use crate::local::store::users::{self, Role, User};
use crate::local::store::{Store, connect, execute, exists, schema, teams};
use crate::local::timestamp::Timestamp;
use crate::secret::ApiKey;

const DEFAULT_TEAM: &str = "default";
const OWN_KEY: &str = "truss-cli";

/// A database that is ready, and who this program is to it.
pub(crate) struct Ready {
    pub(crate) store: Store,
    /// The command line's own key, valid when it was read.
    pub(crate) own_key: ApiKey,
    pub(crate) team: String,
}

/// Opens the state in `folder`, and sets it up when it is new, older than this program, or has lost the own key.
pub(crate) fn ready(folder: &Folder) -> Result<Ready, Error> {
    if let Some(ready) = open_current(folder)? {
        return Ok(ready);
    }
    let _turn = folder.lock_for_setup()?;
    // Whoever had the lock before may have done it all.
    if let Some(ready) = open_current(folder)? {
        return Ok(ready);
    }
    set_up(folder)?;
    open_current(folder)?.ok_or_else(|| folder.unreadable(rusqlite::Error::InvalidQuery))
}

/// The state as it is; `None` when there is something to set up first.
fn open_current(folder: &Folder) -> Result<Option<Ready>, Error> {
    let failed = |source| folder.unreadable(source);
    if !folder.database().exists() {
        return Ok(None);
    }
    let store = Store::open(&folder.database()).map_err(failed)?;
    let version = store.read(version).map_err(failed)?;
    if version > schema::VERSION {
        return Err(Error::Newer(folder.root.clone()));
    }
    let Some(own_key) = read_own_key(folder)?.filter(|_| version == schema::VERSION) else { return Ok(None) };
    let known = store.read(|connection| is_valid(connection, &own_key)).map_err(failed)?;
    let team = store.read(teams::the_default).map_err(failed)?.name;
    Ok(known.then_some(Ready { store, own_key, team }))
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn is_valid(connection: &Connection, key: &ApiKey) -> rusqlite::Result<bool> {
    let Some((prefix, secret)) = key.expose().split_once('.') else { return Ok(false) };
    let stored = keys::authenticate(connection, prefix)?;
    Ok(stored.is_some_and(|(_, hash)| hash.matches(&SecretHash::of(secret))))
}

fn read_own_key(folder: &Folder) -> Result<Option<ApiKey>, Error> {
    match fs::read(folder.own_key()) {
        Ok(bytes) => Ok(str::from_utf8(&bytes).ok().and_then(|text| ApiKey::parse(text).ok())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(folder.unusable(source)),
    }
}

/// Brings the database to this version, and puts a new own key in place unless there is one that works. The key's file
/// is written before the transaction ends: a crash in between leaves a key that no database knows, and the next start
/// makes another.
fn set_up(folder: &Folder) -> Result<(), Error> {
    let failed = |source| folder.unreadable(source);
    let mut connection = create_files(folder).map_err(|source| folder.unusable(source))?.map_err(failed)?;
    let ids = [random_id(8)?, random_id(8)?];
    let transaction = connection.transaction().map_err(failed)?;
    version(&transaction).and_then(|version| schema::migrate(&transaction, version)).map_err(failed)?;
    fill(&transaction, ids).map_err(failed)?;
    let own_key = read_own_key(folder)?;
    if !own_key.is_some_and(|key| is_valid(&transaction, &key).unwrap_or_default()) {
        let key = NewKey::random()?;
        insert_own_key(&transaction, &key).map_err(failed)?;
        let text = format!("{}\n", key.key.expose());
        atomic::replace(&folder.own_key(), text.as_bytes()).map_err(|source| folder.unusable(source))?;
    }
    transaction.commit().map_err(failed)
}

fn create_files(folder: &Folder) -> io::Result<rusqlite::Result<Connection>> {
    make_private_folder(&folder.uploads())?;
    make_private_folder(&folder.archives())?;
    // SQLite gives its log the mode of the database.
    private_file(&folder.database())?;
    Ok(connect(&folder.database()).and_then(|connection| {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        Ok(connection)
    }))
}

/// The organization with its user and team, unless they are there.
fn fill(transaction: &Transaction<'_>, [user_id, team_id]: [String; 2]) -> rusqlite::Result<()> {
    if exists(transaction, "SELECT 1 FROM users", [])? {
        return Ok(());
    }
    execute(transaction, "INSERT INTO organization (name) VALUES ('local')", [])?;
    teams::insert(transaction, &team_id, DEFAULT_TEAM, true, Timestamp::now())?;
    let user = User { user_id, email: Some("you@localhost".to_owned()), name: Some("You".to_owned()) };
    users::insert(transaction, &user, Role::Admin, None)
}

fn insert_own_key(transaction: &Transaction<'_>, key: &NewKey) -> rusqlite::Result<()> {
    let user = users::first(transaction)?;
    // An own key whose file was lost keeps its name.
    let is_taken = |name: &str| {
        let scope = NameScope { team_id: None, owner_id: Some(&user) };
        Ok(keys::holder_of_name(transaction, scope, name)?.is_some())
    };
    let name = if is_taken(OWN_KEY)? { keys::free_name(OWN_KEY, is_taken)? } else { OWN_KEY.to_owned() };
    keys::insert(transaction, &NewKeyRow::personal(key, &name, &user))
}
