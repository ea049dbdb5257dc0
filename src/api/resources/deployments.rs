//! Deployments: what is asked for with a push, and what became of it.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::client::Call;
use crate::api::path::Path;
use crate::api::resources::models::Model;
use crate::api::{Client, Error};

/// What a push asks for, whatever the model. `C` is the config's type: the parsed `config.yaml`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DeploymentPayload<C> {
    pub(crate) config: C,
    /// The config's text as it is in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) raw_config: Option<String>,
    /// From which commit the push was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_env: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) environment_name: Option<String>,
    /// Whether that environment is made if there is none of its name. Always said: what it means to say nothing is
    /// about to change, as the API's own description warns.
    pub(crate) create_environment_if_missing: bool,
    /// Whether the environment's instance type wins over the config's. Only for an environment that exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) preserve_env_instance_type: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    /// How long the deployment may take, 10 to 1440 minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deploy_timeout_minutes: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) labels: Option<Labels>,
}

/// Values as they were typed: an integer of any length stays one.
pub(crate) type Labels = BTreeMap<String, Box<RawValue>>;

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Deployment {
    pub(crate) id: String,
    pub(crate) model_id: String,
    /// Such as `BUILDING` or `ACTIVE`; a remote may have words that this program does not know.
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) is_development: bool,
    /// The environment it is in, or on its way to.
    #[serde(default)]
    pub(crate) environment: Option<String>,
    /// Fields that this program does not read; kept for JSON output.
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Pushed {
    pub(crate) model: Model,
    pub(crate) deployment: Deployment,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A model that does not exist yet.
    New {
        name: String,
        /// The team it will be in; the organization's default team if none.
        team_id: Option<String>,
    },
    Existing {
        model_id: String,
    },
}

#[derive(Serialize)]
struct Commit<'push, C> {
    source: Archive<'push, C>,
}

#[derive(Serialize)]
struct Archive<'push, C> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'push str>,
    s3_key: Option<&'push str>,
    deployment: &'push DeploymentPayload<C>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    disable_archive_download: bool,
}

#[derive(Deserialize)]
struct Deployments {
    deployments: Vec<Deployment>,
}

impl Client {
    /// Makes the deployment from the archive at `s3_key`: the moment from which it exists. Not
    /// repeated once it may have arrived; a server that throttles (429) has not done it.
    pub(crate) async fn commit_push<C: Serialize>(
        &self,
        target: &Target,
        deployment: &DeploymentPayload<C>,
        s3_key: Option<&str>,
        disable_archive_download: bool,
    ) -> Result<Pushed, Error> {
        let models = Path::of(&["v1", "models"]);
        let (path, name) = match target {
            Target::New { name, team_id: None } => (Ok(models), Some(name.as_str())),
            Target::New { name, team_id: Some(team) } => {
                let path = Path::of(&["v1", "teams"]).join(team).and_then(|path| path.join("models"));
                (path, Some(name.as_str()))
            }
            Target::Existing { model_id } => (models.join(model_id).and_then(|path| path.join("deployments")), None),
        };
        let source = Archive { kind: "model_archive", name, s3_key, deployment, disable_archive_download };
        self.send(Call::new(Method::POST, path).body(Commit { source })).await
    }

    pub(crate) async fn deployments(&self, model_id: &str) -> Result<Vec<Deployment>, Error> {
        let path = Path::of(&["v1", "models"]).join(model_id).and_then(|path| path.join("deployments"));
        let answer: Deployments = self.send(Call::new(Method::GET, path)).await?;
        Ok(answer.deployments)
    }

    pub(crate) async fn deployment(&self, model_id: &str, deployment_id: &str) -> Result<Deployment, Error> {
        self.send(Call::new(Method::GET, deployment_path(model_id, deployment_id))).await
    }
}

pub(crate) fn deployment_path(model_id: &str, deployment_id: &str) -> Result<Path, crate::api::path::NotASegment> {
    Path::of(&["v1", "models"]).join(model_id)?.join("deployments")?.join(deployment_id)
}
