//! `/openapi.json`: what this server answers, for tools that read descriptions. The contract is the management
//! API's description; a test holds the two together.

mod paths;
mod schemas;

use axum::Json;
use serde_json::{Value, json};

/// The description, which needs no key: it says nothing about this state.
pub(crate) async fn serve() -> Json<Value> {
    Json(description())
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

/// Every refusal has the same body.
fn refusals() -> Value {
    let refusal = |description: &str| {
        json!({
            "description": description,
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
        })
    };
    json!({
        "400": refusal("The request is not as it should be"),
        "401": refusal("No key, or none that is valid"),
        "403": refusal("The key may not do this; the message names the level that is needed"),
        "404": refusal("There is none, or none that the key may know of"),
        "413": refusal("The body is too long"),
    })
}
