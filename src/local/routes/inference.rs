//! The paths on which models are called. No model runs here: the answer says who would have answered.
//!
//! Baseten calls a model at `https://model-ID.api.baseten.co/PATH`. Here the same path is answered for
//! `Host: model-ID.<anything>`, and under `/models/ID/PATH` for clients that cannot set a host.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::http::header::HOST;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::deployments::Siblings;
use crate::local::answer::{Refused, Segments, unreadable};
use crate::local::app::App;
use crate::local::lifecycle::Status;
use crate::local::moment::Moment;
use crate::local::permissions::{CallPath, Caller, Operation, Target, decide};
use crate::local::store::deployments::Deployment;
use crate::local::store::models::{self, PRODUCTION};

/// Which deployment of the model a path names.
enum Called<'a> {
    Environment(&'a str),
    Development,
    Id(&'a str),
}

type Input = Result<Bytes, BytesRejection>;

pub(crate) async fn environment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments((model_id, name)): Segments<(String, String)>,
    input: Input,
) -> Result<Json<Value>, Refused> {
    call(&app, &caller, &model_id, &Called::Environment(&name), input)
}

pub(crate) async fn production(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments(model_id): Segments<String>,
    input: Input,
) -> Result<Json<Value>, Refused> {
    call(&app, &caller, &model_id, &Called::Environment(PRODUCTION), input)
}

pub(crate) async fn development(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments(model_id): Segments<String>,
    input: Input,
) -> Result<Json<Value>, Refused> {
    call(&app, &caller, &model_id, &Called::Development, input)
}

pub(crate) async fn deployment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Segments((model_id, deployment_id)): Segments<(String, String)>,
    input: Input,
) -> Result<Json<Value>, Refused> {
    call(&app, &caller, &model_id, &Called::Id(&deployment_id), input)
}

fn call(app: &App, caller: &Caller, model_id: &str, called: &Called<'_>, input: Input) -> Result<Json<Value>, Refused> {
    let decision = decide(caller, Operation::Call, &Target::Something);
    Refused::unless_allowed(decision, caller, "model", model_id)?;
    let (deployment_id, environment) = app.store.read(|connection| answering(connection, caller, model_id, called))?;
    let input = input.map_err(unreadable)?;
    let input: Value = match input.is_empty() {
        true => Value::Null,
        false => {
            serde_json::from_slice(&input).map_err(|error| Refused::invalid(format!("the body is no JSON: {error}")))?
        }
    };
    Ok(Json(json!({
        "model_id": model_id, "deployment_id": deployment_id, "environment": environment, "input": input
    })))
}

/// The id of the deployment that answers, and the environment that points to it.
fn answering(
    connection: &Connection,
    caller: &Caller,
    model_id: &str,
    called: &Called<'_>,
) -> Result<(String, Option<String>), Refused> {
    let model = models::by_id(connection, model_id)?.ok_or_else(|| Refused::not_found("model", model_id))?;
    let siblings = Siblings::of(connection, model_id, Moment::now())?;
    let found = match called {
        Called::Environment(name) => siblings.current(name),
        Called::Development => siblings.all().iter().find(|deployment| deployment.is_development),
        Called::Id(id) => siblings.by_id(id),
    };
    let environment = found.and_then(|deployment| siblings.current_environment(deployment)).map(str::to_owned);
    let path = match called {
        Called::Environment(name) => CallPath::Environment(name),
        Called::Development => CallPath::Development,
        Called::Id(_) => CallPath::Id { current_in: environment.as_slice() },
    };
    let target = Target::Deployment { team_id: &model.team_id, model_id, path };
    Refused::unless_allowed(decide(caller, Operation::Call, &target), caller, "model", model_id)?;
    let deployment = found.ok_or_else(|| called.not_found())?;
    check_active(deployment, siblings.status(deployment))?;
    Ok((deployment.id.clone(), environment))
}

fn check_active(deployment: &Deployment, status: Status) -> Result<(), Refused> {
    match status {
        Status::Active => Ok(()),
        _ => {
            Err(Refused::invalid(format!("the deployment `{}` is not active: it is {}", deployment.id, json!(status))))
        }
    }
}

impl Called<'_> {
    fn not_found(&self) -> Refused {
        match self {
            Self::Environment(name) => Refused::not_found("an active deployment in the environment", name),
            Self::Development => Refused::not_found("deployment", "development"),
            Self::Id(id) => Refused::not_found("deployment", id),
        }
    }
}

/// Puts what `Host: model-ID.<anything>` says into the path, so that one set of routes answers both forms.
pub(crate) fn host_to_path<B>(mut request: Request<B>) -> Request<B> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let Some(id) = model_of_host(host) else { return request };
    let path_and_query = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if let Ok(uri) = format!("/models/{id}{path_and_query}").parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

fn model_of_host(host: &str) -> Option<&str> {
    let (first, _) = host.split_once('.')?;
    let id = first.strip_prefix("model-")?;
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(id)
}

#[cfg(test)]
mod tests {
    use axum::extract::Request;

    use super::host_to_path;

    #[test]
    fn a_models_host_becomes_a_path() {
        for (host, path, rewritten) in [
            ("model-abc123.api.baseten.co", "/production/predict?x=1", "/models/abc123/production/predict?x=1"),
            ("model-abc123.localhost:8080", "/deployment/d/predict", "/models/abc123/deployment/d/predict"),
            ("127.0.0.1:8080", "/v1/models", "/v1/models"),
            ("model-.x", "/v1/models", "/v1/models"),
            ("model-a/b.x", "/v1/models", "/v1/models"),
            ("model-abc", "/v1/models", "/v1/models"),
        ] {
            let request = Request::builder().uri(path).header("host", host).body(()).expect("a request");
            assert_eq!(host_to_path(request).uri().to_string(), rewritten, "{host}");
        }
    }
}
