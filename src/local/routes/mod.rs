//! The routes of the management API, one resource a file. Each asks [`super::permissions`], reads or writes
//! through [`super::store`], and words the answer.

mod audit;
mod deployments;
mod environments;
mod inference;
mod key_creation;
mod keys;
mod logs;
mod metrics;
mod models;
mod push;
mod teams;
mod upload;
mod users;

use axum::routing::{MethodRouter, any, delete, get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::local::app_state::SharedState;
use crate::local::http::error_response::{Answer, ErrorResponse};
use crate::local::permissions::Caller;
use crate::local::{oauth, openapi};

const PATCHES: &str = "patching a development deployment";

/// Every path but the S3 endpoint's. `strict` leaves out what Baseten's API does not have: renaming a key is then a
/// method that its path does not know.
pub(crate) fn router(strict: bool) -> Router<SharedState> {
    let key = delete(keys::revoke);
    let key = if strict { key } else { key.patch(keys::rename) };
    Router::new()
        .route("/v1/users/me", get(users::me))
        .route("/v1/users", get(users::list))
        .route("/v1/teams", get(teams::list))
        .route("/v1/teams/{team_id}", get(teams::show))
        .route("/v1/teams/{team_id}/api_keys", post(key_creation::create))
        .route("/v1/teams/{team_id}/models", get(models::list).post(push::create_model))
        .route("/v1/api_keys", get(keys::list).post(key_creation::create))
        .route("/v1/api_keys/{api_key_prefix}", key)
        .route("/v1/audit_logs", get(audit::list))
        .route("/v1/models", get(models::list).post(push::create_model))
        .route("/v1/models/{model_id}", get(models::show).delete(models::delete))
        .route("/v1/models/{model_id}/environments", get(environments::list))
        .route("/v1/environment_groups", get(environments::groups))
        .route("/v1/teams/{team_id}/environment_groups", get(environments::groups))
        .route("/v1/models/{model_id}/deployments", get(deployments::list).post(push::create_deployment))
        .route("/v1/models/{model_id}/deployments/{deployment_id}", get(deployments::show).delete(deployments::delete))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/activate", post(deployments::activate))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/deactivate", post(deployments::deactivate))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/logs", get(logs::list))
        .route("/v1/prepare_model_upload", post(upload::prepare))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/patches", absent(PATCHES))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/patches/{*path}", absent(PATCHES))
        .route("/models/{model_id}/logs/{deployment_id}", get(logs::page))
        .merge(inference::router())
        .merge(oauth::router())
        .route("/metrics", get(metrics::export))
        .route("/health", get(|| async { axum::Json(serde_json::json!({ "status": "ok" })) }))
        .route("/openapi.json", get(openapi::serve))
        .fallback(|| async { ErrorResponse::no_such_path() })
        .method_not_allowed_fallback(|| async { ErrorResponse::no_such_method() })
}

/// A path of the management API's description that is not answered here, whatever the method.
fn absent(what: &'static str) -> MethodRouter<SharedState> {
    any(move |_: Caller| async move { ErrorResponse::not_implemented(what) })
}

/// SDK 0.13.1: models, deployments or teams of that exact name.
#[derive(serde::Deserialize)]
struct NameFilter {
    name: Option<String>,
}

/// A page of a list. One item more than asked for tells whether there is a next page.
fn page<T>(mut found: Vec<T>, limit: i64, item: impl FnMut(&T) -> Value, cursor: impl FnOnce(&T) -> String) -> Answer {
    let limit = usize::try_from(limit).unwrap_or_default();
    let has_more = found.len() > limit;
    found.truncate(limit);
    let cursor = found.last().filter(|_| has_more).map(cursor);
    let items: Vec<Value> = found.iter().map(item).collect();
    Ok(Json(json!({ "items": items, "pagination": { "has_more": has_more, "cursor": cursor } })))
}

fn parse_limit(value: &str, most: i64) -> Result<i64, ErrorResponse> {
    let limit = value.parse().ok().filter(|limit| (1..=most).contains(limit));
    limit.ok_or_else(|| ErrorResponse::invalid(format!("limit must be a number from 1 to {most}")))
}

fn parse_number(name: &str, value: &str) -> Result<i64, ErrorResponse> {
    value.parse().map_err(|_| ErrorResponse::invalid(format!("{name} must be a whole number")))
}

fn parse_direction(value: &str, [ascending, descending]: [&str; 2]) -> Result<bool, ErrorResponse> {
    match value {
        value if value == ascending => Ok(true),
        value if value == descending => Ok(false),
        _ => Err(ErrorResponse::invalid(format!("direction must be {ascending} or {descending}"))),
    }
}
