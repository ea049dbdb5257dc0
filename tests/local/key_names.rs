//! Names of keys: unique among a team's keys, a user's personal keys, and the organization's manage-keys keys.

use reqwest::Method;
use serde_json::{Value, json};

use crate::process::Process;
use crate::support::{Api, client, prefix};

/// One key of each scope, all of the same name.
fn scopes(other_team: &str) -> [Value; 4] {
    [
        json!({ "type": "WORKSPACE_INVOKE", "name": "ci" }),
        json!({ "type": "WORKSPACE_INVOKE", "name": "ci", "team_id": other_team }),
        json!({ "type": "PERSONAL", "name": "ci" }),
        json!({ "type": "WORKSPACE_MANAGE_API_KEYS", "name": "ci" }),
    ]
}

#[tokio::test]
async fn a_name_is_given_once_in_each_scope_whatever_the_teams_types() {
    let api = Api::start().await;
    let other_team = api.new_team("other");
    for request in scopes(&other_team) {
        api.new_key(request).await;
    }
    for request in scopes(&other_team) {
        let message = api.post("/v1/api_keys", &request).await.refused(400);
        assert_eq!(message, "an API key named `ci` already exists", "{request}");
    }
    for key_type in ["WORKSPACE_MANAGE_ALL", "WORKSPACE_EXPORT_METRICS"] {
        for team in [api.default_team().await, other_team.clone()] {
            let path = format!("/v1/teams/{team}/api_keys");
            api.post(&path, &json!({ "type": key_type, "name": "ci" })).await.refused(400);
        }
    }
}

#[tokio::test]
async fn keys_without_a_name_collide_with_none() {
    let api = Api::start().await;
    for key_type in ["PERSONAL", "WORKSPACE_INVOKE", "WORKSPACE_MANAGE_API_KEYS"] {
        for _ in 0..2 {
            api.new_key(json!({ "type": key_type })).await;
        }
    }
}

#[tokio::test]
async fn a_rename_to_a_name_that_is_taken_in_the_keys_scope_is_refused() {
    let api = Api::start().await;
    let other_team = api.new_team("other");
    let own_key = api.own_key();
    for request in scopes(&other_team) {
        api.new_key(request.clone()).await;
        let mut second = request;
        second["name"] = json!("second");
        let key = api.new_key(second).await;
        let path = format!("/v1/api_keys/{}", prefix(&key));
        let rename = async |name: &str| api.send(&own_key, Method::PATCH, &path, Some(&json!({ "name": name }))).await;
        rename("ci").await.refused(400);
        // Its own name is none that somebody else holds.
        rename("second").await.ok();
        rename("third").await.ok();
    }
}

#[tokio::test]
async fn a_name_is_free_again_when_its_key_is_revoked_or_renamed() {
    let api = Api::start().await;
    let request = json!({ "type": "PERSONAL", "name": "ci" });
    let path = |key: &str| format!("/v1/api_keys/{}", prefix(key));
    let first = api.new_key(request.clone()).await;
    api.send(&api.own_key(), Method::DELETE, &path(&first), None).await.ok();
    let second = api.new_key(request.clone()).await;
    api.send(&api.own_key(), Method::PATCH, &path(&second), Some(&json!({ "name": "other" }))).await.ok();
    api.new_key(request).await;
}

#[tokio::test]
async fn an_own_key_that_is_made_anew_beside_the_old_one_gets_a_name_of_its_own() {
    let api = Api::start().await;
    let folder = api.folder;
    api.server.stop().await;
    std::fs::remove_file(folder.path().join("api_key")).expect("the own key's file");
    let again = Api::on(folder).await;
    let keys = again.get("/v1/api_keys").await.ok();
    assert_eq!((&keys["keys"][0]["name"], &keys["keys"][1]["name"]), (&json!("truss-cli"), &json!("truss-cli-2")));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixteen_processes_that_want_one_name_at_once_one_gets_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let processes: Vec<Process> = (0..16).map(|_| Process::start(folder.path())).collect();
    let client = client();
    for key_type in ["PERSONAL", "WORKSPACE_INVOKE", "WORKSPACE_MANAGE_API_KEYS"] {
        let asking: Vec<_> = processes
            .iter()
            .map(|process| {
                let request = client
                    .post(format!("{}/v1/api_keys", process.url))
                    .bearer_auth(&process.api_key)
                    .json(&json!({ "type": key_type, "name": "ci" }));
                tokio::spawn(async move { request.send().await.expect("an answer").status().as_u16() })
            })
            .collect();
        let mut statuses = Vec::new();
        for asked in asking {
            statuses.push(asked.await.expect("an answer"));
        }
        statuses.sort_unstable();
        let expected: Vec<u16> = std::iter::once(200).chain([400; 15]).collect();
        assert_eq!(statuses, expected, "{key_type}");
    }
    processes.into_iter().for_each(Process::kill);
}
