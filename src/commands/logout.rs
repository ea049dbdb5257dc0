//! `truss logout`.

use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::login::tell;
use crate::remote::Error;
use crate::trussrc::{AuthType, BASETEN, Document, Remote};

/// It takes the global options alone
#[derive(Debug, Args)]
pub struct Arguments {}

/// Takes the section of `--remote`, or of the only remote, out of the trussrc. The key itself stays valid.
///
/// # Errors
///
/// [`Kind::NotFound`] for a remote that is not there, [`Kind::Invalid`] for one that signs in with OAuth.
pub fn run(_: &Arguments, context: &Context) -> anyhow::Result<()> {
    let store = context.trussrc()?;
    let document = store.load()?.map(|loaded| loaded.document).unwrap_or_default();
    let name = chosen(&document, context)?;
    let (removed, remarks) = store.change(|document| remove(document, &name))?;
    tell(&remarks, context);
    let path = store.shown(context.variables());
    context.output().note(&format!("👋 Remote config `{name}` removed from `{path}`."));
    if context.output().is_json() {
        let prefix = removed.as_ref().and_then(|remote| remote.api_key.as_ref()).map(|key| key.shown());
        context.output().json(&json!({"remote": name, "prefix": prefix}))?;
    }
    Ok(())
}

fn remove(document: &mut Document, name: &str) -> anyhow::Result<Option<Remote>> {
    let Some(section) = document.section(name) else { return Err(unknown(document, name).into()) };
    // A section whose options cannot be read can go all the same.
    let remote = Remote::of(section).ok();
    if remote.as_ref().is_some_and(|remote| remote.auth_type == AuthType::Oauth) {
        return Err(Failure::new(
            Kind::Invalid,
            format!("the remote `{name}` signs in with OAuth, whose tokens stay valid"),
        )
        .hint(format!("sign out with Python's truss: `truss auth logout --remote {name}`"))
        .into());
    }
    document.remove_section(name)?;
    Ok(remote)
}

fn chosen(document: &Document, context: &Context) -> anyhow::Result<String> {
    if let Some(name) = &context.options().remote {
        return Ok(name.clone());
    }
    let mut names = names(document);
    match names.len() {
        0 => Err(Failure::new(Kind::NotFound, "there is no remote to log out of").into()),
        1 => Ok(names.remove(0)),
        _ if context.is_interactive() => {
            let index = context.output().choose("Which remote? ", &names)?;
            Ok(names.swap_remove(index))
        }
        _ if names.iter().any(|name| name == BASETEN) => Ok(BASETEN.to_owned()),
        _ => Err(Error::Several(names).into()),
    }
}

fn unknown(document: &Document, name: &str) -> Error {
    Error::Unknown { name: name.to_owned(), known: names(document) }
}

fn names(document: &Document) -> Vec<String> {
    document.sections().map(|section| section.name().to_owned()).collect()
}
