//! What a rotation is going to do, found out before anything is done.
//!
//! Owns the checks that need the remote or the sinks. Leaves what the new key may do to `scope`, and doing it to
//! `steps`.

use std::path::PathBuf;

use crate::api::keys::{KeyInfo, KeyType};
use crate::api::teams::Team;
use crate::api::{Client, Error};
use crate::error::{Failure, Kind};
use crate::keys::wanted::Wanted;

use super::journal::{Before, Overlap};
use super::scope::{Said, is_of_a_team, replacement};
use super::sinks::Sink;

/// What a rotation is going to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The key that goes.
    pub old: KeyInfo,
    /// The key that comes.
    pub wanted: Wanted,
    /// Who gets it, in order, and what they have now where that can be put back.
    pub sinks: Vec<(Sink, Option<Before>)>,
    /// How long the old key stays.
    pub overlap: Overlap,
    /// Where commands of sinks run.
    pub folder: PathBuf,
}

impl Plan {
    /// Plans the rotation of `old`. Only reads.
    ///
    /// # Errors
    ///
    /// [`Kind::Unsafe`] for whatever would have to be guessed and for somebody else's personal key; what a sink
    /// that cannot be read says; and what the requests can end in.
    pub async fn of(
        client: &Client,
        old: KeyInfo,
        said: &Said,
        sinks: Vec<Sink>,
        overlap: Overlap,
        folder: PathBuf,
    ) -> anyhow::Result<Self> {
        let teams = if is_of_a_team(&old.key_type) { teams(client).await? } else { None };
        let wanted = replacement(&old, teams.as_deref(), said)?;
        if old.key_type == KeyType::Personal {
            refuse_somebody_elses(client, &old).await?;
        }
        let sinks = sinks.into_iter().map(|sink| sink.before().map(|before| (sink, before)));
        Ok(Self { sinks: sinks.collect::<Result<_, _>>()?, old, wanted, overlap, folder })
    }
}

/// The teams that can be seen; `None` on a remote that knows no teams.
async fn teams(client: &Client) -> Result<Option<Vec<Team>>, Error> {
    match client.teams().await {
        Err(error) if error.is_not_found() => Ok(None),
        teams => teams.map(Some),
    }
}

/// Who gets the new key: those that hold the old one here come first when it is the key in use, because this program
/// must go on working; then those that the user named; stdout when that leaves nobody.
#[must_use]
pub fn recipients(named: Vec<Sink>, holders: Vec<Sink>) -> Vec<Sink> {
    let mut sinks: Vec<Sink> = Vec::new();
    for sink in holders.into_iter().chain(named) {
        if !sinks.contains(&sink) {
            sinks.push(sink);
        }
    }
    if sinks.is_empty() { vec![Sink::Stdout] } else { sinks }
}

/// A personal key acts for its user, and the new one acts for the caller: they must be the same.
async fn refuse_somebody_elses(client: &Client, old: &KeyInfo) -> anyhow::Result<()> {
    let refusal = |why: String| {
        Failure::new(Kind::Unsafe, format!("the key `{}` is not rotated, because {why}", old.prefix))
            .hint("a personal key is replaced by one of whoever runs this: let its owner rotate it")
    };
    let Some(owner) = old.owner.value() else {
        // A remote that names no owner may still tell whose keys are whose.
        let mine = client.keys(true).await?;
        return match mine.iter().any(|key| key.prefix == old.prefix) {
            true => Ok(()),
            false => Err(refusal("the remote does not tell that it is yours".to_owned()).into()),
        };
    };
    let me = client.current_user().await?;
    if owner.user_id == me.user_id {
        return Ok(());
    }
    let name = owner.email.as_ref().or(owner.name.as_ref()).unwrap_or(&owner.user_id);
    Err(refusal(format!("it is the personal key of {name}")).into())
}
