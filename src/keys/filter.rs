//! Which keys a set of conditions means, and in which order they are shown.

use jiff::{SignedDuration, Timestamp};

use crate::api::Told;
use crate::api::keys::{KeyInfo, KeyType};

/// Conditions that a key must all meet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of these types, when there are any.
    pub types: Vec<KeyType>,
    /// In the team of this name.
    pub team: Option<String>,
    /// Last used at least this long ago. A key of which the remote tells no use is not meant: it may be in use.
    pub unused_for: Option<SignedDuration>,
    /// Together with `unused_for`: also keys whose last use the remote gives as `null` and that are at least that old.
    pub never_used: bool,
    /// Made at least this long ago.
    pub older_than: Option<SignedDuration>,
}

impl Filter {
    /// Whether there is any condition at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether `key` meets every condition at the time `now`.
    #[must_use]
    pub fn matches(&self, key: &KeyInfo, now: Timestamp) -> bool {
        let at_least =
            |age: SignedDuration, since: Option<Timestamp>| since.is_some_and(|since| now.duration_since(since) >= age);
        (self.types.is_empty() || self.types.contains(&key.key_type))
            && self.team.as_ref().is_none_or(|team| key.team_name.value() == Some(team))
            && self.older_than.is_none_or(|age| at_least(age, key.created()))
            && self.unused_for.is_none_or(|age| {
                at_least(age, key.last_used())
                    || self.never_used && key.last_used_at == Told::Null && at_least(age, key.created())
            })
    }
}

/// What a list of keys is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Order {
    /// By name, those without one last.
    Name,
    /// The newest first.
    Created,
    /// The last used first, those of unknown or no use last.
    LastUsed,
    /// By type.
    Type,
}

/// Sorts `keys`; equal ones keep their order.
pub fn sort(keys: &mut [KeyInfo], order: Order) {
    let newest_first = |time: Option<Timestamp>| std::cmp::Reverse(time);
    match order {
        Order::Name => keys.sort_by(|one, other| {
            let name = |key: &KeyInfo| (key.name.is_none(), key.name.clone());
            name(one).cmp(&name(other))
        }),
        Order::Created => keys.sort_by_cached_key(|key| newest_first(key.created())),
        Order::LastUsed => keys.sort_by_cached_key(|key| newest_first(key.last_used())),
        Order::Type => keys.sort_by(|one, other| one.key_type.cmp(&other.key_type)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::json;

    use crate::api::keys::{KeyInfo, KeyType};

    use super::{Filter, Order, sort};

    fn keys() -> Vec<KeyInfo> {
        serde_json::from_value(json!([
            {"prefix": "old", "name": "b", "type": "PERSONAL", "created_at": "2026-01-01T00:00:00Z", "last_used_at": "2026-02-01T00:00:00Z"},
            {"prefix": "never", "name": null, "type": "WORKSPACE_INVOKE", "team_name": "ml", "created_at": "2026-01-01T00:00:00Z", "last_used_at": null},
            {"prefix": "silent", "name": "a", "type": "PERSONAL", "created_at": "2026-01-01T00:00:00Z"},
            {"prefix": "new", "name": "c", "type": "PERSONAL", "created_at": "2026-11-01T00:00:00Z", "last_used_at": "2026-11-22T00:00:00Z"},
        ]))
        .expect("keys")
    }

    fn matching(filter: &Filter) -> Vec<String> {
        let now: Timestamp = "2026-11-23T00:00:00Z".parse().expect("a time");
        keys().into_iter().filter(|key| filter.matches(key, now)).map(|key| key.prefix).collect()
    }

    #[test]
    fn a_key_whose_use_is_not_told_is_never_called_unused() {
        let quarter = Some(SignedDuration::from_hours(90 * 24));
        assert_eq!(matching(&Filter { unused_for: quarter, ..Filter::default() }), ["old"]);
        let with_never = Filter { unused_for: quarter, never_used: true, ..Filter::default() };
        assert_eq!(matching(&with_never), ["old", "never"]);
    }

    #[test]
    fn conditions_are_all_met() {
        let day = Some(SignedDuration::from_hours(24));
        assert_eq!(
            matching(&Filter { older_than: day, types: vec![KeyType::InferenceOnly], ..Filter::default() }),
            ["never"]
        );
        assert_eq!(matching(&Filter { team: Some("ml".to_owned()), ..Filter::default() }), ["never"]);
        assert_eq!(matching(&Filter { team: Some("web".to_owned()), ..Filter::default() }), [""; 0]);
    }

    #[test]
    fn sorting_puts_what_is_not_told_last() {
        let order = |order| {
            let mut keys = keys();
            sort(&mut keys, order);
            keys.into_iter().map(|key| key.prefix).collect::<Vec<_>>()
        };
        assert_eq!(order(Order::Name), ["silent", "old", "new", "never"]);
        assert_eq!(order(Order::Created), ["new", "old", "never", "silent"]);
        assert_eq!(order(Order::LastUsed), ["new", "old", "never", "silent"]);
        assert_eq!(order(Order::Type), ["old", "silent", "new", "never"]);
    }
}
