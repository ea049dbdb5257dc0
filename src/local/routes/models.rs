//! `/v1/models`: models and their environments, as they are. Making them is a push's business.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::{Value, json};

use super::deployments::{self, Siblings};
use super::teams::reachable;
use crate::local::answer::{Parameters, Refused, Segments};
use crate::local::app::App;
use crate::local::moment::Moment;
use crate::local::permissions::{Caller, Decision, Operation, Target, decide};
use crate::local::store::models::{self, Model, PRODUCTION};

#[derive(Deserialize)]
pub(crate) struct Filter {
    name: Option<String>,
}

/// Refuses a caller that can manage no model at all, before anything is looked up.
pub(crate) fn may_manage(caller: &Caller) -> Result<(), Refused> {
    Refused::unless_allowed(decide(caller, Operation::Manage, &Target::Something), caller, "model", "")
}

/// A model that the caller may manage; 404 for every other one.
pub(crate) fn managed(connection: &Connection, caller: &Caller, id: &str) -> Result<Model, Refused> {
    may_manage(caller)?;
    let model = models::by_id(connection, id)?.ok_or_else(|| Refused::not_found("model", id))?;
    let decision = decide(caller, Operation::Manage, &Target::Team(&model.team_id));
    Refused::unless_allowed(decision, caller, "model", id).map(|()| model)
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Parameters(filter): Parameters<Filter>,
) -> Result<Json<Value>, Refused> {
    may_manage(&caller)?;
    app.store.read(|connection| {
        let visible =
            |model: &Model| decide(&caller, Operation::Manage, &Target::Team(&model.team_id)) == Decision::Allow;
        shown_list(connection, filter.name.as_deref(), visible)
    })
}

pub(crate) async fn list_of_team(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments(team_id): Segments<String>,
    Parameters(filter): Parameters<Filter>,
) -> Result<Json<Value>, Refused> {
    may_manage(&caller)?;
    app.store.read(|connection| {
        reachable(connection, &caller, Operation::Manage, Some(&team_id))?;
        shown_list(connection, filter.name.as_deref(), |model| model.team_id == team_id)
    })
}

fn shown_list(
    connection: &Connection,
    name: Option<&str>,
    visible: impl Fn(&Model) -> bool,
) -> Result<Json<Value>, Refused> {
    let now = Moment::now();
    let mut shown_models = Vec::new();
    for model in models::all(connection, name)?.iter().filter(|model| visible(model)) {
        shown_models.push(shown(model, &Siblings::of(connection, &model.id, now)?));
    }
    Ok(Json(json!({ "models": shown_models })))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments(model_id): Segments<String>,
) -> Result<Json<Value>, Refused> {
    app.store.read(|connection| {
        let model = managed(connection, &caller, &model_id)?;
        Ok(Json(shown(&model, &Siblings::of(connection, &model.id, Moment::now())?)))
    })
}

/// A model as the API shows it.
pub(crate) fn shown(model: &Model, siblings: &Siblings) -> Value {
    let production = siblings.current(PRODUCTION);
    let development = siblings.all().iter().find(|deployment| deployment.is_development);
    let instance_type = production.or(siblings.all().last()).map(|deployment| deployment.instance_type.as_str());
    json!({
        "id": model.id,
        "name": model.name,
        "created_at": model.created_at.rfc3339(),
        "deployments_count": siblings.all().len(),
        "production_deployment_id": production.map(|deployment| &deployment.id),
        "development_deployment_id": development.map(|deployment| &deployment.id),
        "instance_type_name": instance_type.unwrap_or_default(),
        "team_name": model.team_name,
    })
}

pub(crate) async fn environments(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments(model_id): Segments<String>,
) -> Result<Json<Value>, Refused> {
    app.store.read(|connection| {
        let model = managed(connection, &caller, &model_id)?;
        let siblings = Siblings::of(connection, &model.id, Moment::now())?;
        let environments = models::environments(connection, &model.id)?;
        let environments: Vec<Value> =
            environments.iter().map(|environment| shown_environment(&model, environment, &siblings)).collect();
        Ok(Json(json!({ "environments": environments })))
    })
}

/// The last four fields are not in the contract; Baseten's Python SDK does not read an environment without them.
fn shown_environment(model: &Model, environment: &models::Environment, siblings: &Siblings) -> Value {
    let current = siblings.current(&environment.name);
    let instance_type = current.map(|deployment| deployment.instance_type.as_str()).unwrap_or_default();
    json!({
        "name": environment.name,
        "created_at": environment.created_at.rfc3339(),
        "model_id": model.id,
        "current_deployment": current.map(|deployment| deployments::shown(deployment, siblings)),
        "autoscaling_settings": deployments::autoscaling_settings(),
        "promotion_settings": {},
        "instance_type": {
            "id": instance_type, "name": instance_type, "memory_limit_mib": 0, "millicpu_limit": 0, "gpu_count": 0,
            "gpu_type": null, "gpu_memory_limit_mib": null
        },
        "request_backpressure_settings": { "policy": null },
    })
}
