//! `truss keys rotations list | finish | abandon`: what they say, answer and end with.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Home, Knows, Remote, personal_key};

/// A personal key made and last used so many days ago.
fn key(prefix: &str, name: &str, made: i64, used: Option<i64>) -> Value {
    personal_key(prefix, name, made * 24, used.map(|days| days * 24))
}

/// A family of which the old key can go: it was not used for long, and the new one was.
fn with_due(remote: Remote) -> Remote {
    remote.with(key("old12345", "ci", 90, Some(20))).with(key("new12345", "ci-rotated-1", 30, Some(1)))
}

#[track_caller]
fn rotations(home: &Home, arguments: &[&str], code: i32) -> (String, String) {
    let ran = home.truss(["keys", "rotations"].iter().chain(arguments)).code(code).any_stdout().any_stderr().run();
    assert!(code == 0 || ran.stdout.is_empty(), "{}", ran.stdout);
    (ran.stdout, ran.stderr)
}

/// A rotation of a key named `app` that stopped at its second place; the first has the new key.
fn stopped() -> (Remote, Home) {
    let remote = Remote::healthy(Knows::Documented).with(key("app12345", "app", 90, None));
    let home = remote.home();
    fs::write(home.path().join("app.key"), "app12345.OLD").expect("a file is written");
    let rotate = ["keys", "rotate", "app", "--to", "file:app.key", "--to", "command:test -e ready && cat > got"];
    home.truss(rotate).code(7).any_stderr().run();
    (remote, home)
}

fn app_key(home: &Home) -> String {
    fs::read_to_string(home.path().join("app.key")).expect("a file")
}

#[test]
fn nothing_under_way_is_an_empty_answer() {
    let home = Remote::healthy(Knows::Documented).with(key("abcd1234", "ci", 1, None)).home();
    assert_eq!(rotations(&home, &["list"], 0), (String::new(), String::new()));
    assert_eq!(rotations(&home, &["list", "-o", "json"], 0).0, "{\"overlaps\":[],\"stopped\":[]}\n");
    assert_eq!(rotations(&home, &["finish", "--yes"], 0).1, "nothing to revoke\n");
    let (answer, told) = rotations(&home, &["finish", "--yes", "-o", "json"], 0);
    assert_eq!((answer.as_str(), told.as_str()), ("{\"revoked\":[],\"kept\":[]}\n", ""));
    insta::assert_snapshot!(rotations(&home, &["finish", "ci", "--yes"], 0).1, @"`ci` has no old key: nothing to revoke");
}

#[test]
fn overlaps_of_all_machines_and_rotations_stopped_here_are_listed() {
    let (remote, home) = stopped();
    let old = json!({"prefix": "old12345", "name": "ci", "type": "PERSONAL", "created_at": "2026-01-01T00:00:00Z",
        "last_used_at": "2026-02-01T00:00:00Z"});
    let new = json!({"prefix": "new12345", "name": "ci-rotated-1", "type": "PERSONAL",
        "created_at": "2026-01-15T00:00:00Z", "last_used_at": null});
    let remote = remote.with(old.clone()).with(new.clone());
    insta::assert_snapshot!(rotations(&home, &["list"], 0).0, @r"
    OLD       NAME  OLD LAST USED         NEW       NEW NAME       NEW LAST USED  STATE
    old12345  ci    2026-02-01T00:00:00Z  new12345  ci-rotated-1   none known     both valid
    app12345  app   none known            new00001  app-rotated-1  -              stopped here: verified
    ");
    let answer: Value = serde_json::from_str(&rotations(&home, &["list", "-o", "json"], 0).0).expect("JSON");
    let keys = remote.keys();
    assert_eq!(answer["overlaps"], json!([{"old": keys[0], "new": keys[1]}, {"old": old, "new": new}]));
    let sink = |sink: &str, delivered: bool| json!({"sink": sink, "delivered": delivered});
    let file = format!("file:{}", home.path().join("app.key").display());
    let record = json!({"old": keys[0], "new_prefix": "new00001", "new_name": "app-rotated-1",
        "state": "verified", "sinks": [sink(&file, true), sink("command:test -e ready && cat > got", false)]});
    assert_eq!(answer["stopped"], json!([record]));
}

#[test]
fn a_rotation_that_is_abandoned_puts_back_what_was_there_and_revokes_the_new_key() {
    let (remote, home) = stopped();
    assert!(app_key(&home).starts_with("new00001."));
    insta::assert_snapshot!(rotations(&home, &["abandon", "app"], 8).1, @r"
    error: undoing a rotation needs a confirmation, and nobody can be asked
      hint: give `--yes` to confirm
    ");
    let (answer, _) = rotations(&home, &["abandon", "app-rotated-1", "app", "--yes", "-o", "json"], 0);
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    let rotations_of = answer["rotations"].as_array().expect("a list");
    let [only] = rotations_of.as_slice() else { panic!("not one: {answer}") };
    assert_eq!((&only["state"], &only["new_prefix"]), (&json!("abandoned"), &json!("new00001")));
    assert_eq!((app_key(&home).as_str(), remote.prefixes()), ("app12345.OLD", vec!["app12345".to_owned()]));
    insta::assert_snapshot!(rotations(&home, &["abandon", "app", "--yes"], 4).1, @r"
    error: no rotation of `app` was stopped on this machine
      hint: `truss keys list` shows whether `app` has a successor
    ");
}

#[test]
fn a_person_reads_what_was_undone() {
    let (_remote, home) = stopped();
    let told = rotations(&home, &["abandon", "app", "--yes"], 0).1;
    insta::assert_snapshot!(told.replace(&home.path().display().to_string(), "~"), @r"
    restored file:~/app.key
    revoked the new key `new00001`
    the rotation of `app12345` is undone
    ");
}

#[test]
fn a_rotation_whose_old_key_is_gone_is_not_abandoned_but_ended() {
    let (remote, home) = stopped();
    home.truss(["keys", "revoke", "app12345", "--yes", "--force", "-q"]).run();
    let told = rotations(&home, &["abandon", "app12345", "--yes"], 8).1;
    insta::assert_snapshot!(told, @r"
    error: the old key `app` is gone: without the new one nothing would work
      hint: `truss keys rotate app12345` ends the rotation; add `--to` to deliver the new key to other destinations instead
    ");
    assert_eq!(remote.prefixes(), ["new00001"]);
    fs::write(home.path().join("ready"), "").expect("a file is written");
    home.paste(&told).any_stderr().run();
    assert_eq!(fs::read_to_string(home.path().join("got")).expect("delivered"), app_key(&home));
    assert_eq!(rotations(&home, &["list"], 0).0, "");
}

#[test]
fn a_rotation_of_another_machine_is_not_abandoned_here() {
    let remote = with_due(Remote::healthy(Knows::Documented));
    let home = remote.home();
    let told = rotations(&home, &["abandon", "ci", "--yes"], 4).1;
    insta::assert_snapshot!(told, @r"
    error: no rotation of `ci` was stopped on this machine
      hint: to undo one of another machine: `truss keys revoke ci-rotated-1`
    ");
    home.paste(&told.replace("keys revoke", "keys revoke --yes")).any_stderr().run();
    assert_eq!(remote.prefixes(), ["old12345"]);
}

#[test]
fn the_old_key_of_a_rotation_that_stopped_here_stays() {
    let (remote, home) = stopped();
    insta::assert_snapshot!(rotations(&home, &["finish", "app", "--yes"], 8).1, @r"
    error: the personal key `app12345` (app) is kept, because its new key is not delivered everywhere yet
      hint: `truss keys rotate app12345` continues it
    ");
    let revoke = home.truss(["keys", "revoke", "app", "--yes"]).code(8).any_stderr().run().stderr;
    insta::assert_snapshot!(revoke, @r"
    error: `app12345` is being rotated, and its new key is not delivered everywhere yet
      hint: `truss keys rotate app12345` continues it, `truss keys rotations abandon app12345` undoes it
    ");
    assert_eq!(remote.count("DELETE"), 0);
    home.truss(["keys", "revoke", "app", "--yes", "--force", "-q"]).run();
    assert_eq!(remote.prefixes(), ["new00001"]);
}
