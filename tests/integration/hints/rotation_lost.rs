//! Rotations whose answers got lost, whose process was killed, or that others meddle with.

use std::process::Stdio;

use super::{command, fails, paste, paste_and_answer, shell};
use crate::support::baseten::{Baseten, Seed, Trouble, When};
use crate::support::{Fault, Home, Knows, Remote, Reply, personal_key};

/// A remote whose first answer to a request for a key gets lost.
fn losing() -> Remote {
    let remote = Remote::start(Knows::Documented, |request, count| {
        (request.method == "POST" && count == 0).then_some(Fault::After(Reply::Hangup))
    });
    remote.with(personal_key("ci12345", "ci", 72, None))
}

/// Ada's `ci`, whose rotation was killed at its request for the new key, which was acted on or not.
fn killed(is_acted_on: bool) -> (Baseten, Home, String) {
    let remote = Baseten::start();
    let (login, old) = {
        let mut state = remote.state();
        (state.add(Seed::personal("ada").name("login")), state.add(Seed::personal("ada").name("ci")))
    };
    let home = remote.home(&login);
    if is_acted_on {
        remote.state().fail_after(When::nth("POST", 0), Trouble::Kill);
    } else {
        remote.state().fail_before(When::nth("POST", 0), Trouble::Kill);
    }
    let mut rotate = home.truss(["keys", "rotate", "ci", "--to", "file:new.key"]).command();
    let mut child = rotate.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts");
    remote.victim(Some(child.id()));
    assert_eq!(child.wait().expect("it ends").code(), None);
    (remote, home, old.split('.').next().expect("a prefix").to_owned())
}

#[test]
pub(super) fn an_answer_that_got_lost() {
    let remote = losing();
    let home = remote.home();
    let told = fails(&home, &["keys", "rotate", "ci", "--to", "file:new.key"], 7);
    paste(shell(&home, &command(&told)), 0);
    assert_eq!(remote.prefixes(), ["ci12345", "new00002"]);
}

#[test]
pub(super) fn a_key_that_a_stopped_run_may_have_made() {
    let remote = losing();
    let home = remote.home();
    let rotate = ["keys", "rotate", "ci", "--to", "file:new.key"];
    fails(&home, &rotate, 7);
    let told = fails(&home, &rotate, 7);
    paste(shell(&home, &command(&told)), 0);
    assert_eq!(remote.prefixes(), ["ci12345", "new00002"]);
}

#[test]
pub(super) fn a_key_of_another_machine() {
    let (remote, home, old) = killed(false);
    let rival = remote.state().succeed(&old, "ci-rotated-1").expect("the name is free");
    let rival = rival.split('.').next().expect("a prefix");
    // Whoever has made it uses it.
    remote.state().touch(rival);
    let told = fails(&home, &["keys", "rotate", "ci", "--yes"], 7);
    paste_and_answer(&shell(&home, &command(&told)), "Permanently revoke 1 key", "y");
    assert!(remote.state().named("ci-rotated-1").is_empty());
}

#[test]
pub(super) fn an_old_key_that_is_gone() {
    let (remote, home, old) = killed(false);
    assert!(remote.state().revoke(&old));
    let told = fails(&home, &["keys", "rotate", "ci", "--to", "file:new.key"], 4);
    let listed = paste(shell(&home, &command(&told)), 0);
    assert!(listed.contains("login") && !listed.contains(&old), "{listed}");
}

#[test]
pub(super) fn an_old_key_that_is_used_after_the_delivery() {
    let (remote, home, old) = killed(false);
    // Counted anew: what comes after the list that follows the last delivery is the revocation's own.
    home.truss(["keys", "rotations", "abandon", "ci", "--yes", "-q"]).run();
    let used = old.clone();
    let sink = format!("file:{}", home.path().join("new.key").display());
    let before = remote.state().came();
    home.truss(["keys", "rotate", "ci", "--to", &sink, "-q"]).run();
    let requests = remote.state().came() - before;
    let new = remote.state().named("ci-rotated-1")[0].prefix().to_owned();
    remote.state().revoke(&new);
    std::fs::remove_file(home.path().join("new.key")).expect("it is there");
    remote.state().arm();
    remote.state().just_before(When::request(requests - 1), move |state| state.touch(&used));
    let told = fails(&home, &["keys", "rotate", "ci", "--to", &sink, "--revoke-now"], 7);
    paste_and_answer(&shell(&home, &command(&told)), "Permanently revoke ci of ada@acme.example on baseten? ", "y");
    assert!(remote.state().key(&old).is_none());
}

#[test]
pub(super) fn a_key_that_an_abandoned_rotation_may_have_made() {
    let (remote, home, _) = killed(true);
    let told = home.truss(["keys", "rotations", "abandon", "ci", "--yes"]).any_stderr().run().stderr;
    let warning = told.lines().find(|line| line.starts_with("warning: ")).expect("a warning");
    paste_and_answer(&shell(&home, &command(&format!("hint: {warning}"))), "Permanently revoke 1 key", "y");
    assert!(remote.state().named("ci-rotated-1").is_empty() && !remote.state().named("ci").is_empty());
}

#[test]
pub(super) fn a_rotation_that_cannot_be_abandoned() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("ci12345", "ci", 72, None));
    let home = remote.home();
    fails(&home, &["keys", "rotate", "ci", "--to", "command:test -e ready && cat > got"], 7);
    remote.home().truss(["keys", "revoke", "ci", "--yes", "-q"]).run();
    let told = fails(&home, &["keys", "rotations", "abandon", "ci", "--yes"], 8);
    std::fs::write(home.path().join("ready"), "").expect("a file");
    paste(shell(&home, &command(&told)), 0);
    home.truss(["keys", "rotations", "list", "--jq", ".stopped"]).stdout("[]\n").run();
    assert_eq!(remote.prefixes(), ["new00001"]);
}
