//! `/v1/teams`: the teams that a key can see.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::client::Call;
use crate::api::path::Path;
use crate::api::{Client, Error};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Team {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) default: bool,
    /// Fields that this program does not know; kept for JSON output.
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

#[derive(Deserialize)]
struct Teams {
    teams: Vec<Team>,
}

impl Client {
    pub(crate) async fn teams(&self) -> Result<Vec<Team>, Error> {
        let answer: Teams = self.send(Call::new(Method::GET, Path::of(&["v1", "teams"]))).await?;
        Ok(answer.teams)
    }
}
