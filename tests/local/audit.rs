//! `/v1/audit_logs`.

use reqwest::Method;
use serde_json::{Value, json};
use truss::internals::local::Role;

use crate::support::{Api, answer, prefix};

async fn entries(api: &Api, query: &str) -> Vec<Value> {
    let page = api.get(&format!("/v1/audit_logs{query}")).await.ok();
    page["items"].as_array().expect("items").clone()
}

#[tokio::test]
async fn creating_renaming_and_revoking_are_noted_with_their_actor() {
    let api = Api::start().await;
    let manager = api.new_key(json!({ "type": "WORKSPACE_MANAGE_API_KEYS", "name": "manager" })).await;
    let made = api
        .request(Method::POST, "/v1/api_keys")
        .bearer_auth(&manager)
        .header("user-agent", "truss/1.2.3 (linux)")
        .json(&json!({ "type": "WORKSPACE_INVOKE", "name": "ci" }));
    let key = answer(made).await.ok()["api_key"].as_str().expect("a key").to_owned();
    let path = format!("/v1/api_keys/{}", prefix(&key));
    api.send(&manager, Method::PATCH, &path, Some(&json!({ "name": "ci-2" }))).await.ok();
    api.send(&api.own_key(), Method::DELETE, &path, None).await.ok();

    let entries = entries(&api, "").await;
    let events: Vec<&Value> = entries.iter().map(|entry| &entry["event_type"]).collect();
    assert_eq!(events, ["API_KEY_DELETED", "API_KEY_RENAMED", "API_KEY_CREATED", "API_KEY_CREATED"]);
    for entry in &entries[..3] {
        let data = &entry["event_data"];
        assert_eq!((&data["prefix"], &data["api_key_id"]), (&json!(prefix(&key)), &json!(prefix(&key))));
        assert_eq!(data["api_key_type"], json!("INVOKE_ALL_MODELS_SERVICE_ACCOUNT"), "its own words");
        assert_eq!(entry["source"], json!("API"));
        assert_eq!(data["event_type"], entry["event_type"]);
    }
    let created = &entries[2];
    assert_eq!(
        created["actor"],
        json!({
            "type": "API_KEY", "email": null, "api_key_prefix": prefix(&manager), "api_key_name": "manager"
        })
    );
    assert_eq!((&created["client_name"], &created["client_version"]), (&json!("truss"), &json!("1.2.3")));
    let user = json!({ "type": "USER", "email": "you@localhost", "api_key_prefix": null, "api_key_name": null });
    assert_eq!(entries[0]["actor"], user);
    assert_eq!(entries[1]["event_data"]["name"], json!("ci-2"), "a rename tells the new name");
    assert_eq!(created["event_data"].get("name"), None, "Baseten's events do not");
}

#[tokio::test]
async fn pages_follow_each_other_in_both_directions_without_gap_or_overlap() {
    let api = Api::start().await;
    let mut keys = Vec::new();
    for _ in 0..7 {
        keys.push(api.new_key(json!({ "type": "PERSONAL" })).await);
    }
    for direction in ["DESC", "ASC"] {
        let mut prefixes = Vec::new();
        let mut query = format!("?limit=3&direction={direction}");
        for _ in 0..keys.len() {
            let page = api.get(&format!("/v1/audit_logs{query}")).await.ok();
            let items = page["items"].as_array().expect("items");
            prefixes.extend(items.iter().map(|entry| entry["event_data"]["prefix"].clone()));
            let cursor = &page["pagination"]["cursor"];
            assert_eq!(page["pagination"]["has_more"], json!(cursor.is_string()));
            let Some(cursor) = cursor.as_str() else { break };
            query = format!("?limit=3&cursor={cursor}");
        }
        let mut expected: Vec<Value> = keys.iter().map(|key| json!(prefix(key))).collect();
        if direction == "DESC" {
            expected.reverse();
        }
        assert_eq!(prefixes, expected, "{direction}");
    }
}

#[tokio::test]
async fn filters_narrow_the_log() {
    let api = Api::start().await;
    let key = api.new_key(json!({ "type": "PERSONAL", "name": "needle" })).await;
    api.new_key(json!({ "type": "PERSONAL", "name": "hay" })).await;
    let ana = api.new_user("ana", Role::Member, None);
    let hers = api.get_as(&ana, "/v1/users/me").await.ok()["user_id"].as_str().expect("an id").to_owned();
    api.post_as(&ana, "/v1/api_keys", &json!({ "type": "PERSONAL" })).await.ok();
    for (query, count) in [
        (format!("?user_ids={hers}"), 1),
        (format!("?user_ids=nope&user_ids={hers}"), 1),
        ("?user_ids=nope".to_owned(), 0),
        ("?environment_names=production".to_owned(), 0),
        ("?deployment_ids=abc".to_owned(), 0),
        ("?search=NEEDLE".to_owned(), 1),
        (format!("?search={}", prefix(&key).to_ascii_uppercase()), 1),
        ("?search=nothing".to_owned(), 0),
        ("?event_type_groups=API_KEYS&event_type_groups=DELETED".to_owned(), 3),
        ("?event_type_groups=DELETED".to_owned(), 0),
        ("?sources=UI".to_owned(), 0),
        ("?end_epoch_millis=0".to_owned(), 0),
        ("?start_epoch_millis=0".to_owned(), 3),
    ] {
        assert_eq!(entries(&api, &query).await.len(), count, "{query}");
    }
    for query in ["?limit=0", "?limit=201", "?direction=up", "?cursor=x", "?start_epoch_millis=soon"] {
        api.get(&format!("/v1/audit_logs{query}")).await.refused(400);
    }
}

#[tokio::test]
async fn where_there_are_several_teams_only_admins_read_it() {
    let api = Api::start().await;
    let full_access = api.new_key(json!({ "type": "WORKSPACE_MANAGE_ALL" })).await;
    let manager = api.new_key(json!({ "type": "WORKSPACE_MANAGE_API_KEYS" })).await;
    let member = api.new_user("ana", Role::Member, None);
    let team_admin = api.new_user("ben", Role::TeamAdmin, None);
    let admin = api.new_user("cho", Role::Admin, None);
    for key in [&full_access, &manager, &member, &team_admin, &admin] {
        api.get_as(key, "/v1/audit_logs").await.ok();
    }
    api.new_team("research");
    for key in [&manager, &admin] {
        api.get_as(key, "/v1/audit_logs").await.ok();
    }
    for key in [&full_access, &member, &team_admin] {
        let message = api.get_as(key, "/v1/audit_logs").await.refused(403);
        assert!(message.contains("an admin of the organization"), "{message}");
    }
}
