//! Making a key once: the remote keeps names unique, so it is the lock, and a request is never sent twice.
//!
//! Owns what an answer, a refusal and a lost answer mean, and the proof that the new key can do no more than was asked
//! for. What only might be ours is never revoked.

use std::pin::pin;
use std::time::Duration;

use reqwest::StatusCode;

use crate::api::resources::keys::KeyInfo;
use crate::api::{Client, Error};
use crate::error::{Explain, Failure, Kind};
use crate::hint::hinted;
use crate::keys::lookup::describe;
use crate::keys::revoke::revoke;
use crate::keys::spec::KeySpec;
use crate::keys::{POLL_DELAYS, USE_WEB_PAGE_HINT};
use crate::secret::ApiKey;

/// How long an answer that is on its way is waited for after the user asked to stop: it tells which key to revoke.
const GRACE: Duration = Duration::from_secs(5);

/// A key that was made, and that the remote confirmed to be what was asked for.
#[derive(Clone, Debug)]
pub(crate) struct NewKey {
    /// What the remote tells of it.
    pub(crate) info: KeyInfo,
    /// Its secret, told only once.
    pub(crate) secret: ApiKey,
}

/// What came of making a key.
#[derive(Debug)]
pub(crate) enum Created {
    /// It was made, and is what was asked for.
    New(Box<NewKey>),
    /// Another key has the name.
    Taken(Box<KeyInfo>, Error),
}

/// What came of asking for a key.
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

/// Asks for the key, once.
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
        (true, _) => match client.keys(false).await {
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
    for delay in POLL_DELAYS {
        client.clock().sleep(delay).await;
        let keys = client.keys(false).await?;
        if let Some(key) = wanted(&keys) {
            return Ok(Some(key.clone()));
        }
    }
    Ok(None)
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
        result = &mut making => return result,
        stopped = stop() => stopped,
    };
    let undo = async {
        match tokio::time::timeout(GRACE, making).await {
            Ok(Ok(Created::New(new))) => revoke_new(client, &new.info.prefix).await.err(),
            Ok(Ok(Created::Taken(..))) => None,
            Ok(Err(error)) => error.downcast::<Failure>().ok().filter(|failure| failure.kind() == Kind::Partial),
            Err(_) => Some(may_be_left(spec)),
        }
    };
    let left = tokio::select! {
        left = undo => left,
        _ = stop() => Some(may_be_left(spec)),
    };
    let Some(left) = left else { return Err(stopped.into()) };
    let failure = Failure::new(stopped.kind(), format!("{stopped}, and {left}"));
    Err(match Explain::hint(&left) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
    .into())
}

async fn make(client: &Client, spec: &KeySpec) -> anyhow::Result<Created> {
    let error = match request(client, spec).await {
        Answer::Made(secret) => {
            return confirm(client, spec, secret).await.map(|new| Created::New(Box::new(new)));
        }
        Answer::Refused(error, Some(holder)) => return Ok(Created::Taken(holder, error)),
        Answer::Refused(error, None) if error.status() == Some(StatusCode::FORBIDDEN) => {
            let message = format!("the key in use may not make a `{}` key", spec.key.key_type);
            Failure::new(Kind::Credentials, message).hint(spec.key.key_type.makers()).cause(error)
        }
        Answer::Refused(error, None) | Answer::Lost(error, None) => return Err(error.into()),
        Answer::Lost(error, Some(holder)) => {
            let prefix = &holder.prefix;
            let message = format!(
                "the response was lost, and a key of that name exists now: `{prefix}`, ours or somebody else's"
            );
            Failure::new(Kind::Partial, message)
                .hint(format!(
                    "its secret is lost; unless somebody else made it just now, revoke it: {}",
                    hinted(&["keys", "revoke", prefix])
                ))
                .left(Some(prefix), holder.name.as_deref())
                .cause(error)
        }
        Answer::Unknown(error, _) => may_be_left(spec).cause(error),
    };
    Err(error.into())
}

/// Reads the new key back, and hands it out only when the remote confirms every restriction.
async fn confirm(client: &Client, spec: &KeySpec, secret: ApiKey) -> anyhow::Result<NewKey> {
    let prefix = secret.prefix().unwrap_or_default();
    let (doubt, hint) = match find(client, |keys| keys.iter().find(|key| key.prefix == prefix)).await {
        Ok(Some(info)) => match spec.unconfirmed(&info).as_slice() {
            [] => return Ok(NewKey { info, secret }),
            doubts => (format!("the remote does not confirm {}", doubts.join(" and ")), USE_WEB_PAGE_HINT),
        },
        Ok(None) => ("the remote does not list it".to_owned(), "try again"),
        Err(error) => (format!("it cannot be read back: {error}"), "try again"),
    };
    revoke_new(client, prefix).await.map_err(|failure| failure.cause(doubt.clone()))?;
    Err(Failure::new(Kind::Unsafe, format!("the new key was revoked, because {doubt}")).hint(hint).into())
}

/// Revokes a key that was made here and that nobody is to have.
pub(crate) async fn revoke_new(client: &Client, prefix: &str) -> Result<(), Failure> {
    revoke(client, prefix).await.map_err(|error| {
        Failure::new(Kind::Partial, format!("the new key `{prefix}` must not be used, and it {}", error.state()))
            .hint(format!("revoke it: {}", hinted(&["keys", "revoke", prefix])))
            .left(Some(prefix), None)
            .cause(error)
    })
}

/// The failure for a `name` that `holder` has, or whose family it is of.
pub(crate) fn taken(name: &str, holder: &KeyInfo) -> Failure {
    let why = if holder.name.as_deref() == Some(name) { "is taken by" } else { "belongs to the rotations of" };
    Failure::new(Kind::Invalid, format!("the name `{name}` {why} {}", describe(holder)))
        .hint("choose another name, or revoke that key first")
}

fn may_be_left(spec: &KeySpec) -> Failure {
    let name = spec.key.name.as_deref().unwrap_or_default();
    Failure::new(Kind::Partial, format!("a new key `{name}` may exist that nobody has"))
        .hint("check with `truss keys list`; unless somebody else made it, revoke it")
        .left(None, Some(name))
}
