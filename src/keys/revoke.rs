//! Revoking keys and being sure of it: the remote's word is not enough, and a lost answer is no failure.
//!
//! Owns how several keys are revoked at the same time, what ends that early, and the proof by the list. Leaves which
//! keys, and asking, to the commands.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::future::ready;
use std::pin::pin;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use reqwest::StatusCode;

use crate::api::{Client, Error};
use crate::error::Failure;
use crate::keys::{POLL_DELAYS, poll_until};

/// How many keys are revoked at the same time.
const AT_ONCE: usize = 8;
/// How long answers that are on their way are waited for after the user asked to stop.
const GRACE: Duration = Duration::from_secs(5);
/// What came of revoking several keys, each list in the order in which they were given.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) revoked: Vec<String>,
    pub(crate) failed: Vec<(String, Reason)>,
    /// Those that were not tried, or whose answer did not come, when the user asked to stop.
    pub(crate) untried: Vec<String>,
    /// What the user asked to stop with.
    pub(crate) stopped: Option<Failure>,
    /// Why the list could not prove that `revoked` are gone.
    pub(crate) unproven: Option<Error>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Reason {
    #[error("{}", .0.fault)]
    Refused(#[from] Error),
    /// The request succeeded, and the key is still there.
    #[error("the remote says that it is revoked, and still lists it")]
    StillListed,
    /// The last of several, which would have locked the others in.
    #[error("it is the key in use, and is kept while others are left")]
    InUse,
}

/// Why it is not sure that one key is gone.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotGone {
    /// The request failed, and the key is still there, or that cannot be told.
    #[error(transparent)]
    Refused(Error),
    /// The request succeeded, and the key is still there.
    #[error("the remote says that `{0}` is revoked, and still lists it")]
    StillListed(String),
    /// The request succeeded, and that cannot be proven.
    #[error("the remote says that `{0}` is revoked, and the list of keys, which would prove it, cannot be read")]
    Unproven(String, #[source] Error),
}

impl NotGone {
    pub(crate) fn state(&self) -> &'static str {
        match self {
            Self::Refused(_) | Self::StillListed(_) => "could not be revoked",
            Self::Unproven(..) => "may not be gone",
        }
    }
}

/// Revokes one key. Whatever the answer is, the list decides whether the key is gone.
pub(crate) async fn revoke(client: &Client, prefix: &str) -> Result<(), NotGone> {
    let refused = client.revoke_key(prefix).await.err();
    let gone = poll_until(client.clock(), &POLL_DELAYS, async || match client.keys().await {
        Ok(keys) if keys.iter().all(|key| key.prefix != prefix) => Ok(Some(true)),
        Ok(_) => Ok(refused.is_some().then_some(false)),
        // A key that revoked itself cannot list any more, and proves by that what was to be proven.
        Err(error) if client.key().prefix() == Some(prefix) && error.status() == Some(StatusCode::UNAUTHORIZED) => {
            Ok(Some(true))
        }
        Err(error) => Err(error),
    });
    match (gone.await, refused) {
        (Ok(Some(true)), _) => Ok(()),
        (_, Some(error)) => Err(NotGone::Refused(error)),
        (Ok(_), None) => Err(NotGone::StillListed(prefix.to_owned())),
        (Err(error), None) => Err(NotGone::Unproven(prefix.to_owned(), error)),
    }
}

/// Revokes all of `prefixes`; one that fails does not keep the others. The key in use comes last, and only when
/// nothing else is left to do with it. `done` is called after each; when `stop` ends, no further one is begun.
pub(crate) async fn revoke_all(
    client: &Client,
    prefixes: Vec<String>,
    done: impl Fn(),
    stop: impl Future<Output = Failure>,
) -> Outcome {
    let own = client.key().prefix();
    let (own, others): (Vec<String>, Vec<String>) =
        prefixes.into_iter().partition(|prefix| Some(prefix.as_str()) == own);
    let mut outcome = attempt(client, others, &done, stop).await;
    if outcome.stopped.is_none() {
        prove(client, &mut outcome).await;
    }
    for prefix in own {
        if outcome.stopped.is_some() {
            outcome.untried.push(prefix);
        } else if !outcome.failed.is_empty() || outcome.unproven.is_some() {
            outcome.failed.push((prefix, Reason::InUse));
        } else {
            revoke_own(client, prefix, &mut outcome).await;
            done();
        }
    }
    outcome
}

async fn attempt(
    client: &Client,
    prefixes: Vec<String>,
    done: &impl Fn(),
    stop: impl Future<Output = Failure>,
) -> Outcome {
    let stopping = Cell::new(false);
    let mut results: Vec<Option<Result<(), Error>>> = prefixes.iter().map(|_| None).collect();
    let mut stopped = None;
    {
        let attempts = stream::iter(prefixes.iter().enumerate())
            .take_while(|_| ready(!stopping.get()))
            .map(async |(index, prefix)| (index, client.revoke_key(prefix).await))
            .buffer_unordered(AT_ONCE);
        let (mut attempts, mut stop, mut grace) = (pin!(attempts), pin!(stop), pin!(tokio::time::sleep(GRACE)));
        loop {
            tokio::select! {
                attempt = attempts.next() => match attempt {
                    Some((index, result)) => {
                        results[index] = Some(result);
                        done();
                    }
                    None => break,
                },
                failure = &mut stop, if stopped.is_none() => {
                    stopping.set(true);
                    stopped = Some(failure);
                    grace.as_mut().reset(tokio::time::Instant::now() + GRACE);
                }
                () = &mut grace, if stopped.is_some() => break,
            }
        }
    }
    let mut outcome = Outcome { stopped, ..Outcome::default() };
    for (prefix, result) in prefixes.into_iter().zip(results) {
        match result {
            Some(Ok(())) => outcome.revoked.push(prefix),
            Some(Err(error)) => outcome.failed.push((prefix, error.into())),
            None => outcome.untried.push(prefix),
        }
    }
    outcome
}

/// Reads the list until it shows what was revoked, or for as long as a list may lag. What it still has then is not revoked,
/// whatever the remote said; what it has no more is, even when the answer got lost or another process was faster.
async fn prove(client: &Client, outcome: &mut Outcome) {
    if outcome.revoked.is_empty() && outcome.failed.is_empty() {
        return;
    }
    let listed = RefCell::new(HashSet::<String>::new());
    let proof = poll_until(client.clock(), &POLL_DELAYS, async || {
        listed.replace(client.keys().await?.into_iter().map(|key| key.prefix).collect());
        let listed = listed.borrow();
        Ok(outcome.revoked.iter().all(|prefix| !listed.contains(prefix)).then_some(()))
    });
    if let Err(error) = proof.await {
        outcome.unproven = Some(error);
        return;
    }
    let listed = listed.into_inner();
    let (left, gone): (Vec<String>, Vec<String>) =
        std::mem::take(&mut outcome.revoked).into_iter().partition(|prefix| listed.contains(prefix));
    outcome.revoked = gone;
    outcome.failed.retain(|(prefix, _)| {
        let is_left = listed.contains(prefix);
        if !is_left {
            outcome.revoked.push(prefix.clone());
        }
        is_left
    });
    outcome.failed.extend(left.into_iter().map(|prefix| (prefix, Reason::StillListed)));
}

async fn revoke_own(client: &Client, prefix: String, outcome: &mut Outcome) {
    match revoke(client, &prefix).await {
        Ok(()) => outcome.revoked.push(prefix),
        Err(NotGone::Refused(error)) => outcome.failed.push((prefix, error.into())),
        Err(NotGone::StillListed(_)) => outcome.failed.push((prefix, Reason::StillListed)),
        Err(NotGone::Unproven(_, error)) => {
            outcome.revoked.push(prefix);
            outcome.unproven = Some(error);
        }
    }
}
