//! `truss keys rename KEY NAME`.

use clap::Args;
use reqwest::StatusCode;

use crate::api::Error;
use crate::api::resources::keys::KeyInfo;
use crate::commands::keys::key_args::read_one;
use crate::context::Context;
use crate::context::session::Session;
use crate::error::{Failure, Kind};
use crate::keys::create::name_taken;
use crate::keys::family::{Family, Scope, split};
use crate::keys::lookup::Listing;
use crate::keys::spec::check_name;
use crate::sanitize::display_name;

/// Which key, and its new name
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The key's prefix or name; `-` reads it, or the whole key, from stdin
    key: String,
    /// Its new name: lowercase letters, numbers and hyphens
    name: String,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let name = &arguments.name;
    check_name(name)?;
    let wanted = read_one(&arguments.key, context)?;
    context.online(async |session| {
        let listing = Listing::read(&session.client).await?;
        let key = listing.one(&wanted, |_| true)?;
        // A rotation knows keys by their names: one that joins a family would pass for its successor.
        let family = Family::of(&listing.keys, split(name).0, &Scope::of(key));
        if let Some(member) = family.members.iter().rev().find(|member| member.prefix != key.prefix) {
            return Err(name_taken(name, member).into());
        }
        let renamed = rename(session, key, name).await?;
        super::warn_of_extension(session, context, "renaming a key");
        if context.output().is_json() {
            return context.output().json(&renamed);
        }
        let old = key.name.as_deref().map_or("without a name".into(), display_name);
        context.output().note(&format!("the key `{}` ({old}) is now named `{name}`", key.prefix));
        Ok(())
    })
}

async fn rename(session: &Session, key: &KeyInfo, name: &str) -> anyhow::Result<KeyInfo> {
    match session.client.rename_key(&key.prefix, name).await {
        Ok(renamed) if renamed.name.as_deref() == Some(name) => Ok(renamed),
        Ok(_) => Err(Failure::new(Kind::Invalid, "the remote did not rename the key, although it says so")
            .with_hint(RENAME_UNSUPPORTED_HINT)
            .into()),
        Err(error) if is_unknown_call(&error) => {
            // It was listed a moment ago: either it was revoked since, or the remote does not know the call.
            Listing::read(&session.client).await?.one(&key.prefix, |_| true)?;
            let failure = Failure::new(Kind::Invalid, "this remote's API cannot rename keys");
            Err(failure.with_hint(RENAME_UNSUPPORTED_HINT).cause(error).into())
        }
        Err(error) => Err(error.into()),
    }
}

const RENAME_UNSUPPORTED_HINT: &str = "Baseten's web page can: the pencil beside the name in Settings, API keys \
                                       (https://app.baseten.co/settings/api_keys)";

fn is_unknown_call(error: &Error) -> bool {
    let unknown = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_IMPLEMENTED];
    error.status().is_some_and(|status| unknown.contains(&status))
}
