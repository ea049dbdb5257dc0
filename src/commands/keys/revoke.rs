//! `truss keys revoke KEY...`.

use std::io::Read as _;

use clap::Args;
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use serde_json::json;

use crate::api::Error;
use crate::api::keys::KeyInfo;
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::keys::selection;
use crate::output::progress::Unit;
use crate::session::Session;

use super::list::{Selection, table};

/// How many keys are revoked at the same time.
const AT_ONCE: usize = 8;
/// From how many keys on a bar is worth it.
const BAR_FROM: usize = 10;

/// Which keys
#[derive(Debug, Args)]
pub struct Arguments {
    /// Prefixes, names or whole keys; `-` reads them from stdin, one a line
    #[arg(value_name = "KEY", required_unless_present_any = ["types", "team", "mine", "unused_for", "older_than"],
        conflicts_with_all = ["types", "team", "mine", "unused_for", "older_than"])]
    keys: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Show what would be revoked, and revoke nothing
    #[arg(long)]
    dry_run: bool,
    /// Revoke the key in use too
    #[arg(long)]
    force: bool,
}

/// Shows what would die, asks, revokes, and makes sure that it is gone.
///
/// # Errors
///
/// [`Kind::Unsafe`] for the key in use and for a confirmation that nobody can give, [`Kind::Partial`] when some keys
/// are left, and what the requests can end in.
pub fn run(arguments: Arguments, context: &Context) -> anyhow::Result<()> {
    let wanted = read_keys(&arguments.keys)?;
    if !arguments.yes && !arguments.dry_run && !context.is_interactive() {
        return Err(Failure::new(
            Kind::Unsafe,
            "revoking is for good and needs a confirmation, and there is no terminal",
        )
        .hint("give `--yes` to confirm, or `--dry-run` to see what would be revoked")
        .into());
    }
    context.online(async |session| {
        let keys = select(session, &arguments, &wanted).await?;
        if keys.is_empty() {
            context.output().note("no key matches: nothing to revoke");
            return if context.output().is_json() { context.output().json(&json!({"revoked": []})) } else { Ok(()) };
        }
        refuse_key_in_use(session, &keys, arguments.force)?;
        if arguments.dry_run {
            return preview(context, &keys);
        }
        if !arguments.yes && !confirm(context, &keys)? {
            return Err(Failure::new(Kind::Unsafe, "not confirmed: nothing was revoked").into());
        }
        let (revoked, failed) = revoke(session, context, keys).await;
        let left = if revoked.is_empty() { Vec::new() } else { still_there(session, &revoked).await? };
        tell(context, &revoked, failed, &left)
    })
}

/// The keys as typed, or from stdin. Whole keys are cut to their prefix at once.
pub(super) fn read_keys(typed: &[String]) -> anyhow::Result<Vec<String>> {
    let mut keys = Vec::new();
    for key in typed {
        if key == "-" {
            let mut text = zeroize::Zeroizing::new(String::new());
            std::io::stdin().lock().read_to_string(&mut text)?;
            keys.extend(
                text.lines()
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                    .map(|line| selection::prefix(line).to_owned()),
            );
        } else {
            keys.push(selection::prefix(key).to_owned());
        }
    }
    Ok(keys)
}

async fn select(session: &Session, arguments: &Arguments, wanted: &[String]) -> anyhow::Result<Vec<KeyInfo>> {
    let all = session.client.keys(arguments.selection.mine).await?;
    if arguments.keys.is_empty() {
        let (filter, now) = (arguments.selection.filter(), Timestamp::now());
        return Ok(all.into_iter().filter(|key| filter.matches(key, now)).collect());
    }
    let mut chosen: Vec<KeyInfo> = Vec::new();
    for name in wanted {
        let key = selection::one(&all, name)?;
        if !chosen.iter().any(|other| other.prefix == key.prefix) {
            chosen.push(key.clone());
        }
    }
    Ok(chosen)
}

fn refuse_key_in_use(session: &Session, keys: &[KeyInfo], force: bool) -> Result<(), Failure> {
    let in_use = session.client.key().prefix();
    match keys.iter().find(|key| Some(key.prefix.as_str()) == in_use) {
        Some(key) if !force => Err(Failure::new(Kind::Unsafe, format!("`{}` is the key in use", key.prefix))
            .hint("revoking it locks this remote out; `--force` does it all the same")),
        _ => Ok(()),
    }
}

fn preview(context: &Context, keys: &[KeyInfo]) -> anyhow::Result<()> {
    if context.output().is_json() {
        return context.output().json(&json!({"would_revoke": keys}));
    }
    context.output().note(&format!("would revoke {}:", count(keys.len())));
    Ok(context.output().table(&table(keys, None, None))?)
}

fn confirm(context: &Context, keys: &[KeyInfo]) -> anyhow::Result<bool> {
    context.output().note(table(keys, None, Some(Timestamp::now())).render(None, false).trim_end());
    Ok(context.output().confirm(&format!("Revoke {} for good?", count(keys.len())))?)
}

/// Tries every key; one that fails does not keep the others.
async fn revoke(session: &Session, context: &Context, keys: Vec<KeyInfo>) -> (Vec<String>, Vec<(String, Error)>) {
    let bar = (keys.len() > BAR_FROM).then(|| context.output().progress("revoking", keys.len() as u64, Unit::Count));
    let results: Vec<(String, Result<(), Error>)> = stream::iter(keys)
        .map(async |key| {
            let result = session.client.revoke_key(&key.prefix).await;
            bar.iter().for_each(|bar| bar.advance(1));
            (key.prefix, result)
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let (mut revoked, mut failed) = (Vec::new(), Vec::new());
    for (prefix, result) in results {
        match result {
            Ok(()) => revoked.push(prefix),
            Err(error) => failed.push((prefix, error)),
        }
    }
    (revoked, failed)
}

/// Those of `revoked` that the remote still lists: its word is not enough.
async fn still_there(session: &Session, revoked: &[String]) -> anyhow::Result<Vec<String>> {
    let listed = match session.client.keys(false).await {
        Ok(keys) => keys,
        // A key that revoked itself cannot list any more, and proves by that what was to be proven.
        Err(error) if error.status() == Some(reqwest::StatusCode::UNAUTHORIZED) => return Ok(Vec::new()),
        Err(error) => {
            return Err(Failure::new(Kind::Partial, "the keys were revoked, but whether they are gone cannot be read")
                .cause(error)
                .into());
        }
    };
    Ok(revoked.iter().filter(|prefix| listed.iter().any(|key| key.prefix == **prefix)).cloned().collect())
}

/// Says what is gone and what is not. On failure stdout stays empty.
fn tell(
    context: &Context,
    revoked: &[String],
    mut failed: Vec<(String, Error)>,
    left: &[String],
) -> anyhow::Result<()> {
    let gone: Vec<&String> = revoked.iter().filter(|prefix| !left.contains(prefix)).collect();
    for prefix in &gone {
        context.output().note(&format!("revoked `{prefix}`"));
    }
    let unfinished = failed.len() + left.len();
    if unfinished == 0 {
        return if context.output().is_json() { context.output().json(&json!({"revoked": gone})) } else { Ok(()) };
    }
    if revoked.is_empty() && failed.len() == 1 {
        return Err(failed.remove(0).1.into());
    }
    let mut message = format!("{unfinished} of {} were not revoked:", count(gone.len() + unfinished));
    for (prefix, error) in &failed {
        message += &format!("\n  {prefix}: {}", error.fault);
    }
    for prefix in left {
        message += &format!("\n  {prefix}: the remote says that it is revoked, and still lists it");
    }
    Err(Failure::new(Kind::Partial, message).hint("run the same command again").into())
}

fn count(keys: usize) -> String {
    if keys == 1 { "1 key".to_owned() } else { format!("{keys} keys") }
}
