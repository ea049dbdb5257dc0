//! Which key a user means: a prefix, a name, or a whole key of which only the prefix is used; and whose keys they are.

use std::fmt::Write as _;

use reqwest::StatusCode;

use crate::api::resources::keys::{KeyInfo, KeyType};
use crate::api::{Client, Error};
use crate::error::{Failure, Kind};
use crate::keys::family::{Family, Scope, place, split};
use crate::sanitize::display_name;

const MOST_LISTED: usize = 20;

/// The keys that the caller sees, and who the caller is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub keys: Vec<KeyInfo>,
    /// The prefix of the key in use.
    pub(crate) in_use: Option<String>,
    pub(crate) me: Option<String>,
}

impl Listing {
    /// Reads the list. Who the caller is stands in it; only a caller whose own key is not listed is asked for.
    pub(crate) async fn read(client: &Client) -> Result<Self, Error> {
        let (keys, in_use) = (client.keys().await?, client.key().prefix().map(str::to_owned));
        let own = keys.iter().find(|key| Some(&key.prefix) == in_use.as_ref()).and_then(KeyInfo::owner_id);
        let me = match own {
            Some(owner) => Some(owner.to_owned()),
            None if keys.iter().all(|key| key.owner_id().is_none()) => None,
            None => match client.current_user().await {
                Ok(user) => Some(user.user_id),
                Err(error) if matches!(error.status(), Some(StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)) => None,
                Err(error) => return Err(error),
            },
        };
        Ok(Self { keys, in_use, me })
    }

    /// Whether `key` is a personal key of somebody else, which an organization's admin sees too. On a remote that tells
    /// owners, one without may be.
    pub(crate) fn is_somebody_elses(&self, key: &KeyInfo) -> bool {
        key.key_type == KeyType::Personal && key.owner_id() != self.me.as_deref()
    }

    /// Where the name of a new personal key must be free.
    pub(crate) fn own_scope(&self) -> Scope {
        Scope::Personal(self.me.clone())
    }

    /// The one key that `wanted` means; `narrow` leaves one of several that are named so.
    pub(crate) fn one(&self, wanted: &str, narrow: impl Fn(&KeyInfo) -> bool) -> Result<&KeyInfo, Failure> {
        self.find(wanted, narrow)?.ok_or_else(|| self.missing(&[prefix(wanted)]))
    }

    /// The keys that `wanted` mean, each once and in that order, and those of `wanted` that mean none.
    pub(crate) fn several<'a>(
        &'a self,
        wanted: &'a [String],
        narrow: impl Fn(&KeyInfo) -> bool,
    ) -> Result<(Vec<&'a KeyInfo>, Vec<&'a str>), Failure> {
        let (mut found, mut missing): (Vec<&KeyInfo>, Vec<&str>) = (Vec::new(), Vec::new());
        for wanted in wanted {
            match self.find(wanted, &narrow)? {
                Some(key) if found.iter().any(|other| other.prefix == key.prefix) => {}
                Some(key) => found.push(key),
                None if missing.contains(&prefix(wanted)) => {}
                None => missing.push(prefix(wanted)),
            }
        }
        Ok((found, missing))
    }

    /// The family that `wanted` means: that of the key with this prefix, or with this name, whatever its count.
    pub(crate) fn family(&self, wanted: &str, narrow: impl Fn(&KeyInfo) -> bool) -> Result<Family<'_>, Failure> {
        let wanted = prefix(wanted);
        if let Some(key) = self.keys.iter().find(|key| key.prefix == wanted) {
            return Ok(Family::around(&self.keys, key));
        }
        let base = split(wanted).0;
        let members = self.members(base);
        let in_scope_of = |one: &KeyInfo, members: &[&KeyInfo]| {
            members.iter().all(|member| Scope::of(member) == Scope::of(one)).then(|| Family::around(&self.keys, one))
        };
        let Some(first) = members.first() else { return Err(self.missing(&[wanted])) };
        if let Some(family) = in_scope_of(first, &members) {
            return Ok(family);
        }
        let left: Vec<&KeyInfo> = members.iter().copied().filter(|key| narrow(key)).collect();
        let family = left.first().and_then(|first| in_scope_of(first, &left));
        family.ok_or_else(|| ambiguous(base, &members))
    }

    /// Whether a key lives that took the place of the one that `wanted` names, or may have.
    pub(crate) fn has_family(&self, wanted: &str) -> bool {
        !self.members(split(prefix(wanted)).0).is_empty()
    }

    /// The keys of a base, of whatever scope.
    fn members(&self, base: &str) -> Vec<&KeyInfo> {
        let known = |key: &&KeyInfo| !matches!(key.key_type, KeyType::Other(_)) && !self.is_somebody_elses(key);
        self.keys.iter().filter(known).filter(|key| place(key).0 == base).collect()
    }

    /// The key of this prefix or name, else the newest of the family that the name belongs to.
    pub(crate) fn exact_or_newest(&self, wanted: &str) -> Result<&KeyInfo, Failure> {
        if let Some(key) = self.find(wanted, |_| true)? {
            return Ok(key);
        }
        let newest = self.family(wanted, |_| true)?.newest();
        newest.ok_or_else(|| self.missing(&[prefix(wanted)]))
    }

    /// The failure for keys that are not there. A rotation gives the key of a name another one: that one is told.
    pub(crate) fn missing(&self, wanted: &[&str]) -> Failure {
        let failure = missing(wanted);
        let is_related = |key: &&KeyInfo| {
            !self.is_somebody_elses(key) && wanted.iter().any(|wanted| split(wanted).0 == place(key).0)
        };
        let related: Vec<String> = self.keys.iter().filter(is_related).map(describe).collect();
        if related.is_empty() { failure } else { failure.with_hint(format!("there is {}", related.join(", "))) }
    }

    fn find(&self, wanted: &str, narrow: impl Fn(&KeyInfo) -> bool) -> Result<Option<&KeyInfo>, Failure> {
        let prefix = prefix(wanted);
        // A prefix is unique and wins over a name.
        if let Some(key) = self.keys.iter().find(|key| key.prefix == prefix) {
            return Ok(Some(key));
        }
        let is_named = |key: &&KeyInfo| key.name.as_deref() == Some(prefix) && !self.is_somebody_elses(key);
        let mut named: Vec<&KeyInfo> = self.keys.iter().filter(is_named).collect();
        if named.len() > 1 && named.iter().any(|key| narrow(key)) {
            named.retain(|key| narrow(key));
        }
        match named.as_slice() {
            [] => Ok(None),
            [key] => Ok(Some(key)),
            several => Err(ambiguous(prefix, several)),
        }
    }
}

pub(crate) fn missing(wanted: &[&str]) -> Failure {
    let names: Vec<String> = wanted.iter().map(|wanted| format!("`{}`", display_name(wanted))).collect();
    let message = match names.as_slice() {
        [name] => format!("there is no key {name}"),
        names => format!("there are no keys {}", names.join(", ")),
    };
    Failure::new(Kind::NotFound, message).with_hint("`truss keys list` shows the keys that this key can see")
}

/// A key in a sentence: its name and prefix, type, and whose it is.
pub(crate) fn describe(key: &KeyInfo) -> String {
    let name = key.name.as_deref().map_or_else(String::new, |name| format!(" ({})", display_name(name)));
    let whose = match (key.team_name.value(), key.owner.value()) {
        (Some(team), _) => format!(" of the team {}", display_name(team)),
        (None, Some(owner)) => format!(" of {}", display_name(owner.label())),
        (None, None) => String::new(),
    };
    format!("the {} key `{}`{name}{whose}", display_name(key.key_type.word()), display_name(&key.prefix))
}

/// Whether `typed` is a whole key: a name has no dot, and a prefix ends before it.
pub(crate) fn is_whole_key(typed: &str) -> bool {
    typed.trim().split_once('.').is_some_and(|(prefix, secret)| !prefix.is_empty() && !secret.is_empty())
}

/// What a message may show of `wanted`: all of a prefix or name, and of a whole key what stands before the dot.
pub(crate) fn prefix(wanted: &str) -> &str {
    let wanted = wanted.trim();
    wanted.split_once('.').map_or(wanted, |(prefix, _)| prefix)
}

fn ambiguous(name: &str, keys: &[&KeyInfo]) -> Failure {
    let mut message = format!("several keys are named `{}`:", display_name(name));
    for key in keys.iter().take(MOST_LISTED) {
        // Writing to a String does not fail.
        let _ = write!(message, "\n  {}", describe(key));
    }
    if keys.len() > MOST_LISTED {
        let _ = write!(message, "\n  and {} more", keys.len() - MOST_LISTED);
    }
    Failure::new(Kind::Invalid, message).with_hint(
        "give the prefix instead of the name, or narrow it with `--team` or `--mine` where the command has them",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::api::resources::keys::KeyInfo;
    use crate::error::{Explain as _, Kind};

    use super::{Listing, is_whole_key};

    fn keys() -> Listing {
        let keys: Vec<KeyInfo> = serde_json::from_value(json!([
            {"prefix": "aaaa1111", "name": "ci", "type": "PERSONAL"},
            {"prefix": "bbbb2222", "name": "ci", "type": "WORKSPACE_INVOKE", "created_at": "2026-01-02T03:04:05Z"},
            {"prefix": "cccc3333", "name": null, "type": "PERSONAL"},
            {"prefix": "dddd4444", "name": "prod", "type": "PERSONAL"},
        ]))
        .expect("keys");
        Listing { keys, ..Listing::default() }
    }

    #[test]
    fn a_key_is_found_by_prefix_by_name_and_by_its_whole_text() {
        let keys = keys();
        for wanted in ["dddd4444", "prod", "dddd4444.SECRETSECRETSECRETSECRETSECRET12", " prod\n"] {
            assert_eq!(keys.one(wanted, |_| true).expect("found").prefix, "dddd4444", "{wanted}");
        }
    }

    #[test]
    fn a_name_that_several_keys_have_lists_them() {
        let failure = keys().one("ci", |_| true).cloned().expect_err("ambiguous");
        assert_eq!(failure.kind(), Kind::Invalid);
        let expected = "several keys are named `ci`:\n  the personal key `aaaa1111` (ci)\n  \
                        the inference-only key `bbbb2222` (ci)";
        assert_eq!(failure.to_string(), expected);
    }

    #[test]
    fn a_prefix_wins_over_a_name() {
        let mut keys = keys();
        keys.keys[3].name = Some("aaaa1111".to_owned());
        assert_eq!(keys.one("aaaa1111", |_| true).expect("found").prefix, "aaaa1111");
    }

    #[test]
    fn of_several_each_is_taken_once_and_what_is_missing_is_told() {
        let keys = keys();
        let wanted = ["prod", "dddd4444.secret", "nobody", "cccc3333", "nobody"].map(str::to_owned);
        let (found, missing) = keys.several(&wanted, |_| true).expect("no name of several");
        assert_eq!(found.iter().map(|key| key.prefix.as_str()).collect::<Vec<_>>(), ["dddd4444", "cccc3333"]);
        assert_eq!(missing, ["nobody"]);
        assert!(keys.several(&["prod".to_owned(), "ci".to_owned()], |_| true).is_err());
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
        let failure = keys().one("eeee5555.SECRETSECRETSECRETSECRETSECRET12", |_| true).cloned().expect_err("missing");
        assert_eq!(failure.kind(), Kind::NotFound);
        assert_eq!(failure.to_string(), "there is no key `eeee5555`");
    }
}
