//! `/openapi.json`: what this server answers, for tools that read descriptions. A test compares it with the contract.

use axum::Json;
use serde_json::Value;

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, ErrorResponse};

/// Needs no key: the description reveals nothing about this state.
pub(crate) async fn serve(app: App) -> Answer {
    let mut description: Value =
        serde_json::from_str(include_str!("openapi.json")).map_err(|error| ErrorResponse::broken(error.to_string()))?;
    description["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    if app.strict {
        remove_extensions(&mut description);
    }
    Ok(Json(description))
}

/// What `TRUSS_LOCAL_STRICT` leaves out: renaming a key, and environments in a key.
fn remove_extensions(description: &mut Value) {
    let field = "environment_names";
    if let Some(operations) = description["paths"]["/v1/api_keys/{api_key_prefix}"].as_object_mut() {
        operations.shift_remove("patch");
    }
    for schema in ["CreateApiKey", "ApiKeyInfo"] {
        let schema = &mut description["components"]["schemas"][schema];
        if let Some(properties) = schema["properties"].as_object_mut() {
            properties.shift_remove(field);
        }
        if let Some(required) = schema["required"].as_array_mut() {
            required.retain(|name| name != field);
        }
    }
}
