//! Which deployment a call goes to.
//!
//! A key that can only call models is enough: where it may not look a model up, the id is taken as it is typed.

use std::path::Path;

use reqwest::StatusCode;
use serde_json::Value;

use crate::api::inference::{Called, Endpoint};
use crate::api::resources::deployments::Deployment;
use crate::api::resources::environments::PRODUCTION;
use crate::api::resources::models::Model;
use crate::api::{self, Client};
use crate::commands::model::{self, Selection};
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::push::plan::read_config;
use crate::sanitize::display_name;

/// A deployment that is called, as far as it is known.
pub(crate) struct Target {
    pub(crate) model_id: String,
    called: Called,
    endpoint: Endpoint,
    /// Whether the key may not look models up, so that what was typed is taken for the id.
    pub(crate) is_assumed: bool,
}

impl Target {
    pub(crate) fn path(&self) -> Result<api::path::Path, Failure> {
        self.endpoint.path(&self.called).map_err(|error| Failure::new(Kind::NotFound, error.to_string()))
    }

    /// Whether this deployment may be the one that is called.
    pub(crate) fn may_be(&self, deployment: &Deployment) -> bool {
        match &self.called {
            Called::Deployment(id) => deployment.id == *id,
            Called::Environment(name) => deployment.environment.as_ref() == Some(name),
            Called::Development => deployment.is_development,
        }
    }

    /// The options of `truss logs` that name it.
    pub(crate) fn options(&self) -> Vec<&str> {
        let place = match &self.called {
            Called::Deployment(id) => vec!["--deployment", id],
            Called::Environment(name) => vec!["--environment", name],
            Called::Development => Vec::new(),
        };
        [vec!["--model", self.model_id.as_str()], place].concat()
    }
}

/// Finds it. Without an option that says which, it is the production deployment, or else the latest.
pub(crate) async fn find(
    selection: &Selection,
    development: bool,
    client: &Client,
    context: &Context,
) -> anyhow::Result<Target> {
    let (wanted, endpoint) = match &selection.model {
        Some(model) => (model.clone(), Endpoint::Predict),
        None => (model::own_model()?, own_endpoint()?),
    };
    let model = match model::find_model(client, &wanted).await {
        Ok(model) => Some(model),
        Err(error) if is_refused(&error) && selection.model.is_some() => None,
        Err(error) if is_refused(&error) => {
            let message = format!("the API key may not look up the model `{}`", display_name(&wanted));
            return Err(error.context(Failure::new(Kind::Credentials, message).with_hint("give `--model ID`")));
        }
        Err(error) => return Err(error),
    };
    let called = match (&selection.deployment, &selection.environment, &model) {
        (Some(id), _, _) => Called::Deployment(id.clone()),
        (_, Some(name), _) => Called::Environment(name.clone()),
        _ if development => Called::Development,
        (_, _, Some(model)) if has_no_production(model) => {
            Called::Deployment(model::latest_deployment(client, context, &model.name, &model.id).await?)
        }
        _ => Called::Environment(PRODUCTION.to_owned()),
    };
    let is_assumed = model.is_none();
    let model_id = model.map_or(wanted, |model| model.id);
    Ok(Target { model_id, called, endpoint, is_assumed })
}

fn is_refused(error: &anyhow::Error) -> bool {
    let status = error.downcast_ref::<api::Error>().and_then(api::Error::status);
    matches!(status, Some(StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED))
}

fn has_no_production(model: &Model) -> bool {
    model.other.get("production_deployment_id") == Some(&Value::Null)
}

fn own_endpoint() -> anyhow::Result<Endpoint> {
    Ok(Endpoint::of(read_config(Path::new("."), None)?.is_bis_llm()))
}
