//! `truss keys rotations abandon KEY...`.

use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use crate::api::resources::keys::KeyInfo;
use crate::commands::keys::key_args;
use crate::commands::keys::rotate::{RunReporter, to_json};
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Failure, Kind};
use crate::fs::lock::LockFolder;
use crate::keys::family::{Family, split};
use crate::keys::lookup::Listing;
use crate::keys::sinks::Sink;
use crate::rotation::journal::Step;
use crate::rotation::{Orders, Outcome, Record, Rotation, Store};
use crate::sanitize::display_name;
use crate::signals;

/// Which rotations
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Names or prefixes of keys whose rotation stopped on this machine
    #[arg(value_name = "KEY", required = true)]
    keys: Vec<String>,
    /// Do not ask for confirmation
    #[arg(short, long)]
    yes: bool,
}

/// Undoes rotations: what stood in each place goes back there, then the new key is revoked. One that is delivered is only
/// forgotten.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let wanted = key_args::read(&arguments.keys, context)?;
    let store = Store::new(LockFolder::of(context.variables())?);
    context.online_until_done(async |session| {
        tokio::select! {
            result = abandon(arguments, context, session, &store, &wanted) => result,
            stop = signals::stop_requested() => Err(stop.into()),
        }
    })
}

async fn abandon(
    arguments: &Arguments,
    context: &Context,
    session: &Session,
    store: &Store,
    wanted: &[String],
) -> anyhow::Result<()> {
    let identity = super::super::identity(session, context)?;
    let records = store.of_remote(&identity)?;
    let mut meant: Vec<&Record> = Vec::new();
    for wanted in wanted {
        let record = find(context, session, &records, wanted).await?;
        if !meant.iter().any(|other| other.old.prefix == record.old.prefix) {
            meant.push(record);
        }
    }
    if !arguments.yes && !confirm(context, session, &meant).await? {
        return Err(Failure::new(Kind::Unsafe, "not confirmed: nothing was undone").into());
    }
    let reporter = RunReporter::new(context);
    let orders = Orders { revoke_now: false, remake: false, sink_timeout: Duration::ZERO };
    let rotation = Rotation { client: &session.client, identity: &identity, store, reporter: &reporter, orders };
    let mut answers: Vec<Value> = Vec::new();
    for record in meant {
        if let Outcome::Abandoned(record) = rotation.abandon(&record.old.prefix).await? {
            let state = if is_delivered(&record) { record.step.word() } else { "abandoned" };
            note_end(context, &record);
            answers.push(to_json(&record, state));
        }
    }
    if context.output().is_json() { context.output().json(&json!({"rotations": answers})) } else { Ok(()) }
}

/// The rotation that is meant, also by a name that one of its keys got since it began.
async fn find<'r>(
    context: &Context,
    session: &Session,
    records: &'r [Record],
    wanted: &str,
) -> anyhow::Result<&'r Record> {
    if let Some(record) = records.iter().find(|record| record.is_meant(wanted)) {
        return Ok(record);
    }
    let listing = Listing::read(&session.client).await.unwrap_or_default();
    let family = listing.family(wanted, |_| true).ok();
    let mut members = family.iter().flat_map(|family| &family.members);
    match members.find_map(|key| records.iter().find(|record| record.is_about(&key.prefix))) {
        Some(record) => Ok(record),
        None => Err(none_here(context, family.as_ref(), wanted).into()),
    }
}

fn none_here(context: &Context, family: Option<&Family<'_>>, wanted: &str) -> Failure {
    let failure = Failure::new(Kind::NotFound, format!("no rotation of `{wanted}` was stopped on this machine"));
    let successor = family.and_then(|family| family.overlap().map(|(_, new)| new));
    let revoke = successor.map(|new| context.output().command(&["keys", "revoke", new.label()]));
    failure.with_hint(match revoke {
        Some(revoke) => format!("to undo one of another machine: `{revoke}`"),
        None => format!("`truss keys list` shows whether `{}` has a successor", split(wanted).0),
    })
}

/// Whether there is nothing to undo: every place has the new key, whose secret nobody here has any more.
fn is_delivered(record: &Record) -> bool {
    record.step == Step::Delivered
}

fn note_end(context: &Context, record: &Record) {
    let old = &record.old.prefix;
    if !is_delivered(record) {
        return context.output().note(&format!("the rotation of `{old}` is undone"));
    }
    let finish = context.output().command(&["keys", "rotations", "finish", old]);
    let text =
        format!("the rotation of `{old}` is forgotten: both keys stay. When everything uses the new key: {finish}");
    context.output().note(&text);
}

/// Names the commands that have the new key: they have a dead one afterwards.
async fn confirm(context: &Context, session: &Session, records: &[&Record]) -> anyhow::Result<bool> {
    context.refuse_unconfirmed("undoing a rotation", "give `--yes` to confirm")?;
    let (delivered, open): (Vec<&Record>, Vec<&Record>) = records.iter().partition(|record| is_delivered(record));
    for record in &open {
        let has_it = record.deliveries.iter().filter(|it| it.delivered && matches!(it.sink, Sink::Command { .. }));
        for placement in has_it {
            context.output().warn(&format!("{} has the new key, which will stop working", placement.sink));
        }
    }
    for record in &delivered {
        let (new, old) = (record.new_name(), display_name(record.old.label()));
        context.output().note(&format!("{new} is in place everywhere, and stays; {old} stays, too"));
    }
    let keys: Vec<KeyInfo> = records.iter().map(|record| record.old.clone()).collect();
    let whose = super::super::whose_and_where(session, &keys).await;
    let names: Vec<&str> = open.iter().map(|record| record.new_name()).collect();
    context
        .confirm(match names.is_empty() {
            true => format!("Forget that the old key{whose} is to be revoked?"),
            false => format!("Put back what was there before, and revoke {}{whose}?", names.join(", ")),
        })
        .await
}
