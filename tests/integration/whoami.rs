//! `truss whoami`.

use serde_json::json;

use crate::support::{Home, Reply, Server};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

#[test]
fn workspace_and_address_are_the_answer() {
    let server = Server::start(|_| {
        Reply::json(
            200,
            json!({"user_id": "u1", "email": "jane@example.com", "name": null, "workspace_name": "Ac\u{1b}me"}),
        )
    });
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    home.truss(["whoami"]).stdout("Ac\u{fffd}me\\jane@example.com\n").run();
    let answer = home.truss(["whoami", "-o", "json"]).any_stdout().run().json();
    assert_eq!(answer["user_id"], "u1");
}

#[test]
fn what_the_remote_does_not_tell_is_left_out() {
    let server = Server::start(|_| Reply::json(200, json!({"user_id": "u1", "email": null, "future": 1})));
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    home.truss(["whoami"]).stdout("u1\n").run();
}

#[test]
fn the_embedded_api_knows_its_user() {
    Home::new().truss(["whoami", "--remote", "local"]).stdout("local\\you@localhost\n").run();
}

#[test]
fn without_a_key_the_variables_are_named() {
    Home::new()
        .truss(["whoami"])
        .code(3)
        .stderr(
            "error: no API key found\n  hint: set BASETEN_API_KEY (or BASETEN_TRUSS_AUTH_API_KEY, or API_KEY), for example \
             `BASETEN_API_KEY=prefix.secret truss push`, or run `truss login` in a terminal\n",
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
    let server = Server::start(|_| Reply::json(200, json!({"user_id": "u1", "email": "ci@example.com"})));
    let home = Home::new();
    home.truss(["whoami"]).env("API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url()).stdout("ci@example.com\n").run();
    assert_eq!(std::fs::read_dir(home.path()).expect("a home").count(), 0);
}
