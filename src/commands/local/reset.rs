//! `truss local reset`.

use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::local;

/// Whether to ask
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Do not ask for confirmation
    #[arg(short, long)]
    yes: bool,
}

/// Removes the state, after a question. There is no way back.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let directory = local::directory(context.variables())?;
    let shown = directory.display();
    if !arguments.yes {
        confirm(&format!("Remove all keys, models and archives in {shown}?"), context)?;
    }
    let note = match local::reset(&directory)? {
        true => format!("removed the embedded API's state in `{shown}`"),
        false => format!("there is no state of the embedded API in `{shown}`"),
    };
    context.output().note(&note);
    if context.output().is_json() {
        return context.output().json(&json!({ "directory": shown.to_string() }));
    }
    Ok(())
}

fn confirm(question: &str, context: &Context) -> anyhow::Result<()> {
    context.refuse_unconfirmed("a reset is permanent and", "give `--yes` to confirm")?;
    match context.output().confirm(question)? {
        true => Ok(()),
        false => Err(Failure::new(Kind::Unsafe, "not confirmed: nothing was removed").into()),
    }
}
