//! How bad a find is.

use serde::Serialize;

use crate::api::resources::keys::KeyInfo;
use crate::keys::lookup::{Listing, describe};
use crate::scan::findings::Finding;
use crate::scan::scanner::{Kind, public_name};
use crate::secret::ApiKey;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Grade {
    /// The trussrc or the environment has it.
    Held,
    /// The remote lists a key of its prefix.
    Live,
    /// It looks like a key.
    Possible,
}

impl Grade {
    pub(super) const ALL: [Self; 3] = [Self::Held, Self::Live, Self::Possible];

    /// In SARIF: the name of the rule, the level, and what it means.
    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Held => ("held-key", "error", "a key or token that the trussrc or the environment has"),
            Self::Live => ("live-key", "error", "a key whose prefix the remote lists"),
            Self::Possible => ("possible-key", "note", "a text of the shape of Baseten's keys"),
        }
    }

    pub(super) fn rule(self) -> &'static str {
        let (rule, ..) = self.row();
        rule
    }

    pub(super) fn level(self) -> &'static str {
        let (_, level, _) = self.row();
        level
    }

    pub(super) fn meaning(self) -> &'static str {
        let (.., meaning) = self.row();
        meaning
    }
}

pub(super) struct Graded<'scan> {
    pub(super) finding: &'scan Finding,
    pub(super) grade: Grade,
    /// A token has none.
    pub(super) prefix: Option<&'scan str>,
    pub(super) key: Option<&'scan KeyInfo>,
    is_live_known: bool,
}

impl<'scan> Graded<'scan> {
    /// `listing` has the keys that are live, if that is known.
    pub(super) fn new(finding: &'scan Finding, known: &'scan [ApiKey], listing: Option<&'scan Listing>) -> Self {
        let prefix = prefix(finding, known);
        let live = |prefix| listing?.keys.iter().find(|key| key.prefix == prefix);
        let key = prefix.and_then(live);
        let grade = match (&finding.kind, key) {
            (Kind::Known(_), _) => Grade::Held,
            (_, Some(_)) => Grade::Live,
            (_, None) => Grade::Possible,
        };
        Self { finding, grade, prefix, key, is_live_known: listing.is_some() }
    }

    /// Which key it is, and how bad that is.
    pub(super) fn in_words(&self) -> String {
        let key = match (self.key, self.prefix) {
            (Some(key), _) => describe(key),
            (None, Some(prefix)) if self.grade == Grade::Possible => format!("what looks like a key, `{prefix}`"),
            (None, Some(prefix)) => format!("the key `{prefix}`"),
            (None, None) => "a token".to_owned(),
        };
        match self.grade {
            Grade::Held => format!("{key}, which the trussrc or the environment has"),
            Grade::Live => format!("{key}, which is live"),
            Grade::Possible if self.is_live_known => format!("{key}, which the remote does not list"),
            Grade::Possible => key,
        }
    }
}

/// The public part of what was found.
pub(super) fn prefix<'scan>(finding: &'scan Finding, known: &'scan [ApiKey]) -> Option<&'scan str> {
    match &finding.kind {
        Kind::Known(index) => known.get(*index).and_then(public_name),
        Kind::Shaped(prefix) => Some(prefix),
        Kind::PrivateKey => None,
    }
}
