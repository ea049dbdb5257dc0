//! The new key: asked for once, under a name that only one can have, and tried before anybody gets it.
//!
//! Owns planned → created → verified.

use std::time::Duration;

use jiff::SignedDuration;
use reqwest::StatusCode;

use crate::api::resources::keys::{KeyInfo, LastUse};
use crate::api::{Error, Fault};
use crate::error::{Failure, Kind};
use crate::hint::hinted;
use crate::keys::create::{Answer, find, name_taken, request, revoke_new};
use crate::keys::family::are_alike;
use crate::keys::lookup::describe;
use crate::keys::{POLL_DELAYS, USE_WEB_PAGE_HINT, family, poll_until};
use crate::rotation::engine::{LockedRotation, Rotation, overlap_failure, unfinished};
use crate::rotation::journal::{Record, Step};
use crate::rotation::scope::differences;
use crate::secret::ApiKey;

/// How long after it was asked for a key may be tried: later, our own request would pass for a service's.
const TRIAL_PERIOD: SignedDuration = SignedDuration::from_mins(5);
/// How long after a rotation began its own request can have made a key: a request's time limit, and clocks that differ.
const LATEST_ARRIVAL: SignedDuration = SignedDuration::from_mins(10);
/// How long to wait before each trial of a key that is not known yet: ten seconds together.
const TRIAL_DELAYS: [Duration; 7] = [
    Duration::ZERO,
    Duration::from_millis(250),
    Duration::from_millis(750),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
    Duration::from_secs(3),
];

impl Rotation<'_> {
    /// planned → created. Answers a key of the new name that an earlier run may have made.
    pub(crate) async fn create(&self, rotation: &mut LockedRotation) -> anyhow::Result<Option<KeyInfo>> {
        let keys = self.list(rotation).await?;
        rotation.note_old_key(&keys);
        let record = &rotation.record;
        let mut holder = record.spec.holder(&keys).cloned();
        if holder.is_none() && !rotation.is_new {
            holder = find(&self.client_of(rotation), |keys| record.spec.holder(keys)).await?;
        }
        if holder.is_none() && rotation.is_old_listed == Some(false) {
            let gone = Failure::new(Kind::NotFound, format!("the key `{}` no longer exists", record.old.prefix));
            return self.give_up(rotation, gone.with_hint("`truss keys list` shows the keys that this key can see"));
        }
        if let Some(holder) = holder {
            if rotation.is_new {
                return self.give_up(rotation, holder_failure(record, &holder));
            }
            if is_another_machines(record, &holder) {
                let message =
                    format!("another machine is rotating `{}`: {} is there", record.old.label(), describe(&holder));
                let hint = format!("if nobody has its secret, {}", hinted(&["keys", "revoke", &holder.prefix]));
                return self.give_up(rotation, Failure::new(Kind::Partial, message).with_hint(hint));
            }
            if !self.orders.remake {
                return Ok(Some(holder));
            }
            let prefix = holder.prefix;
            revoke_new(self.client, &prefix).await?;
            self.reporter.note(&format!("revoked `{prefix}`, whose secret is lost"));
        }
        rotation.record.planned_at = self.now();
        self.save(rotation)?;
        self.ask(rotation).await.map(|()| None)
    }

    async fn ask(&self, rotation: &mut LockedRotation) -> anyhow::Result<()> {
        let requested_at = self.now();
        self.reporter.verbose("asking for the new key");
        let client = self.client_of(rotation);
        match request(&client, &rotation.record.spec).await {
            Answer::Made(secret) => self.accept(rotation, secret, requested_at).await,
            Answer::Refused(error, Some(holder)) => {
                let failure = holder_failure(&rotation.record, &holder).cause(error);
                self.give_up(rotation, failure)
            }
            Answer::Refused(error, None) | Answer::Lost(error, None) => self.give_up(rotation, error),
            Answer::Lost(error, Some(holder)) => {
                let message = format!(
                    "the response was lost, and `{}` ({}) is there now: made here, or by somebody else at the same moment",
                    rotation.record.new_name(),
                    holder.prefix
                );
                Err(Failure::new(Kind::Partial, message).with_hint(remake_hint(rotation)).cause(error).into())
            }
            Answer::Unknown(error, unread) => {
                let message = format!("`{}` may have been made: {unread}", rotation.record.new_name());
                Err(Failure::new(Kind::Partial, message).with_hint(remake_hint(rotation)).cause(error).into())
            }
        }
    }

    /// The secret goes to disk before anything else is done with it. When it cannot, the key must not stay: nobody
    /// would ever have it.
    async fn accept(
        &self,
        rotation: &mut LockedRotation,
        secret: ApiKey,
        requested_at: jiff::Timestamp,
    ) -> anyhow::Result<()> {
        let prefix = secret.prefix().unwrap_or_default().to_owned();
        rotation.record.created(secret.clone(), requested_at, self.now());
        if let Err(failure) = self.save(rotation) {
            revoke_new(self.client, &prefix).await?;
            return self.give_up(rotation, failure);
        }
        self.reporter.hide(&secret);
        self.reporter.verbose(&format!("made the new key `{prefix}`"));
        rotation.secret = Some(secret);
        Ok(())
    }

    /// Forgets a rotation that has not made a key.
    fn give_up<T>(&self, rotation: &LockedRotation, error: impl Into<anyhow::Error>) -> anyhow::Result<T> {
        self.store.remove(&rotation.record)?;
        Err(error.into())
    }

    /// created → verified. A key that does not prove itself goes again.
    pub(crate) async fn verify(&self, rotation: &mut LockedRotation) -> anyhow::Result<()> {
        let (Some(new), Some(secret)) = (&rotation.record.new, rotation.secret.clone()) else {
            return self.withdraw_next(rotation);
        };
        let prefix = new.prefix.clone();
        let is_late = self.now().duration_since(new.requested_at) > TRIAL_PERIOD;
        if is_late {
            let keys = self.list(rotation).await.map_err(|error| unfinished(rotation, error))?;
            rotation.note_old_key(&keys);
        }
        // Without the old key there is no other to be made, and no use that ours could pass for.
        if is_late && rotation.is_old_listed == Some(true) {
            self.reporter
                .note(&format!("`{prefix}` was created by an interrupted run and never delivered: creating another"));
            return self.withdraw_next(rotation);
        }
        self.reporter.verbose(&format!("trying the new key `{prefix}`"));
        let doubt = match self.accepts(&secret).await {
            Ok(true) => self.read_back(rotation, &prefix).await,
            Ok(false) => Ok(Err("the remote does not accept it".to_owned())),
            Err(error) => Err(error),
        };
        let doubt = doubt.map_err(|error| unfinished(rotation, error))?;
        let why = match doubt {
            Ok(info) => {
                rotation.record.verified(&info);
                return self.save(rotation).map_err(|error| unfinished(rotation, error));
            }
            Err(why) => why,
        };
        self.withdraw_next(rotation)?;
        self.withdraw(rotation).await?;
        self.store.remove(&rotation.record)?;
        Err(Failure::new(
            Kind::Unsafe,
            format!("the new key `{prefix}` was revoked again, because {why}; the old one works"),
        )
        .with_hint(USE_WEB_PAGE_HINT)
        .into())
    }

    fn withdraw_next(&self, rotation: &mut LockedRotation) -> anyhow::Result<()> {
        rotation.record.step = Step::Withdrawing;
        self.save(rotation).map_err(|error| unfinished(rotation, error))
    }

    /// What the remote tells of the new key, or why that is not the key that was asked for.
    async fn read_back(&self, rotation: &LockedRotation, prefix: &str) -> Result<Result<KeyInfo, String>, Error> {
        let Record { old, spec, .. } = &rotation.record;
        let info = poll_until(self.client.clock(), &POLL_DELAYS, async || {
            Ok(self.list(rotation).await?.into_iter().find(|key| key.prefix == prefix))
        });
        let Some(info) = info.await? else { return Ok(Err("the remote does not list it".to_owned())) };
        Ok(match differences(old, spec, &info).as_slice() {
            [] => Ok(info),
            differences => Err(format!("the remote does not confirm {}", differences.join(" and "))),
        })
    }

    async fn accepts(&self, secret: &ApiKey) -> Result<bool, Error> {
        let client = self.client.with_key(secret.clone());
        let accepted = poll_until(client.clock(), &TRIAL_DELAYS, async || match client.current_user().await {
            // An answer of a form that is not known is an answer.
            Ok(_) | Err(Error { fault: Fault::Malformed(_), .. }) => Ok(Some(())),
            Err(error) => match error.status() {
                Some(StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) => Ok(Some(())),
                Some(StatusCode::UNAUTHORIZED) => Ok(None),
                _ => Err(error),
            },
        });
        Ok(accepted.await?.is_some())
    }
}

/// Whether a key of the new name cannot be the one that an earlier run here asked for: it is in use, can do something
/// else, or was made too late. What the remote does not tell may be all of that.
fn is_another_machines(record: &Record, holder: &KeyInfo) -> bool {
    let latest = record.planned_at.saturating_add(LATEST_ARRIVAL).unwrap_or(jiff::Timestamp::MAX);
    holder.last_use() != LastUse::None
        || !are_alike(&record.old, holder)
        || holder.created().is_none_or(|created| created > latest)
}

fn holder_failure(record: &Record, holder: &KeyInfo) -> Failure {
    let keys = [record.old.clone(), holder.clone()];
    match family::Family::around(&keys, &record.old).overlap() {
        Some((old, new)) => overlap_failure(old, new),
        None => name_taken(record.new_name(), holder),
    }
}

fn remake_hint(rotation: &LockedRotation) -> String {
    let revoke_now: &[&str] = if rotation.revoke_now { &["--revoke-now"] } else { &[] };
    let again = hinted(&[&["keys", "rotate", rotation.record.old.label(), "--yes"], revoke_now].concat());
    format!("{again} revokes it, if nobody uses it, and makes another")
}
