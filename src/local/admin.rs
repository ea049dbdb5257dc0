//! What the command line does to the state: how much is in it, a fresh start, one more team, one more user.
//!
//! Baseten's API makes neither teams nor users, so this goes past it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, Transaction};

use crate::fs::atomic;
use crate::local::error::Error;
use crate::local::folder::Folder;
use crate::local::secrets::{NewKey, random_id};
use crate::local::store::keys::{self, NewKeyRow};
use crate::local::store::users::{self, Filter, Role, User};
use crate::local::store::{Store, setup, teams};
use crate::local::timestamp::Timestamp;
use crate::secret::ApiKey;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    pub(crate) directory: PathBuf,
    pub exists: bool,
    pub teams: u64,
    /// Those that work, the command line's own included.
    pub api_keys: u64,
    pub models: u64,
    pub deployments: u64,
    /// In all files of the folder.
    pub bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    pub id: String,
    pub(crate) name: String,
    pub(crate) created_at: String,
}

/// Counts what is in the state in `directory`. A missing state is not created, an old one is brought to this version.
pub fn status(directory: &Path) -> Result<Status, Error> {
    let folder = Folder { root: directory.to_owned() };
    let directory = directory.to_owned();
    if !folder.database().exists() {
        return Ok(Status { directory, ..Status::default() });
    }
    let _in_use = folder.lock_for_use()?;
    let store = setup::ready(&folder)?.store;
    let counts = |connection: &Connection| {
        let count = |table: &str| {
            let sql = format!("SELECT count(*) FROM {table}");
            connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
        };
        Ok((count("teams")?, count("api_keys")?, count("models")?, count("deployments")?))
    };
    let (teams, api_keys, models, deployments) = store.read(counts).map_err(|source| folder.unreadable(source))?;
    let bytes = size(&directory).map_err(|source| folder.unusable(source))?;
    Ok(Status { directory, exists: true, teams, api_keys, models, deployments, bytes })
}

/// Bytes in all files below `path`. What goes away meanwhile does not count.
fn size(path: &Path) -> io::Result<u64> {
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut bytes = 0;
    for entry in entries {
        let entry = entry?;
        let Ok(metadata) = entry.metadata() else { continue };
        bytes += if metadata.is_dir() { size(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}

/// Removes the state in `directory`: keys, models, archives. Answers whether there was one: a folder without a state may
/// be anybody's, and stays as it is, as do files of other names. While another process uses the state it is left alone.
pub fn reset(directory: &Path) -> Result<bool, Error> {
    let folder = Folder { root: directory.to_owned() };
    if !folder.database().exists() {
        return Ok(false);
    }
    let _alone = folder.lock_alone()?;
    // The database last: as long as it is there, a reset that was interrupted can be done again.
    let folders = || [folder.uploads(), folder.archives()].iter().try_for_each(|folder| remove_folder(folder));
    let [log, index] = ["state.db-wal", "state.db-shm"].map(|name| directory.join(name));
    let files = [folder.own_key(), log, index, folder.database()];
    let removed = folders().and_then(|()| files.iter().try_for_each(|file| atomic::remove_if_there(file)));
    removed.map(|()| true).map_err(|source| folder.unusable(source))
}

pub(crate) fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The state in `directory`, in use until the file is dropped; it is set up when it is not there.
fn open(directory: &Path) -> Result<(Folder, File, Store), Error> {
    let folder = Folder { root: directory.to_owned() };
    folder.create()?;
    let in_use = folder.lock_for_use()?;
    let store = setup::ready(&folder)?.store;
    Ok((folder, in_use, store))
}

/// Adds a team to the organization in `directory`; the state is set up when it is not there.
pub fn add_team(directory: &Path, name: &str) -> Result<Team, Error> {
    // Unproven: lengths and characters of teams' names.
    let length = name.chars().count();
    if name.trim() != name || !(1..=64).contains(&length) || name.chars().any(char::is_control) {
        return Err(Error::TeamName(name.to_owned()));
    }
    let (folder, _in_use, store) = open(directory)?;
    let (id, now) = (random_id(8)?, Timestamp::now());
    match store.write(|transaction| teams::insert(transaction, &id, name, false, now)) {
        Ok(()) => Ok(Team { id, name: name.to_owned(), created_at: now.rfc3339() }),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Err(Error::TeamExists(name.to_owned()))
        }
        Err(source) => Err(folder.unreadable(source)),
    }
}

/// A user that was added, and the first key.
#[derive(Debug)]
pub struct NewUser {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// The name of the user's team; an admin of the organization has all of them.
    pub(crate) team: Option<String>,
    /// A personal key of the user. It is not shown again.
    pub(crate) api_key: ApiKey,
}

/// Adds a user to the organization in `directory`; the state is set up when it is not there. `team`, an id or a name,
/// is the default team when it is left out, and means nothing for an admin.
pub fn add_user(directory: &Path, name: &str, role: Role, team: Option<&str>) -> Result<NewUser, Error> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    // The name stands in an address.
    if !(1..=64).contains(&name.len()) || !name.bytes().all(allowed) {
        return Err(Error::UserName(name.to_owned()));
    }
    let (folder, _in_use, store) = open(directory)?;
    let key = NewKey::random()?;
    let email = format!("{}@localhost", name.to_ascii_lowercase());
    let user = User { user_id: random_id(8)?, email: Some(email.clone()), name: Some(name.to_owned()) };
    let written = store.write(|transaction| insert_user(transaction, &user, role, team, &key));
    let team = written.map_err(|source| folder.unreadable(source))??;
    Ok(NewUser { id: user.user_id, email, name: name.to_owned(), role, team, api_key: key.key })
}

fn insert_user(
    transaction: &Transaction<'_>,
    user: &User,
    role: Role,
    team: Option<&str>,
    key: &NewKey,
) -> rusqlite::Result<Result<Option<String>, Error>> {
    if !users::list(transaction, &Filter { beyond: 0, email: user.email.as_deref() }, 1)?.is_empty() {
        return Ok(Err(Error::UserExists(user.name.clone().unwrap_or_default())));
    }
    let team = match (role, team) {
        (Role::Admin, _) => None,
        (_, None) => Some(teams::the_default(transaction)?),
        (_, Some(wanted)) => match teams::find(transaction, wanted)? {
            Some(team) => Some(team),
            None => return Ok(Err(Error::NoTeam(wanted.to_owned()))),
        },
    };
    users::insert(transaction, user, role, team.as_ref().map(|team| team.id.as_str()))?;
    keys::insert(transaction, &NewKeyRow::personal(key, "first", &user.user_id))?;
    Ok(Ok(team.map(|team| team.name)))
}
