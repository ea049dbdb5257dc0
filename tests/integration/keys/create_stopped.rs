//! `truss keys create` and a signal: a key that was just made does not stay.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::{Fault, Home, Knows, Remote, Reply, exit_code, wait_until_idle};

/// Starts a run, sends it `signal` once a key was asked for, and answers its exit code and what it told.
#[track_caller]
fn stopped(remote: &Remote, more: &[&str], signal: &str) -> (Option<i32>, String) {
    let home = remote.home();
    let child = start(remote, &home, more);
    remote.wait_for("POST", 1);
    send(&child, signal);
    end(remote, child)
}

fn start(remote: &Remote, home: &Home, more: &[&str]) -> Child {
    let mut command = home.truss(["keys", "create", "ci"].iter().chain(more)).command();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the binary starts");
    remote.wait_for("GET", 1);
    child
}

fn send(child: &Child, signal: &str) {
    let sent = Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()).status();
    assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
}

fn end(remote: &Remote, child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    (exit_code(output.status), remote.told(&String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_key_whose_answer_is_on_its_way_is_awaited_and_revoked() {
    let remote = Remote::start(Knows::Everything, |request, _| {
        (request.method == "POST").then_some(Fault::Slow(Duration::from_millis(400)))
    });
    let (code, told) = stopped(&remote, &[], "INT");
    insta::assert_snapshot!(told, @"error: interrupted");
    assert_eq!(code, Some(130));
    assert_eq!((remote.count("POST"), remote.keys().len()), (1, 0));
}

#[test]
fn a_key_whose_answer_never_comes_is_told_and_none_is_made_again() {
    let remote = Remote::start(Knows::Everything, |request, _| {
        (request.method == "POST").then_some(Fault::After(Reply::Silence))
    });
    let (code, told) = stopped(&remote, &["--request-timeout", "500ms"], "TERM");
    insta::assert_snapshot!(told, @r"
    error: terminated, and the response was lost, and a key of that name exists now: `new00001`, ours or somebody else's
      hint: its secret is lost; unless somebody else made it just now, revoke it: `truss keys revoke new00001`
    ");
    // Somebody else may have made it at the same moment: it stays.
    assert_eq!((code, remote.count("POST"), remote.prefixes()), (Some(143), 1, vec!["new00001".to_owned()]));
}

#[test]
fn what_cannot_be_revoked_is_named() {
    let remote = Remote::start(Knows::Everything, |request, _| match request.method.as_str() {
        "POST" => Some(Fault::Slow(Duration::from_millis(400))),
        "DELETE" => Some(Fault::Instead(Reply::json(403, "{\"message\":\"may not revoke\"}"))),
        _ => None,
    });
    let (code, told) = stopped(&remote, &[], "INT");
    insta::assert_snapshot!(told, @r"
    error: interrupted, and the new key `new00001` must not be used, and it could not be revoked
      hint: revoke it: `truss keys revoke new00001`
    ");
    assert_eq!(code, Some(130));
}

#[test]
fn a_second_signal_ends_it_at_once_and_says_what_may_be_left() {
    let remote = Remote::start(Knows::Everything, |request, _| {
        (request.method == "POST").then_some(Fault::After(Reply::Silence))
    });
    let home = remote.home();
    let child = start(&remote, &home, &[]);
    remote.wait_for("POST", 1);
    send(&child, "INT");
    // Two of the same that come together are one.
    wait_until_idle(child.id());
    send(&child, "INT");
    let (code, told) = end(&remote, child);
    insta::assert_snapshot!(told, @r"
    error: interrupted, and a new key `ci` may exist that nobody has
      hint: check with `truss keys list`; unless somebody else made it, revoke it
    ");
    assert_eq!(code, Some(130));
}

#[test]
fn before_anything_is_asked_for_there_is_nothing_to_wait_for() {
    let remote = Remote::start(Knows::Everything, |request, _| {
        (request.method == "GET").then_some(Fault::Instead(Reply::Silence))
    });
    let home = remote.home();
    let child = start(&remote, &home, &[]);
    send(&child, "INT");
    let (code, told) = end(&remote, child);
    assert_eq!((code, told.as_str()), (Some(130), "error: interrupted\n"));
    assert_eq!(remote.count("POST"), 0);
}
