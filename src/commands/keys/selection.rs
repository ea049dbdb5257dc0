//! The conditions by which `list`, `revoke` and `rotate` choose keys.

use clap::Args;
use clap::builder::PossibleValue;
use jiff::SignedDuration;

use crate::api::Client;
use crate::api::resources::keys::{KeyInfo, KeyType};
use crate::error::{Failure, Kind};
use crate::keys::filter::{Filter, parse_age};
use crate::keys::lookup::Listing;
use crate::keys::resolve;

/// Which keys
#[derive(Clone, Debug, Args)]
pub(crate) struct Selection {
    /// Only keys of this type; repeatable
    #[arg(long = "type", value_name = "TYPE", value_parser = super::key_type([routes()]), ignore_case = true)]
    pub(crate) types: Vec<KeyType>,
    /// Only keys of this team, by id or name
    #[arg(long)]
    pub(crate) team: Option<String>,
    /// Only keys created by the user of the key in use
    #[arg(long)]
    pub(crate) mine: bool,
    /// Only keys not used for this long, such as `90d`; keys of unknown use are left out
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    pub(crate) unused_for: Option<SignedDuration>,
    /// Only keys with no use on record; with `--unused-for`, include those that are that old
    #[arg(long)]
    pub(crate) never_used: bool,
    /// Only keys created at least this long ago, such as `180d`, `12w`, `6mo` or `1y`
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    pub(crate) older_than: Option<SignedDuration>,
}

impl Selection {
    pub(crate) fn is_empty(&self) -> bool {
        let Self { types, team, mine, unused_for, never_used, older_than } = self;
        types.is_empty() && team.is_none() && !mine && unused_for.is_none() && !never_used && older_than.is_none()
    }

    /// The conditions, with what the remote must be asked for.
    pub(crate) async fn filter(&self, client: &Client, everyone: bool) -> anyhow::Result<Filter> {
        let team = match &self.team {
            Some(team) => Some(resolve::team(client, team).await?.name),
            None => None,
        };
        let made_by_me = match self.mine {
            true => Some(client.my_keys().await?.into_iter().map(|key| key.prefix).collect()),
            false => None,
        };
        Ok(Filter {
            types: self.types.clone(),
            team,
            made_by_me,
            everyone,
            unused_for: self.unused_for,
            never_used: self.never_used,
            older_than: self.older_than,
        })
    }
}

/// Refuses to choose among the keys of several teams by conditions that do not say which.
pub(crate) fn refuse_several_teams<'k>(
    listing: &'k Listing,
    filter: &Filter,
    chosen: impl IntoIterator<Item = &'k KeyInfo>,
) -> Result<(), Failure> {
    let mut teams: Vec<&str> =
        listing.keys.iter().filter_map(|key| key.team_name.value().map(String::as_str)).collect();
    teams.sort_unstable();
    teams.dedup();
    let is_open = filter.team.is_none() && filter.made_by_me.is_none() && teams.len() > 1;
    if !is_open || chosen.into_iter().all(|key| key.team_name.value().is_none()) {
        return Ok(());
    }
    Err(Failure::new(Kind::Usage, format!("keys of several teams are meant: {}", teams.join(", ")))
        .with_hint("choose one with `--team`"))
}

/// A type that this program does not make: the keys that Baseten's routes have.
fn routes() -> PossibleValue {
    PossibleValue::new("routes").help("Of a route; for `list` and `revoke`")
}
