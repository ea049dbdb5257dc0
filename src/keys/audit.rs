//! What Baseten's own security advice says about a set of keys, as findings.
//!
//! Owns the rules. What is wrong with the trussrc is found by `trussrc`, and becomes a [`Finding`] here.

use std::collections::HashSet;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::api::resources::keys::{KeyInfo, KeyType, LastUse};
use crate::hint::quoted;
use crate::humanize::time::relative;
use crate::sanitize::display_name;
use crate::trussrc::Remark;

/// How long a key may be unused.
pub(crate) const UNUSED: SignedDuration = SignedDuration::from_hours(90 * 24);
pub(crate) const OLD: SignedDuration = SignedDuration::from_hours(180 * 24);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// A key that nobody used for [`UNUSED`].
    UnusedKey,
    OldKey,
    /// A key that nobody can tell the purpose of.
    UnnamedKey,
    /// A full-access key that does no more than an inference-only key may.
    TooMuchAccess,
    /// A person's key in a CI job.
    PersonalKeyInCi,
    ReadableTrussrc,
    TrackedTrussrc,
}

impl Rule {
    pub(crate) const ALL: [Self; 7] = [
        Self::UnusedKey,
        Self::OldKey,
        Self::UnnamedKey,
        Self::TooMuchAccess,
        Self::PersonalKeyInCi,
        Self::ReadableTrussrc,
        Self::TrackedTrussrc,
    ];

    /// Its name as JSON has it, how bad it is in SARIF's words, and what it asks for.
    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::UnusedKey => ("unused-key", "warning", "revoke keys that nobody uses"),
            Self::OldKey => ("old-key", "warning", "replace keys from time to time"),
            Self::UnnamedKey => ("unnamed-key", "note", "name each key after what uses it"),
            Self::TooMuchAccess => ("too-much-access", "warning", "use an inference-only key for calling models"),
            Self::PersonalKeyInCi => ("personal-key-in-ci", "warning", "use a team key in CI"),
            Self::ReadableTrussrc => ("readable-trussrc", "error", "keep the trussrc readable by its owner alone"),
            Self::TrackedTrussrc => ("tracked-trussrc", "error", "keep the trussrc out of version control"),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        let (name, ..) = self.row();
        name
    }

    pub(crate) fn level(self) -> &'static str {
        let (_, level, _) = self.row();
        level
    }

    pub(crate) fn advice(self) -> &'static str {
        let (.., advice) = self.row();
        advice
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    pub(crate) rule: Rule,
    /// The prefix of the key, or the path of the file.
    pub(crate) subject: String,
    pub(crate) message: String,
    pub(crate) advice: String,
}

/// What is known beside the keys themselves.
#[derive(Clone, Debug)]
pub(crate) struct Circumstances {
    pub(crate) now: Timestamp,
    /// The prefixes that the audit log shows as managing something; `None` when there is no whole log to judge by.
    pub(crate) managing: Option<HashSet<String>>,
    /// The prefix of the key in use, when this runs in a CI job.
    pub(crate) in_ci: Option<String>,
}

/// What the rules say about `keys`, in the keys' order.
pub(crate) fn examine(keys: &[KeyInfo], circumstances: &Circumstances) -> Vec<Finding> {
    let rules = [unused, old, unnamed, too_much_access, personal_in_ci];
    keys.iter().flat_map(|key| rules.iter().filter_map(|rule| rule(key, circumstances))).collect()
}

fn finding(rule: Rule, key: &KeyInfo, message: String, todo: String) -> Option<Finding> {
    let name = key.name.as_deref().map_or_else(String::new, |name| format!(" (`{}`)", display_name(name)));
    let message =
        format!("the {} key `{}`{name} {message}", display_name(key.key_type.word()), display_name(&key.prefix));
    Some(Finding { rule, subject: key.prefix.clone(), message, advice: todo })
}

/// What is wrong with the trussrc, as a finding; `None` for a remark about something else.
pub(crate) fn of_trussrc(remark: &Remark) -> Option<Finding> {
    let finding = |rule, path: &Path, message: String, advice: String| {
        Some(Finding { rule, subject: path.display().to_string(), message, advice })
    };
    match remark {
        Remark::Loose { path, mode } => {
            let shown = path.display();
            let message = format!("others can read `{shown}` (mode {mode:04o})");
            finding(
                Rule::ReadableTrussrc,
                path,
                message,
                format!("close it: `chmod 600 {}`", quoted(&path.to_string_lossy())),
            )
        }
        Remark::Tracked(path) => {
            let shown = path.display();
            let message = format!("`{shown}` is tracked by git, so a commit publishes its keys");
            finding(Rule::TrackedTrussrc, path, message, format!("take it out: `git rm --cached {shown}`"))
        }
        Remark::Owned(_) => None,
    }
}

fn revoke(key: &KeyInfo) -> String {
    format!("{}: `truss keys revoke {}`", Rule::UnusedKey.advice(), display_name(&key.prefix))
}

fn unused(key: &KeyInfo, circumstances: &Circumstances) -> Option<Finding> {
    let Circumstances { now, .. } = circumstances;
    match (key.last_use(), key.created()) {
        (LastUse::At(used), _) if now.duration_since(used) >= UNUSED => {
            finding(Rule::UnusedKey, key, format!("was last used {}", relative(used, *now)), revoke(key))
        }
        // The API's `null` is "never used or not known": said as it is, for a person to judge.
        (LastUse::None, Some(created)) if now.duration_since(created) >= UNUSED => {
            let message = format!("was made {} and shows no use", relative(created, *now));
            finding(Rule::UnusedKey, key, message, revoke(key))
        }
        _ => None,
    }
}

fn old(key: &KeyInfo, circumstances: &Circumstances) -> Option<Finding> {
    let created = key.created().filter(|created| circumstances.now.duration_since(*created) >= OLD)?;
    let message = format!("was made {}", relative(created, circumstances.now));
    let todo = format!("{}: `truss keys rotate {}`", Rule::OldKey.advice(), display_name(&key.prefix));
    finding(Rule::OldKey, key, message, todo)
}

fn unnamed(key: &KeyInfo, _: &Circumstances) -> Option<Finding> {
    if key.name.as_deref().is_some_and(|name| !name.trim().is_empty()) {
        return None;
    }
    let todo = format!("{}: `truss keys rename {} NAME`", Rule::UnnamedKey.advice(), display_name(&key.prefix));
    finding(Rule::UnnamedKey, key, "has no name".to_owned(), todo)
}

/// A key that was used and manages nothing has called models only, as far as the audit log tells.
fn too_much_access(key: &KeyInfo, circumstances: &Circumstances) -> Option<Finding> {
    let managing = circumstances.managing.as_ref()?;
    // A use that the remote does not tell may be anything.
    let is_fine = key.key_type != KeyType::FullAccess
        || !matches!(key.last_use(), LastUse::At(_))
        || managing.contains(&key.prefix);
    if is_fine {
        return None;
    }
    let message = "was used, but the audit log shows nothing that it managed".to_owned();
    finding(Rule::TooMuchAccess, key, message, Rule::TooMuchAccess.advice().to_owned())
}

fn personal_in_ci(key: &KeyInfo, circumstances: &Circumstances) -> Option<Finding> {
    if key.key_type != KeyType::Personal || circumstances.in_ci.as_ref() != Some(&key.prefix) {
        return None;
    }
    let todo = format!("{}: `truss keys create NAME --type full-access --team TEAM`", Rule::PersonalKeyInCi.advice());
    finding(Rule::PersonalKeyInCi, key, "is used in this CI job".to_owned(), todo)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value, json};

    use super::{Circumstances, Rule, examine};

    fn rules(key: Value) -> Vec<Rule> {
        let circumstances = Circumstances {
            now: "2026-11-23T00:00:00Z".parse().expect("a time"),
            managing: Some(HashSet::from(["manager1".to_owned()])),
            in_ci: Some("inci1234".to_owned()),
        };
        let keys = [serde_json::from_value(key).expect("a key")];
        examine(&keys, &circumstances).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_young_named_key_in_use_is_fine() {
        let key = json!({"prefix": "p", "name": "n", "type": "PERSONAL", "created_at": "2026-10-01T00:00:00Z",
            "last_used_at": "2026-11-20T00:00:00Z"});
        assert_eq!(rules(key), []);
    }

    #[test]
    fn age_use_and_name_are_judged_apart() {
        let key = json!({"prefix": "p", "name": null, "type": "PERSONAL", "created_at": "2026-01-01T00:00:00Z",
            "last_used_at": "2026-02-01T00:00:00Z"});
        assert_eq!(rules(key), [Rule::UnusedKey, Rule::OldKey, Rule::UnnamedKey]);
    }

    #[test]
    fn a_use_that_is_not_told_is_not_called_unused_and_null_is() {
        let silent = json!({"prefix": "p", "name": "n", "type": "PERSONAL", "created_at": "2026-08-01T00:00:00Z"});
        assert_eq!(rules(silent.clone()), []);
        let mut null = silent;
        null["last_used_at"] = Value::Null;
        assert_eq!(rules(null), [Rule::UnusedKey]);
    }

    #[test]
    fn full_access_that_manages_nothing_is_too_much() {
        let key = |prefix| json!({"prefix": prefix, "name": "n", "type": "WORKSPACE_MANAGE_ALL", "last_used_at": "2026-11-20T00:00:00Z"});
        assert_eq!(rules(key("caller12")), [Rule::TooMuchAccess]);
        assert_eq!(rules(key("manager1")), []);
    }

    #[test]
    fn a_personal_key_in_ci_is_found_only_when_it_is_the_one_in_use() {
        let key = |prefix| json!({"prefix": prefix, "name": "n", "type": "PERSONAL"});
        assert_eq!(rules(key("inci1234")), [Rule::PersonalKeyInCi]);
        assert_eq!(rules(key("other123")), []);
    }
}
