//! `truss keys rotate KEY`.

mod answer;
mod planning;
mod rotating;
mod targets;
mod teller;

use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;

use crate::context::Context;
use crate::error::{Explain as _, Failure, Kind};
use crate::output::time::parse_duration;
use crate::rotation::Folder;
use crate::signals;

use self::rotating::Rotating;
use super::list::Selection;

/// Which keys, and where the new ones go
#[derive(Debug, Args)]
#[command(after_long_help = SINKS)]
pub struct Arguments {
    /// Prefixes, names or whole keys; `-` reads them from stdin, one a line
    #[arg(value_name = "KEY",
        required_unless_present_any = ["types", "team", "mine", "unused_for", "older_than", "pending", "finish"],
        conflicts_with_all = ["types", "team", "mine", "unused_for", "older_than", "pending", "all"])]
    keys: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    /// Give the new key to this sink; may be given several times, and they get it in order
    /// [default: the trussrc for the key in use, else stdout]
    #[arg(long = "to", value_name = "SINK")]
    sinks: Vec<String>,
    /// Revoke the old key only this long after, such as `7d`; `--finish` does it then
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, conflicts_with = "keep_old")]
    revoke_after: Option<SignedDuration>,
    /// Do not revoke the old key until `--finish KEY` says so
    #[arg(long)]
    keep_old: bool,
    /// Give the new key another name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Narrow the new key to models of this environment, where the remote does not tell; may be given several times
    #[arg(long = "environment", value_name = "NAME", conflicts_with = "all_environments")]
    environments: Vec<String>,
    /// The old key is not narrowed to environments, though the remote does not tell
    #[arg(long)]
    all_environments: bool,
    /// Narrow the new key to this model, where the remote does not tell; may be given several times
    #[arg(long = "model", value_name = "MODEL", conflicts_with = "all_models")]
    models: Vec<String>,
    /// The old key is not narrowed to models, though the remote does not tell
    #[arg(long)]
    all_models: bool,
    /// Show what would be done, and do nothing
    #[arg(long, group = "mode")]
    dry_run: bool,
    /// List the rotations that are under way
    #[arg(long, group = "mode")]
    pending: bool,
    /// Revoke the old keys of rotations that are due: of these KEYs, or of all
    #[arg(long, group = "mode", conflicts_with_all = ["types", "team", "mine", "unused_for", "older_than"])]
    finish: bool,
    /// With `--finish`: also go on with rotations that were stopped
    #[arg(long, requires = "finish")]
    all: bool,
    /// Give the rotations of these KEYs up: the old keys go back where they were, the new ones are revoked
    #[arg(long, group = "mode", requires = "keys")]
    abandon: bool,
    /// Revoke the old key although it is still used
    #[arg(long)]
    force: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// How long the command of a sink may take
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = crate::options::seconds)]
    sink_timeout: Duration,
}

const SINKS: &str = "\
Sinks:
  trussrc[:REMOTE]      the key of a remote in the trussrc
  env-file:PATH[:VAR]   a variable of a dotenv file [default: BASETEN_API_KEY]; its other lines stay
  file:PATH             a file that holds the key and nothing else
  command:CMD           a shell command that reads the key on its stdin; TRUSS_KEY_PREFIX, TRUSS_KEY_NAME,
                        TRUSS_KEY_TYPE and TRUSS_OLD_KEY_PREFIX tell it which
  stdout                prints it

A rotation that was stopped goes on when it is run again. Until every sink has the new key, the old one works.
Exit codes: 7 for a rotation that is not finished, 8 for one that is refused to be safe.";

/// Rotates, or does with rotations under way what was said.
///
/// # Errors
///
/// [`Kind::Partial`] for what can be resumed, [`Kind::Unsafe`] for what would have to be guessed, and what the requests
/// can end in.
pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let folder = Folder::of(context.variables())?;
    if arguments.pending {
        return answer::pending(context, &folder.all()?);
    }
    let wanted = super::typed::read(&arguments.keys, context)?;
    let rotates_many = arguments.keys.is_empty() && !arguments.finish && !arguments.dry_run;
    if rotates_many && !arguments.yes && !context.is_interactive() {
        return Err(Failure::new(
            Kind::Unsafe,
            "rotating every key that matches needs a confirmation, and there is no terminal",
        )
        .hint("give `--yes` to confirm, or `--dry-run` to see what would be done")
        .into());
    }
    context.online_until_done(async |session| {
        let rotating = Rotating::new(arguments, context, session, &folder)?;
        tokio::select! {
            result = rotating.run(&wanted) => result,
            // Whatever was under way is on disk, and a sink's command ends with this.
            stop = signals::stop_requested() => Err(stopped(&stop, &wanted)),
        }
    })
}

fn stopped(stop: &Failure, wanted: &[String]) -> anyhow::Error {
    let again = if wanted.is_empty() {
        "the same command".to_owned()
    } else {
        format!("`truss keys rotate {}`", wanted.join(" "))
    };
    Failure::new(stop.kind(), stop.to_string()).hint(format!("run {again} again: it goes on where it stopped")).into()
}
