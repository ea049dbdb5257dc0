//! Every kind of key, held against a permission model of its own.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::api::Field;
use crate::api::resources::keys::{KeyInfo, KeyType};
use crate::api::resources::teams::Team;
use crate::error::{Explain as _, Kind};
use crate::keys::spec::KeySpec;
use crate::rotation::scope::{differences, replacement};

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
        |list: &Field<Vec<String>>, name: &str| list.value().is_none_or(|list| list.iter().any(|one| one == name));
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
fn made(spec: &KeySpec) -> KeyInfo {
    let KeySpec { key: new, team_name, .. } = spec;
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
        match replacement(&old, Some(&teams()), false) {
            // A key of a user that the remote tells a team of: no such key can be made, and that is noticed.
            Ok(spec) if !differences(&old, &spec, &made(&spec)).is_empty() => refused += 1,
            Ok(spec) => {
                rotated += 1;
                assert_eq!(powers(&made(&spec)), powers(&old), "{old:?}");
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
        let Ok(spec) = replacement(&old, Some(&teams()), false) else { continue };
        for new in every_key() {
            if !powers(&new).is_subset(&powers(&old)) {
                assert_ne!(differences(&old, &spec, &new), [""; 0], "{old:?} became {new:?}");
            }
        }
    }
}

#[test]
fn what_is_not_told_must_be_said_and_what_is_told_stays() {
    let telling = |key_type: &str, environments: Option<Value>, models: Option<Value>| {
        key(&[
            ("prefix", Some(json!("old"))),
            ("type", Some(json!(key_type))),
            ("team_name", Some(json!("ml"))),
            ("environment_names", environments),
            ("model_ids", models),
        ])
    };
    let silent = telling("WORKSPACE_INVOKE", None, Some(Value::Null));
    assert!(replacement(&silent, Some(&teams()), false).is_err());
    let spec = replacement(&silent, Some(&teams()), true).expect("said");
    assert_eq!((spec.key.environment_names, spec.key.model_ids), (None, None));
    assert!(replacement(&telling("WORKSPACE_INVOKE", None, None), Some(&teams()), true).is_err());
    // No key can be made with an empty list, and without one it could do all.
    for (environments, models, what) in [(json!([]), Value::Null, "environments"), (Value::Null, json!([]), "models")] {
        let none = telling("WORKSPACE_INVOKE", Some(environments), Some(models));
        let failure = replacement(&none, Some(&teams()), true).expect_err("it can do nothing");
        assert!(failure.to_string().contains(&format!("it is restricted to no {what} at all")), "{failure}");
    }
    let narrowed = telling("WORKSPACE_INVOKE", Some(json!(["production"])), Some(Value::Null));
    let spec = replacement(&narrowed, Some(&teams()), true).expect("told");
    assert_eq!(spec.key.environment_names, Some(vec!["production".to_owned()]));
    assert!(replacement(&telling("WORKSPACE_EXPORT_METRICS", None, Some(Value::Null)), Some(&teams()), false).is_ok());
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
    let spec = replacement(&old, None, false).expect("a plan");
    assert_eq!(differences(&old, &spec, &owned("u1", Value::Null)), [""; 0]);
    assert_eq!(differences(&old, &spec, &owned("u2", Value::Null)), ["its owner"]);
    assert_eq!(differences(&old, &spec, &owned("u1", json!(["production"]))), ["its environments"]);
}

#[test]
fn the_new_key_is_asked_for_in_the_old_ones_team_and_under_the_next_name() {
    for (team, id) in [("ml", "t1"), ("web", "t2")] {
        let old = key(&[
            ("prefix", Some(json!("old"))),
            ("name", Some(json!("app"))),
            ("type", Some(json!("WORKSPACE_MANAGE_ALL"))),
            ("team_name", Some(json!(team))),
            ("environment_names", Some(Value::Null)),
        ]);
        let spec = replacement(&old, Some(&teams()), false).expect("a plan");
        assert_eq!((spec.key.team_id.as_deref(), spec.team_name.as_deref()), (Some(id), Some(team)));
        assert_eq!(spec.key.name.as_deref(), Some("app-rotated-1"));
        assert!(replacement(&old, None, false).is_err(), "a team that cannot be found");
    }
}

#[test]
fn a_key_of_a_type_that_is_not_known_is_not_rotated() {
    let odd = key(&[("prefix", Some(json!("old"))), ("type", Some(json!("ROUTES")))]);
    let failure = replacement(&odd, None, true).expect_err("what it may do is not known");
    assert_eq!(failure.kind(), Kind::Unsafe);
    assert!(failure.to_string().contains("`ROUTES`"), "{failure}");
}
