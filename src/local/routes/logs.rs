//! `/v1/models/ID/deployments/ID/logs`: what a deployment logged. The query's limits are those of SDK 0.13.1.

use axum::Json;
use axum::extract::RawQuery;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, ErrorResponse, Segments};
use crate::local::lifecycle::{self, Level, LogLine};
use crate::local::permissions::Caller;
use crate::local::routes::deployments::{ModelDeployments, model_and_deployments};
use crate::local::routes::{parse_direction, parse_limit, parse_number};
use crate::local::timestamp::Timestamp;

const MINUTE_IN_MILLISECONDS: i64 = 60 * 1000;
const WEEK_IN_MILLISECONDS: i64 = 7 * 24 * 60 * MINUTE_IN_MILLISECONDS;
const MOST_SUBSTRINGS: usize = 8;
const LONGEST_ID: usize = 256;

pub(crate) async fn list(
    app: App,
    caller: Caller,
    Segments((model_id, deployment_id)): Segments<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answer {
    app.store.read(|connection| {
        let (_, deployments) = model_and_deployments(connection, &caller, &model_id)?;
        let filter = Filter::parse(query.as_deref().unwrap_or_default())?;
        let (deployment, now) = (deployments.by_id(&deployment_id)?, deployments.now);
        // A replica's short id has five characters; the one replica here is the deployment.
        let replica: String = deployment.id.chars().take(5).collect();
        let lines = match filter.asks_for_other_sources(&replica) {
            true => Vec::new(),
            false => filter.select(lifecycle::log(deployment, now), now)?,
        };
        let lines: Vec<Value> = lines.iter().map(|line| to_json(line, &replica)).collect();
        Ok(Json(json!({ "logs": lines })))
    })
}

/// Where Baseten's app shows a log, for a browser, which has no key to send. Whoever opens it has both ids, and a log
/// here says nothing but the steps.
pub(crate) async fn page(
    app: App,
    Segments((model_id, deployment_id)): Segments<(String, String)>,
) -> Result<String, ErrorResponse> {
    app.store.read(|connection| {
        let deployments = ModelDeployments::of(connection, &model_id, Timestamp::now())?;
        let lines = lifecycle::log(deployments.by_id(&deployment_id)?, deployments.now).into_iter();
        Ok(lines.map(|line| format!("{} {}\n", line.at.rfc3339(), line.message)).collect())
    })
}

fn to_json(line: &LogLine, replica: &str) -> Value {
    json!({
        "timestamp": line.at.nanoseconds(),
        "message": line.message,
        "replica": replica,
        "request_id": null,
        "level": line.level,
    })
}

/// Lists come as repeated parameters, which is why the query is read by hand.
#[derive(Default)]
struct Filter {
    start: Option<i64>,
    end: Option<i64>,
    ascending: bool,
    limit: Option<i64>,
    min_level: Option<Level>,
    replica: Option<String>,
    /// A request or a component is wanted, and no line here belongs to one.
    is_of_request: bool,
    includes: Vec<String>,
    excludes: Vec<String>,
}

impl Filter {
    fn parse(query: &str) -> Result<Self, ErrorResponse> {
        let mut filter = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "start_epoch_millis" => filter.start = Some(parse_number(&name, &value)?),
                "end_epoch_millis" => filter.end = Some(parse_number(&name, &value)?),
                "direction" => filter.ascending = parse_direction(&value, ["asc", "desc"])?,
                "limit" => filter.limit = Some(parse_limit(&value, 1000)?),
                "min_level" => filter.min_level = Some(parse_level(&value)?),
                "replica" => filter.replica = Some(parse_id(&name, &value)?),
                "request_id" | "component" => filter.is_of_request |= !parse_id(&name, &value)?.is_empty(),
                "includes" => filter.includes.push(value.into_owned()),
                "excludes" => filter.excludes.push(value.into_owned()),
                "search_pattern" => {
                    return Err(ErrorResponse::not_implemented(
                        "searching a log by a regular expression (search_pattern)",
                    ));
                }
                _ => {}
            }
        }
        if filter.includes.len().max(filter.excludes.len()) > MOST_SUBSTRINGS {
            return Err(ErrorResponse::invalid("includes and excludes take 8 at most"));
        }
        Ok(filter)
    }

    fn asks_for_other_sources(&self, replica: &str) -> bool {
        self.is_of_request || self.replica.as_deref().is_some_and(|wanted| wanted != replica)
    }

    /// The defaults are the last 30 minutes before the end, 500 lines, the newest first.
    fn select(&self, mut lines: Vec<LogLine>, now: Timestamp) -> Result<Vec<LogLine>, ErrorResponse> {
        let at = |milliseconds: i64| Timestamp(0).plus_milliseconds(milliseconds);
        let end = self.end.map_or(now, at);
        let start = self.start.map_or(end.plus_milliseconds(-30 * MINUTE_IN_MILLISECONDS), at);
        if end > start.plus_milliseconds(WEEK_IN_MILLISECONDS) {
            return Err(ErrorResponse::invalid("start_epoch_millis and end_epoch_millis are 7 days apart at most"));
        }
        // A query has milliseconds: lines within the last one belong to it.
        let end = end.plus_milliseconds(1);
        let level = self.min_level.unwrap_or(Level::Debug);
        let says = |line: &LogLine, part: &String| line.message.contains(part.as_str());
        lines.retain(|line| {
            line.at >= start
                && line.at < end
                && line.level >= level
                && self.includes.iter().all(|part| says(line, part))
                && !self.excludes.iter().any(|part| says(line, part))
        });
        if !self.ascending {
            lines.reverse();
        }
        lines.truncate(usize::try_from(self.limit.unwrap_or(500)).unwrap_or_default());
        Ok(lines)
    }
}

fn parse_level(value: &str) -> Result<Level, ErrorResponse> {
    Level::parse(value).ok_or_else(|| ErrorResponse::invalid("min_level must be DEBUG, INFO, WARNING or ERROR"))
}

fn parse_id(name: &str, value: &str) -> Result<String, ErrorResponse> {
    match value.chars().count() <= LONGEST_ID {
        true => Ok(value.to_owned()),
        false => Err(ErrorResponse::invalid(format!("{name} must be {LONGEST_ID} characters at most"))),
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::local::timestamp::Timestamp;

    #[test]
    fn a_window_is_a_week_at_most() {
        let week = 7 * 24 * 60 * 60 * 1000;
        let selects = |query: String| {
            let filter = Filter::parse(&query).expect("a query");
            filter.select(Vec::new(), Timestamp::now()).is_ok()
        };
        assert!(selects(format!("start_epoch_millis=0&end_epoch_millis={week}")));
        assert!(!selects(format!("start_epoch_millis=0&end_epoch_millis={}", week + 1)));
        assert!(!selects("start_epoch_millis=0".to_owned()), "until now");
        assert!(selects(format!("end_epoch_millis={week}")));
    }

    #[test]
    fn what_is_out_of_bounds_is_refused() {
        let long = "x".repeat(257);
        let nine = "includes=a&".repeat(9);
        for query in [
            "limit=0",
            "limit=1001",
            "limit=x",
            "direction=up",
            "direction=ASC",
            "min_level=LOUD",
            "start_epoch_millis=now",
            "search_pattern=a",
            &format!("replica={long}"),
            &nine,
            &nine.replace("includes", "excludes"),
        ] {
            assert!(Filter::parse(query).is_err(), "{query}");
        }
    }
}
