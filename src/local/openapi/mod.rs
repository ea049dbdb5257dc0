//! `/openapi.json`: what this server answers, for tools that read descriptions. The contract is the management
//! API's description; a test holds the two together.

mod operation;
mod paths;
mod schemas;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::app::App;

/// The description, which needs no key: it says nothing about this state.
pub(crate) async fn serve(State(app): State<Arc<App>>) -> Json<Value> {
    let mut description = description();
    if app.strict {
        remove_extensions(&mut description);
    }
    Json(description)
}

/// What `TRUSS_LOCAL_STRICT` leaves out: renaming a key, and environments in a key.
fn remove_extensions(description: &mut Value) {
    if let Some(operations) = description["paths"]["/v1/api_keys/{api_key_prefix}"].as_object_mut() {
        operations.remove("patch");
    }
    let field = "environment_names";
    for schema in ["CreateApiKey", "ApiKeyInfo"] {
        let schema = &mut description["components"]["schemas"][schema];
        if let Some(properties) = schema["properties"].as_object_mut() {
            properties.remove(field);
        }
        if let Some(required) = schema["required"].as_array_mut() {
            required.retain(|name| name != field);
        }
    }
}

fn description() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Baseten management API, as truss embeds it",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Operations with `x-origin: baseten` are Baseten's; `x-origin: extension` are ours, and \
                            another remote may not know them. Archives are uploaded to /truss-local by S3's protocol, \
                            which is not described here."
        },
        "security": [{ "bearer": [] }],
        "paths": paths::all(),
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas::all(),
            "responses": refusals(),
        },
    })
}

/// Every refusal has the same body, and every refusal of a call has another one.
fn refusals() -> Value {
    let mut refusals = Map::new();
    for (status, description) in [
        ("400", "The request is not as it should be"),
        ("401", "No key, or none that is valid"),
        ("403", "The key may not do this; the message names the level that is needed"),
        ("404", "There is none, or none that the key may know of"),
        ("413", "The body is too long"),
    ] {
        for (prefix, schema) in [("", "Error"), ("Call", "CallError")] {
            let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
            let content = json!({ "application/json": { "schema": schema } });
            refusals.insert(format!("{prefix}{status}"), json!({ "description": description, "content": content }));
        }
    }
    Value::Object(refusals)
}
