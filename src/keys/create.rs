//! Making a key once: the remote keeps names unique, so it is the lock, and a request is never sent twice.
//!
//! Owns what an answer, a refusal and a lost answer mean, and the proof that the new key can do no more than was asked
//! for. What only might be ours is never revoked.

use std::pin::pin;
use std::time::Duration;

use reqwest::StatusCode;

use crate::api::resources::keys::KeyInfo;
use crate::api::{Client, Error};
use crate::error::{Explain as _, Failure, Kind};
use crate::hint::hinted;
use crate::keys::lookup::describe;
use crate::keys::revoke::revoke;
use crate::keys::spec::KeySpec;
use crate::keys::{POLL_DELAYS, USE_WEB_PAGE_HINT, poll_until};
use crate::secret::ApiKey;

/// How long an answer that is on its way is waited for after the user asked to stop: it tells which key to revoke.
const GRACE: Duration = Duration::from_secs(5);

/// A key that was made, and that the remote confirmed to be what was asked for.
#[derive(Clone, Debug)]
pub(crate) struct NewKey {
    pub(crate) info: KeyInfo,
    pub(crate) secret: ApiKey,
}

#[derive(Debug)]
pub(crate) enum Created {
    /// It was made, and is what was asked for.
    New(Box<NewKey>),
    Taken(Box<KeyInfo>, Error),
}

/// Why no key was handed out.
#[derive(Debug)]
pub(crate) enum NotCreated {
    /// Nothing was made, or it is gone again.
    NothingLeft(anyhow::Error),
    /// A key may be left that nobody has.
    MayBeLeft(Failure),
}

impl From<Error> for NotCreated {
    fn from(error: Error) -> Self {
        Self::NothingLeft(error.into())
    }
}

impl From<NotCreated> for anyhow::Error {
    fn from(error: NotCreated) -> Self {
        match error {
            NotCreated::NothingLeft(error) => error,
            NotCreated::MayBeLeft(failure) => failure.into(),
        }
    }
}

#[derive(Debug)]
pub(crate) enum Answer {
    Made(ApiKey),
    /// The remote refused; the key that has the name, if one has.
    Refused(Error, Option<Box<KeyInfo>>),
    /// The answer got lost; the key that has the name now, which may be ours or somebody else's of the same moment.
    Lost(Error, Option<Box<KeyInfo>>),
    /// The answer got lost, and the list does not tell.
    Unknown(Error, Error),
}

pub(crate) async fn request(client: &Client, spec: &KeySpec) -> Answer {
    let error = match client.create_key(&spec.key).await {
        Ok(secret) => return Answer::Made(secret),
        Err(error) => error,
    };
    // Which status says that a name is taken is not documented: the list tells.
    let may_be_taken = [StatusCode::BAD_REQUEST, StatusCode::CONFLICT, StatusCode::UNPROCESSABLE_ENTITY];
    let is_taken = error.status().is_some_and(|status| may_be_taken.contains(&status));
    match (is_taken, error.may_have_arrived()) {
        (false, false) => Answer::Refused(error, None),
        (true, _) => match client.keys().await {
            Ok(keys) => Answer::Refused(error, spec.holder(&keys).cloned().map(Box::new)),
            Err(_) => Answer::Refused(error, None),
        },
        (false, true) => match find(client, |keys| spec.holder(keys)).await {
            Ok(holder) => Answer::Lost(error, holder.map(Box::new)),
            Err(unread) => Answer::Unknown(error, unread),
        },
    }
}

/// Looks for a key in the list more than once: a remote may take a moment to list what it just made.
pub(crate) async fn find(
    client: &Client,
    wanted: impl Fn(&[KeyInfo]) -> Option<&KeyInfo>,
) -> Result<Option<KeyInfo>, Error> {
    poll_until(client.clock(), &POLL_DELAYS, async || Ok(wanted(&client.keys().await?).cloned())).await
}

/// Makes the key, unless `stop` says first that the user asked to stop: what was made by then is revoked. A second
/// request to stop ends that too.
pub(crate) async fn create(
    client: &Client,
    spec: &KeySpec,
    stop: impl AsyncFn() -> Failure,
) -> anyhow::Result<Created> {
    let mut making = pin!(make(client, spec));
    let stopped = tokio::select! {
        biased;
        result = &mut making => return Ok(result?),
        stopped = stop() => stopped,
    };
    let undo = async {
        match tokio::time::timeout(GRACE, making).await {
            Ok(Ok(Created::New(new))) => revoke_new(client, &new.info.prefix).await.err(),
            Ok(Ok(Created::Taken(..)) | Err(NotCreated::NothingLeft(_))) => None,
            Ok(Err(NotCreated::MayBeLeft(failure))) => Some(failure),
            Err(_) => Some(may_be_left(spec)),
        }
    };
    let left = tokio::select! {
        left = undo => left,
        _ = stop() => Some(may_be_left(spec)),
    };
    let Some(left) = left else { return Err(stopped.into()) };
    let failure = Failure::new(stopped.kind(), format!("{stopped}, and {left}"));
    Err(failure.with_hint_if_any(left.hint()).into())
}

async fn make(client: &Client, spec: &KeySpec) -> Result<Created, NotCreated> {
    match request(client, spec).await {
        Answer::Made(secret) => confirm(client, spec, secret).await.map(|new| Created::New(Box::new(new))),
        Answer::Refused(error, Some(holder)) => Ok(Created::Taken(holder, error)),
        Answer::Refused(error, None) if error.status() == Some(StatusCode::FORBIDDEN) => {
            let message = format!("the key in use may not make a `{}` key", spec.key.key_type);
            let failure = Failure::new(Kind::Credentials, message).with_hint(spec.key.key_type.makers()).cause(error);
            Err(NotCreated::NothingLeft(failure.into()))
        }
        Answer::Refused(error, None) | Answer::Lost(error, None) => Err(error.into()),
        Answer::Lost(error, Some(holder)) => Err(NotCreated::MayBeLeft(may_be(&holder).cause(error))),
        Answer::Unknown(error, _) => Err(NotCreated::MayBeLeft(may_be_left(spec).cause(error))),
    }
}

/// Reads the new key back, and hands it out only when the remote confirms every restriction.
async fn confirm(client: &Client, spec: &KeySpec, secret: ApiKey) -> Result<NewKey, NotCreated> {
    let prefix = secret.prefix().unwrap_or_default();
    let (doubt, hint) = match find(client, |keys| keys.iter().find(|key| key.prefix == prefix)).await {
        Ok(Some(info)) => match spec.unconfirmed(&info).as_slice() {
            [] => return Ok(NewKey { info, secret }),
            doubts => (format!("the remote does not confirm {}", doubts.join(" and ")), USE_WEB_PAGE_HINT),
        },
        Ok(None) => ("the remote does not list it".to_owned(), "try again"),
        Err(error) => (format!("it cannot be read back: {error}"), "try again"),
    };
    let revoked = revoke_new(client, prefix).await;
    revoked.map_err(|failure| NotCreated::MayBeLeft(failure.cause(doubt.clone())))?;
    let failure = Failure::new(Kind::Unsafe, format!("the new key was revoked, because {doubt}")).with_hint(hint);
    Err(NotCreated::NothingLeft(failure.into()))
}

/// Revokes a key that was made here and that nobody is to have.
pub(crate) async fn revoke_new(client: &Client, prefix: &str) -> Result<(), Failure> {
    revoke(client, prefix).await.map_err(|error| {
        Failure::new(Kind::Partial, format!("the new key `{prefix}` must not be used, and it {}", error.state()))
            .with_hint(format!("revoke it: {}", hinted(&["keys", "revoke", prefix])))
            .left(Some(prefix), None)
            .cause(error)
    })
}

/// The failure for a `name` that `holder` has, or whose family it is of.
pub(crate) fn name_taken(name: &str, holder: &KeyInfo) -> Failure {
    let why = if holder.name.as_deref() == Some(name) { "is taken by" } else { "belongs to the rotations of" };
    Failure::new(Kind::Invalid, format!("the name `{name}` {why} {}", describe(holder)))
        .with_hint("choose another name, or revoke that key first")
}

/// The failure for a key that may be the one whose secret got lost.
fn may_be(holder: &KeyInfo) -> Failure {
    let prefix = &holder.prefix;
    let message =
        format!("the response was lost, and a key of that name exists now: `{prefix}`, ours or somebody else's");
    let revoke = hinted(&["keys", "revoke", prefix]);
    Failure::new(Kind::Partial, message)
        .with_hint(format!("its secret is lost; unless somebody else made it just now, revoke it: {revoke}"))
        .left(Some(prefix), holder.name.as_deref())
}

fn may_be_left(spec: &KeySpec) -> Failure {
    let name = spec.key.name.as_deref().unwrap_or_default();
    Failure::new(Kind::Partial, format!("a new key `{name}` may exist that nobody has"))
        .with_hint("check with `truss keys list`; unless somebody else made it, revoke it")
        .left(None, Some(name))
}
