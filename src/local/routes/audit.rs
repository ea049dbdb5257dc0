//! `/v1/audit_logs`: what happened to keys. The query and the page are as SDK 0.13.1 describes them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::local::answer::Refused;
use crate::local::app::App;
use crate::local::moment::Moment;
use crate::local::permissions::{Caller, decide_audit_log};
use crate::local::store::audit::{self, Entry, Event, Filter};
use crate::local::store::teams;

/// The only group of events that is recorded here, and the only surface they come from.
const GROUP: &str = "API_KEYS";
const SOURCE: &str = "API";

/// What a query asks for. Lists come as repeated parameters, which is why the query is read by hand.
struct Page {
    filter: Filter,
    limit: i64,
    /// False when a filter leaves out all that is recorded here.
    any: bool,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Refused> {
    let several_teams = app.store.read(teams::are_several)?;
    Refused::unless_allowed(decide_audit_log(&caller, several_teams), &caller, "audit log", "")?;
    let page = parse(query.as_deref().unwrap_or_default())?;
    // One more than asked for tells whether there is a next page.
    let mut entries = match page.any {
        true => app.store.read(|connection| audit::list(connection, &page.filter, page.limit + 1))?,
        false => Vec::new(),
    };
    let has_more = entries.len() as i64 > page.limit;
    entries.truncate(usize::try_from(page.limit).unwrap_or_default());
    let cursor = entries.last().filter(|_| has_more).map(|entry| cursor(page.filter.ascending, entry.sequence));
    let items: Vec<Value> = entries.iter().map(shown).collect();
    Ok(Json(json!({ "items": items, "pagination": { "has_more": has_more, "cursor": cursor } })))
}

/// A cursor remembers its direction, which a later page does not have to repeat.
fn cursor(ascending: bool, sequence: i64) -> String {
    format!("{}{sequence}", if ascending { "asc-" } else { "desc-" })
}

fn parse(query: &str) -> Result<Page, Refused> {
    let mut page = Page { filter: Filter::default(), limit: 20, any: true };
    let (mut groups, mut sources, mut user_ids) = (Vec::new(), Vec::new(), Vec::new());
    let mut position = None;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "cursor" => position = Some(parse_cursor(&value)?),
            "limit" => page.limit = parse_limit(&value)?,
            "direction" => page.filter.ascending = parse_direction(&value)?,
            "search" => page.filter.search = Some(value.into_owned()),
            "event_type_groups" => groups.push(value.into_owned()),
            "sources" => sources.push(value.into_owned()),
            "user_ids" => user_ids.push(value.into_owned()),
            // No entry about a key is about one of these.
            "deployment_ids" | "chain_deployment_ids" | "environment_names" => page.any = false,
            "start_epoch_millis" => page.filter.start = Some(parse_time(&name, &value)?),
            "end_epoch_millis" => page.filter.end = Some(parse_time(&name, &value)?),
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

fn parse_cursor(value: &str) -> Result<(bool, i64), Refused> {
    let (direction, sequence) = value.split_once('-').unwrap_or_default();
    match (direction, sequence.parse()) {
        ("asc", Ok(sequence)) => Ok((true, sequence)),
        ("desc", Ok(sequence)) => Ok((false, sequence)),
        _ => Err(Refused::invalid("cursor is none that a page gave")),
    }
}

fn parse_limit(value: &str) -> Result<i64, Refused> {
    let limit = value.parse().ok().filter(|limit| (1..=200).contains(limit));
    limit.ok_or_else(|| Refused::invalid("limit must be a number from 1 to 200"))
}

fn parse_direction(value: &str) -> Result<bool, Refused> {
    match value {
        "ASC" => Ok(true),
        "DESC" => Ok(false),
        _ => Err(Refused::invalid("direction must be ASC or DESC")),
    }
}

fn parse_time(name: &str, value: &str) -> Result<Moment, Refused> {
    let milliseconds: Result<i64, _> = value.parse();
    let milliseconds = milliseconds.map_err(|_| Refused::invalid(format!("{name} must be a whole number")))?;
    Ok(Moment(0).plus_milliseconds(milliseconds))
}

fn shown(entry: &Entry) -> Value {
    let mut data = json!({
        "event_type": entry.event_type,
        "api_key_id": entry.key_prefix,
        "api_key_type": entry.key_type,
        "prefix": entry.key_prefix,
    });
    if entry.event_type == Event::Renamed.name() {
        data["name"] = json!(entry.key_name);
    }
    // SDK 0.13.1: a user has an address, and a key has a prefix and a name.
    let is_key = entry.actor_type == "API_KEY";
    json!({
        "id": entry.sequence.to_string(),
        "created": entry.created_at.rfc3339(),
        "event_type": entry.event_type,
        "event_data": data,
        "source": SOURCE,
        "actor": {
            "type": entry.actor_type,
            "email": entry.actor_email,
            "api_key_prefix": is_key.then_some(&entry.actor_prefix),
            "api_key_name": entry.actor_name.as_ref().filter(|_| is_key),
        },
        "client_name": entry.client_name,
        "client_version": entry.client_version,
    })
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
