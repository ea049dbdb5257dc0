//! `/v1/models/ID/deployments`: deployments as they are.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rusqlite::{Connection, Transaction};
use serde::Deserialize;
use serde_json::{Value, json};

use super::models::managed;
use crate::local::answer::{Parameters, Refused, Segments};
use crate::local::app::App;
use crate::local::lifecycle::{self, Status};
use crate::local::moment::Moment;
use crate::local::objects;
use crate::local::permissions::Caller;
use crate::local::store::deployments::{self, Deployment};
use crate::local::store::models::PRODUCTION;
use crate::local::store::uploads;

/// All deployments of one model at one moment: what an environment points to depends on all of them.
pub(crate) struct Siblings {
    deployments: Vec<Deployment>,
    now: Moment,
}

impl Siblings {
    pub(crate) fn of(connection: &Connection, model_id: &str, now: Moment) -> rusqlite::Result<Self> {
        Ok(Self { deployments: deployments::of_model(connection, model_id)?, now })
    }

    /// The oldest first.
    pub(crate) fn all(&self) -> &[Deployment] {
        &self.deployments
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&Deployment> {
        self.deployments.iter().find(|deployment| deployment.id == id)
    }

    pub(crate) fn current(&self, environment: &str) -> Option<&Deployment> {
        lifecycle::current(&self.deployments, environment, self.now)
    }

    pub(crate) fn status(&self, deployment: &Deployment) -> Status {
        lifecycle::status(deployment, self.now)
    }

    /// The environment that the deployment is in, or on its way to.
    pub(crate) fn environment<'a>(&self, deployment: &'a Deployment) -> Option<&'a str> {
        lifecycle::environment(deployment, &self.deployments, self.now)
    }

    /// The environment that points to the deployment now.
    pub(crate) fn current_environment<'a>(&self, deployment: &'a Deployment) -> Option<&'a str> {
        let is_current = |name: &&str| self.current(name).is_some_and(|current| current.id == deployment.id);
        self.environment(deployment).filter(is_current)
    }

    pub(crate) fn development(&self) -> Option<&Deployment> {
        self.deployments.iter().find(|deployment| deployment.is_development)
    }

    /// By its id, or by `development` and `production`, which stand in a path for an id.
    fn named(&self, name: &str) -> Result<&Deployment, Refused> {
        let found = match name {
            "development" => self.development(),
            PRODUCTION => self.current(PRODUCTION),
            id => self.by_id(id),
        };
        found.ok_or_else(|| Refused::not_found("deployment", name))
    }
}

/// A deployment as the API shows it. The last field is not in the contract; Baseten's Python SDK does not read a
/// deployment without it.
pub(crate) fn shown(deployment: &Deployment, siblings: &Siblings) -> Value {
    let status = siblings.status(deployment);
    let active = status == Status::Active;
    json!({
        "id": deployment.id,
        "name": deployment.name,
        "model_id": deployment.model_id,
        "created_at": deployment.created_at.rfc3339(),
        "is_production": siblings.current_environment(deployment) == Some(PRODUCTION),
        "is_development": deployment.is_development,
        "status": status,
        "active_replica_count": i32::from(active),
        "autoscaling_settings": active.then(autoscaling_settings),
        "instance_type_name": deployment.instance_type,
        "environment": siblings.environment(deployment),
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

/// SDK 0.13.1: the deployment of that exact name.
#[derive(Deserialize)]
pub(crate) struct Filter {
    name: Option<String>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments(model_id): Segments<String>,
    Parameters(filter): Parameters<Filter>,
) -> Result<Json<Value>, Refused> {
    app.store.read(|connection| {
        let model = managed(connection, &caller, &model_id)?;
        let siblings = Siblings::of(connection, &model.id, Moment::now())?;
        let wanted = |deployment: &&Deployment| filter.name.as_ref().is_none_or(|name| *name == deployment.name);
        let deployments: Vec<Value> =
            siblings.all().iter().filter(wanted).map(|deployment| shown(deployment, &siblings)).collect();
        Ok(Json(json!({ "deployments": deployments })))
    })
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments((model_id, deployment_id)): Segments<(String, String)>,
) -> Result<Json<Value>, Refused> {
    app.store.read(|connection| {
        let model = managed(connection, &caller, &model_id)?;
        let siblings = Siblings::of(connection, &model.id, Moment::now())?;
        Ok(Json(shown(siblings.named(&deployment_id)?, &siblings)))
    })
}

pub(crate) async fn deactivate(
    app: State<Arc<App>>,
    caller: Caller,
    segments: Segments<(String, String)>,
) -> Result<Json<Value>, Refused> {
    switch(&app, caller, segments, Some(Moment::now())).await
}

pub(crate) async fn activate(
    app: State<Arc<App>>,
    caller: Caller,
    segments: Segments<(String, String)>,
) -> Result<Json<Value>, Refused> {
    switch(&app, caller, segments, None).await
}

async fn switch(
    app: &App,
    caller: Caller,
    Segments((model_id, deployment_id)): Segments<(String, String)>,
    deactivated_at: Option<Moment>,
) -> Result<Json<Value>, Refused> {
    let change = move |transaction: &Transaction<'_>| {
        let model = managed(transaction, &caller, &model_id)?;
        let siblings = Siblings::of(transaction, &model.id, Moment::now())?;
        let deployment = siblings.named(&deployment_id)?;
        let no_op = deployment.deactivated_at.is_some() == deactivated_at.is_some();
        if !no_op {
            deployments::deactivate(transaction, &deployment.id, deactivated_at)?;
        }
        Ok(Json(json!({ "success": true, "no_op": no_op })))
    };
    app.write(change).await
}

pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments((model_id, deployment_id)): Segments<(String, String)>,
) -> Result<Json<Value>, Refused> {
    let change = move |transaction: &Transaction<'_>| {
        let model = managed(transaction, &caller, &model_id)?;
        let siblings = Siblings::of(transaction, &model.id, Moment::now())?;
        let deployment =
            siblings.by_id(&deployment_id).ok_or_else(|| Refused::not_found("deployment", &deployment_id))?;
        // Baseten's page on deployments: a production deployment must be replaced before it is deleted.
        if siblings.current_environment(deployment) == Some(PRODUCTION) {
            return Err(Refused::invalid(format!(
                "the deployment `{deployment_id}` is in production: push another one there first"
            )));
        }
        uploads::abandon_archive_of(transaction, &deployment.id)?;
        deployments::delete(transaction, &deployment.id)?;
        Ok(Json(json!({ "id": deployment_id, "deleted": true, "model_id": model.id })))
    };
    let deleted = app.write(change).await?;
    // What stays behind goes with the next one.
    drop(objects::tidy(&app).await);
    Ok(deleted)
}
