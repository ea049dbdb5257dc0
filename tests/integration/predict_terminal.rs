//! `truss predict` for a person: what a terminal shows of an answer, and what helps with a refusal.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Home, Reply, Server, Terminal, wait_until};

const KEY: &str = "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF";
const NONE: Duration = Duration::ZERO;

/// What a terminal shows of the answer to a call, and the exit code.
fn shown(reply: Reply) -> (i32, String) {
    let (home, server) = (Home::new(), Server::start(move |_| reply.clone()));
    let run = home.truss(["predict", "--model", "m1", "--deployment", "d1", "-d", "1"]).env("NO_COLOR", "1");
    let run = run.env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", refusing().url());
    Terminal::start(&run.env("BASETEN_INFERENCE_BASE_URL_OVERRIDE", server.url()).command()).finish()
}

/// A management API where the key may look nothing up.
fn refusing() -> Server {
    Server::start(|_| Reply::json(403, json!({"code": "NO", "message": "not you"})))
}

#[test]
fn a_document_is_laid_out_and_a_stream_is_text() {
    assert_eq!(
        shown(Reply::json(200, json!({"a": [1, "\u{9b}2J"]}))).1,
        "{\n  \"a\": [\n    1,\n    \"\\u009b2J\"\n  ]\n}\n"
    );
    let pieces: &[&[u8]] = &[b"gr\xc3", b"\xbcn\r", b"\n\x1b[2J\x07", b"end"];
    assert_eq!(
        shown(Reply::stream("text/plain", pieces, NONE, false)),
        (0, "grün\n\u{fffd}[2J\u{fffd}end\n".to_owned())
    );
}

#[test]
fn binary_is_refused_as_curl_refuses_it() {
    let (code, shown) = shown(Reply::Answer(200, "image/png", "\u{89}PNG\0\0".to_owned()));
    assert_eq!(code, 8);
    let hint = "  hint: write it to a file with `> FILE`, or pipe it into a program";
    assert_eq!(shown.trim_end(), format!("error: the answer is binary, and stdout is a terminal\n{hint}"));
}

#[test]
fn an_answer_that_breaks_off_leaves_the_error_a_line_of_its_own() {
    let (code, shown) = shown(Reply::stream("text/plain", &[b"half a"], NONE, true));
    assert_eq!(code, 6);
    assert!(shown.starts_with("half a\nerror: `POST "), "{shown}");
}

#[test]
fn ctrl_c_ends_a_stream_and_what_came_stays() {
    let (home, remote) = (Home::new(), refusing());
    let server = Server::start(|_| Reply::stream("text/plain", &[b"one\n", b"two\n"], Duration::from_secs(40), false));
    let first =
        Server::start(|_| Reply::stream("text/plain", &[&b"one\n"[..]; 1000], Duration::from_millis(40), false));
    for (server, shown) in [(&server, ""), (&first, "one")] {
        let run = home.truss(["predict", "--model", "m1", "--deployment", "d1", "-d", "1"]).env("NO_COLOR", "1");
        let run = run.env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", remote.url());
        let mut terminal = Terminal::start(&run.env("BASETEN_INFERENCE_BASE_URL_OVERRIDE", server.url()).command());
        wait_until(|| !server.requests().is_empty());
        terminal.wait_for(shown);
        terminal.interrupt();
        let (code, all) = terminal.finish();
        assert_eq!(code, 130, "{all}");
        assert!(all.ends_with("error: interrupted\n"), "{all}");
    }
}

/// The hint of a call that is refused, where the remote lists this key.
fn hint(key: Value) -> String {
    let server = Server::start(move |request| match request.path.as_str() {
        "/v1/api_keys" => Reply::json(200, json!({"keys": [key]})),
        "/v1/models" => Reply::json(200, json!({"models": [{"id": "m1", "name": "llama"}]})),
        "/v1/models/m1" => Reply::json(200, json!({"id": "m1", "name": "llama"})),
        path if path.starts_with("/v1/models?") => Reply::json(200, json!({"models": []})),
        _ => Reply::json(403, json!({"error": "not here"})),
    });
    let home = Home::new();
    let run = home.truss(["predict", "--model", "m1", "--environment", "staging", "-d", "1"]);
    let run = run.env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url());
    let run = run.code(3).stdout("{\"error\":\"not here\"}").any_stderr().run();
    assert!(run.stderr.starts_with("error: the API key is not allowed to do this\n  cause: the server says: not here"));
    run.stderr.rsplit_once("hint: ").expect("a hint").1.trim_end().to_owned()
}

#[test]
fn a_refusal_says_what_the_key_may_call() {
    let key = |rest: Value| {
        let mut key = json!({"prefix": "abcdefgh", "name": "ci", "type": "WORKSPACE_INVOKE"});
        key.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        key
    };
    let narrow = json!({"environment_names": ["production", "eu"], "model_ids": ["m1", "m2"], "team_name": "ml"});
    assert_eq!(
        hint(key(narrow)),
        "`abcdefgh` may call the models `llama`, `m2` of the team `ml` in the environments `production`, `eu`"
    );
    assert_eq!(
        hint(key(json!({"type": "WORKSPACE_EXPORT_METRICS"}))),
        "`abcdefgh` is a metrics-only key, which calls no models: use another key"
    );
    let anything = hint(key(json!({})));
    assert!(anything.ends_with("`truss auth status` shows which key is used"), "{anything}");
}
