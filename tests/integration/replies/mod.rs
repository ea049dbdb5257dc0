//! Answers at random that the API's description allows, and some that it does not, to every command that asks the API:
//! none of them makes a command panic or hang, and a key is only revoked on the ground of an answer that can be read.

mod judge;
mod strange;

use std::fs;
use std::io::{Read as _, Seek as _};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::baseten::Random;
use crate::support::{Embedded, Home, Reply, Server, send};

use judge::{Exchange, MayRevoke, Truth, is_gone, unjustified};
use strange::{DECIDING, Strange};

/// How many runs there are, unless `TRUSS_REPLIES` says another number.
const RUNS: usize = 160;
/// Runs mostly wait: for a key to be listed, for a pause to end.
const AT_ONCE: usize = 8;
/// A run that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(60);
/// A personal key, a team's key and what a rotation has left: name, type, days since it was made, days since its last use.
const KEYS: [(&str, &str, i64, i64); 4] = [
    ("ci", "PERSONAL", 200, 30),
    ("ci-rotated-1", "PERSONAL", 60, 1),
    ("solo", "WORKSPACE_INVOKE", 200, 100),
    ("stale", "PERSONAL", 300, 200),
];

/// Each command that asks the management API, and what it may revoke. After a `@` the prefix of that key is given.
const COMMANDS: &[(&str, MayRevoke)] = &[
    ("keys list", MayRevoke::Nothing),
    ("keys list -o json --unused-for 1d", MayRevoke::Nothing),
    ("keys show ci", MayRevoke::Nothing),
    ("keys audit", MayRevoke::Nothing),
    ("keys rename solo other", MayRevoke::Nothing),
    ("keys create fresh", MayRevoke::ItsOwn),
    ("keys create fresh --type inference-only --model fuzzed --environment production", MayRevoke::ItsOwn),
    ("keys revoke @solo --yes", MayRevoke::This("solo")),
    ("keys revoke stale --yes", MayRevoke::Named("stale")),
    ("keys revoke --unused-for 50d --yes", MayRevoke::UnusedFor(50)),
    ("keys rotate solo --yes", MayRevoke::ItsOwn),
    ("keys rotate stale --yes --revoke-now", MayRevoke::ItsOwnOr("stale")),
    ("keys rotate @solo --yes --revoke-now", MayRevoke::ItsOwnOr("solo")),
    ("keys rotations finish --yes", MayRevoke::Predecessors { days: 8, is_named: false }),
    ("keys rotations finish ci --yes --quiet-for 1d", MayRevoke::Predecessors { days: 1, is_named: true }),
    ("push hello", MayRevoke::Nothing),
    ("push hello --environment production --wait --timeout-seconds 1", MayRevoke::Nothing),
    ("predict --model fuzzed -d 1", MayRevoke::Nothing),
    ("logs --model fuzzed", MayRevoke::Nothing),
    ("whoami", MayRevoke::Nothing),
];

/// A remote whose answers go through [`Strange`], and what was sent.
struct Front {
    embedded: Embedded,
    server: Server,
    log: Arc<Mutex<Vec<Exchange>>>,
    strange: Arc<Mutex<Option<Strange<'static>>>>,
}

impl Front {
    fn start() -> Self {
        let embedded = Embedded::start();
        let deployment = json!({"config": {"bis_llm": {}}, "environment_name": "production"});
        embedded.ask("POST", "/v1/models", &json!({"source": {"name": "fuzzed", "deployment": deployment}}));
        let (log, strange) = (Arc::default(), Arc::new(Mutex::new(None::<Strange<'_>>)));
        let (seen, upstream) = (Arc::clone(&log), embedded.url().to_owned());
        let changing = Arc::clone(&strange);
        let server = Server::start(move |request| {
            let key = request.authorization.as_deref().and_then(|value| value.strip_prefix("Bearer "));
            let Some((status, body)) = send(&upstream, &request.method, &request.path, key, &request.body) else {
                return Reply::Hangup;
            };
            let sent = match (&mut *changing.lock().expect("no thread panicked"), status) {
                (Some(strange), 200) => strange.answer(&request.method, &request.path, &aged(&body)),
                _ => body,
            };
            let (method, path) = (request.method.clone(), request.path.clone());
            let log: &Mutex<Vec<Exchange>> = &seen;
            log.lock().expect("no thread panicked").push(Exchange { method, path, sent: sent.clone() });
            Reply::json(status, sent)
        });
        Self { embedded, server, log, strange }
    }

    /// The keys of the table and no others.
    fn reset(&self) {
        let own = self.embedded.key().split('.').next().unwrap_or_default();
        let listed = self.embedded.ask("GET", "/v1/api_keys", &Value::Null);
        let prefixes = listed["keys"].as_array().expect("a list").iter().filter_map(|key| key["prefix"].as_str());
        for prefix in prefixes.filter(|prefix| *prefix != own) {
            self.embedded.ask("DELETE", &format!("/v1/api_keys/{prefix}"), &Value::Null);
        }
        KEYS.iter().for_each(|(name, kind, ..)| drop(self.embedded.create(name, kind)));
        self.log.lock().expect("no thread panicked").clear();
    }
}

/// The keys of the table as old as it says.
fn aged(body: &str) -> String {
    let Ok(mut answer) = serde_json::from_str::<Value>(body) else { return body.to_owned() };
    let ago = |days: i64| json!((Timestamp::now() - SignedDuration::from_hours(days * 24)).to_string());
    for key in answer["keys"].as_array_mut().into_iter().flatten() {
        if let Some((_, _, made, used)) = KEYS.iter().find(|(name, ..)| key["name"] == *name) {
            (key["created_at"], key["last_used_at"]) = (ago(*made), ago(*used));
        }
    }
    answer.to_string()
}

fn run(front: &Front, number: usize, description: &'static Value) -> Result<usize, String> {
    front.reset();
    let (command, may) = COMMANDS[number % COMMANDS.len()];
    let listed = front.embedded.ask("GET", "/v1/api_keys", &Value::Null);
    let prefix_of = |name: &str| {
        let key = listed["keys"].as_array().expect("a list").iter().find(|key| key["name"] == name);
        key.and_then(|key| key["prefix"].as_str()).expect("a key of the table").to_owned()
    };
    let mut random = Random::new(number as u64);
    let odd_field = random.chance(60).then(|| *random.pick(&DECIDING));
    let percent = if odd_field.is_some() { 0 } else { *random.pick(&[0, 1, 3, 10, 40]) };
    let broken_percent = *random.pick(&[0, 0, 10, 30]);
    let strange = Strange { description, random, percent, odd_field, broken_percent };
    *front.strange.lock().expect("no thread panicked") = Some(strange);

    let home = Home::new().with_trussrc(&front.server.trussrc(front.embedded.key()));
    let hello = home.path().join("hello");
    fs::create_dir(&hello).expect("a folder");
    fs::write(hello.join("config.yaml"), "model_name: hello\n").expect("a config");
    let words = command.split(' ').map(|word| word.strip_prefix('@').map_or_else(|| word.to_owned(), prefix_of));
    let (code, stderr) = end(&home, words.collect());

    let log = front.log.lock().expect("no thread panicked").clone();
    let told = |what: String| {
        let told = log
            .iter()
            .map(|one| format!("\n{} {} {}", one.method, one.path, one.sent.chars().take(1500).collect::<String>()));
        format!("run {number}, `{command}`: {what}\n{stderr}{}", told.collect::<String>())
    };
    let Some(code) = code.filter(|code| *code != 101 && !stderr.contains("panicked")) else {
        return Err(told(format!("ended with {code:?}")));
    };
    let in_use = front.embedded.key().split('.').next().unwrap_or_default();
    let truth = Truth { in_use, prefix_of: &prefix_of };
    let mut revoked = Vec::new();
    for (index, exchange) in log.iter().enumerate().filter(|(_, exchange)| exchange.method == "DELETE") {
        let last = exchange.path.rsplit('/').next().unwrap_or_default();
        let prefix = percent_encoding::percent_decode_str(last).decode_utf8_lossy().into_owned();
        if !revoked.contains(&prefix) {
            if let Some(why) = unjustified(may, &prefix, &log[..index], &truth) {
                return Err(told(format!("revoked `{prefix}`: {why}")));
            }
            revoked.push(prefix);
        }
    }
    let is_proven = revoked.iter().all(|prefix| is_gone(prefix, &log));
    if code == 0 && !is_proven {
        return Err(told("the list does not prove that what was revoked is gone".to_owned()));
    }
    Ok(revoked.len())
}

/// Runs the binary, and answers how it ended: its exit code, unless a signal or the limit ended it.
fn end(home: &Home, words: Vec<String>) -> (Option<i32>, String) {
    let mut command = home.truss(words).command();
    let mut stderr = tempfile::tempfile().expect("a temporary file");
    let shared = stderr.try_clone().expect("one file more");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(shared);
    let (mut child, began) = (command.spawn().expect("the binary starts"), Instant::now());
    let status = loop {
        match child.try_wait().expect("it can be waited for") {
            Some(status) => break status,
            None if began.elapsed() > LIMIT => child.kill().expect("it can be killed"),
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    let mut text = Vec::new();
    stderr.rewind().and_then(|()| stderr.read_to_end(&mut text)).expect("it is a file");
    (status.code(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn no_answer_makes_a_command_panic_or_revoke_what_it_cannot_read() {
    let runs = std::env::var("TRUSS_REPLIES").map_or(RUNS, |runs| runs.parse().expect("a number of runs"));
    let description = serde_json::from_str(include_str!("../../../src/local/openapi.json")).expect("JSON");
    let description: &'static Value = Box::leak(Box::new(description));
    let (next, revoked) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let front = Front::start();
                while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < runs) {
                    match run(&front, number, description) {
                        Ok(count) => drop(revoked.fetch_add(count, Ordering::Relaxed)),
                        Err(failure) => failures.lock().expect("no thread panicked").push(failure),
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no thread panicked");
    assert!(failures.is_empty(), "{} of {runs} runs:\n{}", failures.len(), failures.join("\n\n"));
    // Otherwise nothing was judged.
    let revoked = revoked.into_inner();
    assert!(revoked >= runs / 10, "only {revoked} keys were revoked in {runs} runs");
}
