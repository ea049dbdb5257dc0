//! Adding a key to the trussrc: asking for it, trying it, saving it.
//!
//! Owns the first-run prompt. Leaves saving to `save`, the file to `trussrc`, and which remote is meant by a
//! command to `remote`.

use std::io::Read as _;

use reqwest::StatusCode;
use zeroize::Zeroizing;

use crate::api;
use crate::api::resources::users::User;
use crate::context::Context;
use crate::context::save::Destination;
use crate::context::session::Session;
use crate::credential::Credential;
use crate::env::Variables;
use crate::error::{Failure, Kind};
use crate::loopback::is_loopback;
use crate::remote::{self, Address, AddressError, BASETEN_APP, Credentials, Outcome, Source, URL_VARIABLES};
use crate::secret::ApiKey;
use crate::signals::unless_stopped;
use crate::trussrc::{self, BASETEN, Document, Remark, Remote};

/// How often a person may paste a wrong key.
const ATTEMPTS: usize = 3;

/// More bytes than any key has.
const LONGEST_INPUT: u64 = 64 << 10;

#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(super) name: String,
    pub(super) url: String,
    origin: String,
    /// Whether the URL was given for this login, and is to replace what the section has.
    pub(super) is_given: bool,
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

    /// The command that logs in to it with `options`, as words.
    pub(super) fn words<'a>(&'a self, options: &[&'a str]) -> Vec<&'a str> {
        let address = if self.is_given { vec!["--remote-url", self.url.as_str()] } else { Vec::new() };
        [&["login"], options, &address].concat()
    }

    /// The address of its app, as it is written.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn address(&self, variables: &Variables) -> Result<Address, AddressError> {
        Address::new(&self.url, &self.origin, variables)
    }

    fn credentials(&self, secret: &Credential, variables: &Variables) -> Result<Credentials, AddressError> {
        Ok(Credentials {
            remote: Some(self.name.clone()),
            address: self.address(variables)?,
            secret: secret.clone(),
            team: None,
            origin: Source::Stdin,
        })
    }

    /// Tries `secret` against the API. `None` for one that is right but may not ask whose it is.
    pub(crate) async fn verify(&self, secret: &Credential, context: &Context) -> anyhow::Result<Option<User>> {
        let session = Session::on(context, self.credentials(secret, context.variables())?)?;
        let answer = session.client.current_user().await;
        session.close().await;
        Ok(unless_forbidden(answer)?)
    }

    /// Asks for a key until one is right, at most three times. Answers whose it is, too, if it was tried and may ask.
    pub(crate) async fn ask(&self, verify: bool, context: &Context) -> anyhow::Result<(Credential, Option<User>)> {
        let page = keys_page(&self.address(context.variables())?);
        // Python's truss asks first which of the two it shall be; Baseten's page knows the key alone.
        let other_way = format!("   or stop here and run `{}`", context.output().command(&self.words(&["--browser"])));
        for attempt in 0..ATTEMPTS {
            let refuse = |why: &str| match page.as_ref().filter(|_| attempt == 0) {
                Some(page) => context.output().warn(&format!("{why}; make a key at {page}")),
                None => context.output().warn(why),
            };
            let typed = ask_for_key(Some(&other_way), context)?;
            let key = match ApiKey::parse_typed(&typed) {
                Ok(key) => Credential::ApiKey(key),
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
        Err(failure.with_hint_if_any(page.map(|page| format!("make a key at {page}"))).into())
    }
}

/// Asks a person who has no key yet for one, tries it, saves it, and answers what a command goes on with.
pub(crate) async fn first_run(remote: Option<&str>, context: &Context) -> anyhow::Result<Credentials> {
    let document = context.trussrc()?.load()?.map(|loaded| loaded.document).unwrap_or_default();
    let login = Login::new(remote.unwrap_or(BASETEN), None, &document, context.variables())?;
    context.output().note("💻 Let's add a Baseten remote!");
    let (key, user) = login.ask(true, context).await?;
    login.save(&key, Destination::Trussrc, user.as_ref(), context)?;
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

fn ask_for_key(below: Option<&str>, context: &Context) -> anyhow::Result<Zeroizing<String>> {
    let typed = context.output().ask_secret("🤫 Quietly paste your API_KEY: ", below)?;
    Ok(typed.ok_or_else(|| Failure::new(Kind::Credentials, "no API key was given: the input ended"))?)
}

/// Reads the key that `--api-key-stdin` announces: typed without being shown when stdin is a terminal.
pub(crate) fn key_from_stdin(context: &Context) -> anyhow::Result<ApiKey> {
    let refused = |cause| Failure::new(Kind::Credentials, "there is no usable API key on stdin").cause(cause);
    let text = if context.is_interactive() {
        ask_for_key(None, context)?
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

/// The URL of a section that a key or a login can be saved in.
fn own_remote(section: trussrc::Section<'_>) -> Result<Option<String>, remote::Error> {
    let remote = Remote::of_any_key(section)?;
    match remote.provider {
        Some(provider) if provider != BASETEN => Err(remote::Error::Provider { remote: remote.name, provider }),
        _ => Ok(remote.url),
    }
}

fn is_wrong_key(error: &anyhow::Error) -> bool {
    error.downcast_ref::<api::Error>().and_then(api::Error::status) == Some(StatusCode::UNAUTHORIZED)
}
