//! Calling models: by path, by host, and what is answered. Who may call is in `permissions`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Api, answer};

#[tokio::test]
async fn the_answer_says_who_would_have_answered() {
    let api = Api::start().await;
    let production = api.new_model("hello", json!({ "environment_name": "production" })).await;
    let staging = api.new_deployment(&production.id, json!({ "environment_name": "staging" })).await;
    let development = api.new_deployment(&production.id, json!({ "is_development": true })).await;
    let plain = api.new_deployment(&production.id, json!({})).await;
    for pushed in [&production, &staging, &development, &plain] {
        api.finish(pushed).await;
    }
    let by_id = |id: &str| format!("/deployment/{id}/predict");
    for (path, deployment, environment) in [
        ("/production/predict".to_owned(), &production, json!("production")),
        ("/environments/production/predict".to_owned(), &production, json!("production")),
        ("/environments/staging/predict".to_owned(), &staging, json!("staging")),
        ("/development/predict".to_owned(), &development, Value::Null),
        (by_id(&staging.deployment_id), &staging, json!("staging")),
        (by_id(&plain.deployment_id), &plain, Value::Null),
    ] {
        let input = json!({ "prompt": "hi", "n": [1, 2.5, null] });
        let expected = json!({
            "model_id": production.id, "deployment_id": deployment.deployment_id, "environment": environment,
            "input": input
        });
        let path_form = api.post(&format!("/models/{}{path}", production.id), &input).await.ok();
        assert_eq!(path_form, expected, "{path}");
        let host = format!("model-{}.api.localhost", production.id);
        let host_form = api.request(Method::POST, &path).header("host", host).bearer_auth(api.own_key()).json(&input);
        assert_eq!(answer(host_form).await.ok(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_body_is_json_or_nothing() {
    let api = Api::start().await;
    let model = api.new_model("hello", json!({ "environment_name": "production" })).await;
    api.finish(&model).await;
    let path = format!("/models/{}/production/predict", model.id);
    let nothing = api.send(&api.own_key(), Method::POST, &path, None).await.ok();
    assert_eq!(nothing["input"], Value::Null);
    let text = api.request(Method::POST, &path).bearer_auth(api.own_key()).body("no json");
    answer(text).await.refused(400);
}

#[tokio::test]
async fn what_is_not_active_cannot_be_called() {
    let api = Api::start().await;
    let building = api.new_model("hello", json!({ "environment_name": "production" })).await;
    api.hold(&building).await;
    let path = |rest: &str| format!("/models/{}{rest}/predict", building.id);
    api.post(&path("/production"), &json!({})).await.refused(404);
    api.post(&path("/development"), &json!({})).await.refused(404);
    api.post(&path("/environments/nope"), &json!({})).await.refused(404);
    api.post(&path("/deployment/nope"), &json!({})).await.refused(404);
    let message = api.post(&path(&format!("/deployment/{}", building.deployment_id)), &json!({})).await.refused(400);
    assert!(message.contains("BUILDING"), "{message}");
    api.post("/models/nope/production/predict", &json!({})).await.refused(404);
}
