//! What goes wrong outside of this program: exact exit code and message.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::support::{Home, Reply, Server, Terminal, exit_code, wait_until, wait_until_busy};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

fn home(server: &Server) -> Home {
    Home::new().with_trussrc(&server.trussrc(KEY))
}

#[test]
fn a_wrong_key_is_refused_with_the_servers_words() {
    let server = Server::start(|_| Reply::json(401, json!({"code": "UNAUTHORIZED", "message": "invalid API key"})));
    home(&server)
        .truss(["keys", "list"])
        .code(3)
        .stderr(
            "error: the API key was refused\n  \
             cause: the server says: invalid API key (401)\n  \
             hint: the key is wrong or revoked; `truss auth status` shows where it comes from, `truss login` saves another in the trussrc\n",
        )
        .run();
    assert_eq!(server.requests()[0].authorization.as_deref(), Some(&*format!("Bearer {KEY}")));
}

#[test]
fn a_key_that_may_not_is_told_so() {
    let server = Server::start(|_| {
        Reply::json(403, json!({"code": "FORBIDDEN", "message": "this needs a key that manages keys"}))
    });
    home(&server)
        .truss(["keys", "list"])
        .code(3)
        .stderr(
            "error: the API key is not allowed to do this\n  \
             cause: the server says: this needs a key that manages keys (403)\n  \
             hint: use a key that is allowed to; `truss auth status` shows which key is used\n",
        )
        .run();
}

#[test]
fn a_long_message_of_a_server_is_one_line_and_cut() {
    let long = format!("first\n  second {}", "x".repeat(10_000));
    let server = Server::start(move |_| Reply::json(400, json!({"code": "BAD", "message": long})));
    let ran = home(&server).truss(["keys", "list"]).code(5).any_stderr().run();
    assert_eq!(ran.stderr.lines().count(), 2, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("  cause: the server says: first second … (400)") && ran.stderr.len() < 700,
        "{}",
        ran.stderr
    );
}

#[test]
fn a_server_that_is_down_is_unreachable() {
    // No test is given this port, as it may be given one that was free a moment ago.
    let port = 1;
    let trussrc =
        format!("[baseten]\nremote_provider = baseten\napi_key = {KEY}\nremote_url = http://127.0.0.1:{port}\n");
    Home::new()
        .with_trussrc(&trussrc)
        .truss(["keys", "list"])
        .code(6)
        .stderr(format!(
            "error: `GET http://127.0.0.1:{port}/v1/api_keys` failed\n  \
             cause: no connection: Connection refused (os error 111)\n  \
             hint: check the network, the proxy variables and the remote's URL (`truss auth status`)\n"
        ))
        .run();
}

#[test]
fn html_instead_of_json_is_told_without_quoting_it() {
    let server = Server::start(|_| Reply::Answer(200, "text/html", "<html>login</html>".to_owned()));
    home(&server)
        .truss(["keys", "list"])
        .code(6)
        .stderr(format!(
            "error: `GET {}/v1/api_keys` failed\n  \
             cause: unexpected answer: it is HTML, not JSON\n  \
             hint: a proxy between here and Baseten may have answered: check the proxy and the remote's URL\n",
            server.url()
        ))
        .run();
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_failing_server_is_asked_three_times_for_what_can_be_repeated() {
    let server = Server::start(|_| Reply::Answer(503, "text/html", "<html>busy</html>".to_owned()));
    home(&server)
        .truss(["keys", "list"])
        .code(6)
        .stderr(format!(
            "error: `GET {}/v1/api_keys` was refused\n  \
             cause: the server answered 503 Service Unavailable without an explanation\n",
            server.url()
        ))
        .run();
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn too_many_requests_are_sent_again_and_succeed() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => Reply::json(429, json!({"code": "THROTTLED", "message": "slow down"})),
        1 => Reply::Hangup,
        _ => Reply::json(200, json!({"keys": []})),
    });
    home(&server).truss(["keys", "list", "-o", "json"]).stdout("{\"keys\":[]}\n").run();
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn the_words_of_every_documented_error_body_are_told() {
    for (body, words) in [
        (json!({"code": "BAD", "message": "no such type"}), "no such type"),
        (json!({"error": "no such type"}), "no such type"),
        (json!({"error": "no model", "error_code": "MODEL_NOT_FOUND", "detail": "m1"}), "no model"),
        (json!({"title": "Bad request", "detail": "no such type", "status": 400}), "Bad request: no such type"),
    ] {
        let server = Server::start(move |_| Reply::json(400, &body));
        home(&server)
            .truss(["keys", "list"])
            .code(5)
            .stderr(format!(
                "error: `GET {}/v1/api_keys` was refused\n  cause: the server says: {words} (400)\n",
                server.url()
            ))
            .run();
    }
}

/// A server that wants a second's pause once.
fn throttling() -> Server {
    let count = std::sync::atomic::AtomicUsize::new(0);
    Server::start(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => Reply::json(429, json!({"error": "rate limit exceeded", "retry_after": 1})),
        _ => Reply::json(200, json!({"keys": []})),
    })
}

#[test]
fn a_server_that_asks_for_a_pause_gets_it() {
    let (server, started) = (throttling(), std::time::Instant::now());
    let ran = home(&server).truss(["keys", "list", "-o", "json", "-v"]).any_stdout().any_stderr().run();
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert!(ran.stderr.lines().next().is_some_and(|line| line.ends_with(", again in 1.0 s")), "{}", ran.stderr);
    // Nobody is there to wonder why it takes so long.
    home(&throttling()).truss(["keys", "list", "-o", "json"]).any_stdout().run();
}

#[test]
fn a_person_is_told_of_the_pause() {
    let home = home(&throttling());
    let mut terminal = Terminal::start(&home.truss(["keys", "list"]).command());
    terminal.wait_for("the server asks for a pause, trying again in 1 s");
    assert_eq!(terminal.finish().0, 0);
}

#[test]
fn a_server_that_has_had_enough_is_told_with_what_to_do() {
    let server = Server::start(|_| Reply::json(429, json!({"error": "rate limit exceeded"})));
    home(&server)
        .truss(["keys", "list"])
        .code(6)
        .stderr(format!(
            "error: `GET {}/v1/api_keys` was refused\n  \
             cause: the server says: rate limit exceeded (429)\n  \
             hint: too many requests: wait a minute, then try again\n",
            server.url()
        ))
        .run();
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_server_that_does_not_answer_is_not_waited_for_longer_than_asked() {
    let server = Server::start(|_| Reply::Silence);
    home(&server)
        .truss(["keys", "list", "--request-timeout", "300ms"])
        .code(6)
        .stderr(format!(
            "error: `GET {}/v1/api_keys` failed\n  \
             cause: no answer within 0.3 seconds\n  \
             hint: try again, or allow more time with `--request-timeout DURATION`\n",
            server.url()
        ))
        .run();
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_key_is_not_sent_on_by_a_redirect() {
    let other = Server::start(|_| Reply::json(200, json!({"keys": []})));
    let elsewhere = other.url();
    let server = Server::start(move |_| Reply::Redirect(format!("{elsewhere}/v1/api_keys")));
    home(&server)
        .truss(["keys", "list"])
        .code(6)
        .stderr(format!(
            "error: `GET {}/v1/api_keys` failed\n  \
             cause: the server redirects to `{}/v1/api_keys`, and a key is never forwarded\n  \
             hint: set `remote_url` in the trussrc to where the API is\n",
            server.url(),
            other.url()
        ))
        .run();
    assert_eq!(other.requests().len(), 0);
}

#[test]
fn an_error_is_json_on_stderr_when_the_answer_would_be() {
    let server = Server::start(|_| Reply::json(404, json!({"code": "NOT_FOUND", "message": "no such thing\u{1b}[2J"})));
    let ran = home(&server).truss(["keys", "list", "-o", "json"]).code(4).any_stderr().run();
    let error: serde_json::Value = serde_json::from_str(&ran.stderr).expect("stderr is one JSON document");
    let message =
        format!("`GET {}/v1/api_keys` was refused: the server says: no such thing\u{fffd}[2J (404)", server.url());
    assert_eq!(error, json!({"error": {"code": "not_found", "message": message, "hint": null}}));
}

#[test]
fn a_usage_error_is_json_too_when_that_was_asked_for() {
    let ran = Home::new().truss(["keys", "nonsense", "-o", "json"]).code(2).any_stderr().run();
    let error: serde_json::Value = serde_json::from_str(&ran.stderr).expect("stderr is one JSON document");
    assert_eq!(error["error"]["code"], "usage");
    assert_eq!(error["error"]["message"], "unrecognized subcommand 'nonsense'");
}

#[test]
fn a_server_that_quotes_the_key_is_not_quoted_itself() {
    let server = Server::start(|request| {
        let quoted = request.authorization.clone().unwrap_or_default();
        Reply::json(400, json!({"code": "BAD", "message": format!("bad {quoted}")}))
    });
    for (key, shown) in [
        ("abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF", "bad Bearer abcdefgh.…"),
        ("weird.key.two", "bad Bearer weird.…"),
        ("nodotkey", "bad Bearer …"),
    ] {
        let run = |arguments: &[&str]| {
            let home = Home::new();
            let run = home.truss(arguments).env("BASETEN_API_KEY", key).env("BASETEN_REMOTE_URL", server.url());
            run.code(5).any_stderr().run().stderr
        };
        for told in [run(&["whoami", "-v"]), run(&["whoami", "-o", "json"])] {
            assert!(told.contains(shown) && !told.contains(key), "{told}");
        }
    }
}

#[test]
fn a_jq_program_without_an_end_stops_with_its_reader_and_with_a_signal() {
    let server = Server::start(|_| Reply::json(200, json!({"keys": []})));
    let home = home(&server);
    let start = |program| {
        let mut command = home.truss(["keys", "list", "--jq", program]).command();
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts")
    };
    let mut endless = start("repeat(.)");
    let mut first = [0; 12];
    endless.stdout.take().expect("stdout is piped").read_exact(&mut first).expect("it writes as it goes");
    assert_eq!(&first, b"{\"keys\":[]}\n");
    assert_eq!(endless.wait().expect("it ends").code(), Some(0));

    let silent = start("def f: f; f");
    wait_until(|| server.requests().len() >= 2);
    // More than all that comes before the program needs.
    wait_until_busy(silent.id(), 100);
    let killed = Command::new("kill").args(["-INT", &silent.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    let output = silent.wait_with_output().expect("it ends");
    assert_eq!(exit_code(output.status), Some(130));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}
