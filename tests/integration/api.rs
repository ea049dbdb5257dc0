//! `truss api`: any request, to the active remote and with the active key.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Embedded, Home, Reply, Server, Truss, skip};

fn call<'a>(home: &Home, remote: &Embedded, arguments: impl IntoIterator<Item = &'a str>) -> Truss {
    let run = home.truss(["api"].into_iter().chain(arguments));
    run.env("BASETEN_API_KEY", remote.key()).env("BASETEN_REMOTE_URL", remote.url())
}

#[test]
fn an_answer_is_printed_byte_for_byte() {
    let text = "{\"b\":  1.0,\n \"a\": 123456789012345678901234567890, \"u\": \"\\u00fc\"}";
    let server = Server::start(move |_| Reply::json(200, text));
    for path in ["models", "/models", "v1/models", "/v1/models"] {
        let home = Home::new();
        let run = home.truss(["api", path]).env("BASETEN_API_KEY", "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF");
        run.env("BASETEN_REMOTE_URL", server.url()).stdout(text).run();
    }
    assert!(server.requests().iter().all(|request| request.path == "/v1/models"));
}

#[test]
fn fields_make_a_body_and_the_method_post() {
    let (home, remote) = (Home::new(), Embedded::start());
    let made = call(&home, &remote, ["api_keys", "-f", "name=ci", "-f", "type=PERSONAL"]).any_stdout().run().json();
    assert!(made["api_key"].as_str().is_some_and(|key| key.contains('.')), "{made}");
    let listed = call(&home, &remote, ["api_keys"]).any_stdout().run().json();
    let names: Vec<&Value> = listed["keys"].as_array().expect("keys").iter().map(|key| &key["name"]).collect();
    assert!(names.contains(&&json!("ci")), "{listed}");
}

#[test]
fn a_body_comes_from_a_file_and_from_stdin() {
    let (home, remote) = (Home::new(), Embedded::start());
    let body = json!({"name": "from-stdin", "type": "PERSONAL"}).to_string();
    call(&home, &remote, ["api_keys", "--input", "-"]).stdin(&body).any_stdout().run();
    std::fs::write(home.path().join("body.json"), body.replace("from-stdin", "from-file")).expect("a file");
    call(&home, &remote, ["api_keys", "--input", "body.json"]).any_stdout().run();
    let names = call(&home, &remote, ["api_keys", "--jq", ".keys[].name"]).any_stdout().run().stdout;
    assert!(names.ends_with("from-stdin\nfrom-file\n") || names.contains("from-file"), "{names}");
    let run = call(&home, &remote, ["api_keys", "--input", "absent.json"]).code(4).any_stderr().run();
    assert!(run.stderr.starts_with("error: cannot read `absent.json`"), "{}", run.stderr);
    let run = call(&home, &remote, ["api_keys", "--input", "-"]).stdin("{").code(5).any_stderr().run();
    assert!(run.stderr.starts_with("error: `-` is not JSON"), "{}", run.stderr);
}

#[test]
fn fields_of_a_get_stand_in_its_query() {
    let server = Server::start(|_| Reply::json(200, json!({})));
    let home = Home::new();
    let run = home.truss(["api", "-X", "get", "audit_logs?limit=1", "-f", "search=a b", "-F", "limit=5"]);
    run.env("BASETEN_API_KEY", "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF")
        .env("BASETEN_REMOTE_URL", server.url())
        .stdout("{}")
        .run();
    assert_eq!(server.requests()[0].path, "/v1/audit_logs?search=a+b&limit=5");
}

#[test]
fn a_refusal_is_printed_and_decides_the_exit_code() {
    for (status, code) in [(400, 5), (401, 3), (403, 3), (404, 4), (409, 5), (422, 5), (500, 6)] {
        let server = Server::start(move |_| Reply::json(status, json!({"code": "NO", "message": "no such luck"})));
        let home = Home::new();
        let run = home.truss(["api", "models", "-X", "POST", "--jq", ".x"]);
        let run = run.env("BASETEN_API_KEY", "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF");
        let run = run.env("BASETEN_REMOTE_URL", server.url()).code(code).any_stdout().any_stderr().run();
        assert_eq!(run.stdout, json!({"code": "NO", "message": "no such luck"}).to_string(), "{status}");
        assert!(run.stderr.contains("no such luck"), "{status}: {}", run.stderr);
        assert_eq!(server.requests().len(), 1, "what might create is sent once");
    }
}

#[test]
fn all_pages_are_read_until_a_cursor_comes_twice() {
    let server = Server::start(|request| {
        let next = if request.path.contains("cursor=b") { "b" } else { "a" };
        let next = if request.path.contains("cursor=a") { "b" } else { next };
        Reply::json(200, json!({"items": [next], "pagination": {"has_more": true, "cursor": next}}))
    });
    let home = Home::new();
    let run = home.truss(["api", "audit_logs?limit=1", "--paginate", "--jq", ".items[]"]);
    let run = run.env("BASETEN_API_KEY", "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF");
    run.env("BASETEN_REMOTE_URL", server.url()).stdout("a\nb\nb\n").run();
}

#[test]
fn the_key_goes_to_no_other_host() {
    let home = Home::new();
    for path in ["https://example.org/v1/models", "//example.org/models", "models/../../x", "", "a#b"] {
        let run = home.truss(["api", path]).env("BASETEN_API_KEY", "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF");
        run.code(2).any_stderr().run();
    }
    let server = Server::start(|_| Reply::json(200, json!({})));
    let run = home.truss(["api", "models", "-H", "Host: example.org"]).code(2).any_stderr().run();
    assert!(run.stderr.contains("unexpected argument '-H'"), "{}", run.stderr);
    assert!(server.requests().is_empty());
}

/// Each call is the key's last use.
fn without_last_use(answer: &[u8]) -> String {
    let text = String::from_utf8_lossy(answer);
    let mut parts = text.split("\"last_used_at\":\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "\"last_used_at\":\"" + part.split_once('"').map_or(part, |(_, rest)| rest))
}

/// Thirty calls, by curl and by this program: the same bytes.
#[test]
fn curl_gets_the_same_bytes() {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        return skip("there is no curl");
    }
    let (home, remote) = (Home::new(), Embedded::start());
    for name in ["one", "two"] {
        remote.create(name, "PERSONAL");
    }
    let paths =
        ["api_keys", "teams", "models", "users/me", "audit_logs", "environment_groups", "models/none", "nothing"];
    let queries = ["", "?limit=1", "?search=a%20b", "?x=%C3%BC&y="];
    let mut count = 0;
    for path in paths {
        for query in queries {
            let url = format!("{}/v1/{path}{query}", remote.url());
            let mut curl = Command::new("curl");
            curl.args(["-s", "-H", &format!("Authorization: Bearer {}", remote.key()), &url]);
            let theirs = curl.output().expect("curl runs").stdout;
            let mut ours = call(&home, &remote, [format!("{path}{query}").as_str()]).command();
            let ours = ours.stdin(Stdio::null()).output().expect("it runs").stdout;
            assert_eq!(without_last_use(&ours), without_last_use(&theirs), "{url}");
            count += 1;
        }
    }
    assert!(count >= 30, "{count}");
}

#[test]
fn what_is_not_json_goes_through_as_it_is() {
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|number| u8::try_from(number % 251).expect("small")).collect();
    let sent = bytes.clone();
    let server = Server::start(move |_| Reply::stream("application/x-tar", &[&sent], Duration::ZERO, false));
    let home = Home::new();
    let run = home.truss(["api", "archive"]).env("BASETEN_API_KEY", "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF");
    let mut command = run.env("BASETEN_REMOTE_URL", server.url()).command();
    let output = command.stdin(Stdio::null()).output().expect("it runs");
    assert_eq!((output.status.code(), output.stdout == bytes), (Some(0), true));
    let lines = Server::start(|_| Reply::stream("text/plain", &[b"{\"a\":1}\n{\"a", b"\":2}\n"], Duration::ZERO, true));
    let run =
        home.truss(["api", "lines", "--jq", ".a"]).env("BASETEN_API_KEY", "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF");
    run.env("BASETEN_REMOTE_URL", lines.url()).code(6).stdout("1\n2\n").any_stderr().run();
}
