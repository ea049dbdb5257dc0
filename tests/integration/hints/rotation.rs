//! Rotations that stopped, and what is done about the old key.

use std::fs;
use std::process::Stdio;

use super::{command, commands, fails, paste, paste_and_answer, shell};
use crate::support::{Fault, Home, IN_USE, Knows, Remote, Reply, Terminal, personal_key, wait_until};

/// A sink that takes no key until there is a file `ready`.
const NOT_READY: &str = "command:test -e ready && cat > got";
const CONFIRM: &str = "Permanently revoke ci on baseten? ";

fn with_ci(remote: Remote) -> Remote {
    remote.with(personal_key("ci12345", "ci", 2000, Some(60)))
}

fn get_ready(home: &Home) {
    fs::write(home.path().join("ready"), "").expect("a file");
}

/// A home with a rotation of `ci` that stopped before its only sink, and what it said.
fn stopped() -> (Remote, Home, String) {
    let remote = with_ci(Remote::healthy(Knows::Documented));
    let home = remote.home();
    let told = fails(&home, &["keys", "rotate", "ci", "--to", NOT_READY], 7);
    (remote, home, told)
}

/// A home in which `ci` was rotated.
fn rotated() -> (Remote, Home) {
    let remote = with_ci(Remote::healthy(Knows::Documented));
    let home = remote.home();
    home.truss(["keys", "rotate", "ci", "--to", "file:new.key", "-q"]).run();
    (remote, home)
}

#[test]
pub(super) fn a_rotation_that_stopped() {
    let (remote, home, told) = stopped();
    get_ready(&home);
    paste(shell(&home, &command(&told)), 0);
    assert!(fs::read_to_string(home.path().join("got")).expect("a key").starts_with("new00001."));
    assert_eq!(remote.count("POST"), 1);
}

#[test]
pub(super) fn a_rotation_to_other_places() {
    for undo in [false, true] {
        let (remote, home, _) = stopped();
        let told = fails(&home, &["keys", "rotate", "ci", "--to", "file:other"], 7);
        let [go_on, abandon] = &commands(&told)[..] else { panic!("{told}") };
        if undo {
            paste_and_answer(&shell(&home, abandon), "Put back what was there before", "y");
            assert_eq!(remote.prefixes(), ["ci12345"]);
        } else {
            get_ready(&home);
            paste(shell(&home, go_on), 0);
            assert!(home.path().join("got").exists() && !home.path().join("other").exists());
        }
    }
}

#[test]
pub(super) fn a_rotation_that_is_not_over_before_the_old_key_goes() {
    let (remote, home, _) = stopped();
    let told = fails(&home, &["keys", "rotations", "finish", "ci", "--yes"], 8);
    get_ready(&home);
    paste(shell(&home, &command(&told)), 0);
    assert_eq!(remote.prefixes(), ["ci12345", "new00001"]);
}

#[test]
pub(super) fn rotations_that_were_interrupted() {
    let remote = with_ci(Remote::healthy(Knows::Documented));
    let home = remote.home();
    let sink = "command:cat > got; while ! test -e ready; do sleep 0.02; done";
    let rotate = home.truss(["keys", "rotate", "--mine", "--older-than", "1d", "--yes", "--to", sink]);
    // `--mine` asks the remote for the caller's keys: here that is all.
    let child = rotate.command().stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    wait_until(|| home.path().join("got").exists());
    let sent = std::process::Command::new("kill").arg("-TERM").arg(child.id().to_string()).status();
    assert!(sent.expect("kill is there").success());
    let output = child.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let listed = paste(shell(&home, &command(&told)), 0);
    assert!(listed.contains("ci12345") && listed.contains("stopped here"), "{listed}");
}

#[test]
pub(super) fn a_key_that_was_rotated_already() {
    let (remote, home) = rotated();
    let told = fails(&home, &["keys", "rotate", "ci", "--to", "file:second.key"], 7);
    let [finish, revoke] = &commands(&told)[..] else { panic!("{told}") };
    paste_and_answer(&shell(&home, finish), CONFIRM, "y");
    assert_eq!(remote.prefixes(), ["new00001"]);
    let (remote, home) = rotated();
    paste_and_answer(&shell(&home, revoke), "Permanently revoke 1 key", "y");
    assert_eq!(remote.prefixes(), ["ci12345"]);
    home.truss(["keys", "rotate", "ci", "--to", "file:second.key", "-q"]).run();
}

#[test]
pub(super) fn a_rotation_that_is_stopped_at_its_last_question() {
    let remote = with_ci(Remote::healthy(Knows::Documented));
    let home = remote.home();
    let mut terminal = Terminal::start(&shell(&home, "exec truss keys rotate ci --to file:new.key"));
    terminal.wait_for("Revoke ci (ci12345) now? [y/N] ");
    terminal.interrupt();
    let told = terminal.finish().1.replace("\r\n", "\n");
    paste_and_answer(&shell(&home, &command(&told)), CONFIRM, "y");
    assert_eq!(remote.prefixes(), ["new00001"]);
}

#[test]
pub(super) fn the_end_of_a_rotation() {
    let remote = with_ci(Remote::healthy(Knows::Documented));
    let home = Home::new().with_trussrc(&remote.server.trussrc(IN_USE).replace("[baseten]", "[my work]"));
    let rotate = ["keys", "rotate", "ci", "--to", "file:new.key", "--remote", "my work"];
    let told = home.truss(rotate).any_stderr().run().stderr;
    let finish = told.split_once("When everything uses the new key: ").expect("a command").1.trim_end();
    paste_and_answer(&shell(&home, finish), "Permanently revoke ci on my work? ", "y");
    assert_eq!(remote.prefixes(), ["new00001"]);
}

#[test]
pub(super) fn an_old_key_that_could_not_be_revoked() {
    let remote = with_ci(Remote::start(Knows::Documented, |request, count| {
        let refused = Fault::Instead(Reply::json(400, serde_json::json!({"message": "not now"})));
        (request.method == "DELETE" && count == 0).then_some(refused)
    }));
    let home = remote.home();
    let mut terminal = Terminal::start(&shell(&home, "truss keys rotate ci --to file:new.key"));
    terminal.wait_for("now? [y/N] ");
    terminal.type_line("y");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 7, "{shown}");
    paste_and_answer(&shell(&home, &command(&shown)), "Permanently revoke 1 key", "y");
    assert_eq!(remote.prefixes(), ["new00001"]);
}

#[test]
pub(super) fn an_old_key_that_is_still_used() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("old54321", "web", 90 * 24, Some(48)));
    let remote = remote.with(personal_key("new54321", "web-rotated-1", 30 * 24, Some(24)));
    let home = remote.home();
    let told = fails(&home, &["keys", "rotations", "finish", "web", "--yes"], 7);
    // Not yet, says the list; a person knows more.
    paste_and_answer(&shell(&home, &command(&told)), "Permanently revoke web on baseten? ", "y");
    assert_eq!(remote.prefixes(), ["new54321"]);
}

#[test]
pub(super) fn an_old_key_that_is_in_use_here() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("inuse123", "me", 90 * 24, Some(48)));
    let home = remote.with(personal_key("new54321", "me-rotated-1", 30 * 24, Some(24))).home();
    let told = fails(&home, &["keys", "rotations", "finish", "me", "--yes"], 8);
    assert!(paste(shell(&home, &command(&told)), 0).contains("inuse123 from [baseten] of the trussrc"));
}

#[test]
pub(super) fn a_key_of_the_environment_that_would_be_revoked_at_once() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("inuse123", "ci", 2000, None));
    let home = Home::new();
    let rotate = |more: &[&str]| {
        let run = home.truss(["keys", "rotate", "ci", "--to", "file:new.key"].iter().chain(more));
        run.env("BASETEN_API_KEY", IN_USE).env("BASETEN_REMOTE_URL", remote.server.url()).any_stderr()
    };
    let told = rotate(&["--revoke-now"]).code(8).run().stderr;
    rotate(&[]).run();
    let new = fs::read_to_string(home.path().join("new.key")).expect("a key");
    let mut finish = shell(&home, &command(&told));
    finish.env("BASETEN_API_KEY", new.trim()).env("BASETEN_REMOTE_URL", remote.server.url());
    paste_and_answer(&finish, "Permanently revoke ci on ", "y");
    assert_eq!(remote.prefixes(), ["new00001"]);
}

#[test]
pub(super) fn environments_that_are_not_known() {
    let mut key = personal_key("inf12345", "inf", 72, None);
    (key["type"], key["team_name"]) = (serde_json::json!("WORKSPACE_INVOKE"), serde_json::json!("ml"));
    let remote = Remote::healthy(Knows::Documented).with(key);
    let home = remote.home();
    let told = fails(&home, &["keys", "rotate", "inf", "--to", "command:cat > 'my key'"], 8);
    paste(shell(&home, &command(&told)), 0);
    assert!(home.path().join("my key").exists());
}

#[test]
pub(super) fn a_team_that_cannot_be_seen() {
    let mut key = personal_key("met12345", "met", 72, None);
    (key["type"], key["team_name"]) = (serde_json::json!("WORKSPACE_EXPORT_METRICS"), serde_json::json!("gone"));
    let home = Remote::healthy(Knows::Documented).with(key).home();
    let told = fails(&home, &["keys", "rotate", "met", "--to", "file:new.key"], 8);
    assert!(paste(shell(&home, &command(&told)), 0).contains("inuse123 from [baseten] of the trussrc"));
}

#[test]
pub(super) fn nothing_to_abandon_here() {
    let (remote, home) = rotated();
    let told = fails(&home, &["keys", "rotations", "abandon", "ci", "--yes"], 4);
    paste_and_answer(&shell(&home, &command(&told)), "Permanently revoke 1 key", "y");
    assert_eq!(remote.prefixes(), ["ci12345"]);
    let told = fails(&home, &["keys", "rotations", "abandon", "ci", "--yes"], 4);
    let listed = paste(shell(&home, &command(&told)), 0);
    assert!(listed.contains("ci12345") && !listed.contains("rotated"), "{listed}");
}

#[test]
pub(super) fn rotations_of_several_keys_that_are_done() {
    let remote = with_ci(Remote::healthy(Knows::Documented)).with(personal_key("web12345", "web", 2000, Some(60)));
    let home = remote.home();
    let rotate = ["keys", "rotate", "ci", "web", "--to", "command:cat > $TRUSS_KEY_FAMILY.key"];
    home.truss(rotate).any_stderr().run();
    let told = fails(&home, &rotate, 7);
    // Nobody has used the new keys yet: it asks whether the old ones go all the same.
    let mut terminal = Terminal::start(&shell(&home, &command(&told)));
    terminal.wait_for("[y/N] ");
    terminal.type_line("y");
    let (code, shown) = terminal.finish();
    assert_eq!((code, remote.prefixes()), (0, vec!["new00001".to_owned(), "new00002".to_owned()]), "{shown}");
}
