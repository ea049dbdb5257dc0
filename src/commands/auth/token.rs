//! `truss auth token`.

use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::context::login;
use crate::context::session::{self, Session};
use crate::remote::Outcome;
use crate::secret::ApiKey;

/// Where to look first
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Read the key from stdin: it comes before every other source
    #[arg(long)]
    api_key_stdin: bool,
}

/// Writes the whole key to stdout: showing it is what this command is for.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let key = if arguments.api_key_stdin { login::key_from_stdin(context)? } else { key_in_use(context)? };
    context.mask(&key);
    if context.output().is_json() {
        return context.output().json(&json!({"api_key": key.expose()}));
    }
    Ok(context.output().print(key.expose())?)
}

/// Only the embedded API has to be started to know its key; any other key is known without a word over the network.
fn key_in_use(context: &Context) -> anyhow::Result<ApiKey> {
    match session::find(context, context.options().remote.as_deref())? {
        Outcome::Found(found) => Ok(found.api_key),
        outcome => context.block_on(async {
            let session = Session::with(context, outcome).await?;
            let key = session.credentials.api_key.clone();
            session.close().await;
            Ok(key)
        }),
    }
}
