//! Calling a model.

use serde_json::json;

use super::{commands, fails, paste, shell};
use crate::support::{Home, Reply, Server};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

#[test]
pub(super) fn a_call_that_finds_nothing() {
    let home = Home::new();
    let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
    home.truss(["push", hello, "--remote", "local"]).any_stdout().any_stderr().run();
    let call = ["predict", "--remote", "local", "--model", "hello", "--development", "-d", "1"];
    let told = fails(&home, &call, 4);
    let listed = paste(shell(&home, &commands(&told)[0]), 0);
    assert!(listed.contains("\"deployments\""), "{listed}");
}

#[test]
pub(super) fn a_call_that_fails() {
    let server = Server::start(|request| match request.path.split('?').next().unwrap_or_default() {
        "/v1/models" => Reply::json(200, json!({"models": [{"id": "m1", "name": "m"}]})),
        "/v1/models/m1" => Reply::json(200, json!({"id": "m1", "name": "m"})),
        "/v1/models/m1/environments" => {
            Reply::json(200, json!({"environments": [{"name": "production", "current_deployment": {"id": "d1"}}]}))
        }
        path if path.ends_with("/logs") => Reply::json(200, json!({"logs": []})),
        _ => Reply::json(500, json!({"error": "it broke"})),
    });
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    let told = fails(&home, &["predict", "--model", "m", "-d", "1"], 6);
    paste(shell(&home, &commands(&told)[0]), 0);
}

#[test]
pub(super) fn a_call_that_the_key_may_not_make() {
    let server = Server::start(|request| match request.path.as_str() {
        "/v1/api_keys"
            if request.authorization.as_deref() == Some("Bearer admin123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345") =>
        {
            Reply::json(200, json!({"keys": [{"prefix": "abcd1234", "name": "ci", "type": "WORKSPACE_INVOKE"}]}))
        }
        _ => Reply::json(403, json!({"error": "not you"})),
    });
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    let told = fails(&home, &["predict", "--model", "m1", "-d", "1"], 3);
    let mut show = shell(&home, &commands(&told)[0]);
    show.env("BASETEN_API_KEY", "admin123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345");
    let shown = paste(
        {
            show.env("BASETEN_REMOTE_URL", server.url());
            show
        },
        0,
    );
    assert!(shown.contains("inference-only"), "{shown}");
}
