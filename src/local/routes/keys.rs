//! `/v1/api_keys`: create, list, rename and revoke.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::teams::reachable;
use crate::local::answer::{Body, Parameters, Refused, Segments};
use crate::local::app::App;
use crate::local::moment::Moment;
use crate::local::payload::check_key_name;
use crate::local::permissions::{Caller, Decision, Operation, Target, decide};
use crate::local::secrets::NewKey;
use crate::local::store::audit::{self, Client, Event};
use crate::local::store::keys::{self, Key, KeyType, NameScope, NewKeyRow, User};
use crate::local::store::models;

/// A type as requests name it. ROUTES is not ours: it can be asked for in a list, and no key has it.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum RequestedType {
    Personal,
    WorkspaceManageAll,
    WorkspaceInvoke,
    WorkspaceExportMetrics,
    WorkspaceManageApiKeys,
    Routes,
}

impl RequestedType {
    fn ours(self) -> Option<KeyType> {
        match self {
            Self::Personal => Some(KeyType::Personal),
            Self::WorkspaceManageAll => Some(KeyType::WorkspaceManageAll),
            Self::WorkspaceInvoke => Some(KeyType::WorkspaceInvoke),
            Self::WorkspaceExportMetrics => Some(KeyType::WorkspaceExportMetrics),
            Self::WorkspaceManageApiKeys => Some(KeyType::WorkspaceManageApiKeys),
            Self::Routes => None,
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Filter {
    r#type: Option<RequestedType>,
    #[serde(default)]
    created_by_me: bool,
}

#[derive(Deserialize)]
pub(crate) struct CreateApiKey {
    r#type: RequestedType,
    name: Option<String>,
    model_ids: Option<Vec<String>>,
    team_id: Option<String>,
    environment_names: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(crate) struct Rename {
    name: String,
}

/// A key as the API shows it.
#[derive(Serialize)]
struct ApiKeyInfo<'a> {
    prefix: &'a str,
    name: Option<&'a str>,
    r#type: KeyType,
    model_ids: Option<&'a [String]>,
    team_name: Option<&'a str>,
    created_at: String,
    last_used_at: Option<String>,
    owner: Option<&'a User>,
    environment_names: Option<&'a [String]>,
}

fn shown<'a>(app: &App, key: &'a Key) -> ApiKeyInfo<'a> {
    ApiKeyInfo {
        prefix: &key.prefix,
        name: key.name.as_deref(),
        r#type: key.key_type,
        model_ids: key.model_ids.as_deref(),
        team_name: key.team_name.as_deref(),
        created_at: key.created_at.rfc3339(),
        last_used_at: app.uses.last_use(&key.prefix, key.last_used_at).map(Moment::rfc3339),
        owner: key.owner.as_ref(),
        environment_names: key.environment_names.as_deref(),
    }
}

fn may_manage(caller: &Caller, target: &Target<'_>, kind: &str, id: &str) -> Result<(), Refused> {
    Refused::unless_allowed(decide(caller, Operation::ManageKeys, target), caller, kind, id)
}

fn target(key: &Key) -> Target<'_> {
    Target::Key { team_id: key.team_id.as_deref(), owner_id: key.owner.as_ref().map(|owner| owner.user_id.as_str()) }
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Parameters(filter): Parameters<Filter>,
) -> Result<Response, Refused> {
    #[derive(Serialize)]
    struct List<'a> {
        keys: Vec<ApiKeyInfo<'a>>,
    }

    may_manage(&caller, &Target::Something, "API key", "")?;
    let all = app.store.read(keys::all)?;
    let wanted = |key: &&Key| {
        filter.r#type.is_none_or(|wanted| wanted.ours() == Some(key.key_type))
            && (!filter.created_by_me || key.created_by == caller.identity())
    };
    let visible = |key: &&Key| decide(&caller, Operation::ManageKeys, &target(key)) == Decision::Allow;
    let keys = all.iter().filter(wanted).filter(visible).map(|key| shown(&app, key)).collect();
    Ok(Json(List { keys }).into_response())
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    client: Client,
    Body(request): Body<CreateApiKey>,
) -> Result<Json<Value>, Refused> {
    issue(&app, caller, client, request).await
}

pub(crate) async fn create_in_team(
    State(app): State<Arc<App>>,
    caller: Caller,
    client: Client,
    Segments(team_id): Segments<String>,
    Body(mut request): Body<CreateApiKey>,
) -> Result<Json<Value>, Refused> {
    if request.team_id.as_ref().is_some_and(|named| *named != team_id) {
        return Err(Refused::invalid("team_id must be the team of the path"));
    }
    request.team_id = Some(team_id);
    issue(&app, caller, client, request).await
}

async fn issue(app: &App, caller: Caller, client: Client, request: CreateApiKey) -> Result<Json<Value>, Refused> {
    may_manage(&caller, &Target::Something, "API key", "")?;
    let key_type = check(&request)?;
    let new = NewKey::random()?;
    let api_key = new.key.clone();
    app.write(move |transaction| insert(transaction, &caller, &client, &request, key_type, &new)).await?;
    // The only time that the secret is shown.
    Ok(Json(json!({ "api_key": api_key.expose() })))
}

/// What can be said about a request without knowing what exists; the type of key that it asks for.
fn check(request: &CreateApiKey) -> Result<KeyType, Refused> {
    let Some(key_type) = request.r#type.ours() else {
        return Err(Refused::invalid("keys of type ROUTES are not made here"));
    };
    if let Some(name) = &request.name {
        check_key_name(name)?;
    }
    let of_a_team = key_type.is_of_a_team();
    let type_name = key_type.name();
    if request.team_id.is_some() && !of_a_team {
        return Err(Refused::invalid(format!("a {type_name} key belongs to no team: leave team_id out")));
    }
    let has_models = matches!(key_type, KeyType::WorkspaceInvoke | KeyType::WorkspaceExportMetrics);
    if request.model_ids.is_some() && !has_models {
        return Err(Refused::invalid(format!("a {type_name} key cannot be restricted to models")));
    }
    // An empty list could be read as "all": refused rather than guessed at.
    for (field, list) in [("model_ids", &request.model_ids), ("environment_names", &request.environment_names)] {
        if list.as_ref().is_some_and(|list| list.is_empty() || list.iter().any(String::is_empty)) {
            return Err(Refused::invalid(format!("{field} must name at least one, or be left out")));
        }
    }
    Ok(key_type)
}

fn insert(
    transaction: &Transaction<'_>,
    caller: &Caller,
    client: &Client,
    request: &CreateApiKey,
    key_type: KeyType,
    new: &NewKey,
) -> Result<(), Refused> {
    let in_no_team = Target::NewKey { key_type, team_id: None };
    let team = match key_type.is_of_a_team() {
        true => Some(reachable(transaction, caller, Operation::ManageKeys, request.team_id.as_deref())?),
        false => may_manage(caller, &in_no_team, "API key", "").map(|()| None)?,
    };
    let team_id = team.as_ref().map(|team| team.id.as_str());
    may_manage(caller, &Target::NewKey { key_type, team_id }, "team", team_id.unwrap_or_default())?;
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
    let now = Moment::now();
    keys::insert(
        transaction,
        &NewKeyRow {
            prefix: &new.prefix,
            hash: new.hash,
            name: request.name.as_deref(),
            key_type,
            team_id,
            owner_id,
            model_ids: request.model_ids.as_deref(),
            environment_names: request.environment_names.as_deref(),
            created_by: caller.identity(),
            created_at: now,
        },
    )?;
    let key = by_prefix(transaction, &new.prefix)?;
    Ok(audit::note(transaction, Event::Created, &key, caller, client, now)?)
}

/// A name is unique among the live keys of its scope: CreateApiKey's `name` in the management API's description,
/// from Baseten's Terraform provider. Unproven: the 400 and its words.
fn check_name_is_free(connection: &Connection, scope: NameScope<'_>, name: &str, prefix: &str) -> Result<(), Refused> {
    match keys::holder_of_name(connection, scope, name)? {
        Some(holder) if holder != prefix => Err(Refused::name_taken(name)),
        _ => Ok(()),
    }
}

/// A key's models are of its own team; another team's are as good as none.
fn check_model(connection: &Connection, model_id: &str, team_id: &str) -> Result<(), Refused> {
    match models::by_id(connection, model_id)?.filter(|model| model.team_id == team_id) {
        Some(_) => Ok(()),
        None => Err(Refused::invalid(format!("model_ids names `{model_id}`, which is no model of the key's team"))),
    }
}

fn by_prefix(connection: &Connection, prefix: &str) -> Result<Key, Refused> {
    keys::by_prefix(connection, prefix)?.ok_or_else(|| Refused::not_found("API key", prefix))
}

pub(crate) async fn rename(
    State(app): State<Arc<App>>,
    caller: Caller,
    client: Client,
    Segments(prefix): Segments<String>,
    Body(request): Body<Rename>,
) -> Result<Json<Value>, Refused> {
    may_manage(&caller, &Target::Something, "API key", &prefix)?;
    check_key_name(&request.name)?;
    let change = move |transaction: &Transaction<'_>| {
        let key = by_prefix(transaction, &prefix)?;
        may_manage(&caller, &target(&key), "API key", &prefix)?;
        check_name_is_free(transaction, key.name_scope(), &request.name, &prefix)?;
        keys::rename(transaction, &prefix, &request.name)?;
        let key = by_prefix(transaction, &prefix)?;
        audit::note(transaction, Event::Renamed, &key, &caller, &client, Moment::now())?;
        Ok(key)
    };
    let key = app.write(change).await?;
    Ok(Json(json!(shown(&app, &key))))
}

pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    caller: Caller,
    client: Client,
    Segments(prefix): Segments<String>,
) -> Result<Json<Value>, Refused> {
    may_manage(&caller, &Target::Something, "API key", &prefix)?;
    let change = move |transaction: &Transaction<'_>| {
        let key = by_prefix(transaction, &prefix)?;
        may_manage(&caller, &target(&key), "API key", &prefix)?;
        keys::delete(transaction, &prefix)?;
        audit::note(transaction, Event::Deleted, &key, &caller, &client, Moment::now())?;
        Ok(prefix)
    };
    let prefix = app.write(change).await?;
    Ok(Json(json!({ "prefix": prefix })))
}
