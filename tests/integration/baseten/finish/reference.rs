//! Which keys `finish` without KEY is to revoke: rotation.md in a few lines a rule, read off the list as it came.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// What is to happen to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Revoke,
    Keep,
    /// The document can be read in two ways.
    Either,
}

/// Who asks, and how.
pub(super) struct Asker<'a> {
    /// A user's id; none for a key of a team.
    pub(super) user: Option<&'a str>,
    /// The prefix of the key in use.
    pub(super) in_use: &'a str,
    /// `--team`.
    pub(super) team: Option<&'a str>,
    pub(super) quiet_for: SignedDuration,
    pub(super) now: Timestamp,
}

const TYPES: [&str; 5] =
    ["PERSONAL", "WORKSPACE_MANAGE_ALL", "WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS", "WORKSPACE_MANAGE_API_KEYS"];

/// "BASE is a name less one ending `-rotated-[1-9][0-9]*`"; a key without a name, or with one outside `[a-z0-9-]`, has
/// `key-<prefix in lower case>`.
pub(super) fn base_and_count(key: &Value) -> (String, u64) {
    let allowed = |name: &&str| name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-')) && !name.is_empty();
    let Some(name) = key["name"].as_str().filter(allowed) else {
        return (format!("key-{}", key["prefix"].as_str().unwrap_or_default().to_lowercase()), 0);
    };
    match name.rsplit_once("-rotated-") {
        Some((base, digits)) if !digits.starts_with('0') && digits.chars().all(|c| c.is_ascii_digit()) => {
            digits.parse().map_or((name.to_owned(), 0), |count| (base.to_owned(), count))
        }
        _ => (name.to_owned(), 0),
    }
}

/// "Within one scope (one owner's personal keys, one team's keys, the manage-keys keys)". What is of another kind is in
/// none of them.
fn scope(key: &Value) -> Value {
    match key["type"].as_str().unwrap_or_default() {
        "PERSONAL" => json!(["owner", key["owner"]["user_id"]]),
        "WORKSPACE_MANAGE_API_KEYS" => json!(["manage-keys"]),
        _ => json!(["team", key["team_name"]]),
    }
}

fn is_family(a: &Value, b: &Value) -> bool {
    scope(a) == scope(b) && base_and_count(a).0 == base_and_count(b).0
}

/// "Alike in type, team, models, owner and (where told) environments".
fn is_alike(a: &Value, b: &Value) -> bool {
    let models = |key: &Value| {
        let mut ids: Vec<String> = key["model_ids"].as_array()?.iter().map(Value::to_string).collect();
        ids.sort();
        Some(ids)
    };
    ["type", "team_name", "owner", "environment_names"].iter().all(|field| a[*field] == b[*field])
        && models(a) == models(b)
}

/// A field's time; `Err` when it is absent or unreadable, `None` when it is null.
fn time(key: &Value, field: &str) -> Result<Option<Timestamp>, ()> {
    match key.get(field) {
        Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => text.parse().map(Some).map_err(drop),
        _ => Err(()),
    }
}

/// What happens to this key of the list.
pub(super) fn verdict(list: &[Value], key: &Value, asker: &Asker<'_>) -> Verdict {
    let Some(conditions) = conditions(list, key, asker) else { return Verdict::Keep };
    if conditions.iter().any(|(_, holds)| !holds) {
        return Verdict::Keep;
    }
    // A use that is still to come: a clock that is wrong, or no use that can be read.
    let to_come = successor(list, key).is_some_and(|next| time(next, "last_used_at") > Ok(Some(asker.now)));
    // Whether keys of other kinds are members is not said, nor whether those that manage keys are one's own, nor whether
    // `--team` leaves one's personal keys out.
    let others = list.iter().any(|other| is_family(key, other) && !is_known(other));
    let kind = key["type"].as_str().unwrap_or_default();
    let not_said = kind == "WORKSPACE_MANAGE_API_KEYS" || (kind == "PERSONAL" && asker.team.is_some());
    if to_come || others || not_said { Verdict::Either } else { Verdict::Revoke }
}

/// The one condition that keeps this key, when there is just one.
pub(super) fn only_reason(list: &[Value], key: &Value, asker: &Asker<'_>) -> Option<&'static str> {
    let missed: Vec<_> = conditions(list, key, asker)?.into_iter().filter(|(_, holds)| !holds).collect();
    <[_; 1]>::try_from(missed).ok().map(|[(name, _)]| name)
}

fn is_known(key: &Value) -> bool {
    TYPES.contains(&key["type"].as_str().unwrap_or_default())
}

/// "N and N + 1."
fn successor<'a>(list: &'a [Value], key: &Value) -> Option<&'a Value> {
    let next = base_and_count(key).1 + 1;
    list.iter().find(|other| is_known(other) && is_family(key, other) && base_and_count(other).1 == next)
}

/// All that must hold before a key with a successor is revoked; `None` for one without.
fn conditions(list: &[Value], key: &Value, asker: &Asker<'_>) -> Option<Vec<(&'static str, bool)>> {
    let next = successor(list, key).filter(|_| is_known(key))?;
    let members = list.iter().filter(|other| is_family(key, other) && is_known(other)).count();
    // "Absent or unreadable is a use now for the predecessor and none for the successor; null is no use on record." A
    // creation that is not known is no age: "what cannot be known is kept".
    let used = time(key, "last_used_at").unwrap_or(Some(asker.now));
    let next_used = time(next, "last_used_at").unwrap_or(None);
    let (made, next_made) = (time(key, "created_at").ok().flatten(), time(next, "created_at").ok().flatten());
    let after = |later: Option<Timestamp>, earlier: Option<Timestamp>| Some(later?.duration_since(earlier?));
    let now = Some(asker.now);
    let ten_minutes = SignedDuration::from_mins(10);
    let (zero, quiet_for) = (SignedDuration::ZERO, asker.quiet_for);
    Some(vec![
        ("no more than two live", members <= 2),
        ("alike", is_alike(key, next)),
        ("the successor is not older", after(next_made, made).is_some_and(|span| span >= zero)),
        ("1. not in use", key["prefix"] != asker.in_use),
        // A future use is not one that was long ago.
        ("2. quiet", used.is_none() || after(now, used).is_some_and(|span| span >= quiet_for)),
        (
            "3. the successor was used after it",
            used.is_none() || after(next_used, used).is_some_and(|span| span > zero),
        ),
        ("3. more than 10 minutes old then", after(next_used, next_made).is_some_and(|span| span > ten_minutes)),
        ("the successor is old enough", after(now, next_made).is_some_and(|span| span >= quiet_for)),
        ("a use on record", used.is_some()),
        ("one's own", key["type"] != "PERSONAL" || key["owner"]["user_id"].as_str() == asker.user),
        ("of the team", key["team_name"].is_null() || asker.team.is_none_or(|team| key["team_name"] == team)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, created: &str, used: &str) -> Value {
        let time = |day: &str| if day.is_empty() { Value::Null } else { json!(format!("2026-11-{day}:00:00Z")) };
        json!({
            "prefix": name, "name": name, "type": "WORKSPACE_INVOKE", "team_name": "ml", "model_ids": ["a", "b"],
            "created_at": time(created), "last_used_at": time(used),
        })
    }

    fn of_first(list: &[Value]) -> Verdict {
        let asker = Asker {
            user: Some("me"),
            in_use: "login",
            team: None,
            quiet_for: SignedDuration::from_hours(8 * 24),
            now: "2026-11-28T00:00:00Z".parse().expect("a time"),
        };
        verdict(list, &list[0], &asker)
    }

    #[test]
    fn names_are_taken_apart() {
        let table = [
            ("ci", "ci", 0),
            ("ci-rotated-1", "ci", 1),
            ("ci-rotated-12", "ci", 12),
            ("ci-rotated-0", "ci-rotated-0", 0),
            ("ci-rotated-01", "ci-rotated-01", 0),
            ("ci-rotated-", "ci-rotated-", 0),
            ("ci-rotated-1-rotated-2", "ci-rotated-1", 2),
            ("CI-rotated-1", "key-ci-rotated-1", 0),
        ];
        for (name, base, count) in table {
            assert_eq!(base_and_count(&key(name, "", "")), (base.to_owned(), count));
        }
    }

    #[test]
    fn each_rule_keeps_a_key() {
        let old = || key("ci", "01T00", "10T00");
        let new = || key("ci-rotated-1", "02T00", "11T00");
        assert_eq!(of_first(&[old(), new()]), Verdict::Revoke);
        assert_eq!(of_first(&[new(), old()]), Verdict::Keep, "it is the successor");
        let kept = [
            [key("ci", "01T00", ""), new()],
            [key("ci", "", "10T00"), new()],
            [key("ci", "03T00", "10T00"), new()],
            [key("ci", "01T00", "11T00"), new()],
            [key("ci", "01T00", "21T00"), key("ci-rotated-1", "02T00", "22T00")],
            [old(), key("ci-rotated-1", "02T00", "")],
            [old(), key("ci-rotated-1", "", "11T00")],
            [old(), key("ci-rotated-1", "11T00", "11T00")],
            [old(), key("ci-rotated-1", "21T00", "22T00")],
            [old(), key("ci-rotated-2", "02T00", "11T00")],
            [old(), key("other-rotated-1", "02T00", "11T00")],
        ];
        for list in kept {
            assert_eq!(of_first(&list), Verdict::Keep, "{list:?}");
        }
        let mut login = old();
        login["prefix"] = json!("login");
        assert_eq!(of_first(&[login, new()]), Verdict::Keep);
        assert_eq!(of_first(&[old(), new(), key("ci-rotated-2", "02T00", "")]), Verdict::Keep);
    }
}
