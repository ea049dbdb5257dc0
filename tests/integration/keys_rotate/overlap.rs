//! The old key goes when nobody uses it any more, or when somebody says so.

use std::fs;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Between, Embedded, Request};

use super::case::{Case, Kind};

/// A rotation of which the old key stays for this long.
fn overlapping<'e>(remote: &'e Embedded, url: &str, overlap: &[&str]) -> Case<'e> {
    let case = Case::new(remote, url, Kind::File, "app".to_owned());
    let arguments = case.arguments();
    case.home.truss(arguments.iter().map(String::as_str).chain(overlap.iter().copied())).any_stderr().run();
    assert!(remote.accepts(&case.credential()));
    case
}

#[test]
fn an_old_key_that_is_still_used_stays_until_forced() {
    let remote = Embedded::start();
    let case = overlapping(&remote, remote.url(), &["--keep-old"]);
    let last_used = || {
        let old = remote.named("app").into_iter().find(|key| key["prefix"] == case.old_prefix()).expect("the old key");
        old["last_used_at"].clone()
    };
    // Somebody still has it. A remote may tell of a use a moment after it.
    let before = last_used();
    assert!(remote.accepts(&case.old));
    let told = (0..500).any(|_| {
        thread::sleep(Duration::from_millis(10));
        last_used() != before
    });
    assert!(told, "the use is never told");
    let ran = case.home.truss(["keys", "rotate", "--finish", "app"]).code(7).any_stderr().run();
    let told = format!("`{}` is still used, last at {}", case.old_prefix(), last_used().as_str().expect("a time"));
    assert!(ran.stderr.contains(&told), "{told} in {}", ran.stderr);
    assert!(remote.accepts(&case.old));
    case.home.truss(["keys", "rotate", "--finish", "app", "--force"]).any_stderr().run();
    case.assert_it_is_over("forced");
}

#[test]
fn a_kept_key_goes_when_it_is_named_and_never_by_itself() {
    let remote = Embedded::start();
    let case = overlapping(&remote, remote.url(), &["--keep-old"]);
    for nobody_named_it in [&["--finish"][..], &["--finish", "--all"]] {
        case.home.truss(["keys", "rotate"].iter().chain(nobody_named_it)).stderr("nothing to do\n").run();
    }
    case.home.truss(["keys", "rotate", "--finish", "app", "-q"]).run();
    case.assert_it_is_over("finished");
}

#[test]
fn an_overlap_ends_when_it_is_due() {
    let remote = Embedded::start();
    let due = overlapping(&remote, remote.url(), &["--revoke-after", "7d"]);
    due.home
        .truss(["keys", "rotate", "--finish", "--all", "-qojson"])
        .stdout(
            "{\"rotations\":[]}
",
        )
        .run();
    let ran = due.home.truss(["keys", "rotate", "--finish", "app"]).any_stderr().run();
    assert!(ran.stderr.contains("is due to be revoked in 6 days"), "{}", ran.stderr);
    assert!(remote.accepts(&due.credential()));
    // Seven days later, as far as the rotation knows.
    let state = due.home.path().join(".local/state/truss/rotations").join(format!("baseten-{}.json", due.old_prefix()));
    let mut record: Value = serde_json::from_slice(&fs::read(&state).expect("the state")).expect("JSON");
    record["due"] = "2026-01-01T00:00:00Z".into();
    fs::write(&state, record.to_string()).expect("written");
    let done = due.home.truss(["keys", "rotate", "--finish", "-qojson"]).any_stdout().run().json();
    assert_eq!(done["rotations"][0]["step"], "done");
    due.assert_it_is_over("finished");
}

#[test]
fn cron_also_goes_on_with_what_was_stopped_but_prints_no_key() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Command, "app".to_owned());
    let path = case.sink().display().to_string();
    let line = format!("command:mkdir '{path}.mark' 2>/dev/null && exit 3; cat > '{path}'");
    case.home.truss(["keys", "rotate", "app", "--to", &line]).code(7).any_stderr().run();
    let printing = Case::new(&remote, remote.url(), Kind::Stdout, "printing".to_owned());
    printing
        .home
        .truss(["keys", "rotate", "printing", "--to", "command:exit 3", "--to", "stdout"])
        .code(7)
        .any_stderr()
        .run();
    printing.home.truss(["keys", "rotate", "--finish", "--all"]).stderr("nothing to do\n").run();
    case.home.truss(["keys", "rotate", "--finish"]).stderr("nothing to do\n").run();
    case.home.truss(["keys", "rotate", "--finish", "--all", "-q"]).run();
    case.assert_it_is_over("finished by cron");
}

fn tell_no_use(request: &Request, answer: &mut Value) {
    if request.method == "GET" && request.path == "/v1/api_keys" {
        for key in answer["keys"].as_array_mut().expect("a list") {
            key.as_object_mut().expect("a key").remove("last_used_at");
        }
    }
}

#[test]
fn where_the_last_use_is_not_told_the_overlap_alone_decides_and_says_so() {
    let remote = Embedded::start();
    let between = Between::changing(remote.url(), tell_no_use);
    let case = overlapping(&remote, &between.url(), &["--keep-old"]);
    assert!(remote.accepts(&case.old));
    let ran = case.home.truss(["keys", "rotate", "--finish", "app"]).any_stderr().run();
    assert!(
        ran.stderr.contains("this remote does not tell when a key was last used: the overlap alone decides"),
        "{}",
        ran.stderr
    );
    case.assert_it_is_over("finished");
}

#[test]
fn the_old_key_stays_when_the_new_one_is_gone() {
    let remote = Embedded::start();
    let case = overlapping(&remote, remote.url(), &["--keep-old"]);
    let new = case.credential();
    remote.ask("DELETE", &format!("/v1/api_keys/{}", super::case::prefix(&new)), &Value::Null);
    let ran = case.home.truss(["keys", "rotate", "--finish", "app"]).code(7).any_stderr().run();
    assert!(ran.stderr.contains("is not there any more, so the old one stays"), "{}", ran.stderr);
    assert!(remote.accepts(&case.old));
    case.home.truss(["keys", "rotate", "--abandon", "app"]).any_stderr().run();
    assert!(remote.accepts(&case.old));
}

#[test]
fn a_rotation_is_not_given_up_when_the_new_key_is_all_that_is_left() {
    let remote = Embedded::start();
    let case = overlapping(&remote, remote.url(), &["--keep-old"]);
    let revoke = |prefix: &str| remote.ask("DELETE", &format!("/v1/api_keys/{prefix}"), &Value::Null);
    revoke(case.old_prefix());
    let ran = case.home.truss(["keys", "rotate", "--abandon", "app"]).code(8).any_stderr().run();
    assert!(ran.stderr.contains("without the new one nothing would work"), "{}", ran.stderr);
    case.assert_it_works("refused");
    case.home.truss(["keys", "rotate", "--finish", "app", "-q"]).run();
    case.assert_it_is_over("finished");
    // With both gone there is nothing to lose.
    let other = overlapping(&remote, remote.url(), &["--keep-old", "--name", "other"]);
    revoke(other.old_prefix());
    revoke(super::case::prefix(&other.credential()));
    other.home.truss(["keys", "rotate", "--abandon", "app"]).any_stderr().run();
    other.home.truss(["keys", "rotate", "--pending", "-ojson"]).stdout("{\"rotations\":[]}\n").run();
}

#[test]
fn a_run_that_still_uses_the_old_key_itself_does_not_revoke_it() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Trussrc, "me".to_owned());
    std::fs::remove_file(case.home.trussrc()).expect("no trussrc");
    let run = |arguments: &[&str]| {
        case.home.truss(arguments).env("BASETEN_API_KEY", &case.old).env("BASETEN_REMOTE_URL", remote.url())
    };
    let stored = case.home.path().join("stored");
    let line = format!("command:cat > '{}'", stored.display());
    let warning = "warning: BASETEN_API_KEY has the old key: give it the new one\n";
    run(&["keys", "rotate", "me", "--to", &line, "--keep-old", "-q"]).stderr(warning).run();
    let ran = run(&["keys", "rotate", "--finish", "me"]).code(7).any_stderr().run();
    assert!(ran.stderr.contains("the key in use here is still the old one"), "{}", ran.stderr);
    run(&["keys", "rotate", "--finish", "me", "--force", "-q"]).run();
    assert!(!remote.accepts(&case.old));
    assert!(remote.accepts(&std::fs::read_to_string(stored).expect("stored")));
}
