//! The state as the command line looks after it: how much is in it, a fresh start, one more team.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};

use super::error::Error;
use super::folder::Folder;
use super::moment::Moment;
use super::secrets::random_id;
use super::store::{Store, setup, teams};

/// What is in the state. All numbers are 0 when there is none yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The folder of the state.
    pub directory: PathBuf,
    /// Whether a state is there.
    pub exists: bool,
    /// Teams.
    pub teams: u64,
    /// API keys that work, the command line's own included.
    pub api_keys: u64,
    /// Models.
    pub models: u64,
    /// Deployments of all models.
    pub deployments: u64,
    /// Bytes in all files of the folder.
    pub bytes: u64,
}

/// A team that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its id in the API.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was made, in RFC 3339.
    pub created_at: String,
}

/// Looks at the state in `directory`. It is not made when it is not there, but brought to this version when it is.
///
/// # Errors
///
/// [`Error`] when it cannot be read, or was written by a later version.
pub fn status(directory: &Path) -> Result<Status, Error> {
    let folder = Folder::new(directory.to_owned());
    let mut status = Status { directory: directory.to_owned(), ..Status::default() };
    if !folder.database().exists() {
        return Ok(status);
    }
    let _in_use = folder.lock_for_use()?;
    let ready = setup::ready(&folder)?;
    let count = |connection: &Connection, table: &str| {
        connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
    };
    let counts = ready.store.read(|connection| {
        ["teams", "api_keys", "models", "deployments"]
            .into_iter()
            .map(|table| Ok(count(connection, table)?.unsigned_abs()))
            .collect::<rusqlite::Result<Vec<u64>>>()
    });
    let counts = counts.map_err(|source| Error::state(directory, source))?;
    if let [teams, api_keys, models, deployments] = counts[..] {
        status = Status { exists: true, teams, api_keys, models, deployments, ..status };
    }
    status.bytes = size(directory).map_err(|source| Error::directory(directory, source))?;
    Ok(status)
}

/// Bytes in all files below `path`. What goes away meanwhile does not count.
fn size(path: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let Ok(metadata) = entry.metadata() else { continue };
        bytes += if metadata.is_dir() { size(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}

/// Removes the state in `directory`: keys, models, archives. Files that are not ours stay.
///
/// # Errors
///
/// [`Error::InUse`] while another process uses it, or [`Error`] when something cannot be removed.
pub fn reset(directory: &Path) -> Result<(), Error> {
    let folder = Folder::new(directory.to_owned());
    if !directory.exists() {
        return Ok(());
    }
    let _alone = folder.lock_alone()?;
    let database = folder.database();
    let beside = |suffix: &str| {
        let mut path = database.clone().into_os_string();
        path.push(suffix);
        PathBuf::from(path)
    };
    // The database first: without it the rest is no state, and the next start sets up a new one.
    let files = [database.clone(), beside("-wal"), beside("-shm"), folder.own_key()];
    let folders = [folder.uploads(), folder.archives()];
    let removed = files.iter().map(fs::remove_file).chain(folders.iter().map(fs::remove_dir_all));
    for result in removed {
        match result {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::directory(directory, error)),
            _ => {}
        }
    }
    Ok(())
}

/// Adds a team to the organization in `directory`; the state is set up when it is not there.
///
/// # Errors
///
/// [`Error::TeamExists`] or [`Error::TeamName`], or [`Error`] when the state cannot be written.
pub fn add_team(directory: &Path, name: &str) -> Result<Team, Error> {
    // Unproven: lengths and characters of teams' names.
    let length = name.chars().count();
    if name.trim() != name || !(1..=64).contains(&length) || name.chars().any(char::is_control) {
        return Err(Error::TeamName { name: name.to_owned() });
    }
    let folder = Folder::new(directory.to_owned());
    folder.create()?;
    let _in_use = folder.lock_for_use()?;
    let store: Store = setup::ready(&folder)?.store;
    let (id, now) = (random_id(8)?, Moment::now());
    let written = store.write(|transaction| teams::insert(transaction, &id, name, false, now));
    match written {
        Ok(()) => Ok(Team { id, name: name.to_owned(), created_at: now.rfc3339() }),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Err(Error::TeamExists { name: name.to_owned() })
        }
        Err(source) => Err(Error::state(directory, source)),
    }
}
