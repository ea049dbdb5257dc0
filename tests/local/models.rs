//! `/v1/models`, deployments and their logs, as they are read and deleted.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Api, Pushed, tar_with_config};
use crate::uploads::{prepared, put};

#[tokio::test]
async fn a_model_has_the_fields_of_the_contract() {
    let api = Api::start().await;
    let pushed = api.new_model("hello", json!({ "environment_name": "production" })).await;
    api.hold(&pushed).await;
    let building = api.get(&format!("/v1/models/{}", pushed.id)).await.ok();
    assert_eq!(building["production_deployment_id"], Value::Null);
    api.finish(&pushed).await;
    api.finish(&pushed).await;
    let mut model = api.get(&format!("/v1/models/{}", pushed.id)).await.ok();
    assert!(model["created_at"].take().is_string());
    assert_eq!(
        model,
        json!({
            "id": pushed.id, "name": "hello", "created_at": null, "deployments_count": 1,
            "production_deployment_id": pushed.deployment_id, "development_deployment_id": null,
            "instance_type_name": "1x2", "team_name": "default"
        })
    );
}

#[tokio::test]
async fn a_deployment_has_the_fields_of_the_contract() {
    let api = Api::start().await;
    let payload = json!({
        "environment_name": "production", "deployment_name": "v1.0", "labels": { "commit": "abc", "n": 1 },
        "region": "eu"
    });
    let pushed = api.new_model("hello", payload).await;
    let mut building = api.hold(&pushed).await;
    assert!(building["created_at"].take().is_string());
    let expected = json!({
        "id": pushed.deployment_id, "name": "v1.0", "model_id": pushed.id, "created_at": null,
        "is_production": false, "is_development": false, "status": "BUILDING", "active_replica_count": 0,
        "autoscaling_settings": null, "instance_type_name": "1x2", "environment": "production",
        "labels": { "commit": "abc", "n": 1 }, "region": { "slug": "eu", "display_name": "eu" },
        "request_backpressure_settings": { "policy": null }
    });
    assert_eq!(building, expected);
    api.finish(&pushed).await;
    let active = api.finish(&pushed).await;
    assert_eq!(active["status"], json!("ACTIVE"));
    assert_eq!((&active["is_production"], &active["active_replica_count"]), (&json!(true), &json!(1)));
    assert!(active["autoscaling_settings"].is_object());
    let listed = api.get(&format!("/v1/models/{}/deployments", pushed.id)).await.ok();
    assert_eq!(listed, json!({ "deployments": [active] }));
}

#[tokio::test]
async fn names_filter_lists() {
    let api = Api::start().await;
    let one = api.new_model("one", json!({ "deployment_name": "first" })).await;
    api.new_model("two", json!({})).await;
    api.new_deployment(&one.id, json!({ "deployment_name": "second" })).await;
    let count = async |path: &str, list: &str| api.get(path).await.ok()[list].as_array().expect("a list").len();
    let team = api.default_team().await;
    assert_eq!(count("/v1/models", "models").await, 2);
    assert_eq!(count("/v1/models?name=one", "models").await, 1);
    assert_eq!(count("/v1/models?name=On", "models").await, 0);
    assert_eq!(count(&format!("/v1/teams/{team}/models?name=two"), "models").await, 1);
    let deployments = format!("/v1/models/{}/deployments", one.id);
    assert_eq!(count(&deployments, "deployments").await, 2);
    assert_eq!(count(&format!("{deployments}?name=second"), "deployments").await, 1);
    assert_eq!(count("/v1/teams?name=default", "teams").await, 1);
    assert_eq!(count("/v1/teams?name=nope", "teams").await, 0);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let api = Api::start().await;
    let model = api.new_model("one", json!({})).await;
    let other = api.new_model("two", json!({})).await;
    for path in [
        "/v1/models/nope".to_owned(),
        "/v1/models/nope/deployments".to_owned(),
        "/v1/models/nope/environments".to_owned(),
        "/v1/teams/nope/models".to_owned(),
        format!("/v1/models/{}/deployments/nope", model.id),
        format!("/v1/models/{}/deployments/{}", model.id, other.deployment_id),
        format!("/v1/models/{}/deployments/{}/logs", model.id, other.deployment_id),
    ] {
        api.get(&path).await.refused(404);
    }
}

#[tokio::test]
async fn logs_tell_the_steps_and_can_be_narrowed() {
    let api = Api::start().await;
    let pushed = api.new_model("fail-build", json!({})).await;
    api.finish(&pushed).await;
    let path = format!("/v1/models/{}/deployments/{}/logs", pushed.id, pushed.deployment_id);
    let lines = async |query: &str| {
        let logs = api.get(&format!("{path}{query}")).await.ok();
        logs["logs"].as_array().expect("logs").clone()
    };
    let all = lines("?direction=asc").await;
    assert_eq!(all.len(), 2);
    assert_eq!((&all[0]["level"], &all[1]["level"]), (&json!("INFO"), &json!("ERROR")));
    assert!(all[1]["message"].as_str().is_some_and(|message| message.contains("failed")));
    let nanoseconds: Vec<i128> =
        all.iter().map(|line| line["timestamp"].as_str().and_then(|text| text.parse().ok()).expect("a time")).collect();
    assert!(nanoseconds.is_sorted() && all[0]["replica"].is_string());

    let mut newest_first = all.clone();
    newest_first.reverse();
    assert_eq!(lines("").await, newest_first);
    assert_eq!(lines("?direction=desc&limit=1").await, newest_first[..1]);
    assert_eq!(lines("?min_level=ERROR").await, newest_first[..1]);
    assert_eq!(lines("?end_epoch_millis=1000").await, Vec::<Value>::new());
    assert_eq!(lines("?includes=failed&includes=Build").await, newest_first[..1]);
    assert_eq!(lines("?excludes=failed&excludes=nowhere").await, newest_first[1..]);
    let replica = all[0]["replica"].as_str().expect("a replica");
    assert_eq!(lines(&format!("?replica={replica}")).await, newest_first);
    for query in ["?replica=other", "?request_id=r", "?component=c"] {
        assert_eq!(lines(query).await, Vec::<Value>::new(), "{query}");
    }
    // The next poll of a follower starts a millisecond after the last line that it has.
    let after = nanoseconds[0] / 1_000_000 + 1;
    assert_eq!(lines(&format!("?direction=asc&start_epoch_millis={after}")).await, all[1..]);
    for query in ["?limit=1001", "?min_level=LOUD", "?start_epoch_millis=x", "?start_epoch_millis=0"] {
        api.get(&format!("{path}{query}")).await.refused(400);
    }
    let message = api.get(&format!("{path}?search_pattern=a.*b")).await.refused(501);
    assert!(message.contains("search_pattern"), "{message}");
}

#[tokio::test]
async fn metrics_are_prometheus_text_about_what_the_key_may_see() {
    let api = Api::start().await;
    let one = api.new_model("one \"quoted\"", json!({ "environment_name": "production" })).await;
    let two = api.new_model("two", json!({})).await;
    api.finish(&one).await;
    api.finish(&two).await;
    let key = api.new_key(json!({ "type": "WORKSPACE_EXPORT_METRICS", "model_ids": [one.id] })).await;
    let response = api.request(Method::GET, "/metrics").bearer_auth(&key).send().await.expect("an answer");
    assert_eq!(response.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = response.text().await.expect("text");
    let sample = format!(
        "baseten_replicas_active{{model_id=\"{}\",model_name=\"one \\\"quoted\\\"\",deployment_id=\"{}\",\
         environment=\"production\",rollout_phase=\"stable\"}} 1",
        one.id, one.deployment_id
    );
    assert!(text.lines().any(|line| line == sample), "{text}");
    assert!(!text.contains(&two.id), "{text}");
    let all = api.get("/metrics").await;
    assert!(all.text.contains(&one.id) && all.text.contains(&two.id));
}

#[tokio::test]
async fn a_deleted_deployment_is_gone_unless_it_is_in_production() {
    let api = Api::start().await;
    let first = api.new_model("hello", json!({ "environment_name": "production" })).await;
    api.finish(&first).await;
    let path = |deployment: &str| format!("/v1/models/{}/deployments/{deployment}", first.id);
    let delete = async |path: &str| api.send(&api.own_key(), Method::DELETE, path, None).await;
    let message = delete(&path(&first.deployment_id)).await.refused(400);
    assert!(message.contains("in production"), "{message}");
    let second = api.new_deployment(&first.id, json!({ "environment_name": "production" })).await;
    api.finish(&second).await;
    let gone = delete(&path(&first.deployment_id)).await.ok();
    assert_eq!(gone, json!({ "id": first.deployment_id, "deleted": true, "model_id": first.id }));
    api.get(&path(&first.deployment_id)).await.refused(404);
    delete(&path(&first.deployment_id)).await.refused(404);
    let development = api.new_deployment(&first.id, json!({ "is_development": true })).await;
    assert_eq!(api.get(&path("development")).await.ok()["id"], json!(development.deployment_id));
    assert_eq!(api.get(&path("production")).await.ok()["id"], json!(second.deployment_id));
    delete(&path(&development.deployment_id)).await.ok();
    api.get(&path("development")).await.refused(404);
}

#[tokio::test]
async fn a_deleted_model_is_gone_with_all_that_it_had() {
    let api = Api::start().await;
    let upload = prepared(&api, json!({ "name": "hello", "deployment": { "config": {} } })).await;
    put(&upload, tar_with_config()).await.ok();
    let source = json!({ "name": "hello", "s3_key": upload.key, "deployment": { "config": {} } });
    let model = Pushed::from(&api.post("/v1/models", &json!({ "source": source })).await.ok());
    api.new_deployment(&model.id, json!({ "environment_name": "staging" })).await;
    let path = format!("/v1/models/{}", model.id);
    let gone = api.send(&api.own_key(), Method::DELETE, &path, None).await.ok();
    assert_eq!(gone, json!({ "id": model.id, "deleted": true }));
    api.get(&path).await.refused(404);
    assert_eq!(api.get("/v1/models").await.ok(), json!({ "models": [] }));
    let archives = std::fs::read_dir(api.folder.path().join("archives")).expect("a folder");
    assert_eq!(archives.count(), 0);
    // Its name is free again.
    api.new_model("hello", json!({})).await;
}
