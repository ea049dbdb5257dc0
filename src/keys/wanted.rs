//! A key to be made, and whether the key that a remote tells of is that key.
//!
//! Owns the comparison that everything fails closed by: what is not told is not confirmed.

use serde::{Deserialize, Serialize};

use crate::api::Told;
use crate::api::keys::{KeyInfo, NewKey};

use super::missing::same as same_names;

/// A key to be made, with what can only be compared by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wanted {
    /// What is sent.
    pub key: NewKey,
    /// The name of the team of `key.team_id`.
    pub team_name: Option<String>,
}

/// The restrictions of `wanted` that `info` does not have: each makes a key that can do more than was asked for.
#[must_use]
pub fn unconfirmed(wanted: &Wanted, info: &KeyInfo) -> Vec<&'static str> {
    let Wanted { key, team_name } = wanted;
    let checks = [
        ("its type", key.key_type == info.key_type),
        ("its team", team_name.is_none() || team_name.as_ref() == info.team_name.value()),
        ("its models", key.model_ids.is_none() || same(key.model_ids.as_deref(), &info.model_ids)),
        (
            "its environments",
            key.environment_names.is_none() || same(key.environment_names.as_deref(), &info.environment_names),
        ),
    ];
    checks.into_iter().filter(|(_, confirmed)| !confirmed).map(|(restriction, _)| restriction).collect()
}

fn same(wanted: Option<&[String]>, told: &Told<Vec<String>>) -> bool {
    let (Some(wanted), Some(told)) = (wanted, told.value()) else { return false };
    same_names(wanted, told)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::api::keys::{KeyType, NewKey};

    use super::{Wanted, unconfirmed};

    fn doubts(told: Value) -> Vec<&'static str> {
        let wanted = Wanted {
            key: NewKey {
                name: Some("ci".to_owned()),
                key_type: KeyType::InferenceOnly,
                team_id: Some("t1".to_owned()),
                model_ids: Some(vec!["m1".to_owned(), "m2".to_owned()]),
                environment_names: Some(vec!["production".to_owned()]),
            },
            team_name: Some("ml".to_owned()),
        };
        unconfirmed(&wanted, &serde_json::from_value(told).expect("a key"))
    }

    #[test]
    fn a_key_that_is_what_was_asked_for_leaves_no_doubt() {
        let told = json!({"prefix": "p", "type": "WORKSPACE_INVOKE", "team_name": "ml", "model_ids": ["m2", "m1"],
            "environment_names": ["production"]});
        assert_eq!(doubts(told), [""; 0]);
    }

    #[test]
    fn what_is_absent_null_or_different_is_not_confirmed() {
        let all = ["its team", "its models", "its environments"];
        assert_eq!(doubts(json!({"prefix": "p", "type": "WORKSPACE_INVOKE"})), all);
        let told = json!({"prefix": "p", "type": "WORKSPACE_INVOKE", "team_name": null, "model_ids": null, "environment_names": null});
        assert_eq!(doubts(told), all);
        let told = json!({"prefix": "p", "type": "WORKSPACE_MANAGE_ALL", "team_name": "ml", "model_ids": ["m1", "m2", "m3"],
            "environment_names": ["production", "staging"]});
        assert_eq!(doubts(told), ["its type", "its models", "its environments"]);
    }
}
