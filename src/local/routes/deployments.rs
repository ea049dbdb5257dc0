//! `/v1/models/ID/deployments`: deployments as they are.

use axum::Json;
use rusqlite::{Connection, Transaction};
use serde_json::{Value, json};

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, ErrorResponse, Parameters, Segments};
use crate::local::lifecycle::{self, Status};
use crate::local::permissions::Caller;
use crate::local::routes::NameFilter;
use crate::local::routes::models::model_for;
use crate::local::s3;
use crate::local::store::deployments::{self, Deployment};
use crate::local::store::models::{Model, PRODUCTION};
use crate::local::store::uploads;
use crate::local::timestamp::Timestamp;

/// All deployments of one model at one moment: what an environment points to depends on all of them.
pub(crate) struct ModelDeployments {
    /// The oldest first.
    pub(crate) all: Vec<Deployment>,
    pub(crate) now: Timestamp,
}

impl ModelDeployments {
    pub(crate) fn of(connection: &Connection, model_id: &str, now: Timestamp) -> rusqlite::Result<Self> {
        Ok(Self { all: deployments::of_model(connection, model_id)?, now })
    }

    pub(crate) fn by_id(&self, id: &str) -> Result<&Deployment, ErrorResponse> {
        let found = self.all.iter().find(|deployment| deployment.id == id);
        found.ok_or_else(|| ErrorResponse::not_found("deployment", id))
    }

    pub(crate) fn current(&self, environment: &str) -> Option<&Deployment> {
        lifecycle::current(&self.all, environment, self.now)
    }

    pub(crate) fn status(&self, deployment: &Deployment) -> Status {
        lifecycle::status(deployment, self.now)
    }

    /// The environment that the deployment is in, or on its way to.
    pub(crate) fn environment<'a>(&self, deployment: &'a Deployment) -> Option<&'a str> {
        lifecycle::environment(deployment, &self.all, self.now)
    }

    /// The environment that points to the deployment now.
    pub(crate) fn current_environment<'a>(&self, deployment: &'a Deployment) -> Option<&'a str> {
        let is_current = |name: &&str| self.current(name).is_some_and(|current| current.id == deployment.id);
        self.environment(deployment).filter(is_current)
    }

    pub(crate) fn development(&self) -> Option<&Deployment> {
        self.all.iter().find(|deployment| deployment.is_development)
    }

    /// By its id, or by `development` and `production`, which stand in a path for an id.
    fn named(&self, name: &str) -> Result<&Deployment, ErrorResponse> {
        let found = match name {
            "development" => self.development(),
            PRODUCTION => self.current(PRODUCTION),
            id => return self.by_id(id),
        };
        found.ok_or_else(|| ErrorResponse::not_found("deployment", name))
    }
}

/// A model that the caller may manage, and its deployments now.
pub(crate) fn model_and_deployments(
    connection: &Connection,
    caller: &Caller,
    model_id: &str,
) -> Result<(Model, ModelDeployments), ErrorResponse> {
    let model = model_for(connection, caller, model_id)?;
    let deployments = ModelDeployments::of(connection, &model.id, Timestamp::now())?;
    Ok((model, deployments))
}

/// A deployment as the API shows it. The last field is not in the contract; Baseten's Python SDK does not read a
/// deployment without it.
pub(crate) fn to_json(deployment: &Deployment, deployments: &ModelDeployments) -> Value {
    let status = deployments.status(deployment);
    let active = status == Status::Active;
    json!({
        "id": deployment.id,
        "name": deployment.name,
        "model_id": deployment.model_id,
        "created_at": deployment.created_at.rfc3339(),
        "is_production": deployments.current_environment(deployment) == Some(PRODUCTION),
        "is_development": deployment.is_development,
        "status": status,
        "active_replica_count": i32::from(active),
        "autoscaling_settings": active.then(autoscaling_settings),
        "instance_type_name": deployment.instance_type,
        "environment": deployments.environment(deployment),
        "labels": deployment.labels,
        // Unproven: which regions there are.
        "region": deployment.region.as_ref().map(|slug| json!({ "slug": slug, "display_name": slug })),
        "request_backpressure_settings": { "policy": null },
    })
}

/// The defaults of Baseten's page on autoscaling. Nothing scales here.
pub(crate) fn autoscaling_settings() -> Value {
    json!({
        "min_replica": 0,
        "max_replica": 1,
        "autoscaling_window": 60,
        "scale_down_delay": 900,
        "concurrency_target": 1,
        "target_utilization_percentage": 70,
    })
}

pub(crate) async fn list(
    app: App,
    caller: Caller,
    Segments(model_id): Segments<String>,
    Parameters(filter): Parameters<NameFilter>,
) -> Answer {
    app.store.read(|connection| {
        let (_, deployments) = model_and_deployments(connection, &caller, &model_id)?;
        let wanted = |deployment: &&Deployment| filter.name.as_ref().is_none_or(|name| *name == deployment.name);
        let found: Vec<Value> =
            deployments.all.iter().filter(wanted).map(|deployment| to_json(deployment, &deployments)).collect();
        Ok(Json(json!({ "deployments": found })))
    })
}

type Ids = Segments<(String, String)>;

pub(crate) async fn show(app: App, caller: Caller, Segments((model_id, id)): Ids) -> Answer {
    app.store.read(|connection| {
        let (_, deployments) = model_and_deployments(connection, &caller, &model_id)?;
        Ok(Json(to_json(deployments.named(&id)?, &deployments)))
    })
}

pub(crate) async fn deactivate(app: App, caller: Caller, ids: Ids) -> Answer {
    switch(&app, caller, ids, Some(Timestamp::now())).await
}

pub(crate) async fn activate(app: App, caller: Caller, ids: Ids) -> Answer {
    switch(&app, caller, ids, None).await
}

async fn switch(app: &App, caller: Caller, Segments((model_id, id)): Ids, deactivated_at: Option<Timestamp>) -> Answer {
    let change = move |transaction: &Transaction<'_>| {
        let (_, deployments) = model_and_deployments(transaction, &caller, &model_id)?;
        let deployment = deployments.named(&id)?;
        let no_op = deployment.deactivated_at.is_some() == deactivated_at.is_some();
        if !no_op {
            deployments::deactivate(transaction, &deployment.id, deactivated_at)?;
        }
        Ok(Json(json!({ "success": true, "no_op": no_op })))
    };
    app.write(change).await
}

pub(crate) async fn delete(app: App, caller: Caller, Segments((model_id, id)): Ids) -> Answer {
    let change = move |transaction: &Transaction<'_>| {
        let (model, deployments) = model_and_deployments(transaction, &caller, &model_id)?;
        // Baseten's page on deployments: a production deployment must be replaced before it is deleted.
        if deployments.current_environment(deployments.by_id(&id)?) == Some(PRODUCTION) {
            return Err(ErrorResponse::invalid(format!(
                "the deployment `{id}` is in production: push another one there first"
            )));
        }
        uploads::abandon_archive_of(transaction, &id)?;
        deployments::delete(transaction, &id)?;
        Ok(Json(json!({ "id": id, "deleted": true, "model_id": model.id })))
    };
    let deleted = app.write(change).await?;
    // What stays behind goes with the next one.
    drop(s3::remove_abandoned_uploads(&app).await);
    Ok(deleted)
}
