//! `truss keys list`.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::api::resources::keys::{KeyInfo, LastUse};
use crate::commands::keys::count;
use crate::commands::keys::selection::Selection;
use crate::commands::keys::table::View;
use crate::context::Context;
use crate::context::session::Session;
use crate::keys::filter::{Filter, Order, sort};
use crate::keys::lookup::Listing;

/// Which keys, and in which order
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// With filters: include other people's personal keys, which an organization admin sees
    #[arg(long)]
    everyone: bool,
    /// Sort by this; the server's order otherwise
    #[arg(long, value_enum, value_name = "FIELD")]
    sort: Option<Order>,
    /// Reverse the order
    #[arg(long)]
    reverse: bool,
}

/// Lists the keys as a table or as the API's JSON.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let now = Timestamp::now();
    let (keys, view) = context.online(async |session| {
        let keys = choose(arguments, session, context, now).await?;
        let view = View {
            in_use: session.client.key().prefix().map(str::to_owned),
            now: context.output().stdout_is_terminal().then_some(now),
            ..View::default()
        }
        .mark_overlaps(&keys);
        let is_table = !context.output().is_json();
        let view = if is_table { view.name_models(&session.client, &keys).await } else { view };
        Ok((keys, view))
    })?;
    if context.output().is_json() {
        return context.output().json(&Answer { keys: &keys });
    }
    if keys.is_empty() {
        if context.output().stdout_is_terminal() {
            context.output().note("no keys");
        }
        return Ok(());
    }
    Ok(context.output().table(&view.table(&keys))?)
}

/// The keys that were asked for, in the order that was asked for: all that are seen, unless there are conditions, which
/// mean what they would mean to `revoke`.
async fn choose(
    arguments: &Arguments,
    session: &Session,
    context: &Context,
    now: Timestamp,
) -> anyhow::Result<Vec<KeyInfo>> {
    let Arguments { selection, everyone, sort: order, reverse } = arguments;
    let mut keys = if selection.is_empty() {
        session.client.keys().await?
    } else {
        let (filter, listing) =
            (selection.filter(&session.client, *everyone).await?, Listing::read(&session.client).await?);
        let others = Filter { unused_for: None, never_used: false, ..filter.clone() };
        let is_unknown = |key: &&KeyInfo| key.last_use() == LastUse::Unknown && others.matches(&listing, key, now);
        let unknown = listing.keys.iter().filter(is_unknown).count();
        if selection.unused_for.is_some() && unknown > 0 {
            context.output().note(&format!("left out {} of unknown use", count(unknown)));
        }
        listing.keys.iter().filter(|key| filter.matches(&listing, key, now)).cloned().collect()
    };
    if let Some(order) = order {
        sort(&mut keys, *order);
    }
    if *reverse {
        keys.reverse();
    }
    Ok(keys)
}

/// The API's own document, with the keys that are left.
#[derive(Serialize)]
struct Answer<'a> {
    keys: &'a [KeyInfo],
}
