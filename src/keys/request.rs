//! What a user asks of a new key, checked before anything is sent.

use crate::api::keys::KeyType;
use crate::error::{Failure, Kind};
use crate::output::sanitize::shown;

/// A key as it is asked for on the command line.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Its name.
    pub name: String,
    /// Its type, if it was said.
    pub key_type: Option<KeyType>,
    /// The id or name of its team, if it was said.
    pub team: Option<String>,
    /// The environments to narrow it to.
    pub environments: Vec<String>,
    /// The ids or names of the models to narrow it to.
    pub models: Vec<String>,
}

impl Request {
    /// The type that is meant: `personal` unless something is asked for that only makes sense when the type is said.
    ///
    /// # Errors
    ///
    /// A usage failure for a missing type and for a combination that the API forbids, naming the option to drop; an
    /// invalid name is [`Kind::Invalid`].
    pub fn check(&self) -> Result<KeyType, Failure> {
        check_name(&self.name)?;
        for environment in &self.environments {
            check_environment(environment)?;
        }
        let key_type = match &self.key_type {
            Some(key_type) => key_type.clone(),
            None => self.default_type()?,
        };
        let (options, reasons): (Vec<String>, Vec<&str>) = self.forbidden(&key_type).into_iter().unzip();
        if options.is_empty() {
            return Ok(key_type);
        }
        Err(Failure::new(Kind::Usage, format!("a `{key_type}` key {}", reasons.join("; it ")))
            .hint(format!("drop {}, or choose another `--type`", options.join(" and "))))
    }

    /// The environments to narrow the key to, each once; `None` when it is not narrowed.
    #[must_use]
    pub fn environment_names(&self) -> Option<Vec<String>> {
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
            Some((option, _)) => Err(Failure::new(Kind::Usage, format!("`{option}` needs a `--type`"))
                .hint("say which: personal, full-access, inference-only, metrics-only or manage-keys")),
        }
    }

    /// The options that the API forbids for this type, and why. `model_ids` and `team_id` are the documented rules;
    /// `environment_names` narrows calling, so a type that cannot call would be left with nothing.
    fn forbidden(&self, key_type: &KeyType) -> Vec<(String, &'static str)> {
        let calls = !matches!(key_type, KeyType::MetricsOnly | KeyType::ManageKeys);
        let by_model = matches!(key_type, KeyType::InferenceOnly | KeyType::MetricsOnly);
        let in_team = !matches!(key_type, KeyType::Personal | KeyType::ManageKeys);
        let rules = [
            ("--team", self.team.is_some() && !in_team, "belongs to no team"),
            ("--model", !self.models.is_empty() && !by_model, "cannot be narrowed to models"),
            (
                "--environment",
                !self.environments.is_empty() && !calls,
                "cannot call models, so there is nothing to narrow to environments",
            ),
        ];
        let broken = rules.into_iter().filter(|(_, is_broken, _)| *is_broken);
        broken.map(|(option, _, why)| (format!("`{option}`"), why)).collect()
    }
}

/// Whether a key may have this name: lower-case letters, numbers and hyphens, as the API has it.
///
/// # Errors
///
/// [`Kind::Invalid`] with the rule.
pub fn check_name(name: &str) -> Result<(), Failure> {
    if is_name(name) {
        return Ok(());
    }
    Err(invalid("a key's name", name).hint("use lowercase letters, numbers and hyphens, such as `ci-deploy-2`"))
}

fn check_environment(name: &str) -> Result<(), Failure> {
    // Environments are named more freely than keys; what matters is that it is a name at all.
    let ordinary = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if !name.is_empty() && name.chars().all(ordinary) {
        return Ok(());
    }
    Err(invalid("an environment's name", name).hint("use letters, numbers, hyphens and underscores"))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn invalid(what: &str, name: &str) -> Failure {
    Failure::new(Kind::Invalid, format!("`{}` cannot be {what}", shown(name)))
}

#[cfg(test)]
mod tests {
    use crate::api::keys::KeyType;
    use crate::error::{Explain as _, Kind};

    use super::Request;

    fn request(key_type: Option<KeyType>, team: bool, environment: bool, model: bool) -> Request {
        Request {
            name: "ci".to_owned(),
            key_type,
            team: team.then(|| "ml".to_owned()),
            environments: environment.then(|| "production".to_owned()).into_iter().collect(),
            models: model.then(|| "llama".to_owned()).into_iter().collect(),
        }
    }

    /// Type, then whether it may have a team, environments and models: the rules of the contract by hand.
    const RULES: [(KeyType, bool, bool, bool); 5] = [
        (KeyType::Personal, false, true, false),
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
            let request = Request { name: wrong.to_owned(), ..Request::default() };
            assert_eq!(request.check().expect_err("refused").kind(), Kind::Invalid, "{wrong:?}");
        }
    }
}
