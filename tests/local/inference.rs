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
    answer(text).await.call_refused(400);
}

#[tokio::test]
async fn numbers_of_any_size_come_back_as_they_were() {
    let api = Api::start().await;
    let model = api.new_model("hello", json!({ "environment_name": "production" })).await;
    api.finish(&model).await;
    let input = r#"{"b": [12345678901234567890123, 1e400, 1.50], "a": "\u00e9", "a": null}"#;
    let path = format!("/models/{}/production/predict", model.id);
    let call = api.request(Method::POST, &path).bearer_auth(api.own_key()).body(format!(" {input}\n"));
    let answer = answer(call).await;
    assert!(answer.text.ends_with(&format!(r#""input":{input}}}"#)), "{}", answer.text);
}

#[tokio::test]
async fn what_is_not_active_cannot_be_called() {
    let api = Api::start().await;
    let building = api.new_model("hello", json!({ "environment_name": "production" })).await;
    api.hold(&building).await;
    let path = |rest: &str| format!("/models/{}{rest}/predict", building.id);
    api.post(&path("/production"), &json!({})).await.call_refused(404);
    api.post(&path("/development"), &json!({})).await.call_refused(404);
    api.post(&path("/environments/nope"), &json!({})).await.call_refused(404);
    api.post(&path("/deployment/nope"), &json!({})).await.call_refused(404);
    let by_id = path(&format!("/deployment/{}", building.deployment_id));
    let message = api.post(&by_id, &json!({})).await.call_refused(400);
    assert!(message.contains("BUILDING"), "{message}");
    api.post("/models/nope/production/predict", &json!({})).await.call_refused(404);
}

#[tokio::test]
async fn a_deactivated_deployment_is_not_found_until_it_is_activated_again() {
    let api = Api::start().await;
    let pushed = api.new_model("hello", json!({ "environment_name": "production" })).await;
    api.finish(&pushed).await;
    let deployment = format!("/v1/models/{}/deployments/{}", pushed.id, pushed.deployment_id);
    let calls = ["production".to_owned(), format!("deployment/{}", pushed.deployment_id)];
    let call = |place: &str| format!("/models/{}/{place}/predict", pushed.id);
    for no_op in [false, true] {
        let done = api.post(&format!("{deployment}/deactivate"), &json!({})).await.ok();
        assert_eq!(done, json!({ "success": true, "no_op": no_op }));
    }
    assert_eq!(api.get(&deployment).await.ok()["status"], json!("INACTIVE"));
    for place in &calls {
        api.post(&call(place), &json!({})).await.call_refused(404);
    }
    // By the name that stands for an id too.
    let activate = format!("/v1/models/{}/deployments/production/activate", pushed.id);
    for no_op in [false, true] {
        assert_eq!(api.post(&activate, &json!({})).await.ok()["no_op"], json!(no_op));
    }
    for place in &calls {
        api.post(&call(place), &json!({})).await.ok();
    }
}

#[tokio::test]
async fn each_answer_names_its_request_and_a_refusal_its_shape() {
    let api = Api::start().await;
    let model = api.new_model("hello", json!({ "environment_name": "production" })).await;
    api.finish(&model).await;
    let mut ids = Vec::new();
    for (method, path, status) in [
        (Method::POST, format!("/models/{}/production/predict", model.id), 200),
        (Method::POST, "/models/nope/production/predict".to_owned(), 404),
        (Method::POST, "/models/nope/nothing".to_owned(), 404),
        (Method::GET, format!("/models/{}/production/predict", model.id), 405),
    ] {
        let sent = api.request(method, &path).bearer_auth(api.own_key()).send().await.expect("an answer");
        assert_eq!(sent.status().as_u16(), status, "{path}");
        ids.push(sent.headers()["x-baseten-request-id"].to_str().expect("text").to_owned());
        let body: Value = sent.json().await.expect("JSON");
        assert_eq!(body.get("error").is_some(), status != 200, "{body}");
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4, "{ids:?}");
}

#[tokio::test]
async fn an_environment_can_have_a_host_of_its_own_and_an_engine_a_path() {
    let api = Api::start().await;
    let model = api.new_model("hello", json!({ "environment_name": "eu" })).await;
    api.finish(&model).await;
    let request = api.request(Method::POST, "/predict").header("host", format!("model-{}-eu.api.localhost", model.id));
    let answered = answer(request.bearer_auth(api.own_key()).json(&json!({}))).await.ok();
    assert_eq!(answered["environment"], json!("eu"));
    let path = format!("/models/{}/environments/eu/sync/v1/chat/completions", model.id);
    assert_eq!(api.post(&path, &json!({ "messages": [] })).await.ok()["input"], json!({ "messages": [] }));
}

#[tokio::test]
async fn echo_stream_sends_its_input_back_in_pieces() {
    let api = Api::start().await;
    let model = api.new_model("echo-stream", json!({ "environment_name": "production" })).await;
    api.finish(&model).await;
    let path = format!("/models/{}/production/predict", model.id);
    for input in ["no json, but long enough for several pieces".to_owned(), "x".repeat(1_000_000), String::new()] {
        let request = api.request(Method::POST, &path).bearer_auth(api.own_key()).body(input.clone());
        let mut answer = request.send().await.expect("an answer");
        assert_eq!((answer.status().as_u16(), answer.content_length()), (200, None));
        let (mut pieces, mut all) = (0, Vec::new());
        while let Some(piece) = answer.chunk().await.expect("a piece") {
            pieces += 1;
            all.extend_from_slice(&piece);
        }
        assert_eq!(String::from_utf8(all).expect("text"), input);
        assert!(pieces >= 3 || input.is_empty(), "{pieces}");
    }
}
