//! What its lists tell of times, and how they lag.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Scene, noon, prefix};
use crate::support::baseten::{Field, LastUse, Seed, State};

fn told(state: &mut State, key: &str, whose: &str) -> Value {
    let list = state.handle("GET", "/v1/api_keys", "", Some(key), "").1;
    let keys = list["keys"].as_array().expect("a list");
    keys.iter().find(|key| key["prefix"] == prefix(whose)).expect("it is listed").clone()
}

#[test]
fn a_use_is_told_as_the_test_wants_it() {
    let seconds = Arc::new(AtomicI64::new(noon().as_second()));
    let clock = Arc::clone(&seconds);
    let mut state = State::new(move || Timestamp::from_second(clock.load(Ordering::Relaxed)).expect("a time"));
    let ada = state.add(Seed::personal("ada"));
    let service = state.add(Seed::personal("ada").name("service"));
    assert_eq!(told(&mut state, &ada, &service)["last_used_at"], Value::Null);
    assert_eq!(told(&mut state, &ada, &ada)["last_used_at"], "2026-11-20T12:00:00.000000Z");
    state.touch(prefix(&service));
    seconds.fetch_add(60, Ordering::Relaxed);
    assert_eq!(state.handle("GET", "/v1/users/me", "", Some(&service), "").0, 200);
    assert_eq!(told(&mut state, &ada, &service)["last_used_at"], "2026-11-20T12:01:00.000000Z");
    state.last_use = LastUse::Lagging(Duration::from_secs(30));
    assert_eq!(told(&mut state, &ada, &service)["last_used_at"], "2026-11-20T12:00:00.000000Z");
    state.last_use = LastUse::Instead(Field::Absent);
    assert!(told(&mut state, &ada, &service).get("last_used_at").is_none());
    state.last_use = LastUse::Instead(Field::Raw(json!(17)));
    assert_eq!(told(&mut state, &ada, &service)["last_used_at"], 17);
    let odd = Seed::personal("ada").told_created(Field::Null).told_use(Field::At(noon())).used(Timestamp::UNIX_EPOCH);
    let odd = state.add(odd);
    assert_eq!(told(&mut state, &ada, &odd)["created_at"], Value::Null);
    assert_eq!(told(&mut state, &ada, &odd)["last_used_at"], "2026-11-20T12:00:00.000000Z");
}

#[test]
fn a_list_lags_behind_what_was_made_and_revoked() {
    let mut scene = Scene::new();
    let bob = scene.bob.clone();
    scene.state.lists_lack_new = 2;
    scene.state.lists_hold_revoked = 1;
    let made = scene.post(&bob, &json!({"type": "PERSONAL", "name": "new"})).1;
    let made = made["api_key"].as_str().expect("a key").to_owned();
    assert_eq!(scene.state.handle("GET", "/v1/users/me", "", Some(&made), "").0, 200, "it works at once");
    assert_eq!(scene.names(&bob, ""), ["login"]);
    assert_eq!(scene.names(&bob, ""), ["login"]);
    assert_eq!(scene.names(&bob, ""), ["login", "new"]);
    let path = format!("/v1/api_keys/{}", prefix(&made));
    assert_eq!(scene.state.handle("DELETE", &path, "", Some(&bob), "").0, 200);
    assert_eq!(scene.state.handle("GET", "/v1/users/me", "", Some(&made), "").0, 401, "it is dead at once");
    assert_eq!(scene.names(&bob, ""), ["login", "new"]);
    assert_eq!(scene.names(&bob, ""), ["login"]);
}

#[test]
fn another_machine_makes_a_successor_once() {
    let mut scene = Scene::new();
    let ci = scene.state.add(Seed::team("WORKSPACE_INVOKE", "ml").name("ci").models(&["m1"]));
    let made = scene.state.succeed(prefix(&ci), "ci-rotated-1").expect("the name is free");
    let (old, new) = (scene.state.key(prefix(&ci)).expect("old"), scene.state.key(prefix(&made)).expect("new"));
    assert_eq!((&old.kind, &old.team, &old.models), (&new.kind, &new.team, &new.models));
    assert!(scene.state.accepts(&made));
    assert_eq!(scene.state.succeed(prefix(&ci), "ci-rotated-1"), None);
    assert!(scene.state.made().is_empty(), "no request made it");
}
