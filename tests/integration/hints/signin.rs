//! Signing in, and what keeps a key from being found.

use std::fs;
use std::process::Command;

use serde_json::json;

use super::{command, commands, fails, paste, paste_and_log_in, shell};
use crate::support::{Home, Reply, Server};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const WRONG: &str = "wrong123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// Knows [`KEY`] and no other.
fn server() -> Server {
    Server::start(|request| match request.authorization.as_deref() {
        Some(authorization) if authorization == format!("Bearer {KEY}") => {
            Reply::json(200, json!({"user_id": "u1", "email": "jane@example.com", "keys": []}))
        }
        _ => Reply::json(401, json!({"code": "UNAUTHORIZED", "message": "unknown key"})),
    })
}

/// A shell whose logins go to this server.
fn shell_at(server: &Server, home: &Home, line: &str) -> Command {
    let mut shell = shell(home, line);
    shell.env("BASETEN_REMOTE_URL", server.url());
    shell
}

#[test]
pub(super) fn a_trussrc_that_does_not_parse() {
    let (server, home) = (server(), Home::new());
    let broken = server.trussrc(KEY) + "broken\n";
    for number in 0..2 {
        fs::write(home.trussrc(), &broken).expect("a trussrc");
        let told = fails(&home, &["whoami"], 5);
        let [configure, repair] = &commands(&told)[..] else { panic!("{told}") };
        if number == 0 {
            let mut configure = shell(&home, configure);
            configure.env("EDITOR", "sed -i /broken/d");
            paste(configure, 0);
        } else {
            paste_and_log_in(&shell_at(&server, &home, repair), KEY);
            assert!(home.path().join(".trussrc.broken-1").exists());
        }
        home.truss(["whoami"]).any_stdout().any_stderr().run();
    }
}

#[test]
pub(super) fn a_trussrc_that_is_no_text() {
    let (server, home) = (server(), Home::new());
    fs::write(home.path().join("rc"), b"[baseten]\n\xff\n").expect("a trussrc");
    let told = fails(&home, &["whoami", "--trussrc", "rc", "--remote", "work"], 5);
    paste_and_log_in(&shell_at(&server, &home, &command(&told)), KEY);
    home.truss(["whoami", "--trussrc", "rc", "--remote", "work"]).any_stdout().any_stderr().run();
}

#[test]
pub(super) fn an_option_that_cannot_be_used() {
    let server = server();
    let home = Home::new().with_trussrc(&server.trussrc("two words").replace("[baseten]", "[my work]"));
    let told = fails(&home, &["whoami"], 5);
    paste_and_log_in(&shell(&home, &command(&told)), KEY);
    home.truss(["whoami"]).any_stdout().run();
    let home = Home::new().with_trussrc(&(server.trussrc(KEY) + "team = %(nobody)s\n"));
    let told = fails(&home, &["whoami"], 5);
    let mut configure = shell(&home, &command(&told));
    configure.env("EDITOR", "sed -i /team/d");
    paste(configure, 0);
    home.truss(["whoami"]).any_stdout().run();
}

#[test]
pub(super) fn a_key_that_is_refused() {
    let server = server();
    let home = Home::new().with_trussrc(&server.trussrc(WRONG).replace("[baseten]", "[work]"));
    let told = fails(&home, &["whoami", "--remote", "work"], 3);
    let [status, login] = &commands(&told)[..] else { panic!("{told}") };
    assert!(paste(shell(&home, status), 0).contains("wrong123 from --remote work\n"));
    paste_and_log_in(&shell(&home, login), KEY);
    home.truss(["whoami", "--remote", "work"]).any_stdout().run();
}

#[test]
pub(super) fn a_key_that_may_not() {
    let server = Server::start(|_| Reply::json(403, json!({"message": "not this"})));
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    let told = fails(&home, &["keys", "list"], 3);
    assert!(paste(shell(&home, &command(&told)), 0).contains("abcd1234 from [baseten] of the trussrc\n"));
}

#[test]
pub(super) fn a_remote_that_cannot_be_reached() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port();
    let url = format!("http://127.0.0.1:{port}");
    let home = Home::new().with_trussrc(&format!("[baseten]\napi_key = {KEY}\nremote_url = {url}\n"));
    let told = fails(&home, &["keys", "list"], 6);
    assert!(paste(shell(&home, &command(&told)), 0).contains(&url));
}

#[test]
pub(super) fn no_such_remote() {
    let (server, home) = (server(), Home::new());
    let told = fails(&home, &["whoami", "--remote", "my work"], 4);
    paste_and_log_in(&shell_at(&server, &home, &command(&told)), KEY);
    home.truss(["whoami", "--remote", "my work"]).any_stdout().run();
}

#[test]
pub(super) fn a_remote_that_is_not_for_an_api_key() {
    let server = server();
    let section = "[work]\nremote_provider = other\n";
    let home = Home::new().with_trussrc(section);
    let ran = home.truss(["login", "--remote", "work", "--api-key-stdin"]).stdin(KEY);
    let told = ran.code(5).any_stderr().run().stderr;
    paste_and_log_in(&shell_at(&server, &home, &command(&told)), KEY);
    home.truss(["whoami", "--remote", "work-key"]).any_stdout().run();
    assert!(fs::read_to_string(home.trussrc()).expect("a trussrc").starts_with(section));
}

#[test]
pub(super) fn no_key() {
    let (server, home) = (server(), Home::new());
    let told = fails(&home, &["whoami"], 3);
    paste_and_log_in(&shell_at(&server, &home, &command(&told)), KEY);
    home.truss(["whoami"]).any_stdout().run();
    assert!(told.contains("in CI, pass BASETEN_API_KEY"), "{told}");
    home.truss(["whoami"]).env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url()).any_stdout().run();
}

#[test]
fn wrong_usage_as_json() {
    let home = Home::new();
    let told = fails(&home, &["whoami", "-o", "json", "surplus"], 2);
    let error: serde_json::Value = serde_json::from_str(&told).expect("one document");
    let hint = format!("hint: {}", error["error"]["hint"].as_str().expect("a hint"));
    assert!(paste(shell(&home, &command(&hint)), 0).contains("Usage:"));
}

#[test]
pub(super) fn a_login_to_the_embedded_api() {
    let home = Home::new();
    let told = fails(&home, &["login", "--remote", "local", "--api-key-stdin"], 2);
    assert!(paste(shell(&home, &command(&told)), 0).starts_with("local\\you@localhost\n"));
}
