//! Everything that is no question: editors, files, locks, requests, uploads, deployments, pipes.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Mutex, mpsc};
use std::thread;

use serde_json::json;

use super::{KEY, Kept, STOPS, Stop, end_by, ends, ends_at_a_terminal, pipe, start, two_remotes};
use crate::support::{Asked, Behaviour, Home, Reply, Server, Storage, Terminal, Truss, wait_until, wait_until_idle};

fn silent() -> Server {
    Server::start(|_| Reply::Silence)
}

fn terminal(run: Truss) -> Terminal {
    Terminal::start(&run.env("NO_COLOR", "1").command())
}

/// A remote on which a model can be pushed to `storage`; its deployment never becomes active.
fn building(storage: String) -> Server {
    let model = json!({"id": "m1", "name": "a", "team_name": "ml"});
    let deployment = json!({"id": "d1", "model_id": "m1", "status": "BUILDING", "is_development": false});
    remote(storage, Reply::json(200, json!({"model": model, "deployment": deployment})))
}

/// A remote that answers a push to `storage` with `commit`.
fn remote(storage: String, commit: Reply) -> Server {
    Server::start(move |request| match (request.method.as_str(), request.path.split('?').next().unwrap_or_default()) {
        ("GET", "/v1/models") => Reply::json(200, json!({"models": []})),
        ("GET", "/v1/teams") => Reply::json(200, json!({"teams": [{"id": "t1", "name": "ml", "default": true}]})),
        ("POST", "/v1/prepare_model_upload") => Reply::json(
            200,
            json!({
                "creds": {"aws_access_key_id": "A", "aws_secret_access_key": "S", "aws_session_token": "T"},
                "s3_bucket": "bucket", "s3_key": "k.tar", "s3_region": "us-east-1", "s3_endpoint_url": storage,
            }),
        ),
        ("POST", "/v1/teams/t1/models") => commit.clone(),
        (_, path) if path.ends_with("/logs") => Reply::json(200, json!({"logs": []})),
        _ => Reply::json(200, json!({"id": "d1", "model_id": "m1", "status": "BUILDING", "is_development": false})),
    })
}

fn truss(home: &Home, config: &str, weight: u64) {
    fs::create_dir(home.path().join("truss")).expect("a folder");
    fs::write(home.path().join("truss/config.yaml"), config).expect("a config");
    File::create(home.path().join("truss/w.bin")).and_then(|file| file.set_len(weight)).expect("a file");
}

#[test]
fn an_editor() {
    let started = || {
        let home = Home::new().with_trussrc("[baseten]\napi_key = abcd1234.x\n");
        let editor = home.path().join("editor");
        // What an editor leaves beside its file goes, too.
        let script = "echo $$ > pid; cp \"$1\" \"$1~\"; echo changed=1 >> \"$1\"; echo edi''ting; exec sleep 60\n";
        fs::write(&editor, script).expect("an editor");
        let mut terminal = terminal(home.truss(["configure"]).env("EDITOR", format!("sh {}", editor.display())));
        terminal.wait_for("editing\r\n");
        (terminal, home)
    };
    for Stop { send, code, .. } in STOPS {
        let (mut terminal, home) = started();
        send(&mut terminal);
        let (ended_with, shown) = terminal.finish();
        assert_eq!(ended_with, code, "{shown}");
        let mut names: Vec<_> =
            fs::read_dir(home.path()).expect("a home").map(|it| it.expect("it").file_name()).collect();
        names.sort();
        assert_eq!(names, [".trussrc", "editor", "pid"]);
        let pid = fs::read_to_string(home.path().join("pid")).expect("a number");
        assert!(!Path::new("/proc").join(pid.trim()).exists(), "the editor is over, too");
        assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), "[baseten]\napi_key = abcd1234.x\n");
    }
}

#[test]
fn an_editor_that_has_another_use_for_ctrl_c_goes_on() {
    for before in ["sh", "A=1 sh"] {
        let home = Home::new().with_trussrc("[baseten]\napi_key = abcd1234.x\n");
        let editor = home.path().join("editor");
        let script =
            "trap 'echo cau''ght' INT; echo edi''ting\nread -r line || read -r line\necho \"# $line\" >> \"$1\"\n";
        fs::write(&editor, script).expect("an editor");
        let mut terminal = terminal(home.truss(["configure"]).env("EDITOR", format!("{before} {}", editor.display())));
        terminal.wait_for("editing\r\n");
        terminal.interrupt();
        terminal.wait_for("caught\r\n");
        terminal.type_line("more");
        let (code, shown) = terminal.finish();
        assert_eq!(code, 0, "{shown}");
        let text = fs::read_to_string(home.trussrc()).expect("a trussrc");
        assert_eq!(text, "[baseten]\napi_key = abcd1234.x\n# more\n");
    }
}

#[test]
fn a_request() {
    ends(|| {
        let server = silent();
        let home = Home::new().with_trussrc(&server.trussrc(KEY));
        let child = start(&mut home.truss(["whoami"]).command());
        wait_until(|| !server.requests().is_empty());
        (child, vec![Box::new(server), Box::new(home)])
    });
}

#[test]
fn the_trial_of_a_key_that_was_typed() {
    ends_at_a_terminal(|| {
        let (server, home) = (silent(), Home::new());
        let mut terminal = terminal(home.truss(["login"]).env("BASETEN_REMOTE_URL", server.url()));
        terminal.wait_for("\u{1b}[A🤫 Quietly paste your API_KEY: ");
        terminal.type_unseen(KEY);
        wait_until(|| !server.requests().is_empty());
        (terminal, vec![Box::new(server), Box::new(home)])
    });
}

#[test]
fn the_lock_of_the_trussrc() {
    ends_at_a_terminal(|| {
        let home = Home::new();
        let lock = File::create(home.path().join(".trussrc.lock")).expect("a file");
        lock.lock().expect("nobody else has it");
        let mut terminal = terminal(home.truss(["login", "--no-verify"]));
        terminal.wait_for("\u{1b}[A🤫 Quietly paste your API_KEY: ");
        terminal.type_unseen(KEY);
        terminal.wait_for("\r\n");
        terminal.wait_until_idle();
        (terminal, vec![Box::new(lock), Box::new(home)])
    });
}

#[cfg(feature = "local")]
#[test]
fn files_that_are_pipes() {
    for (name, arguments) in [(".trussrc", &["whoami"][..]), ("other", &["whoami", "--trussrc", "other"])] {
        ends(|| {
            let home = Home::new();
            pipe(&home, name);
            let child = start(&mut home.truss(arguments).command());
            wait_until_idle(child.id());
            (child, vec![Box::new(home)])
        });
    }
}

#[test]
fn files_that_are_pipes_after_a_question() {
    // The trussrc is read again when the remote is known.
    ends_at_a_terminal(|| {
        let server = silent();
        let home = Home::new();
        pipe(&home, "other");
        let (path, text) = (home.path().join("other"), two_remotes(&server));
        let writer = thread::spawn(move || OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes()));
        let mut terminal = terminal(home.truss(["whoami", "--trussrc", "other"]));
        terminal.wait_for("Which remote? ");
        writer.join().expect("no panic").expect("it is written");
        terminal.type_line("1");
        terminal.wait_for("\r\n");
        terminal.wait_until_idle();
        (terminal, vec![Box::new(server), Box::new(home)])
    });
}

#[test]
fn a_pipe_among_the_files_of_a_truss_is_not_waited_for() {
    let (server, home) = (building(String::new()), Home::new());
    truss(&home, "model_name: a\n", 1);
    pipe(&home, "truss/pipe");
    let run = home.truss(["push", "truss", "--dry-run", "--offline"]).any_stdout();
    let told = run.env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url()).any_stderr().run().stderr;
    assert!(told.contains("`pipe`"), "{told}");
}

#[test]
fn an_upload() {
    ends(|| {
        let (sender, receiver) = mpsc::channel();
        let sender = Mutex::new(sender);
        let storage = Storage::start(move |asked, _| match asked {
            // Not even throwing it away is answered.
            Asked::Part(_) | Asked::Abort => {
                let _ = sender.lock().expect("no thread panicked").send(());
                Behaviour::Stall
            }
            _ => Behaviour::Accept,
        });
        let server = building(storage.url());
        let home = Home::new().with_trussrc(&server.trussrc(KEY));
        truss(&home, "model_name: a\n", 40 << 20);
        let child = start(&mut home.truss(["push", "truss"]).command());
        receiver.recv().expect("a part is on its way");
        (child, vec![Box::new(storage), Box::new(server), Box::new(home)])
    });
}

#[test]
fn the_request_that_makes_a_deployment() {
    ends(|| {
        let storage = Storage::start(|_, _| Behaviour::Accept);
        let server = remote(storage.url(), Reply::Silence);
        let home = Home::new().with_trussrc(&server.trussrc(KEY));
        truss(&home, "model_name: a\n", 1);
        let child = start(&mut home.truss(["push", "truss"]).command());
        wait_until(|| server.requests().iter().any(|request| request.path == "/v1/teams/t1/models"));
        (child, vec![Box::new(storage), Box::new(server), Box::new(home)])
    });
}

#[test]
fn a_deployment_and_its_log() {
    for follow in ["--wait", "--tail"] {
        ends_at_a_terminal(|| {
            let storage = Storage::start(|_, _| Behaviour::Accept);
            let server = building(storage.url());
            let home = Home::new().with_trussrc(&server.trussrc(KEY));
            truss(&home, "model_name: a\n", 1);
            let mut terminal = terminal(home.truss(["push", "truss", follow]));
            terminal.wait_for("was pushed as deployment");
            wait_until(|| server.requests().iter().filter(|request| request.path.contains("/d1")).count() > 1);
            (terminal, vec![Box::new(storage), Box::new(server), Box::new(home)])
        });
    }
}

#[test]
fn stdin_that_nobody_ends() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let home = Home::new();
        let mut command = home.truss(["login", "--api-key-stdin", "--no-verify"]).command();
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        stdin.write_all(b"abcd").expect("it is read");
        wait_until_idle(child.id());
        end_by(child, signal, code);
    }
}

#[test]
fn stdout_and_stderr_that_nobody_reads() {
    let keys: Vec<_> =
        (0..5000).map(|number| json!({"prefix": format!("k{number}"), "name": "n", "type": "PERSONAL"})).collect();
    let body = json!({ "keys": keys });
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let body = body.clone();
        let server = Server::start(move |_| Reply::json(200, &body));
        let home = Home::new().with_trussrc(&server.trussrc(KEY));
        let mut command = home.truss(["keys", "list", "-o", "json"]).command();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let _kept: Kept = vec![Box::new(child.stdout.take()), Box::new(child.stderr.take())];
        wait_until(|| !server.requests().is_empty());
        wait_until_idle(child.id());
        end_by(child, signal, code);
    }
}
