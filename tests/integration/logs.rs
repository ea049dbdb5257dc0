//! `truss logs`: which deployment, which part of its log, and what of it reaches a terminal.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Home, Reply, Request, Server, exit_code};

const KEY: &str = "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF";

/// A home in which the remote `local` has the model `hello`.
fn pushed() -> (Home, Value) {
    let home = Home::new();
    let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
    let ran = home.truss(["push", hello, "--remote", "local", "-o", "json", "--wait"]).any_stdout().any_stderr().run();
    let answer = ran.json();
    (home, answer)
}

#[test]
fn the_log_of_a_model_is_the_answer() {
    let (home, pushed) = pushed();
    for model in ["hello", pushed["model_id"].as_str().expect("an id")] {
        let run = home.truss(["logs", "--model", model, "--remote", "local"]).any_stdout().any_stderr().run();
        assert!(run.stdout.lines().count() > 2 && run.stdout.starts_with('['), "{}", run.stdout);
        let id = pushed["deployment_id"].as_str().expect("an id");
        let note = format!("`hello` has no production deployment: this is its latest one, `{id}`\n");
        assert!(run.stderr == note || run.stderr.is_empty(), "{}", run.stderr);
    }
}

#[test]
fn the_truss_in_this_folder_names_its_model() {
    let (home, _) = pushed();
    let missing = home.truss(["logs", "--remote", "local"]).code(2).any_stderr().run().stderr;
    assert!(missing.starts_with("error: no model is named\n"), "{missing}");
    fs::write(home.path().join("config.yaml"), "model_name: hello\n").expect("a config");
    let run = home.truss(["logs", "--remote", "local"]).any_stdout().any_stderr().run();
    assert!(!run.stdout.is_empty());
}

#[test]
fn json_has_the_ids_and_the_lines_as_the_api_gives_them() {
    let (home, pushed) = pushed();
    let id = pushed["deployment_id"].as_str().expect("an id");
    let arguments = ["logs", "--model", "hello", "--deployment", id, "--remote", "local", "-o", "json"];
    let answer = home.truss(arguments).any_stdout().run().json();
    assert_eq!((&answer["model_id"], &answer["deployment_id"]), (&pushed["model_id"], &pushed["deployment_id"]));
    let lines = answer["logs"].as_array().expect("lines");
    assert!(lines.len() > 2 && lines.iter().all(|line| line["message"].is_string()), "{answer}");
    let ascending = lines.windows(2).all(|pair| pair[0]["timestamp"].as_str() <= pair[1]["timestamp"].as_str());
    assert!(ascending, "{answer}");
    let errors = home.truss(arguments.into_iter().chain(["--min-level", "error"])).any_stdout().run().json();
    assert_eq!(errors["logs"], json!([]));
}

#[test]
fn what_is_not_there_is_named() {
    let (home, _) = pushed();
    for (arguments, message) in [
        (["--model", "nope", "--since", "1h"], "there is no model `nope`"),
        (["--model", "hello", "--environment", "nope"], "the model `hello` has no environment `nope`"),
        (
            ["--model", "hello", "--environment", "production"],
            "the environment `production` of `hello` has no deployment yet",
        ),
    ] {
        let run = home.truss(["logs", "--remote", "local"].into_iter().chain(arguments)).code(4).any_stderr().run();
        assert_eq!(run.stderr.lines().next(), Some(&*format!("error: {message}")), "{}", run.stderr);
    }
    home.truss(["logs", "--model", "hello", "--deployment", "nope", "--remote", "local"]).code(4).any_stderr().run();
    let run = home.truss(["logs", "--since", "8d", "--remote", "local"]).code(2).any_stderr().run();
    assert_eq!(run.stderr, "error: `--since` reaches 7 days back at most\n");
}

/// A remote whose model has a deployment in production, and says this.
fn speaking(message: &'static str) -> Server {
    Server::start(move |request: &Request| {
        let path = request.path.split('?').next().unwrap_or_default();
        Reply::json(
            200,
            match path {
                "/v1/models" => json!({"models": [{"id": "m1", "name": "m"}]}),
                "/v1/models/m1/environments" => {
                    json!({"environments": [{"name": "production", "current_deployment": {"id": "d1"}}]})
                }
                "/v1/models/m1/deployments/d1/logs" => {
                    json!({"logs": [{"timestamp": "1767225600000000000", "message": message, "replica": "abcde", "level": "INFO"}]})
                }
                _ => json!({}),
            },
        )
    })
}

#[test]
fn production_comes_first_and_control_characters_reach_nobody() {
    let (home, server) = (Home::new(), speaking("\u{1b}[31mred\u{7}"));
    let run = home.truss(["logs", "--model", "m"]).env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url());
    let shown = run.any_stdout().run().stdout;
    assert_eq!(shown, "[2026-01-01 00:00:00] (abcde) \u{fffd}[31mred\u{fffd}\n");
    let asked = server.requests().iter().any(|request| request.path.contains("/deployments/d1/logs?"));
    assert!(asked);
}

#[test]
fn a_log_that_is_followed_is_printed_at_once_and_ends_with_a_signal() {
    let (home, server) = (Home::new(), speaking("hello"));
    let run = home.truss(["logs", "--model", "m", "--tail"]).env("BASETEN_API_KEY", KEY);
    let mut command = run.env("BASETEN_REMOTE_URL", server.url()).command();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert_eq!(lines.next().expect("a line").expect("text"), "[2026-01-01 00:00:00] (abcde) hello");
    let process = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(process, rustix::process::Signal::INT).expect("it is alive");
    assert_eq!(exit_code(child.wait().expect("it ends")), Some(130));
    assert!(lines.next().is_none(), "each line is printed once");
}
