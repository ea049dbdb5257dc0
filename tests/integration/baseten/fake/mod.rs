//! The fake itself, held against the contract: what it judges rests on it.

mod exchanges;
mod lists;
mod names;
mod permissions;

use jiff::Timestamp;
use serde_json::Value;

use crate::support::baseten::{Seed, State};

/// An organization with Ada's, Bob's and Cyd's login keys, at a time that stands still.
struct Scene {
    state: State,
    ada: String,
    bob: String,
    cyd: String,
}

impl Scene {
    fn new() -> Self {
        let mut state = State::new(noon);
        let mut login = |user| state.add(Seed::personal(user).name("login"));
        let (ada, bob, cyd) = (login("ada"), login("bob"), login("cyd"));
        Self { state, ada, bob, cyd }
    }

    fn post(&mut self, key: &str, body: &Value) -> (u16, Value) {
        self.state.handle("POST", "/v1/api_keys", "", Some(key), &body.to_string())
    }

    /// The names of the keys that it sees.
    fn names(&mut self, key: &str, query: &str) -> Vec<String> {
        let (status, answer) = self.state.handle("GET", "/v1/api_keys", query, Some(key), "");
        assert_eq!(status, 200, "{answer}");
        let keys = answer["keys"].as_array().expect("a list").iter();
        keys.map(|key| key["name"].as_str().unwrap_or("-").to_owned()).collect()
    }
}

fn noon() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("a time")
}

fn prefix(whole: &str) -> &str {
    whole.split('.').next().expect("a prefix")
}
