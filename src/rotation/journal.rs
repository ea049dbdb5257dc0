//! What is known of a rotation under way, as it stands on disk, and how one step leads to the next.
//!
//! Owns the record and its transitions, which are pure. Leaves files and locks to `folder`, and doing things to `steps`.

use std::fmt;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::api::keys::KeyInfo;
use crate::keys::issue::Wanted;
use crate::secret::ApiKey;

use super::plan::Plan;
use super::sinks::Sink;

/// The format of the record; another one is not read.
pub(crate) const VERSION: u32 = 1;

/// Which remote a rotation is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remote {
    /// Its name, for people and for the file's name.
    pub name: String,
    /// What tells it from others: the address of its management API, or its name where that address changes.
    pub identity: String,
}

/// How far a rotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// The new key may have been asked for, and its answer may have got lost.
    Planned,
    /// The new key is there, and its secret in the record.
    Created,
    /// The new key works and is what was asked for; sinks are getting it.
    Verified,
    /// Every sink has the new key. The old one still works.
    Distributed,
    /// The old key is gone.
    Revoked,
    /// The new key is to go again, because it did not prove itself.
    Withdrawing,
    /// The new key is to go again, because the user said so.
    Abandoning,
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Planned => "planned",
            Self::Created => "created",
            Self::Verified => "verified",
            Self::Distributed => "distributed",
            Self::Revoked => "revoked",
            Self::Withdrawing => "withdrawing",
            Self::Abandoning => "abandoning",
        })
    }
}

/// How long the old key stays after every sink has the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Overlap {
    /// Not at all.
    None,
    /// This long.
    For(SignedDuration),
    /// Until the user ends it.
    Kept,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Make the new key.
    Create,
    /// Try it and read it back.
    Verify,
    /// Give it to this sink.
    Deliver(usize),
    /// Leave the old key as it is.
    Hold,
    /// Revoke the old key.
    Revoke,
    /// Forget the rotation.
    Finish,
    /// Revoke the new key.
    Withdraw,
}

/// A rotation under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    version: u32,
    /// The remote.
    pub remote: Remote,
    /// Where commands of sinks run.
    pub folder: PathBuf,
    /// How far it is.
    pub step: Step,
    /// When the new key was first about to be asked for, by this machine's clock.
    pub planned_at: Timestamp,
    /// The old key, as the remote told it.
    pub old: KeyInfo,
    /// The new key, as it is asked for.
    pub wanted: Wanted,
    /// The keys that were there before the new one was asked for, by prefix.
    pub known: Vec<String>,
    /// The new key.
    pub new: Option<Successor>,
    /// Who gets it, in order.
    pub deliveries: Vec<Delivery>,
    /// How long the old key stays.
    pub overlap: Overlap,
    /// When every sink had the new key, by the remote's clock as far as it is known.
    pub distributed_at: Option<Timestamp>,
    /// When the old key is to be revoked, by this machine's clock.
    pub due: Option<Timestamp>,
}

/// The new key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Successor {
    /// What stands before the dot.
    pub prefix: String,
    /// When it was asked for, by this machine's clock.
    pub requested_at: Timestamp,
    /// The whole key, until every sink has it.
    #[serde(with = "exposed", default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<ApiKey>,
    /// What the remote told of it when it was read back.
    pub info: Option<KeyInfo>,
}

/// A sink and whether it has the new key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// Who gets it.
    pub sink: Sink,
    /// Whether it has it.
    pub delivered: bool,
    /// What it had before, where that can be put back. It stays until the old key goes: until then the rotation can
    /// be abandoned.
    pub before: Option<Before>,
}

/// What stood in a sink's place.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Before {
    /// Nothing.
    Nothing,
    /// This, to the letter. It is a secret.
    Text(#[serde(with = "wiped")] Zeroizing<String>),
}

impl fmt::Debug for Before {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Text(_) => "Text(…)",
        })
    }
}

impl Record {
    /// The start of a rotation. Nothing was asked for yet.
    pub(crate) fn new(plan: Plan, remote: &Remote, now: Timestamp) -> Self {
        let deliveries =
            plan.sinks.into_iter().map(|(sink, before)| Delivery { sink, delivered: false, before }).collect();
        Self {
            version: VERSION,
            remote: remote.clone(),
            folder: plan.folder,
            step: Step::Planned,
            planned_at: now,
            old: plan.old,
            wanted: plan.wanted,
            known: Vec::new(),
            new: None,
            deliveries,
            overlap: plan.overlap,
            distributed_at: None,
            due: None,
        }
    }

    /// Whether this program wrote it.
    pub(crate) fn is_readable(&self) -> bool {
        self.version == VERSION
    }

    /// What is to be done next at the time `now`; `at_once` ends an overlap that has no end of its own.
    #[must_use]
    pub fn next(&self, now: Timestamp, at_once: bool) -> Next {
        match self.step {
            Step::Planned => Next::Create,
            Step::Created => Next::Verify,
            Step::Verified => self.deliveries.iter().position(|delivery| !delivery.delivered).map_or(
                // A record always has a sink that is left here; without one, the old key must not go.
                Next::Hold,
                Next::Deliver,
            ),
            Step::Distributed if self.is_due(now) || at_once && self.overlap == Overlap::Kept => Next::Revoke,
            Step::Distributed => Next::Hold,
            Step::Revoked => Next::Finish,
            Step::Withdrawing | Step::Abandoning => Next::Withdraw,
        }
    }

    /// Whether the overlap is over.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due.is_some_and(|due| now >= due)
    }

    /// planned → created: the new key is there.
    pub(crate) fn created(&mut self, prefix: &str, secret: ApiKey, requested_at: Timestamp) {
        self.new = Some(Successor { prefix: prefix.to_owned(), requested_at, secret: Some(secret), info: None });
        self.known.clear();
        self.step = Step::Created;
    }

    /// created → verified: it works, and the remote tells this of it.
    pub(crate) fn verified(&mut self, info: KeyInfo) {
        if let Some(new) = &mut self.new {
            new.info = Some(info);
        }
        self.step = Step::Verified;
    }

    /// A sink has the new key. When it was the last: verified → distributed, and the secret goes.
    pub(crate) fn delivered(&mut self, sink: usize, now: Timestamp) {
        if let Some(delivery) = self.deliveries.get_mut(sink) {
            delivery.delivered = true;
        }
        if !self.deliveries.iter().all(|delivery| delivery.delivered) {
            return;
        }
        self.distributed_at = Some(self.on_the_remotes_clock(now));
        self.due = match self.overlap {
            Overlap::None => Some(now),
            Overlap::For(duration) => Some(now.saturating_add(duration).unwrap_or(Timestamp::MAX)),
            Overlap::Kept => None,
        };
        if let Some(new) = &mut self.new {
            new.secret = None;
        }
        self.step = Step::Distributed;
    }

    /// distributed → revoked: the old key is gone, and what sinks had before with it.
    pub(crate) fn revoked(&mut self) {
        for delivery in &mut self.deliveries {
            delivery.before = None;
        }
        self.step = Step::Revoked;
    }

    /// The time `now` by the clock with which the remote dates keys: it dated the new key, and how long ago that was
    /// asked for is known here. A remote that does not date keys is taken to have this machine's clock.
    fn on_the_remotes_clock(&self, now: Timestamp) -> Timestamp {
        let new = self.new.as_ref();
        let created = new.and_then(|new| new.info.as_ref()?.created());
        match (created, new) {
            (Some(created), Some(new)) => {
                created.saturating_add(now.duration_since(new.requested_at)).unwrap_or(Timestamp::MAX)
            }
            _ => now,
        }
    }
}

/// Whether the old key was used after every sink had the new one.
#[must_use]
pub fn used_since(old: &KeyInfo, distributed_at: Option<Timestamp>) -> Option<Timestamp> {
    old.last_used().filter(|used| distributed_at.is_none_or(|distributed| *used > distributed))
}

/// A key in the clear: only the record's file is written with this.
mod exposed {
    use super::{ApiKey, Deserialize, Deserializer, Serializer, Zeroizing};

    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub(super) fn serialize<S: Serializer>(key: &Option<ApiKey>, serializer: S) -> Result<S::Ok, S::Error> {
        match key {
            Some(key) => serializer.serialize_some(key.expose()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ApiKey>, D::Error> {
        let text: Option<Zeroizing<String>> = Option::<String>::deserialize(deserializer)?.map(Zeroizing::new);
        text.map(|text| ApiKey::parse(&text)).transpose().map_err(serde::de::Error::custom)
    }
}

/// A text that is wiped from memory after it was written or read.
mod wiped {
    use super::{Deserialize, Deserializer, Serializer, Zeroizing};

    pub(super) fn serialize<S: Serializer>(text: &Zeroizing<String>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
        String::deserialize(deserializer).map(Zeroizing::new)
    }
}
