//! `/v1/teams`: the teams in a key's reach.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::local::answer::{Parameters, Refused, Segments};
use crate::local::app::App;
use crate::local::permissions::{Caller, Decision, Operation, Target, decide};
use crate::local::store::teams::{self, Team};

/// SDK 0.13.1: teams of that exact name.
#[derive(Deserialize)]
pub(crate) struct Filter {
    name: Option<String>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Parameters(filter): Parameters<Filter>,
) -> Result<Json<Value>, Refused> {
    let decision = decide(&caller, Operation::Identify, &Target::Something);
    Refused::unless_allowed(decision, &caller, "team", "")?;
    let all = app.store.read(teams::all)?;
    let wanted = |team: &&Team| filter.name.as_ref().is_none_or(|name| *name == team.name);
    let visible = |team: &&Team| decide(&caller, Operation::Identify, &Target::Team(&team.id)) == Decision::Allow;
    let teams: Vec<Value> = all.iter().filter(wanted).filter(visible).map(shown).collect();
    Ok(Json(json!({ "teams": teams })))
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments(team_id): Segments<String>,
) -> Result<Json<Value>, Refused> {
    let decision = decide(&caller, Operation::Identify, &Target::Something);
    Refused::unless_allowed(decision, &caller, "team", "")?;
    app.store.read(|connection| {
        let team = reachable(connection, &caller, Operation::Identify, Some(&team_id))?;
        Ok(Json(shown(&team)))
    })
}

fn shown(team: &Team) -> Value {
    json!({
        "id": team.id, "name": team.name, "default": team.is_default, "created_at": team.created_at.rfc3339()
    })
}

/// The team that a request names, or the default one. 404 unless `caller` may do `operation` in it.
pub(crate) fn reachable(
    connection: &Connection,
    caller: &Caller,
    operation: Operation,
    team_id: Option<&str>,
) -> Result<Team, Refused> {
    let team = match team_id {
        Some(id) => teams::by_id(connection, id)?.ok_or_else(|| Refused::not_found("team", id))?,
        None => teams::the_default(connection)?,
    };
    let decision = decide(caller, operation, &Target::Team(&team.id));
    match (decision, team_id) {
        // Unproven: a 403. The default team is no secret, every organization has one.
        (Decision::Hide, None) => Err(Refused::forbidden(
            "without a team_id this concerns the organization's default team, and this key belongs to another one: \
             say team_id",
        )),
        _ => Refused::unless_allowed(decision, caller, "team", team_id.unwrap_or(&team.name)).map(|()| team),
    }
}
