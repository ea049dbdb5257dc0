//! What a rotation is going to do, found out before anything is done.

use std::path::PathBuf;

use crate::api::Client;
use crate::api::resources::keys::KeyInfo;
use crate::error::{Failure, Kind};
use crate::keys::family::Family;
use crate::keys::lookup::{Listing, describe};
use crate::keys::resolve;
use crate::keys::sinks::{Before, Sink};
use crate::keys::spec::KeySpec;
use crate::rotation::engine::overlap_failure;
use crate::rotation::scope::replacement;

#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub old: KeyInfo,
    pub spec: KeySpec,
    /// Who gets it, in order, and what stands there.
    pub sinks: Vec<(Sink, Before)>,
    pub folder: PathBuf,
}

/// The key of a family that can be rotated: its only member.
pub(crate) fn only_member<'k>(family: &Family<'k>) -> Result<&'k KeyInfo, Failure> {
    match (family.members.as_slice(), family.overlap()) {
        ([only], _) => Ok(only),
        (_, Some((old, new))) => Err(overlap_failure(old, new)),
        (members, None) => {
            let members: String = members.iter().map(|member| format!("\n  {}", describe(member))).collect();
            let message = format!("several keys of `{}` are active, and are no rotation:{members}", family.base);
            Err(Failure::new(Kind::Invalid, message).with_hint("revoke those that nobody uses"))
        }
    }
}

/// The key that takes the place of `old`. Only reads.
pub(crate) async fn successor(
    client: &Client,
    listing: &Listing,
    old: &KeyInfo,
    all_environments: bool,
) -> anyhow::Result<KeySpec> {
    // A personal key acts for its user, and the new one acts for the caller.
    if listing.is_somebody_elses(old) {
        return Err(Failure::new(Kind::Unsafe, format!("{} is not rotated, because it is not yours", describe(old)))
            .with_hint("a new personal key would be yours: let its owner rotate it")
            .into());
    }
    let teams = if old.key_type.belongs_to_team() { resolve::teams(client).await? } else { None };
    Ok(replacement(old, teams.as_deref(), all_environments)?)
}
