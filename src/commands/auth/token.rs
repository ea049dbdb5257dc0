//! `truss auth token`.

use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::context::login;
use crate::context::session;
use crate::context::tokens::usable_secret;
use crate::secret::ApiKey;

/// What the secret is called in JSON.
const API_KEY: &str = "api_key";
const ACCESS_TOKEN: &str = "access_token";

/// Where to look first
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Read the key from stdin: it comes before every other source
    #[arg(long)]
    api_key_stdin: bool,
}

/// Writes the whole key, or a login's access token, to stdout: showing it is what this command is for.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let (name, secret) = match arguments.api_key_stdin {
        true => (API_KEY, login::key_from_stdin(context)?),
        false => secret_in_use(context)?,
    };
    context.mask(&secret);
    if context.output().is_json() {
        return context.output().json(&json!({ name: secret.expose() }));
    }
    Ok(context.output().print(secret.expose())?)
}

fn secret_in_use(context: &Context) -> anyhow::Result<(&'static str, ApiKey)> {
    let outcome = session::find(context, context.options().remote.as_deref())?;
    let credentials = session::credentials(outcome, context)?;
    let name = if credentials.secret.tokens().is_some() { ACCESS_TOKEN } else { API_KEY };
    Ok((name, usable_secret(&credentials, context)?))
}
