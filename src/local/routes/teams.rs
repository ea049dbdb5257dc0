//! `/v1/teams`: the teams in a key's reach.

use axum::Json;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, ErrorResponse, Parameters, Segments};
use crate::local::permissions::{Caller, Decision, Operation, Target, decide};
use crate::local::routes::NameFilter;
use crate::local::store::teams::{self, Team};

/// Refuses a caller that may not even identify itself, before anything is looked up.
pub(crate) fn may_identify(caller: &Caller, kind: &str) -> Result<(), ErrorResponse> {
    decide(caller, Operation::Identify, &Target::Something).require(caller, kind, "")
}

pub(crate) async fn list(app: App, caller: Caller, Parameters(filter): Parameters<NameFilter>) -> Answer {
    may_identify(&caller, "team")?;
    let all = app.store.read(teams::all)?;
    let wanted = |team: &&Team| filter.name.as_ref().is_none_or(|name| *name == team.name);
    let visible = |team: &&Team| decide(&caller, Operation::Identify, &Target::Team(&team.id)) == Decision::Allow;
    let teams: Vec<Value> = all.iter().filter(wanted).filter(visible).map(to_json).collect();
    Ok(Json(json!({ "teams": teams })))
}

pub(crate) async fn show(app: App, caller: Caller, Segments(team_id): Segments<String>) -> Answer {
    may_identify(&caller, "team")?;
    app.store.read(|connection| {
        let team = team_for(connection, &caller, Operation::Identify, Some(&team_id))?;
        Ok(Json(to_json(&team)))
    })
}

fn to_json(team: &Team) -> Value {
    json!({
        "id": team.id, "name": team.name, "default": team.is_default, "created_at": team.created_at.rfc3339()
    })
}

/// The team that a request names, or the default one. 404 unless `caller` may do `operation` in it.
pub(crate) fn team_for(
    connection: &Connection,
    caller: &Caller,
    operation: Operation,
    team_id: Option<&str>,
) -> Result<Team, ErrorResponse> {
    let team = match team_id {
        Some(id) => teams::by_id(connection, id)?.ok_or_else(|| ErrorResponse::not_found("team", id))?,
        None => teams::the_default(connection)?,
    };
    let decision = decide(caller, operation, &Target::Team(&team.id));
    match (decision, team_id) {
        // Unproven: a 403. The default team is no secret, every organization has one.
        (Decision::Hide, None) => Err(ErrorResponse::forbidden(
            "without a team_id this concerns the organization's default team, and this key belongs to another one: \
             say team_id",
        )),
        _ => decision.require(caller, "team", team_id.unwrap_or(&team.name)).map(|()| team),
    }
}
