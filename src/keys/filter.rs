//! Which keys a set of conditions means, and in which order they are shown.
//!
//! Owns the promise that conditions alone never select what is somebody else's, of a type that this program does not
//! make, or of unknown use.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use crate::api::resources::keys::{KeyInfo, KeyType, LastUse};
use crate::keys::lookup::Listing;

#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// One of these types; without any, one of those that this program makes.
    pub(crate) types: Vec<KeyType>,
    pub(crate) team: Option<String>,
    /// The prefixes of the keys that the caller has made, when only those are meant.
    pub(crate) made_by_me: Option<HashSet<String>>,
    /// Also other people's personal keys.
    pub(crate) everyone: bool,
    /// Last used at least this long ago. A key of which the remote tells no use is not meant: it may be in use.
    pub(crate) unused_for: Option<SignedDuration>,
    /// With `unused_for` also keys without a use on record that are at least that old; alone only those without one.
    pub(crate) never_used: bool,
    pub(crate) older_than: Option<SignedDuration>,
}

impl Filter {
    /// Whether there is a condition of age or use: without one, a filter could mean every key.
    pub(crate) fn has_age_or_use(&self) -> bool {
        self.unused_for.is_some() || self.never_used || self.older_than.is_some()
    }

    /// Whether `key` meets every condition at the time `now`.
    pub(crate) fn matches(&self, listing: &Listing, key: &KeyInfo, now: Timestamp) -> bool {
        let is_made_here = !matches!(key.key_type, KeyType::Other(_));
        (self.types.contains(&key.key_type) || self.types.is_empty() && is_made_here)
            && (self.everyone || !listing.is_somebody_elses(key))
            && self.belongs(key)
            && self.older_than.is_none_or(|age| is_at_least(age, key.created(), now))
            && self.is_unused(key, now)
    }

    /// Whether `key` is of the team and the maker that are meant: what tells keys of the same name apart.
    pub(crate) fn belongs(&self, key: &KeyInfo) -> bool {
        self.team.as_ref().is_none_or(|team| key.team_name.value() == Some(team))
            && self.made_by_me.as_ref().is_none_or(|mine| mine.contains(&key.prefix))
    }

    fn is_unused(&self, key: &KeyInfo, now: Timestamp) -> bool {
        match (self.unused_for, key.last_use()) {
            (None, last_use) => !self.never_used || last_use == LastUse::None,
            (Some(age), LastUse::At(used)) => is_at_least(age, Some(used), now),
            (Some(age), LastUse::None) => self.never_used && is_at_least(age, key.created(), now),
            (Some(_), LastUse::Unknown) => false,
        }
    }
}

fn is_at_least(age: SignedDuration, since: Option<Timestamp>, now: Timestamp) -> bool {
    since.is_some_and(|since| now.duration_since(since) >= age)
}

/// Reads an age as a user types it: a whole number of `d`, `w`, `mo` (30 days) or `y` (365 days).
pub(crate) fn parse_age(text: &str) -> Result<SignedDuration, String> {
    let wrong = || format!("`{text}` is not an age such as `90d`, `12w`, `6mo` or `1y`");
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (count, unit) = text.split_at(digits);
    let days = match unit {
        "d" => 1,
        "w" => 7,
        "mo" => 30,
        "y" => 365,
        _ => return Err(wrong()),
    };
    let hours = count.parse::<i64>().ok().and_then(|count| count.checked_mul(days * 24));
    hours.and_then(SignedDuration::try_from_hours).ok_or_else(wrong)
}

/// What a list of keys is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Order {
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
pub(crate) fn sort(keys: &mut [KeyInfo], order: Order) {
    let newest_first = |time: Option<Timestamp>| std::cmp::Reverse(time);
    match order {
        Order::Name => keys.sort_by(|one, other| {
            let name = |key: &KeyInfo| (key.name.is_none(), key.name.clone());
            name(one).cmp(&name(other))
        }),
        Order::Created => keys.sort_by_cached_key(|key| newest_first(key.created())),
        Order::LastUsed => keys.sort_by_cached_key(|key| newest_first(key.last_use().time())),
        Order::Type => keys.sort_by(|one, other| one.key_type.cmp(&other.key_type)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::json;

    use crate::api::resources::keys::KeyType;
    use crate::keys::lookup::Listing;

    use super::{Filter, Order, parse_age, sort};

    fn listing() -> Listing {
        let keys = serde_json::from_value(json!([
            {"prefix": "old", "name": "b", "type": "PERSONAL", "created_at": "2026-01-01T00:00:00Z", "last_used_at": "2026-02-01T00:00:00Z"},
            {"prefix": "never", "name": null, "type": "WORKSPACE_INVOKE", "team_name": "ml", "created_at": "2026-01-01T00:00:00Z", "last_used_at": null},
            {"prefix": "silent", "name": "a", "type": "PERSONAL", "created_at": "2026-01-01T00:00:00Z"},
            {"prefix": "odd", "name": "d", "type": "PERSONAL", "created_at": "2026-01-01 00:00", "last_used_at": "2026-02-01T00:00:00"},
            {"prefix": "new", "name": "c", "type": "PERSONAL", "created_at": "2026-11-01T00:00:00Z", "last_used_at": "2026-11-22T00:00:00Z"},
            {"prefix": "routes", "type": "ROUTES", "created_at": "2026-01-01T00:00:00Z", "last_used_at": null},
            {"prefix": "hers", "type": "PERSONAL", "owner": {"user_id": "her"}, "created_at": "2026-01-01T00:00:00Z", "last_used_at": null},
        ]));
        Listing { keys: keys.expect("keys"), ..Listing::default() }
    }

    fn matching(filter: &Filter) -> Vec<String> {
        let now: Timestamp = "2026-11-23T00:00:00Z".parse().expect("a time");
        let listing = listing();
        listing.keys.iter().filter(|key| filter.matches(&listing, key, now)).map(|key| key.prefix.clone()).collect()
    }

    #[test]
    fn a_key_whose_use_cannot_be_read_is_never_called_unused() {
        let quarter = Some(SignedDuration::from_hours(90 * 24));
        assert_eq!(matching(&Filter { unused_for: quarter, ..Filter::default() }), ["old"]);
        let with_never = Filter { unused_for: quarter, never_used: true, ..Filter::default() };
        assert_eq!(matching(&with_never), ["old", "never"]);
        assert_eq!(matching(&Filter { never_used: true, ..Filter::default() }), ["never"]);
    }

    #[test]
    fn conditions_are_all_met_and_leave_out_what_is_not_the_callers() {
        let day = Some(SignedDuration::from_hours(24));
        assert_eq!(matching(&Filter { older_than: day, ..Filter::default() }), ["old", "never", "silent", "new"]);
        let everyone = Filter { older_than: day, everyone: true, ..Filter::default() };
        assert_eq!(matching(&everyone), ["old", "never", "silent", "new", "hers"]);
        let routes = KeyType::Other("ROUTES".to_owned());
        assert_eq!(matching(&Filter { types: vec![routes], ..Filter::default() }), ["routes"]);
        assert_eq!(matching(&Filter { team: Some("ml".to_owned()), ..Filter::default() }), ["never"]);
        assert_eq!(matching(&Filter { team: Some("web".to_owned()), ..Filter::default() }), [""; 0]);
    }

    #[test]
    fn an_age_is_a_number_of_days_weeks_months_or_years() {
        let days = |text| parse_age(text).map(|age| age.as_hours() / 24).ok();
        let read = ["90d", "2w", "6mo", "1y", "0d"].map(days);
        assert_eq!(read, [Some(90), Some(14), Some(180), Some(365), Some(0)]);
        for wrong in ["", "d", "90", "1h", "-1d", "1.5d", "1 d", "6m", "99999999999999999999d", "9999999999999999y"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sorting_puts_what_is_not_told_last() {
        let order = |order| {
            let mut keys = listing().keys;
            sort(&mut keys, order);
            keys.into_iter().map(|key| key.prefix).take(4).collect::<Vec<_>>()
        };
        assert_eq!(order(Order::Name), ["silent", "old", "new", "odd"]);
        assert_eq!(order(Order::Created), ["new", "old", "never", "silent"]);
        assert_eq!(order(Order::LastUsed), ["new", "old", "never", "silent"]);
        assert_eq!(order(Order::Type), ["old", "silent", "odd", "new"]);
    }
}
