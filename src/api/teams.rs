//! `/v1/teams`: the teams that a key can see.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::client::Call;
use super::path::Path;
use super::{Client, Error};

/// A team.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Team {
    /// The team's id.
    pub id: String,
    /// The team's name.
    pub name: String,
    /// Whether it is the organization's default team.
    #[serde(default)]
    pub default: bool,
    /// Fields that this program does not know; kept for JSON output.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

#[derive(Deserialize)]
struct Teams {
    teams: Vec<Team>,
}

impl Client {
    /// The teams that the key can see.
    ///
    /// # Errors
    ///
    /// As every request.
    pub async fn teams(&self) -> Result<Vec<Team>, Error> {
        let answer: Teams = self.send(Call::new(Method::GET, Path::of(&["v1", "teams"]))).await?;
        Ok(answer.teams)
    }
}
