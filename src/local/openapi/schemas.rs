//! The shapes of bodies. Objects may have more fields than are described: clients ignore what they do not know.

use serde_json::{Value, json};

/// All shapes by name.
pub(super) fn all() -> Value {
    let mut all = keys();
    if let (Value::Object(all), Value::Object(models), Value::Object(pushes)) = (&mut all, models(), pushes()) {
        all.extend(models);
        all.extend(pushes);
    }
    all
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// An object whose described fields are all there.
fn object(properties: Value) -> Value {
    let names: Vec<&String> = properties.as_object().into_iter().flat_map(|fields| fields.keys()).collect();
    json!({ "type": "object", "required": names, "properties": properties })
}

fn request(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn maybe(kind: &str) -> Value {
    json!({ "type": [kind, "null"] })
}

fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn maybe_time() -> Value {
    json!({ "type": ["string", "null"], "format": "date-time" })
}

fn names() -> Value {
    json!({ "type": ["array", "null"], "items": { "type": "string" } })
}

/// A list that narrows: an empty one could be read as "all", so it is refused.
fn scope() -> Value {
    json!({ "type": ["array", "null"], "items": { "type": "string", "minLength": 1 }, "minItems": 1 })
}

fn keys() -> Value {
    let user = |required: &[&str]| {
        request(required, json!({ "user_id": text(), "email": maybe("string"), "name": maybe("string") }))
    };
    let mut me = user(&["user_id", "email", "name", "workspace_name"]);
    me["properties"]["workspace_name"] = maybe("string");
    json!({
        "Error": object(json!({ "code": text(), "message": text() })),
        "CallError": object(json!({ "error": text() })),
        "User": me,
        "Team": object(json!({ "id": text(), "name": text(), "default": { "type": "boolean" }, "created_at": time() })),
        "ApiKeyType": {
            "enum": [
                "PERSONAL", "WORKSPACE_MANAGE_ALL", "WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS",
                "WORKSPACE_MANAGE_API_KEYS", "ROUTES"
            ]
        },
        "ApiKeyName": { "type": "string", "pattern": "^[a-z0-9-]{1,255}$" },
        "CreateApiKey": request(&["type"], json!({
            "type": schema("ApiKeyType"),
            "name": { "anyOf": [schema("ApiKeyName"), { "type": "null" }] },
            "model_ids": scope(),
            "team_id": maybe("string"),
            "environment_names": scope(),
        })),
        "ApiKeyInfo": object(json!({
            "prefix": text(),
            "name": maybe("string"),
            "type": schema("ApiKeyType"),
            "model_ids": names(),
            "team_name": maybe("string"),
            "created_at": time(),
            "last_used_at": maybe_time(),
            "owner": { "anyOf": [user(&["user_id", "email", "name"]), { "type": "null" }] },
            "environment_names": names(),
        })),
        "Pagination": object(json!({ "has_more": { "type": "boolean" }, "cursor": maybe("string") })),
        "AuditLogPage": object(json!({
            "items": { "type": "array", "items": schema("AuditLogEntry") },
            "pagination": schema("Pagination"),
        })),
        "AuditLogEntry": object(json!({
            "id": text(),
            "created": time(),
            "event_type": text(),
            "event_data": object(json!({
                "event_type": text(), "api_key_id": text(), "api_key_type": text(), "prefix": text()
            })),
            "source": text(),
            "actor": object(json!({
                "type": text(), "email": maybe("string"), "api_key_prefix": maybe("string"),
                "api_key_name": maybe("string")
            })),
            "client_name": maybe("string"),
            "client_version": maybe("string"),
        })),
    })
}

fn models() -> Value {
    json!({
        "Model": object(json!({
            "id": text(),
            "name": text(),
            "created_at": time(),
            "deployments_count": { "type": "integer" },
            "production_deployment_id": maybe("string"),
            "development_deployment_id": maybe("string"),
            "instance_type_name": text(),
            "team_name": text(),
        })),
        "Deployment": object(json!({
            "id": text(),
            "name": text(),
            "model_id": text(),
            "created_at": time(),
            "is_production": { "type": "boolean" },
            "is_development": { "type": "boolean" },
            "status": { "enum": ["BUILDING", "DEPLOYING", "LOADING_MODEL", "ACTIVE", "BUILD_FAILED", "INACTIVE"] },
            "active_replica_count": { "type": "integer" },
            "autoscaling_settings": maybe("object"),
            "instance_type_name": maybe("string"),
            "environment": maybe("string"),
            "labels": maybe("object"),
            "region": maybe("object"),
            "request_backpressure_settings": { "type": "object" },
        })),
        "Environment": object(json!({
            "name": text(),
            "created_at": time(),
            "model_id": text(),
            "current_deployment": { "anyOf": [schema("Deployment"), { "type": "null" }] },
            "candidate_deployment": { "type": "null" },
            "in_progress_promotion": { "type": "null" },
            "autoscaling_settings": { "type": "object" },
            "promotion_settings": { "type": "object" },
            "instance_type": { "type": "object" },
            "request_backpressure_settings": { "type": "object" },
        })),
        "EnvironmentGroup": object(json!({
            "name": text(),
            "team_id": text(),
            "team_name": text(),
            "manage_access": object(json!({ "is_restricted": { "type": "boolean" }, "users": { "type": "array" } })),
        })),
        "ModelTombstone": object(json!({ "id": text(), "deleted": { "type": "boolean" } })),
        "DeploymentTombstone": object(json!({
            "id": text(), "deleted": { "type": "boolean" }, "model_id": text()
        })),
        "Switched": object(json!({ "success": { "type": "boolean" }, "no_op": { "type": "boolean" } })),
        "LogLine": object(json!({
            "timestamp": { "type": "string", "pattern": "^[0-9]+$" },
            "message": text(),
            "replica": maybe("string"),
            "request_id": maybe("string"),
            "level": { "enum": ["DEBUG", "INFO", "WARNING", "ERROR", null] },
        })),
        "Prediction": object(json!({
            "model_id": text(), "deployment_id": text(), "environment": maybe("string"), "input": {}
        })),
    })
}

fn pushes() -> Value {
    let archive = |more: Value| {
        let mut properties = json!({
            "kind": { "enum": ["model_archive"] },
            "s3_key": maybe("string"),
            "deployment": schema("DeploymentPayload"),
        });
        if let (Value::Object(properties), Value::Object(more)) = (&mut properties, more) {
            properties.extend(more);
        }
        properties
    };
    json!({
        "DeploymentPayload": request(&["config"], json!({
            "config": {
                "type": "object",
                "properties": { "model_name": { "type": ["string", "null"] }, "bis_llm": { "type": ["object", "null"] } }
            },
            "raw_config": maybe("string"),
            "user_env": maybe("object"),
            "environment_name": { "type": ["string", "null"], "pattern": "^[A-Za-z0-9_-]{1,255}$" },
            "create_environment_if_missing": maybe("boolean"),
            "preserve_env_instance_type": maybe("boolean"),
            "deploy_timeout_minutes": { "type": ["integer", "null"], "minimum": 10, "maximum": 1440 },
            "deployment_name": { "type": ["string", "null"], "pattern": "^[A-Za-z0-9_.-]{1,255}$" },
            "labels": maybe("object"),
            "is_development": maybe("boolean"),
            "region": maybe("string"),
            "instance_type_id": maybe("string"),
            "promotion_settings_override": maybe("object"),
        })),
        "PrepareUpload": request(&["deployment"], json!({
            "deployment": schema("DeploymentPayload"),
            "name": maybe("string"),
            "team_id": maybe("string"),
            "model_id": maybe("string"),
            "dry_run": maybe("boolean"),
        })),
        "PreparedUpload": object(json!({
            "creds": {
                "anyOf": [
                    object(json!({
                        "aws_access_key_id": text(), "aws_secret_access_key": text(), "aws_session_token": text()
                    })),
                    { "type": "null" }
                ]
            },
            "s3_bucket": maybe("string"),
            "s3_key": maybe("string"),
            "s3_region": maybe("string"),
            "s3_endpoint_url": maybe("string"),
        })),
        "ModelArchive": request(&["name", "deployment"], archive(json!({
            "name": { "type": "string", "minLength": 1, "maxLength": 255 },
            "disable_archive_download": maybe("boolean"),
        }))),
        "DeploymentArchive": request(&["deployment"], archive(json!({}))),
    })
}
