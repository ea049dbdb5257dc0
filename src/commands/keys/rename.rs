//! `truss keys rename KEY NAME`.

use clap::Args;
use reqwest::StatusCode;

use crate::api::Error;
use crate::api::keys::KeyInfo;
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::keys::request::check_name;
use crate::keys::selection;
use crate::output::sanitize::shown;
use crate::session::Session;

use super::typed::read;

/// Which key, and its new name
#[derive(Debug, Args)]
pub struct Arguments {
    /// The key's prefix or name; `-` reads it, or the whole key, from stdin
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
    let name = &arguments.name;
    check_name(name)?;
    let wanted = read(std::slice::from_ref(&arguments.key), context)?;
    let [wanted] = wanted.as_slice() else {
        return Err(Failure::new(Kind::Usage, format!("stdin has {} keys, not one", wanted.len())).into());
    };
    context.online(async |session| {
        let keys = session.client.keys(false).await?;
        let key = selection::one(&keys, wanted)?;
        if keys.iter().any(|other| other.prefix != key.prefix && other.name.as_ref() == Some(name)) {
            context
                .output()
                .warn(&format!("another key is named `{name}` already: only their prefixes tell them apart"));
        }
        let renamed = rename(session, key, name).await?;
        if context.output().is_json() {
            return context.output().json(&renamed);
        }
        let old = key.name.as_deref().map_or("without a name".into(), shown);
        context.output().note(&format!("the key `{}` ({old}) is now named `{name}`", key.prefix));
        Ok(())
    })
}

async fn rename(session: &Session, key: &KeyInfo, name: &str) -> anyhow::Result<KeyInfo> {
    match session.client.rename_key(&key.prefix, name).await {
        Ok(renamed) if renamed.name.as_deref() == Some(name) => Ok(renamed),
        Ok(_) => Err(Failure::new(Kind::Invalid, "the remote did not rename the key, although it says so")
            .hint(INSTEAD)
            .into()),
        Err(error) if is_unknown_call(&error) => {
            // It was listed a moment ago: either it was revoked since, or the remote does not know the call.
            let keys = session.client.keys(false).await?;
            selection::one(&keys, &key.prefix)?;
            Err(Failure::new(Kind::Invalid, "this remote cannot rename keys").hint(INSTEAD).cause(error).into())
        }
        Err(error) => Err(error.into()),
    }
}

const INSTEAD: &str = "make a key with the new name, use it, then revoke the old one";

fn is_unknown_call(error: &Error) -> bool {
    let unknown = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_IMPLEMENTED];
    error.status().is_some_and(|status| unknown.contains(&status))
}
