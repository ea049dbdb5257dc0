//! Renewing a browser login: once among many, after a refusal, beside another program, killed at any moment.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::browser_login::{logged_in, option};

use crate::support::{Embedded, Home, Reply, Server, exit_code, wait_until};

/// Writes a value into the trussrc, as another program would.
fn set(home: &Home, name: &str, value: &str) {
    let text = fs::read_to_string(home.trussrc()).expect("a trussrc");
    let lines = text.lines().map(|line| match line.split_once(" = ") {
        Some((known, _)) if known == name => format!("{name} = {value}\n"),
        _ => format!("{line}\n"),
    });
    fs::write(home.trussrc(), lines.collect::<String>()).expect("written");
}

/// A home whose access token has just ended.
fn expired(remote: &Embedded) -> Home {
    let home = logged_in(remote);
    set(&home, "oauth_expires_at", "1");
    home
}

#[test]
fn a_token_that_ends_is_renewed_before_it_is_sent() {
    let remote = Embedded::with_login();
    let home = expired(&remote);
    let old = option(&home, "oauth_access_token").expect("a token");
    home.truss(["whoami", "-q"]).any_stdout().run();
    let new = option(&home, "oauth_access_token").expect("a token");
    assert!(old != new && remote.accepts(&new) && !remote.accepts(&old));
    home.truss(["whoami", "-q"]).any_stdout().run();
    assert_eq!(remote.tokens(), 2, "the login's and the renewal's");
}

#[test]
fn a_token_that_is_refused_is_renewed_once_and_the_request_sent_again() {
    let remote = Embedded::with_login();
    let home = logged_in(&remote);
    set(&home, "oauth_access_token", "login_that-nobody-knows");
    home.truss(["keys", "create", "made-once", "-q"]).any_stdout().run();
    assert_eq!((remote.tokens(), remote.family("made-once").len()), (2, 1));
}

#[test]
fn of_fifty_processes_at_once_one_renews_and_all_go_on() {
    let remote = Embedded::with_login();
    let home = expired(&remote);
    let start = || home.truss(["whoami"]).command().stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let runs: Vec<_> = (0..50).map(|_| start().expect("it starts")).collect();
    for run in runs {
        let output = run.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(remote.tokens(), 2, "the login's and one renewal's");
    let text = fs::read_to_string(home.trussrc()).expect("a trussrc");
    assert_eq!((text.lines().count(), text.matches("oauth_").count()), (7, 3), "{text}");
}

#[test]
fn a_renewal_that_is_killed_at_any_moment_leaves_a_login_or_asks_for_one() {
    let remote = Embedded::with_login();
    let home = expired(&remote);
    let began = Instant::now();
    home.truss(["whoami", "-q"]).any_stdout().run();
    let length = began.elapsed();
    set(&home, "oauth_expires_at", "1");
    let (mut worked, mut asked, mut in_the_middle) = (0, 0, 0);
    for moment in 0..60 {
        let before = remote.tokens();
        let mut run =
            home.truss(["whoami"]).command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        thread::sleep(length * moment / 60);
        run.kill().expect("killed");
        let ended = run.wait().expect("it ends");
        in_the_middle += u32::from(exit_code(ended).is_none() && remote.tokens() > before);
        let next = home.truss(["whoami"]).command().stdout(Stdio::null()).output().expect("it ends");
        match exit_code(next.status) {
            Some(0) => {
                worked += 1;
                set(&home, "oauth_expires_at", "1");
            }
            Some(3) => {
                let told = String::from_utf8_lossy(&next.stderr).into_owned();
                assert!(told.contains("`truss login --browser --remote baseten`"), "{told}");
                asked += 1;
                home.truss(["login", "--browser", "-q"]).any_stderr().run();
                set(&home, "oauth_expires_at", "1");
            }
            other => panic!("{other:?}: {}", String::from_utf8_lossy(&next.stderr)),
        }
    }
    assert_eq!(worked + asked, 60);
    assert!(worked > 0, "no run worked");
    assert!(in_the_middle > 0, "none was killed after it had asked for tokens");
}

/// A server that knows one refresh token, `right`, and refuses all others; it counts what it is asked for.
fn server(right: &'static str) -> (Server, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let server = Server::start(move |request| match request.path.as_str() {
        "/v1/users/auth/device/token" => {
            counted.fetch_add(1, Ordering::Relaxed);
            if request.body.contains(&format!("refresh_token={right}&")) {
                return Reply::json(200, json!({"access_token": "new-access", "expires_in": 3600}));
            }
            Reply::json(400, json!({"error": "invalid_grant", "error_description": "it is spent"}))
        }
        _ if request.authorization.as_deref() == Some("Bearer new-access") => {
            Reply::json(200, json!({"user_id": "u", "email": "jane@example.com", "name": null, "workspace_name": null}))
        }
        _ => Reply::json(401, json!({"code": "UNAUTHENTICATED", "message": "who?"})),
    });
    (server, asked)
}

fn tokens(server: &Server, refresh: &str) -> String {
    format!(
        "[baseten]\nremote_provider = baseten\nremote_url = {}\nauth_type = oauth\noauth_access_token = old-access\n\
         oauth_refresh_token = {refresh}\noauth_expires_at = 1\n",
        server.url()
    )
}

#[test]
fn a_renewal_that_is_refused_asks_for_another_login_and_does_not_loop() {
    let (server, asked) = server("another");
    let home = Home::new().with_trussrc(&tokens(&server, "spent"));
    home.truss(["whoami"])
        .code(3)
        .stderr(
            "error: the browser login cannot be used\n  cause: the browser login of the remote `baseten` has ended\n  \
             cause: it is spent (invalid_grant)\n  hint: log in again with `truss login --browser --remote baseten`\n",
        )
        .run();
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), tokens(&server, "spent"));
}

#[test]
fn an_answer_without_a_refresh_token_keeps_the_old_one() {
    let (server, _) = server("kept");
    let home = Home::new().with_trussrc(&tokens(&server, "kept"));
    home.truss(["auth", "token"]).stdout("new-access\n").run();
    assert_eq!(option(&home, "oauth_refresh_token").as_deref(), Some("kept"));
}

#[test]
fn tokens_that_another_program_writes_after_it_spent_ours_are_used() {
    let (server, asked) = server("another");
    let home = Home::new().with_trussrc(&tokens(&server, "spent"));
    // Python's truss: no lock, the whole file anew, empty at first.
    let path = home.trussrc();
    let new = tokens(&server, "another")
        .replace("old-access", "new-access")
        .replace("expires_at = 1", "expires_at = 9999999999");
    let python = thread::spawn(move || {
        wait_until(|| asked.load(Ordering::Relaxed) > 0);
        fs::write(&path, "").expect("emptied");
        fs::write(&path, new).expect("written");
    });
    home.truss(["whoami", "-q"]).any_stdout().any_stderr().run();
    python.join().expect("written");
    assert_eq!(option(&home, "oauth_refresh_token").as_deref(), Some("another"));
}

#[test]
fn an_interrupt_in_the_middle_of_a_renewal_waits_for_the_new_tokens() {
    let server = Server::start(|request| {
        if request.path == "/v1/users/auth/device/token" {
            thread::sleep(Duration::from_millis(2500));
        }
        Reply::json(200, json!({"access_token": "new-access", "refresh_token": "new-refresh", "expires_in": 3600}))
    });
    let home = Home::new().with_trussrc(&tokens(&server, "old"));
    let mut run =
        home.truss(["whoami"]).command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    wait_until(|| !server.requests().is_empty());
    let sent = Command::new("kill").args(["-INT", &run.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    assert_eq!(exit_code(run.wait().expect("it ends")), Some(130));
    assert_eq!(option(&home, "oauth_refresh_token").as_deref(), Some("new-refresh"));
}

#[test]
fn a_server_that_fails_ends_no_login() {
    let replies = [
        Reply::json(503, json!({"error": "temporarily_unavailable"})),
        Reply::Answer(502, "text/html", "<html>".to_owned()),
        Reply::Hangup,
        Reply::Answer(200, "application/json", "{}".to_owned()),
        Reply::json(429, json!({"error": "slow down", "retry_after": 60})),
    ];
    for reply in replies {
        let reply = Mutex::new(reply);
        let server = Server::start(move |_| reply.lock().expect("no thread panicked").clone());
        let home = Home::new().with_trussrc(&tokens(&server, "mine"));
        let ran = home.truss(["whoami"]).code(6).any_stderr().run();
        assert!(ran.stderr.contains("cannot be renewed now"), "{}", ran.stderr);
        assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), tokens(&server, "mine"));
    }
}
