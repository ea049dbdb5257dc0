//! Whether a key may be revoked, by the answers that came before. Reads them with rules of its own: what cannot be read is
//! no ground for anything.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// A request, and what was sent in answer to it.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) sent: String,
}

/// Which keys a command may revoke.
#[derive(Clone, Copy, Debug)]
pub(super) enum MayRevoke {
    Nothing,
    /// The key of this prefix.
    This(&'static str),
    /// Those of this name.
    Named(&'static str),
    /// What it made itself.
    ItsOwn,
    /// What it made itself, or the key in whose place that is.
    ItsOwnOr(&'static str),
    /// What was not used for so many days.
    UnusedFor(i64),
    /// What a rotation left, if it was not used for so many days. Without one when it is named.
    Predecessors {
        days: i64,
        is_named: bool,
    },
}

/// What the remote really has.
pub(super) struct Truth<'a> {
    /// The prefix of the key in use.
    pub(super) in_use: &'a str,
    /// The prefix of the key of this name.
    pub(super) prefix_of: &'a dyn Fn(&str) -> String,
}

const TYPES: [&str; 5] =
    ["PERSONAL", "WORKSPACE_MANAGE_ALL", "WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS", "WORKSPACE_MANAGE_API_KEYS"];

/// Why the revocation of `prefix`, which came after `before`, is not justified.
pub(super) fn unjustified(may: MayRevoke, prefix: &str, before: &[Exchange], truth: &Truth<'_>) -> Option<String> {
    let made: Vec<String> = before.iter().filter_map(made).collect();
    let is_own = made.iter().any(|made| made == prefix);
    let Some(keys) = before.iter().rev().find_map(list) else { return Some("no list came before".to_owned()) };
    let Some(keys) = keys.filter(|_| !is_own).or(is_own.then(Vec::new)) else {
        return Some("the list cannot be read".to_owned());
    };
    // A list may show a key twice: the use that each entry tells must allow it.
    let entries: Vec<&Value> = keys.iter().filter(|key| key["prefix"] == prefix).collect();
    let all = |rule: &dyn Fn(&Value) -> bool| !entries.is_empty() && entries.iter().all(|key| rule(key));
    let is_justified = match may {
        MayRevoke::Nothing => false,
        MayRevoke::This(name) => (truth.prefix_of)(name) == prefix && all(&|_| true),
        MayRevoke::Named(name) => all(&|_| true) && entries.iter().any(|key| key["name"] == name),
        MayRevoke::ItsOwn => is_own,
        MayRevoke::ItsOwnOr(old) => {
            let is_old = (truth.prefix_of)(old) == prefix;
            let is_listed = |made: &String| keys.iter().any(|key| key["prefix"] == **made);
            is_own || is_old && made.iter().any(is_listed) && all(&|key| use_is_told(key))
        }
        MayRevoke::UnusedFor(days) => all(&|key| {
            is_ours(key, &keys, before, truth) && is_past(&key["last_used_at"], days) && is_past(&key["created_at"], 1)
        }),
        MayRevoke::Predecessors { days, is_named } => {
            let is_quiet = |old: &Value| {
                is_named && old.get("last_used_at") == Some(&Value::Null) || is_past(&old["last_used_at"], days)
            };
            let is_replaced = |old: &&Value| keys.iter().any(|new| replaces(new, old));
            all(&|old| is_quiet(old) && (is_named || is_ours(old, &keys, before, truth)))
                && entries.iter().any(is_replaced)
        }
    };
    (!is_justified).then(|| format!("{may:?} does not allow it: {entries:?}"))
}

/// The prefix of a key that was made.
fn made(exchange: &Exchange) -> Option<String> {
    let is_creation = exchange.method == "POST" && exchange.path.ends_with("/api_keys");
    let answer: Value = serde_json::from_str(&exchange.sent).ok().filter(|_| is_creation)?;
    Some(answer["api_key"].as_str()?.split_once('.')?.0.to_owned())
}

/// The entries of a list of keys, all of which can be read; `Some(None)` when they cannot.
fn list(exchange: &Exchange) -> Option<Option<Vec<Value>>> {
    if exchange.method != "GET" || exchange.path.split('?').next() != Some("/v1/api_keys") {
        return None;
    }
    let answer: Value = serde_json::from_str(&exchange.sent).unwrap_or_default();
    let keys = answer["keys"].as_array().cloned();
    Some(keys.filter(|keys| keys.iter().all(|key| key["prefix"].is_string() && key["type"].is_string())))
}

/// Whether the last list that was sent can be read and does not have this key.
pub(super) fn is_gone(prefix: &str, log: &[Exchange]) -> bool {
    let last = log.iter().rev().find_map(list).flatten();
    last.is_some_and(|keys| keys.iter().all(|key| key["prefix"] != prefix))
}

/// Of a type that is known, not in use, and no personal key but the caller's own.
fn is_ours(key: &Value, keys: &[Value], before: &[Exchange], truth: &Truth<'_>) -> bool {
    let owner = |key: &Value| key["owner"]["user_id"].as_str().map(str::to_owned);
    let own = keys.iter().filter(|key| key["prefix"] == truth.in_use).find_map(owner);
    let asked = before.iter().filter(|exchange| exchange.path == "/v1/users/me");
    let asked = asked.filter_map(|exchange| serde_json::from_str::<Value>(&exchange.sent).ok());
    let me: BTreeSet<String> =
        asked.filter_map(|user| user["user_id"].as_str().map(str::to_owned)).chain(own).collect();
    // A remote that tells no owner at all lists the caller's keys only.
    let is_own = owner(key).is_some_and(|owner| me.contains(&owner)) || keys.iter().all(|key| owner(key).is_none());
    TYPES.iter().any(|known| key["type"] == *known)
        && key["prefix"] != truth.in_use
        && (key["type"] != "PERSONAL" || is_own)
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

fn is_past(value: &Value, days: i64) -> bool {
    let age = SignedDuration::from_hours(days * 24);
    time(value).is_some_and(|time| Timestamp::now().duration_since(time) >= age)
}

fn use_is_told(key: &Value) -> bool {
    key.get("last_used_at").is_some_and(|used| used.is_null() || time(used).is_some())
}

/// Whether `new` is the next of the family of `old`, and may do the same.
fn replaces(new: &Value, old: &Value) -> bool {
    let count = |key: &Value| {
        let name = key["name"].as_str()?;
        let (base, count) = name.rsplit_once("-rotated-").unwrap_or((name, "0"));
        Some((base.to_owned(), count.parse::<u64>().ok()?))
    };
    let set = |value: &Value| -> Option<BTreeSet<String>> {
        Some(value.as_array()?.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
    };
    let are_neighbours = count(old).zip(count(new)).is_some_and(|(old, new)| old.0 == new.0 && old.1 + 1 == new.1);
    let is_younger = time(&old["created_at"]).zip(time(&new["created_at"])).is_some_and(|(old, new)| new >= old);
    are_neighbours
        && is_younger
        && ["type", "team_name"].iter().all(|field| old[field] == new[field])
        && old["owner"]["user_id"] == new["owner"]["user_id"]
        && ["model_ids", "environment_names"].iter().all(|field| set(&old[field]) == set(&new[field]))
}
