//! `truss keys rotate KEY...`.

pub(crate) mod end;
pub(crate) mod failure;
pub(crate) mod plan;
pub(crate) mod preview;
pub(crate) mod reporter;
pub(crate) mod resume;
pub(crate) mod run;

pub(crate) use crate::commands::keys::rotate::reporter::{RunReporter, to_json};

use std::time::Duration;

use clap::Args;
use serde_json::json;

use crate::commands::keys::destination;
use crate::commands::keys::rotate::run::RotateRun;
use crate::commands::keys::selection::Selection;
use crate::context::Context;
use crate::error::{Explain as _, Failure, Kind};
use crate::fs::lock::LockFolder;
use crate::keys::lookup::Listing;
use crate::rotation::Store;
use crate::signals;

/// Which keys, and where the new ones go
#[derive(Debug, Args)]
#[command(after_long_help = destination::HELP)]
pub(crate) struct Arguments {
    /// Prefixes, names or whole keys; `-` reads them from stdin, one a line
    #[arg(value_name = "KEY",
        required_unless_present_any = ["types", "team", "mine", "unused_for", "never_used", "older_than"])]
    keys: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    /// Deliver the new key to this destination; repeatable, delivered in order
    /// [default: sections of the trussrc with the old key, else stdout]
    #[arg(long = "to", value_name = "DESTINATION")]
    sinks: Vec<String>,
    /// Revoke the old key as soon as every destination has the new one; else `truss keys rotations finish` does it
    #[arg(long, requires = "keys")]
    revoke_now: bool,
    /// Confirm that the old key may call all environments, which the remote does not report
    #[arg(long, requires = "keys")]
    all_environments: bool,
    /// Overwrite another key or text in a destination
    #[arg(long, requires = "keys")]
    replace: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask before rotating, nor before revoking a key that a lost response left behind
    #[arg(short, long)]
    yes: bool,
    /// Time limit for a destination's command
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = crate::options::duration)]
    sink_timeout: Duration,
}

/// Rotates, or goes on with rotations that were stopped.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let wanted = super::key_args::read(&arguments.keys, context)?;
    if wanted.is_empty() && !arguments.keys.is_empty() {
        // Conditions alone mean every key that meets them; a list without a key means none.
        context.output().note("nothing to rotate");
        return if context.output().is_json() { context.output().json(&json!({"rotations": []})) } else { Ok(()) };
    }
    if arguments.sinks.is_empty() && (wanted.len() != 1 || !arguments.selection.is_empty()) {
        return Err(Failure::new(Kind::Usage, "several keys, or keys selected by filters, need a destination")
            .with_hint("choose one with `--to`")
            .into());
    }
    if wanted.is_empty() && !arguments.yes && !arguments.dry_run {
        let hint = "give `--yes` to confirm, or `--dry-run` to see what would be done";
        context.refuse_unconfirmed("rotating every key that matches", hint)?;
    }
    let store = Store::new(LockFolder::of(context.variables())?);
    context.online_until_done(async |session| {
        let identity = super::identity(session, context)?;
        let run = RotateRun::new(arguments, context, session, &store, identity.clone())?;
        let work = async {
            let records = store.of_remote(&identity)?;
            let listing = Listing::read(&session.client).await;
            run.run(&wanted, records, listing).await
        };
        tokio::select! {
            biased;
            result = work => result,
            // Whatever was under way is on disk, and a sink's command ends with this.
            stop = signals::stop_requested() => Err(stopped(&stop, &wanted, &run)),
        }
    })
}

fn stopped(stop: &Failure, wanted: &[String], run: &RotateRun<'_>) -> anyhow::Error {
    let failure = Failure::new(stop.kind(), stop.to_string());
    if let Some(hint) = run.stop_hint.take() {
        return failure.with_hint(hint).into();
    }
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    match wanted.is_empty() {
        true => failure.with_hint("`truss keys rotations list` shows unfinished rotations").into(),
        false => failure.with_hint(format!("{} continues where it stopped", run.again(&wanted))).into(),
    }
}
