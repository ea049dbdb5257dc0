//! A section of the trussrc as a place for a key.
//!
//! Owns what keeps a key from ending up where it would be sent to another host. Leaves the file to `trussrc`.

use std::borrow::Cow;
use std::path::Path;

use crate::env::Variables;
use crate::error::{Explain as _, Failure, Kind};
use crate::keyring::{self, Keyring};
use crate::keys::sinks::{Sink, Text};
use crate::remote::{self, Address, AddressError, BASETEN_APP};
use crate::secret::ApiKey;
use crate::trussrc::{
    API_KEY, AuthType, BASETEN, Document, Login, REMOTE_PROVIDER, REMOTE_URL, Remote, Section, Store, TOKENS,
};

/// Whether there is a section `remote`, and its key.
pub(crate) fn read(
    path: &Path,
    remote: &str,
    app: &str,
    variables: &Variables,
) -> Result<(bool, Option<Text>), Failure> {
    let unreadable = |error: Box<dyn std::error::Error + Send + Sync>| {
        Failure::new(Kind::Unsafe, format!("no key was created, because it could not go to `trussrc:{remote}`"))
            .cause(error)
    };
    let store = store(path).map_err(|error| unreadable(error.into()))?;
    let mut document =
        store.load().map_err(|error| unreadable(error.into()))?.map(|it| it.document).unwrap_or_default();
    let Some(section) = document.section(remote) else {
        // Tried on a copy: a name that no section can have must be found out before there is a key.
        return add(&mut document, remote, "prefix.secret", app).map(|()| (false, None)).map_err(unreadable);
    };
    let key = key_for(section, app, variables).map_err(|error| match error.downcast::<Failure>() {
        Ok(failure) if failure.kind() == Kind::Usage => *failure,
        Ok(failure) => unreadable(failure),
        Err(error) => unreadable(error),
    })?;
    Ok((true, key.filter(|key| !key.is_empty()).map(Text::from)))
}

/// The key of a section that may have one for `app`; else why it takes none, which is wrong usage for another remote's.
fn key_for(
    section: Section<'_>,
    app: &str,
    variables: &Variables,
) -> Result<Option<String>, Box<dyn std::error::Error + Send + Sync>> {
    let remote = section.name();
    let known = Remote::of_any_key(section).map_err(remote::Error::from)?;
    // A key beside tokens is an error to Python's truss, and so to this program.
    let has_tokens = TOKENS.iter().any(|option| !matches!(section.get(option), Ok(None)));
    let has_login = Remote::of(section).is_ok_and(|remote| remote.login == Login::InKeyring(AuthType::Oauth));
    if has_tokens || has_login {
        let failure = Failure::new(Kind::Credentials, format!("the remote `{remote}` has a browser login"));
        return Err(failure.with_hint("choose another name: `--to trussrc:NAME`").into());
    }
    if let Some(provider) = known.provider.as_ref().filter(|provider| *provider != BASETEN) {
        return Err(remote::Error::Provider { remote: remote.to_owned(), provider: provider.clone() }.into());
    }
    if !is_of(&known, app, variables)? {
        let there = known.url.as_deref().unwrap_or(BASETEN_APP);
        let message = format!("the remote `{remote}` is {there}, and the key is for {app}");
        return Err(Failure::new(Kind::Usage, message).with_hint("choose another name: `--to trussrc:NAME`").into());
    }
    Ok(key(section)?)
}

fn is_of(remote: &Remote, app: &str, variables: &Variables) -> Result<bool, AddressError> {
    let there = remote.url.as_deref().unwrap_or(BASETEN_APP);
    Ok(Address::new(there, &format!("the remote `{}`", remote.name), variables)?.app_url() == app)
}

/// Whether a section has the key of the prefix `old`. One of this remote that cannot be read may have it.
pub(crate) fn holds(section: Section<'_>, old: &str, app: &str, variables: &Variables) -> Result<bool, Failure> {
    let is_elsewhere = || {
        let known = Remote::of_any_key(section).ok();
        known.is_some_and(|known| is_of(&known, app, variables).is_ok_and(|is_of| !is_of))
    };
    match key(section) {
        Ok(key) => Ok(key.and_then(|key| ApiKey::parse(&key).ok()).is_some_and(|key| key.prefix() == Some(old))),
        Err(_) if is_elsewhere() => Ok(false),
        Err(error) => {
            let remote = section.name();
            let message = format!(
                "no key was created, because the remote `{remote}` may have the old one, and its key cannot be read"
            );
            let way_out = error.downcast_ref::<keyring::Error>().and_then(keyring::Error::first_step);
            let hint = way_out.unwrap_or_else(|| "`truss configure` corrects the section".to_owned());
            Err(Failure::new(Kind::Unsafe, message).with_hint(hint).cause(format!("{error:#}")))
        }
    }
}

/// The key of a section, where it is: in the section, or in the keyring. As it is written, for it may be something else
/// than a key.
fn key(section: Section<'_>) -> anyhow::Result<Option<String>> {
    if is_in_keyring(section) {
        let key = keyring()?.read(section.name(), AuthType::ApiKey)?;
        return Ok(key.map(|key| key.bearer().expose().to_owned()));
    }
    Ok(section.get(API_KEY)?.map(Cow::into_owned))
}

fn is_in_keyring(section: Section<'_>) -> bool {
    Remote::of(section).is_ok_and(|remote| remote.login == Login::InKeyring(AuthType::ApiKey))
}

/// That of this process's environment: a delivery may go on in another process than the one that planned it.
fn keyring() -> Result<Keyring, keyring::Error> {
    Keyring::of(&Variables::of_process())
}

/// Puts a key where the section's is; a new one goes into the section.
fn set(document: &mut Document, remote: &str, key: &str) -> anyhow::Result<()> {
    if document.section(remote).is_some_and(is_in_keyring) {
        return Ok(keyring()?.write(remote, &ApiKey::parse(key)?.into())?);
    }
    document.set(remote, API_KEY, key)?;
    Ok(())
}

/// Writes the key to where the section's is, if that may still have one for `app` and `may_go` accepts the key that
/// stands there now, which may be none.
pub(crate) fn write(
    path: &Path,
    (remote, app): (&str, &str),
    key: &str,
    may_go: impl FnOnce(&str) -> bool,
    refused: impl FnOnce() -> Failure,
) -> anyhow::Result<()> {
    let change = |document: &mut Document| -> anyhow::Result<()> {
        let variables = Variables::of_process();
        let there = document.section(remote).map(|section| key_for(section, app, &variables)).transpose();
        let there = there.map_err(anyhow::Error::from_boxed)?;
        if !may_go(there.as_ref().and_then(Option::as_deref).unwrap_or_default()) {
            return Err(refused().into());
        }
        if there.is_none() {
            return add(document, remote, key, app).map_err(anyhow::Error::from_boxed);
        }
        set(document, remote, key)
    };
    store(path)?.change(change).map(drop)
}

/// Puts back what stood there, if the section still has the new key: its key, none, or no section at all. Answers
/// whether it did.
pub(crate) fn put_back(
    path: &Path,
    remote: &str,
    (exists, key): (bool, Option<&str>),
    is_new: impl FnOnce(&str) -> bool,
) -> anyhow::Result<bool> {
    let change = |document: &mut Document| -> anyhow::Result<bool> {
        let there = document.section(remote).map(self::key).transpose()?.flatten();
        if !there.is_some_and(|key| is_new(&key)) {
            return Ok(false);
        }
        let in_keyring = document.section(remote).is_some_and(is_in_keyring);
        match key {
            _ if !exists => drop(document.remove_section(remote)?),
            None if in_keyring => drop(keyring()?.delete(remote)?),
            None => drop(document.remove_option(remote, API_KEY)?),
            Some(key) => set(document, remote, key)?,
        }
        Ok(true)
    };
    Ok(store(path)?.change(change)?.0)
}

fn add(
    document: &mut Document,
    remote: &str,
    key: &str,
    app: &str,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    document.add_section(remote, &[(REMOTE_PROVIDER, BASETEN), (API_KEY, key), (REMOTE_URL, app)])?;
    Ok(())
}

fn store(path: &Path) -> Result<Store, crate::trussrc::Error> {
    Store::locate(Some(path), &Variables::default())
}

impl Sink {
    /// The whole key of a section, where there is one that can be read.
    pub(crate) fn section_key(&self) -> Option<ApiKey> {
        let Self::Trussrc { path, remote, .. } = self else { return None };
        let document = store(path).ok()?.load().ok()??.document;
        let key = key(document.section(remote)?).ok()??;
        ApiKey::parse(&key).ok()
    }
}
