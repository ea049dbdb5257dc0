//! `truss keys revoke KEY...`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::api::resources::keys::{KeyInfo, LastUse};
use crate::commands::keys::count;
use crate::commands::keys::key_args::read;
use crate::commands::keys::selection::{Selection, refuse_several_teams};
use crate::commands::keys::table::View;
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Explain as _, Failure, Kind};
use crate::hint::hinted;
use crate::humanize::time::relative;
use crate::keys::family::Family;
use crate::keys::lookup::Listing;
use crate::keys::revoke::{Outcome, Reason, revoke_all};
use crate::output::progress::Unit;
use crate::output::table::terminal_width;
use crate::remote::Source;
use crate::rotation::journal::Step;
use crate::sanitize::display_name;
use crate::signals;

/// From how many keys on a bar is worth it.
const BAR_FROM: usize = 10;
/// What was made or used within this time is left alone by conditions: somebody may be setting it up, or needs it.
const RECENT: SignedDuration = SignedDuration::from_hours(24);

/// Which keys
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Prefixes, names or whole keys; `-` reads them from stdin, one a line
    #[arg(value_name = "KEY",
        required_unless_present_any = ["types", "team", "mine", "unused_for", "never_used", "older_than"])]
    keys: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    /// With filters: include other people's personal keys, which an organization admin sees
    #[arg(long)]
    everyone: bool,
    /// With filters: include keys used in the last 24 hours
    #[arg(long)]
    used_too: bool,
    /// Ignore KEYs that do not exist
    #[arg(long)]
    ignore_missing: bool,
    /// Do not ask for confirmation
    #[arg(short, long)]
    yes: bool,
    /// Show what would be revoked, and revoke nothing
    #[arg(long)]
    dry_run: bool,
    /// Also revoke the key in use, and the old key of an unfinished rotation
    #[arg(long)]
    force: bool,
}

/// Shows what would die, asks, revokes, and makes sure that it is gone.
pub(crate) fn run(arguments: Arguments, context: &Context) -> anyhow::Result<()> {
    let wanted = read(&arguments.keys, context)?;
    context.online_until_done(async |session| {
        // Until here nothing was revoked: to stop needs no care.
        let keys = tokio::select! {
            chosen = choose(session, context, &arguments, &wanted) => chosen?,
            stop = signals::stop_requested() => return Err(stop.into()),
        };
        if keys.is_empty() || arguments.dry_run {
            return preview(session, context, &keys, arguments.dry_run).await;
        }
        if !arguments.yes {
            let hint = "give `--yes` to confirm, or `--dry-run` to see what would be revoked";
            context.refuse_unconfirmed("revoking is permanent and", hint)?;
            if !confirm(session, context, &keys).await? {
                return Err(Failure::new(Kind::Unsafe, "not confirmed: nothing was revoked").into());
            }
        }
        let total = keys.len();
        let bar = (total > BAR_FROM).then(|| context.output().progress(&["revoking"], total as u64, Unit::Count));
        let prefixes = keys.iter().map(|key| key.prefix.clone()).collect();
        let done = || bar.iter().for_each(|bar| bar.advance(1));
        let outcome = revoke_all(&session.client, prefixes, done, signals::stop_requested()).await;
        drop(bar);
        for prefix in &outcome.revoked {
            context.output().note(&format!("revoked `{}`", display_name(prefix)));
        }
        match failure(outcome, &keys.iter().collect::<Vec<_>>(), context) {
            Some(failure) => Err(failure.into()),
            None if context.output().is_json() => context.output().json(&json!({"revoked": keys})),
            None => Ok(()),
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
    let Arguments { selection, everyone, force, .. } = arguments;
    let (filter, listing) =
        (selection.filter(&session.client, *everyone).await?, Listing::read(&session.client).await?);
    let now = Timestamp::now();
    if arguments.keys.is_empty() {
        if !filter.has_age_or_use() {
            let message = "these conditions also select keys that are new or in use";
            return Err(Failure::new(Kind::Usage, message)
                .with_hint("add `--unused-for`, `--never-used` or `--older-than`")
                .into());
        }
        let matching: Vec<&KeyInfo> = listing.keys.iter().filter(|key| filter.matches(&listing, key, now)).collect();
        refuse_several_teams(&listing, &filter, matching.iter().copied())?;
        return Ok(leave_out(context, arguments, &listing, matching, now));
    }
    let (found, missing) = listing.several(wanted, |key| filter.belongs(key))?;
    let lives_on = |name: &&str| listing.has_family(name);
    if !missing.is_empty() && (!arguments.ignore_missing || missing.iter().any(lives_on)) {
        return Err(listing.missing(&missing).into());
    }
    let is_meant = |key: &&KeyInfo| selection.is_empty() || filter.matches(&listing, key, now);
    let keys: Vec<KeyInfo> = found.into_iter().filter(is_meant).cloned().collect();
    if !force {
        refuse_needed(session, context, &listing, &keys)?;
    }
    Ok(keys)
}

/// The keys that conditions may revoke: not the one in use, none of a rotation, nothing young, nothing used lately.
fn leave_out(
    context: &Context,
    arguments: &Arguments,
    listing: &Listing,
    matching: Vec<&KeyInfo>,
    now: Timestamp,
) -> Vec<KeyInfo> {
    let is_recent = |time: Option<Timestamp>| time.is_none_or(|time| now.duration_since(time) < RECENT);
    let why = |key: &KeyInfo| {
        if listing.in_use.as_ref() == Some(&key.prefix) {
            return Some("in use here");
        }
        if Family::around(&listing.keys, key).members.len() > 1 {
            return Some("of an unfinished rotation");
        }
        if is_recent(key.created()) {
            return Some("made in the last 24 hours, or at an unknown time");
        }
        let is_used = key.last_use() != LastUse::None && is_recent(key.last_use().time());
        (is_used && !arguments.used_too).then_some("used in the last 24 hours, or at an unknown time; see `--used-too`")
    };
    let (mut keys, mut reasons) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for key in matching {
        match why(key) {
            None => keys.push(key.clone()),
            Some(reason) => *reasons.entry(reason).or_default() += 1,
        }
    }
    for (reason, left_out) in reasons {
        context.output().note(&format!("left out {} {reason}", count(left_out)));
    }
    keys
}

fn refuse_needed(session: &Session, context: &Context, listing: &Listing, keys: &[KeyInfo]) -> anyhow::Result<()> {
    let refusal = |message: String, hint: String| Err(Failure::new(Kind::Unsafe, message).with_hint(hint).into());
    if let Some(key) = keys.iter().find(|key| listing.in_use.as_ref() == Some(&key.prefix)) {
        let hint = match session.credentials.origin {
            Source::Embedded(_) => "the embedded API would have no key of its own any more".to_owned(),
            _ => format!("{} puts a new key in its place first", hinted(&["keys", "rotate", &key.prefix])),
        };
        return refusal(format!("`{}` is the key in use", key.prefix), hint);
    }
    let records = super::rotations_here(session, context)?;
    let rotated = keys.iter().find_map(|key| records.iter().find(|record| record.old.prefix == key.prefix));
    let Some(record) = rotated else { return Ok(()) };
    let old = record.old.prefix.as_str();
    let abandon = hinted(&["keys", "rotations", "abandon", old]);
    if record.step == Step::Delivered {
        let rotate = hinted(&["keys", "rotate", old, "--revoke-now"]);
        let message =
            format!("`{old}` is being rotated: its new key is in place everywhere, and what is left is to revoke it");
        return refusal(message, format!("{rotate} does, {abandon} leaves both keys"));
    }
    refusal(
        format!("`{old}` is being rotated, and its new key is not delivered everywhere yet"),
        format!("{} continues it, {abandon} undoes it", hinted(&["keys", "rotate", old])),
    )
}

async fn preview(session: &Session, context: &Context, keys: &[KeyInfo], is_dry_run: bool) -> anyhow::Result<()> {
    if context.output().is_json() {
        let mut answer = json!({"revoked": keys});
        if is_dry_run {
            answer["dry_run"] = true.into();
        }
        return context.output().json(&answer);
    }
    if keys.is_empty() {
        context.output().note("no key matches: nothing to revoke");
        return Ok(());
    }
    let now = context.output().stdout_is_terminal().then(Timestamp::now);
    let view = View { now, ..View::default() }.name_models(&session.client, keys).await;
    context.output().note(&format!("would revoke {} on {}:", count(keys.len()), super::remote_name(session)));
    Ok(context.output().table(&view.table(keys))?)
}

async fn confirm(session: &Session, context: &Context, keys: &[KeyInfo]) -> anyhow::Result<bool> {
    let now = Timestamp::now();
    let view = View { now: Some(now), ..View::default() }.name_models(&session.client, keys).await;
    context.output().note(view.table(keys).render(terminal_width(), false).trim_end());
    let used = keys.iter().filter_map(|key| Some((key, key.last_use().time()?))).max_by_key(|(_, used)| *used);
    let used = used.map_or_else(String::new, |(key, used)| {
        format!(" {} was used {}.", display_name(key.label()), relative(used, now))
    });
    let whose = super::whose_and_where(session, keys).await;
    context.confirm(format!("Permanently revoke {}{whose}?{used}", count(keys.len()))).await
}

pub(crate) fn failure(outcome: Outcome, keys: &[&KeyInfo], context: &Context) -> Option<Failure> {
    let (details, total) = (details(&outcome, keys), keys.len());
    let Outcome { revoked, failed, untried, stopped, unproven } = outcome;
    // The key in use would keep the others from being revoked again.
    let may_go = failed.iter().filter(|(_, reason)| !matches!(reason, Reason::InUse)).map(|(prefix, _)| prefix);
    let left: Vec<&str> = may_go.chain(&untried).map(String::as_str).collect();
    let again = format!("`{}`", context.output().command(&[&["keys", "revoke"], left.as_slice()].concat()));
    if let Some(stopped) = stopped {
        let failure = Failure::new(stopped.kind(), format!("{stopped}: revoked {} of {}", revoked.len(), count(total)));
        return Some(failure.with_hint_if_any((!left.is_empty()).then_some(again)));
    }
    if let Some(error) = unproven {
        let told = format!("revoked {}, but the list cannot be read to prove it", count(revoked.len()));
        let told = if failed.is_empty() { told } else { format!("{told}; {}", list_of(&failed, total)) };
        let hint = if left.is_empty() { "check with `truss keys list`".to_owned() } else { again };
        return Some(Failure::new(Kind::Partial, told).with_hint(hint).details(details).cause(error));
    }
    let kind = if revoked.is_empty() { common_kind(&failed) } else { Kind::Partial };
    let hint = match failed.first()? {
        (_, Reason::Refused(error)) if kind != Kind::Partial => error.hint().map(Cow::into_owned),
        _ => Some(again),
    };
    let failure = Failure::new(kind, list_of(&failed, total));
    let failure = if kind == Kind::Partial { failure.details(details) } else { failure };
    Some(failure.with_hint_if_any(hint))
}

/// What was done and what was not, for a script.
fn details(outcome: &Outcome, keys: &[&KeyInfo]) -> Value {
    let key = |prefix: &String| keys.iter().find(|key| key.prefix == *prefix);
    let failed = |(prefix, reason): &(String, Reason)| {
        let (name, code) = (key(prefix).and_then(|key| key.name.as_ref()), kind(reason).code());
        json!({"prefix": prefix, "name": name, "code": code, "message": reason.to_string()})
    };
    json!({
        "done": outcome.revoked.iter().filter_map(key).collect::<Vec<_>>(),
        "failed": outcome.failed.iter().map(failed).collect::<Vec<_>>(),
    })
}

fn kind(reason: &Reason) -> Kind {
    match reason {
        Reason::Refused(error) => error.kind(),
        Reason::StillListed | Reason::InUse => Kind::Partial,
    }
}

fn list_of(failed: &[(String, Reason)], total: usize) -> String {
    let line = |(prefix, reason): &(String, Reason)| format!("{}: {reason}", display_name(prefix));
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
    let mut kinds = failed.iter().map(|(_, reason)| kind(reason));
    let first = kinds.next().unwrap_or(Kind::Partial);
    if kinds.all(|kind| kind == first) { first } else { Kind::Partial }
}
