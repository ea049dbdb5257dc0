//! A remote that really keeps keys, as Baseten documents it or with the extensions, and fails where the test says so.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Home, Reply, Request, Server, wait_until};

/// The key that the homes of these tests use.
pub(crate) const IN_USE: &str = "inuse123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// How much of the API the remote knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Knows {
    /// The extensions too: renaming, environment scopes. It has an audit log.
    Everything,
    /// What Baseten documents today; it ignores fields that it does not know, and shows no audit log.
    Documented,
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// Nothing is done, and this is the answer.
    Instead(Reply),
    /// It is done, and this is the answer.
    After(Reply),
    /// It is done at once, and answered after this long.
    Slow(Duration),
}

type Keys = Arc<Mutex<State>>;

#[derive(Default)]
struct State {
    keys: Vec<Value>,
    /// How many were made: no prefix comes twice.
    made: usize,
}

/// A remote with keys, three teams and three models. Names are unique as on Baseten.
pub(crate) struct Remote {
    pub(crate) server: Server,
    keys: Keys,
}

impl Remote {
    /// A remote without keys. `fault` is asked with each request and how many of its method came before.
    pub(crate) fn start(
        knows: Knows,
        fault: impl Fn(&Request, usize) -> Option<Fault> + Send + Sync + 'static,
    ) -> Self {
        let keys = Keys::default();
        let (state, counts) = (Arc::clone(&keys), Mutex::new(Vec::<String>::new()));
        let server = Server::start(move |request| {
            let count = {
                let mut counts = counts.lock().expect("no thread panicked");
                counts.push(request.method.clone());
                counts.iter().filter(|method| **method == request.method).count() - 1
            };
            match fault(request, count) {
                None => answer(knows, &state, request),
                Some(Fault::Instead(reply)) => reply,
                Some(Fault::After(reply)) => {
                    answer(knows, &state, request);
                    reply
                }
                Some(Fault::Slow(delay)) => {
                    let reply = answer(knows, &state, request);
                    thread::sleep(delay);
                    reply
                }
            }
        });
        Self { server, keys }
    }

    /// One that does not fail.
    pub(crate) fn healthy(knows: Knows) -> Self {
        Self::start(knows, |_, _| None)
    }

    /// Adds a key that was there before.
    pub(crate) fn with(self, key: Value) -> Self {
        self.keys.lock().expect("no thread panicked").keys.push(key);
        self
    }

    /// A home whose only remote is this one.
    pub(crate) fn home(&self) -> Home {
        Home::new().with_trussrc(&self.server.trussrc(IN_USE))
    }

    /// The keys that there are now.
    pub(crate) fn keys(&self) -> Vec<Value> {
        self.keys.lock().expect("no thread panicked").keys.clone()
    }

    /// The prefixes of the keys that there are now.
    pub(crate) fn prefixes(&self) -> Vec<String> {
        self.keys().iter().map(|key| text(key, "prefix")).collect()
    }

    /// How many requests of this method came.
    pub(crate) fn count(&self, method: &str) -> usize {
        self.server.requests().iter().filter(|request| request.method == method).count()
    }

    /// Waits until so many requests of this method came.
    pub(crate) fn wait_for(&self, method: &str, count: usize) {
        wait_until(|| self.count(method) >= count);
    }

    /// What a run told, with this remote's address made the same everywhere.
    pub(crate) fn told(&self, text: &str) -> String {
        text.replace(&self.server.url(), "http://remote")
    }
}

/// The time so many hours ago.
pub(crate) fn hours_ago(hours: i64) -> String {
    (Timestamp::now() - SignedDuration::from_hours(hours)).to_string()
}

/// A personal key made and last used so many hours ago.
pub(crate) fn personal_key(prefix: &str, name: &str, made: i64, used: Option<i64>) -> Value {
    json!({"prefix": prefix, "name": name, "type": "PERSONAL", "model_ids": null, "team_name": null,
        "created_at": hours_ago(made), "last_used_at": used.map(hours_ago)})
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}

fn answer(knows: Knows, keys: &Keys, request: &Request) -> Reply {
    let mut state = keys.lock().expect("no thread panicked");
    let path = request.path.split('?').next().unwrap_or_default().trim_start_matches("/v1/");
    let parts: Vec<&str> = path.split('/').collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["api_keys"]) => Reply::json(200, json!({"keys": state.keys})),
        ("GET", ["teams"]) => Reply::json(200, teams()),
        ("GET", ["models"] | ["teams", _, "models"]) => Reply::json(200, models()),
        ("GET", ["audit_logs"]) if knows == Knows::Everything => {
            Reply::json(200, json!({"entries": [], "next_cursor": null}))
        }
        ("POST", ["api_keys"]) => create(knows, &mut state, request, None),
        ("POST", ["teams", team, "api_keys"]) => create(knows, &mut state, request, Some(team)),
        ("DELETE", ["api_keys", prefix]) => {
            let before = state.keys.len();
            state.keys.retain(|key| key["prefix"] != *prefix);
            if state.keys.len() < before { Reply::json(200, json!({"prefix": prefix})) } else { missing() }
        }
        ("PATCH", ["api_keys", prefix]) if knows == Knows::Everything => {
            let body: Value = serde_json::from_str(&request.body).expect("JSON was sent");
            match state.keys.iter_mut().find(|key| key["prefix"] == *prefix) {
                Some(key) => {
                    key["name"] = body["name"].clone();
                    Reply::json(200, key.to_string())
                }
                None => missing(),
            }
        }
        _ => missing(),
    }
}

fn missing() -> Reply {
    Reply::json(404, json!({"code": "NOT_FOUND", "message": "not found"}))
}

fn create(knows: Knows, state: &mut State, request: &Request, team: Option<&str>) -> Reply {
    let body: Value = serde_json::from_str(&request.body).expect("JSON was sent");
    let teams = teams();
    let team = teams["teams"].as_array().and_then(|teams| teams.iter().find(|known| known["id"] == json!(team)));
    let number = state.made + 1;
    let prefix = format!("new{number:05}");
    let mut key = json!({
        "prefix": prefix,
        "name": body["name"],
        "type": body["type"],
        "model_ids": body.get("model_ids").unwrap_or(&Value::Null),
        "team_name": team.map_or(Value::Null, |team| team["name"].clone()),
        "created_at": format!("2026-11-23T00:00:{number:02}Z"),
        "last_used_at": null,
    });
    if knows == Knows::Everything {
        key["environment_names"] = body.get("environment_names").unwrap_or(&Value::Null).clone();
    }
    if state.keys.iter().any(|other| other["name"] == key["name"] && scope(other) == scope(&key)) {
        return Reply::json(400, json!({"code": "INVALID", "message": "the name is in use"}));
    }
    state.made = number;
    state.keys.push(key);
    Reply::json(200, json!({"api_key": format!("{prefix}.{}", "S".repeat(32))}))
}

/// Where a name is unique: a team, whatever the type; a user's personal keys; else the keys of the type.
fn scope(key: &Value) -> (&str, &Value) {
    match key["type"].as_str().unwrap_or_default() {
        "WORKSPACE_MANAGE_ALL" | "WORKSPACE_INVOKE" | "WORKSPACE_EXPORT_METRICS" => ("team", &key["team_name"]),
        "PERSONAL" => ("user", &key["owner"]["user_id"]),
        other => (other, &Value::Null),
    }
}

fn teams() -> Value {
    json!({"teams": [
        {"id": "t1", "name": "ml", "default": true},
        {"id": "t2", "name": "web", "default": false},
        {"id": "t3", "name": "web", "default": false},
    ]})
}

fn models() -> Value {
    json!({"models": [
        {"id": "m1", "name": "llama", "team_name": "ml"},
        {"id": "m2", "name": "twin", "team_name": "ml"},
        {"id": "m3", "name": "twin", "team_name": "web"},
    ]})
}
