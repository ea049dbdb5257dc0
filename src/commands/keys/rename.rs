//! `truss keys rename KEY NAME`.

use clap::Args;
use reqwest::StatusCode;

use crate::api::Error;
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::keys::request::check_name;
use crate::keys::selection;

/// Which key, and its new name
#[derive(Debug, Args)]
pub struct Arguments {
    /// The key's prefix or name
    key: String,
    /// Its new name: lowercase letters, numbers and hyphens
    name: String,
}

/// Renames the key.
///
/// # Errors
///
/// [`Kind::Invalid`] for a remote that cannot rename, and what the requests can end in.
pub fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    check_name(&arguments.name)?;
    context.online(async |session| {
        let keys = session.client.keys(false).await?;
        let key = selection::one(&keys, &arguments.key)?;
        let renamed = session.client.rename_key(&key.prefix, &arguments.name).await.map_err(cannot_rename)?;
        if context.output().is_json() {
            return context.output().json(&renamed);
        }
        let old = key.name.as_deref().unwrap_or("without a name");
        context.output().note(&format!("the key `{}` ({old}) is now named `{}`", key.prefix, arguments.name));
        Ok(())
    })
}

/// The key was just listed: a remote that then does not find it does not know the call.
fn cannot_rename(error: Error) -> anyhow::Error {
    match error.status() {
        Some(StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) => {
            Failure::new(Kind::Invalid, "this remote cannot rename keys")
                .hint("make a key with the new name, use it, then revoke the old one")
                .cause(error)
                .into()
        }
        _ => error.into(),
    }
}
