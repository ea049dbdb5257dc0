//! `/v1/models/…/deployments/…/logs`: what a deployment said.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::client::Call;
use crate::api::resources::deployments::deployment_path;
use crate::api::{Client, Error};

/// How many lines the API gives at once at most.
pub(crate) const LARGEST_PAGE: usize = 1000;
/// A page of lines of 32 KiB each.
const LARGEST_ANSWER: usize = 32 << 20;

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct LogLine {
    /// Nanoseconds since 1970, as text.
    pub(crate) timestamp: String,
    pub(crate) message: String,
    #[serde(default)]
    pub(crate) replica: Option<String>,
    #[serde(default)]
    pub(crate) level: Option<String>,
    /// Fields that this program does not read.
    #[serde(flatten)]
    pub(crate) other: Map<String, Value>,
}

#[derive(Deserialize)]
struct Logs {
    logs: Vec<LogLine>,
}

impl Client {
    /// A deployment's lines from `start` to `end` (milliseconds since 1970, both included), the oldest first,
    /// [`LARGEST_PAGE`] at most. With a level, those that are as serious at least.
    pub(crate) async fn logs(
        &self,
        model_id: &str,
        deployment_id: &str,
        [start, end]: [i64; 2],
        min_level: Option<&str>,
    ) -> Result<Vec<LogLine>, Error> {
        let call = log_between(model_id, deployment_id, start, end);
        let call = call.query("direction", "asc").query("limit", LARGEST_PAGE.to_string());
        let call = min_level.into_iter().fold(call, |call, level| call.query("min_level", level));
        let answer: Logs = self.send(call).await?;
        Ok(answer.logs)
    }

    /// The last lines of the same, `most` of them at most, the oldest first.
    pub(crate) async fn last_logs(
        &self,
        model_id: &str,
        deployment_id: &str,
        start: i64,
        end: i64,
        most: usize,
    ) -> Result<Vec<LogLine>, Error> {
        let call = log_between(model_id, deployment_id, start, end);
        let mut answer: Logs = self.send(call.query("direction", "desc").query("limit", most.to_string())).await?;
        answer.logs.reverse();
        Ok(answer.logs)
    }
}

fn log_between(model_id: &str, deployment_id: &str, start: i64, end: i64) -> Call {
    let path = deployment_path(model_id, deployment_id).and_then(|path| path.join("logs"));
    Call::new(Method::GET, path)
        .query("start_epoch_millis", start.to_string())
        .query("end_epoch_millis", end.to_string())
        .largest_answer(LARGEST_ANSWER)
}
