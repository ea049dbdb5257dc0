//! `/v1/users`: who a key belongs to, and who there is.

use axum::Json;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, ErrorResponse, Parameters};
use crate::local::permissions::Caller;
use crate::local::routes::teams::may_identify;
use crate::local::routes::{page, parse_limit};
use crate::local::store::teams;
use crate::local::store::users::{self, User};

/// Unproven: what a service account is called. A key without a user is shown here as a user of its own.
pub(crate) async fn me(app: App, caller: Caller) -> Answer {
    may_identify(&caller, "user")?;
    let workspace_name = app.store.read(teams::organization)?;
    Ok(Json(match &caller.user {
        Some(user) => to_json(user, &workspace_name),
        None => json!({
            "user_id": caller.prefix, "email": null, "name": caller.name, "workspace_name": workspace_name
        }),
    }))
}

fn to_json(user: &User, workspace_name: &str) -> Value {
    json!({ "user_id": user.user_id, "email": user.email, "name": user.name, "workspace_name": workspace_name })
}

/// The query as SDK 0.13.1 describes it.
#[derive(Deserialize)]
pub(crate) struct Page {
    cursor: Option<String>,
    limit: Option<String>,
    email: Option<String>,
}

impl Page {
    fn position(&self) -> Result<i64, ErrorResponse> {
        let Some(cursor) = &self.cursor else { return Ok(0) };
        cursor.parse().map_err(|_| ErrorResponse::invalid("cursor is not one that a page gave"))
    }
}

/// Unproven: that every key that may identify itself may list the users.
pub(crate) async fn list(app: App, caller: Caller, Parameters(query): Parameters<Page>) -> Answer {
    may_identify(&caller, "user")?;
    let limit = query.limit.as_deref().map_or(Ok(100), |limit| parse_limit(limit, 1000))?;
    let filter = users::Filter { beyond: query.position()?, email: query.email.as_deref() };
    app.store.read(|connection| {
        let workspace_name = teams::organization(connection)?;
        let found = users::list(connection, &filter, limit + 1)?;
        page(found, limit, |(user, _)| to_json(user, &workspace_name), |(_, position)| position.to_string())
    })
}
