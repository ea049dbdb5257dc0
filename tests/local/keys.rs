//! `/v1/api_keys`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Api, prefix};

const TYPES: [&str; 5] =
    ["PERSONAL", "WORKSPACE_MANAGE_ALL", "WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS", "WORKSPACE_MANAGE_API_KEYS"];

async fn listed(api: &Api, query: &str) -> Vec<Value> {
    let list = api.get(&format!("/v1/api_keys{query}")).await.ok();
    list["keys"].as_array().expect("a list").clone()
}

async fn found(api: &Api, key: &str) -> Option<Value> {
    listed(api, "").await.into_iter().find(|listed| listed["prefix"] == json!(prefix(key)))
}

#[tokio::test]
async fn a_key_of_each_type_works_and_is_listed_without_its_secret() {
    let api = Api::start().await;
    for (key_type, name) in TYPES.into_iter().zip(["one", "two", "three", "four", "five"]) {
        let key = api.new_key(json!({ "type": key_type, "name": name })).await;
        api.get_as(&key, "/v1/users/me").await.ok();
        let info = found(&api, &key).await.expect("the key is listed");
        let fields: Vec<&str> = info.as_object().expect("an object").keys().map(String::as_str).collect();
        let expected = [
            "prefix",
            "name",
            "type",
            "model_ids",
            "team_name",
            "created_at",
            "last_used_at",
            "owner",
            "environment_names",
        ];
        assert_eq!(fields, expected);
        assert_eq!((&info["type"], &info["name"]), (&json!(key_type), &json!(name)));
        let of_team = !["PERSONAL", "WORKSPACE_MANAGE_API_KEYS"].contains(&key_type);
        assert_eq!(info["team_name"], if of_team { json!("default") } else { Value::Null });
        assert_eq!(info["owner"].is_object(), key_type == "PERSONAL", "{info}");
        assert_eq!((&info["model_ids"], &info["environment_names"]), (&Value::Null, &Value::Null));
        let secret = key.split_once('.').expect("a dot").1;
        assert!(!api.get("/v1/api_keys").await.text.contains(secret));
    }
}

#[tokio::test]
async fn unknown_fields_are_ignored_and_nulls_are_as_good_as_absent() {
    let api = Api::start().await;
    let key = api
        .new_key(json!({
            "type": "PERSONAL", "name": null, "model_ids": null, "team_id": null, "environment_names": null, "new": 1
        }))
        .await;
    assert_eq!(found(&api, &key).await.expect("listed")["name"], Value::Null);
}

#[tokio::test]
async fn scopes_are_kept_and_read_back() {
    let api = Api::start().await;
    let model = api.new_model("scoped", json!({})).await;
    let key = api
        .new_key(json!({
            "type": "WORKSPACE_INVOKE", "model_ids": [model.id], "environment_names": ["staging", "production"]
        }))
        .await;
    let info = found(&api, &key).await.expect("listed");
    assert_eq!(info["model_ids"], json!([model.id]));
    assert_eq!(info["environment_names"], json!(["staging", "production"]));
}

#[tokio::test]
async fn what_the_contract_forbids_is_refused() {
    let api = Api::start().await;
    let team = api.default_team().await;
    let other_team = api.new_team("other");
    let model = api.new_model("mine", json!({})).await;
    for (request, part) in [
        (json!({}), "missing field `type`"),
        (json!({ "type": "ADMIN" }), "unknown variant `ADMIN`"),
        (json!({ "type": "ROUTES" }), "ROUTES"),
        (json!({ "type": "PERSONAL", "name": "Upper" }), "lowercase letters, numbers and hyphens"),
        (json!({ "type": "PERSONAL", "name": "" }), "name must be"),
        (json!({ "type": "PERSONAL", "name": 7 }), "expected a string"),
        (json!({ "type": "PERSONAL", "team_id": team }), "leave team_id out"),
        (json!({ "type": "WORKSPACE_MANAGE_API_KEYS", "team_id": team }), "leave team_id out"),
        (json!({ "type": "PERSONAL", "model_ids": [model.id] }), "cannot be restricted to models"),
        (json!({ "type": "WORKSPACE_MANAGE_ALL", "model_ids": [model.id] }), "cannot be restricted to models"),
        (json!({ "type": "PERSONAL", "environment_names": ["a"] }), "cannot be restricted to environments"),
        (json!({ "type": "WORKSPACE_EXPORT_METRICS", "environment_names": ["a"] }), "restricted to environments"),
        (json!({ "type": "WORKSPACE_MANAGE_API_KEYS", "environment_names": ["a"] }), "restricted to environments"),
        (json!({ "type": "WORKSPACE_INVOKE", "model_ids": [] }), "at least one"),
        (json!({ "type": "WORKSPACE_INVOKE", "environment_names": [] }), "at least one"),
        (json!({ "type": "WORKSPACE_INVOKE", "model_ids": ["nope"] }), "`nope`"),
        (
            json!({ "type": "WORKSPACE_INVOKE", "model_ids": [model.id], "team_id": other_team }),
            "no model of the key's",
        ),
    ] {
        let message = api.post("/v1/api_keys", &request).await.refused(400);
        assert!(message.contains(part), "{request}: {message}");
    }
    let before = listed(&api, "").await.len();
    assert_eq!(before, 1, "nothing was made");
    let unknown_team = json!({ "type": "WORKSPACE_INVOKE", "team_id": "nope" });
    api.post("/v1/api_keys", &unknown_team).await.refused(404);
}

#[tokio::test]
async fn a_team_key_is_made_in_the_team_of_the_path_or_the_body() {
    let api = Api::start().await;
    let team = api.new_team("research");
    let path = format!("/v1/teams/{team}/api_keys");
    let by_path = api.post(&path, &json!({ "type": "WORKSPACE_INVOKE" })).await.ok();
    let by_body = api.post("/v1/api_keys", &json!({ "type": "WORKSPACE_INVOKE", "team_id": team })).await.ok();
    for made in [by_path, by_body] {
        let key = made["api_key"].as_str().expect("a key").to_owned();
        assert_eq!(found(&api, &key).await.expect("listed")["team_name"], json!("research"));
    }
    let default = api.default_team().await;
    api.post(&path, &json!({ "type": "WORKSPACE_INVOKE", "team_id": default })).await.refused(400);
    api.post(&path, &json!({ "type": "PERSONAL" })).await.refused(400);
    api.post("/v1/teams/nope/api_keys", &json!({ "type": "WORKSPACE_INVOKE" })).await.refused(404);
}

#[tokio::test]
async fn the_list_filters_by_type_and_by_maker() {
    let api = Api::start().await;
    let maker = api.new_key(json!({ "type": "WORKSPACE_MANAGE_ALL" })).await;
    let made = api.post_as(&maker, "/v1/api_keys", &json!({ "type": "WORKSPACE_INVOKE" })).await.ok();
    let made = made["api_key"].as_str().expect("a key").to_owned();
    for (query, expected) in [
        ("?type=PERSONAL", vec![api.own_key()]),
        ("?type=WORKSPACE_INVOKE", vec![made.clone()]),
        ("?type=ROUTES", vec![]),
        ("?created_by_me=true", vec![api.own_key(), maker.clone()]),
        ("?created_by_me=false&unknown=1", vec![api.own_key(), maker.clone(), made.clone()]),
    ] {
        let listed: Vec<Value> = listed(&api, query).await.iter().map(|key| key["prefix"].clone()).collect();
        let expected: Vec<Value> = expected.iter().map(|key| json!(prefix(key))).collect();
        // The own key was made by the first start, which is nobody's doing but the user's.
        assert_eq!(listed, expected, "{query}");
    }
    let own = api.get_as(&maker, "/v1/api_keys?created_by_me=true").await.ok();
    assert_eq!(own["keys"][0]["prefix"], json!(prefix(&made)));
    api.get("/v1/api_keys?type=NOPE").await.refused(400);
    api.get("/v1/api_keys?created_by_me=maybe").await.refused(400);
}

#[tokio::test]
async fn a_rename_shows_and_a_bad_name_changes_nothing() {
    let api = Api::start().await;
    let key = api.new_key(json!({ "type": "PERSONAL", "name": "before" })).await;
    let path = format!("/v1/api_keys/{}", prefix(&key));
    let own_key = api.own_key();
    let rename = async |body: Value| api.send(&own_key, Method::PATCH, &path, Some(&body)).await;
    assert_eq!(rename(json!({ "name": "after" })).await.ok()["name"], json!("after"));
    for body in [json!({ "name": "No" }), json!({}), json!({ "name": null }), json!([])] {
        rename(body).await.refused(400);
    }
    assert_eq!(found(&api, &key).await.expect("listed")["name"], json!("after"));
    let unknown = api.send(&own_key, Method::PATCH, "/v1/api_keys/unknown1", Some(&json!({ "name": "x" }))).await;
    unknown.refused(404);
}

#[tokio::test]
async fn a_revoked_key_is_gone_for_good() {
    let api = Api::start().await;
    let key = api.new_key(json!({ "type": "PERSONAL" })).await;
    let path = format!("/v1/api_keys/{}", prefix(&key));
    let gone = api.send(&api.own_key(), Method::DELETE, &path, None).await.ok();
    assert_eq!(gone, json!({ "prefix": prefix(&key) }));
    api.get_as(&key, "/v1/users/me").await.refused(401);
    assert!(found(&api, &key).await.is_none());
    api.send(&api.own_key(), Method::DELETE, &path, None).await.refused(404);
}

#[tokio::test]
async fn the_last_use_is_told_at_once_and_kept() {
    let api = Api::start().await;
    let key = api.new_key(json!({ "type": "WORKSPACE_MANAGE_ALL" })).await;
    assert_eq!(found(&api, &key).await.expect("listed")["last_used_at"], Value::Null);
    api.get_as(&key, "/v1/users/me").await.ok();
    let told = found(&api, &key).await.expect("listed")["last_used_at"].clone();
    assert!(told.is_string(), "{told}");
    let folder = api.folder;
    api.server.stop().await;
    let again = Api::on(folder).await;
    assert_eq!(found(&again, &key).await.expect("listed")["last_used_at"], told);
}

#[tokio::test]
async fn the_only_secret_on_disk_is_the_command_lines_own() {
    let api = Api::start().await;
    let key = api.new_key(json!({ "type": "PERSONAL" })).await;
    let (own_key, folder) = (api.own_key(), api.folder);
    api.server.stop().await;
    let mut own_key_files = 0;
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let Ok(content) = std::fs::read(&path) else { continue };
        let holds = |key: &str| {
            let secret = key.split_once('.').expect("a dot").1.as_bytes();
            content.windows(secret.len()).any(|window| window == secret)
        };
        assert!(!holds(&key), "{}", path.display());
        own_key_files += usize::from(holds(&own_key));
    }
    assert_eq!(own_key_files, 1);
}
