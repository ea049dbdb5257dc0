//! `truss logout`.

use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::context::login::{keys_page, warn_about};
use crate::error::{Explain as _, Failure, Kind};
use crate::remote::{Address, BASETEN_APP, Error};
use crate::trussrc::{AuthType, BASETEN, Document, Remote};

/// It takes the global options alone
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Takes the section of `--remote`, or of the only remote, out of the trussrc. The key itself stays valid.
pub(crate) fn run(_: &Arguments, context: &Context) -> anyhow::Result<()> {
    let store = context.trussrc()?;
    let document = store.load()?.map(|loaded| loaded.document).unwrap_or_default();
    let name = chosen(&document, context)?;
    let (removed, remarks) = store.change(|document| remove(document, &name))?;
    warn_about(&remarks, context);
    let path = store.display_path(context.variables());
    context.output().note(&format!("👋 Remote config `{name}` removed from `{path}`."));
    if let Some(line) = removed.as_ref().and_then(|remote| still_works(remote, context)) {
        context.output().note(&line);
    }
    if context.output().is_json() {
        let prefix = removed.as_ref().and_then(|remote| remote.api_key.as_ref()).and_then(|key| key.prefix());
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
            format!("the remote `{name}` signs in with OAuth, whose tokens would stay valid"),
        )
        .with_hint("sign out with Python's truss, whose `auth logout` ends them")
        .into());
    }
    document.remove_section(name)?;
    Ok(remote)
}

/// What the key can still do, and where it can be revoked: no command can do that with the key gone from here.
fn still_works(remote: &Remote, context: &Context) -> Option<String> {
    let (key, url) = (remote.api_key.as_ref()?, remote.url.as_deref().unwrap_or(BASETEN_APP));
    let address = Address::new(url, "the trussrc", context.variables()).ok()?;
    Some(match keys_page(&address) {
        Some(page) => format!("The API key {} still works; revoke it at {page}", key.display_prefix()),
        None => format!("The API key {} still works at {url}", key.display_prefix()),
    })
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

/// Without the hint that others get when no name is near: who logs out does not want to log in.
fn unknown(document: &Document, name: &str) -> Failure {
    let error = Error::Unknown { name: name.to_owned(), known: names(document) };
    let failure = Failure::new(Kind::NotFound, error.to_string());
    match error.hint().filter(|hint| hint.starts_with("did you mean")) {
        Some(hint) => failure.with_hint(hint.into_owned()),
        None => failure,
    }
}

fn names(document: &Document) -> Vec<String> {
    document.sections().map(|section| section.name().to_owned()).collect()
}
