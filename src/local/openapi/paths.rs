//! The operations by path: parameters, bodies, and every status that they answer with.

use serde_json::{Map, Value, json};

use super::operation::{Operation, answer, integer, list, object, operation, page_of, schema, text};

/// All paths.
pub(super) fn all() -> Value {
    let mut paths = Map::new();
    let described = people().into_iter().chain(keys()).chain(models()).chain(pushes()).chain(calls());
    for (method, path, operation) in described {
        let operations = paths.entry(path).or_insert_with(|| json!({}));
        operations[method] = operation.at(path);
    }
    paths.insert("/metrics".to_owned(), json!({ "get": metrics() }));
    paths.insert("/health".to_owned(), json!({ "get": open("health", "Says that the server is there") }));
    paths.insert("/openapi.json".to_owned(), json!({ "get": open("describe", "This description") }));
    Value::Object(paths)
}

type Described = (&'static str, &'static str, Operation);

fn people() -> Vec<Described> {
    vec![
        ("get", "/v1/users/me", operation("get_current_user", "Who the key belongs to", answer(schema("User")))),
        (
            "get",
            "/v1/teams",
            operation("list_teams", "The teams in the key's reach", list("teams", "Team")).query("name", text()),
        ),
        ("get", "/v1/teams/{team_id}", operation("get_team", "One team", answer(schema("Team")))),
        (
            "get",
            "/v1/users",
            operation("list_users", "The organization's users", page_of("User"))
                .query("cursor", text())
                .query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 }))
                .query("email", text()),
        ),
    ]
}

fn keys() -> Vec<Described> {
    let rename = json!({ "type": "object", "required": ["name"], "properties": { "name": schema("ApiKeyName") } });
    let times =
        |operation: Operation| operation.query("start_epoch_millis", integer()).query("end_epoch_millis", integer());
    let audit = operation("list_audit_logs", "What happened to keys, the newest first", answer(schema("AuditLogPage")))
        .query("cursor", text())
        .query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 20 }))
        .query("direction", json!({ "enum": ["ASC", "DESC"], "default": "DESC" }))
        .query("search", text())
        .query("event_type_groups", json!({ "type": "array", "items": text() }))
        .query("sources", json!({ "type": "array", "items": text() }))
        .query("user_ids", json!({ "type": "array", "items": text() }))
        .query("deployment_ids", json!({ "type": "array", "items": text() }))
        .query("environment_names", json!({ "type": "array", "items": text() }));
    vec![
        (
            "get",
            "/v1/api_keys",
            operation("list_api_keys", "Keys, without their secrets", list("keys", "ApiKeyInfo"))
                .query("type", schema("ApiKeyType"))
                .query("created_by_me", json!({ "type": "boolean", "default": false })),
        ),
        (
            "post",
            "/v1/api_keys",
            operation("create_api_key", "Makes a key and shows its secret once", object("api_key"))
                .body(schema("CreateApiKey"), json!({ "type": "WORKSPACE_INVOKE", "name": "ci" })),
        ),
        (
            "post",
            "/v1/teams/{team_id}/api_keys",
            operation("create_team_api_key", "Makes a key in that team", object("api_key"))
                .body(schema("CreateApiKey"), json!({ "type": "WORKSPACE_INVOKE", "name": "ci" })),
        ),
        (
            "delete",
            "/v1/api_keys/{api_key_prefix}",
            operation("revoke_api_key", "Revokes a key for good", object("prefix")),
        ),
        (
            "patch",
            "/v1/api_keys/{api_key_prefix}",
            operation("rename_api_key", "Renames a key", answer(schema("ApiKeyInfo")))
                .extension()
                .body(rename, json!({ "name": "ci-2" })),
        ),
        ("get", "/v1/audit_logs", times(audit)),
    ]
}

fn models() -> Vec<Described> {
    let logs = operation("list_deployment_logs", "What a deployment logged", list("logs", "LogLine"))
        .query("start_epoch_millis", integer())
        .query("end_epoch_millis", integer())
        .query("direction", json!({ "enum": ["asc", "desc"], "default": "desc" }))
        .query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 500 }))
        .query("min_level", json!({ "enum": ["DEBUG", "INFO", "WARNING", "ERROR"] }))
        .query("replica", json!({ "type": "string", "maxLength": 256 }))
        .query("request_id", json!({ "type": "string", "maxLength": 256 }))
        .query("component", json!({ "type": "string", "maxLength": 256 }))
        .query("includes", json!({ "type": "array", "items": text(), "maxItems": 8 }))
        .query("excludes", json!({ "type": "array", "items": text(), "maxItems": 8 }));
    vec![
        ("get", "/v1/models", operation("list_models", "Models", list("models", "Model")).query("name", text())),
        (
            "get",
            "/v1/teams/{team_id}/models",
            operation("list_team_models", "A team's models", list("models", "Model")).query("name", text()),
        ),
        ("get", "/v1/models/{model_id}", operation("get_model", "One model", answer(schema("Model")))),
        (
            "delete",
            "/v1/models/{model_id}",
            operation("delete_model", "Deletes a model", answer(schema("ModelTombstone"))),
        ),
        (
            "get",
            "/v1/models/{model_id}/environments",
            operation("list_environments", "A model's environments", list("environments", "Environment")),
        ),
        (
            "get",
            "/v1/environment_groups",
            operation("list_environment_groups", "Names of environments", page_of("EnvironmentGroup")),
        ),
        (
            "get",
            "/v1/teams/{team_id}/environment_groups",
            operation("list_team_environment_groups", "Names of a team's environments", page_of("EnvironmentGroup")),
        ),
        (
            "get",
            "/v1/models/{model_id}/deployments",
            operation("list_deployments", "A model's deployments", list("deployments", "Deployment"))
                .query("name", text()),
        ),
        (
            "get",
            "/v1/models/{model_id}/deployments/{deployment_id}",
            operation("get_deployment", "One deployment", answer(schema("Deployment"))),
        ),
        (
            "delete",
            "/v1/models/{model_id}/deployments/{deployment_id}",
            operation("delete_deployment", "Deletes a deployment", answer(schema("DeploymentTombstone"))),
        ),
        (
            "post",
            "/v1/models/{model_id}/deployments/{deployment_id}/activate",
            operation("activate_deployment", "Activates a deployment", answer(schema("Switched"))),
        ),
        (
            "post",
            "/v1/models/{model_id}/deployments/{deployment_id}/deactivate",
            operation("deactivate_deployment", "Deactivates a deployment", answer(schema("Switched"))),
        ),
        ("get", "/v1/models/{model_id}/deployments/{deployment_id}/logs", logs),
    ]
}

fn pushes() -> Vec<Described> {
    let pushed = answer(json!({
        "type": "object", "required": ["model", "deployment"],
        "properties": { "model": schema("Model"), "deployment": schema("Deployment") }
    }));
    // A format that is built without an archive: nothing has to be uploaded first.
    let deployment = json!({ "config": { "bis_llm": {} }, "environment_name": "production" });
    let new_model = json!({ "source": { "name": "hello", "deployment": deployment } });
    let new_deployment = json!({ "source": { "deployment": deployment } });
    let source = |of: &str| json!({ "type": "object", "required": ["source"], "properties": { "source": schema(of) } });
    vec![
        (
            "post",
            "/v1/prepare_model_upload",
            operation("prepare_model_upload", "Checks a push, and gives credentials for its archive", {
                answer(schema("PreparedUpload"))
            })
            .body(
                schema("PrepareUpload"),
                json!({ "name": "hello", "deployment": { "config": { "model_name": "hello" } } }),
            ),
        ),
        (
            "post",
            "/v1/models",
            operation("create_model", "The first deployment of a new model", pushed.clone())
                .body(source("ModelArchive"), new_model.clone()),
        ),
        (
            "post",
            "/v1/teams/{team_id}/models",
            operation("create_team_model", "The first deployment of a new model in that team", pushed.clone())
                .body(source("ModelArchive"), new_model.clone()),
        ),
        (
            "post",
            "/v1/models/{model_id}/deployments",
            operation("create_deployment", "One more deployment of a model", pushed)
                .body(source("DeploymentArchive"), new_deployment),
        ),
    ]
}

fn calls() -> Vec<Described> {
    let call = |id, summary| {
        operation(id, summary, answer(schema("Prediction"))).optional_body(json!({}), json!({ "prompt": "hi" }))
    };
    vec![
        (
            "post",
            "/models/{model_id}/environments/{env_name}/predict",
            call("predict_environment", "Calls what the environment points to"),
        ),
        ("post", "/models/{model_id}/production/predict", call("predict_production", "Calls production")),
        (
            "post",
            "/models/{model_id}/development/predict",
            call("predict_development", "Calls the development deployment"),
        ),
        (
            "post",
            "/models/{model_id}/deployment/{deployment_id}/predict",
            call("predict_deployment", "Calls one deployment"),
        ),
    ]
}

fn metrics() -> Value {
    let answer = json!({ "description": "Prometheus text", "content": { "text/plain": { "schema": text() } } });
    operation("export_metrics", "What is deployed, for Prometheus", answer).at("/metrics")
}

/// What needs no key.
fn open(id: &str, summary: &str) -> Value {
    json!({
        "operationId": id, "summary": summary, "x-origin": "extension", "security": [],
        "responses": { "200": answer(json!({ "type": "object" })) },
    })
}
