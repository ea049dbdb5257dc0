//! `/v1/models`: models as they are. Making them is a push's business.

use axum::Json;
use rusqlite::{Connection, Transaction};
use serde_json::{Value, json};

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, ErrorResponse, Parameters, PathTeam, Segments};
use crate::local::permissions::{Caller, Decision, Operation, Target, decide};
use crate::local::routes::NameFilter;
use crate::local::routes::deployments::{ModelDeployments, model_and_deployments};
use crate::local::routes::teams::team_for;
use crate::local::s3;
use crate::local::store::deployments as store_deployments;
use crate::local::store::models::{self, Model, PRODUCTION};
use crate::local::store::uploads;
use crate::local::timestamp::Timestamp;

/// Refuses a caller that can manage no model at all, before anything is looked up.
pub(crate) fn may_manage(caller: &Caller) -> Result<(), ErrorResponse> {
    decide(caller, Operation::Manage, &Target::Something).require(caller, "model", "")
}

/// A model that the caller may manage; 404 for every other one.
pub(crate) fn model_for(connection: &Connection, caller: &Caller, id: &str) -> Result<Model, ErrorResponse> {
    may_manage(caller)?;
    let model = models::by_id(connection, id)?.ok_or_else(|| ErrorResponse::not_found("model", id))?;
    decide(caller, Operation::Manage, &Target::Team(&model.team_id)).require(caller, "model", id).map(|()| model)
}

pub(crate) async fn list(
    app: App,
    caller: Caller,
    PathTeam(team_id): PathTeam,
    Parameters(filter): Parameters<NameFilter>,
) -> Answer {
    may_manage(&caller)?;
    let is_visible = |model: &Model| match &team_id {
        Some(team_id) => model.team_id == *team_id,
        None => decide(&caller, Operation::Manage, &Target::Team(&model.team_id)) == Decision::Allow,
    };
    app.store.read(|connection| {
        if team_id.is_some() {
            team_for(connection, &caller, Operation::Manage, team_id.as_deref())?;
        }
        let now = Timestamp::now();
        let mut found = Vec::new();
        for model in models::all(connection, filter.name.as_deref())?.iter().filter(|model| is_visible(model)) {
            found.push(to_json(model, &ModelDeployments::of(connection, &model.id, now)?));
        }
        Ok(Json(json!({ "models": found })))
    })
}

pub(crate) async fn show(app: App, caller: Caller, Segments(id): Segments<String>) -> Answer {
    app.store.read(|connection| {
        let (model, deployments) = model_and_deployments(connection, &caller, &id)?;
        Ok(Json(to_json(&model, &deployments)))
    })
}

pub(crate) async fn delete(app: App, caller: Caller, Segments(id): Segments<String>) -> Answer {
    let change = move |transaction: &Transaction<'_>| {
        let (model, deployments) = model_and_deployments(transaction, &caller, &id)?;
        for deployment in deployments.all {
            uploads::abandon_archive_of(transaction, &deployment.id)?;
            store_deployments::delete(transaction, &deployment.id)?;
        }
        models::delete(transaction, &model.id)?;
        Ok(Json(json!({ "id": model.id, "deleted": true })))
    };
    let deleted = app.write(change).await?;
    // What stays behind goes with the next one.
    drop(s3::remove_abandoned_uploads(&app).await);
    Ok(deleted)
}

pub(crate) fn to_json(model: &Model, deployments: &ModelDeployments) -> Value {
    let production = deployments.current(PRODUCTION);
    let development = deployments.development();
    let instance_type = production.or(deployments.all.last()).map(|deployment| deployment.instance_type.as_str());
    json!({
        "id": model.id,
        "name": model.name,
        "created_at": model.created_at.rfc3339(),
        "deployments_count": deployments.all.len(),
        "production_deployment_id": production.map(|deployment| &deployment.id),
        "development_deployment_id": development.map(|deployment| &deployment.id),
        "instance_type_name": instance_type.unwrap_or_default(),
        "team_name": model.team_name,
    })
}
