//! The old key's end, from any machine: when the list of keys shows that nobody needs it any more.
//!
//! Owns the rules. Pure: nothing here asks or revokes. What is not known keeps a key alive.

use jiff::{SignedDuration, Timestamp};

use crate::api::resources::keys::{KeyInfo, LastUse};
use crate::keys::family::Family;

/// How long after it was made a use of the new key is a service's: before, it may be the trial of the rotation itself.
const TRIAL_PERIOD: SignedDuration = SignedDuration::from_mins(10);

#[derive(Clone, Copy, Debug)]
pub(crate) enum Verdict<'k> {
    /// The first key can be revoked; the second one has its place.
    Due(&'k KeyInfo, &'k KeyInfo),
    /// Two keys of an overlap, and why the first one stays.
    Stays(&'k KeyInfo, &'k KeyInfo, Reason),
    /// More keys than a rotation leaves, or keys that are not alike: a person must look.
    Unclear,
    /// One key: there is nothing to finish.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It was used lately, or the remote does not tell.
    Used,
    /// Its successor has not been used since, or not by a service yet.
    SuccessorUnused,
    TooYoung,
    /// It has no use on record: whether anybody has it is not known.
    NoUse,
}

impl Reason {
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Used => "it is still used, or may be",
            Self::SuccessorUnused => "nobody has used the new key since",
            Self::TooYoung => "the new key is too new to tell",
            Self::NoUse => "no use of it is on record",
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::SuccessorUnused => "successor_unused",
            Self::TooYoung => "successor_too_young",
            Self::NoUse => "no_use_on_record",
        }
    }
}

/// What the rules say about a family at the time `now`; `is_named` when the user named it.
pub(crate) fn judge<'k>(family: &Family<'k>, quiet_for: SignedDuration, now: Timestamp, is_named: bool) -> Verdict<'k> {
    let Some((old, new)) = family.overlap() else {
        return if family.members.len() > 1 { Verdict::Unclear } else { Verdict::Nothing };
    };
    let reason = match old.last_use() {
        LastUse::Unknown => Some(Reason::Used),
        LastUse::At(used) if now.duration_since(used) < quiet_for => Some(Reason::Used),
        LastUse::At(used) if !has_taken_over(new, used) => Some(Reason::SuccessorUnused),
        LastUse::None if !is_named => Some(Reason::NoUse),
        LastUse::At(_) | LastUse::None => None,
    };
    let is_old_enough = new.created().is_some_and(|created| now.duration_since(created) >= quiet_for);
    match reason {
        Some(reason) => Verdict::Stays(old, new, reason),
        None if !is_named && !is_old_enough => Verdict::Stays(old, new, Reason::TooYoung),
        None => Verdict::Due(old, new),
    }
}

/// Whether a service uses the successor: after the predecessor's last use, and later than a rotation tries a key.
fn has_taken_over(new: &KeyInfo, old_used: Timestamp) -> bool {
    let (LastUse::At(used), Some(created)) = (new.last_use(), new.created()) else { return false };
    used > old_used && used.duration_since(created) > TRIAL_PERIOD
}
