//! What is known of a rotation under way, as it stands on disk.
//!
//! Owns the record. Leaves how one step leads to the next to `transitions`, files and locks to `folder`.

use std::fmt;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::api::keys::KeyInfo;
use crate::keys::wanted::Wanted;
use crate::secret::ApiKey;

use super::plan::Plan;
use super::sinks::{Sink, dotenv};

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
    /// When the new key was last about to be asked for, by this machine's clock.
    pub planned_at: Timestamp,
    /// How often it was about to be asked for. All but the last request got no answer, and may have made a key that
    /// nobody has.
    pub asked: usize,
    /// The old key, as the remote told it.
    pub old: KeyInfo,
    /// The new key, as it is asked for.
    pub wanted: Wanted,
    /// The keys that were there before the new one was first asked for, by prefix.
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
    /// When it came, by this machine's clock.
    pub answered_at: Timestamp,
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

impl Before {
    /// What `text` says, if there was one.
    pub(super) fn of(text: Option<Zeroizing<String>>) -> Self {
        text.map_or(Self::Nothing, Self::Text)
    }

    /// The key in it, if it is one.
    pub(super) fn key(&self) -> Option<ApiKey> {
        self.text().and_then(|text| ApiKey::parse(dotenv::unquoted(text)).ok())
    }

    /// What stood there, to the letter.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(text),
        }
    }
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
            asked: 0,
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
