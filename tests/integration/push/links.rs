//! The links that `truss push` shows: each one answers, or is not shown.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Embedded, Home, Pushes, Reply, Truss, send};

const HELLO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// A home whose trussrc names that API.
fn home_of(remote: &Embedded) -> Home {
    let (key, url) = (remote.key(), remote.url());
    Home::new().with_trussrc(&format!("[baseten]\nremote_provider = baseten\napi_key = {key}\nremote_url = {url}\n"))
}

/// The words behind a label of the answer.
#[track_caller]
fn line<'answer>(answer: &'answer str, label: &str) -> &'answer str {
    let words = answer.lines().find_map(|line| line.strip_prefix(label)).unwrap_or_else(|| panic!("{label}: {answer}"));
    words.trim()
}

/// Asks for a link of that API.
#[track_caller]
fn open(method: &str, url: &str, key: Option<&str>) -> String {
    let at = url.strip_prefix("http://").and_then(|rest| rest.find('/')).expect("a path") + "http://".len();
    let (status, answer) = send(&url[..at], method, &url[at..], key, "{\"a\": 1}").expect("an answer");
    assert_eq!(status, 200, "{url}: {answer}");
    answer
}

#[test]
fn every_link_of_a_server_that_runs_answers() {
    let remote = Embedded::start();
    let home = home_of(&remote);
    let ran = home.truss(["push", HELLO, "--environment", "eu-west_1", "--wait"]).any_stdout().any_stderr().run();
    let deployment = line(&ran.stdout, "deployment");
    for label in ["predict", "stable URL"] {
        let answer: Value =
            serde_json::from_str(&open("POST", line(&ran.stdout, label), Some(remote.key()))).expect("JSON");
        assert_eq!((&answer["deployment_id"], &answer["input"]), (&json!(deployment), &json!({"a": 1})), "{label}");
    }
    assert!(line(&ran.stdout, "stable URL").ends_with("/environments/eu-west_1/predict"), "{}", ran.stdout);
    let log = open("GET", line(&ran.stdout, "logs"), None);
    assert!(log.contains("Build started.") && log.contains("Active."), "{log}");
    let (status, _) = send(remote.url(), "GET", "/models/abcd1234/logs/abc1234", None, "").expect("an answer");
    assert_eq!(status, 404, "a log that is not there");
    let json = home.truss(["push", HELLO, "-o", "json", "--wait", "-q"]).any_stdout().run().json();
    open("POST", json["predict_url"].as_str().expect("a link"), Some(remote.key()));
    open("GET", json["logs_url"].as_str().expect("a link"), None);
}

/// Pastes the line that shows how to call the model into a shell.
#[track_caller]
fn paste_call(run: Truss, home: &Home, key: Option<&str>) -> Value {
    let stderr = run.any_stdout().any_stderr().run().stderr;
    let call = stderr.lines().find_map(|line| line.strip_prefix("call it: "));
    let call = call.unwrap_or_else(|| panic!("no call in {stderr}"));
    assert!(key.is_none_or(|key| !stderr.contains(key)), "the key is in {stderr}");
    let folder = Path::new(env!("CARGO_BIN_EXE_truss")).parent().expect("a folder");
    let mut shell = Command::new("sh");
    shell.args(["-c", call]).current_dir(home.path()).env_clear().env("HOME", home.path());
    shell.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display()));
    shell.envs(key.map(|key| ("BASETEN_API_KEY", key)));
    let output = shell.output().expect("a shell");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("`{call}` answers no JSON: {told}"))
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that cannot be made says so")]
fn the_line_that_shows_how_to_call_the_model_can_be_pasted() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("SKIPPED: there is no curl to paste the line for");
        return;
    }
    let remote = Embedded::start();
    let home = home_of(&remote);
    let model = |answer: &Value| answer["model_id"].as_str().map(str::len);
    let answer = paste_call(home.truss(["push", HELLO, "--wait"]), &home, None);
    assert_eq!((model(&answer), &answer["input"]), (Some(8), &json!({})), "{answer}");
    let other = Home::new();
    let section = std::fs::read_to_string(home.trussrc()).expect("a trussrc");
    std::fs::write(other.path().join("it's mine"), section).expect("a trussrc");
    let named = other.truss(["push", HELLO, "--wait", "--remote", "baseten", "--trussrc", "it's mine"]);
    assert_eq!(model(&paste_call(named, &other, None)), Some(8));
    let bare = Home::new();
    let by_variable = bare.truss(["push", HELLO, "--wait"]).env("BASETEN_REMOTE_URL", remote.url());
    let by_variable = by_variable.env("BASETEN_API_KEY", remote.key());
    assert_eq!(model(&paste_call(by_variable, &bare, Some(remote.key()))), Some(8));
}

#[test]
fn the_embedded_api_shows_paths_that_answer_once_it_is_served() {
    let home = Home::new();
    let ran = home.truss(["push", HELLO, "--remote", "local", "--promote", "--wait"]).any_stdout().any_stderr().run();
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("http"), "{}{}", ran.stdout, ran.stderr);
    assert!(!ran.stderr.contains("call it"), "{}", ran.stderr);
    assert!(ran.stderr.contains("nothing was built: "), "{}", ran.stderr);
    let json = home.truss(["push", HELLO, "--remote", "local", "-q", "-o", "json"]).any_stdout().run().json();
    assert_eq!((&json["predict_url"], &json["logs_url"]), (&Value::Null, &Value::Null));

    let mut serve = home.truss(["local", "serve", "-o", "json"]).command();
    let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
    let mut served = String::new();
    BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut served).expect("a line");
    let served: Value = serde_json::from_str(&served).expect("JSON");
    let link = |label: &str| {
        let path = line(&ran.stdout, label).strip_suffix(" on `truss local serve`").expect("where it answers");
        format!("{}{path}", served["url"].as_str().expect("a URL"))
    };
    let key = served["api_key"].as_str();
    for label in ["predict", "stable URL"] {
        open("POST", &link(label), key);
    }
    open("GET", &link("logs"), None);
    child.kill().and_then(|()| child.wait()).expect("it ends");
}

#[test]
fn links_follow_the_overrides_and_a_log_that_is_elsewhere_is_not_shown() {
    let pushes = Pushes::start(|_| None);
    let push = |variables: &[(&str, &str)]| {
        let home = Home::new();
        let run = home.truss(["push", HELLO, "-q", "-o", "json"]).any_stdout();
        let run = run.env("BASETEN_API_KEY", KEY).env("BASETEN_MANAGEMENT_API_URL_OVERRIDE", pushes.server.url());
        let json = variables.iter().fold(run, |run, (name, value)| run.env(name, value)).run().json();
        (json["predict_url"].clone(), json["logs_url"].clone())
    };
    let url = pushes.server.url();
    assert_eq!(push(&[]), (json!(format!("{url}/models/m1/deployment/d1/predict")), Value::Null));
    let (predict, _) = push(&[("BASETEN_INFERENCE_BASE_URL_OVERRIDE", "https://gateway.example/llm")]);
    assert_eq!(predict, json!("https://gateway.example/llm/deployment/d1/predict"));
    let (_, logs) = push(&[("BASETEN_REMOTE_URL", &url)]);
    assert_eq!(logs, json!(format!("{url}/models/m1/logs/d1")));
}

#[test]
fn a_model_id_that_cannot_be_in_an_address_has_no_link_and_the_push_is_told_all_the_same() {
    let deployment = json!({"id": "d1", "model_id": "x.evil.example/", "status": "ACTIVE"});
    let pushes = Pushes::start(move |request| {
        let made = json!({"model": {"id": "m1", "name": "m"}, "deployment": deployment});
        (request.method == "POST" && request.path.ends_with("/models")).then(|| Reply::json(200, made))
    });
    let json = pushes.push(&["-q", "-o", "json"]).any_stdout().run().json();
    assert_eq!((&json["deployment_id"], &json["predict_url"]), (&json!("d1"), &Value::Null));
}
