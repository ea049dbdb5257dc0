//! Environments of a model, and `/v1/environment_groups`.

use serde_json::{Value, json};

use crate::support::Api;

#[tokio::test]
async fn environments_point_to_the_last_deployment_that_became_active() {
    let api = Api::start().await;
    let first = api.new_model("hello", json!({ "environment_name": "staging" })).await;
    let path = format!("/v1/models/{}/environments", first.id);
    let current = async |name: &str| {
        let environments = api.get(&path).await.ok()["environments"].clone();
        let environments = environments.as_array().expect("environments").clone();
        let found = environments.into_iter().find(|environment| environment["name"] == json!(name));
        found.expect("the environment is there")["current_deployment"]["id"].clone()
    };
    api.hold(&first).await;
    assert_eq!((current("staging").await, current("production").await), (Value::Null, Value::Null));
    api.finish(&first).await;
    api.finish(&first).await;
    assert_eq!(current("staging").await, json!(first.deployment_id));
    let second = api.new_deployment(&first.id, json!({ "environment_name": "staging" })).await;
    api.hold(&second).await;
    assert_eq!(current("staging").await, json!(first.deployment_id));
    api.finish(&second).await;
    api.finish(&second).await;
    assert_eq!(current("staging").await, json!(second.deployment_id));
    let failing = json!({ "environment_name": "staging", "config": { "bis_llm": {}, "model_name": "fail-build" } });
    let failed = api.new_deployment(&first.id, failing).await;
    let failed = api.finish(&failed).await;
    assert_eq!(failed["status"], json!("BUILD_FAILED"));
    assert_eq!((&failed["environment"], &failed["active_replica_count"]), (&Value::Null, &json!(0)));
    assert_eq!(current("staging").await, json!(second.deployment_id));
    let replaced = api.finish(&first).await;
    assert_eq!((&replaced["status"], &replaced["environment"]), (&json!("ACTIVE"), &Value::Null));
}

#[tokio::test]
async fn an_environment_has_what_strict_clients_require() {
    let api = Api::start().await;
    let model = api.new_model("hello", json!({ "environment_name": "production" })).await;
    api.finish(&model).await;
    let listed = api.get(&format!("/v1/models/{}/environments", model.id)).await.ok();
    let environment = listed["environments"][0].as_object().expect("an environment");
    let fields: Vec<&str> = environment.keys().map(String::as_str).collect();
    let expected = [
        "name",
        "created_at",
        "model_id",
        "current_deployment",
        "candidate_deployment",
        "in_progress_promotion",
        "autoscaling_settings",
        "promotion_settings",
        "instance_type",
        "request_backpressure_settings",
    ];
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn environment_groups_are_the_names_in_a_team() {
    let api = Api::start().await;
    let team = api.new_team("research");
    let default = api.default_team().await;
    api.new_model("one", json!({ "environment_name": "staging" })).await;
    api.new_model("two", json!({ "environment_name": "staging" })).await;
    let names = |groups: Value| {
        let items = groups["items"].as_array().expect("items").clone();
        items.iter().map(|group| group["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    let groups = api.get("/v1/environment_groups").await.ok();
    assert_eq!(groups["pagination"], json!({ "has_more": false, "cursor": null }));
    assert_eq!(
        groups["items"][0],
        json!({
            "name": "production", "team_id": default, "team_name": "default",
            "manage_access": { "is_restricted": false, "users": [] }
        })
    );
    assert_eq!(names(groups), ["production", "staging"]);
    let of_team = format!("/v1/teams/{team}/environment_groups");
    assert_eq!(names(api.get(&of_team).await.ok()), ["production"], "which always exists");
    // A team's key has its own team.
    let key = api.new_key(json!({ "type": "WORKSPACE_MANAGE_ALL", "team_id": team })).await;
    let own = api.get_as(&key, "/v1/environment_groups").await.ok();
    assert_eq!(own["items"][0]["team_id"], json!(team));
}
