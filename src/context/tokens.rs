//! A browser login of this machine: reading it from the keyring, renewing it, using its access token outside of requests.

use crate::api::Authorities;
use crate::context::Context;
use crate::credential::Credential;
use crate::env::Variables;
use crate::keyring::{self, Keyring};
use crate::oauth::{Event, Grant, LoginRenewal};
use crate::remote::{Credentials, ReadKeyring, Source};
use crate::sanitize::display_name;
use crate::secret::ApiKey;
use crate::trussrc::{AuthType, Document, Login, Remote};

/// The system's keyring, opened when it is read.
#[derive(Debug)]
pub(crate) struct SystemKeyring<'v>(pub(crate) &'v Variables);

impl ReadKeyring for SystemKeyring<'_> {
    fn read(&self, remote: &str, auth_type: AuthType) -> Result<Option<Credential>, keyring::Error> {
        Keyring::of(self.0)?.read(remote, auth_type)
    }
}

/// The secrets that the keyring has for sections of the trussrc `text`.
pub(crate) fn secrets_in_keyring(text: &str, context: &Context) -> Vec<ApiKey> {
    let document = Document::parse(text).unwrap_or_default();
    let mut secrets = Vec::new();
    for remote in document.sections().filter_map(|section| Remote::of(section).ok()) {
        let Login::InKeyring(auth_type) = remote.login else { continue };
        match SystemKeyring(context.variables()).read(&remote.name, auth_type) {
            Ok(found) => secrets.extend(found.iter().flat_map(Credential::secrets).cloned()),
            Err(error) => {
                let name = display_name(&remote.name);
                context.output().warn(&format!("the secrets of the remote {name} are not recognised: {error}"));
                // A keyring that does not answer would not answer for the next one either.
                if !matches!(error, keyring::Error::Item(_)) {
                    break;
                }
            }
        }
    }
    secrets
}

/// What keeps the login in `credentials` usable; `None` where it is a key, or a login that is nowhere stored yet.
pub(crate) fn renewal(credentials: &Credentials, context: &Context) -> anyhow::Result<Option<LoginRenewal>> {
    let (Some(tokens), Some(remote)) = (credentials.secret.tokens(), &credentials.remote) else { return Ok(None) };
    if matches!(credentials.origin, Source::Stdin) {
        return Ok(None);
    }
    let grant = Grant::new(credentials.management_url(), &Authorities::of(context.variables()))?;
    let places = (context.trussrc()?, Keyring::of(context.variables()));
    let output = context.output().clone();
    let is_masked = context.masks();
    let listener = move |event: Event<'_>| match event {
        Event::New(tokens) => {
            for secret in [&tokens.access, &tokens.refresh] {
                output.hide(secret);
                if is_masked {
                    output.mask(secret);
                }
            }
        }
        Event::KeyringFailed(error) => output.warn(&format!("the renewed login goes into the trussrc: {error}")),
    };
    Ok(Some(LoginRenewal::new(remote, tokens.clone(), places, grant, listener)))
}

/// A secret that works now: a key as it is, or an access token that was renewed if it had to be.
pub(crate) fn usable_secret(credentials: &Credentials, context: &Context) -> anyhow::Result<ApiKey> {
    match renewal(credentials, context)? {
        Some(renewal) => context.block_on(async { Ok(renewal.fresh(None).await?.access) }),
        None => Ok(credentials.secret.bearer().clone()),
    }
}
