//! The embedded API without its extensions, as `truss local serve --strict` serves it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::support::{Home, send};

/// A remote in a process of its own.
pub(super) struct Strict {
    child: Child,
    pub(super) url: String,
    /// A personal key of its admin.
    pub(super) key: String,
    home: Home,
}

impl Strict {
    pub(super) fn start() -> Self {
        let home = Home::new();
        let mut command = home.truss(["local", "serve", "--strict", "-o", "json"]).command();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the binary starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("stdout is piped")).read_line(&mut line).expect("a line");
        let line: Value = serde_json::from_str(&line).expect("one line of JSON");
        let text = |field: &str| line[field].as_str().expect("text").to_owned();
        Self { child, url: text("url"), key: text("api_key"), home }
    }

    /// Makes a key and returns the whole of it.
    #[track_caller]
    pub(super) fn add(&self, kind: &str, name: Option<&str>) -> String {
        let body = json!({"type": kind, "name": name}).to_string();
        let (status, answer) = send(&self.url, "POST", "/v1/api_keys", Some(&self.key), &body).expect("an answer");
        assert_eq!(status, 200, "{answer}");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        answer["api_key"].as_str().expect("a key").to_owned()
    }

    /// Adds a user, and returns a personal key of that user, named so.
    #[track_caller]
    pub(super) fn user(&self, name: &str, role: &[&str]) -> String {
        let ran = self.home.truss([&["local", "user", "add", name], role].concat()).any_stdout().any_stderr().run();
        let first = ran.stdout.trim().to_owned();
        let body = json!({"type": "PERSONAL", "name": name}).to_string();
        let (status, answer) = send(&self.url, "POST", "/v1/api_keys", Some(&first), &body).expect("an answer");
        if status != 200 {
            return first;
        }
        let path = format!("/v1/api_keys/{}", first.split('.').next().expect("a prefix"));
        send(&self.url, "DELETE", &path, Some(&first), "").expect("an answer");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        answer["api_key"].as_str().expect("a key").to_owned()
    }

    /// What its list holds.
    #[track_caller]
    pub(super) fn list(&self) -> Vec<Value> {
        let (status, answer) = send(&self.url, "GET", "/v1/api_keys", Some(&self.key), "").expect("an answer");
        assert_eq!(status, 200, "{answer}");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        answer["keys"].as_array().expect("a list").clone()
    }

    /// Whether the key lives. It is not tried: a use would be on record, and what is in use is not revoked.
    pub(super) fn accepts(&self, whole: &str) -> bool {
        self.list().iter().any(|key| whole.split('.').next() == key["prefix"].as_str())
    }
}

impl Drop for Strict {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
