//! `/v1/users/me`: who a key belongs to.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::local::answer::Refused;
use crate::local::app::App;
use crate::local::permissions::{Caller, Operation, Target, decide};
use crate::local::store::teams;

/// A key without a user is shown as a user of its own, as Baseten's service accounts are.
pub(crate) async fn me(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Value>, Refused> {
    let decision = decide(&caller, Operation::Identify, &Target::Something);
    Refused::unless_allowed(decision, &caller, "user", "me")?;
    let workspace_name = app.store.read(teams::organization)?;
    Ok(Json(match &caller.user {
        Some(user) => json!({
            "user_id": user.user_id, "email": user.email, "name": user.name, "workspace_name": workspace_name
        }),
        None => json!({
            "user_id": caller.prefix, "email": null, "name": caller.name, "workspace_name": workspace_name
        }),
    }))
}
