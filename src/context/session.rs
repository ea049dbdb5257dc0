//! A remote to talk to: the client with its key, and the embedded API when that is the remote.
//!
//! Owns turning what `remote` finds into something that can be used. Leaves the order of the sources to `remote`, and
//! the file to `trussrc`.

use std::sync::Arc;
#[cfg(feature = "local")]
use std::time::Duration;

use crate::api::{Authorities, Client, Settings};
use crate::context::Context;
use crate::context::login;
use crate::context::tokens::renewal;
use crate::error::{Failure, Kind};
#[cfg(feature = "local")]
use crate::local::{self, Server};
use crate::remote::{Credentials, Outcome};
#[cfg(feature = "local")]
use crate::remote::{LocalKey, Source};
use crate::trussrc::Error as StoreError;

pub(crate) struct Session {
    pub(crate) client: Client,
    /// Which remote, with which key, and where the key came from.
    pub(crate) credentials: Credentials,
    #[cfg(feature = "local")]
    server: Option<Server>,
}

impl Session {
    /// Finds the remote and the key; starts the embedded API when it is meant.
    pub(crate) async fn open(context: &Context) -> anyhow::Result<Self> {
        Self::with(context, find(context, context.options().remote.as_deref())?).await
    }

    /// As [`Session::open`], but what a person would have to be asked is an error.
    pub(crate) async fn open_unasked(context: &Context) -> anyhow::Result<Self> {
        let (trace, unreadable) = context.trace(context.options().remote.as_deref(), None)?;
        Self::with(context, settled(trace.outcome?, unreadable)?).await
    }

    /// A session with what was found: a key that is missing is asked for first.
    pub(crate) async fn with(context: &Context, outcome: Outcome) -> anyhow::Result<Self> {
        match outcome {
            Outcome::Found(credentials) => Self::on(context, *credentials),
            Outcome::Local(key) => Self::embedded(context, key).await,
            Outcome::Missing(remote) => Self::on(context, login::first_run(remote.as_deref(), context).await?),
            open @ (Outcome::Choose(_) | Outcome::Unreadable) => Err(settled(open, None).map_or_else(
                |error| error,
                |_| Failure::new(Kind::Other, "it is not settled which remote is meant").into(),
            )),
        }
    }

    pub(crate) fn on(context: &Context, credentials: Credentials) -> anyhow::Result<Self> {
        credentials.secret.secrets().into_iter().for_each(|secret| context.output().hide(secret));
        let client = Client::new(Settings {
            base: credentials.management_url().clone(),
            key: credentials.secret.clone(),
            timeout: context.options().request_timeout(),
            authorities: Authorities::of(context.variables()),
            log: context.request_log(),
        })?;
        let client = match renewal(&credentials, context)? {
            Some(renewal) => client.with_renewal(Arc::new(renewal)),
            None => client,
        };
        Ok(Self {
            client,
            credentials,
            #[cfg(feature = "local")]
            server: None,
        })
    }

    /// Starts the embedded API in this process, on a free loopback port.
    #[cfg(feature = "local")]
    async fn embedded(context: &Context, key: LocalKey) -> anyhow::Result<Self> {
        let directory = local::directory(context.variables())?;
        let strict = local::is_strict(context.variables());
        // This process is the client, and reads no faster than whoever reads its stdout, such as a pager.
        let client_timeout = Duration::from_hours(24);
        let options = local::Options { strict, client_timeout, ..local::Options::new(directory) };
        let server = local::start(options).await?;
        let (key, origin) = match key {
            LocalKey::Given(key) => (key, Source::Stdin),
            LocalKey::Offered(key, variable) if server.ever_issued(key.display_prefix())? => {
                (key, Source::Variable(variable))
            }
            LocalKey::Own | LocalKey::Offered(..) => (server.api_key().clone(), Source::Embedded(context.named_by())),
        };
        let credentials = Credentials::local(server.url(), key, origin)?;
        Ok(Self { server: Some(server), ..Self::on(context, credentials)? })
    }

    #[cfg(not(feature = "local"))]
    async fn embedded(_: &Context, _: crate::remote::LocalKey) -> anyhow::Result<Self> {
        Err(Failure::new(Kind::Usage, "this truss was built without the embedded API")
            .with_hint("build it with the cargo feature `local`")
            .into())
    }

    pub(crate) fn is_embedded(&self) -> bool {
        #[cfg(feature = "local")]
        return self.server.is_some();
        #[cfg(not(feature = "local"))]
        return false;
    }

    /// Ends it: the embedded API writes down what it has not yet.
    pub(crate) async fn close(self) {
        #[cfg(feature = "local")]
        if let Some(server) = self.server {
            server.stop().await;
        }
    }
}

/// Which remote and key are meant. Among several remotes a person chooses; a key that is missing is left to whoever
/// can try a new one, and is an error where nobody can be asked.
pub(crate) fn find(context: &Context, remote: Option<&str>) -> anyhow::Result<Outcome> {
    let (outcome, unreadable) = traced(context, remote)?;
    match outcome {
        Outcome::Choose(names) if context.is_interactive() => {
            let chosen = context.output().choose("Which remote? ", &names)?;
            find(context, Some(&names[chosen]))
        }
        missing @ Outcome::Missing(_) if context.is_interactive() => Ok(missing),
        outcome => settled(outcome, unreadable),
    }
}

/// The credentials that `outcome` comes to: those of the embedded API are its own to say, and a key that is missing is asked
/// for. Any other is known without a word over the network.
pub(crate) fn credentials(outcome: Outcome, context: &Context) -> anyhow::Result<Credentials> {
    if let Outcome::Found(found) = outcome {
        return Ok(*found);
    }
    context.block_on(async {
        let session = Session::with(context, outcome).await?;
        let credentials = session.credentials.clone();
        session.close().await;
        Ok(credentials)
    })
}

/// As [`find`], but nobody is asked, and what is missing or not settled is no error.
pub(crate) fn find_without_asking(context: &Context, remote: Option<&str>) -> anyhow::Result<Outcome> {
    Ok(traced(context, remote)?.0)
}

fn traced(context: &Context, remote: Option<&str>) -> anyhow::Result<(Outcome, Option<StoreError>)> {
    let (trace, unreadable) = context.trace(remote, None)?;
    for warning in &trace.warnings {
        if context.output().stderr_is_terminal() || !warning.is_for_terminals() {
            context.output().warn(&warning.to_string());
        }
    }
    Ok((trace.outcome?, unreadable))
}

/// The outcome where nobody can be asked; `unreadable` is why the trussrc could not be read, if it could not.
pub(crate) fn settled(outcome: Outcome, unreadable: Option<StoreError>) -> anyhow::Result<Outcome> {
    match (outcome, unreadable) {
        (Outcome::Unreadable, Some(error)) => Err(error.into()),
        (Outcome::Unreadable, None) => Err(Failure::new(Kind::Other, "the trussrc cannot be read").into()),
        (outcome, _) => Ok(outcome.without_asking()?),
    }
}
