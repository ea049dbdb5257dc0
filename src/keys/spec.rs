//! What is asked of a new key: as it is typed, checked before anything is sent; as it is sent; and compared with what the
//! remote makes of it, where what is not told is not confirmed.

use serde::{Deserialize, Serialize};

use crate::api::Field;
use crate::api::resources::keys::{KeyInfo, KeyType, NewKey};
use crate::error::{Failure, Kind};
use crate::keys::family::{Scope, is_name, same_names};
use crate::sanitize::display_name;

/// A key as it is asked for on the command line, but for its name.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyRequest {
    pub(crate) key_type: Option<KeyType>,
    /// The id or name of its team, if it was said.
    pub(crate) team: Option<String>,
    pub(crate) environments: Vec<String>,
    /// The ids or names of the models to narrow it to.
    pub(crate) models: Vec<String>,
}

impl KeyRequest {
    /// The type that is meant: `personal` unless something is asked for that only makes sense when the type is said.
    pub(crate) fn check(&self) -> Result<KeyType, Failure> {
        let key_type = match &self.key_type {
            Some(key_type) => key_type.clone(),
            None => self.default_type()?,
        };
        let (options, reasons): (Vec<String>, Vec<&str>) = self.forbidden(&key_type).into_iter().unzip();
        if options.is_empty() {
            return Ok(key_type);
        }
        Err(Failure::new(Kind::Usage, format!("a `{key_type}` key {}", reasons.join("; it ")))
            .with_hint(format!("drop {}, or choose another `--type`", options.join(" and "))))
    }

    /// The environments to narrow the key to, each once; `None` when it is not narrowed.
    pub(crate) fn environment_names(&self) -> Option<Vec<String>> {
        let mut names: Vec<String> = Vec::new();
        for name in &self.environments {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        (!names.is_empty()).then_some(names)
    }

    fn default_type(&self) -> Result<KeyType, Failure> {
        let narrowed = [
            ("--team", self.team.is_some()),
            ("--environment", !self.environments.is_empty()),
            ("--model", !self.models.is_empty()),
        ];
        match narrowed.iter().find(|(_, given)| *given) {
            None => Ok(KeyType::Personal),
            Some((option, _)) => {
                let types = match *option {
                    "--team" => "full-access, inference-only or metrics-only",
                    "--environment" => "full-access or inference-only",
                    _ => "inference-only or metrics-only",
                };
                Err(Failure::new(Kind::Usage, format!("`{option}` needs a `--type`"))
                    .with_hint(format!("choose {types}")))
            }
        }
    }

    /// The options that the API's description forbids for this type, and why: see `model_ids`, `team_id` and
    /// `environment_names` of `CreateApiKey`.
    fn forbidden(&self, key_type: &KeyType) -> Vec<(String, &'static str)> {
        let rules = [
            ("--team", self.team.is_some() && !key_type.belongs_to_team(), "belongs to no team"),
            ("--model", !self.models.is_empty() && !key_type.accepts_models(), "cannot be restricted to models"),
            (
                "--environment",
                !self.environments.is_empty() && !key_type.accepts_environments(),
                "cannot be restricted to environments",
            ),
        ];
        let broken = rules.into_iter().filter(|(_, is_broken, _)| *is_broken);
        broken.map(|(option, _, why)| (format!("`{option}`"), why)).collect()
    }
}

/// What a name may have, as the API has it.
pub(crate) const NAME_RULE: &str = "use lowercase letters, numbers and hyphens, such as `ci-deploy-2`";

/// Whether a key may have this name: lower-case letters, numbers and hyphens, as the API has it.
pub(crate) fn check_name(name: &str) -> Result<(), Failure> {
    if is_name(name) {
        return Ok(());
    }
    Err(Failure::new(Kind::Invalid, format!("`{}` cannot be a key's name", display_name(name))).with_hint(NAME_RULE))
}

/// A key to be made, with what can only be compared by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeySpec {
    pub(crate) key: NewKey,
    pub(crate) team_name: Option<String>,
    /// Where the name must be free.
    pub(crate) scope: Scope,
}

impl KeySpec {
    /// The restrictions that `info` does not have: each makes a key that can do more than was asked for.
    pub(crate) fn unconfirmed(&self, info: &KeyInfo) -> Vec<&'static str> {
        let Self { key, team_name, .. } = self;
        let checks = [
            ("its type", key.key_type == info.key_type),
            ("its team", team_name.is_none() || team_name.as_ref() == info.team_name.value()),
            ("its models", confirms(&info.model_ids, key.model_ids.as_deref())),
            ("its environments", confirms(&info.environment_names, key.environment_names.as_deref())),
        ];
        checks.into_iter().filter(|(_, confirmed)| !confirmed).map(|(restriction, _)| restriction).collect()
    }

    /// In what `info` is another key than this one: more than was asked for, or less.
    pub(crate) fn differences(&self, info: &KeyInfo) -> Vec<&'static str> {
        let Self { key, .. } = self;
        let mut differences = self.unconfirmed(info);
        let narrower = [
            ("its models", key.model_ids.is_none() && info.model_ids.value().is_some()),
            ("its environments", key.environment_names.is_none() && info.environment_names.value().is_some()),
        ];
        differences.extend(narrower.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what));
        differences
    }

    /// The key of `keys` that has the name, where the name must be free.
    pub(crate) fn holder<'k>(&self, keys: &'k [KeyInfo]) -> Option<&'k KeyInfo> {
        let name = self.key.name.as_ref()?;
        keys.iter().find(|key| key.name.as_ref() == Some(name) && self.scope.may_hold(key))
    }
}

fn confirms(told: &Field<Vec<String>>, asked: Option<&[String]>) -> bool {
    asked.is_none_or(|asked| told.value().is_some_and(|told| same_names(asked, told)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::api::resources::keys::{KeyType, NewKey};
    use crate::error::{Explain as _, Kind};
    use crate::keys::family::Scope;

    use super::{KeyRequest, KeySpec, check_name};

    fn request(key_type: Option<KeyType>, team: bool, environment: bool, model: bool) -> KeyRequest {
        KeyRequest {
            key_type,
            team: team.then(|| "ml".to_owned()),
            environments: environment.then(|| "production".to_owned()).into_iter().collect(),
            models: model.then(|| "llama".to_owned()).into_iter().collect(),
        }
    }

    /// Type, then whether it may have a team, environments and models: the rules of the contract by hand.
    const RULES: [(KeyType, bool, bool, bool); 5] = [
        (KeyType::Personal, false, false, false),
        (KeyType::FullAccess, true, true, false),
        (KeyType::InferenceOnly, true, true, true),
        (KeyType::MetricsOnly, true, false, true),
        (KeyType::ManageKeys, false, false, false),
    ];

    #[test]
    fn every_combination_is_allowed_or_refused_as_the_contract_says() {
        for (key_type, team_allowed, environment_allowed, model_allowed) in RULES {
            for bits in 0..8 {
                let (team, environment, model) = (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0);
                let allowed =
                    (!team || team_allowed) && (!environment || environment_allowed) && (!model || model_allowed);
                let checked = request(Some(key_type.clone()), team, environment, model).check();
                assert_eq!(checked.is_ok(), allowed, "{key_type} team {team} environment {environment} model {model}");
                if let Err(failure) = checked {
                    assert_eq!(failure.kind(), Kind::Usage);
                }
            }
        }
    }

    #[test]
    fn the_type_is_personal_only_when_nothing_else_is_asked_for() {
        assert_eq!(request(None, false, false, false).check().expect("allowed"), KeyType::Personal);
        for (team, environment, model) in [(true, false, false), (false, true, false), (false, false, true)] {
            assert_eq!(request(None, team, environment, model).check().expect_err("refused").kind(), Kind::Usage);
        }
    }

    #[test]
    fn names_are_lowercase_letters_numbers_and_hyphens() {
        for wrong in ["", "CI", "a b", "a_b", "ä", "a.b", "a/b", "a\n"] {
            assert_eq!(check_name(wrong).expect_err("refused").kind(), Kind::Invalid, "{wrong:?}");
        }
    }

    fn doubts(told: Value) -> Vec<&'static str> {
        let spec = KeySpec {
            key: NewKey {
                name: Some("ci".to_owned()),
                key_type: KeyType::InferenceOnly,
                team_id: Some("t1".to_owned()),
                model_ids: Some(vec!["m1".to_owned(), "m2".to_owned()]),
                environment_names: Some(vec!["production".to_owned()]),
            },
            team_name: Some("ml".to_owned()),
            scope: Scope::Team(Some("ml".to_owned())),
        };
        spec.unconfirmed(&serde_json::from_value(told).expect("a key"))
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
