//! Python's commands: what Python's truss has and this program has not is handed to it, with the active key.

mod search;

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::commands::exec;
use crate::context::Context;
use crate::context::session;
use crate::context::tokens::usable_secret;
use crate::error::{Failure, Kind};
use crate::remote::{Credentials, MANAGEMENT_OVERRIDE, Outcome};
use crate::report::Report;

/// The commands of Python's truss in [`VERSION`] that are none of this program's.
pub(crate) const COMMANDS: [&str; 15] = [
    "chains",
    "cleanup",
    "container",
    "download",
    "image",
    "init",
    "loops",
    "migrate",
    "model-config",
    "model-logs",
    "run-python",
    "ssh",
    "train",
    "upgrade",
    "watch",
];

/// The same for clap, which suggests and completes what it knows.
pub(crate) fn subcommands() -> impl Iterator<Item = clap::Command> {
    COMMANDS.into_iter().map(|name| {
        let about = format!("A command of Python's truss, which has its help: truss {name} --help");
        clap::Command::new(name).about(about).hide(true).allow_external_subcommands(true).help_template("{about}\n")
    })
}

const VERSION: &str = "0.18.36";

const TRUSSRC_VARIABLE: &str = "USER_TRUSSRC_PATH";

/// The apps that Python's truss knows the APIs of. The key of any other one it sends to Baseten's own API.
const APPS: [&str; 4] =
    ["https://app.baseten.co", "https://app.staging.baseten.co", "https://app.dev.baseten.co", "http://localhost:8000"];

/// Becomes Python's truss. What it exits with is what this process exits with.
pub(crate) fn run(words: &[OsString], context: &Context) -> anyhow::Result<()> {
    let name = words.first().map(|word| word.to_string_lossy()).unwrap_or_default();
    if context.output().is_json() {
        let message = format!("`{name}` is a command of Python's truss, which takes no `--output` and no `--jq`");
        return Err(Failure::new(Kind::Usage, message).into());
    }
    let (program, mut command) = program(&name, context)?;
    if context.options().non_interactive {
        command.arg("--non-interactive");
    }
    command.args(words);
    if let Some(path) = &context.options().trussrc {
        command.env(TRUSSRC_VARIABLE, path);
    }
    if let Some(credentials) = credentials(words, context)? {
        let secret = usable_secret(&credentials, context)?;
        exec::set_bearer(&mut command, credentials.address.app_url(), &secret);
    }
    Err(exec::replace(&program, &mut command).into())
}

/// The next `truss` on PATH, or else what a person agrees to.
fn program(name: &str, context: &Context) -> anyhow::Result<(OsString, Command)> {
    if let Some(found) = search::next_truss(context.variables()) {
        let mut command = Command::new(&found.path);
        command.env(search::HANDED_OVER, found.tried);
        return Ok((found.path.into(), command));
    }
    let missing = format!("`{name}` is a command of Python's truss, which is not on PATH");
    let package = format!("truss=={VERSION}");
    if let Some(uvx) = search::on_path(Path::new("uvx"), context.variables()).filter(|_| context.is_interactive())
        && context.output().confirm(&format!("{missing}. Run it with `uvx {package}`?"))?
    {
        let mut command = Command::new(&uvx);
        command.arg(package);
        return Ok((uvx.into(), command));
    }
    let hint = format!("`uv tool install {package}` or `pip install {package}` installs it");
    Err(Failure::new(Kind::NotFound, missing).with_hint(hint).into())
}

/// The key that is handed over, if there is one. Nobody is asked: Python's truss may need none, or asks itself.
fn credentials(words: &[OsString], context: &Context) -> anyhow::Result<Option<Credentials>> {
    let is_remote =
        |word: &OsString| word.to_str().is_some_and(|word| word == "--remote" || word.starts_with("--remote="));
    // It refuses a remote by name when the variables are there, and finds it in the trussrc by itself. `ssh setup` writes
    // down the remote's name, of which the variables have none.
    if words.iter().any(is_remote) || words.first().is_some_and(|word| word == "ssh") {
        return Ok(None);
    }
    let remote = context.options().remote.as_deref();
    let credentials = match session::find_without_asking(context, remote) {
        Ok(Outcome::Found(credentials)) => *credentials,
        Ok(Outcome::Local(_)) => return Err(exec::nothing_serves().into()),
        Ok(_) => return Ok(None),
        Err(error) if remote.is_some() => return Err(error),
        Err(error) => {
            context.output().warn(&format!("Python's truss gets no key: {}", Report::of(&error).sentence()));
            return Ok(None);
        }
    };
    if APPS.contains(&credentials.address.app_url()) && context.variables().text(MANAGEMENT_OVERRIDE).is_none() {
        return Ok(Some(credentials));
    }
    let message =
        format!("Python's truss would send the key of `{}` to Baseten: it gets none", credentials.address.app_url());
    context.output().warn(&message);
    Ok(None)
}
