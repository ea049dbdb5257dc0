//! `/v1/prepare_model_upload`: the checks of a push, and credentials for its archive.

use axum::Json;
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::json;

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, Body, CheckedLater, ErrorResponse};
use crate::local::payload::{DeploymentPayload, check_model_name};
use crate::local::permissions::{Caller, Operation};
use crate::local::routes::models::{may_manage, model_for};
use crate::local::routes::teams::team_for;
use crate::local::s3::{self, BUCKET, REGION};
use crate::local::secrets::random_text;
use crate::local::store::deployments::{self, DEVELOPMENT};
use crate::local::store::models::{self, Model};
use crate::local::store::teams::Team;
use crate::local::store::uploads::{self, Upload};
use crate::local::timestamp::Timestamp;

/// How long upload credentials are good. Unproven: how long Baseten's are.
const HOUR_IN_MILLISECONDS: i64 = 60 * 60 * 1000;

#[derive(Deserialize)]
pub(crate) struct PrepareUpload {
    deployment: DeploymentPayload,
    name: Option<String>,
    team_id: Option<String>,
    model_id: Option<String>,
    dry_run: Option<bool>,
}

pub(crate) async fn prepare(app: App, caller: Caller, body: CheckedLater<PrepareUpload>) -> Answer {
    may_manage(&caller)?;
    let Body(request) = body?;
    request.deployment.check()?;
    let team_id = app.store.read(|connection| request.team(connection, &caller))?;
    if request.dry_run.unwrap_or(false) || !request.deployment.needs_archive() {
        return Ok(Json(json!({
            "creds": null, "s3_bucket": null, "s3_key": null, "s3_region": null, "s3_endpoint_url": null
        })));
    }
    let upload = new_upload(team_id)?;
    let row = upload.clone();
    app.write(move |transaction| Ok(uploads::insert(transaction, &row)?)).await?;
    // A short command makes no server that lives long enough to do it later.
    s3::remove_abandoned_uploads(&app).await?;
    Ok(Json(json!({
        "creds": {
            "aws_access_key_id": upload.access_key,
            "aws_secret_access_key": upload.secret_key,
            "aws_session_token": upload.session_token,
        },
        "s3_bucket": BUCKET,
        "s3_key": s3::key(&upload.id),
        "s3_region": REGION,
        "s3_endpoint_url": app.url,
    })))
}

impl PrepareUpload {
    /// The team that the model belongs to, or will; checks all that the commit will check about it. SDK 0.13.1: exactly
    /// one of name and model_id, and team_id with name only.
    fn team(&self, connection: &Connection, caller: &Caller) -> Result<String, ErrorResponse> {
        match (&self.name, &self.model_id) {
            (Some(name), None) => {
                let team = team_for(connection, caller, Operation::Manage, self.team_id.as_deref())?;
                check_new_model(connection, &team, name, &self.deployment)?;
                Ok(team.id)
            }
            (None, Some(_)) if self.team_id.is_some() => {
                Err(ErrorResponse::invalid("team_id goes with name only: an existing model has its team"))
            }
            (None, Some(model_id)) => {
                let model = model_for(connection, caller, model_id)?;
                check_new_deployment(connection, &model, &self.deployment)?;
                Ok(model.team_id)
            }
            _ => Err(ErrorResponse::invalid("exactly one of name and model_id is needed")),
        }
    }
}

/// A new model's name is free in its team and fit for a model, and the environment can be made.
pub(crate) fn check_new_model(
    connection: &Connection,
    team: &Team,
    name: &str,
    deployment: &DeploymentPayload,
) -> Result<(), ErrorResponse> {
    check_model_name(name)?;
    // SDK 0.13.1, `name` of GET models: names are unique in a team. Unproven: the 400.
    if models::by_name(connection, &team.id, name)?.is_some() {
        return Err(ErrorResponse::invalid(format!("the team `{}` already has a model named `{name}`", team.name)));
    }
    match deployment.required_environment() {
        Some(environment) => Err(missing_environment(environment)),
        None => Ok(()),
    }
}

pub(crate) fn check_new_deployment(
    connection: &Connection,
    model: &Model,
    deployment: &DeploymentPayload,
) -> Result<(), ErrorResponse> {
    if let Some(environment) = deployment.required_environment()
        && !models::has_environment(connection, &model.id, environment)?
    {
        return Err(missing_environment(environment));
    }
    // The management API's description: a deployment's name is unique in its model. Unproven: the 400.
    let is_development = deployment.is_development();
    let name = deployment.deployment_name.as_deref().or(is_development.then_some(DEVELOPMENT));
    match name {
        Some(name) if deployments::is_name_taken(connection, &model.id, name, is_development)? => {
            Err(ErrorResponse::invalid(format!("the model `{}` already has a deployment named `{name}`", model.name)))
        }
        _ => Ok(()),
    }
}

fn missing_environment(name: &str) -> ErrorResponse {
    ErrorResponse::invalid(format!("the model has no environment `{name}`, and it may not be made"))
}

/// Shaped like AWS's temporary credentials.
fn new_upload(team_id: String) -> Result<Upload, ErrorResponse> {
    Ok(Upload {
        id: random_text(24)?,
        access_key: format!("ASIA{}", random_text(16)?.to_ascii_uppercase()),
        secret_key: random_text(40)?,
        session_token: random_text(64)?,
        team_id,
        expires_at: Timestamp::now().plus_milliseconds(HOUR_IN_MILLISECONDS),
    })
}
