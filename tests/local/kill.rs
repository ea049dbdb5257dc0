//! Killed in the middle of it: what was acknowledged is there afterwards, once, and what was revoked is not.
//!
//! `TRUSS_KILLS` says how many times; without it, enough to notice.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use truss::internals::local;

use crate::process::{Process, command};
use crate::support::{client, prefix};

const WRITERS: usize = 4;

fn kills() -> u64 {
    std::env::var("TRUSS_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(60)
}

/// What may be true of a key: one thing, or, when the answer was lost, one of two.
#[derive(Clone, Debug)]
struct Known {
    /// Names that it may have.
    names: Vec<String>,
    /// Whether it may be gone.
    may_be_gone: bool,
}

/// One writer's keys by prefix. It alone changes them.
#[derive(Default)]
struct Writer {
    keys: HashMap<String, Known>,
    /// Names of keys whose creation was never acknowledged: each may be there once.
    unanswered: Vec<String>,
    revoked: Vec<String>,
    acknowledged: u64,
    /// Requests that were under way when the server was killed.
    cut_off: u64,
}

/// A request that got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    /// It reached the server, or may have.
    Sent,
    /// Nobody listened.
    Unsent,
}

/// Numbers that look random, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

impl Writer {
    /// Creates, renames and revokes until a request gets no answer. Counts what was acknowledged in `done`.
    async fn write(&mut self, client: &Client, url: &str, api_key: &str, mut random: Random, done: &AtomicU64) {
        for number in 0.. {
            let name = format!("k{}-{number}", random.0);
            let known = self.keys.keys().next().cloned();
            let answered = match (random.below(3), known) {
                (1, Some(prefix)) => self.rename(client, url, api_key, prefix, name).await,
                (2, Some(prefix)) => self.revoke(client, url, api_key, prefix).await,
                _ => self.create(client, url, api_key, name).await,
            };
            match answered {
                Ok(()) => {
                    self.acknowledged += 1;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Err(lost) => {
                    self.cut_off += u64::from(lost == Lost::Sent);
                    return;
                }
            }
        }
    }

    async fn create(&mut self, client: &Client, url: &str, api_key: &str, name: String) -> Result<(), Lost> {
        let body = json!({ "type": "PERSONAL", "name": name });
        match send(client, Method::POST, format!("{url}/v1/api_keys"), api_key, Some(body)).await {
            Ok(made) => {
                let prefix = prefix(made["api_key"].as_str().expect("a key")).to_owned();
                self.keys.insert(prefix, Known { names: vec![name], may_be_gone: false });
                Ok(())
            }
            Err(lost) => {
                self.unanswered.push(name);
                Err(lost)
            }
        }
    }

    async fn rename(
        &mut self,
        client: &Client,
        url: &str,
        api_key: &str,
        prefix: String,
        name: String,
    ) -> Result<(), Lost> {
        let body = json!({ "name": name });
        let answer = send(client, Method::PATCH, format!("{url}/v1/api_keys/{prefix}"), api_key, Some(body)).await;
        let known = self.keys.get_mut(&prefix).expect("a known key");
        match answer {
            Ok(_) => known.names = vec![name],
            Err(_) => known.names.push(name),
        }
        answer.map(|_| ())
    }

    async fn revoke(&mut self, client: &Client, url: &str, api_key: &str, prefix: String) -> Result<(), Lost> {
        let answer = send(client, Method::DELETE, format!("{url}/v1/api_keys/{prefix}"), api_key, None).await;
        match answer {
            Ok(_) => {
                self.keys.remove(&prefix);
                self.revoked.push(prefix);
            }
            Err(_) => self.keys.get_mut(&prefix).expect("a known key").may_be_gone = true,
        }
        answer.map(|_| ())
    }

    /// Compares with what there is (names by prefix), and goes on from there.
    fn check(&mut self, there: &HashMap<String, String>) {
        for prefix in self.revoked.drain(..) {
            assert!(!there.contains_key(&prefix), "the revoked key {prefix} is back");
        }
        self.keys.retain(|prefix, known| match there.get(prefix) {
            Some(name) => {
                assert!(known.names.contains(name), "{prefix} is named {name}, not one of {:?}", known.names);
                *known = Known { names: vec![name.clone()], may_be_gone: false };
                true
            }
            None => {
                assert!(known.may_be_gone, "the key {prefix} is lost");
                false
            }
        });
        for name in self.unanswered.drain(..) {
            let mut found = there.iter().filter(|(_, other)| **other == name);
            if let Some((prefix, name)) = found.next() {
                self.keys.insert(prefix.clone(), Known { names: vec![name.clone()], may_be_gone: false });
            }
            assert!(found.next().is_none(), "{name} is there twice");
        }
    }
}

/// The body of a 200.
async fn send(client: &Client, method: Method, url: String, api_key: &str, body: Option<Value>) -> Result<Value, Lost> {
    let mut request = client.request(method, url).bearer_auth(api_key);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let lost = |error: reqwest::Error| if error.is_connect() { Lost::Unsent } else { Lost::Sent };
    let response = request.send().await.map_err(lost)?;
    let status = response.status();
    let text = response.text().await.map_err(lost)?;
    assert_eq!(status, StatusCode::OK, "{text}");
    Ok(serde_json::from_str(&text).expect("JSON"))
}

/// Names by prefix, without the own key.
async fn listed(client: &Client, process: &Process) -> HashMap<String, String> {
    let url = format!("{}/v1/api_keys", process.url);
    let list = send(client, Method::GET, url, &process.api_key, None).await.expect("an answer");
    let text = |key: &Value, field: &str| key[field].as_str().expect("text").to_owned();
    let keys = list["keys"].as_array().expect("keys");
    let others = keys.iter().filter(|key| key["prefix"] != json!(prefix(&process.api_key)));
    let by_prefix: HashMap<String, String> = others.map(|key| (text(key, "prefix"), text(key, "name"))).collect();
    assert_eq!(by_prefix.len() + 1, keys.len(), "a prefix is there twice");
    by_prefix
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_any_number_of_kills() {
    let folder = tempfile::tempdir().expect("a folder");
    let client = client();
    let mut writers: Vec<Writer> = (0..WRITERS).map(|_| Writer::default()).collect();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut own_key = None;
    for kill in 0..kills() {
        let process = Process::start(folder.path());
        let own_key = own_key.get_or_insert_with(|| process.api_key.clone());
        assert_eq!(*own_key, process.api_key, "the own key stays");
        let there = listed(&client, &process).await;
        writers.iter_mut().for_each(|writer| writer.check(&there));
        let done = Arc::new(AtomicU64::new(0));
        let writing: Vec<_> = writers
            .drain(..)
            .enumerate()
            .map(|(place, mut writer)| {
                let (client, url, api_key) = (client.clone(), process.url.clone(), process.api_key.clone());
                let random = Random(random.0 ^ ((kill + 1) << 8) ^ (place as u64 + 1));
                let done = Arc::clone(&done);
                tokio::spawn(async move {
                    writer.write(&client, &url, &api_key, random, &done).await;
                    writer
                })
            })
            .collect();
        // Not by time alone: on a machine that is busy nothing would have been done by then.
        let (enough, started) = (1 + random.below(8), Instant::now());
        while done.load(Ordering::Relaxed) < enough {
            assert!(started.elapsed() < Duration::from_secs(60), "nothing is acknowledged");
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
        tokio::time::sleep(Duration::from_micros(random.below(4_000))).await;
        process.kill();
        for writer in writing {
            writers.push(writer.await.expect("a writer ends when the server does"));
        }
    }
    let process = Process::start(folder.path());
    let there = listed(&client, &process).await;
    writers.iter_mut().for_each(|writer| writer.check(&there));
    let kept: usize = writers.iter().map(|writer| writer.keys.len()).sum();
    assert_eq!(kept, there.len(), "nobody's key is there");
    process.kill();
    let acknowledged: u64 = writers.iter().map(|writer| writer.acknowledged).sum();
    assert!(acknowledged > kills(), "only {acknowledged} changes were acknowledged: that proves little");
    let cut_off: u64 = writers.iter().map(|writer| writer.cut_off).sum();
    assert!(cut_off > kills() / 2, "only {cut_off} requests were under way when the server was killed");
}

#[test]
fn a_first_start_that_is_killed_leaves_a_folder_that_starts() {
    const STARTS: u32 = 40;
    let began = Instant::now();
    Process::start(tempfile::tempdir().expect("a folder").path()).kill();
    let length = began.elapsed();
    let mut in_the_middle = 0;
    for number in 0..STARTS {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        // The first start, and the one that finds what the first has left.
        for _ in 0..2 {
            let mut child = command(&state).spawn().expect("the binary starts");
            std::thread::sleep(length * number / STARTS);
            child.kill().expect("it is killed");
            let said = child.wait_with_output().expect("it ends").stdout;
            in_the_middle += u32::from(state.exists() && said.is_empty());
        }
        Process::start(&state).kill();
        let status = local::status(&state).expect("a status");
        assert_eq!((status.teams, status.api_keys), (1, 1));
    }
    assert!(in_the_middle > 0, "no start was killed between its first file and its answer");
}
