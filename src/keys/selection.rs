//! Which key a user means: a prefix, a name, or a whole key of which only the prefix is used.

use std::fmt::Write as _;

use crate::api::keys::KeyInfo;
use crate::error::{Failure, Kind};
use crate::output::sanitize::shown;

/// How many keys of one name a message lists.
const MOST_LISTED: usize = 20;

/// The one key of `keys` that `wanted` means. A whole key counts as its prefix; the secret in it goes nowhere.
///
/// # Errors
///
/// [`Kind::NotFound`], or [`Kind::Invalid`] with a list when several keys answer to it.
pub fn one<'a>(keys: &'a [KeyInfo], wanted: &str) -> Result<&'a KeyInfo, Failure> {
    find(keys, wanted)?.ok_or_else(|| missing(&[prefix(wanted)]))
}

/// The keys of `keys` that `wanted` mean, each once and in that order, and those of `wanted` that mean none.
///
/// # Errors
///
/// [`Kind::Invalid`] with a list when several keys answer to one of them.
pub fn several<'a>(keys: &'a [KeyInfo], wanted: &'a [String]) -> Result<(Vec<&'a KeyInfo>, Vec<&'a str>), Failure> {
    let (mut found, mut missing): (Vec<&KeyInfo>, Vec<&str>) = (Vec::new(), Vec::new());
    for wanted in wanted {
        match find(keys, wanted)? {
            Some(key) if found.iter().any(|other| other.prefix == key.prefix) => {}
            Some(key) => found.push(key),
            None if missing.contains(&prefix(wanted)) => {}
            None => missing.push(prefix(wanted)),
        }
    }
    Ok((found, missing))
}

/// The failure for keys that are not there.
#[must_use]
pub fn missing(wanted: &[&str]) -> Failure {
    let names: Vec<String> = wanted.iter().map(|wanted| format!("`{}`", shown(wanted))).collect();
    let message = match names.as_slice() {
        [name] => format!("there is no key {name}"),
        names => format!("there are no keys {}", names.join(", ")),
    };
    Failure::new(Kind::NotFound, message).hint("`truss keys list` shows the keys that this key can see")
}

/// Whether `typed` is a whole key: a name has no dot, and a prefix ends before it.
#[must_use]
pub fn is_whole_key(typed: &str) -> bool {
    typed.trim().split_once('.').is_some_and(|(prefix, secret)| !prefix.is_empty() && !secret.is_empty())
}

fn find<'a>(keys: &'a [KeyInfo], wanted: &str) -> Result<Option<&'a KeyInfo>, Failure> {
    let prefix = prefix(wanted);
    // A prefix is unique and wins over a name.
    if let Some(key) = keys.iter().find(|key| key.prefix == prefix) {
        return Ok(Some(key));
    }
    let named: Vec<&KeyInfo> = keys.iter().filter(|key| key.name.as_deref() == Some(prefix)).collect();
    match named.as_slice() {
        [] => Ok(None),
        [key] => Ok(Some(key)),
        several => Err(ambiguous(prefix, several)),
    }
}

/// What a message may show of `wanted`: all of a prefix or name, and of a whole key what stands before the dot.
#[must_use]
pub fn prefix(wanted: &str) -> &str {
    let wanted = wanted.trim();
    wanted.split_once('.').map_or(wanted, |(prefix, _)| prefix)
}

fn ambiguous(name: &str, keys: &[&KeyInfo]) -> Failure {
    let mut message = format!("several keys are named `{}`:", shown(name));
    for key in keys.iter().take(MOST_LISTED) {
        let created =
            key.created_at.value().map_or_else(String::new, |created| format!(", created {}", shown(created)));
        // Writing to a String does not fail.
        let _ = write!(message, "\n  {}  {}{created}", shown(&key.prefix), key.key_type);
    }
    if keys.len() > MOST_LISTED {
        let _ = write!(message, "\n  and {} more", keys.len() - MOST_LISTED);
    }
    Failure::new(Kind::Invalid, message).hint("give the prefix instead of the name")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::api::keys::KeyInfo;
    use crate::error::{Explain as _, Kind};

    use super::{is_whole_key, one, several};

    fn keys() -> Vec<KeyInfo> {
        serde_json::from_value(json!([
            {"prefix": "aaaa1111", "name": "ci", "type": "PERSONAL"},
            {"prefix": "bbbb2222", "name": "ci", "type": "WORKSPACE_INVOKE", "created_at": "2026-01-02T03:04:05Z"},
            {"prefix": "cccc3333", "name": null, "type": "PERSONAL"},
            {"prefix": "dddd4444", "name": "prod", "type": "PERSONAL"},
        ]))
        .expect("keys")
    }

    #[test]
    fn a_key_is_found_by_prefix_by_name_and_by_its_whole_text() {
        let keys = keys();
        for wanted in ["dddd4444", "prod", "dddd4444.SECRETSECRETSECRETSECRETSECRET12", " prod\n"] {
            assert_eq!(one(&keys, wanted).expect("found").prefix, "dddd4444", "{wanted}");
        }
    }

    #[test]
    fn a_name_that_several_keys_have_lists_them() {
        let failure = one(&keys(), "ci").expect_err("ambiguous");
        assert_eq!(failure.kind(), Kind::Invalid);
        let expected = "several keys are named `ci`:\n  aaaa1111  personal\n  \
                        bbbb2222  inference-only, created 2026-01-02T03:04:05Z";
        assert_eq!(failure.to_string(), expected);
    }

    #[test]
    fn a_prefix_wins_over_a_name() {
        let mut keys = keys();
        keys[3].name = Some("aaaa1111".to_owned());
        assert_eq!(one(&keys, "aaaa1111").expect("found").prefix, "aaaa1111");
    }

    #[test]
    fn of_several_each_is_taken_once_and_what_is_missing_is_told() {
        let keys = keys();
        let wanted = ["prod", "dddd4444.secret", "nobody", "cccc3333", "nobody"].map(str::to_owned);
        let (found, missing) = several(&keys, &wanted).expect("no name of several");
        assert_eq!(found.iter().map(|key| key.prefix.as_str()).collect::<Vec<_>>(), ["dddd4444", "cccc3333"]);
        assert_eq!(missing, ["nobody"]);
        assert!(several(&keys, &["prod".to_owned(), "ci".to_owned()]).is_err());
    }

    #[test]
    fn a_whole_key_has_a_secret_after_its_dot() {
        assert!(is_whole_key("dddd4444.SECRET"));
        for other in ["dddd4444", "dddd4444.", ".SECRET", ""] {
            assert!(!is_whole_key(other), "{other}");
        }
    }

    #[test]
    fn a_whole_key_that_is_not_there_is_named_by_its_prefix_alone() {
        let failure = one(&keys(), "eeee5555.SECRETSECRETSECRETSECRETSECRET12").expect_err("missing");
        assert_eq!(failure.kind(), Kind::NotFound);
        assert_eq!(failure.to_string(), "there is no key `eeee5555`");
    }
}
