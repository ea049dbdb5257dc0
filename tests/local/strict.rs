//! `TRUSS_LOCAL_STRICT`: what Baseten's API does not have is not there.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Api, prefix};

async fn strict() -> Api {
    Api::strict_on(tempfile::tempdir().expect("a folder")).await
}

#[tokio::test]
async fn a_rename_is_a_method_that_the_path_does_not_know() {
    let api = strict().await;
    let key = api.new_key(json!({ "type": "PERSONAL", "name": "ci" })).await;
    let path = format!("/v1/api_keys/{}", prefix(&key));
    api.send(&api.own_key(), Method::PATCH, &path, Some(&json!({ "name": "other" }))).await.refused(405);
    api.send(&api.own_key(), Method::DELETE, &path, None).await.ok();
}

#[tokio::test]
async fn environments_are_neither_heard_nor_told() {
    let api = strict().await;
    // Not even a value that would be refused is looked at.
    for environments in [json!(["production"]), json!([])] {
        let key = api.new_key(json!({ "type": "WORKSPACE_INVOKE", "environment_names": environments })).await;
        api.get_as(&key, "/v1/users/me").await.ok();
    }
    let keys = api.get("/v1/api_keys").await.ok();
    for key in keys["keys"].as_array().expect("a list") {
        assert_eq!(key.get("environment_names"), None, "{key}");
    }
}

#[tokio::test]
async fn a_key_that_was_restricted_before_stays_restricted() {
    let api = Api::start().await;
    let key = api.new_key(json!({ "type": "WORKSPACE_INVOKE", "environment_names": ["staging"] })).await;
    let folder = api.folder;
    api.server.stop().await;
    let strict = Api::strict_on(folder).await;
    strict.get_as(&key, "/v1/users/me").await.refused(403);
}

#[tokio::test]
async fn the_description_has_no_extensions() {
    let api = strict().await;
    let description = api.get_as("", "/openapi.json").await.ok();
    let key = &description["paths"]["/v1/api_keys/{api_key_prefix}"];
    assert!(key["delete"].is_object() && key.get("patch").is_none(), "{key}");
    for schema in ["CreateApiKey", "ApiKeyInfo"] {
        let schema = &description["components"]["schemas"][schema];
        assert!(!schema.to_string().contains("environment_names"), "{schema}");
        assert_ne!(schema["properties"], Value::Null);
    }
}
