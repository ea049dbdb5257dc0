//! `truss local serve`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::{Value, json};

use crate::support::schema::check;
use crate::support::{Home, send};

/// A server that was asked for JSON, and the line that it wrote.
struct Serving {
    child: Child,
    line: Value,
}

impl Serving {
    fn start(home: &Home, arguments: &[&str]) -> Self {
        Self::with(home, arguments, "")
    }

    /// With a value of `TRUSS_LOCAL_STRICT`.
    fn with(home: &Home, arguments: &[&str], strict: &str) -> Self {
        let arguments = ["local", "serve", "-o", "json"].iter().chain(arguments);
        let mut child = home
            .truss(arguments)
            .env("TRUSS_LOCAL_STRICT", strict)
            .command()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("stdout is piped")).read_line(&mut line).expect("a line");
        let line = serde_json::from_str(&line).expect("one line of JSON");
        check("local-serve", &line);
        Self { line, child }
    }

    fn text(&self, field: &str) -> String {
        self.line[field].as_str().expect("text").to_owned()
    }

    /// Sends the signal and returns how the process ended and what it wrote to stderr.
    fn stop(mut self, signal: &str) -> (ExitStatus, String) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
        let mut stderr = String::new();
        self.child.stderr.take().expect("stderr is piped").read_to_string(&mut stderr).expect("text");
        (self.child.wait().expect("it ends"), stderr)
    }
}

#[test]
fn other_clients_can_use_it_until_it_is_told_to_stop() {
    for signal in ["-INT", "-TERM"] {
        let home = Home::new();
        let serving = Serving::start(&home, &[]);
        assert_eq!(serving.line["pid"], json!(serving.child.id()));
        assert_eq!(serving.line["team"], json!("default"));
        // Another home: this client knows no more than the line.
        let other = Home::new();
        let created = other
            .truss(["keys", "create", "ci", "-q"])
            .env("BASETEN_TRUSS_AUTH_API_KEY", serving.text("api_key"))
            .env("BASETEN_TRUSS_AUTH_REMOTE_URL", serving.text("url"))
            .any_stdout()
            .run();
        assert_eq!(created.stdout.trim().len(), "prefix01.".len() + 32);
        let (status, stderr) = serving.stop(signal);
        assert_eq!((status.code(), stderr.as_str()), (Some(0), ""), "{signal}");
        // What it was told is in the state that the remote `local` uses too.
        home.truss(["keys", "list", "--remote", "local", "--jq", ".keys[].name"]).stdout("truss-cli\nci\n").run();
    }
}

#[test]
fn a_person_reads_url_key_and_team() {
    let home = Home::new();
    let mut child = home
        .truss(["local", "serve"])
        .command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let lines: Vec<String> = BufReader::new(child.stdout.as_mut().expect("stdout is piped"))
        .lines()
        .take(3)
        .map(|line| line.expect("a line"))
        .collect();
    assert!(lines[0].starts_with("url      http://127.0.0.1:"), "{lines:?}");
    assert!(lines[1].starts_with("api_key  "), "{lines:?}");
    assert_eq!(lines[2], "team     default");
    let serving = Serving { child, line: Value::Null };
    let (_, stderr) = serving.stop("-INT");
    assert_eq!(stderr, "serving the embedded API; stop it with Ctrl-C\nstopped\n");
}

#[test]
fn verbose_tells_each_request_and_no_secret() {
    let home = Home::new();
    let serving = Serving::start(&home, &["-v"]);
    let api_key = serving.text("api_key");
    home.truss(["keys", "list", "--jq", ".keys | length"])
        .env("BASETEN_TRUSS_AUTH_API_KEY", &api_key)
        .env("BASETEN_TRUSS_AUTH_REMOTE_URL", serving.text("url"))
        .stdout("1\n")
        .run();
    let encoded = api_key.replace('.', "%252E");
    let url = serving.text("url");
    let answer = send(&url, "GET", &format!("/v1/api_keys/{encoded}?{api_key}"), None, "").expect("an answer");
    assert_eq!(answer.0, 405);
    let (_, stderr) = serving.stop("-INT");
    let secret = api_key.split_once('.').expect("a dot").1;
    assert!(stderr.contains("GET /v1/api_keys/") && !stderr.contains(secret), "{stderr}");
    let line = stderr.lines().next().expect("a line");
    assert!(line.starts_with("GET /v1/api_keys 200 ") && line.ends_with(" ms"), "{stderr}");
    assert!(!stderr.contains(&api_key), "{stderr}");
}

#[test]
fn what_baseten_does_not_have_can_be_left_out_by_option_and_by_variable() {
    for (arguments, value) in [(&["--strict"][..], ""), (&[], "1")] {
        let home = Home::new();
        let serving = Serving::with(&home, arguments, value);
        let (api_key, url) = (serving.text("api_key"), serving.text("url"));
        home.truss(["keys", "list", "--jq", ".keys[0] | has(\"environment_names\")"])
            .env("BASETEN_TRUSS_AUTH_API_KEY", &api_key)
            .env("BASETEN_TRUSS_AUTH_REMOTE_URL", &url)
            .stdout("false\n")
            .run();
        serving.stop("-INT");
    }
    let home = Home::new();
    let list = ["keys", "list", "--remote", "local", "--jq", ".keys[0] | has(\"environment_names\")"];
    home.truss(list).stdout("true\n").run();
    home.truss(list).env("TRUSS_LOCAL_STRICT", "1").stdout("false\n").run();
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let home = Home::new();
    let serving = Serving::start(&home, &[]);
    let url = serving.text("url");
    let port = url.rsplit(':').next().expect("a port");
    let cause = std::net::TcpListener::bind(format!("127.0.0.1:{port}")).expect_err("the port is taken");
    home.truss(["local", "serve", "--port", port])
        .code(1)
        .stderr(format!(
            "error: the embedded API cannot listen on port {port}\n  \
             cause: {cause}\n  \
             hint: choose another port with --port, or leave it out for a free one\n"
        ))
        .run();
    serving.stop("-INT");
}

#[test]
fn a_state_that_cannot_be_made_is_an_error_that_names_its_folder() {
    let home = Home::new();
    std::fs::write(home.path().join("file"), "").expect("a file");
    let folder = home.path().join("file").join("state");
    home.truss(["local", "serve"])
        .env("TRUSS_LOCAL_DIR", &folder)
        .code(1)
        .stderr(format!(
            "error: the folder `{}` cannot be used for the embedded API's state\n  \
             cause: Not a directory (os error 20)\n  \
             hint: set TRUSS_LOCAL_DIR to a folder that you can write to\n",
            folder.display()
        ))
        .run();
}
