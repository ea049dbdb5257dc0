//! The paths on which models are called. No model runs here: the answer names the deployment that would have answered.
//! A model named `echo-stream` sends its input back in pieces: see [`crate::local::echo`].
//!
//! Baseten calls a model at `https://model-ID.api.baseten.co/PATH`. Here the same path is answered under
//! `/models/ID/PATH`, and for `Host: model-ID.<loopback>`: see [`crate::local::http::hosts`].

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderValue;
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, post};
use axum::{Json, Router};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;

use crate::local::app_state::{App, SharedState};
use crate::local::echo;
use crate::local::http::error_response::{ErrorResponse, Segments, unreadable};
use crate::local::lifecycle::Status;
use crate::local::permissions::{CallPath, Caller, Operation, Target, decide};
use crate::local::routes::absent;
use crate::local::routes::deployments::ModelDeployments;
use crate::local::secrets::random_id;
use crate::local::store::deployments::Deployment;
use crate::local::store::models::{self, Model, PRODUCTION};
use crate::local::timestamp::Timestamp;

/// The largest input, in bytes: Baseten's page on inference errors.
const LARGEST_INPUT: usize = 100 * 1024 * 1024;

const ASYNC: &str = "asynchronous inference";

/// The paths of calls, whose errors have a shape of their own.
pub(crate) fn router() -> Router<SharedState> {
    let mut router = Router::new()
        .route("/models/{model_id}/async_request/{request_id}", absent(ASYNC))
        .route("/models/{model_id}/{*path}", any(|| async { ErrorResponse::no_such_path() }))
        .route("/chains/{chain_id}/{*path}", absent("calling a chain"));
    for (place, called) in [
        ("environments/{env_name}", post(environment)),
        ("production", post(production)),
        ("development", post(development)),
        ("deployment/{deployment_id}", post(deployment)),
    ] {
        let path = |end: &str| format!("/models/{{model_id}}/{place}/{end}");
        router = router
            .route(&path("predict"), called.clone())
            // Where a model that Baseten's own engine serves is called.
            .route(&path("sync/v1/chat/completions"), called)
            .route(&path("async_predict"), absent(ASYNC))
            .route(&path("wake"), absent("waking a deployment"));
    }
    router
        .method_not_allowed_fallback(|| async { ErrorResponse::no_such_method() })
        .layer(DefaultBodyLimit::max(LARGEST_INPUT))
        .layer(map_response(in_inferences_shape))
}

/// Baseten's page on inference errors: a refusal is `{error}`. Each answer names its request in a header.
async fn in_inferences_shape(mut response: Response) -> Response {
    if let Some(refused) = response.extensions_mut().remove::<ErrorResponse>() {
        response = refused.in_inferences_shape();
    }
    if let Some(id) = random_id(32).ok().and_then(|id| HeaderValue::try_from(id).ok()) {
        response.headers_mut().insert("x-baseten-request-id", id);
    }
    response
}

enum Called<'a> {
    Environment(&'a str),
    Development,
    Id(&'a str),
}

type Input = Result<Bytes, BytesRejection>;
type Ids = Segments<(String, String)>;

type Answered = Result<Response, ErrorResponse>;

async fn environment(app: App, caller: Caller, Segments((model, name)): Ids, input: Input) -> Answered {
    call(&app, &caller, &model, &Called::Environment(&name), input)
}

async fn production(app: App, caller: Caller, Segments(model): Segments<String>, input: Input) -> Answered {
    call(&app, &caller, &model, &Called::Environment(PRODUCTION), input)
}

async fn development(app: App, caller: Caller, Segments(model): Segments<String>, input: Input) -> Answered {
    call(&app, &caller, &model, &Called::Development, input)
}

async fn deployment(app: App, caller: Caller, Segments((model, id)): Ids, input: Input) -> Answered {
    call(&app, &caller, &model, &Called::Id(&id), input)
}

fn call(app: &App, caller: &Caller, model_id: &str, called: &Called<'_>, input: Input) -> Answered {
    let decision = decide(caller, Operation::Call, &Target::Something);
    decision.require(caller, "model", model_id)?;
    let Answering { model, deployment_id, environment } =
        app.store.read(|connection| answering(connection, caller, model_id, called))?;
    let input = input.map_err(unreadable)?;
    if model.name == echo::MODEL {
        return Ok(echo::answer(input));
    }
    // Unproven: that a call may have no body.
    let input = serde_json::from_slice(if input.is_empty() { b"null" } else { &input })
        .map_err(|error| ErrorResponse::invalid(format!("the body is no JSON: {error}")))?;
    Ok(Json(WhoAnswered { model_id, deployment_id, environment, input }).into_response())
}

#[derive(Serialize)]
struct WhoAnswered<'a> {
    model_id: &'a str,
    deployment_id: String,
    environment: Option<String>,
    /// As it came: what is parsed takes up to seventy times the memory, and its numbers may be others.
    input: &'a RawValue,
}

struct Answering {
    model: Model,
    deployment_id: String,
    /// The environment that points to the deployment.
    environment: Option<String>,
}

fn answering(
    connection: &Connection,
    caller: &Caller,
    model_id: &str,
    called: &Called<'_>,
) -> Result<Answering, ErrorResponse> {
    let model = models::by_id(connection, model_id)?.ok_or_else(|| ErrorResponse::not_found("model", model_id))?;
    let deployments = ModelDeployments::of(connection, model_id, Timestamp::now())?;
    let found = match called {
        Called::Environment(name) => deployments.current(name),
        Called::Development => deployments.development(),
        Called::Id(id) => deployments.by_id(id).ok(),
    };
    let environment = found.and_then(|deployment| deployments.current_environment(deployment)).map(str::to_owned);
    let path = match called {
        Called::Environment(name) => CallPath::Environment(name),
        Called::Development => CallPath::Development,
        Called::Id(_) => CallPath::Id { current_in: environment.as_slice() },
    };
    let target = Target::Deployment { team_id: &model.team_id, model_id, path };
    decide(caller, Operation::Call, &target).require(caller, "model", model_id)?;
    let deployment = found.ok_or_else(|| called.not_found())?;
    check_active(deployment, deployments.status(deployment))?;
    Ok(Answering { deployment_id: deployment.id.clone(), model, environment })
}

fn check_active(deployment: &Deployment, status: Status) -> Result<(), ErrorResponse> {
    match status {
        Status::Active => Ok(()),
        // Baseten's page on deployments.
        Status::Inactive => Err(ErrorResponse::not_found("an active deployment", &deployment.id)),
        // Unproven: what Baseten answers while a deployment is built, or when it failed.
        _ => Err(ErrorResponse::invalid(format!(
            "the deployment `{}` is not active: it is {}",
            deployment.id,
            json!(status)
        ))),
    }
}

impl Called<'_> {
    fn not_found(&self) -> ErrorResponse {
        match self {
            Self::Environment(name) => ErrorResponse::not_found("an active deployment in the environment", name),
            Self::Development => ErrorResponse::not_found("deployment", "development"),
            Self::Id(id) => ErrorResponse::not_found("deployment", id),
        }
    }
}
