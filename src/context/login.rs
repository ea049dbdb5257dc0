//! Adding a key to the trussrc: asking for it, trying it, saving it.
//!
//! Owns the first-run prompt and what a login writes. Leaves the file to `trussrc`, and which remote is meant by a
//! command to `remote`.

use std::io::Read as _;

use reqwest::StatusCode;
use zeroize::Zeroizing;

use crate::api;
use crate::api::resources::users::User;
use crate::context::Context;
use crate::context::session::Session;
use crate::env::Variables;
use crate::error::{Failure, Kind};
use crate::loopback::is_loopback;
use crate::remote::{self, Address, AddressError, BASETEN_APP, Credentials, Outcome, Source, URL_VARIABLES};
use crate::sanitize::display_name;
use crate::secret::ApiKey;
use crate::signals::unless_stopped;
use crate::trussrc::{self, API_KEY, AuthType, BASETEN, Document, REMOTE_PROVIDER, REMOTE_URL, Remark, Remote};

/// How often a person may paste a wrong key.
const ATTEMPTS: usize = 3;

/// More bytes than any key has.
const LONGEST_INPUT: u64 = 64 << 10;

/// The remote that a key is saved for.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    name: String,
    url: String,
    origin: String,
    /// Whether the URL was given for this login, and is to replace what the section has.
    is_given: bool,
}

impl Login {
    /// The remote `name`, at the address that was `given`, else that its section has, else the environment, else Baseten
    /// itself.
    pub(crate) fn new(
        name: &str,
        given: Option<&str>,
        document: &Document,
        variables: &Variables,
    ) -> Result<Self, remote::Error> {
        let section = document.section(name);
        let known = match section {
            Some(section) => own_remote(section)?,
            None => None,
        };
        let variable = URL_VARIABLES.into_iter().find_map(|name| Some((name, variables.text(name)?)));
        let (url, origin) = match (given, known, variable) {
            // Python's truss knows its remotes by their addresses without a slash.
            (Some(url), ..) => (url.trim().trim_end_matches('/').to_owned(), "`--remote-url`".to_owned()),
            (None, Some(url), _) => (url, format!("the remote `{name}`")),
            (None, None, Some((variable, url))) => (url.to_owned(), format!("`{variable}`")),
            (None, None, None) => (BASETEN_APP.to_owned(), "the default".to_owned()),
        };
        Address::new(&url, &origin, variables)?;
        Ok(Self { name: name.to_owned(), url, origin, is_given: given.is_some() })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The address of its app, as it is written.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn address(&self, variables: &Variables) -> Result<Address, AddressError> {
        Address::new(&self.url, &self.origin, variables)
    }

    fn credentials(&self, key: &ApiKey, variables: &Variables) -> Result<Credentials, AddressError> {
        Ok(Credentials {
            remote: Some(self.name.clone()),
            address: self.address(variables)?,
            api_key: key.clone(),
            team: None,
            origin: Source::Stdin,
        })
    }

    /// Tries `key` against the API. `None` for a key that is right but may not ask whose it is.
    pub(crate) async fn verify(&self, key: &ApiKey, context: &Context) -> anyhow::Result<Option<User>> {
        let session = Session::on(context, self.credentials(key, context.variables())?)?;
        let answer = session.client.current_user().await;
        session.close().await;
        Ok(unless_forbidden(answer)?)
    }

    /// Asks for a key until one is right, at most three times. Answers whose it is, too, if it was tried and may ask.
    pub(crate) async fn ask(&self, verify: bool, context: &Context) -> anyhow::Result<(ApiKey, Option<User>)> {
        let page = keys_page(&self.address(context.variables())?);
        for attempt in 0..ATTEMPTS {
            let refuse = |why: &str| match page.as_ref().filter(|_| attempt == 0) {
                Some(page) => context.output().warn(&format!("{why}; make a key at {page}")),
                None => context.output().warn(why),
            };
            let typed = ask_for_key(context)?;
            let key = match ApiKey::parse_typed(&typed) {
                Ok(key) => key,
                Err(error) => {
                    refuse(&error.to_string());
                    continue;
                }
            };
            if !verify {
                return Ok((key, None));
            }
            match self.verify(&key, context).await {
                Ok(user) => return Ok((key, user)),
                Err(error) if is_wrong_key(&error) => refuse("that key is wrong or revoked: the remote refuses it"),
                Err(error) => return Err(error),
            }
        }
        let failure = Failure::new(Kind::Credentials, "no key was saved: none of them was accepted");
        Err(match page {
            Some(page) => failure.with_hint(format!("make a key at {page}")).into(),
            None => failure.into(),
        })
    }

    /// Writes the section, or into the section that is there, and says so, and whose key it is if that is known.
    pub(crate) fn save(&self, key: &ApiKey, user: Option<&User>, context: &Context) -> anyhow::Result<()> {
        let store = context.trussrc()?;
        let ((), remarks) = store.change(|document| self.write(key, document, context.variables()))?;
        warn_about(&remarks, context);
        let path = store.display_path(context.variables());
        context.output().note(&format!("💾 Remote config `{}` saved to `{path}`.", self.name));
        if let Some(user) = user {
            context.output().note(&format!("👤 Signed in as {}.", display_name(&user.signature())));
        }
        Ok(())
    }

    fn write(&self, key: &ApiKey, document: &mut Document, variables: &Variables) -> anyhow::Result<()> {
        // Checked again under the lock: somebody may have signed in with OAuth in the meantime.
        Self::new(&self.name, Some(&self.url), document, variables)?;
        let Some(section) = document.section(&self.name) else {
            let options = [(REMOTE_PROVIDER, BASETEN), (API_KEY, key.expose()), (REMOTE_URL, &self.url)];
            document.add_section(&self.name, &options)?;
            return Ok(());
        };
        let remote = Remote::of_any_key(section).map_err(remote::Error::from)?;
        document.set(&self.name, API_KEY, key.expose())?;
        if remote.provider.is_none() {
            document.set(&self.name, REMOTE_PROVIDER, BASETEN)?;
        }
        if remote.url.is_none() || self.is_given {
            document.set(&self.name, REMOTE_URL, &self.url)?;
        }
        Ok(())
    }
}

/// Asks a person who has no key yet for one, tries it, saves it, and answers what a command goes on with.
pub(crate) async fn first_run(remote: Option<&str>, context: &Context) -> anyhow::Result<Credentials> {
    let document = context.trussrc()?.load()?.map(|loaded| loaded.document).unwrap_or_default();
    let login = Login::new(remote.unwrap_or(BASETEN), None, &document, context.variables())?;
    context.output().note("💻 Let's add a Baseten remote!");
    let (key, user) = login.ask(true, context).await?;
    login.save(&key, user.as_ref(), context)?;
    match context.trace(Some(&login.name), None)?.0.outcome? {
        Outcome::Found(credentials) => {
            let origin = match context.options().remote {
                Some(_) => credentials.origin.clone(),
                None => Source::Section(login.name),
            };
            Ok(Credentials { origin, ..*credentials })
        }
        _ => Err(Failure::new(Kind::Other, "the trussrc was changed while the key was saved")
            .with_hint("try again")
            .into()),
    }
}

fn ask_for_key(context: &Context) -> anyhow::Result<Zeroizing<String>> {
    let typed = context.output().ask_secret("🤫 Quietly paste your API_KEY: ")?;
    Ok(typed.ok_or_else(|| Failure::new(Kind::Credentials, "no API key was given: the input ended"))?)
}

/// Reads the key that `--api-key-stdin` announces: typed without being shown when stdin is a terminal.
pub(crate) fn key_from_stdin(context: &Context) -> anyhow::Result<ApiKey> {
    let refused = |cause| Failure::new(Kind::Credentials, "there is no usable API key on stdin").cause(cause);
    let text = if context.is_interactive() {
        ask_for_key(context)?
    } else {
        context.refuse_typed_stdin()?;
        let read = unless_stopped(|| {
            let mut text = Zeroizing::new(String::new());
            std::io::stdin().lock().take(LONGEST_INPUT).read_to_string(&mut text).map(|_| text)
        })?;
        read.map_err(|error| Failure::new(Kind::Credentials, "stdin cannot be read").cause(error))?
    };
    Ok(ApiKey::parse_typed(&text).map_err(refused)?)
}

/// `None` for a key that the remote knows, but does not let ask whose it is.
pub(crate) fn unless_forbidden(answer: Result<User, api::Error>) -> Result<Option<User>, api::Error> {
    match answer {
        Ok(user) => Ok(Some(user)),
        Err(error) if error.status() == Some(StatusCode::FORBIDDEN) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Warns about what was found wrong with a trussrc.
pub(crate) fn warn_about(remarks: &[Remark], context: &Context) {
    remarks.iter().for_each(|remark| context.output().warn(&remark.to_string()));
}

/// The web page on which keys of that remote are made and revoked. The embedded API has none.
pub(crate) fn keys_page(address: &Address) -> Option<String> {
    (!is_loopback(address.app())).then(|| format!("{}settings/api_keys", address.app()))
}

/// The URL of a section that an API key can be saved in.
fn own_remote(section: trussrc::Section<'_>) -> Result<Option<String>, remote::Error> {
    let remote = Remote::of_any_key(section)?;
    let name = remote.name;
    match (remote.auth_type, remote.provider) {
        (AuthType::Oauth, _) => Err(remote::Error::Oauth(name)),
        (AuthType::Unknown(auth_type), _) => Err(remote::Error::AuthType { remote: name, auth_type }),
        (AuthType::ApiKey, Some(provider)) if provider != BASETEN => {
            Err(remote::Error::Provider { remote: name, provider })
        }
        (AuthType::ApiKey, _) => Ok(remote.url),
    }
}

fn is_wrong_key(error: &anyhow::Error) -> bool {
    error.downcast_ref::<api::Error>().and_then(api::Error::status) == Some(StatusCode::UNAUTHORIZED)
}
