//! Several rotations: at once, of one key and of many, and one after the other.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::support::{Embedded, Fault, Home, Knows, Remote, Reply};

use super::case::{Case, Kind, prefix, trussrc};

#[test]
fn of_two_rotations_of_one_key_one_works_and_the_other_says_so() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Command, "app".to_owned());
    let (began, go) = (case.home.path().join("began"), case.home.path().join("go"));
    let line = format!(
        "command:cat > '{}'; touch '{}'; while ! test -e '{}'; do sleep 0.02; done",
        case.sink().display(),
        began.display(),
        go.display()
    );
    let mut command = case.home.truss(["keys", "rotate", "app", "--to", &line]).command();
    let first = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    while !began.exists() {
        thread::sleep(Duration::from_millis(5));
    }
    let expected = format!(
        "error: another process is rotating the key `{}` right now\n  \
         hint: let it end; `truss keys rotate --pending` shows how far it is\n",
        case.old_prefix()
    );
    case.home.truss(["keys", "rotate", "app"]).code(7).stderr(expected).run();
    fs::write(&go, "").expect("written");
    let output = first.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    case.assert_it_is_over("one of two");
}

#[test]
fn fifty_different_ones_at_once_all_succeed_even_in_one_file_and_with_one_name() {
    let remote = Embedded::start();
    let home = Home::new().with_trussrc(&trussrc(remote.url(), remote.key()));
    let old: Vec<String> = (0..50).map(|_| remote.create("app", "WORKSPACE_INVOKE")).collect();
    let children: Vec<_> = old
        .iter()
        .enumerate()
        .map(|(number, key)| {
            let to = format!("env-file:.env:KEY_{number}");
            let mut command = home.truss(["keys", "rotate", prefix(key), "--to", &to, "-q"]).command();
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts")
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let text = fs::read_to_string(home.path().join(".env")).expect("the file");
    let new: Vec<&str> = text.lines().map(|line| line.split_once('=').expect("an assignment").1).collect();
    assert_eq!(new.len(), 50);
    assert!(new.iter().all(|key| remote.accepts(key)));
    assert_eq!(remote.named("app").len(), 50, "no orphan is left");
    assert!(!old.iter().any(|key| remote.accepts(key)));
}

#[test]
fn old_keys_are_rotated_one_after_the_other_and_one_that_fails_keeps_none() {
    let remote = Embedded::start();
    let home = Home::new().with_trussrc(&trussrc(remote.url(), remote.key()));
    let old: Vec<String> = ["one", "two", "three"].iter().map(|name| remote.create(name, "WORKSPACE_INVOKE")).collect();
    // The second has no place to go at first.
    let line = "command:test $TRUSS_KEY_NAME != two -o -e ready && cat > $TRUSS_KEY_NAME.key";
    let arguments = ["keys", "rotate", "--older-than", "0s", "--type", "inference-only", "--to", line];
    let ran = home.truss(arguments).code(8).any_stderr().run();
    assert!(ran.stderr.contains("needs a confirmation, and there is no terminal"), "{}", ran.stderr);
    let confirmed = || home.truss(arguments.iter().chain(&["--yes"])).any_stderr();
    let ran = confirmed().code(7).run();
    assert!(ran.stderr.contains("error: 1 of 3 rotations are not finished:\n"), "{}", ran.stderr);
    let is_revoked: Vec<bool> = old.iter().map(|key| !remote.accepts(key)).collect();
    assert_eq!(is_revoked, [true, false, true]);
    fs::write(home.path().join("ready"), "").expect("written");
    let in_overlap = home.truss(["keys", "rotate", "two"]).any_stderr().run();
    assert!(in_overlap.stderr.contains("rotated: "), "{}", in_overlap.stderr);
    for name in ["one", "two", "three"] {
        let key = fs::read_to_string(home.path().join(format!("{name}.key"))).expect("delivered");
        assert!(remote.accepts(&key), "{name}");
        assert_eq!(remote.named(name).len(), 1, "{name}");
    }
}

#[test]
fn several_of_which_none_is_under_way_are_not_called_resumable() {
    let key = |name: &str| {
        json!({"prefix": format!("{name}12345"), "name": name, "type": "WORKSPACE_INVOKE", "team_name": "ml",
            "model_ids": null, "environment_names": null})
    };
    let remote = Remote::start(Knows::Everything, |request, count| match (request.method.as_str(), count) {
        ("POST", 0..2) => Some(Fault::Instead(Reply::json(403, json!({"message": "may not make keys"})))),
        ("POST", _) => Some(Fault::Instead(Reply::Hangup)),
        _ => None,
    });
    let remote = remote.with(key("one")).with(key("two"));
    let home = remote.home();
    let rotate = || home.truss(["keys", "rotate", "one", "two", "--to", "command:cat >> keys"]).any_stderr();
    insta::assert_snapshot!(remote.told(&rotate().code(3).run().stderr), @r"
    error: none of 2 keys was rotated:
      one12345: the API key may not do this: the server says: may not make keys (403)
      two12345: the API key may not do this: the server says: may not make keys (403)
    ");
    home.truss(["keys", "rotate", "--pending", "-ojson"]).stdout("{\"rotations\":[]}\n").run();
    let ran = rotate().code(7).run();
    assert!(ran.stderr.contains("2 of 2 rotations are not finished"), "{}", ran.stderr);
}
