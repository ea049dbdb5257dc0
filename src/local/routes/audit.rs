//! `/v1/audit_logs`: what happened to keys. The query and the page are as SDK 0.13.1 describes them.

use axum::extract::RawQuery;
use serde_json::json;
use url::form_urlencoded;

use crate::local::app_state::App;
use crate::local::http::error_response::{Answer, ErrorResponse};
use crate::local::permissions::{Caller, decide_audit_log};
use crate::local::routes::{page, parse_direction, parse_limit, parse_number};
use crate::local::store::audit::{self, Filter, SOURCE};
use crate::local::store::teams;
use crate::local::timestamp::Timestamp;

/// The only group of events that is recorded here.
const GROUP: &str = "API_KEYS";

/// Lists come as repeated parameters, which is why the query is read by hand.
struct Page {
    filter: Filter,
    limit: i64,
    /// False when a filter leaves out all that is recorded here.
    any: bool,
}

pub(crate) async fn list(app: App, caller: Caller, RawQuery(query): RawQuery) -> Answer {
    let several_teams = app.store.read(teams::are_several)?;
    decide_audit_log(&caller, several_teams).require(&caller, "audit log", "")?;
    let Page { filter, limit, any } = parse(query.as_deref().unwrap_or_default())?;
    let entries = match any {
        true => app.store.read(|connection| audit::list(connection, &filter, limit + 1))?,
        false => Vec::new(),
    };
    page(entries, limit, |entry| entry.json.clone(), |entry| cursor(filter.ascending, entry.sequence))
}

/// A cursor remembers its direction, which a later page does not have to repeat.
fn cursor(ascending: bool, sequence: i64) -> String {
    format!("{}{sequence}", if ascending { "asc-" } else { "desc-" })
}

fn parse(query: &str) -> Result<Page, ErrorResponse> {
    let mut page = Page { filter: Filter::default(), limit: 20, any: true };
    let (mut groups, mut sources, mut user_ids) = (Vec::new(), Vec::new(), Vec::new());
    let mut position = None;
    let time = |name: &str, value: &str| {
        parse_number(name, value).map(|milliseconds| Some(Timestamp(0).plus_milliseconds(milliseconds)))
    };
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "cursor" => position = Some(parse_cursor(&value)?),
            "limit" => page.limit = parse_limit(&value, 200)?,
            "direction" => page.filter.ascending = parse_direction(&value, ["ASC", "DESC"])?,
            "search" => page.filter.search = Some(value.into_owned()),
            "event_type_groups" => groups.push(value.into_owned()),
            "sources" => sources.push(value.into_owned()),
            "user_ids" => user_ids.push(value.into_owned()),
            // No entry about a key is about one of these.
            "deployment_ids" | "chain_deployment_ids" | "environment_names" => page.any = false,
            "start_epoch_millis" => page.filter.start = time(&name, &value)?,
            "end_epoch_millis" => page.filter.end = time(&name, &value)?,
            _ => {}
        }
    }
    if let Some((ascending, sequence)) = position {
        page.filter.ascending = ascending;
        page.filter.beyond = Some(sequence);
    }
    let includes = |wanted: &[String], one: &str| wanted.is_empty() || wanted.iter().any(|name| name == one);
    page.filter.user_ids = (!user_ids.is_empty()).then(|| json!(user_ids).to_string());
    page.any &= includes(&groups, GROUP) && includes(&sources, SOURCE);
    Ok(page)
}

fn parse_cursor(value: &str) -> Result<(bool, i64), ErrorResponse> {
    let (direction, sequence) = value.split_once('-').unwrap_or_default();
    match (direction, sequence.parse()) {
        ("asc", Ok(sequence)) => Ok((true, sequence)),
        ("desc", Ok(sequence)) => Ok((false, sequence)),
        _ => Err(ErrorResponse::invalid("cursor is not one that a page gave")),
    }
}

#[cfg(test)]
mod tests {
    use super::{cursor, parse};

    #[test]
    fn a_cursor_goes_on_in_its_own_direction() {
        let page = parse(&format!("direction=DESC&cursor={}", cursor(true, 7))).expect("a page");
        assert!(page.filter.ascending);
        assert_eq!(page.filter.beyond, Some(7));
    }

    #[test]
    fn other_groups_and_sources_hold_nothing() {
        for (query, any) in [
            ("", true),
            ("event_type_groups=API_KEYS&sources=API", true),
            ("event_type_groups=DEPLOYED&event_type_groups=API_KEYS", true),
            ("event_type_groups=DEPLOYED", false),
            ("sources=UI", false),
            ("environment_names=production", false),
            ("deployment_ids=abc", false),
        ] {
            assert_eq!(parse(query).expect("a page").any, any, "{query}");
        }
    }

    #[test]
    fn what_is_no_number_direction_or_cursor_is_refused() {
        for query in ["limit=0", "limit=201", "limit=x", "direction=up", "cursor=7", "start_epoch_millis=now"] {
            assert!(parse(query).is_err(), "{query}");
        }
    }
}
