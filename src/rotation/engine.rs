//! The machine: does what the record says is next, and writes down that it was done, until nothing is left to do.
//!
//! Owns the order, and who asks the remote. Leaves making the key to `create`, giving it away to `deliver`, and taking it
//! back to `abandon`.

use std::time::Duration;

use jiff::Timestamp;

use crate::api::resources::keys::{KeyInfo, LastUse};
use crate::api::{Client, Error};
use crate::error::{Explain, Failure, Kind};
use crate::fs::lock::Lock;
use crate::hint::hinted;
use crate::keys::family::place;
use crate::keys::lookup::describe;
use crate::keys::sinks::{Before, Sink};
use crate::rotation::journal::{Record, Step};
use crate::rotation::plan::Plan;
use crate::rotation::reporter::Reporter;
use crate::rotation::store::Store;
use crate::secret::ApiKey;

/// How long a command that was left running is waited for.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// What can be done besides going on when the new key is the only one.
pub(crate) const ELSEWHERE_HINT: &str = "add `--to` to deliver the new key to other destinations instead";

/// What the user says about how far to go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Orders {
    /// Revoke the old key when every place has the new one.
    pub revoke_now: bool,
    /// Revoke a key that a lost answer may have left, and make another one.
    pub remake: bool,
    pub sink_timeout: Duration,
}

/// How far a run came without an error.
pub(crate) enum Outcome {
    /// Every place has the new key; the old one still works. The client asks with a key that will go on working.
    Delivered(Box<Record>, Box<Client>),
    /// Every place has the new key, and the old one is revoked.
    Rotated(Box<Record>),
    /// Every place has the new key; somebody else has revoked the old one.
    AlreadyRevoked(Box<Record>),
    /// The new key is gone again, and the old one is where it was; both stay where every place had the new one.
    Abandoned(Box<Record>),
    /// A key of the new name is there, which an earlier run may have made: nobody has its secret, if so.
    Doubtful(Box<Record>, Box<KeyInfo>),
}

pub(crate) struct Rotation<'a> {
    pub client: &'a Client,
    /// Where the remote is; see [`Record::identity`].
    pub identity: &'a str,
    pub store: &'a Store,
    pub reporter: &'a dyn Reporter,
    pub orders: Orders,
}

/// A record that this process alone works on.
pub(crate) struct LockedRotation {
    pub(crate) record: Record,
    /// The new key, as long as this process has it.
    pub(crate) secret: Option<ApiKey>,
    /// Whether this run has made the plan: no other can have asked for the key.
    pub(crate) is_new: bool,
    /// Whether the last list had the old key; `None` before one was read.
    pub(crate) is_old_listed: Option<bool>,
    /// Whether this run is to revoke the old key.
    pub(crate) revoke_now: bool,
    pub(crate) lock: Lock,
}

impl LockedRotation {
    /// Notes whether the list has the old key.
    pub(crate) fn note_old_key(&mut self, keys: &[KeyInfo]) {
        self.is_old_listed = Some(keys.iter().any(|key| key.prefix == self.record.old.prefix));
    }
}

impl Rotation<'_> {
    /// Starts what was planned and goes as far as it can. The plan is on disk just before a key is asked for, and not
    /// earlier: until then there is nothing to go on with.
    pub(crate) async fn start(&self, plan: Plan) -> anyhow::Result<Outcome> {
        let lock = self.lock(&plan.old.prefix).await?;
        if self.store.load(self.identity, &plan.old.prefix)?.is_some() {
            let message = format!("a rotation of `{}` was started by another process", plan.old.prefix);
            return Err(Failure::new(Kind::Partial, message).with_hint("run this again to continue it").into());
        }
        let record = Record::new(plan, self.identity, self.now());
        let revoke_now = self.orders.revoke_now;
        self.drive(LockedRotation { record, secret: None, is_new: true, is_old_listed: None, revoke_now, lock }).await
    }

    pub(crate) async fn resume(&self, old_prefix: &str) -> anyhow::Result<Outcome> {
        self.drive(self.lock_rotation(old_prefix).await?).await
    }

    /// Goes on to `places` instead of those that do not have the new key yet.
    pub(crate) async fn redirect(&self, old_prefix: &str, places: Vec<(Sink, Before)>) -> anyhow::Result<Outcome> {
        let mut rotation = self.lock_rotation(old_prefix).await?;
        rotation.record.redirected(places);
        self.save(&rotation)?;
        self.drive(rotation).await
    }

    async fn lock(&self, old_prefix: &str) -> Result<Lock, Failure> {
        self.store.lock(self.identity, old_prefix, self.client.clock(), LOCK_TIMEOUT).await
    }

    pub(crate) async fn lock_rotation(&self, old_prefix: &str) -> Result<LockedRotation, Failure> {
        let lock = self.lock(old_prefix).await?;
        let record = self.store.load(self.identity, old_prefix)?.ok_or_else(|| {
            let message = format!("another process ended the rotation of `{old_prefix}`");
            Failure::new(Kind::Partial, message).with_hint("`truss keys rotations list` shows what is left of it")
        })?;
        let secret = record.new.as_ref().and_then(|new| new.secret.clone());
        secret.iter().for_each(|secret| self.reporter.hide(secret));
        let revoke_now = self.orders.revoke_now;
        Ok(LockedRotation { record, secret, is_new: false, is_old_listed: None, revoke_now, lock })
    }

    async fn drive(&self, mut rotation: LockedRotation) -> anyhow::Result<Outcome> {
        loop {
            match rotation.record.step {
                Step::Planned => {
                    if let Some(holder) = self.create(&mut rotation).await? {
                        return Ok(Outcome::Doubtful(Box::new(rotation.record), Box::new(holder)));
                    }
                }
                Step::Created => self.verify(&mut rotation).await?,
                Step::Verified => {
                    self.deliver(&mut rotation).await?;
                    if !self.orders.revoke_now {
                        self.store.remove(&rotation.record)?;
                        if rotation.is_old_listed == Some(false) {
                            return Ok(Outcome::AlreadyRevoked(Box::new(rotation.record)));
                        }
                        let client = Box::new(self.client_of(&rotation));
                        return Ok(Outcome::Delivered(Box::new(rotation.record), client));
                    }
                    self.save(&rotation)?;
                }
                Step::Delivered => {
                    let is_revoked = self.retire(&rotation).await?;
                    self.store.remove(&rotation.record)?;
                    let record = Box::new(rotation.record);
                    return Ok(if is_revoked { Outcome::Rotated(record) } else { Outcome::AlreadyRevoked(record) });
                }
                Step::Withdrawing => {
                    self.withdraw(&rotation).await?;
                    rotation.secret = None;
                    rotation.record.restarted(self.now());
                    self.save(&rotation)?;
                }
            }
        }
    }

    /// Whose key asks the remote: the one in use, but never the old one once the trussrc has the new one.
    pub(crate) fn client_of(&self, rotation: &LockedRotation) -> Client {
        let record = &rotation.record;
        let uses_old = self.client.key().prefix() == Some(record.old.prefix.as_str());
        let Some(new) = record.new.as_ref().filter(|_| uses_old) else { return self.client.clone() };
        let in_trussrc = record.deliveries.iter().filter_map(|placement| placement.sink.section_key());
        match in_trussrc.into_iter().find(|key| key.prefix() == Some(new.prefix.as_str())) {
            Some(key) => self.client.with_key(key),
            None => self.client.clone(),
        }
    }

    /// The list of keys. When the old key is the one in use and is gone, the new one asks.
    pub(crate) async fn list(&self, rotation: &LockedRotation) -> Result<Vec<KeyInfo>, Error> {
        self.reporter.verbose("reading the list of keys");
        let client = self.client_of(rotation);
        let is_old = client.key().prefix() == Some(rotation.record.old.prefix.as_str());
        match (client.keys().await, &rotation.secret) {
            (Err(error), Some(secret)) if is_old && error.status() == Some(reqwest::StatusCode::UNAUTHORIZED) => {
                self.client.with_key(secret.clone()).keys().await
            }
            (keys, _) => keys,
        }
    }

    pub(crate) fn save(&self, rotation: &LockedRotation) -> Result<(), Failure> {
        self.reporter.verbose(&format!("writing down: {}", rotation.record.step.word()));
        self.store.save(&rotation.record)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.client.clock().now()
    }
}

/// What stops a rotation that can go on: running it again does.
pub(crate) fn unfinished(rotation: &LockedRotation, error: impl Into<anyhow::Error>) -> anyhow::Error {
    let LockedRotation { record, is_old_listed, revoke_now, .. } = rotation;
    let (error, old) = (error.into(), record.old.prefix.as_str());
    let state = match (record.step, is_old_listed) {
        (Step::Delivered, _) => "the new key is in place everywhere, and the old one is not revoked yet",
        (Step::Withdrawing, Some(false)) => "the new key is not revoked yet, and the old one is gone",
        (Step::Withdrawing, Some(true)) => "the new key is not revoked yet, and the old one works",
        (Step::Withdrawing, None) => "the new key is not revoked yet",
        (_, Some(true)) => "the old key still works",
        (_, Some(false)) => "the old key is gone, and the new one is not in place everywhere",
        (_, None) => "the new key is not in place everywhere",
    };
    let mut words = vec!["keys", "rotate", old];
    let is_to_go = *revoke_now || record.step == Step::Delivered;
    words.extend((is_to_go && *is_old_listed != Some(false)).then_some("--revoke-now"));
    let rotate = hinted(&words);
    let again = match (record.step, is_old_listed) {
        (Step::Withdrawing, _) => {
            let abandon = hinted(&["keys", "rotations", "abandon", old]);
            format!("{abandon} revokes it; {rotate} revokes it and makes another")
        }
        (Step::Planned | Step::Created | Step::Verified, Some(false)) => {
            format!("{rotate} continues where it stopped; {ELSEWHERE_HINT}")
        }
        _ => format!("{rotate} continues where it stopped"),
    };
    let hint = match error.downcast_ref::<Failure>().and_then(Explain::hint) {
        Some(hint) => format!("{hint}; then {again}"),
        None => again,
    };
    Failure::new(Kind::Partial, format!("the rotation of `{}` is not finished: {state}", record.old.label()))
        .with_hint(hint)
        .cause(error)
        .into()
}

/// What is told when somebody else has made a successor of the key already.
pub(crate) fn overlap_failure(old: &KeyInfo, new: &KeyInfo) -> Failure {
    let base = place(old).0;
    let used = |key: &KeyInfo| match key.last_use() {
        LastUse::At(time) => format!(", last used {time:.0}"),
        LastUse::None => String::new(),
        LastUse::Unknown => ", last used at an unknown time".to_owned(),
    };
    let made = |key: &KeyInfo| key.created().map_or_else(String::new, |time| format!(", made {time:.0}"));
    let told = |key: &KeyInfo| format!("{}{}{}", describe(key), made(key), used(key));
    Failure::new(
        Kind::Partial,
        format!("`{base}` has been rotated already: {} has the place of {}", told(new), told(old)),
    )
    .with_hint(format!(
        "when the new one is in use, {}; if its secret is lost, {} and rotate again",
        hinted(&["keys", "rotations", "finish", &base]),
        hinted(&["keys", "revoke", new.label()])
    ))
}
