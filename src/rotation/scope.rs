//! What the new key may do: what the old one may, never more, and nothing that had to be guessed.
//!
//! Owns deriving the new key from what the remote tells of the old one, and comparing the two afterwards. Pure: who
//! the caller is and which teams there are is handed in.

use crate::api::Told;
use crate::api::keys::{KeyInfo, KeyType, NewKey};
use crate::api::teams::Team;
use crate::error::{Failure, Kind};
use crate::keys::request::check_name;
use crate::keys::wanted::{Wanted, unconfirmed};

/// What the user says of a restriction that the remote does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrowing {
    /// The old key is narrowed to these, or is to be from now on.
    To(Vec<String>),
    /// The old key is not narrowed.
    All,
}

/// What the user says about the new key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Another name than the old key's.
    pub name: Option<String>,
    /// The environments, where the remote does not tell them.
    pub environments: Option<Narrowing>,
    /// The ids of the models, where the remote does not tell them.
    pub models: Option<Narrowing>,
}

/// The key that replaces `old`: of the same type, team, models and environments. `teams` are those that can be seen;
/// `None` for a remote that knows no teams.
///
/// # Errors
///
/// [`Kind::Unsafe`] for whatever would have to be guessed: a type that this program does not know, a restriction or a
/// team that the remote does not tell; and for what the user says against what the remote tells.
pub fn replacement(old: &KeyInfo, teams: Option<&[Team]>, said: &Said) -> Result<Wanted, Failure> {
    if let KeyType::Other(name) = &old.key_type {
        return Err(refusal(old, &format!("what a key of type `{name}` may do is not known here")));
    }
    if let Some(name) = &said.name {
        check_name(name)?;
    }
    let team = team(old, teams)?;
    let key = NewKey {
        name: said.name.clone().or_else(|| old.name.clone()),
        key_type: old.key_type.clone(),
        team_id: team.map(|team| team.id.clone()),
        model_ids: restriction(old, &MODELS, &old.model_ids, said.models.as_ref())?,
        environment_names: restriction(old, &ENVIRONMENTS, &old.environment_names, said.environments.as_ref())?,
    };
    // A remote that never tells a key's team cannot confirm the new one's either; there is only one that it can be.
    let team_name = team.map(|team| team.name.clone()).filter(|_| old.team_name.value().is_some());
    Ok(Wanted { key, team_name })
}

/// Whether keys of this type belong to a team.
#[must_use]
pub fn is_of_a_team(key_type: &KeyType) -> bool {
    matches!(key_type, KeyType::FullAccess | KeyType::InferenceOnly | KeyType::MetricsOnly)
}

/// In what `new`, as the remote tells it, differs from what was wanted in place of `old`. More is dangerous, less
/// breaks whoever uses it.
#[must_use]
pub fn differences(old: &KeyInfo, wanted: &Wanted, new: &KeyInfo) -> Vec<&'static str> {
    let owner = |key: &KeyInfo| key.owner.value().map(|owner| owner.user_id.clone());
    let mut differences = unconfirmed(wanted, new);
    let narrower = [
        ("its models", wanted.key.model_ids.is_none() && new.model_ids.value().is_some()),
        ("its environments", wanted.key.environment_names.is_none() && new.environment_names.value().is_some()),
        ("its team", wanted.team_name.is_none() && old.team_name.value() != new.team_name.value()),
        ("its owner", owner(old).is_some() && owner(old) != owner(new)),
    ];
    differences.extend(narrower.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what));
    differences
}

/// A kind of restriction, and which types can have it without the remote having to tell.
struct Restriction {
    what: &'static str,
    option: &'static str,
    unsaid_matters: fn(&KeyType) -> bool,
}

/// Baseten narrows only these two types to models.
const MODELS: Restriction = Restriction {
    what: "models",
    option: "model",
    unsaid_matters: |key_type| matches!(key_type, KeyType::InferenceOnly | KeyType::MetricsOnly),
};

/// A remote that never tells environments may still narrow the keys of a team that call models.
const ENVIRONMENTS: Restriction = Restriction {
    what: "environments",
    option: "environment",
    unsaid_matters: |key_type| matches!(key_type, KeyType::FullAccess | KeyType::InferenceOnly),
};

fn restriction(
    old: &KeyInfo,
    restriction: &Restriction,
    told: &Told<Vec<String>>,
    said: Option<&Narrowing>,
) -> Result<Option<Vec<String>>, Failure> {
    let Restriction { what, option, unsaid_matters } = restriction;
    match (told, said) {
        // Nothing can be made with an empty list, and leaving it out would mean "all".
        (Told::Value(list), _) if list.is_empty() => Err(refusal(old, &format!("it is narrowed to no {what} at all"))),
        (Told::Value(list), None) => Ok(Some(list.clone())),
        (Told::Null, None) => Ok(None),
        (Told::Value(list), Some(Narrowing::To(names))) if same(list, names) => Ok(Some(list.clone())),
        (Told::Null, Some(Narrowing::All)) => Ok(None),
        (Told::Value(_) | Told::Null, Some(_)) => {
            Err(refusal(old, &format!("the remote tells its {what}, and they are not what was said"))
                .hint(format!("leave out `--{option}` and `--all-{what}`: the new key gets what the old one has")))
        }
        (Told::Absent, Some(Narrowing::To(names))) => Ok(Some(names.clone())),
        (Told::Absent, Some(Narrowing::All)) => Ok(None),
        (Told::Absent, None) if unsaid_matters(&old.key_type) => {
            Err(refusal(old, &format!("the remote does not tell to which {what} it is narrowed"))
                .hint(format!("say it: `--{option} NAME` for each, or `--all-{what}` if it is not narrowed")))
        }
        (Told::Absent, None) => Ok(None),
    }
}

fn same(one: &[String], other: &[String]) -> bool {
    one.iter().all(|name| other.contains(name)) && other.iter().all(|name| one.contains(name))
}

/// The old key's team. Without a team the remote would take its default one, which may be another.
fn team<'t>(old: &KeyInfo, teams: Option<&'t [Team]>) -> Result<Option<&'t Team>, Failure> {
    if !is_of_a_team(&old.key_type) {
        return Ok(None);
    }
    let name = old.team_name.value();
    let Some(teams) = teams else {
        return match name {
            None => Ok(None),
            Some(name) => Err(refusal(old, &format!("its team `{name}` cannot be found: the remote lists none"))),
        };
    };
    let named: Vec<&Team> = teams.iter().filter(|team| name.is_none_or(|name| team.name == *name)).collect();
    match (named.as_slice(), name) {
        ([team], _) => Ok(Some(team)),
        ([], Some(name)) => Err(refusal(old, &format!("its team `{name}` cannot be seen"))
            .hint("use a key that can see the team; `truss auth status` shows which key is used")),
        (_, Some(name)) => Err(refusal(old, &format!("several teams are named `{name}`"))),
        (_, None) => Err(refusal(old, "the remote does not tell its team")),
    }
}

fn refusal(old: &KeyInfo, why: &str) -> Failure {
    Failure::new(Kind::Unsafe, format!("the key `{}` is not rotated, because {why}", old.prefix))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Map, Value, json};

    use crate::api::Told;
    use crate::api::keys::{KeyInfo, KeyType};
    use crate::api::teams::Team;
    use crate::error::{Explain as _, Kind};
    use crate::keys::wanted::Wanted;

    use super::{Narrowing, Said, differences, replacement};

    const TYPES: [&str; 6] = [
        "PERSONAL",
        "WORKSPACE_MANAGE_ALL",
        "WORKSPACE_INVOKE",
        "WORKSPACE_EXPORT_METRICS",
        "WORKSPACE_MANAGE_API_KEYS",
        "ROUTES",
    ];
    const TEAMS: [&str; 2] = ["ml", "web"];
    const MODELS: [&str; 3] = ["m1", "m2", "m3"];
    const ENVIRONMENTS: [&str; 3] = ["production", "staging", "development"];

    /// What a key may do, as the API's `x-permissions` has it: operation, team, model, environment.
    fn powers(key: &KeyInfo) -> BTreeSet<(&'static str, &'static str, &'static str, &'static str)> {
        let told =
            |list: &Told<Vec<String>>, name: &str| list.value().is_none_or(|list| list.iter().any(|one| one == name));
        let in_environments = key.environment_names.value().is_some();
        let mut powers = BTreeSet::new();
        for team in TEAMS.into_iter().filter(|team| key.team_name.value().is_none_or(|own| own == team)) {
            let manages = matches!(key.key_type, KeyType::Personal | KeyType::FullAccess) && !in_environments;
            let calls = matches!(key.key_type, KeyType::Personal | KeyType::FullAccess | KeyType::InferenceOnly);
            let measures = matches!(key.key_type, KeyType::Personal | KeyType::FullAccess | KeyType::MetricsOnly);
            if manages {
                powers.insert(("deploy", team, "", ""));
            }
            if (manages || key.key_type == KeyType::ManageKeys) && !in_environments {
                powers.insert(("keys", team, "", ""));
            }
            for model in MODELS.into_iter().filter(|model| told(&key.model_ids, model)) {
                if measures && !in_environments {
                    powers.insert(("metrics", team, model, ""));
                }
                let reached = ENVIRONMENTS.into_iter().filter(|name| told(&key.environment_names, name));
                powers.extend(reached.filter(|_| calls).map(|name| ("call", team, model, name)));
            }
        }
        powers
    }

    fn key(fields: &[(&str, Option<Value>)]) -> KeyInfo {
        let mut key = Map::new();
        for (name, value) in fields {
            value.clone().map(|value| key.insert((*name).to_owned(), value));
        }
        serde_json::from_value(Value::Object(key)).expect("a key")
    }

    /// Every key that a remote can tell of: absent, null, none, one and all of each list; with and without a team.
    fn every_key() -> Vec<KeyInfo> {
        let lists =
            |names: &[&str]| [None, Some(Value::Null), Some(json!([])), Some(json!([names[0]])), Some(json!(names))];
        let mut keys = Vec::new();
        for key_type in TYPES {
            for team in [None, Some(Value::Null), Some(json!("ml")), Some(json!("gone"))] {
                for models in lists(&MODELS) {
                    for environments in lists(&ENVIRONMENTS[..2]) {
                        keys.push(key(&[
                            ("prefix", Some(json!("old"))),
                            ("name", Some(json!("app"))),
                            ("type", Some(json!(key_type))),
                            ("team_name", team.clone()),
                            ("model_ids", models.clone()),
                            ("environment_names", environments.clone()),
                        ]));
                    }
                }
            }
        }
        keys
    }

    fn teams() -> Vec<Team> {
        serde_json::from_value(json!([{"id": "t1", "name": "ml"}, {"id": "t2", "name": "web"}])).expect("teams")
    }

    /// The key that an honest remote makes of a request.
    fn made(wanted: &Wanted) -> KeyInfo {
        let Wanted { key: new, team_name } = wanted;
        key(&[
            ("prefix", Some(json!("new"))),
            ("name", Some(json!(new.name))),
            ("type", Some(json!(new.key_type))),
            ("team_name", Some(json!(team_name))),
            ("model_ids", Some(json!(new.model_ids))),
            ("environment_names", Some(json!(new.environment_names))),
        ])
    }

    #[test]
    fn the_new_key_may_do_exactly_what_the_old_one_may_or_is_not_made() {
        let (mut rotated, mut refused) = (0, 0);
        for old in every_key() {
            match replacement(&old, Some(&teams()), &Said::default()) {
                // A key of a user that the remote tells a team of: no such key can be made, and that is noticed.
                Ok(wanted) if !differences(&old, &wanted, &made(&wanted)).is_empty() => refused += 1,
                Ok(wanted) => {
                    rotated += 1;
                    assert_eq!(powers(&made(&wanted)), powers(&old), "{old:?}");
                }
                Err(failure) => {
                    refused += 1;
                    assert_eq!(failure.kind(), Kind::Unsafe, "{old:?}");
                }
            }
        }
        assert_eq!(rotated + refused, 600);
        assert!(rotated > 90 && refused > 90, "{rotated} rotated, {refused} refused");
    }

    #[test]
    fn whatever_a_remote_makes_instead_a_wider_key_is_noticed() {
        for old in every_key() {
            let Ok(wanted) = replacement(&old, Some(&teams()), &Said::default()) else { continue };
            for new in every_key() {
                if !powers(&new).is_subset(&powers(&old)) {
                    assert_ne!(differences(&old, &wanted, &new), [""; 0], "{old:?} became {new:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_told_must_be_said_and_what_is_told_cannot_be_unsaid() {
        let all = Said { environments: Some(Narrowing::All), models: Some(Narrowing::All), name: None };
        let to = |name: &str| Said { environments: Some(Narrowing::To(vec![name.to_owned()])), ..Said::default() };
        let telling = |environments: Option<Value>, models: Option<Value>| {
            key(&[
                ("prefix", Some(json!("old"))),
                ("type", Some(json!("WORKSPACE_INVOKE"))),
                ("team_name", Some(json!("ml"))),
                ("environment_names", environments),
                ("model_ids", models),
            ])
        };
        let silent = telling(None, None);
        assert!(replacement(&silent, Some(&teams()), &Said::default()).is_err());
        let wanted = replacement(&silent, Some(&teams()), &all).expect("said");
        assert_eq!((wanted.key.environment_names, wanted.key.model_ids), (None, None));
        let narrowed = telling(Some(json!(["production"])), Some(Value::Null));
        assert!(replacement(&narrowed, Some(&teams()), &all).is_err());
        assert!(replacement(&narrowed, Some(&teams()), &to("staging")).is_err());
        assert!(replacement(&narrowed, Some(&teams()), &to("production")).is_ok());
        let named = Said { name: Some("Not A Name".to_owned()), ..Said::default() };
        assert_eq!(replacement(&narrowed, Some(&teams()), &named).expect_err("refused").kind(), Kind::Invalid);
    }

    #[test]
    fn a_key_that_may_do_less_or_acts_for_somebody_else_is_noticed_too() {
        let owned = |user: &str, environments: Value| {
            key(&[
                ("prefix", Some(json!("p"))),
                ("type", Some(json!("PERSONAL"))),
                ("owner", Some(json!({"user_id": user}))),
                ("environment_names", Some(environments)),
            ])
        };
        let old = owned("u1", Value::Null);
        let wanted = replacement(&old, None, &Said::default()).expect("a plan");
        assert_eq!(differences(&old, &wanted, &owned("u1", Value::Null)), [""; 0]);
        assert_eq!(differences(&old, &wanted, &owned("u2", Value::Null)), ["its owner"]);
        assert_eq!(differences(&old, &wanted, &owned("u1", json!(["production"]))), ["its environments"]);
    }
}
