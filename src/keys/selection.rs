//! Which key a user means: a prefix, a name, or a whole key of which only the prefix is used.

use std::fmt::Write as _;

use crate::api::keys::KeyInfo;
use crate::error::{Failure, Kind};

/// The one key of `keys` that `wanted` means. A whole key counts as its prefix; the secret in it goes nowhere.
///
/// # Errors
///
/// [`Kind::NotFound`], or [`Kind::Invalid`] with a list when several keys answer to it.
pub fn one<'a>(keys: &'a [KeyInfo], wanted: &str) -> Result<&'a KeyInfo, Failure> {
    let prefix = prefix(wanted);
    let found: Vec<&KeyInfo> =
        keys.iter().filter(|key| key.prefix == prefix || key.name.as_deref() == Some(prefix)).collect();
    match found.as_slice() {
        [key] => Ok(key),
        [] => Err(Failure::new(Kind::NotFound, format!("there is no key `{prefix}`"))
            .hint("`truss keys list` shows the keys that this key can see")),
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
    let mut message = format!("several keys answer to `{name}`:");
    for key in keys {
        let created = key.created_at.value().map_or_else(String::new, |created| format!(", created {created}"));
        let name = key.name.as_deref().unwrap_or("without a name");
        // Writing to a String does not fail.
        let _ = write!(message, "\n  {}  {name}, {}{created}", key.prefix, key.key_type);
    }
    Failure::new(Kind::Invalid, message).hint("give the prefix instead of the name")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::api::keys::KeyInfo;
    use crate::error::{Explain as _, Kind};

    use super::one;

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
        let expected = "several keys answer to `ci`:\n  aaaa1111  ci, personal\n  \
                        bbbb2222  ci, inference-only, created 2026-01-02T03:04:05Z";
        assert_eq!(failure.to_string(), expected);
    }

    #[test]
    fn a_whole_key_that_is_not_there_is_named_by_its_prefix_alone() {
        let failure = one(&keys(), "eeee5555.SECRETSECRETSECRETSECRETSECRET12").expect_err("missing");
        assert_eq!(failure.kind(), Kind::NotFound);
        assert_eq!(failure.to_string(), "there is no key `eeee5555`");
    }
}
