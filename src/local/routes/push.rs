//! `POST /v1/models` and `POST /v1/models/ID/deployments`: a push is committed.
//!
//! Both repeat the checks of `/v1/prepare_model_upload`, and check that the archive is there and has a config.yaml.

use axum::Json;
use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::json;

use crate::local::app_state::{App, on_a_thread};
use crate::local::http::error_response::{Answer, Body, CheckedLater, ErrorResponse, PathTeam, Segments};
use crate::local::lifecycle;
use crate::local::payload::DeploymentPayload;
use crate::local::permissions::{Caller, Operation};
use crate::local::routes::deployments::{ModelDeployments, to_json as deployment_to_json};
use crate::local::routes::models::{may_manage, model_for, to_json as model_to_json};
use crate::local::routes::teams::team_for;
use crate::local::routes::upload::{check_new_deployment, check_new_model};
use crate::local::s3::{self, archive};
use crate::local::secrets::random_id;
use crate::local::store::deployments::{self, DEVELOPMENT, NewDeployment};
use crate::local::store::models::{self, Model};
use crate::local::store::uploads;
use crate::local::timestamp::Timestamp;

#[derive(Deserialize)]
pub(crate) struct CreateModel {
    source: ModelArchive,
}

#[derive(Deserialize)]
pub(crate) struct CreateDeployment {
    source: DeploymentArchive,
}

/// Where a push comes from. Baseten's SDK leaves out a kind that is the default.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    ModelArchive,
}

#[derive(Deserialize)]
pub(crate) struct ModelArchive {
    name: String,
    disable_archive_download: Option<bool>,
    #[serde(flatten)]
    archive: DeploymentArchive,
}

#[derive(Deserialize)]
pub(crate) struct DeploymentArchive {
    #[serde(rename = "kind")]
    _kind: Option<Kind>,
    s3_key: Option<String>,
    deployment: DeploymentPayload,
}

pub(crate) async fn create_model(
    app: App,
    caller: Caller,
    PathTeam(team_id): PathTeam,
    body: CheckedLater<CreateModel>,
) -> Answer {
    may_manage(&caller)?;
    let Body(CreateModel { source }) = body?;
    source.archive.deployment.check()?;
    let team = app.store.read(|connection| {
        let team = team_for(connection, &caller, Operation::Manage, team_id.as_deref())?;
        check_new_model(connection, &team, &source.name, &source.archive.deployment)?;
        Ok::<_, ErrorResponse>(team)
    })?;
    let upload_id = source.archive.check_archive(&app, &team.id).await?;
    let (model_id, deployment_id) = (random_id(8)?, random_id(7)?);
    let commit = move |transaction: &Transaction<'_>| {
        // Somebody else may have made it meanwhile.
        check_new_model(transaction, &team, &source.name, &source.archive.deployment)?;
        let now = Timestamp::now();
        let download = !source.disable_archive_download.unwrap_or(false);
        models::insert(transaction, &model_id, &team.id, &source.name, download, now)?;
        let model =
            models::by_id(transaction, &model_id)?.ok_or_else(|| ErrorResponse::not_found("model", &model_id))?;
        add_deployment(transaction, &model, &source.archive, upload_id.as_deref(), &deployment_id, now)
    };
    app.write(commit).await
}

pub(crate) async fn create_deployment(
    app: App,
    caller: Caller,
    Segments(model_id): Segments<String>,
    body: CheckedLater<CreateDeployment>,
) -> Answer {
    may_manage(&caller)?;
    let Body(CreateDeployment { source }) = body?;
    source.deployment.check()?;
    let model = app.store.read(|connection| {
        let model = model_for(connection, &caller, &model_id)?;
        check_new_deployment(connection, &model, &source.deployment)?;
        Ok::<_, ErrorResponse>(model)
    })?;
    let upload_id = source.check_archive(&app, &model.team_id).await?;
    let deployment_id = random_id(7)?;
    let commit = move |transaction: &Transaction<'_>| {
        // Somebody else may have taken the name, or the model away, meanwhile.
        let model = model_for(transaction, &caller, &model.id)?;
        check_new_deployment(transaction, &model, &source.deployment)?;
        add_deployment(transaction, &model, &source, upload_id.as_deref(), &deployment_id, Timestamp::now())
    };
    app.write(commit).await
}

impl DeploymentArchive {
    /// The upload that the push commits, after a look into its archive; `None` for formats without one. SDK 0.13.1:
    /// only those leave s3_key out. Unproven: that the archive must hold a config.yaml, and be of the model's team.
    async fn check_archive(&self, app: &App, team_id: &str) -> Result<Option<String>, ErrorResponse> {
        let Some(key) = self.s3_key.clone() else {
            return match self.deployment.needs_archive() {
                true => Err(ErrorResponse::invalid("s3_key is needed: this model is built from an archive")),
                false => Ok(None),
            };
        };
        let absent = || ErrorResponse::invalid(format!("s3_key names `{key}`, and no such archive was uploaded"));
        let id = s3::upload_id(&key).ok_or_else(absent)?.to_owned();
        let upload = app.store.read(|connection| uploads::by_id(connection, &id))?;
        upload.filter(|upload| upload.team_id == team_id).ok_or_else(absent)?;
        let folder = app.folder.archives().join(&id);
        let found = on_a_thread(move || Ok(archive::check_archive(&folder))).await?;
        found.map_err(|error| match error {
            archive::Unusable::Absent => absent(),
            other => ErrorResponse::invalid(format!("the archive `{key}` cannot be used: {other}")),
        })?;
        Ok(Some(id))
    }
}

fn add_deployment(
    transaction: &Transaction<'_>,
    model: &Model,
    source: &DeploymentArchive,
    upload_id: Option<&str>,
    new_id: &str,
    now: Timestamp,
) -> Answer {
    let payload = &source.deployment;
    // Unproven: that a first push without an environment is not in production. According to the documentation it
    // is, according to the SDK and the Terraform provider it is not.
    let environment = payload.environment_name.as_deref();
    if let Some(name) = environment {
        models::insert_environment(transaction, &model.id, name, now)?;
    }
    let development = match payload.is_development() {
        true => deployments::development(transaction, &model.id)?,
        false => None,
    };
    let siblings = deployments::of_model(transaction, &model.id)?;
    let name = match (&payload.deployment_name, payload.is_development()) {
        (Some(name), _) => name.clone(),
        (None, true) => DEVELOPMENT.to_owned(),
        // Baseten's page on deployments: they are named deployment-1, deployment-2 and so on. Names that are taken
        // are skipped.
        (None, false) => (siblings.len() + 1..)
            .map(|number| format!("deployment-{number}"))
            .find(|name| siblings.iter().all(|sibling| sibling.name != *name))
            .unwrap_or_default(),
    };
    // SDK 0.13.1: preserved unless the push disables it.
    let kept = environment
        .filter(|_| payload.preserve_env_instance_type.unwrap_or(true))
        .and_then(|name| lifecycle::current(&siblings, name, now))
        .map(|current| current.instance_type.clone());
    if let Some(pushed_over) = &development {
        uploads::abandon_archive_of(transaction, pushed_over)?;
    }
    let id = development.as_deref().unwrap_or(new_id);
    let instance_type = kept.unwrap_or_else(|| payload.instance_type());
    let new = NewDeployment { id, model, name: &name, now, instance_type: &instance_type, archive: upload_id };
    deployments::upsert(transaction, &new, payload)?;
    if let Some(upload_id) = upload_id
        && !uploads::commit(transaction, upload_id)?
    {
        return Err(ErrorResponse::invalid("the upload expired before it was used: upload the archive again"));
    }
    let deployments = ModelDeployments::of(transaction, &model.id, now)?;
    Ok(Json(json!({
        "model": model_to_json(model, &deployments),
        "deployment": deployment_to_json(deployments.by_id(id)?, &deployments),
    })))
}
