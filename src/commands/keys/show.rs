//! `truss keys show KEY`.

use clap::Args;
use jiff::Timestamp;
use serde_json::Value;

use crate::api::Field;
use crate::api::resources::keys::KeyInfo;
use crate::commands::keys::key_args::read_one;
use crate::commands::keys::table::{View, display_time};
use crate::context::Context;
use crate::context::session::Session;
use crate::keys::family::Family;
use crate::keys::lookup::Listing;
use crate::sanitize::clean_line;

/// Which key
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The key's prefix or name; without a key of this name, the newest of its rotation. `-` reads it from stdin
    key: String,
}

/// Shows all that the remote tells of a key, whether it is in use here, and what has taken its place.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let wanted = read_one(&arguments.key, context)?;
    context.online(async |session| {
        let listing = Listing::read(&session.client).await?;
        let key = listing.exact_or_newest(&wanted)?;
        if context.output().is_json() {
            return context.output().json(key);
        }
        let lines: Vec<String> = describe(key, &listing, session, context)
            .await
            .into_iter()
            .map(|(name, value)| format!("{name:<13} {}", clean_line(&value)))
            .collect();
        Ok(context.output().print(&lines.join("\n"))?)
    })
}

async fn describe(
    key: &KeyInfo,
    listing: &Listing,
    session: &Session,
    context: &Context,
) -> Vec<(&'static str, String)> {
    let now = context.output().stdout_is_terminal().then(Timestamp::now);
    let models = View::default().name_models(&session.client, std::slice::from_ref(key)).await.models;
    let mut lines = vec![
        ("prefix", key.prefix.clone()),
        ("name", key.name.clone().unwrap_or_else(|| "-".to_owned())),
        ("type", key.key_type.to_string()),
    ];
    lines.extend(key.team_name.value().map(|team| ("team", team.clone())));
    lines.extend(key.owner.value().map(|owner| ("owner", owner.label().to_owned())));
    let model = |id: &String| models.get(id).map_or_else(|| id.clone(), |name| format!("{name} ({id})"));
    if key.key_type.accepts_models() || key.model_ids.value().is_some() {
        lines.push(("models", scope(&key.model_ids, model)));
    }
    if key.key_type.accepts_environments() || key.environment_names.value().is_some() {
        lines.push(("environments", scope(&key.environment_names, String::clone)));
    }
    lines.push(("created", time(&key.created_at, key.created(), now, "unknown")));
    lines.push(("last used", time(&key.last_used_at, key.last_use().time(), now, "none known")));
    let is_in_use = listing.in_use.as_ref() == Some(&key.prefix);
    lines.push(("in use here", if is_in_use { "yes" } else { "no" }.to_owned()));
    if let Some((old, new)) = Family::around(&listing.keys, key).overlap() {
        let (what, other) = if old.prefix == key.prefix { ("replaced by", new) } else { ("replaces", old) };
        lines.push((what, format!("{} ({})", other.name.as_deref().unwrap_or("-"), other.prefix)));
    }
    lines
}

/// What a key is narrowed to: not being told is not the same as being narrowed to nothing.
fn scope(told: &Field<Vec<String>>, name: impl Fn(&String) -> String) -> String {
    match told {
        Field::Value(names) => names.iter().map(name).collect::<Vec<_>>().join(", "),
        Field::Null => "all".to_owned(),
        Field::Absent => "unknown: the remote does not say".to_owned(),
    }
}

fn time(field: &Field<Value>, time: Option<Timestamp>, now: Option<Timestamp>, null: &str) -> String {
    let text = display_time(field, time, now, null);
    match time.filter(|_| now.is_some()) {
        Some(time) => format!("{text} ({time:.0})"),
        None => text,
    }
}
