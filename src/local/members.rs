//! Users beside the first one, who is the organization's admin: Baseten's API makes none, so this goes past it.

use std::path::Path;

use rusqlite::Transaction;

use super::error::Error;
use super::folder::Folder;
use super::moment::Moment;
use super::secrets::{NewKey, random_id};
use super::store::keys::{self, KeyType, NewKeyRow};
use super::store::users::{self, Filter, Role, User};
use super::store::{setup, teams};
use crate::secret::ApiKey;

/// The name of a new user's personal key.
const FIRST_KEY: &str = "first";

/// A user who was just made.
#[derive(Debug)]
pub struct NewUser {
    /// The id in the API.
    pub id: String,
    /// The address, made from the name.
    pub email: String,
    /// The name.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// The name of the user's team; an admin of the organization has all of them.
    pub team: Option<String>,
    /// A personal key of the user. It is not shown again.
    pub api_key: ApiKey,
}

/// Adds a user to the organization in `directory`; the state is set up when it is not there. `team`, an id or a name,
/// is the default team when it is left out, and means nothing for an admin.
///
/// # Errors
///
/// [`Error::UserExists`], [`Error::UserName`] or [`Error::NoTeam`], or [`Error`] when the state cannot be written.
pub fn add_user(directory: &Path, name: &str, role: Role, team: Option<&str>) -> Result<NewUser, Error> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    // The name stands in an address.
    if !(1..=64).contains(&name.len()) || !name.bytes().all(allowed) {
        return Err(Error::UserName { name: name.to_owned() });
    }
    let folder = Folder::new(directory.to_owned());
    folder.create()?;
    let _in_use = folder.lock_for_use()?;
    let store = setup::ready(&folder)?.store;
    let key = NewKey::random()?;
    let email = format!("{}@localhost", name.to_ascii_lowercase());
    let user = User { user_id: random_id(8)?, email: Some(email.clone()), name: Some(name.to_owned()) };
    let written = store.write(|transaction| insert(transaction, &user, role, team, &key));
    let team = written.map_err(|source| Error::state(directory, source))??;
    Ok(NewUser { id: user.user_id, email, name: name.to_owned(), role, team, api_key: key.key })
}

/// The name of the user's team.
fn insert(
    transaction: &Transaction<'_>,
    user: &User,
    role: Role,
    team: Option<&str>,
    key: &NewKey,
) -> rusqlite::Result<Result<Option<String>, Error>> {
    if !users::list(transaction, &Filter { beyond: 0, email: user.email.as_deref() }, 1)?.is_empty() {
        return Ok(Err(Error::UserExists { name: user.name.clone().unwrap_or_default() }));
    }
    let team = match (role, team) {
        (Role::Admin, _) => None,
        (_, None) => Some(teams::the_default(transaction)?),
        (_, Some(wanted)) => match teams::find(transaction, wanted)? {
            Some(team) => Some(team),
            None => return Ok(Err(Error::NoTeam { name: wanted.to_owned() })),
        },
    };
    users::insert(transaction, user, role, team.as_ref().map(|team| team.id.as_str()))?;
    keys::insert(
        transaction,
        &NewKeyRow {
            prefix: &key.prefix,
            hash: key.hash,
            name: Some(FIRST_KEY),
            key_type: KeyType::Personal,
            team_id: None,
            owner_id: Some(&user.user_id),
            model_ids: None,
            environment_names: None,
            created_by: &user.user_id,
            created_at: Moment::now(),
        },
    )?;
    Ok(Ok(team.map(|team| team.name)))
}
