//! A server, a trussrc and a Truss whose every text would take over a terminal: none of it gets there raw.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Behaviour, Home, Reply, Server, Storage, Terminal};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
/// CSI and OSC as C0 and as C1 have them, a bell, text that runs backwards, text that is not seen.
const HOSTILE: &str = "x\u{1b}[2J\u{9b}31m\u{1b}]0;t\u{7}\u{9d}\u{85}\u{7f}\u{8}\r\u{202e}\u{2066}\u{ad}\u{e0041}y";

fn hostile(name: &str) -> String {
    format!("{name}{HOSTILE}")
}

/// Answers everything with hostile texts; `endpoint` is the storage of a push.
fn answer(method: &str, path: &str, endpoint: &str) -> Value {
    let deployment = json!({"id": "d1", "model_id": "m1", "status": hostile("BUILDING"), "is_development": false,
        "environment": hostile("e")});
    match (method, path) {
        ("GET", "/v1/users/me") => json!({"user_id": hostile("u"), "email": hostile("e"), "name": hostile("n"),
            "workspace_name": hostile("w"), hostile("field"): 1}),
        ("GET", "/v1/api_keys") => json!({"keys": [{"prefix": hostile("p"), "name": hostile("n"), "type": "PERSONAL",
            "team_name": hostile("t"), "model_ids": [hostile("m")], "environment_names": [hostile("e")],
            "created_at": hostile("2026"), "last_used_at": hostile("2026"), hostile("field"): hostile("value"),
            "owner": {"user_id": "u", "email": hostile("o"), "name": hostile("o")}}]}),
        ("GET", "/v1/teams") => {
            json!({"teams": [{"id": "t1", "name": hostile("a")}, {"id": "t2", "name": hostile("b")}]})
        }
        ("GET", "/v1/models") => json!({"models": []}),
        ("POST", "/v1/teams/t1/models") => json!({"deployment": deployment,
            "model": {"id": "m1", "name": hostile("m"), "team_name": hostile("t")}}),
        ("POST", "/v1/prepare_model_upload") => json!({
            "creds": {"aws_access_key_id": "A", "aws_secret_access_key": "S", "aws_session_token": "T"},
            "s3_bucket": "bucket", "s3_key": "k.tar", "s3_region": "us-east-1", "s3_endpoint_url": endpoint}),
        (_, path) if path.ends_with("/logs") => json!({"logs": [
            {"timestamp": hostile("1"), "message": hostile("line"), "replica": hostile("r")}]}),
        ("GET", path) if path.ends_with("/d1") => deployment,
        _ => Value::Null,
    }
}

fn server(endpoint: String) -> Server {
    Server::start(move |request| {
        let path = request.path.split('?').next().unwrap_or_default();
        match answer(&request.method, path, &endpoint) {
            Value::Null => Reply::json(422, json!({"code": hostile("C"), "message": hostile("no")})),
            answer => Reply::json(200, answer),
        }
    })
}

/// What a terminal shows of `arguments`, with these answers to its questions, and that it is harmless.
#[track_caller]
fn shown(home: &Home, arguments: &[&str], questions: &[(&str, &str)]) -> String {
    let mut terminal = Terminal::start(&home.truss(arguments).env("NO_COLOR", "1").env("TERM", "dumb").command());
    for (question, answer) in questions {
        terminal.wait_for(question);
        terminal.type_line(answer);
    }
    let (_, shown) = terminal.finish();
    let harmful = |character: &char| {
        !matches!(character, '\n') && character.is_control() || "\u{202e}\u{2066}\u{ad}\u{e0041}".contains(*character)
    };
    assert_eq!(shown.chars().find(harmful), None, "{arguments:?}: {shown:?}");
    shown
}

#[test]
fn what_a_server_says_reaches_no_terminal_raw() {
    let storage = Storage::start(|_, _| Behaviour::Accept);
    let server = server(storage.url());
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    let prefix = hostile("p");
    for arguments in [
        &["whoami"][..],
        &["whoami", "-o", "json"],
        &["whoami", "-v"],
        &["keys", "list"],
        &["keys", "list", "-o", "json"],
        &["keys", "list", "--jq", ".keys[].name"],
        &["keys", "list", "--jq", ".keys[], (.keys[] | keys), (.keys[] | .owner | tojson)"],
        &["keys", "audit"],
        &["keys", "audit", "-o", "json"],
        &["keys", "rename", &prefix, "new"],
        &["keys", "rename", &prefix, "new", "-o", "json"],
        &["keys", "revoke", &prefix, "--dry-run"],
        &["keys", "revoke", &prefix, "--yes"],
        &["keys", "create", "new"],
        &["auth", "status", "--check"],
        &[HOSTILE],
        &["keys", "list", "--sort", HOSTILE],
    ] {
        let shown = shown(&home, arguments, &[]);
        assert!(shown.contains("31m"), "{arguments:?} shows none of it: {shown}");
    }
    assert!(shown(&home, &["keys", "revoke", &prefix], &[("[y/N] ", "n")]).contains("31m"));
}

#[test]
fn an_argument_does_not_reach_a_terminal_raw_in_colour_either() {
    let home = Home::new();
    for argument in ["\u{1b}[2J", "x\u{1b}]0;t\u{7}"] {
        let command = home.truss([argument]).env("TERM", "xterm").command();
        let (code, shown) = Terminal::start(&command).finish();
        assert_eq!((code, shown.contains(argument)), (2, false), "{shown:?}");
    }
    let (_, shown) = Terminal::start(&home.truss(["x"]).env("TERM", "xterm").command()).finish();
    assert!(shown.contains("\u{1b}[1m\u{1b}[31merror:") || shown.contains("\u{1b}[1;31merror:"), "{shown:?}");
}

#[test]
fn what_a_deployment_says_reaches_no_terminal_raw() {
    let storage = Storage::start(|_, _| Behaviour::Accept);
    let server = server(storage.url());
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    fs::create_dir(home.path().join("truss")).expect("a folder");
    fs::write(home.path().join("truss/config.yaml"), "model_name: a\n").expect("a config");
    fs::write(home.path().join("truss").join(hostile("file")), "").expect("a file");
    std::os::unix::fs::symlink("nowhere", home.path().join("truss").join(hostile("link"))).expect("a link");
    let push = ["push", "truss", "--wait", "--tail", "--timeout-seconds", "1"];
    let told = shown(&home, &push, &[("model is it? ", "1")]);
    for text in ["1. ax", "BUILDINGx", "linex", "filex", "linkx"] {
        assert!(told.contains(text), "{text}: {told}");
    }
    shown(&home, &["push", "truss", "--team", "nope"], &[]);
    shown(&home, &["push", "truss", "--dry-run", "--offline"], &[]);
    shown(&home, &["push", "truss", "--dry-run", "--offline", "-o", "json"], &[]);
}

#[test]
fn what_a_trussrc_says_reaches_no_terminal_raw() {
    let hostile = HOSTILE.replace('\r', "");
    let section =
        |name: &str| format!("[{name}{hostile}]\nremote_url = {hostile}\napi_key = {KEY}\nteam = {hostile}\n");
    let home = Home::new().with_trussrc(&(section("a") + &section("b")));
    for arguments in [&["auth", "status"][..], &["auth", "status", "-o", "json"], &["whoami", "--non-interactive"]] {
        shown(&home, arguments, &[]);
    }
    let told = shown(&home, &["whoami"], &[("Which remote? ", "1")]);
    assert!(told.contains("1. ax"), "{told}");
    fs::write(home.trussrc(), format!("[a]\n{hostile}\n")).expect("a trussrc");
    shown(&home, &["whoami"], &[]);
}

#[test]
fn a_program_that_reads_gets_everything_to_the_letter() {
    let server = server(String::new());
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    let ran = home.truss(["whoami", "-o", "json"]).any_stdout().with_foreign_fields().run();
    assert!(ran.stdout.contains('\u{9b}') && ran.stdout.contains('\u{202e}'), "{}", ran.stdout);
    assert_eq!(ran.json()["email"], hostile("e"));
    home.truss(["whoami", "--jq", ".email"]).stdout(hostile("e") + "\n").run();
}
