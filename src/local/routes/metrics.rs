//! `/metrics`: what is deployed, in Prometheus's text format.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use rusqlite::Connection;
use std::fmt::Write;

use crate::local::app_state::App;
use crate::local::http::error_response::ErrorResponse;
use crate::local::lifecycle::Status;
use crate::local::permissions::{Caller, Decision, Operation, Target, decide};
use crate::local::routes::deployments::ModelDeployments;
use crate::local::store::models::{self, Model};
use crate::local::timestamp::Timestamp;

/// Name and labels are those of Baseten's page on supported metrics: the number of replicas that serve.
const HEADER: &str = "\
# HELP baseten_replicas_active Number of replicas that can answer a request.
# TYPE baseten_replicas_active gauge
";

pub(crate) async fn export(app: App, caller: Caller) -> Result<Response, ErrorResponse> {
    decide(&caller, Operation::ExportMetrics, &Target::Something).require(&caller, "metrics", "")?;
    let text = app.store.read(|connection| write(connection, &caller))?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

fn write(connection: &Connection, caller: &Caller) -> rusqlite::Result<String> {
    let mut text = HEADER.to_owned();
    let now = Timestamp::now();
    for model in models::all(connection, None)? {
        let target = Target::Model { team_id: &model.team_id, model_id: &model.id };
        if decide(caller, Operation::ExportMetrics, &target) == Decision::Allow {
            text.push_str(&samples(&model, &ModelDeployments::of(connection, &model.id, now)?));
        }
    }
    Ok(text)
}

fn samples(model: &Model, deployments: &ModelDeployments) -> String {
    let mut text = String::new();
    for deployment in &deployments.all {
        let environment = deployments.environment(deployment);
        let phase = match (environment, deployments.current_environment(deployment)) {
            (None, _) => "",
            (Some(_), Some(_)) => "stable",
            (Some(_), None) => "promoting",
        };
        let active = i32::from(deployments.status(deployment) == Status::Active);
        let labels = [
            ("model_id", model.id.as_str()),
            ("model_name", &model.name),
            ("deployment_id", &deployment.id),
            ("environment", environment.unwrap_or_default()),
            ("rollout_phase", phase),
        ];
        let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        // Writing to a String does not fail.
        let _ = writeln!(text, "baseten_replicas_active{{{}}} {active}", labels.join(","));
    }
    text
}

/// As Prometheus's text format wants label values.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn label_values_cannot_end_their_quotes() {
        assert_eq!(escaped("a\"b\\c\nd"), r#"a\"b\\c\nd"#);
    }
}
