//! `/v1/models`: models as a key sees them.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::client::Call;
use crate::api::path::Path;
use crate::api::{Client, Error};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Model {
    pub(crate) id: String,
    /// The model's name: unique in its team.
    pub(crate) name: String,
    /// The team it is in, if the remote tells it.
    #[serde(default)]
    pub(crate) team_name: Option<String>,
    /// Fields that this program does not read; kept for JSON output.
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

#[derive(Deserialize)]
struct Models {
    models: Vec<Model>,
}

impl Client {
    /// The models that the key can see; only those of this name when one is given.
    pub(crate) async fn models(&self, name: Option<&str>) -> Result<Vec<Model>, Error> {
        let call = Call::new(Method::GET, Path::of(&["v1", "models"]));
        let call = name.into_iter().fold(call, |call, name| call.query("name", name));
        let answer: Models = self.send(call).await?;
        Ok(answer.models)
    }

    pub(crate) async fn model(&self, id: &str) -> Result<Model, Error> {
        self.send(Call::new(Method::GET, Path::of(&["v1", "models"]).join(id))).await
    }

    pub(crate) async fn team_models(&self, team_id: &str) -> Result<Vec<Model>, Error> {
        let path = Path::of(&["v1", "teams"]).join(team_id).and_then(|path| path.join("models"));
        let answer: Models = self.send(Call::new(Method::GET, path)).await?;
        Ok(answer.models)
    }
}
