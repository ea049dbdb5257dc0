//! The schemas of `-o json` themselves. Every run of the suite holds its answer against them, see support/schema.rs.

use clap::CommandFactory as _;
use serde_json::json;
use truss::internals::cli::Cli;
use truss::internals::error::Kind;

use crate::support::schema::{WITHOUT_JSON, check, names};
use crate::support::{Fault, Home, Knows, Remote, Reply, Request};

fn leaves(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
        let path = format!("{path}-{}", child.get_name()).trim_start_matches('-').to_owned();
        if child.has_subcommands() { leaves(child, &path, found) } else { found.push(path) }
    }
}

#[test]
fn every_command_has_a_schema_or_a_reason() {
    let mut commands = Vec::new();
    leaves(&Cli::command(), "", &mut commands);
    let schemas = names();
    let has_reason = |name: &str| WITHOUT_JSON.iter().any(|(without, _)| *without == name);
    let missing: Vec<&String> = commands.iter().filter(|name| schemas.contains(name) == has_reason(name)).collect();
    assert!(missing.is_empty(), "add tests/data/schemas/NAME.json for {missing:?}");
}

#[test]
fn every_code_of_an_error_is_in_the_schema() {
    for kind in Kind::ALL {
        check("error", &json!({"error": {"code": kind.code(), "message": "no", "hint": null}}));
    }
}

#[test]
#[should_panic(expected = "this is no `keys-list`")]
fn a_field_that_nobody_promised_is_found() {
    check("keys-list", &json!({"keys": [{"prefix": "abcd1234", "name": null, "type": "PERSONAL", "colour": "blue"}]}));
}

#[test]
fn a_program_finds_nothing_but_warnings_and_the_error_on_stderr() {
    let home = Home::new();
    let local = |arguments: &[&str]| home.truss(arguments.iter().chain(&["--remote", "local", "-o", "json"]));
    // Each of them says something as text.
    local(&["keys", "create", "ci"]).any_stdout().run();
    local(&["keys", "create", "ci", "--if-missing"]).any_stdout().run();
    local(&["keys", "rotate", "ci", "--to", "file:key"]).any_stdout().run();
    local(&["keys", "rotations", "finish", "--yes"]).any_stdout().run();
    local(&["keys", "revoke", "--never-used", "--yes"]).stdout("{\"revoked\":[]}\n").run();
    local(&["keys", "audit"]).any_stdout().run();
    let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
    local(&["push", hello, "--wait"]).any_stdout().run();
    // A log that was asked for is neither a note nor progress.
    let told = local(&["push", hello, "--wait", "--tail"]).any_stdout().any_stderr().run().stderr;
    assert!(told.lines().count() > 2 && !told.contains("status: "), "{told}");
    let told = local(&["keys", "revoke", "nobody.SECRET", "--yes"]).code(4).any_stderr().run().stderr;
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("warning: a whole key that is an argument "), "{told}");
    assert!(lines[1].starts_with("{\"error\":{\"code\":\"not_found\","), "{told}");
    assert_eq!(lines.len(), 2, "{told}");
}

#[test]
fn a_key_that_a_lost_answer_left_is_in_the_details() {
    let lost = |request: &Request| (request.method == "POST").then_some(Fault::After(Reply::Hangup));
    let remote = Remote::start(Knows::Documented, move |request, _| lost(request));
    let home = remote.home();
    let told = home.truss(["keys", "create", "ci", "-o", "json"]).code(7).any_stderr().run().stderr;
    let error: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let failed = &error["error"]["details"]["failed"][0];
    assert_eq!((&failed["prefix"], &failed["name"]), (&json!("new00001"), &json!("ci")));
    let remote = Remote::start(Knows::Documented, move |request, count| match request.method.as_str() {
        "GET" if count > 0 => Some(Fault::Instead(Reply::json(400, json!({"message": "not now"})))),
        _ => lost(request),
    });
    let home = remote.home();
    let told = home.truss(["keys", "create", "ci", "-o", "json"]).code(7).any_stderr().run().stderr;
    let error: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let failed = &error["error"]["details"]["failed"][0];
    assert_eq!((&failed["prefix"], &failed["name"]), (&json!(null), &json!("ci")));
}
