//! `truss keys revoke KEY...`.

use std::borrow::Cow;

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::api::keys::KeyInfo;
use crate::context::Context;
use crate::error::{Explain as _, Failure, Kind};
use crate::keys::revoke::{Outcome, Reason, revoke_all};
use crate::keys::selection;
use crate::output::progress::Unit;
use crate::output::sanitize::shown;
use crate::output::table::terminal_width;
use crate::session::Session;
use crate::signals;

use super::list::Selection;
use super::table::View;
use super::typed::{STDIN, read};

/// From how many keys on a bar is worth it.
const BAR_FROM: usize = 10;
/// How far back, and how many entries, the audit log is searched for keys that are not there any more.
const HISTORY: SignedDuration = SignedDuration::from_hours(90 * 24);
const MOST_ENTRIES: usize = 2_000;

/// Which keys
#[derive(Debug, Args)]
pub struct Arguments {
    /// Prefixes, names or whole keys; `-` reads them from stdin, one a line, and skips those that are not there
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
/// [`Kind::Unsafe`] for the key in use and for a confirmation that nobody can give, [`Kind::NotFound`] for a KEY that
/// is not there, [`Kind::Partial`] when some keys are left, and what the requests can end in.
pub fn run(arguments: Arguments, context: &Context) -> anyhow::Result<()> {
    if !arguments.yes && !arguments.dry_run && !context.is_interactive() {
        return Err(Failure::new(
            Kind::Unsafe,
            "revoking is for good and needs a confirmation, and there is no terminal",
        )
        .hint("give `--yes` to confirm, or `--dry-run` to see what would be revoked")
        .into());
    }
    let wanted = read(&arguments.keys, context)?;
    context.online_until_done(async |session| {
        // Until here nothing was revoked: to stop needs no care.
        let keys = tokio::select! {
            chosen = choose(session, context, &arguments, &wanted) => chosen?,
            stop = signals::stop_requested() => return Err(stop.into()),
        };
        if keys.is_empty() {
            context.output().note("no key matches: nothing to revoke");
            return told(context, &[]);
        }
        if arguments.dry_run {
            return preview(session, context, &keys).await;
        }
        if !arguments.yes && !confirm(session, context, &keys).await? {
            return Err(Failure::new(Kind::Unsafe, "not confirmed: nothing was revoked").into());
        }
        let total = keys.len();
        let bar = (total > BAR_FROM).then(|| context.output().progress(&["revoking"], total as u64, Unit::Count));
        let prefixes = keys.into_iter().map(|key| key.prefix).collect();
        let done = || bar.iter().for_each(|bar| bar.advance(1));
        let outcome = revoke_all(&session.client, prefixes, done, signals::stop_requested()).await;
        drop(bar);
        for prefix in &outcome.revoked {
            context.output().note(&format!("revoked `{}`", shown(prefix)));
        }
        let revoked = outcome.revoked.clone();
        match failure(outcome, total) {
            Some(failure) => Err(failure.into()),
            None => told(context, &revoked),
        }
    })
}

/// The keys that are meant, all of them checked before any is revoked.
async fn choose(
    session: &Session,
    context: &Context,
    arguments: &Arguments,
    wanted: &[String],
) -> anyhow::Result<Vec<KeyInfo>> {
    let all = session.client.keys(arguments.selection.mine).await?;
    let keys: Vec<KeyInfo> = if arguments.keys.is_empty() {
        let (filter, now) = (arguments.selection.filter(), Timestamp::now());
        all.into_iter().filter(|key| filter.matches(key, now)).collect()
    } else {
        let (found, missing) = selection::several(&all, wanted)?;
        let missing = without_revoked(session, context, missing).await;
        let may_miss = arguments.keys.iter().any(|key| key == STDIN) && !found.is_empty();
        if !missing.is_empty() && !may_miss {
            return Err(selection::missing(&missing).into());
        }
        for name in missing {
            context.output().warn(&format!("there is no key `{}`: it is skipped", shown(name)));
        }
        found.into_iter().cloned().collect()
    };
    let in_use = session.client.key().prefix();
    match keys.iter().find(|key| Some(key.prefix.as_str()) == in_use) {
        Some(key) if !arguments.force => Err(Failure::new(Kind::Unsafe, format!("`{}` is the key in use", key.prefix))
            .hint("revoking it locks this remote out; `--force` does it all the same")
            .into()),
        _ => Ok(keys),
    }
}

/// Those of `missing` that were not revoked before: an interrupted run that is made again is no mistake. Only the audit
/// log can tell; a remote that shows none leaves them missing.
async fn without_revoked<'a>(session: &Session, context: &Context, mut missing: Vec<&'a str>) -> Vec<&'a str> {
    if missing.is_empty() {
        return missing;
    }
    let Ok(log) = session.client.audit_log(Timestamp::now() - HISTORY, MOST_ENTRIES).await else { return missing };
    let revoked = log.revoked();
    missing.retain(|wanted| {
        let is_revoked = revoked.contains(wanted);
        if is_revoked {
            context.output().note(&format!("`{}` was revoked before", shown(wanted)));
        }
        !is_revoked
    });
    missing
}

async fn preview(session: &Session, context: &Context, keys: &[KeyInfo]) -> anyhow::Result<()> {
    if context.output().is_json() {
        return context.output().json(&json!({"would_revoke": keys}));
    }
    let now = context.output().stdout_is_terminal().then(Timestamp::now);
    let view = View { now, ..View::default() }.name_models(&session.client, keys).await;
    context.output().note(&format!("would revoke {}:", count(keys.len())));
    Ok(context.output().table(&view.table(keys))?)
}

/// Shows the keys and asks.
async fn confirm(session: &Session, context: &Context, keys: &[KeyInfo]) -> anyhow::Result<bool> {
    let view = View { now: Some(Timestamp::now()), ..View::default() }.name_models(&session.client, keys).await;
    context.output().note(view.table(keys).render(terminal_width(), false).trim_end());
    context.confirm(format!("Revoke {} for good?", count(keys.len()))).await
}

/// What is left, if anything is.
fn failure(outcome: Outcome, total: usize) -> Option<Failure> {
    let Outcome { revoked, failed, untried, stopped, unproven } = outcome;
    if let Some(stopped) = stopped {
        let failure = Failure::new(stopped.kind(), format!("{stopped}: revoked {} of {}", revoked.len(), count(total)));
        let is_over = failed.is_empty() && untried.is_empty();
        return Some(if is_over {
            failure
        } else {
            failure.hint("run the same command again: it goes on with the rest")
        });
    }
    if let Some(error) = unproven {
        let told = format!("revoked {}, but the list cannot be read to prove it", count(revoked.len()));
        return Some(Failure::new(Kind::Partial, told).hint("look at `truss keys list`").cause(error));
    }
    let kind = if revoked.is_empty() { common_kind(&failed) } else { Kind::Partial };
    let hint = match failed.first()? {
        (_, Reason::Refused(error)) if kind != Kind::Partial => error.hint().map(Cow::into_owned),
        _ => Some("run the same command again".to_owned()),
    };
    let failure = Failure::new(kind, list_of(&failed, total));
    Some(match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    })
}

fn list_of(failed: &[(String, Reason)], total: usize) -> String {
    let line = |(prefix, reason): &(String, Reason)| format!("{}: {reason}", shown(prefix));
    match failed {
        [only] if total == 1 => format!("not revoked: {}", line(only)),
        failed => {
            let lines: Vec<String> = failed.iter().map(|one| format!("\n  {}", line(one))).collect();
            format!("{} of {} not revoked:{}", failed.len(), count(total), lines.concat())
        }
    }
}

/// The kind of failures that are all alike.
fn common_kind(failed: &[(String, Reason)]) -> Kind {
    let mut kinds = failed.iter().map(|(_, reason)| match reason {
        Reason::Refused(error) => error.kind(),
        Reason::StillListed | Reason::InUse => Kind::Partial,
    });
    let first = kinds.next().unwrap_or(Kind::Partial);
    if kinds.all(|kind| kind == first) { first } else { Kind::Partial }
}

fn told(context: &Context, revoked: &[String]) -> anyhow::Result<()> {
    if context.output().is_json() { context.output().json(&json!({"revoked": revoked})) } else { Ok(()) }
}

fn count(keys: usize) -> String {
    if keys == 1 { "1 key".to_owned() } else { format!("{keys} keys") }
}
