//! Saving what a remote signs in with: in the trussrc, or in the keyring and a section that leads there.

use crate::api::resources::users::User;
use crate::context::Context;
use crate::context::login::{Login, warn_about};
use crate::credential::Credential;
use crate::env::Variables;
use crate::error::{Failure, Kind};
use crate::keyring::{self, Keyring};
use crate::remote;
use crate::sanitize::display_name;
use crate::trussrc::{self, AuthType, BASETEN, Document, REMOTE_PROVIDER, REMOTE_URL, Remote, save_login};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// The section itself: where Python's truss keeps keys.
    Trussrc,
    Keyring,
    /// The keyring where one works, else the section: where Python's truss keeps logins.
    KeyringIfItWorks,
}

impl Destination {
    /// Fails where the keyring is wanted and cannot be used: before somebody is sent to a browser.
    pub(crate) fn check(self, name: &str, variables: &Variables) -> Result<(), Failure> {
        if self != Self::Keyring {
            return Ok(());
        }
        match Keyring::of(variables).and_then(|keyring| keyring.read(name, AuthType::ApiKey)) {
            // What is there is replaced, whatever it is.
            Ok(_) | Err(keyring::Error::Item(_)) => Ok(()),
            Err(error) => Err(not_saved(error)),
        }
    }

    /// Puts the secret into the keyring if it is to go there. Answers whether it is there now, and why not where that is
    /// worth a word.
    fn store(
        self,
        name: &str,
        secret: &Credential,
        variables: &Variables,
    ) -> Result<(bool, Option<keyring::Error>), Failure> {
        if self == Self::Trussrc {
            return Ok((false, None));
        }
        match Keyring::of(variables).and_then(|keyring| keyring.write(name, secret)) {
            Ok(()) => Ok((true, None)),
            Err(error) if self == Self::Keyring => Err(not_saved(error)),
            // Who turned it off knows.
            Err(keyring::Error::Disabled) => Ok((false, None)),
            Err(error) => Ok((false, Some(error))),
        }
    }
}

fn not_saved(error: keyring::Error) -> Failure {
    Failure::new(Kind::Other, "nothing was saved: the keyring cannot be used")
        .with_hint("leave out `--keyring` to save it in the trussrc")
        .cause(error)
}

impl Login {
    /// Saves `secret` and says so, and whose it is if that is known. Answers whether it is in the keyring.
    pub(crate) fn save(
        &self,
        secret: &Credential,
        destination: Destination,
        user: Option<&User>,
        context: &Context,
    ) -> anyhow::Result<bool> {
        let (store, variables) = (context.trussrc()?, context.variables());
        // Before the keyring has it; once more under the lock.
        self.check(&store.load()?.map(|loaded| loaded.document).unwrap_or_default(), variables)?;
        // The keyring comes first, so that no section leads to a place that is empty.
        let (in_keyring, why_not) = destination.store(&self.name, secret, variables)?;
        let login = match in_keyring {
            true => trussrc::Login::InKeyring(AuthType::of(secret)),
            false => trussrc::Login::Here(secret.clone()),
        };
        let (before, remarks) = store.change(|document| self.write(&login, document, variables))?;
        warn_about(&remarks, context);
        if !in_keyring && why_not.is_none() && matches!(before, Some(trussrc::Login::InKeyring(_))) {
            // The section's own counts; what the keyring had is only in the way.
            let _ = Keyring::of(variables).and_then(|keyring| keyring.delete(&self.name));
        }
        if let Some(error) = why_not {
            context.output().note(&format!("the login goes into the trussrc, because {error}"));
        }
        let place = if in_keyring { " and the keyring" } else { "" };
        let path = store.display_path(variables);
        context.output().note(&format!("💾 Remote config `{}` saved to `{path}`{place}.", self.name));
        if let Some(user) = user {
            context.output().note(&format!("👤 Signed in as {}.", display_name(&user.signature())));
        }
        Ok(in_keyring)
    }

    /// Fails where somebody has changed the section in the meantime: a key never gets beside another remote's address.
    fn check(&self, document: &Document, variables: &Variables) -> anyhow::Result<()> {
        let now = Self::new(&self.name, self.is_given.then_some(self.url.as_str()), document, variables)?;
        if now.url == self.url {
            return Ok(());
        }
        let message =
            format!("nothing was saved: the remote `{}` is at `{}` now, not at `{}`", self.name, now.url, self.url);
        Err(Failure::new(Kind::Other, message).with_hint("log in again").into())
    }

    /// Writes the section, or into the one that is there. Answers what it signed in with before.
    fn write(
        &self,
        login: &trussrc::Login,
        document: &mut Document,
        variables: &Variables,
    ) -> anyhow::Result<Option<trussrc::Login>> {
        self.check(document, variables)?;
        let Some(section) = document.section(&self.name) else {
            let mut options = vec![(REMOTE_PROVIDER, BASETEN)];
            if let trussrc::Login::Here(Credential::ApiKey(key)) = login {
                options.push((trussrc::API_KEY, key.expose()));
            }
            options.push((REMOTE_URL, &self.url));
            document.add_section(&self.name, &options)?;
            save_login(document, &self.name, login)?;
            return Ok(None);
        };
        let remote = Remote::of_any_key(section).map_err(remote::Error::from)?;
        let before = Remote::of(section).map(|remote| remote.login).ok();
        save_login(document, &self.name, login)?;
        if remote.provider.is_none() {
            document.set(&self.name, REMOTE_PROVIDER, BASETEN)?;
        }
        if remote.url.is_none() || self.is_given {
            document.set(&self.name, REMOTE_URL, &self.url)?;
        }
        Ok(before)
    }
}
