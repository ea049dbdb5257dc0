//! `truss exec`: another program in place of this one, with the active key in its environment.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use clap::{Args, ValueHint};

use crate::context::Context;
use crate::context::session;
use crate::context::tokens::usable_secret;
use crate::credential::Credential;
use crate::env::Variables;
use crate::error::{Failure, Kind};
use crate::remote::{Address, BASETEN_APP, BEARER_VARIABLES, GENERIC_KEY_VARIABLE, KEY_VARIABLES, Outcome};
use crate::secret::{ApiKey, is_baseten_shape};

/// The variable that Baseten's own tools read the key from.
const KEY_VARIABLE: &str = "BASETEN_API_KEY";
/// The variable of the address that such a key belongs to.
const URL_VARIABLE: &str = "BASETEN_REMOTE_URL";

/// Which command, and what its environment gets
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The variable for the key; may be given several times [default: BASETEN_API_KEY, or BASETEN_TRUSS_AUTH_API_KEY for a browser login]
    #[arg(long, value_name = "NAME", value_parser = variable)]
    env_var: Vec<String>,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "CMD", value_hint = ValueHint::CommandName)]
    command: Vec<OsString>,
}

/// A name of a variable as POSIX has it (XBD 8.1) and as a shell can read it.
fn variable(text: &str) -> Result<String, String> {
    let is_name = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    let is_variable = !text.is_empty() && text.bytes().all(is_name) && !text.as_bytes()[0].is_ascii_digit();
    if is_variable { Ok(text.to_owned()) } else { Err("use letters, digits and `_`".to_owned()) }
}

/// Becomes the command. What it exits with is what this process exits with.
pub(crate) fn run(arguments: Arguments, context: &Context) -> anyhow::Result<()> {
    let outcome = session::find(context, context.options().remote.as_deref())?;
    if matches!(outcome, Outcome::Local(_)) {
        return Err(nothing_serves().into());
    }
    let credentials = session::credentials(outcome, context)?;
    let secret = usable_secret(&credentials, context)?;
    let [program, rest @ ..] = &arguments.command[..] else { unreachable!("clap requires a command") };
    let mut command = Command::new(program);
    command.args(rest);
    let app = credentials.address.app_url();
    remove_others(&mut command, app, &secret, context.variables());
    match credentials.secret {
        Credential::ApiKey(_) => set_key(&mut command, app, &secret, arguments.env_var.is_empty()),
        Credential::Login(_) => set_bearer(&mut command, app, &secret),
    }
    for name in &arguments.env_var {
        command.env(name, secret.expose());
    }
    Err(replace(program, &mut command).into())
}

/// Becomes the command; answers why it could not.
pub(crate) fn replace(program: &OsStr, command: &mut Command) -> Failure {
    let error = command.exec();
    let kind = if error.kind() == io::ErrorKind::NotFound { Kind::NotFound } else { Kind::Other };
    Failure::new(kind, format!("cannot run `{}`", program.display())).cause(error.to_string())
}

/// A key never goes with another remote's address, nor beside another key: what is in the environment of another login is
/// taken out. `API_KEY` has many users, and goes only where it looks like ours.
fn remove_others(command: &mut Command, app: &str, secret: &ApiKey, variables: &Variables) {
    let has_secret = |name: &str| variables.text(name).is_some_and(|value| value.trim() == secret.expose());
    let is_not_ours = |value: &OsStr| !value.to_str().is_some_and(is_baseten_shape);
    for name in KEY_VARIABLES {
        let stays = name == GENERIC_KEY_VARIABLE && variables.raw(name).is_some_and(is_not_ours);
        if !(stays || has_secret(name)) {
            command.env_remove(name);
        }
    }
    let [key, url] = BEARER_VARIABLES;
    let is_here = |text: &str| Address::new(text, url, variables).is_ok_and(|address| address.app_url() == app);
    if !(has_secret(key) && variables.text(url).is_some_and(is_here)) {
        command.env_remove(key).env_remove(url);
    }
    command.env_remove(URL_VARIABLE);
}

fn set_key(command: &mut Command, app: &str, key: &ApiKey, is_default: bool) {
    if app != BASETEN_APP {
        command.env(URL_VARIABLE, app);
    }
    if is_default {
        command.env(KEY_VARIABLE, key.expose());
    }
}

pub(crate) fn set_bearer(command: &mut Command, app: &str, secret: &ApiKey) {
    command.env(BEARER_VARIABLES[0], secret.expose()).env(BEARER_VARIABLES[1], app);
}

/// The embedded API ends with this process, and a command would find nobody there.
pub(crate) fn nothing_serves() -> Failure {
    Failure::new(Kind::Usage, "the remote `local` would end with this process, which the command replaces").with_hint(
        "`truss local serve` keeps it running: put its URL and key into BASETEN_REMOTE_URL and BASETEN_API_KEY",
    )
}
