//! `truss push --wait`: what is shown meanwhile, and what every end of it says of what comes next.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::{Pushes, Reply, Request, Terminal, deployment, exit_code, is, screen, wait_until};

const DEPLOYMENT: &str = "/v1/models/m1/deployments/d1";
const LOGS: &str = "/v1/models/m1/deployments/d1/logs";
const COMMIT: &str = "/v1/teams/t1/models";

/// A remote whose deployment stays in this status, and has logged twelve lines, one of them hostile and one of several.
fn in_status(status: &'static str) -> Pushes {
    Pushes::start(move |request| match request {
        request if is(request, DEPLOYMENT) => Some(Reply::json(200, deployment(status))),
        request if is(request, LOGS) => Some(Reply::json(200, last_lines(request))),
        _ => None,
    })
}

/// The newest first, as it is asked for.
fn last_lines(request: &Request) -> Value {
    assert!(request.path.contains("direction=desc&limit=10"), "{}", request.path);
    let message = |number: i64| match number {
        11 => "pip\u{1b}[2J failed:\nno module".to_owned(),
        number => format!("step {number}"),
    };
    let line = |number: i64| json!({"timestamp": (number * 1_000_000_000).to_string(), "message": message(number)});
    json!({"logs": (0..12).rev().take(10).map(line).collect::<Vec<_>>()})
}

/// The error that is the only line of a JSON run.
#[track_caller]
fn error(stderr: &str) -> Value {
    let line = stderr.lines().last().unwrap_or_default();
    serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("no JSON: {stderr}"))["error"].clone()
}

#[test]
fn a_deployment_that_failed_shows_the_end_of_its_log_and_where_the_rest_is() {
    let pushes = in_status("BUILD_FAILED");
    let ran = pushes.push(&["--wait"]).code(9).any_stderr().run();
    let told = ran.stderr.replace(&pushes.server.url(), "http://HOST");
    insta::assert_snapshot!(told, @r"
    pushing the new model `m`: 1 file, 14 B
    ✨ model `m` was pushed as deployment `d1`
    status: BUILD_FAILED
    the last lines of its log:
      [1970-01-01 00:00:03] step 3
      [1970-01-01 00:00:04] step 4
      [1970-01-01 00:00:05] step 5
      [1970-01-01 00:00:06] step 6
      [1970-01-01 00:00:07] step 7
      [1970-01-01 00:00:08] step 8
      [1970-01-01 00:00:09] step 9
      [1970-01-01 00:00:10] step 10
      [1970-01-01 00:00:11] pip�[2J failed:
      no module
    error: the deployment `d1` failed with status BUILD_FAILED
      hint: its log: http://HOST/models/m1/logs/d1
    ");
    let error = error(&pushes.push(&["--wait", "-o", "json", "-q"]).code(9).any_stderr().run().stderr);
    assert_eq!(error["code"], "deployment_failed");
    let details = &error["details"];
    let logs = format!("{}/models/m1/logs/d1", pushes.server.url());
    let ids = (&details["model_id"], &details["deployment_id"], &details["logs_url"]);
    assert_eq!(ids, (&json!("m1"), &json!("d1"), &json!(logs)));
    let lines = details["log_lines"].as_array().expect("lines");
    assert_eq!((lines.len(), &lines[8]), (10, &json!("[1970-01-01 00:00:11] pip\u{fffd}[2J failed:")));
}

#[test]
fn a_deployment_that_is_not_active_in_time_is_exit_10_and_goes_on() {
    let pushes = in_status("DEPLOYING");
    let options = ["--wait", "--timeout-seconds", "3"];
    let ran = pushes.push(&options).code(10).any_stderr().run();
    let (_, told) = ran.stderr.split_once("no module\n").expect("the end of the log");
    insta::assert_snapshot!(told.replace(&pushes.server.url(), "http://HOST"), @r"
    error: the deployment `d1` was not active within 3 s (status DEPLOYING)
      hint: the deployment `d1` of the model `m1` continues; its log: http://HOST/models/m1/logs/d1
    ");
    let error = error(&pushes.push(&[&options[..], &["-o", "json", "-q"]].concat()).code(10).any_stderr().run().stderr);
    assert_eq!(error["code"], "deployment_timeout");
    assert_eq!(
        (&error["details"]["deployment_id"], error["details"]["log_lines"][9].as_str()),
        (&json!("d1"), Some("no module"))
    );
}

#[test]
fn a_log_that_cannot_be_read_hides_no_failure() {
    for reply in [Reply::json(500, "{}"), Reply::Hangup, Reply::Silence, Reply::json(200, "[]")] {
        let pushes = Pushes::start(move |request| match request {
            request if is(request, DEPLOYMENT) => Some(Reply::json(200, deployment("BUILD_FAILED"))),
            request if is(request, LOGS) => Some(reply.clone()),
            _ => None,
        });
        let ran = pushes.push(&["--wait", "-q"]).code(9).any_stderr().run();
        let logs = format!("{}/models/m1/logs/d1", pushes.server.url());
        let expected = format!("error: the deployment `d1` failed with status BUILD_FAILED\n  hint: its log: {logs}\n");
        assert_eq!(ran.stderr, expected);
    }
}

#[test]
fn a_deployment_that_cannot_be_followed_is_named() {
    let pushes = Pushes::start(|request| is(request, DEPLOYMENT).then(|| Reply::json(403, json!({"message": "no"}))));
    let ran = pushes.push(&["--wait", "-q"]).code(3).any_stderr().run();
    insta::assert_snapshot!(ran.stderr.replace(&pushes.server.url(), "http://HOST"), @r"
    error: the deployment `d1` cannot be followed
      cause: the API key is not allowed to do this
      cause: the server says: no (403)
      hint: the deployment `d1` of the model `m1` continues; its log: http://HOST/models/m1/logs/d1
    ");
    let error = error(&pushes.push(&["--wait", "-o", "json", "-q"]).code(3).any_stderr().run().stderr);
    assert_eq!(error["details"]["deployment_id"], "d1");
}

#[test]
fn a_pipe_gets_each_status_once() {
    let asked = AtomicUsize::new(0);
    let pushes = Pushes::start(move |request| {
        let status =
            || ["BUILDING", "BUILDING", "DEPLOYING", "DEPLOYING", "ACTIVE"][asked.fetch_add(1, Ordering::Relaxed)];
        is(request, DEPLOYMENT).then(|| Reply::json(200, deployment(status())))
    });
    let told = pushes.push(&["--wait"]).any_stdout().any_stderr().run().stderr;
    let statuses: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("status: ")).collect();
    assert_eq!(statuses, ["BUILDING", "DEPLOYING", "ACTIVE"]);
    assert!(told.contains("the deployment is active after "), "{told}");
}

#[test]
fn a_deployment_that_scaled_to_zero_is_there_and_is_not_called_active() {
    let told = in_status("SCALED_TO_ZERO").push(&["--wait"]).any_stdout().any_stderr().run().stderr;
    assert!(told.contains("the deployment is scaled to zero after "), "{told}");
}

/// Interrupts a push that `until` has come to. Answers its stderr.
#[track_caller]
fn interrupted(pushes: &Pushes, options: &[&str], until: impl Fn() -> bool) -> String {
    let mut command = pushes.push(options).command();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = child.spawn().expect("the binary starts");
    wait_until(until);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(exit_code(output.status), Some(130));
    String::from_utf8(output.stderr).expect("text").replace(&pushes.server.url(), "http://HOST")
}

#[test]
fn an_interrupt_while_it_waits_says_what_goes_on() {
    let pushes = in_status("DEPLOYING");
    let told = interrupted(&pushes, &["--wait"], || pushes.count(DEPLOYMENT) > 1);
    insta::assert_snapshot!(told, @r"
    pushing the new model `m`: 1 file, 14 B
    ✨ model `m` was pushed as deployment `d1`
    status: DEPLOYING
    error: interrupted
      hint: the deployment `d1` of the model `m1` continues; its log: http://HOST/models/m1/logs/d1
    ");
    let before = pushes.count(DEPLOYMENT);
    let told = interrupted(&pushes, &["--wait", "-o", "json", "-q"], || pushes.count(DEPLOYMENT) > before);
    let error: Value = serde_json::from_str(&told).expect("JSON alone");
    assert_eq!(error["error"]["code"], "interrupted");
    assert_eq!(error["error"]["details"]["logs_url"], "http://HOST/models/m1/logs/d1");
}

#[test]
fn an_interrupt_or_a_lost_answer_at_the_commit_says_that_nobody_knows() {
    let silent = Pushes::start(|request| is(request, COMMIT).then_some(Reply::Silence));
    let told = interrupted(&silent, &["-q"], || silent.count(COMMIT) > 0);
    insta::assert_snapshot!(told, @r"
    error: interrupted
      hint: it is not known whether the deployment was made: before you push again, check the deployments of `m` at http://HOST/v1/models?name=m
    ");
    let lost = Pushes::start(|request| is(request, COMMIT).then_some(Reply::Hangup));
    let ran = lost.push(&["-q"]).code(6).any_stderr().run();
    let (first, hint) = ran.stderr.split_once("\n  cause: ").expect("a cause");
    assert_eq!(first, "error: it is not known whether the deployment was made");
    let url = lost.server.url();
    assert!(hint.ends_with(&format!(
        "\n  hint: before you push again, check the deployments of `m` at {url}/v1/models?name=m\n"
    )));
    assert_eq!(lost.count(COMMIT), 1, "it is not repeated");
}

#[test]
fn an_interrupt_at_the_commit_of_a_model_that_exists_names_its_deployments() {
    let models = json!({"models": [{"id": "m1", "name": "m", "team_name": "ml"}]});
    let pushes = Pushes::start(move |request| match request {
        request if is(request, "/v1/models") => Some(Reply::json(200, &models)),
        request if is(request, "/v1/models/m1/deployments") => Some(Reply::Silence),
        _ => None,
    });
    let told = interrupted(&pushes, &["-o", "json", "-q"], || pushes.count("/v1/models/m1/deployments") > 0);
    let error: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(error["error"]["details"], json!({"model_id": "m1", "model_name": "m"}));
    let hint = error["error"]["hint"].as_str().expect("a hint");
    assert!(hint.ends_with(" at http://HOST/v1/models/m1/deployments"), "{hint}");
}

#[test]
fn a_terminal_sees_that_it_goes_on_and_nothing_of_it_stays() {
    let pushes = in_status("DEPLOYING");
    let run = pushes.push(&["--wait"]).env("TERM", "xterm").env("NO_COLOR", "1");
    let mut terminal = Terminal::start(&run.command());
    // It is drawn ten times a second.
    (0..25).for_each(|_| terminal.wait_for(" DEPLOYING"));
    let times = terminal.shown().split(" DEPLOYING").filter_map(|drawn| drawn.rsplit_once("00:00:"));
    let mut seconds: Vec<&str> = times.map(|(_, seconds)| seconds).collect();
    seconds.dedup();
    assert!(seconds.len() > 1 && seconds.is_sorted(), "{seconds:?}");
    terminal.interrupt();
    let (code, shown) = terminal.finish();
    assert_eq!(code, 130, "{shown}");
    // The line is cleared before the error is told.
    let (_, end) = shown.rsplit_once("DEPLOYING").expect("the status");
    assert!(end.contains("\u{1b}[2K") && end.contains("error: interrupted\n  hint: the deployment `d1`"), "{end:?}");
    assert!(!shown.contains("status: "), "{shown}");
}

#[test]
fn a_log_that_is_followed_at_a_terminal_stays_whole() {
    let started = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
    let asked = AtomicUsize::new(0);
    let pushes = Pushes::start(move |request| {
        let line = |number: usize| json!({"timestamp": (started + number as u128).to_string(), "message": format!("step {number}")});
        let lines = || (0..=asked.fetch_add(1, Ordering::Relaxed)).map(line).collect::<Vec<_>>();
        is(request, LOGS).then(|| Reply::json(200, json!({ "logs": lines() })))
    });
    let mut terminal = Terminal::start(&pushes.push(&["--tail"]).env("TERM", "xterm").env("NO_COLOR", "1").command());
    (0..4).for_each(|number| terminal.wait_for(&format!("step {number}\r\n")));
    terminal.interrupt();
    let (code, shown) = terminal.finish();
    assert_eq!(code, 130, "{shown}");
    let screen = screen(&shown, 80);
    let log: Vec<&str> = screen.lines().skip_while(|line| !line.ends_with("step 0")).collect();
    let end = log.iter().position(|line| *line == "error: interrupted").expect("the error");
    for (number, line) in log[..end].iter().enumerate() {
        assert!(line.starts_with('[') && line.ends_with(&format!("] step {number}")), "{screen}");
    }
    assert!(end >= 4, "{screen}");
}
