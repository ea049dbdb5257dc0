//! The new key: asked for once, even when an answer or the machine gets lost, and tried before anybody gets it.
//!
//! Owns planned → created → verified. A key whose secret got lost is found and revoked before another is asked for.

use std::collections::HashSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::api::keys::KeyInfo;
use crate::api::{Client, Error, Fault};
use crate::error::{Explain as _, Failure, Kind};
use crate::keys::orphan::revoke_orphans;
use crate::keys::revoke::revoke;
use crate::secret::ApiKey;

use super::frontend::Action;
use super::journal::Step;
use super::scope::differences;
use super::steps::{Held, Rotation, unfinished};

/// How long after a crash's last sign of life a key can still be its own: a request's time limit, and clocks that
/// differ. A younger key of the same name is somebody else's.
const LATEST_ORPHAN: SignedDuration = SignedDuration::from_mins(15);
/// How often, and how long apart, a key that is not known yet is tried: a remote may take a moment to know it
/// everywhere.
const TRIES: [Duration; 4] =
    [Duration::ZERO, Duration::from_millis(250), Duration::from_millis(500), Duration::from_millis(1_000)];

impl Rotation<'_> {
    /// planned → created.
    pub(super) async fn create(&self, held: &mut Held) -> anyhow::Result<()> {
        // A key that appears from here on, and that no rotation knows, comes from this one or from a crash.
        let _alone = self.folder.lock_creation().await?;
        self.revoke_orphans(held, self.client).await?;
        let mut lost = None;
        for _ in 0..2 {
            let keys = self.request(Action::List, self.client.keys(false)).await?;
            if !keys.iter().any(|key| key.prefix == held.record.old.prefix) {
                return Err(self.gone(held).into());
            }
            held.record.about_to_ask(keys, Timestamp::now());
            self.save(&held.record)?;
            let Err(error) = self.ask(held).await? else { return Ok(()) };
            lost = Some(error);
        }
        // What is written down stays: either request may yet be carried out.
        let lost = lost.map_or_else(|| Failure::new(Kind::Server, "no key could be made").into(), anyhow::Error::from);
        Err(unfinished(&held.record, lost))
    }

    /// Asks for the key. The inner error is a lost answer of which no key is left so far.
    async fn ask(&self, held: &mut Held) -> anyhow::Result<Result<(), Error>> {
        let requested_at = Timestamp::now();
        let answer = self.request(Action::Create, self.client.create_key(&held.record.wanted.key)).await;
        let lost = match answer {
            Ok(secret) if secret.prefix().is_some() => return self.keep(held, secret, requested_at).await.map(Ok),
            // A key without a prefix cannot be revoked by it; the list tells which one it is.
            Ok(_) => None,
            Err(error) if error.may_have_arrived() => Some(error),
            Err(error) => {
                held.record.asked -= 1;
                if held.record.asked == 0 {
                    self.forget(held)?
                } else {
                    self.save(&held.record)?
                }
                return Err(error.into());
            }
        };
        self.revoke_orphans(held, self.client).await?;
        match lost {
            Some(error) => Ok(Err(error)),
            None => {
                self.forget(held)?;
                Err(Failure::new(Kind::Server, "the remote made a key without a prefix; it was revoked").into())
            }
        }
    }

    /// The secret goes to disk before anything else is done with it. When it cannot, the key must not stay: nobody
    /// would ever have it.
    async fn keep(&self, held: &mut Held, secret: ApiKey, requested_at: Timestamp) -> anyhow::Result<()> {
        let prefix = secret.prefix().unwrap_or_default().to_owned();
        let planned = held.record.clone();
        held.record.created(&prefix, secret.clone(), requested_at, Timestamp::now());
        if let Err(failure) = self.save(&held.record) {
            held.record = planned;
            self.request(Action::Withdraw(&prefix), revoke(self.client, &prefix))
                .await
                .map_err(|error| unfinished(&held.record, error))?;
            self.forget(held)?;
            return Err(failure.into());
        }
        self.frontend.secret(&secret);
        self.frontend.note(&format!("made the new key `{prefix}`"));
        held.successor = Some(secret);
        Ok(())
    }

    /// Revokes the keys of requests that got no answer: this run's, or those of one that was killed. A request can be
    /// carried out later than anybody waited for it, so this is done again at the end.
    pub(super) async fn revoke_orphans(&self, held: &Held, client: &Client) -> anyhow::Result<()> {
        let record = &held.record;
        if record.possible_orphans() == 0 {
            return Ok(());
        }
        let mut known: HashSet<String> = record.known.iter().cloned().collect();
        known.extend(self.folder.all()?.into_iter().filter_map(|other| Some(other.new?.prefix)));
        let latest = record.planned_at.saturating_add(LATEST_ORPHAN).unwrap_or(Timestamp::MAX);
        // Nobody has the secret of the key that is looked for, so nobody can have used it.
        let is_known = |key: &KeyInfo| {
            known.contains(&key.prefix)
                || key.last_used_at.value().is_some()
                || key.created().is_some_and(|created| created > latest)
        };
        let revoking = revoke_orphans(client, &record.wanted.key, record.possible_orphans(), is_known);
        self.frontend.before(&Action::RevokeOrphans);
        if !revoking.await.map_err(|error| unfinished(record, error))?.is_empty() {
            self.frontend.after(&Action::RevokeOrphans);
        }
        Ok(())
    }

    /// created → verified. A key that does not prove itself goes again.
    pub(super) async fn verify(&self, held: &mut Held) -> anyhow::Result<()> {
        match self.prove(held).await {
            Ok(info) => {
                held.record.verified(info);
                self.save(&held.record).map_err(|error| unfinished(&held.record, error))?;
                Ok(())
            }
            Err(failure) => {
                held.record.step = Step::Withdrawing;
                self.save(&held.record).map_err(|error| unfinished(&held.record, error))?;
                self.take_away(held).await?;
                Err(failure.into())
            }
        }
    }

    async fn prove(&self, held: &Held) -> Result<KeyInfo, Failure> {
        let (Some(new), Some(secret)) = (&held.record.new, &held.successor) else {
            return Err(Failure::new(Kind::Other, "the new key's secret is not in the rotation's state any more"));
        };
        let prefix = &new.prefix;
        let failed = |kind, why: &str| {
            Failure::new(
                kind,
                format!("the new key `{prefix}` was revoked again, because {why}; the old one is as it was"),
            )
        };
        self.request(Action::Try(prefix), self.attempt(secret)).await.map_err(|error| {
            let kind =
                if error.status().is_some_and(|status| status.is_client_error()) { Kind::Unsafe } else { error.kind() };
            failed(kind, "it could not be tried").cause(error)
        })?;
        let action = Action::ReadBack(prefix);
        self.frontend.before(&action);
        let info = self.look(prefix).await;
        let info = info.map_err(|error| failed(error.kind(), "it could not be read back").cause(error))?;
        let info = info.ok_or_else(|| failed(Kind::Unsafe, "the remote does not list it"))?;
        let differences = differences(&held.record.old, &held.record.wanted, &info);
        if !differences.is_empty() {
            return Err(failed(Kind::Unsafe, &format!("the remote does not confirm {}", differences.join(" and ")))
                .hint("rotate this key on Baseten's web page: Settings, API keys"));
        }
        self.frontend.after(&action);
        Ok(info)
    }

    async fn look(&self, prefix: &str) -> Result<Option<KeyInfo>, Error> {
        for pause in TRIES {
            tokio::time::sleep(pause).await;
            let info = self.client.keys(false).await?.into_iter().find(|key| key.prefix == *prefix);
            if info.is_some() {
                return Ok(info);
            }
        }
        Ok(None)
    }

    /// Whether the remote knows the key: whatever it answers but 401 shows that it does, unless it failed.
    async fn attempt(&self, secret: &ApiKey) -> Result<(), Error> {
        let client = self.client.with_key(secret.clone());
        let mut refused = None;
        for pause in TRIES {
            tokio::time::sleep(pause).await;
            match client.current_user().await {
                Err(error) if error.status() == Some(reqwest::StatusCode::UNAUTHORIZED) => refused = Some(error),
                Err(error) if is_failure(&error) => return Err(error),
                _ => return Ok(()),
            }
        }
        refused.map_or(Ok(()), Err)
    }

    fn gone(&self, held: &Held) -> Failure {
        Failure::new(Kind::NotFound, format!("there is no key `{}` any more", held.record.old.prefix))
            .hint("`truss keys list` shows the keys that this key can see")
    }
}

/// Whether the remote could not say anything about the key.
fn is_failure(error: &Error) -> bool {
    match &error.fault {
        Fault::Refused { .. } => error.kind() == Kind::Server,
        // An answer of a form that is not known is an answer.
        Fault::Malformed(_) => false,
        _ => true,
    }
}
