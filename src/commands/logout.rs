//! `truss logout`.

use serde_json::json;

use crate::api::Authorities;
use crate::context::Context;
use crate::context::login::{keys_page, warn_about};
use crate::credential::Credential;
use crate::error::{Explain as _, Failure, Kind};
use crate::keyring::{self, Keyring};
use crate::oauth::Grant;
use crate::remote::{Address, BASETEN_APP, Error};
use crate::report::Report;
use crate::secret::ApiKey;
use crate::trussrc::{BASETEN, Document, Login, Remote};

/// Takes the section of `--remote`, or of the only remote, out of the trussrc, and what the keyring has for it. A browser
/// login ends at the remote, too; a key stays valid.
pub(crate) fn run(context: &Context) -> anyhow::Result<()> {
    let store = context.trussrc()?;
    let document = store.load()?.map(|loaded| loaded.document).unwrap_or_default();
    let name = chosen(&document, context)?;
    // A section whose options cannot be read can go all the same.
    let remote =
        document.section(&name).ok_or_else(|| unknown(&document, &name)).map(|section| Remote::of(section).ok())?;
    let found = secret(remote.as_ref(), context);
    match &found {
        Ok(_) => empty_keyring(&name, remote.as_ref(), context),
        Err(error) => still_there(&name, error, context),
    }
    let secret = found.ok().flatten();
    if let (Some(Credential::Login(tokens)), Some(remote)) = (&secret, &remote) {
        context.block_on(end_login(&tokens.access, remote, context))?;
    }
    let remove = |document: &mut Document| match document.remove_section(&name) {
        Ok(false) => Err(anyhow::Error::from(unknown(document, &name))),
        Ok(true) => Ok(()),
        Err(error) => Err(error.into()),
    };
    let ((), remarks) = store.change(remove)?;
    warn_about(&remarks, context);
    let path = store.display_path(context.variables());
    context.output().note(&format!("👋 Remote config `{name}` removed from `{path}`."));
    let key = match &secret {
        Some(Credential::ApiKey(key)) => Some(key),
        _ => None,
    };
    if let Some(line) = remote.as_ref().zip(key).and_then(|(remote, key)| still_works(key, remote, context)) {
        context.output().note(&line);
    }
    if context.output().is_json() {
        context.output().json(&json!({"remote": name, "prefix": key.map(ApiKey::display_prefix)}))?;
    }
    Ok(())
}

/// What the remote signs in with, wherever it is.
fn secret(remote: Option<&Remote>, context: &Context) -> Result<Option<Credential>, keyring::Error> {
    match remote.map(|remote| (&remote.login, &remote.name)) {
        None | Some((Login::Nothing, _)) => Ok(None),
        Some((Login::Here(secret), _)) => Ok(Some(secret.clone())),
        Some((Login::InKeyring(auth_type), name)) => match Keyring::of(context.variables())?.read(name, *auth_type) {
            // It goes all the same.
            Err(keyring::Error::Item(_)) => Ok(None),
            found => found,
        },
    }
}

/// The remote forgets the tokens. One that cannot be reached keeps nobody from logging out.
async fn end_login(access: &ApiKey, remote: &Remote, context: &Context) -> anyhow::Result<()> {
    context.output().hide(access);
    let url = remote.url.as_deref().unwrap_or(BASETEN_APP);
    let ended = match Address::new(url, &format!("the remote `{}`", remote.name), context.variables()) {
        Ok(address) => match Grant::new(address.management(), &Authorities::of(context.variables())) {
            Ok(grant) => grant.logout(access).await.map_err(anyhow::Error::from),
            Err(error) => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    };
    if let Err(error) = ended {
        let why = Report::of(&error).sentence();
        context.output().warn(&format!("the remote did not end the login, which ends by itself: {why}"));
    }
    Ok(())
}

/// Python's truss empties it whatever the section says. A keyring that cannot be reached keeps nobody from logging out.
fn empty_keyring(name: &str, remote: Option<&Remote>, context: &Context) {
    let emptied = Keyring::of(context.variables()).and_then(|keyring| keyring.delete(name));
    let leads_there = matches!(remote.map(|remote| &remote.login), Some(Login::InKeyring(_)));
    if let (Err(error), true) = (emptied, leads_there) {
        still_there(name, &error, context);
    }
}

fn still_there(name: &str, error: &keyring::Error, context: &Context) {
    context.output().warn(&format!("the keyring still has what belongs to `{name}`: {error}"));
}

/// What the key can still do, and where it can be revoked: no command can do that with the key gone from here.
fn still_works(key: &ApiKey, remote: &Remote, context: &Context) -> Option<String> {
    let url = remote.url.as_deref().unwrap_or(BASETEN_APP);
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
    let hint = error.hint().filter(|hint| hint.starts_with("did you mean"));
    Failure::new(Kind::NotFound, error.to_string()).with_hint_if_any(hint)
}

fn names(document: &Document) -> Vec<String> {
    document.sections().map(|section| section.name().to_owned()).collect()
}
