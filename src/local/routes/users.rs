//! `/v1/users`: who a key belongs to, and who there is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::local::answer::{Parameters, Refused};
use crate::local::app::App;
use crate::local::permissions::{Caller, Operation, Target, decide};
use crate::local::store::teams;
use crate::local::store::users::{self, User};

fn may_identify(caller: &Caller) -> Result<(), Refused> {
    Refused::unless_allowed(decide(caller, Operation::Identify, &Target::Something), caller, "user", "me")
}

/// Unproven: what a service account is called. A key without a user is shown here as a user of its own.
pub(crate) async fn me(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Value>, Refused> {
    may_identify(&caller)?;
    let workspace_name = app.store.read(teams::organization)?;
    Ok(Json(match &caller.user {
        Some(user) => shown(user, &workspace_name),
        None => json!({
            "user_id": caller.prefix, "email": null, "name": caller.name, "workspace_name": workspace_name
        }),
    }))
}

fn shown(user: &User, workspace_name: &str) -> Value {
    json!({ "user_id": user.user_id, "email": user.email, "name": user.name, "workspace_name": workspace_name })
}

/// The query as SDK 0.13.1 describes it.
#[derive(Deserialize)]
pub(crate) struct Page {
    cursor: Option<String>,
    limit: Option<i64>,
    email: Option<String>,
}

impl Page {
    fn limit(&self) -> Result<i64, Refused> {
        let limit = self.limit.unwrap_or(100);
        match (1..=1000).contains(&limit) {
            true => Ok(limit),
            false => Err(Refused::invalid("limit must be a number from 1 to 1000")),
        }
    }

    /// The position that a page before gave as its cursor.
    fn position(&self) -> Result<i64, Refused> {
        let Some(cursor) = &self.cursor else { return Ok(0) };
        cursor.parse().map_err(|_| Refused::invalid("cursor is none that a page gave"))
    }
}

/// Unproven: that every key that may identify itself may list the users.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Parameters(page): Parameters<Page>,
) -> Result<Json<Value>, Refused> {
    may_identify(&caller)?;
    let (limit, filter) = (page.limit()?, users::Filter { beyond: page.position()?, email: page.email.as_deref() });
    app.store.read(|connection| {
        let workspace_name = teams::organization(connection)?;
        // One more than asked for tells whether there is a next page.
        let mut found = users::list(connection, &filter, limit + 1)?;
        let has_more = found.len() as i64 > limit;
        found.truncate(usize::try_from(limit).unwrap_or_default());
        let cursor = found.last().filter(|_| has_more).map(|(_, position)| position.to_string());
        let items: Vec<Value> = found.iter().map(|(user, _)| shown(user, &workspace_name)).collect();
        Ok(Json(json!({ "items": items, "pagination": { "has_more": has_more, "cursor": cursor } })))
    })
}
