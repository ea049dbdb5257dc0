//! The whole table of permissions, walked over HTTP: each type of key, in the default team and in another one,
//! with and without model and environment scopes, against every operation.

use std::collections::HashMap;

use reqwest::Method;
use serde_json::{Value, json};
use truss::internals::local::Role;

use crate::permission_table::TABLE;
use crate::support::{Api, Pushed, prefix, without_archive};

/// What there is to ask about, and the keys to ask with, in the order of the columns.
struct World {
    api: Api,
    ids: HashMap<&'static str, String>,
    columns: Vec<(String, String)>,
}

impl World {
    async fn new() -> Self {
        let api = Api::start().await;
        let team_b = api.new_team("other");
        let mut ids = HashMap::from([("A", api.default_team().await), ("B", team_b.clone())]);
        let staging = json!({ "environment_name": "staging" });

        let replaced = api.new_model("a1", json!({ "environment_name": "staging" })).await;
        ids.insert("a1", replaced.id.clone());
        for (name, deployment) in [
            ("staging", staging.clone()),
            ("production", json!({ "environment_name": "production" })),
            ("development", json!({ "is_development": true })),
            ("plain", json!({})),
        ] {
            let pushed = api.new_deployment(&replaced.id, deployment).await;
            api.finish(&pushed).await;
            ids.insert(name, pushed.deployment_id);
        }
        api.finish(&replaced).await;
        ids.insert("replaced", replaced.deployment_id);
        let a2 = api.new_model("a2", staging.clone()).await;
        api.finish(&a2).await;
        ids.insert("a2", a2.id);
        for name in ["b1", "b2"] {
            let source = json!({ "name": name, "deployment": without_archive(staging.clone()) });
            let made = api.post(&format!("/v1/teams/{team_b}/models"), &json!({ "source": source })).await.ok();
            let pushed = Pushed::from(&made);
            api.finish(&pushed).await;
            ids.insert(name, pushed.id);
            ids.insert(if name == "b1" { "b1-staging" } else { "b2-staging" }, pushed.deployment_id);
        }
        let mut world = Self { api, ids, columns: Vec::new() };
        world.make_columns().await;
        world
    }

    async fn make_columns(&mut self) {
        let environments = json!(["staging"]);
        self.columns.push(("an admin".to_owned(), self.api.new_key(json!({ "type": "PERSONAL" })).await));
        for role in [Role::TeamAdmin, Role::Member] {
            for team in ["A", "B"] {
                let column = format!("{}-of-{team}", role.name());
                let key = self.api.new_user(&column, role, Some(&self.ids[team]));
                self.columns.push((column, key));
            }
        }
        let mut requests = Vec::new();
        for team in ["A", "B"] {
            let full = json!({ "type": "WORKSPACE_MANAGE_ALL", "team_id": self.ids[team] });
            requests.extend([full.clone(), with(&full, "environment_names", &environments)]);
        }
        for key_type in ["WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS"] {
            for (team, model) in [("A", "a1"), ("B", "b1")] {
                let plain = json!({ "type": key_type, "team_id": self.ids[team] });
                let in_models = with(&plain, "model_ids", &json!([self.ids[model]]));
                let in_environments = with(&plain, "environment_names", &environments);
                let in_both = with(&in_models, "environment_names", &environments);
                requests.extend([plain, in_models]);
                if key_type == "WORKSPACE_INVOKE" {
                    requests.extend([in_environments, in_both]);
                }
            }
        }
        requests.push(json!({ "type": "WORKSPACE_MANAGE_API_KEYS" }));
        for request in requests {
            self.columns.push((request.to_string(), self.api.new_key(request).await));
        }
    }

    /// The body that a word in the table stands for.
    fn body(&self, word: &str) -> Value {
        let (a, b) = (&self.ids["A"], &self.ids["B"]);
        let prepared = |fields: Value| {
            let deployment = json!({ "config": {} });
            with(&with(&fields, "deployment", &deployment), "dry_run", &json!(true))
        };
        let source = |source: Value| json!({ "source": source });
        match word {
            "" => Value::Null,
            // Each name is given once.
            "name" => json!({ "name": format!("renamed-{}", unique()) }),
            // Each push makes a model of its own name.
            "model" => source(json!({ "name": format!("m-{}", unique()), "deployment": without_archive(json!({})) })),
            "deployment" => source(json!({ "deployment": without_archive(json!({})) })),
            "prepare" => prepared(json!({ "name": "new" })),
            "prepare-in-A" => prepared(json!({ "name": "new", "team_id": a })),
            "prepare-in-B" => prepared(json!({ "name": "new", "team_id": b })),
            "prepare-a2" => prepared(json!({ "model_id": self.ids["a2"] })),
            "prepare-b2" => prepared(json!({ "model_id": self.ids["b2"] })),
            "personal" => json!({ "type": "PERSONAL" }),
            "manage-keys" => json!({ "type": "WORKSPACE_MANAGE_API_KEYS" }),
            "full-access" => json!({ "type": "WORKSPACE_MANAGE_ALL" }),
            "full-access-in-A" => json!({ "type": "WORKSPACE_MANAGE_ALL", "team_id": a }),
            "full-access-in-B" => json!({ "type": "WORKSPACE_MANAGE_ALL", "team_id": b }),
            "inference-only" => json!({ "type": "WORKSPACE_INVOKE" }),
            "metrics-only" => json!({ "type": "WORKSPACE_EXPORT_METRICS" }),
            other => panic!("no body is called {other}"),
        }
    }

    async fn new_model(&self, team: &str) -> Pushed {
        let path = format!("/v1/teams/{}/models", self.ids[team]);
        Pushed::from(&self.api.post(&path, &self.body("model")).await.ok())
    }

    /// The path with its names replaced.
    async fn path(&self, path: &str) -> String {
        let Some((before, rest)) = path.split_once('{') else { return path.to_owned() };
        let (name, after) = rest.split_once('}').expect("a closing brace");
        let value = match name.strip_prefix('+') {
            Some("model-in-A") => self.new_model("A").await.id,
            Some("model-in-B") => self.new_model("B").await.id,
            Some("deployment-of-a2") => self.api.new_deployment(&self.ids["a2"], json!({})).await.deployment_id,
            Some(kind) => prefix(&self.api.new_key(self.body(kind)).await).to_owned(),
            None => self.ids[name].clone(),
        };
        Box::pin(self.path(&format!("{before}{value}{after}"))).await
    }

    async fn status(&self, key: &str, operation: &[&str]) -> (char, String) {
        let method: Method = operation[0].parse().expect("a method");
        let path = self.path(operation[1]).await;
        let body = self.body(operation.get(2).copied().unwrap_or_default());
        let body = Some(&body).filter(|_| method == Method::POST || method == Method::PATCH);
        let answer = self.api.send(key, method, &path, body).await;
        let shown = match answer.status.as_u16() {
            200 => '.',
            403 => '3',
            404 => '4',
            _ => '?',
        };
        (shown, answer.text)
    }
}

fn with(object: &Value, field: &str, value: &Value) -> Value {
    let mut object = object.clone();
    object[field] = value.clone();
    object
}

fn unique() -> usize {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn rows() -> impl Iterator<Item = (Vec<&'static str>, String)> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        // The last seven words are the columns' groups.
        let (operation, expected) = words.split_at(words.len() - 7);
        (operation.to_vec(), expected.concat())
    })
}

#[tokio::test]
async fn each_type_of_key_may_do_what_the_contract_says_and_nothing_else() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for (operation, expected) in rows() {
        assert_eq!(expected.len(), world.columns.len(), "{operation:?}");
        for ((request, key), expected) in world.columns.iter().zip(expected.chars()) {
            let (found, text) = world.status(key, &operation).await;
            if found != expected {
                wrong.push(format!("{operation:?} as {request}: {expected} expected, {found}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn lists_hold_what_the_key_may_see() {
    let world = World::new().await;
    let key = |column: usize| world.columns[column].1.as_str();
    let (admin, full_a, full_b, inference_b, manager) = (key(0), key(5), key(7), key(13), key(21));
    let listed = async |key: &str, path: &str, list: &str, field: &str| {
        let answer = world.api.get_as(key, path).await.ok();
        let mut names: Vec<String> = answer[list]
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| item[field].as_str().unwrap_or("-").to_owned())
            .collect();
        names.sort();
        names
    };
    for (key, models, teams) in [
        (admin, &["a1", "a2", "b1", "b2"][..], &["default", "other"][..]),
        (full_a, &["a1", "a2"], &["default"]),
        (full_b, &["b1", "b2"], &["other"]),
        (key(1), &["a1", "a2"], &["default"]),
        (key(4), &["b1", "b2"], &["other"]),
    ] {
        assert_eq!(listed(key, "/v1/models", "models", "name").await, models);
        assert_eq!(listed(key, "/v1/teams", "teams", "name").await, teams);
    }
    assert_eq!(listed(inference_b, "/v1/teams", "teams", "name").await, ["other"]);
    assert_eq!(listed(manager, "/v1/teams", "teams", "name").await, ["default", "other"]);
}

#[tokio::test]
async fn a_refusal_names_the_level_that_is_needed() {
    let world = World::new().await;
    let path = |rest: &str| format!("/models/{}{rest}/predict", world.ids["a1"]);
    let staging = json!(["staging"]);
    let scoped = json!({ "type": "WORKSPACE_INVOKE", "environment_names": staging });
    let in_a2 = json!({ "type": "WORKSPACE_INVOKE", "model_ids": [world.ids["a2"]] });
    for (request, method, path, part) in [
        (json!({ "type": "WORKSPACE_INVOKE" }), Method::GET, "/v1/models".to_owned(), "WORKSPACE_MANAGE_ALL"),
        (json!({ "type": "WORKSPACE_INVOKE" }), Method::GET, "/v1/api_keys".to_owned(), "WORKSPACE_MANAGE_API_KEYS"),
        (json!({ "type": "WORKSPACE_INVOKE" }), Method::GET, "/metrics".to_owned(), "WORKSPACE_EXPORT_METRICS"),
        // A body that is not JSON is less than that.
        (json!({ "type": "WORKSPACE_INVOKE" }), Method::POST, "/v1/api_keys".to_owned(), "WORKSPACE_MANAGE_API_KEYS"),
        (
            json!({ "type": "WORKSPACE_INVOKE" }),
            Method::PATCH,
            "/v1/api_keys/x".to_owned(),
            "WORKSPACE_MANAGE_API_KEYS",
        ),
        (json!({ "type": "WORKSPACE_INVOKE" }), Method::POST, "/v1/models".to_owned(), "WORKSPACE_MANAGE_ALL"),
        (
            json!({ "type": "WORKSPACE_INVOKE" }),
            Method::POST,
            "/v1/prepare_model_upload".to_owned(),
            "WORKSPACE_MANAGE_ALL",
        ),
        (json!({ "type": "WORKSPACE_EXPORT_METRICS" }), Method::POST, path("/production"), "WORKSPACE_INVOKE"),
        (scoped.clone(), Method::GET, "/v1/users/me".to_owned(), "restricted to environments (staging)"),
        (scoped, Method::POST, path("/production"), "staging"),
        (in_a2, Method::POST, path("/production"), world.ids["a2"].as_str()),
    ] {
        let key = world.api.new_key(request.clone()).await;
        let answer = world.api.send(&key, method, &path, None).await;
        assert_eq!(answer.status, 403, "{request}");
        assert!(answer.text.contains(part), "{request}: {}", answer.text);
    }
}
