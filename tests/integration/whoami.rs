//! `truss whoami`.

use serde_json::json;

use crate::support::{Home, Reply, Server};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

#[test]
fn user_remote_and_key_are_the_answer() {
    let server = Server::start(|request| match &*request.path {
        "/v1/api_keys" => Reply::json(
            200,
            json!({"keys": [{"prefix": "other123", "type": "PERSONAL"}, {"prefix": "abcd1234", "type": "WORKSPACE_MANAGE_ALL"}]}),
        ),
        _ => Reply::json(
            200,
            json!({"user_id": "u1", "email": "jane@example.com", "name": null, "workspace_name": "Ac\u{1b}me"}),
        ),
    });
    let (home, url) = (Home::new().with_trussrc(&server.trussrc(KEY)), server.url());
    home.truss(["whoami"])
        .stdout(format!(
            "Ac\u{fffd}me\\jane@example.com\nremote  baseten ({url})\n\
             key     abcd1234, full-access, from [baseten] of the trussrc\n"
        ))
        .run();
    let answer = home.truss(["whoami", "-o", "json"]).any_stdout().run().json();
    assert_eq!(
        answer,
        json!({"user_id": "u1", "email": "jane@example.com", "name": null, "workspace_name": "Ac\u{1b}me",
            "remote": "baseten", "remote_url": url, "key": {"prefix": "abcd1234", "type": "WORKSPACE_MANAGE_ALL"}})
    );
}

#[test]
fn what_the_remote_does_not_tell_is_left_out() {
    // This key may not list keys.
    let server = Server::start(|request| match &*request.path {
        "/v1/api_keys" => Reply::json(403, json!({"code": "FORBIDDEN", "message": "not this"})),
        _ => Reply::json(200, json!({"user_id": "u1", "email": null, "future": 1})),
    });
    let (home, url) = (Home::new().with_trussrc(&server.trussrc(KEY)), server.url());
    home.truss(["whoami"])
        .stdout(format!("u1\nremote  baseten ({url})\nkey     abcd1234, from [baseten] of the trussrc\n"))
        .run();
    let answer = home.truss(["whoami", "-o", "json"]).with_foreign_fields().any_stdout().run().json();
    assert_eq!(answer["key"], json!({"prefix": "abcd1234", "type": null}));
}

#[cfg(feature = "local")]
#[test]
fn the_embedded_api_knows_its_user_and_has_no_address_of_its_own() {
    let home = Home::new();
    let ran = home.truss(["whoami", "--remote", "local"]).any_stdout().run();
    assert!(ran.stdout.starts_with("local\\you@localhost\nremote  local\nkey     "), "{}", ran.stdout);
    assert!(ran.stdout.ends_with(", personal, from --remote local\n"), "{}", ran.stdout);
    let answer = home.truss(["whoami", "--remote", "local", "-o", "json"]).any_stdout().run().json();
    assert_eq!((&answer["remote"], &answer["remote_url"]), (&json!("local"), &json!(null)));
}

#[test]
fn without_a_key_the_variables_are_named() {
    Home::new()
        .truss(["whoami"])
        .code(3)
        .stderr(
            "error: no API key found\n  hint: run `truss login` at a terminal; in CI, pass BASETEN_API_KEY (or \
             BASETEN_TRUSS_AUTH_API_KEY, or API_KEY) from your secret store\n",
        )
        .run();
}

#[test]
fn an_unknown_remote_is_told_before_anything_is_sent() {
    let server = Server::start(|_| Reply::Hangup);
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    home.truss(["whoami", "--remote", "basten"])
        .code(4)
        .stderr("error: there is no remote `basten` (known: `baseten`)\n  hint: did you mean `--remote baseten`?\n")
        .run();
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_key_in_the_environment_alone_is_enough_and_nothing_is_written() {
    let server = Server::start(|request| match &*request.path {
        "/v1/users/me" => Reply::json(200, json!({"user_id": "u1", "email": "ci@example.com"})),
        _ => Reply::json(404, json!({"message": "not found"})),
    });
    let home = Home::new();
    let ran = home.truss(["whoami"]).env("API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url()).any_stdout();
    let told = ran.run().stdout;
    let who = format!("ci@example.com\nremote  {}\nkey     abcd1234, from API_KEY\n", server.url());
    assert_eq!(told, who);
    assert_eq!(std::fs::read_dir(home.path()).expect("a home").count(), 0);
}
