//! `truss push --wait` and `--tail`: whatever the remote answers, they go on or they end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::{Home, Pushes, Reply, deployment, is};

const HELLO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
const DEPLOYMENT: &str = "/v1/models/m1/deployments/d1";
const LOGS: &str = "/v1/models/m1/deployments/d1/logs";

fn nanoseconds() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_nanos()
}

/// A full page of lines that were said just now.
fn full_page() -> Value {
    let now = nanoseconds();
    let line = |number: u128| json!({"timestamp": (now + number * 1_000_000).to_string(), "message": format!("line {number}"), "replica": null});
    json!({"logs": (0..1000).map(line).collect::<Vec<_>>()})
}

/// A remote that ignores where a question starts and says the same page again and again, while the deployment never
/// becomes active. Who asks for more pages than makes sense is sent away.
fn repeating(status: &'static str) -> Pushes {
    let (page, asked) = (full_page(), AtomicUsize::new(0));
    Pushes::start(move |request| {
        if is(request, LOGS) {
            let many = asked.fetch_add(1, Ordering::Relaxed) > 300;
            return Some(if many { Reply::json(400, json!({"message": "enough"})) } else { Reply::json(200, &page) });
        }
        is(request, DEPLOYMENT).then(|| Reply::json(200, deployment(status)))
    })
}

#[test]
fn a_log_that_repeats_the_same_page_for_ever_does_not_outlast_the_time_limit() {
    let pushes = repeating("DEPLOYING");
    let ran = pushes.push(&["--wait", "--tail", "--timeout-seconds", "2"]).code(10).any_stderr().run();
    assert!(ran.stderr.contains("was not active within 2 s (status DEPLOYING)"), "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("line 7\n").count(), 1, "each line is told once");
    assert!(ran.stderr.contains("line 999\n"), "every line is told");
    assert!(pushes.count(DEPLOYMENT) > 1, "the deployment is looked at between two turns");
}

#[test]
fn a_log_that_repeats_the_same_page_for_ever_ends_with_the_deployment() {
    let pushes = repeating("BUILD_FAILED");
    let ran = pushes.push(&["--tail"]).code(9).any_stdout().any_stderr().run();
    assert!(
        ran.stderr.contains("the deployment `d1` failed with status BUILD_FAILED\n  hint: its log: http://127"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stderr.matches("line 7\n").count(), 1, "each line is told once");
}

#[test]
fn a_log_that_is_never_answered_does_not_outlast_the_time_limit() {
    let pushes = Pushes::start(|request| match request {
        request if is(request, LOGS) => Some(Reply::Silence),
        request if is(request, DEPLOYMENT) => Some(Reply::json(200, deployment("BUILDING"))),
        _ => None,
    });
    let ran = pushes.push(&["--wait", "--tail", "--timeout-seconds", "1"]).code(10).any_stderr().run();
    assert!(ran.stderr.contains("was not active within 1 s (status BUILDING)"), "{}", ran.stderr);
    assert_eq!(pushes.count(LOGS), 1);
}

#[test]
fn a_log_without_an_end_is_not_read_to_its_end() {
    let line = json!({"timestamp": "1", "message": "x".repeat(1 << 20), "replica": null});
    let page = json!({"logs": vec![line; 33]}).to_string();
    let pushes = Pushes::start(move |request| match request {
        request if is(request, LOGS) => Some(Reply::json(200, &page)),
        request if is(request, DEPLOYMENT) => Some(Reply::json(200, deployment("BUILDING"))),
        _ => None,
    });
    let ran = pushes.push(&["--wait", "--tail"]).code(6).any_stderr().run();
    assert!(ran.stderr.contains("it is longer than 32 MiB"), "{}", ran.stderr);
}

#[test]
fn a_fresh_deployment_and_its_log_may_be_unknown_at_first() {
    let asked = AtomicUsize::new(0);
    let pushes = Pushes::start(move |request| match request {
        request if is(request, DEPLOYMENT) => {
            (asked.fetch_add(1, Ordering::Relaxed) < 2).then(|| Reply::json(404, "{}"))
        }
        request if is(request, LOGS) => Some(Reply::Answer(404, "text/html", "<html>".to_owned())),
        _ => None,
    });
    let ran = pushes.push(&["--wait", "--tail", "-o", "json"]).any_stdout().any_stderr().run();
    assert_eq!((&ran.json()["status"], pushes.count(DEPLOYMENT)), (&json!("ACTIVE"), 3));
}

#[test]
fn a_deployment_that_was_there_and_is_gone_is_not_found() {
    let asked = AtomicUsize::new(0);
    let pushes = Pushes::start(move |request| {
        is(request, DEPLOYMENT).then(|| match asked.fetch_add(1, Ordering::Relaxed) {
            0 => Reply::json(200, deployment("BUILDING")),
            _ => Reply::json(404, json!({"message": "no deployment d1"})),
        })
    });
    let ran = pushes.push(&["--wait"]).code(4).any_stderr().run();
    assert!(ran.stderr.contains("the server says: no deployment d1 (404)"), "{}", ran.stderr);
}

#[test]
fn a_deployment_that_fails_is_exit_9_and_one_that_takes_too_long_is_exit_10() {
    let home = Home::new();
    let fail = ["push", HELLO, "--model-name", "fail-build", "--remote", "local"];
    let ran = home.truss(fail.iter().chain(&["--wait", "--tail"])).code(9).any_stderr().run();
    assert!(ran.stderr.contains("Build failed, as a model named"), "{}", ran.stderr);
    assert!(ran.stderr.contains(" failed with status BUILD_FAILED\n  hint: its log: /models/"), "{}", ran.stderr);
    let arguments = ["push", HELLO, "--remote", "local", "--wait", "--timeout-seconds", "0", "-q"];
    let ran = home.truss(arguments).code(10).any_stderr().run();
    assert!(ran.stderr.contains("was not active within 0 s"), "{}", ran.stderr);
}
