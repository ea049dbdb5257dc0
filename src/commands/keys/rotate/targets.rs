//! Which keys are meant: rotations under way come before keys.

use jiff::Timestamp;

use crate::api::keys::{KeyInfo, KeyType};
use crate::error::{Failure, Kind};
use crate::keys::selection;
use crate::rotation::Record;

use super::super::list::Selection;

/// What is to be done about one key.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// Go on with this rotation.
    Resume(Box<Record>),
    /// Start one.
    Start(Box<KeyInfo>),
}

impl Target {
    pub(super) fn prefix(&self) -> &str {
        match self {
            Self::Resume(record) => &record.old.prefix,
            Self::Start(key) => &key.prefix,
        }
    }
}

/// The rotation under way that `wanted` means, by the old key's prefix or name.
pub(super) fn under_way<'r>(records: &'r [Record], wanted: &str) -> Result<Option<&'r Record>, Failure> {
    if let Some(record) = records.iter().find(|record| record.old.prefix == wanted) {
        return Ok(Some(record));
    }
    let named: Vec<&Record> = records.iter().filter(|record| record.old.name.as_deref() == Some(wanted)).collect();
    match named.as_slice() {
        [] => Ok(None),
        [record] => Ok(Some(record)),
        several => {
            let prefixes: Vec<&str> = several.iter().map(|record| record.old.prefix.as_str()).collect();
            let message = format!("several keys named `{wanted}` are being rotated: {}", prefixes.join(", "));
            Err(Failure::new(Kind::Invalid, message).hint("give the prefix instead of the name"))
        }
    }
}

/// The one key that `wanted` means, of those that are not being rotated.
pub(super) fn key(keys: &[KeyInfo], records: &[Record], wanted: &str) -> Result<Target, Failure> {
    let key = selection::one(keys, wanted)?;
    match records.iter().find(|record| is_new_key_of(record, key)) {
        None => Ok(Target::Start(Box::new(key.clone()))),
        Some(record) => Err(Failure::new(
            Kind::Partial,
            format!("`{}` is the new key of the rotation of `{}`, which is not over", key.prefix, record.old.prefix),
        )
        .hint(format!("end that one first: `truss keys rotate {}`", record.old.prefix))),
    }
}

/// Every key that `chosen` selects. A key of a type that is not known here cannot be rotated and is left out; so is the
/// new key of a rotation under way.
pub(super) fn matching(keys: Vec<KeyInfo>, records: &[Record], chosen: &Selection) -> Vec<Target> {
    let (filter, now) = (chosen.filter(), Timestamp::now());
    keys.into_iter()
        .filter(|key| filter.matches(key, now) && !matches!(key.key_type, KeyType::Other(_)))
        .filter(|key| !records.iter().any(|record| is_new_key_of(record, key)))
        .map(|key| match records.iter().find(|record| record.old.prefix == key.prefix) {
            Some(record) => Target::Resume(Box::new(record.clone())),
            None => Target::Start(Box::new(key)),
        })
        .collect()
}

fn is_new_key_of(record: &Record, key: &KeyInfo) -> bool {
    record.new.as_ref().is_some_and(|new| new.prefix == key.prefix)
}
