//! `truss predict`: which deployment is called, what it gets, and what a program gets of its answer.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Embedded, Home, Reply, Request, Server, Truss, exit_code};

const KEY: &str = "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF";
const NONE: Duration = Duration::ZERO;

/// A remote with the model `m1`, called `m`, that answers calls as the test says.
fn remote(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| match request.path.split('?').next().unwrap_or_default() {
        "/v1/models" if request.path.ends_with("?name=m") => {
            Reply::json(200, json!({"models": [{"id": "m1", "name": "m", "production_deployment_id": "d1"}]}))
        }
        "/v1/models" => Reply::json(200, json!({"models": []})),
        "/v1/models/m1" => Reply::json(200, json!({"id": "m1", "name": "m", "production_deployment_id": "d1"})),
        "/v1/models/m1/deployments" => Reply::json(
            200,
            json!({"deployments": [{"id": "d1", "model_id": "m1", "status": "SCALED_TO_ZERO", "environment": "production"}]}),
        ),
        path if path.starts_with("/models/") => answer(request),
        _ => Reply::json(404, json!({"code": "NOT_FOUND", "message": "nothing here"})),
    })
}

fn predict<'a>(home: &Home, server: &Server, arguments: impl IntoIterator<Item = &'a str>) -> Truss {
    let run = home.truss(["predict", "--model", "m"].into_iter().chain(arguments));
    run.env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url())
}

/// The calls of the model among the requests.
fn calls(server: &Server) -> Vec<Request> {
    server.requests().into_iter().filter(|request| request.path.starts_with("/models/")).collect()
}

#[test]
fn each_option_calls_its_deployment_once_and_the_input_goes_as_it_is() {
    for (option, path) in [
        (&[][..], "/models/m1/environments/production/predict"),
        (&["--environment", "a b"], "/models/m1/environments/a%20b/predict"),
        (&["--deployment", "d1"], "/models/m1/deployment/d1/predict"),
        (&["--development"], "/models/m1/development/predict"),
    ] {
        let text = "{\"b\":  1.0,\n \"a\": 123456789012345678901234567890}";
        let (home, server) =
            (Home::new(), remote(move |_| Reply::stream("application/json", &[text.as_bytes()], NONE, false)));
        let input = "{\"n\": 1.00, \"big\": 123456789012345678901234567890}";
        let run = predict(&home, &server, option.iter().copied().chain(["-v", "-d", input]));
        let shown = run.stdout(text).any_stderr().run().stderr;
        assert!(
            shown.lines().any(|line| line.contains("/predict: ok in ") && line.ends_with(", request r17")),
            "{shown}"
        );
        let calls = calls(&server);
        assert_eq!((calls.len(), calls[0].path.as_str(), calls[0].method.as_str()), (1, path, "POST"));
        assert_eq!((&*calls[0].body, calls[0].authorization.as_deref()), (input, Some(&*format!("Bearer {KEY}"))));
    }
}

#[test]
fn the_input_comes_from_a_file_or_from_stdin_whatever_it_is() {
    let (home, server) = (Home::new(), remote(|_| Reply::json(200, "1")));
    fs::write(home.path().join("input"), "no json\n").expect("a file");
    predict(&home, &server, ["-f", "input"]).stdout("1").run();
    for stdin in [["-"].as_slice(), &["-f", "-"]] {
        predict(&home, &server, stdin.iter().copied()).stdin("no json\n").stdout("1").run();
    }
    let bodies: Vec<String> = calls(&server).into_iter().map(|call| call.body).collect();
    assert_eq!(bodies, ["no json\n"; 3]);
    let run = predict(&home, &server, ["-f", "absent"]).code(4).any_stderr().run();
    assert!(run.stderr.starts_with("error: cannot read `absent`"), "{}", run.stderr);
    let run = predict(&home, &server, ["-f", "/dev/zero"]).code(5).any_stderr().run();
    assert!(run.stderr.starts_with("error: `/dev/zero` is larger than 100 MiB"), "{}", run.stderr);
    for wrong in
        [["-d", "{"].as_slice(), &["-d", "1", "-"], &[], &["x"], &["-d", "1", "--development", "--deployment", "d"]]
    {
        predict(&home, &server, wrong.iter().copied()).code(2).any_stderr().run();
    }
    assert_eq!(calls(&server).len(), 3);
}

#[test]
fn a_status_decides_the_exit_code_its_body_is_printed_and_nothing_runs_twice() {
    for (status, code) in
        [(400, 5), (401, 3), (403, 3), (404, 4), (413, 5), (422, 5), (429, 6), (500, 6), (502, 6), (504, 6)]
    {
        let body = format!("{{\"error\": \"no luck\", \"of\": {status}}}");
        let head = format!(
            "HTTP/1.1 {status} Status\r\nx-baseten-request-id: r17\r\nretry-after: 1\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let (home, server) = (Home::new(), remote(move |_| Reply::Pieces(vec![(NONE, head.clone().into_bytes())])));
        let run = predict(&home, &server, ["-d", "1", "--jq", ".x"]).code(code).stdout(body).any_stderr().run();
        let error: Value = serde_json::from_str(&run.stderr).expect("an error");
        let message = error["error"]["message"].as_str().expect("a message");
        assert!(message.contains("(request r17)") && message.contains(&format!("no luck ({status})")), "{message}");
        assert_eq!(calls(&server).len(), 1, "{status}");
    }
}

#[test]
fn an_answer_that_breaks_off_is_printed_as_far_as_it_came() {
    let (home, server) = (Home::new(), remote(|_| Reply::stream("text/plain", &[b"one ", b"two"], NONE, true)));
    let run = predict(&home, &server, ["-d", "1"]).code(6).stdout("one two").any_stderr().run();
    assert!(run.stderr.contains("/predict` failed (request r17)\n  cause: the connection broke"), "{}", run.stderr);
    assert!(run.stderr.contains("`truss logs --model m1 --environment production`"), "{}", run.stderr);
    assert_eq!(calls(&server).len(), 1);
    let half = |status: u16| {
        let head = format!("HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n");
        Reply::Pieces(vec![(NONE, head.into_bytes()), (NONE, b"{\"half\"".to_vec())])
    };
    for (status, code) in [(200, 6), (422, 5), (500, 6)] {
        let (home, server) = (Home::new(), remote(move |_| half(status)));
        predict(&home, &server, ["-d", "1", "--jq", "."]).code(code).stdout("{\"half\"").any_stderr().run();
        predict(&home, &server, ["-d", "1"]).code(code).stdout("{\"half\"").any_stderr().run();
    }
    let (home, server) = (Home::new(), remote(|_| Reply::Hangup));
    predict(&home, &server, ["-d", "1"]).code(6).any_stderr().run();
    assert_eq!(calls(&server).len(), 1, "it may have arrived");
}

#[test]
fn an_answer_goes_on_for_longer_than_it_may_take_to_start() {
    let (home, server) =
        (Home::new(), remote(|_| Reply::stream("text/plain", &[b"a", b"b", b"c"], Duration::from_millis(900), false)));
    predict(&home, &server, ["-d", "1", "--request-timeout", "1s"]).stdout("abc").run();
    let (home, server) = (Home::new(), remote(|_| Reply::Silence));
    let run = predict(&home, &server, ["-d", "1", "--request-timeout", "500ms"]).code(6).any_stderr().run();
    assert!(run.stderr.contains("cause: no answer within 0.5 seconds"), "{}", run.stderr);
}

/// The second piece is sent only when the first one has been read.
#[test]
fn each_piece_is_there_as_soon_as_it_comes() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, read) = mpsc::channel::<()>();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = Vec::new();
        while !request.ends_with(b"the end\"") {
            let mut piece = [0; 1024];
            let count = stream.read(&mut piece).expect("a request");
            request.extend_from_slice(&piece[..count]);
        }
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n\r\nfirst";
        stream.write_all(head).expect("a client");
        read.recv().expect("the test reads");
        stream.write_all(b"\0\xff second").expect("a client");
    });
    let home = Home::new();
    let run = home.truss(["predict", "--model", "m1", "--deployment", "d1", "-d", "\"the end\""]);
    let run = run.env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", remote(|_| Reply::Hangup).url());
    let mut command = run.env("BASETEN_INFERENCE_BASE_URL_OVERRIDE", url).command();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut first = [0; 5];
    let result = stdout.read_exact(&mut first);
    if result.is_err() {
        let output = child.wait_with_output().expect("it ends");
        panic!("{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(&first, b"first");
    sender.send(()).expect("the server waits");
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).expect("the rest");
    assert_eq!(rest, b"\0\xff second");
    assert_eq!(exit_code(child.wait().expect("it ends")), Some(0));
}

#[test]
fn jq_gets_each_document_of_a_stream() {
    let events: &[&[u8]] = &[b"data: {\"t\": \"a\"}\n\ndata: {\"t\"", b": \"b\"}\n\n", b"data: [DONE]\n\n"];
    let lines: &[&[u8]] = &[b"{\"t\": \"a\"}\n{\"t", b"\": \"b\"}\n"];
    for (kind, pieces) in [("text/event-stream", events), ("application/octet-stream", lines)] {
        let (home, server) = (Home::new(), remote(move |_| Reply::stream(kind, pieces, NONE, false)));
        predict(&home, &server, ["-d", "1", "--jq", ".t"]).stdout("a\nb\n").run();
        let all = pieces.concat();
        predict(&home, &server, ["-d", "1", "-o", "json"]).stdout(String::from_utf8(all).expect("text")).run();
    }
}

#[test]
fn jq_over_an_answer_that_is_no_json_blames_the_answer() {
    let (home, server) = (Home::new(), remote(|_| Reply::stream("text/plain", &[b"a poem"], NONE, false)));
    let ran = predict(&home, &server, ["-d", "1", "--jq", "."]).code(1).any_stderr().run();
    assert!(ran.stderr.contains("the answer is not JSON, which `--jq` needs"), "{}", ran.stderr);
}

#[test]
fn a_deployment_that_is_asleep_is_named_while_it_is_waited_for() {
    let (home, server) =
        (Home::new(), remote(|_| Reply::stream("text/plain", &[b"awake"], Duration::from_millis(3500), false)));
    // The head comes at once here: what is waited for is the head.
    predict(&home, &server, ["-d", "1"]).stdout("awake").run();
    let (home, server) = (
        Home::new(),
        remote(|_| {
            thread::sleep(Duration::from_secs(4));
            Reply::json(200, "1")
        }),
    );
    let note = "⏳ the deployment was asleep: the call waits until it is awake\n";
    predict(&home, &server, ["-d", "1"]).stdout("1").stderr(note).run();
    assert_eq!(calls(&server).len(), 1);
}

#[test]
fn whoever_closes_stdout_has_read_enough() {
    let (home, server) =
        (Home::new(), remote(|_| Reply::stream("text/plain", &[&[b'x'; 100_000][..]; 20], NONE, false)));
    let mut command = predict(&home, &server, ["-d", "1"]).command();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((exit_code(output.status), &*String::from_utf8_lossy(&output.stderr)), (Some(0), ""));
}

#[test]
fn a_key_that_can_only_call_needs_no_more_than_the_models_id() {
    let (home, remote) = (Home::new(), Embedded::start());
    let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
    let with = |run: Truss, key: &str| run.env("BASETEN_API_KEY", key).env("BASETEN_REMOTE_URL", remote.url());
    let push = home.truss(["push", hello, "--environment", "production", "--wait", "-o", "json"]);
    let pushed = with(push, remote.key()).any_stdout().run().json();
    let id = pushed["model_id"].as_str().expect("an id");
    let key = remote.create("caller", "WORKSPACE_INVOKE");
    let answer = with(home.truss(["predict", "--model", id, "-d", "{\"a\":1}"]), &key).any_stdout().run().json();
    assert_eq!((&answer["environment"], &answer["input"]), (&json!("production"), &json!({"a": 1})));
    let run =
        with(home.truss(["predict", "--model", "hello", "-d", "1"]), &key).code(4).any_stdout().any_stderr().run();
    assert!(
        run.stderr.ends_with("hint: the key may not look a model up by its name, and none has the id `hello`\n"),
        "{}",
        run.stderr
    );
    fs::write(home.path().join("config.yaml"), "model_name: hello\n").expect("a config");
    let run = with(home.truss(["predict", "-d", "1"]), &key).code(3).any_stderr().run();
    assert!(run.stderr.starts_with("error: the API key may not look up the model `hello`"), "{}", run.stderr);
    let key = remote.create("watcher", "WORKSPACE_EXPORT_METRICS");
    let run = with(home.truss(["predict", "--model", id, "-d", "1"]), &key).code(3).any_stdout().any_stderr().run();
    assert!(run.stderr.contains("with a key that may list keys, shows what"), "{}", run.stderr);
}

#[test]
fn the_truss_in_this_folder_names_its_model_and_without_production_it_is_the_latest_deployment() {
    let home = Home::new();
    let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
    let mut ids = Vec::new();
    for _ in 0..2 {
        let push = home.truss(["push", hello, "--remote", "local", "--wait", "-o", "json"]).any_stdout().any_stderr();
        ids.push(push.run().json()["deployment_id"].as_str().expect("an id").to_owned());
    }
    fs::write(home.path().join("config.yaml"), "model_name: hello\n").expect("a config");
    let note = format!("`hello` has no production deployment: this is its latest one, `{}`\n", ids[1]);
    let run = home.truss(["predict", "--remote", "local", "-d", "{}"]).any_stdout().stderr(note).run();
    assert_eq!(run.json()["deployment_id"], json!(ids[1]));
    let run = home.truss(["predict", "--remote", "local", "-d", "{}", "--deployment", &ids[0]]).any_stdout().run();
    assert_eq!(run.json()["deployment_id"], json!(ids[0]));
}

#[test]
fn a_model_of_basetens_own_engine_is_called_where_it_answers() {
    let (home, server) = (Home::new(), remote(|_| Reply::json(200, "1")));
    fs::write(home.path().join("config.yaml"), "model_name: m\nbis_llm: {}\n").expect("a config");
    let run = home.truss(["predict", "-d", "{}"]).env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url());
    run.stdout("1").run();
    assert_eq!(calls(&server)[0].path, "/models/m1/environments/production/sync/v1/chat/completions");
}
