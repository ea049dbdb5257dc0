//! `POST /v1/api_keys` and `POST /v1/teams/ID/api_keys`: a key is made.

use axum::Json;
use rusqlite::{Connection, Transaction};
use serde::Deserialize;
use serde_json::json;

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, Body, CheckedLater, ErrorResponse, PathTeam};
use crate::local::payload::check_key_name;
use crate::local::permissions::{Caller, Operation, decide_new};
use crate::local::routes::keys::{RequestedType, by_prefix, check_name_is_free, may_manage_keys};
use crate::local::routes::teams::team_for;
use crate::local::secrets::NewKey;
use crate::local::store::audit::{self, Client, Event};
use crate::local::store::keys::{self, KeyType, NameScope, NewKeyRow};
use crate::local::store::models;

#[derive(Deserialize)]
pub(crate) struct CreateApiKey {
    r#type: RequestedType,
    name: Option<String>,
    model_ids: Option<Vec<String>>,
    team_id: Option<String>,
    environment_names: Option<Vec<String>>,
}

pub(crate) async fn create(
    app: App,
    caller: Caller,
    client: Client,
    PathTeam(team_id): PathTeam,
    body: CheckedLater<CreateApiKey>,
) -> Answer {
    may_manage_keys(&caller)?;
    let Body(mut request) = body?;
    if team_id.is_some() && request.team_id.is_some() && request.team_id != team_id {
        // SDK 0.13.1, `team_id`: must match the URL's team when both are given.
        return Err(ErrorResponse::invalid("team_id must be the team of the path"));
    }
    request.team_id = request.team_id.or(team_id);
    if app.strict {
        // A field that an API does not know is as good as none.
        request.environment_names = None;
    }
    let key_type = request.check()?;
    let new = NewKey::random()?;
    let api_key = new.key.clone();
    app.write(move |transaction| insert(transaction, &caller, &client, &request, key_type, &new)).await?;
    // The only time that the secret is shown.
    Ok(Json(json!({ "api_key": api_key.expose() })))
}

impl CreateApiKey {
    /// What can be said about the request without knowing what exists; the type of key that it asks for.
    fn check(&self) -> Result<KeyType, ErrorResponse> {
        // The management API's description: ROUTES keys are never made by this program.
        let Some(key_type) = self.r#type.0 else {
            return Err(ErrorResponse::invalid("keys of type ROUTES are not made here"));
        };
        if let Some(name) = &self.name {
            check_key_name(name)?;
        }
        let type_name = key_type.name();
        // SDK 0.13.1, `team_id`: not supported for these types.
        if self.team_id.is_some() && !key_type.is_of_a_team() {
            return Err(ErrorResponse::invalid(format!("a {type_name} key belongs to no team: leave team_id out")));
        }
        // Baseten's Terraform provider: model_ids are rejected for every other type.
        if self.model_ids.is_some() && !key_type.accepts_models() {
            return Err(ErrorResponse::invalid(format!("a {type_name} key cannot be restricted to models")));
        }
        // Baseten's page on API keys: environments are asked for together with calling models, in a team's key.
        if self.environment_names.is_some() && !key_type.accepts_environments() {
            return Err(ErrorResponse::invalid(format!("a {type_name} key cannot be restricted to environments")));
        }
        // Unproven: Baseten may take an empty list for "all" (its Terraform provider reads it back as none). An
        // answer that could widen a key is not given here.
        for (field, list) in [("model_ids", &self.model_ids), ("environment_names", &self.environment_names)] {
            if list.as_ref().is_some_and(|list| list.is_empty() || list.iter().any(String::is_empty)) {
                return Err(ErrorResponse::invalid(format!("{field} must name at least one, or be left out")));
            }
        }
        Ok(key_type)
    }
}

fn insert(
    transaction: &Transaction<'_>,
    caller: &Caller,
    client: &Client,
    request: &CreateApiKey,
    key_type: KeyType,
    new: &NewKey,
) -> Result<(), ErrorResponse> {
    let team = match key_type.is_of_a_team() {
        true => Some(team_for(transaction, caller, Operation::Identify, request.team_id.as_deref())?),
        false => None,
    };
    let team_id = team.as_ref().map(|team| team.id.as_str());
    decide_new(caller, key_type, team_id).require(caller, "team", team_id.unwrap_or_default())?;
    if let (Some(models), Some(team_id)) = (&request.model_ids, team_id) {
        models.iter().try_for_each(|model| check_model(transaction, model, team_id))?;
    }
    let owner_id = match key_type {
        KeyType::Personal => caller.user.as_ref().map(|user| user.user_id.as_str()),
        _ => None,
    };
    if let Some(name) = &request.name {
        check_name_is_free(transaction, NameScope { team_id, owner_id }, name, &new.prefix)?;
    }
    keys::insert(
        transaction,
        &NewKeyRow {
            key: new,
            name: request.name.as_deref(),
            key_type,
            team_id,
            owner_id,
            model_ids: request.model_ids.as_deref(),
            environment_names: request.environment_names.as_deref(),
            created_by: caller.identity(),
        },
    )?;
    let key = by_prefix(transaction, &new.prefix)?;
    Ok(audit::note(transaction, Event::Created, &key, caller, client)?)
}

/// Unproven: that a key's models are of its own team. Another team's are as good as none here.
fn check_model(connection: &Connection, model_id: &str, team_id: &str) -> Result<(), ErrorResponse> {
    match models::by_id(connection, model_id)?.filter(|model| model.team_id == team_id) {
        Some(_) => Ok(()),
        None => {
            Err(ErrorResponse::invalid(format!("model_ids names `{model_id}`, which is no model of the key's team")))
        }
    }
}
