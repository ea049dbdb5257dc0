//! Families: a key and those that took its place, told by their names alone, because names are all that every machine
//! sees.
//!
//! Owns the names of a rotation (`ci`, `ci-rotated-1`, …), the scopes within which names are unique, and what makes two
//! keys an overlap. Pure. The rules are those of Baseten's Terraform provider, as the API's description has them.

use serde::{Deserialize, Serialize};

use crate::api::Field;
use crate::api::resources::keys::{KeyInfo, KeyType};

/// What stands between a name and its count.
const COUNT: &str = "-rotated-";

/// Keys among which a name is unique while they live.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Scope {
    /// The personal keys of the user with this id; of nobody when the remote does not tell whose they are.
    Personal(Option<String>),
    /// The keys of the team of this name, whatever their type.
    Team(Option<String>),
    OfType(KeyType),
}

impl Scope {
    pub(crate) fn of(key: &KeyInfo) -> Self {
        match &key.key_type {
            KeyType::Personal => Self::Personal(key.owner_id().map(str::to_owned)),
            key_type if key_type.belongs_to_team() => Self::Team(key.team_name.value().cloned()),
            key_type => Self::OfType(key_type.clone()),
        }
    }

    /// Whether `key` is in this scope as far as the remote tells: one whose owner or team it does not tell may be.
    pub(crate) fn may_hold(&self, key: &KeyInfo) -> bool {
        let may_be = |one: &Option<String>, other: &Option<String>| one.is_none() || other.is_none() || one == other;
        match (self, &Self::of(key)) {
            (Self::Personal(one), Self::Personal(other)) | (Self::Team(one), Self::Team(other)) => may_be(one, other),
            (one, other) => one == other,
        }
    }
}

/// Whether `name` is one that the API takes: lowercase letters, numbers and hyphens, at least one.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// A name without its count, and the count: 0 where there is none.
pub(crate) fn split(name: &str) -> (&str, u64) {
    let count = |digits: &str| digits.parse().ok().filter(|_| !digits.starts_with(['0', '+']));
    let split = name.rsplit_once(COUNT).and_then(|(base, digits)| Some((base, count(digits)?)));
    split.filter(|(base, _)| !base.is_empty()).unwrap_or((name, 0))
}

/// The base and the count of `key`. One without a name, or with one that no rotation can extend, has a base made of its
/// prefix.
pub(crate) fn place(key: &KeyInfo) -> (String, u64) {
    match key.name.as_deref().filter(|name| is_name(name)) {
        Some(name) => {
            let (base, count) = split(name);
            (base.to_owned(), count)
        }
        None => (format!("key-{}", key.prefix.to_lowercase()), 0),
    }
}

/// The name of the key that takes the place of `key`. There is no other: when it is taken, somebody else is at it.
pub(crate) fn successor_name(key: &KeyInfo) -> String {
    let (base, count) = place(key);
    format!("{base}{COUNT}{}", count.saturating_add(1))
}

/// The live keys of one base in one scope, the newest last.
#[derive(Clone, Debug)]
pub(crate) struct Family<'k> {
    /// What their names have in common.
    pub(crate) base: String,
    pub(crate) members: Vec<&'k KeyInfo>,
}

impl<'k> Family<'k> {
    /// The family of this base in this scope; it may have no member.
    pub(crate) fn of(keys: &'k [KeyInfo], base: &str, scope: &Scope) -> Self {
        let mut members: Vec<(u64, &KeyInfo)> = Vec::new();
        for key in keys.iter().filter(|key| Scope::of(key) == *scope) {
            let (its_base, count) = place(key);
            if its_base == base {
                members.push((count, key));
            }
        }
        members.sort_by_key(|(count, _)| *count);
        let members = members.into_iter().map(|(_, key)| key).collect();
        Self { base: base.to_owned(), members }
    }

    pub(crate) fn around(keys: &'k [KeyInfo], key: &KeyInfo) -> Self {
        Self::of(keys, &place(key).0, &Scope::of(key))
    }

    /// Every family that has a member, in the order of their first ones.
    pub(crate) fn all(keys: &'k [KeyInfo]) -> Vec<Self> {
        let mut families: Vec<Self> = Vec::new();
        let mut known: std::collections::HashMap<(String, Scope), usize> = std::collections::HashMap::new();
        for key in keys {
            let (base, scope) = (place(key).0, Scope::of(key));
            let index = *known.entry((base.clone(), scope)).or_insert_with(|| {
                families.push(Self { base, members: Vec::new() });
                families.len() - 1
            });
            families[index].members.push(key);
        }
        families.iter_mut().for_each(|family| family.members.sort_by_key(|key| place(key).1));
        families
    }

    /// The member that was made last, by its count.
    pub(crate) fn newest(&self) -> Option<&'k KeyInfo> {
        self.members.last().copied()
    }

    /// Predecessor and successor, when these two are all that lives and are what a rotation leaves: neighbours in count,
    /// alike, the second not older than the first. Names alone prove nothing: a person may have chosen them.
    pub(crate) fn overlap(&self) -> Option<(&'k KeyInfo, &'k KeyInfo)> {
        let [old, new] = self.members.as_slice() else { return None };
        let are_neighbours = place(old).1.checked_add(1) == Some(place(new).1);
        let is_younger = old.created().zip(new.created()).is_some_and(|(old, new)| new >= old);
        (are_neighbours && is_younger && are_alike(old, new)).then_some((old, new))
    }
}

/// Whether two keys may do the same, for the same owner.
pub(crate) fn are_alike(one: &KeyInfo, other: &KeyInfo) -> bool {
    one.key_type == other.key_type
        && one.team_name == other.team_name
        && one.owner_id() == other.owner_id()
        && same_list(&one.model_ids, &other.model_ids)
        && same_list(&one.environment_names, &other.environment_names)
}

fn same_list(one: &Field<Vec<String>>, other: &Field<Vec<String>>) -> bool {
    match (one, other) {
        (Field::Value(one), Field::Value(other)) => same_names(one, other),
        (one, other) => one == other,
    }
}

/// Whether two lists name the same, in any order.
pub(crate) fn same_names(one: &[String], other: &[String]) -> bool {
    one.iter().all(|name| other.contains(name)) && other.iter().all(|name| one.contains(name))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::api::resources::keys::KeyInfo;

    use super::{Family, split, successor_name};

    fn key(value: Value) -> KeyInfo {
        serde_json::from_value(value).expect("a key")
    }

    #[test]
    fn one_count_at_the_end_of_a_name_is_no_part_of_its_base() {
        assert_eq!(split("ci"), ("ci", 0));
        assert_eq!(split("ci-rotated-12"), ("ci", 12));
        assert_eq!(split("ci-rotated-1-rotated-2"), ("ci-rotated-1", 2));
        for whole in ["ci-rotated-", "ci-rotated-0", "ci-rotated-01", "ci-rotated-+1", "ci-rotated-x", "-rotated-1"] {
            assert_eq!(split(whole), (whole, 0));
        }
        let name = |name: Value| successor_name(&key(json!({"prefix": "AbC1", "name": name, "type": "PERSONAL"})));
        assert_eq!(name(json!("ci")), "ci-rotated-1");
        assert_eq!(name(json!("ci-rotated-9")), "ci-rotated-10");
        assert_eq!(name(json!(null)), "key-abc1-rotated-1");
        assert_eq!(name(json!("Old Name")), "key-abc1-rotated-1");
    }

    #[test]
    fn an_overlap_is_two_neighbours_that_are_alike() {
        let old = json!({"prefix": "a", "name": "ci", "type": "WORKSPACE_INVOKE", "team_name": "ml",
            "model_ids": ["m1", "m2"], "created_at": "2026-01-01T00:00:00Z"});
        let mut new = old.clone();
        new["prefix"] = json!("b");
        new["name"] = json!("ci-rotated-1");
        new["model_ids"] = json!(["m2", "m1"]);
        let overlaps = |new: &Value| {
            let keys = [key(new.clone()), key(old.clone())];
            Family::around(&keys, &keys[1]).overlap().map(|(old, new)| (old.prefix.clone(), new.prefix.clone()))
        };
        assert_eq!(overlaps(&new), Some(("a".to_owned(), "b".to_owned())));
        for (field, value) in [
            ("name", json!("ci-rotated-2")),
            ("type", json!("WORKSPACE_MANAGE_ALL")),
            ("model_ids", json!(null)),
            ("model_ids", json!(["m1"])),
            ("created_at", json!("2025-12-31T23:59:59Z")),
            ("created_at", json!(null)),
            ("team_name", json!("web")),
            ("environment_names", json!(null)),
        ] {
            let mut unlike = new.clone();
            unlike[field] = value;
            assert_eq!(overlaps(&unlike), None, "{field}");
        }
    }
}
