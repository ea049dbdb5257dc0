//! `truss keys revoke` of several keys: interrupted, half gone, among them the key in use.

use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use serde_json::json;

use crate::support::{Fault, Knows, Remote, Reply, Request, exit_code};

/// A remote with these keys, and the key in use.
fn with_keys(mut remote: Remote, prefixes: &[String]) -> Remote {
    for prefix in prefixes.iter().map(String::as_str).chain(["inuse123"]) {
        remote = remote.with(json!({"prefix": prefix, "name": format!("n-{prefix}"), "type": "PERSONAL"}));
    }
    remote
}

fn three() -> Vec<String> {
    ["aaaa1111", "bbbb2222", "cccc3333"].map(str::to_owned).to_vec()
}

/// Revokes on `remote`, and answers what was told.
#[track_caller]
fn revoke(remote: &Remote, keys: &[&str], code: i32) -> String {
    let arguments = ["keys", "revoke", "--yes"].iter().chain(keys).copied();
    remote.told(&remote.home().truss(arguments).code(code).any_stderr().run().stderr)
}

/// A fault of each request of this method for these prefixes.
fn refusing(prefixes: &'static [&'static str]) -> impl Fn(&Request, usize) -> Option<Fault> + Send + Sync {
    move |request, _| {
        let is_meant = request.method == "DELETE" && prefixes.iter().any(|prefix| request.path.ends_with(prefix));
        is_meant.then(|| Fault::Instead(Reply::json(403, json!({"message": "may not revoke"}))))
    }
}

#[test]
fn interrupted_half_way_and_run_again_it_finishes() {
    let prefixes: Vec<String> = (0..60).map(|number| format!("k{number:07}")).collect();
    let remote = Remote::start(Knows::Documented, |request, _| {
        (request.method == "DELETE").then_some(Fault::Slow(Duration::from_millis(30)))
    });
    let remote = with_keys(remote, &prefixes);
    let home = remote.home();
    let run = || home.truss(["keys", "revoke", "-", "--yes"]).stdin(prefixes.join("\n"));
    let mut child = run()
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    std::io::Write::write_all(&mut stdin, prefixes.join("\n").as_bytes()).expect("stdin is written");
    drop(stdin);
    remote.wait_for("DELETE", 20);
    assert!(Command::new("kill").arg("-INT").arg(child.id().to_string()).status().is_ok_and(|sent| sent.success()));
    let output = child.wait_with_output().expect("the binary ends");
    let (left, told) = (remote.keys().len() - 1, String::from_utf8_lossy(&output.stderr).into_owned());
    assert_eq!(exit_code(output.status), Some(130), "{told}");
    assert!((1..60).contains(&left), "{left}");
    let expected = format!("error: interrupted: revoked {} of 60 keys\n  hint: `truss keys revoke k", 60 - left);
    assert!(told.contains(&expected), "{told}");

    // The same words name keys that are gone by now; the hint names those that are left.
    let again = run().code(4).any_stderr().run().stderr;
    assert!(again.starts_with("error: there are no keys `k0000000`, "), "{again}");
    assert_eq!(remote.keys().len(), left + 1);
    let again = home.paste(&told).code(8).any_stderr().run().stderr;
    assert!(again.contains("needs a confirmation"), "{again}");
    let again = home.paste(&told.replace("keys revoke", "keys revoke --yes")).any_stderr().run().stderr;
    assert_eq!(remote.prefixes(), ["inuse123"]);
    assert_eq!(again.lines().filter(|line| line.starts_with("revoked `")).count(), left);
    let missing = home.truss(["keys", "revoke", "-", "--yes", "--ignore-missing"]).stdin(prefixes.join("\n"));
    missing.stderr("no key matches: nothing to revoke\n").run();
}

#[test]
fn a_key_that_is_not_there_keeps_the_others_from_being_revoked_by_mistake() {
    let remote = with_keys(Remote::healthy(Knows::Documented), &three());
    insta::assert_snapshot!(revoke(&remote, &["aaaa1111", "bbbb", "nobody"], 4), @r"
    error: there are no keys `bbbb`, `nobody`
      hint: `truss keys list` shows the keys that this key can see
    ");
    insta::assert_snapshot!(revoke(&remote, &["nobody"], 4), @r"
    error: there is no key `nobody`
      hint: `truss keys list` shows the keys that this key can see
    ");
    assert_eq!(remote.count("DELETE"), 0);
}

#[test]
fn the_same_key_twice_is_one() {
    let remote = with_keys(Remote::healthy(Knows::Documented), &three());
    assert_eq!(revoke(&remote, &["aaaa1111", "n-aaaa1111", "aaaa1111"], 0), "revoked `aaaa1111`\n");
    assert_eq!(remote.count("DELETE"), 1);
}

#[test]
fn a_whole_key_as_an_argument_works_and_is_warned_about() {
    let remote = with_keys(Remote::healthy(Knows::Documented), &three());
    let told = revoke(&remote, &[&format!("aaaa1111.{}", "s".repeat(32))], 0);
    insta::assert_snapshot!(told, @r"
    warning: a whole key that is an argument can be seen by others in `ps` and stays in the shell's history: its prefix is enough, or give it on stdin as `-`
    revoked `aaaa1111`
    ");
    assert!(remote.server.requests().iter().all(|request| !request.path.contains("sss")));
}

#[test]
fn a_name_of_several_keys_lists_them() {
    let remote = Remote::healthy(Knows::Documented)
        .with(json!({"prefix": "aaaa1111", "name": "ci", "type": "PERSONAL", "created_at": "2026-01-02T03:04:05Z"}))
        .with(json!({"prefix": "bbbb2222", "name": "ci", "type": "WORKSPACE_INVOKE"}));
    insta::assert_snapshot!(revoke(&remote, &["ci"], 5), @r"
    error: several keys are named `ci`:
      the personal key `aaaa1111` (ci)
      the inference-only key `bbbb2222` (ci)
      hint: give the prefix instead of the name, or narrow it with `--team` or `--mine` where the command has them
    ");
    assert_eq!(remote.count("DELETE"), 0);
}

#[test]
fn stdin_without_keys_revokes_nothing_and_says_so() {
    let remote = with_keys(Remote::healthy(Knows::Documented), &three());
    let home = remote.home();
    let run = |input: &[u8]| home.truss(["keys", "revoke", "-", "--yes"]).stdin(input);
    run(b"").stderr("no key matches: nothing to revoke\n").run();
    run(b"\n  \n").stderr("no key matches: nothing to revoke\n").run();
    let told = run(b"\xff\xfe").code(5).any_stderr().run().stderr;
    insta::assert_snapshot!(told, @r"
    error: stdin cannot be read as a list of keys
      cause: stream did not contain valid UTF-8
    ");
    let told = home.truss(["keys", "revoke", "-", "-", "--yes"]).code(2).any_stderr().run().stderr;
    insta::assert_snapshot!(told, @r"
    error: stdin can be read only once
      hint: give `-` once
    ");
    assert_eq!(remote.count("DELETE"), 0);
}

#[test]
fn what_fails_is_named_and_tells_whether_anything_was_done() {
    let remote = with_keys(Remote::start(Knows::Documented, refusing(&["bbbb2222"])), &three());
    insta::assert_snapshot!(revoke(&remote, &["aaaa1111", "bbbb2222", "cccc3333"], 7), @r"
    revoked `aaaa1111`
    revoked `cccc3333`
    error: 1 of 3 keys not revoked:
      bbbb2222: the server says: may not revoke (403)
      hint: `truss keys revoke bbbb2222`
    ");

    let remote = with_keys(Remote::start(Knows::Documented, refusing(&["1111", "2222", "3333"])), &three());
    insta::assert_snapshot!(revoke(&remote, &["aaaa1111", "bbbb2222"], 3), @r"
    error: 2 of 2 keys not revoked:
      aaaa1111: the server says: may not revoke (403)
      bbbb2222: the server says: may not revoke (403)
      hint: use a key that is allowed to; `truss auth status` shows which key is used
    ");
    insta::assert_snapshot!(revoke(&remote, &["aaaa1111"], 3), @r"
    error: not revoked: aaaa1111: the server says: may not revoke (403)
      hint: use a key that is allowed to; `truss auth status` shows which key is used
    ");
}

#[test]
fn the_list_has_the_last_word() {
    // A remote that says yes and keeps the key.
    let lying = Remote::start(Knows::Documented, |request, _| {
        (request.method == "DELETE").then(|| Fault::Instead(Reply::json(200, json!({}))))
    });
    insta::assert_snapshot!(revoke(&with_keys(lying, &three()), &["aaaa1111"], 7), @r"
    error: not revoked: aaaa1111: the remote says that it is revoked, and still lists it
      hint: `truss keys revoke aaaa1111`
    ");

    // One whose list is late.
    let gone = AtomicBool::new(false);
    let late = Remote::start(Knows::Documented, move |request, _| {
        let was_gone = gone.fetch_or(request.method == "DELETE", Relaxed);
        let key = json!({"prefix": "aaaa1111", "name": "n-aaaa1111", "type": "PERSONAL"});
        let is_late = was_gone && request.path.starts_with("/v1/api_keys") && gone.fetch_and(false, Relaxed);
        is_late.then(|| Fault::Instead(Reply::json(200, json!({"keys": [key]}))))
    });
    assert_eq!(revoke(&with_keys(late, &three()), &["aaaa1111"], 0), "revoked `aaaa1111`\n");

    // One that revokes the key and says no.
    let clumsy = Remote::start(Knows::Documented, |request, _| {
        (request.method == "DELETE").then(|| Fault::After(Reply::json(400, json!({}))))
    });
    assert_eq!(revoke(&with_keys(clumsy, &three()), &["aaaa1111"], 0), "revoked `aaaa1111`\n");

    // One that cannot be asked afterwards, and refuses one of two.
    let mute = Remote::start(Knows::Documented, |request, count| match request.method.as_str() {
        "GET" if count > 0 => Some(Fault::Instead(Reply::json(400, json!({"message": "not now"})))),
        _ => refusing(&["bbbb2222"])(request, count),
    });
    insta::assert_snapshot!(revoke(&with_keys(mute, &three()), &["aaaa1111", "bbbb2222"], 7), @r"
    revoked `aaaa1111`
    error: revoked 1 key, but the list cannot be read to prove it; 1 of 2 keys not revoked:
      bbbb2222: the server says: may not revoke (403)
      cause: `GET http://remote/v1/api_keys` was refused
      cause: the server says: not now (400)
      hint: `truss keys revoke bbbb2222`
    ");
    let mute = Remote::start(Knows::Documented, |request, count| {
        (request.method == "GET" && count > 0).then(|| Fault::Instead(Reply::json(400, json!({"message": "not now"}))))
    });
    insta::assert_snapshot!(revoke(&with_keys(mute, &three()), &["aaaa1111"], 7), @r"
    revoked `aaaa1111`
    error: revoked 1 key, but the list cannot be read to prove it
      cause: `GET http://remote/v1/api_keys` was refused
      cause: the server says: not now (400)
      hint: check with `truss keys list`
    ");
}

/// A remote where the key in use is a key like any other: once revoked, it is refused.
fn locking() -> Remote {
    let is_locked = std::sync::atomic::AtomicBool::new(false);
    let remote = Remote::start(Knows::Documented, move |request, _| {
        let order = std::sync::atomic::Ordering::SeqCst;
        if is_locked.load(order) {
            return Some(Fault::Instead(Reply::json(401, json!({"message": "revoked"}))));
        }
        is_locked.fetch_or(request.method == "DELETE" && request.path.ends_with("/inuse123"), order);
        None
    });
    with_keys(remote, &three())
}

#[test]
fn the_key_in_use_goes_last_when_it_is_forced() {
    let remote = locking();
    let told = revoke(&remote, &["inuse123", "aaaa1111", "--force"], 0);
    assert_eq!(told, "revoked `aaaa1111`\nrevoked `inuse123`\n");
    assert_eq!(remote.prefixes(), ["bbbb2222", "cccc3333"]);
    let remote = locking();
    let revoke = ["keys", "revoke", "inuse123", "bbbb2222", "--yes", "--force", "-q", "-o", "json"];
    let answer = remote.home().truss(revoke).any_stdout().run().json();
    let revoked: Vec<&str> =
        answer["revoked"].as_array().expect("keys").iter().filter_map(|key| key["prefix"].as_str()).collect();
    assert_eq!(revoked, ["inuse123", "bbbb2222"]);
    assert_eq!(remote.prefixes(), ["aaaa1111", "cccc3333"]);
}

#[test]
fn the_key_in_use_stays_while_another_could_not_be_revoked() {
    let remote = with_keys(Remote::start(Knows::Documented, refusing(&["aaaa1111"])), &three());
    insta::assert_snapshot!(revoke(&remote, &["inuse123", "aaaa1111", "bbbb2222", "--force"], 7), @r"
    revoked `bbbb2222`
    error: 2 of 3 keys not revoked:
      aaaa1111: the server says: may not revoke (403)
      inuse123: it is the key in use, and is kept while others are left
      hint: `truss keys revoke aaaa1111`
    ");
    assert_eq!(remote.prefixes(), ["aaaa1111", "cccc3333", "inuse123"]);
}
