//! `/v1/models/ID/environments`, and `/v1/environment_groups`: the names that environments have in a team.

use axum::Json;
use serde_json::{Value, json};

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, PathTeam, Segments};
use crate::local::permissions::{Caller, Operation};
use crate::local::routes::deployments::{self, ModelDeployments, model_and_deployments};
use crate::local::routes::page;
use crate::local::routes::teams::{may_identify, team_for};
use crate::local::store::models::{self, Environment, Model, PRODUCTION};

pub(crate) async fn list(app: App, caller: Caller, Segments(model_id): Segments<String>) -> Answer {
    app.store.read(|connection| {
        let (model, deployments) = model_and_deployments(connection, &caller, &model_id)?;
        let environments = models::environments(connection, &model.id)?;
        let environments: Vec<Value> =
            environments.iter().map(|environment| to_json(&model, environment, &deployments)).collect();
        Ok(Json(json!({ "environments": environments })))
    })
}

/// With all fields that SDK 0.13.1 knows as required or with a default; the defaults are the SDK's.
fn to_json(model: &Model, environment: &Environment, deployments: &ModelDeployments) -> Value {
    let current = deployments.current(&environment.name);
    let instance_type = current.map(|deployment| deployment.instance_type.as_str()).unwrap_or_default();
    json!({
        "name": environment.name,
        "created_at": environment.created_at.rfc3339(),
        "model_id": model.id,
        "current_deployment": current.map(|deployment| deployments::to_json(deployment, deployments)),
        // Nothing is promoted step by step here.
        "candidate_deployment": null,
        "in_progress_promotion": null,
        "autoscaling_settings": deployments::autoscaling_settings(),
        "promotion_settings": {
            "redeploy_on_promotion": false,
            "rolling_deploy": false,
            "promotion_cleanup_strategy": "SCALE_TO_ZERO",
            "rolling_deploy_config": null,
            "ramp_up_while_promoting": false,
            "ramp_up_duration_seconds": 600,
        },
        "instance_type": {
            "id": instance_type, "name": instance_type, "memory_limit_mib": 0, "millicpu_limit": 0, "gpu_count": 0,
            "gpu_type": null, "gpu_memory_limit_mib": null
        },
        "request_backpressure_settings": { "policy": null },
    })
}

/// Of the path's team, else of the caller's default team: its own if it has one, else the organization's. Unproven: that
/// every key may read them that may identify itself.
pub(crate) async fn groups(app: App, caller: Caller, PathTeam(team_id): PathTeam) -> Answer {
    may_identify(&caller, "team")?;
    let team_id = team_id.or_else(|| caller.team_id.clone());
    app.store.read(|connection| {
        let team = team_for(connection, &caller, Operation::Identify, team_id.as_deref())?;
        let mut names = models::environments_of_team(connection, &team.id)?;
        // SDK 0.13.1, `create_environment_if_missing`: production always exists.
        if !names.iter().any(|name| name == PRODUCTION) {
            names.insert(0, PRODUCTION.to_owned());
        }
        let group = |name: &String| {
            // Nobody can restrict an environment here.
            let access = json!({ "is_restricted": false, "users": [] });
            json!({ "name": name, "team_id": team.id, "team_name": team.name, "manage_access": access })
        };
        page(names, i64::MAX, group, String::clone)
    })
}
