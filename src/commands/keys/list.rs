//! `truss keys list`.

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::api::Told;
use crate::api::keys::{KeyInfo, KeyType};
use crate::context::Context;
use crate::keys::filter::{Filter, Order, sort};
use crate::output::table::Table;
use crate::output::time::{parse_duration, relative};

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

/// Lists the keys as a table or as the API's JSON.
///
/// # Errors
///
/// What the request can end in, and when stdout cannot be written.
pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let (mut keys, in_use) = context.online(async |session| {
        let keys = session.client.keys(arguments.selection.mine).await?;
        Ok((keys, session.client.key().prefix().map(str::to_owned)))
    })?;
    let (filter, now) = (arguments.selection.filter(), Timestamp::now());
    keys.retain(|key| filter.matches(key, now));
    if let Some(order) = arguments.sort {
        sort(&mut keys, order);
    }
    if arguments.reverse {
        keys.reverse();
    }
    if context.output().is_json() {
        return context.output().json(&json!({"keys": keys}));
    }
    if keys.is_empty() && context.output().stdout_is_terminal() {
        context.output().note("no keys");
        return Ok(());
    }
    let relative_to = context.output().stdout_is_terminal().then_some(now);
    Ok(context.output().table(&table(&keys, in_use.as_deref(), relative_to))?)
}

/// One row a key. A column of which the remote tells nothing is left out; with `now`, times are relative to it.
pub(super) fn table(keys: &[KeyInfo], in_use: Option<&str>, now: Option<Timestamp>) -> Table {
    let told = [
        true,
        true,
        true,
        keys.iter().any(|key| !key.team_name.is_absent()),
        keys.iter().any(|key| key.model_ids.value().is_some() || key.environment_names.value().is_some()),
        keys.iter().any(|key| !key.created_at.is_absent()),
        keys.iter().any(|key| !key.last_used_at.is_absent()),
    ];
    let shown = |cells: [String; 7]| cells.into_iter().zip(told).filter(|(_, told)| *told).map(|(cell, _)| cell);
    let titles = ["PREFIX", "NAME", "TYPE", "TEAM", "SCOPE", "CREATED", "LAST USED"];
    let header: Vec<&'static str> =
        titles.into_iter().zip(told).filter(|(_, told)| *told).map(|(title, _)| title).collect();
    let scope_column = 3 + usize::from(told[3]);
    let flexible = if told[4] { vec![scope_column, 1] } else { vec![1] };
    let mut table = Table::new(&header).cut(&flexible);
    for key in keys {
        let mark = if in_use == Some(key.prefix.as_str()) { " (in use)" } else { "" };
        table.row(shown([
            format!("{}{mark}", key.prefix),
            key.name.clone().unwrap_or_else(|| "-".to_owned()),
            key.key_type.to_string(),
            key.team_name.value().cloned().unwrap_or_else(|| "-".to_owned()),
            scope(key),
            time(&key.created_at, key.created(), now, "unknown"),
            time(&key.last_used_at, key.last_used(), now, "never"),
        ]));
    }
    table
}

/// What the key is narrowed to, for a person.
fn scope(key: &KeyInfo) -> String {
    let environments = key.environment_names.value().map(|names| format!("environments {}", names.join(", ")));
    let models = key.model_ids.value().map(|ids| format!("models {}", ids.join(", ")));
    let parts: Vec<String> = environments.into_iter().chain(models).collect();
    if parts.is_empty() { "-".to_owned() } else { parts.join("; ") }
}

fn time(told: &Told<String>, time: Option<Timestamp>, now: Option<Timestamp>, null: &str) -> String {
    match (told, time, now) {
        (Told::Absent, _, _) => "unknown".to_owned(),
        (Told::Null, _, _) => null.to_owned(),
        (Told::Value(_), Some(time), Some(now)) => relative(time, now),
        (Told::Value(text), _, _) => text.clone(),
    }
}
