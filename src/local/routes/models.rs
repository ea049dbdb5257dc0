//! `/v1/models`: models as they are. Making them is a push's business.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rusqlite::{Connection, Transaction};
use serde::Deserialize;
use serde_json::{Value, json};

use super::deployments::Siblings;
use super::teams::reachable;
use crate::local::answer::{Parameters, Refused, Segments};
use crate::local::app::App;
use crate::local::moment::Moment;
use crate::local::objects;
use crate::local::permissions::{Caller, Decision, Operation, Target, decide};
use crate::local::store::deployments as store_deployments;
use crate::local::store::models::{self, Model, PRODUCTION};
use crate::local::store::uploads;

/// SDK 0.13.1: models of that exact name.
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

pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments(model_id): Segments<String>,
) -> Result<Json<Value>, Refused> {
    let change = move |transaction: &Transaction<'_>| {
        let model = managed(transaction, &caller, &model_id)?;
        for deployment in Siblings::of(transaction, &model.id, Moment::now())?.all() {
            uploads::abandon_archive_of(transaction, &deployment.id)?;
            store_deployments::delete(transaction, &deployment.id)?;
        }
        models::delete(transaction, &model.id)?;
        Ok(Json(json!({ "id": model.id, "deleted": true })))
    };
    let deleted = app.write(change).await?;
    // What stays behind goes with the next one.
    drop(objects::tidy(&app).await);
    Ok(deleted)
}

/// A model as the API shows it.
pub(crate) fn shown(model: &Model, siblings: &Siblings) -> Value {
    let production = siblings.current(PRODUCTION);
    let development = siblings.development();
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
