//! The first start: the database, its organization, and the key that the command line itself uses.
//!
//! Twenty processes may start at once in an empty folder. One sets it up while the others wait at a lock; a
//! process that dies in between leaves a folder that the next one sets up again.

use std::fs;

use rusqlite::{Connection, Transaction};

use super::keys::{self, KeyType, NameScope, NewKeyRow};
use super::users::{self, Role, User};
use super::{Store, connect, schema, teams};
use crate::local::error::Error;
use crate::local::folder::{Folder, make_private_folder, private_file, replace_file};
use crate::local::moment::Moment;
use crate::local::secrets::{NewKey, SecretHash, random_id};
use crate::secret::ApiKey;

/// The name of the team that the first start makes, the organization's default.
const DEFAULT_TEAM: &str = "default";
/// The name of the key that the command line uses.
const OWN_KEY: &str = "truss-cli";

/// A database that is ready, and who this program is to it.
pub(crate) struct Ready {
    pub(crate) store: Store,
    /// The command line's own key, valid when it was read.
    pub(crate) own_key: ApiKey,
    /// The name of the default team.
    pub(crate) team: String,
}

/// Opens the state in `folder`, and sets it up when it is new, older than this program, or has lost the own key.
pub(crate) fn ready(folder: &Folder) -> Result<Ready, Error> {
    if let Some(ready) = open_current(folder)? {
        return Ok(ready);
    }
    let turn = folder.lock_for_setup()?;
    // Whoever had the lock before may have done it all.
    let ready = match open_current(folder)? {
        Some(ready) => ready,
        None => {
            set_up(folder)?;
            open_current(folder)?.ok_or_else(|| Error::State {
                directory: folder.root().to_owned(),
                source: rusqlite::Error::InvalidQuery,
            })?
        }
    };
    drop(turn);
    Ok(ready)
}

/// The state as it is; `None` when there is something to set up first.
fn open_current(folder: &Folder) -> Result<Option<Ready>, Error> {
    let failed = |source| Error::state(folder.root(), source);
    let file = folder.database();
    if !file.exists() {
        return Ok(None);
    }
    let store = Store::open(&file).map_err(failed)?;
    let version = store.read(version).map_err(failed)?;
    if version > schema::VERSION {
        return Err(Error::Newer { directory: folder.root().to_owned() });
    }
    let Some(own_key) = read_own_key(folder)?.filter(|_| version == schema::VERSION) else { return Ok(None) };
    let known = store.read(|connection| is_valid(connection, &own_key)).map_err(failed)?;
    let team = store.read(teams::default_name).map_err(failed)?;
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
    match fs::read_to_string(folder.own_key()) {
        Ok(text) => Ok(ApiKey::parse(&text).ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::directory(folder.root(), source)),
    }
}

/// Brings the database to this version, and puts a new own key in place unless there is one that works. The key's file is written before the
/// transaction ends: a crash in between leaves a key that no database knows, and the next start makes another.
fn set_up(folder: &Folder) -> Result<(), Error> {
    let on_disk = |source| Error::directory(folder.root(), source);
    let failed = |source| Error::state(folder.root(), source);
    for path in [folder.uploads(), folder.archives()] {
        make_private_folder(&path).map_err(on_disk)?;
    }
    // SQLite gives its log the mode of the database.
    private_file().create(true).append(true).open(folder.database()).map_err(on_disk)?;
    let mut connection = connect(&folder.database()).map_err(failed)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
    let version = version(&connection).map_err(failed)?;
    let transaction = connection.transaction().map_err(failed)?;
    schema::migrate(&transaction, version).map_err(failed)?;
    let names = Names::random()?;
    fill(&transaction, &names).map_err(failed)?;
    let own_key = read_own_key(folder)?;
    if !own_key.is_some_and(|key| is_valid(&transaction, &key).unwrap_or_default()) {
        let key = NewKey::random()?;
        insert_own_key(&transaction, &key).map_err(failed)?;
        replace_file(&folder.own_key(), &format!("{}\n", key.key.expose())).map_err(on_disk)?;
    }
    transaction.commit().map_err(failed)
}

/// Ids for what a new organization starts with.
struct Names {
    user: String,
    team: String,
}

impl Names {
    fn random() -> Result<Self, getrandom::Error> {
        Ok(Self { user: random_id(8)?, team: random_id(8)? })
    }
}

/// The organization with its user and team, unless they are there.
fn fill(transaction: &Transaction<'_>, names: &Names) -> rusqlite::Result<()> {
    let users: i64 = transaction.query_row("SELECT count(*) FROM users", [], |row| row.get(0))?;
    if users > 0 {
        return Ok(());
    }
    transaction.execute("INSERT INTO organization (name) VALUES ('local')", [])?;
    teams::insert(transaction, &names.team, DEFAULT_TEAM, true, Moment::now())?;
    let (email, name) = (Some("you@localhost".to_owned()), Some("You".to_owned()));
    let user = User { user_id: names.user.clone(), email, name };
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
    keys::insert(
        transaction,
        &NewKeyRow {
            prefix: &key.prefix,
            hash: key.hash,
            name: Some(&name),
            key_type: KeyType::Personal,
            team_id: None,
            owner_id: Some(&user),
            model_ids: None,
            environment_names: None,
            created_by: &user,
            created_at: Moment::now(),
        },
    )
}
