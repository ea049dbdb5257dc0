//! Which deployment of which model a command is about.

use std::path::Path;

use clap::Args;
use jiff::Timestamp;

use crate::api::Client;
use crate::api::resources::deployments::Deployment;
use crate::api::resources::environments::PRODUCTION;
use crate::api::resources::models::Model;
use crate::context::Context;
use crate::error::{Explain as _, Failure, Kind};
use crate::push::plan::read_config;
use crate::sanitize::display_name;

#[derive(Debug, Args)]
pub(crate) struct Selection {
    /// The model, by name or id [default: that of the Truss in this folder]
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: Option<String>,
    /// This deployment, by id
    #[arg(long, value_name = "ID", conflicts_with = "environment")]
    pub(crate) deployment: Option<String>,
    /// The current deployment of this environment [default: production, or else the latest deployment]
    #[arg(long, value_name = "NAME")]
    pub(crate) environment: Option<String>,
}

pub(crate) struct Selected {
    pub(crate) model_id: String,
    pub(crate) deployment_id: String,
}

impl Selection {
    pub(crate) async fn find(&self, client: &Client, context: &Context) -> anyhow::Result<Selected> {
        let name = match &self.model {
            Some(name) => name.clone(),
            None => own_model()?,
        };
        let Model { id: model_id, name, .. } = find_model(client, &name).await?;
        let deployment_id = match &self.deployment {
            Some(id) => client.deployment(&model_id, id).await?.id,
            None => self.current(client, context, &name, &model_id).await?,
        };
        Ok(Selected { model_id, deployment_id })
    }

    /// The current deployment of the environment; without a named one, the latest deployment will do.
    async fn current(&self, client: &Client, context: &Context, name: &str, model_id: &str) -> anyhow::Result<String> {
        let wanted = self.environment.as_deref().unwrap_or(PRODUCTION);
        let environments = client.environments(model_id).await?;
        let environment = environments.iter().find(|environment| environment.name == wanted);
        let current =
            environment.and_then(|environment| environment.other.get("current_deployment")?.get("id")?.as_str());
        if let Some(id) = current {
            return Ok(id.to_owned());
        }
        let (name, wanted) = (display_name(name), display_name(wanted));
        if self.environment.is_some() {
            let message = match environment {
                Some(_) => format!("the environment `{wanted}` of `{name}` has no deployment yet"),
                None => format!("the model `{name}` has no environment `{wanted}`"),
            };
            return Err(Failure::new(Kind::NotFound, message).into());
        }
        latest_deployment(client, context, &name, model_id).await
    }
}

/// The id of the latest deployment of a model that has none in production.
pub(crate) async fn latest_deployment(
    client: &Client,
    context: &Context,
    name: &str,
    model_id: &str,
) -> anyhow::Result<String> {
    let (name, deployments) = (display_name(name), client.deployments(model_id).await?);
    let Some(latest) = deployments.into_iter().max_by_key(created_at) else {
        return Err(Failure::new(Kind::NotFound, format!("the model `{name}` has no deployment")).into());
    };
    let id = display_name(&latest.id).into_owned();
    context.output().note(&format!("`{name}` has no production deployment: this is its latest one, `{id}`"));
    Ok(latest.id)
}

/// `None` comes first.
fn created_at(deployment: &Deployment) -> Option<Timestamp> {
    deployment.other.get("created_at")?.as_str()?.parse().ok()
}

/// The name of the model of the Truss in this folder.
pub(crate) fn own_model() -> anyhow::Result<String> {
    let missing = || {
        Failure::new(Kind::Usage, "no model is named")
            .with_hint("give `--model NAME`, or run this in the folder of a Truss")
    };
    let config = read_config(Path::new("."), None).map_err(|error| missing().cause(error))?;
    Ok(config.model_name()?.ok_or_else(missing)?.to_owned())
}

/// A name comes before an id: names are what people choose.
pub(crate) async fn find_model(client: &Client, wanted: &str) -> anyhow::Result<Model> {
    let mut named: Vec<Model> = client.models(Some(wanted)).await?;
    named.retain(|model| model.name == wanted);
    if named.is_empty() {
        match client.model(wanted).await {
            Ok(model) => named.push(model),
            Err(error) if error.kind() == Kind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    if named.len() > 1 {
        let lines = named.iter().map(|model| {
            let team = model.team_name.as_deref().map(|team| format!(" of the team {}", display_name(team)));
            format!("\n  {}{}", display_name(&model.id), team.unwrap_or_default())
        });
        let message = format!("several models are named `{}`:{}", display_name(wanted), lines.collect::<String>());
        return Err(Failure::new(Kind::Invalid, message).with_hint("give `--model ID`").into());
    }
    let missing = || Failure::new(Kind::NotFound, format!("there is no model `{}`", display_name(wanted)));
    Ok(named.pop().ok_or_else(missing)?)
}
