//! `truss keys list`.

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::api::keys::{KeyInfo, KeyType};
use crate::context::Context;
use crate::keys::filter::{Filter, Order, sort};
use crate::output::time::parse_duration;

use super::table::View;

/// Which keys
#[derive(Clone, Debug, Args)]
pub struct Selection {
    /// Only keys of this type; may be given several times
    #[arg(long = "type", value_name = "TYPE", value_parser = super::key_type)]
    pub(super) types: Vec<KeyType>,
    /// Only keys of the team of this name
    #[arg(long)]
    pub(super) team: Option<String>,
    /// Only keys made by the user of the key in use
    #[arg(long)]
    pub(super) mine: bool,
    /// Only keys last used this long ago, such as `90d`; keys of unknown use are left out
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub(super) unused_for: Option<SignedDuration>,
    /// With `--unused-for`: also keys that old whose use the remote gives as never or not known
    #[arg(long, requires = "unused_for")]
    pub(super) never_used: bool,
    /// Only keys made this long ago, such as `180d`
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub(super) older_than: Option<SignedDuration>,
}

impl Selection {
    /// What is asked of each key; `mine` is the server's to tell.
    pub(super) fn filter(&self) -> Filter {
        Filter {
            types: self.types.clone(),
            team: self.team.clone(),
            unused_for: self.unused_for,
            never_used: self.never_used,
            older_than: self.older_than,
        }
    }
}

/// Which keys, and in which order
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// Sort by this; the server's order otherwise
    #[arg(long, value_enum, value_name = "FIELD")]
    sort: Option<Order>,
    /// Turn the order around
    #[arg(long)]
    reverse: bool,
}

impl Arguments {
    /// Those of `keys` that were asked for, in the order that was asked for.
    fn chosen(&self, mut keys: Vec<KeyInfo>, now: Timestamp) -> Vec<KeyInfo> {
        let filter = self.selection.filter();
        keys.retain(|key| filter.matches(key, now));
        if let Some(order) = self.sort {
            sort(&mut keys, order);
        }
        if self.reverse {
            keys.reverse();
        }
        keys
    }
}

/// Lists the keys as a table or as the API's JSON.
///
/// # Errors
///
/// What the request can end in, and when stdout cannot be written.
pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let now = Timestamp::now();
    let (keys, view) = context.online(async |session| {
        let keys = arguments.chosen(session.client.keys(arguments.selection.mine).await?, now);
        let view = View {
            in_use: session.client.key().prefix().map(str::to_owned),
            now: context.output().stdout_is_terminal().then_some(now),
            ..View::default()
        };
        let is_table = !context.output().is_json();
        let view = if is_table { view.name_models(&session.client, &keys).await } else { view };
        Ok((keys, view))
    })?;
    if context.output().is_json() {
        return context.output().json(&Answer { keys: &keys });
    }
    if keys.is_empty() && context.output().stdout_is_terminal() {
        context.output().note("no keys");
        return Ok(());
    }
    Ok(context.output().table(&view.table(&keys))?)
}

/// The API's own document, with the keys that are left.
#[derive(Serialize)]
struct Answer<'a> {
    keys: &'a [KeyInfo],
}
