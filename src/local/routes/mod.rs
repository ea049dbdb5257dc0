//! The routes of the management API, one resource a file. Each asks [`super::permissions`], reads or writes
//! through [`super::store`], and words the answer.

pub(crate) mod audit;
pub(crate) mod deployments;
pub(crate) mod environments;
pub(crate) mod hosts;
pub(crate) mod inference;
pub(crate) mod key_creation;
pub(crate) mod keys;
pub(crate) mod logs;
pub(crate) mod metrics;
pub(crate) mod models;
pub(crate) mod push;
pub(crate) mod teams;
pub(crate) mod upload;
pub(crate) mod users;

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodRouter, any, delete, get, post};

use super::answer::Refused;
use super::app::App;
use super::openapi;
use super::permissions::Caller;

const PATCHES: &str = "patching a development deployment";

/// Every path but the S3 endpoint's. `strict` leaves out what Baseten's API does not have: renaming a key is then a
/// method that its path does not know.
pub(crate) fn router(strict: bool) -> Router<Arc<App>> {
    let key = delete(keys::revoke);
    let key = if strict { key } else { key.patch(keys::rename) };
    Router::new()
        .route("/v1/users/me", get(users::me))
        .route("/v1/users", get(users::list))
        .route("/v1/teams", get(teams::list))
        .route("/v1/teams/{team_id}", get(teams::show))
        .route("/v1/teams/{team_id}/api_keys", post(key_creation::create_in_team))
        .route("/v1/teams/{team_id}/models", get(models::list_of_team).post(push::create_model_in_team))
        .route("/v1/api_keys", get(keys::list).post(key_creation::create))
        .route("/v1/api_keys/{api_key_prefix}", key)
        .route("/v1/audit_logs", get(audit::list))
        .route("/v1/models", get(models::list).post(push::create_model))
        .route("/v1/models/{model_id}", get(models::show).delete(models::delete))
        .route("/v1/models/{model_id}/environments", get(environments::list))
        .route("/v1/environment_groups", get(environments::groups))
        .route("/v1/teams/{team_id}/environment_groups", get(environments::groups_of_team))
        .route("/v1/models/{model_id}/deployments", get(deployments::list).post(push::create_deployment))
        .route("/v1/models/{model_id}/deployments/{deployment_id}", get(deployments::show).delete(deployments::delete))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/activate", post(deployments::activate))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/deactivate", post(deployments::deactivate))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/logs", get(logs::list))
        .route("/v1/prepare_model_upload", post(upload::prepare))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/patches", absent(PATCHES))
        .route("/v1/models/{model_id}/deployments/{deployment_id}/patches/{*path}", absent(PATCHES))
        .route("/v1/users/auth/{*path}", any(|| async { Refused::not_implemented("logging in with a browser") }))
        .route("/models/{model_id}/logs/{deployment_id}", get(logs::page))
        .merge(inference::router())
        .route("/metrics", get(metrics::export))
        .route("/health", get(|| async { axum::Json(serde_json::json!({ "status": "ok" })) }))
        .route("/openapi.json", get(openapi::serve))
        .fallback(|| async { Refused::no_such_path() })
        .method_not_allowed_fallback(|| async { Refused::no_such_method() })
}

/// A path of the management API's description that is not answered here, whatever the method.
fn absent(what: &'static str) -> MethodRouter<Arc<App>> {
    any(move |_: Caller| async move { Refused::not_implemented(what) })
}
