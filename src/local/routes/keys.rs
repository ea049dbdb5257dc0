//! `/v1/api_keys`: list, rename and revoke. Creating is in [`super::key_creation`].

use std::collections::HashMap;

use axum::Json;
use axum::response::{IntoResponse, Response};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, Body, CheckedLater, ErrorResponse, Parameters, Segments};
use crate::local::payload::check_key_name;
use crate::local::permissions::{Action, Caller, Decision, decide_existing, decide_keys};
use crate::local::store::audit::{self, Client, Event};
use crate::local::store::keys::{self, Key, KeyType, NameScope};
use crate::local::store::users::User;
use crate::local::timestamp::Timestamp;

/// A type as requests name it; `None` is ROUTES, which is not ours: a list can be filtered by it, and no key has it.
/// Unproven: the 400 for a type that is not known.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct RequestedType(pub(crate) Option<KeyType>);

impl TryFrom<String> for RequestedType {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        match KeyType::parse(&name) {
            None if name != "ROUTES" => Err(format!("unknown variant `{name}`")),
            known => Ok(Self(known)),
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
pub(crate) struct Rename {
    name: String,
}

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
    /// An extension: absent where the API is strict.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment_names: Option<Option<&'a [String]>>,
}

fn info<'a>(app: &App, key: &'a Key) -> ApiKeyInfo<'a> {
    ApiKeyInfo {
        prefix: &key.prefix,
        name: key.name.as_deref(),
        r#type: key.key_type,
        model_ids: key.model_ids.as_deref(),
        team_name: key.team_name.as_deref(),
        created_at: key.created_at.rfc3339(),
        last_used_at: app.last_used.of(&key.prefix, key.last_used_at).map(Timestamp::rfc3339),
        owner: key.owner.as_ref(),
        environment_names: (!app.strict).then_some(key.environment_names.as_deref()),
    }
}

pub(crate) fn may_manage_keys(caller: &Caller) -> Result<(), ErrorResponse> {
    decide_keys(caller).require(caller, "API key", "")
}

/// A key to which the caller may do `action`; 404 for one that it may not know of.
fn key_for(connection: &Connection, caller: &Caller, prefix: &str, action: Action) -> Result<Key, ErrorResponse> {
    let key = by_prefix(connection, prefix)?;
    decide_existing(caller, &key, action).require(caller, "API key", prefix).map(|()| key)
}

pub(crate) async fn list(
    app: App,
    caller: Caller,
    Parameters(filter): Parameters<Filter>,
) -> Result<Response, ErrorResponse> {
    may_manage_keys(&caller)?;
    let all = app.store.read(keys::all)?;
    let wanted = |key: &&Key| {
        filter.r#type.is_none_or(|wanted| wanted.0 == Some(key.key_type))
            && (!filter.created_by_me || key.created_by == caller.identity())
    };
    let visible = |key: &&Key| decide_existing(&caller, key, Action::See) == Decision::Allow;
    let keys: Vec<ApiKeyInfo<'_>> = all.iter().filter(wanted).filter(visible).map(|key| info(&app, key)).collect();
    // As a `Value` ten thousand keys would take twice as long.
    Ok(Json(HashMap::from([("keys", keys)])).into_response())
}

/// A name is unique among the live keys of its scope: CreateApiKey's `name` in the management API's description,
/// from Baseten's Terraform provider. Unproven: the 400 and its words.
pub(crate) fn check_name_is_free(
    connection: &Connection,
    scope: NameScope<'_>,
    name: &str,
    prefix: &str,
) -> Result<(), ErrorResponse> {
    match keys::holder_of_name(connection, scope, name)? {
        Some(holder) if holder != prefix => Err(ErrorResponse::name_taken(name)),
        _ => Ok(()),
    }
}

pub(crate) fn by_prefix(connection: &Connection, prefix: &str) -> Result<Key, ErrorResponse> {
    keys::by_prefix(connection, prefix)?.ok_or_else(|| ErrorResponse::not_found("API key", prefix))
}

pub(crate) async fn rename(
    app: App,
    caller: Caller,
    client: Client,
    Segments(prefix): Segments<String>,
    body: CheckedLater<Rename>,
) -> Answer {
    may_manage_keys(&caller)?;
    let Body(request) = body?;
    check_key_name(&request.name)?;
    let change = move |transaction: &Transaction<'_>| {
        let key = key_for(transaction, &caller, &prefix, Action::Rename)?;
        check_name_is_free(transaction, key.name_scope(), &request.name, &prefix)?;
        keys::rename(transaction, &prefix, &request.name)?;
        let key = by_prefix(transaction, &prefix)?;
        audit::note(transaction, Event::Renamed, &key, &caller, &client)?;
        Ok(key)
    };
    let key = app.write(change).await?;
    Ok(Json(json!(info(&app, &key))))
}

pub(crate) async fn revoke(app: App, caller: Caller, client: Client, Segments(prefix): Segments<String>) -> Answer {
    may_manage_keys(&caller)?;
    let change = move |transaction: &Transaction<'_>| {
        let key = key_for(transaction, &caller, &prefix, Action::Revoke)?;
        keys::delete(transaction, &prefix)?;
        audit::note(transaction, Event::Deleted, &key, &caller, &client)?;
        Ok(prefix)
    };
    let prefix = app.write(change).await?;
    Ok(Json(json!({ "prefix": prefix })))
}
