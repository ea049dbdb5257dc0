//! What is known of a rotation under way, as it stands on disk: a secret in flight, and what stood in each place.
//!
//! Owns the record and how each step changes it. Leaves files and locks to `store`.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::api::resources::keys::KeyInfo;
use crate::keys::family::{place, split};
use crate::keys::lookup::prefix;
use crate::keys::sinks::{Before, Sink};
use crate::keys::spec::KeySpec;
use crate::rotation::plan::Plan;
use crate::secret::ApiKey;

/// The format of the record and of its file's name; another one is not read.
pub(crate) const VERSION: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Step {
    /// The new key may have been asked for, and its answer may have got lost.
    Planned,
    /// The new key is there, and its secret in the record.
    Created,
    /// The new key works and is what was asked for; sinks are getting it.
    Verified,
    /// Every sink has the new key, and the old one is to be revoked.
    Delivered,
    /// The new key is to go again.
    Withdrawing,
}

impl Step {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Created => "created",
            Self::Verified => "verified",
            Self::Delivered => "delivered",
            Self::Withdrawing => "withdrawing",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    version: u32,
    /// Where the remote is: the address of its management API; the embedded API's data folder, since its port changes.
    pub(crate) identity: String,
    pub(crate) folder: PathBuf,
    pub(crate) step: Step,
    /// When it began, by this machine's clock.
    pub(crate) planned_at: Timestamp,
    pub old: KeyInfo,
    pub(crate) spec: KeySpec,
    pub new: Option<Successor>,
    pub(crate) deliveries: Vec<Placement>,
    /// When the last sink got the new key, by the remote's clock as far as it is known.
    pub(crate) delivered_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Successor {
    pub(crate) prefix: String,
    /// When it was asked for, by this machine's clock.
    pub(crate) requested_at: Timestamp,
    /// When it came, by this machine's clock.
    pub(crate) answered_at: Timestamp,
    /// When it was made, by the remote's clock.
    pub(crate) created_at: Option<Timestamp>,
    /// The whole key, until every sink has it.
    #[serde(with = "exposed", default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<ApiKey>,
}

/// A sink and whether it has the new key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Placement {
    pub(crate) sink: Sink,
    pub(crate) delivered: bool,
    /// What stands in its place, until every sink has the new key.
    pub(crate) before: Before,
}

impl Record {
    /// The start of a rotation. Nothing was asked for yet.
    pub(crate) fn new(plan: Plan, identity: &str, now: Timestamp) -> Self {
        let placement = |(sink, before)| Placement { sink, delivered: false, before };
        Self {
            version: VERSION,
            identity: identity.to_owned(),
            folder: plan.folder,
            step: Step::Planned,
            planned_at: now,
            old: plan.old,
            spec: plan.spec,
            new: None,
            deliveries: plan.sinks.into_iter().map(placement).collect(),
            delivered_at: None,
        }
    }

    /// Whether this version of the program wrote it.
    pub(crate) fn is_readable(&self) -> bool {
        self.version == VERSION
    }

    pub(crate) fn new_name(&self) -> &str {
        self.spec.key.name.as_deref().unwrap_or_default()
    }

    /// Whether `typed` means this rotation: either prefix, or a name of the family.
    pub(crate) fn is_meant(&self, typed: &str) -> bool {
        let typed = prefix(typed);
        self.is_about(typed) || place(&self.old).0 == split(typed).0
    }

    /// Whether one of its two keys has this prefix, whatever its name is by now.
    pub(crate) fn is_about(&self, prefix: &str) -> bool {
        self.old.prefix == prefix || self.new.as_ref().is_some_and(|new| new.prefix == prefix)
    }

    /// planned → created.
    pub(crate) fn created(&mut self, secret: ApiKey, requested_at: Timestamp, answered_at: Timestamp) {
        let prefix = secret.prefix().unwrap_or_default().to_owned();
        self.new = Some(Successor { prefix, requested_at, answered_at, created_at: None, secret: Some(secret) });
        self.step = Step::Created;
    }

    /// created → verified: it works, and the remote lists it so.
    pub(crate) fn verified(&mut self, info: &KeyInfo) {
        if let Some(new) = &mut self.new {
            new.created_at = info.created();
        }
        self.step = Step::Verified;
    }

    /// Goes to these places instead of those that do not have the new key yet, while it is on its way.
    pub(crate) fn redirected(&mut self, places: Vec<(Sink, Before)>) {
        if !self.is_on_its_way() {
            return;
        }
        self.deliveries.retain(|placement| placement.delivered);
        for (sink, before) in places {
            if self.deliveries.iter().all(|placement| placement.sink != sink) {
                self.deliveries.push(Placement { sink, delivered: false, before });
            }
        }
    }

    /// Whether the new key is there, with its secret, and some place does not have it yet.
    pub(crate) fn is_on_its_way(&self) -> bool {
        matches!(self.step, Step::Created | Step::Verified)
    }

    pub(crate) fn placed(&mut self, index: usize, now: Timestamp) {
        self.deliveries[index].delivered = true;
        self.delivered_at = Some(self.on_the_remotes_clock(now));
    }

    /// verified → delivered: every sink has the new key. The secret goes, and what stood there with it.
    pub(crate) fn delivered(&mut self) {
        if let Some(new) = &mut self.new {
            new.secret = None;
        }
        for placement in &mut self.deliveries {
            placement.before = Before::Unknown;
        }
        self.step = Step::Delivered;
    }

    /// Back to planned: the key that was made is gone, and no place has it.
    pub(crate) fn restarted(&mut self, now: Timestamp) {
        (self.new, self.delivered_at) = (None, None);
        self.deliveries.iter_mut().for_each(|placement| placement.delivered = false);
        self.planned_at = now;
        self.step = Step::Planned;
    }

    /// The time `now` by the clock with which the remote dates keys. It dated the new key between the request for it
    /// and the answer, so how far the two clocks are apart is known to within that. Where they can be the same they
    /// are; else the latest time is taken, so that this program's own last use of the old key is not taken for
    /// somebody else's. A remote that does not date keys is taken to have this machine's clock.
    fn on_the_remotes_clock(&self, now: Timestamp) -> Timestamp {
        let Some(new) = &self.new else { return now };
        let Some(created) = new.created_at else { return now };
        // A remote that dates to the second leaves out what is below it.
        let left_out = SignedDuration::from_secs(i64::from(created.subsec_nanosecond() == 0));
        let least = created.duration_since(new.answered_at);
        let most = created.duration_since(new.requested_at) + left_out;
        let can_be_the_same = least <= SignedDuration::ZERO && most >= SignedDuration::ZERO;
        let ahead = if can_be_the_same { SignedDuration::ZERO } else { most };
        now.saturating_add(ahead).unwrap_or(Timestamp::MAX)
    }
}

/// A key in the clear: only the record's file is written with this.
mod exposed {
    use super::{ApiKey, Deserialize, Deserializer, Serializer, Zeroizing};

    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub(crate) fn serialize<S: Serializer>(key: &Option<ApiKey>, serializer: S) -> Result<S::Ok, S::Error> {
        match key {
            Some(key) => serializer.serialize_some(key.expose()),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ApiKey>, D::Error> {
        let text: Option<Zeroizing<String>> = Option::<String>::deserialize(deserializer)?.map(Zeroizing::new);
        text.map(|text| ApiKey::parse(&text)).transpose().map_err(serde::de::Error::custom)
    }
}
