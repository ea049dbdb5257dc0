//! 401 for whoever has no valid key, and nothing more than that.

use reqwest::Method;
use serde_json::json;

use crate::support::{Api, answer, prefix};

#[tokio::test]
async fn missing_malformed_unknown_and_revoked_keys_are_answered_alike() {
    let api = Api::start().await;
    let revoked = api.new_key(json!({ "type": "WORKSPACE_MANAGE_ALL" })).await;
    let path = format!("/v1/api_keys/{}", prefix(&revoked));
    api.send(&api.own_key(), Method::DELETE, &path, None).await.ok();

    let own_key = api.own_key();
    let wrong_secret = format!("{}.{}", prefix(&own_key), "x".repeat(32));
    let headers = [
        None,
        Some(String::new()),
        Some("Bearer".to_owned()),
        Some("Bearer ".to_owned()),
        Some("Bearer nodot".to_owned()),
        Some("Bearer .".to_owned()),
        Some(format!("Bearer {}.", prefix(&own_key))),
        Some(format!("Basic {own_key}")),
        Some(own_key.clone()),
        Some(format!("Bearer {wrong_secret}")),
        Some(format!("Bearer unknown1.{}", "x".repeat(32))),
        Some(format!("Bearer {revoked}")),
    ];
    let mut bodies = Vec::new();
    for header in headers {
        let mut request = api.request(Method::GET, "/v1/users/me");
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        let answer = answer(request).await;
        assert_eq!(answer.status, 401, "{header:?}");
        bodies.push(answer.text);
    }
    bodies.dedup();
    assert_eq!(bodies, [r#"{"code":"UNAUTHENTICATED","message":"a valid API key is required"}"#]);
}

#[tokio::test]
async fn the_older_form_of_the_header_works_too() {
    let api = Api::start().await;
    let header = format!("Api-Key {}", api.own_key());
    answer(api.request(Method::GET, "/v1/users/me").header("authorization", header)).await.ok();
}

#[tokio::test]
async fn a_key_is_checked_before_the_request_is_read() {
    let api = Api::start().await;
    for path in ["/v1/api_keys", "/v1/models", "/v1/prepare_model_upload"] {
        let request = api.request(Method::POST, path).body("no json");
        answer(request).await.refused(401);
    }
    answer(api.request(Method::POST, "/models/m/production/predict").body("no json")).await.call_refused(401);
}

#[tokio::test]
async fn health_and_the_description_need_no_key() {
    let api = Api::start().await;
    assert_eq!(api.get_as("", "/health").await.ok(), json!({ "status": "ok" }));
    assert_eq!(api.get_as("", "/openapi.json").await.ok()["openapi"], json!("3.1.0"));
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there_say_so() {
    let api = Api::start().await;
    api.get("/v1/nothing").await.refused(404);
    api.get("/").await.refused(404);
    api.send(&api.own_key(), Method::PUT, "/v1/api_keys", None).await.refused(405);
}

#[tokio::test]
async fn me_is_the_user_of_a_personal_key_and_the_key_itself_otherwise() {
    let api = Api::start().await;
    let me = api.get("/v1/users/me").await.ok();
    assert!(me["user_id"].is_string() && me["email"].is_string(), "{me}");
    assert_eq!(me["workspace_name"], json!("local"));
    let key = api.new_key(json!({ "type": "WORKSPACE_INVOKE", "name": "ci" })).await;
    let me = api.get_as(&key, "/v1/users/me").await.ok();
    assert_eq!(me, json!({ "user_id": prefix(&key), "email": null, "name": "ci", "workspace_name": "local" }));
}
