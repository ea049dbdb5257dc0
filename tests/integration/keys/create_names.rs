//! `truss keys create`: names are unique, the remote is the lock, and what a lost answer may have left is kept and told.

use serde_json::{Value, json};

use crate::support::{Fault, Home, Knows, Remote, Reply, Request};

/// A run of `keys create` on this remote, and what it told.
#[track_caller]
fn create(remote: &Remote, arguments: &[&str], code: i32) -> String {
    let arguments = ["keys", "create"].iter().chain(arguments);
    let ran = remote.home().truss(arguments).code(code).any_stdout().any_stderr().run();
    assert_eq!(ran.stdout.is_empty(), code != 0, "{}", ran.stdout);
    remote.told(&ran.stderr)
}

fn key(prefix: &str, name: &str, key_type: &str, team: Option<&str>) -> Value {
    json!({"prefix": prefix, "name": name, "type": key_type, "team_name": team, "model_ids": null, "environment_names": null})
}

/// What the first look at the list does not show yet, because somebody else makes it at this moment.
fn unseen_at_first(request: &Request, count: usize) -> Option<Fault> {
    (request.method == "GET" && count == 0).then(|| Fault::Instead(Reply::json(200, json!({"keys": []}))))
}

#[test]
fn a_name_that_is_taken_says_who_has_it_and_no_key_is_asked_for() {
    let remote = Remote::healthy(Knows::Everything)
        .with(json!({"prefix": "abcd1234", "name": "ci", "type": "PERSONAL", "owner": {"user_id": "u1", "email": "jane@example.com"}}))
        .with(key("efgh5678", "web", "WORKSPACE_INVOKE", Some("ml")));
    insta::assert_snapshot!(create(&remote, &["ci"], 5), @r"
    error: the name `ci` is taken by the personal key `abcd1234` (ci) of jane@example.com
      hint: choose another name, or revoke that key first
    ");
    // In a team a name is unique whatever the type.
    insta::assert_snapshot!(create(&remote, &["web", "--type", "full-access", "--team", "ml"], 5), @r"
    error: the name `web` is taken by the inference-only key `efgh5678` (web) of the team ml
      hint: choose another name, or revoke that key first
    ");
    assert_eq!(remote.count("POST"), 0);
    create(&remote, &["web", "--type", "full-access", "--team", "t2"], 0);
    create(&remote, &["ci", "--type", "manage-keys"], 0);
    create(&remote, &["web"], 0);
    assert_eq!(remote.keys().len(), 5);
}

#[test]
fn a_name_of_a_family_that_lives_is_taken_by_its_newest_member() {
    let remote = Remote::healthy(Knows::Everything).with(key("abcd1234", "ci-rotated-2", "PERSONAL", None)).with(key(
        "efgh5678",
        "ci-rotated-10",
        "PERSONAL",
        None,
    ));
    insta::assert_snapshot!(create(&remote, &["ci"], 5), @r"
    error: the name `ci` belongs to the rotations of the personal key `efgh5678` (ci-rotated-10)
      hint: choose another name, or revoke that key first
    ");
    insta::assert_snapshot!(create(&remote, &["ci-rotated-3"], 5), @r"
    error: the name `ci-rotated-3` belongs to the rotations of the personal key `efgh5678` (ci-rotated-10)
      hint: choose another name, or revoke that key first
    ");
    assert_eq!(remote.count("POST"), 0);
}

#[test]
fn a_name_that_somebody_takes_at_the_same_moment_is_told_by_the_list_whatever_the_status() {
    for status in [400, 409, 422] {
        let remote = Remote::start(Knows::Everything, move |request, count| match request.method.as_str() {
            "POST" => Some(Fault::Instead(Reply::json(status, json!({"message": "no"})))),
            _ => unseen_at_first(request, count),
        });
        let remote = remote.with(key("abcd1234", "ci", "PERSONAL", None));
        let told = create(&remote, &["ci"], 5);
        let expected = format!(
            "error: the name `ci` is taken by the personal key `abcd1234` (ci)\n  \
             cause: `POST http://remote/v1/api_keys` was refused\n  \
             cause: the server says: no ({status})\n  \
             hint: choose another name, or revoke that key first\n"
        );
        assert_eq!(told, expected);
        assert_eq!((remote.count("POST"), remote.count("DELETE")), (1, 0));
    }
    // Where nobody has it, the server's own words are all there is.
    let remote = Remote::start(Knows::Everything, |request, _| {
        (request.method == "POST").then(|| Fault::Instead(Reply::json(422, json!({"message": "no more keys"}))))
    });
    insta::assert_snapshot!(create(&remote, &["ci"], 5), @r"
    error: `POST http://remote/v1/api_keys` was refused
      cause: the server says: no more keys (422)
    ");
}

#[test]
fn a_lost_answer_and_a_key_of_that_name_are_told_and_nothing_is_asked_again_or_revoked() {
    for (lost, more) in [
        (Reply::Hangup, &[][..]),
        (Reply::json(502, "{}"), &[]),
        (Reply::Answer(200, "text/html", "<html>".to_owned()), &[]),
        (Reply::Silence, &["--request-timeout", "1s"]),
    ] {
        let remote = Remote::start(Knows::Everything, move |request, _| {
            (request.method == "POST").then(|| Fault::After(lost.clone()))
        });
        let told = create(&remote, &[&["ci"], more].concat(), 7);
        let expected =
            "error: the response was lost, and a key of that name exists now: `new00001`, ours or somebody else's\n";
        assert!(told.starts_with(expected), "{told}");
        let hint = "hint: its secret is lost; unless somebody else made it just now, revoke it: `truss keys revoke new00001`\n";
        assert!(told.ends_with(hint), "{told}");
        assert_eq!(
            (remote.count("POST"), remote.count("DELETE"), remote.prefixes()),
            (1, 0, vec!["new00001".to_owned()])
        );
        // Once it is gone, the name is free.
        remote.home().truss(["keys", "revoke", "new00001", "--yes", "-q"]).run();
    }
}

#[test]
fn a_lost_request_is_a_failure_of_the_server_and_is_not_asked_again() {
    for lost in [Reply::Hangup, Reply::json(500, "{}")] {
        let remote = Remote::start(Knows::Everything, move |request, _| {
            (request.method == "POST").then(|| Fault::Instead(lost.clone()))
        });
        create(&remote, &["ci"], 6);
        assert_eq!((remote.count("POST"), remote.count("DELETE"), remote.keys().len()), (1, 0, 0));
    }
}

#[test]
fn a_lost_answer_and_a_list_that_cannot_be_read_are_a_doubt_that_is_told() {
    let remote = Remote::start(Knows::Everything, |request, count| match request.method.as_str() {
        "POST" => Some(Fault::After(Reply::Hangup)),
        "GET" if count > 0 => Some(Fault::Instead(Reply::json(400, json!({"message": "not now"})))),
        _ => None,
    });
    insta::assert_snapshot!(create(&remote, &["ci"], 7), @r"
    error: a new key `ci` may exist that nobody has
      cause: `POST http://remote/v1/api_keys` failed
      cause: the connection broke: connection closed before message completed
      hint: check with `truss keys list`; unless somebody else made it, revoke it
    ");
    assert_eq!((remote.count("POST"), remote.count("DELETE"), remote.keys().len()), (1, 0, 1));
}

#[test]
fn if_missing_makes_a_key_once() {
    let home = Home::new();
    let create = || home.truss(["keys", "create", "ci", "--if-missing", "--remote", "local"]).any_stderr();
    let made = create().any_stdout().run().stdout;
    let prefix = made.split_once('.').expect("a key").0;
    let again = create().run().stderr;
    let expected = format!("the personal key `{prefix}` (ci) of you@localhost already exists: nothing was created\n");
    assert_eq!(again, expected);
}

#[test]
fn twenty_at_once_with_if_missing_make_one_key_and_show_one_secret() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let mut shown: Vec<String> = Vec::new();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..20)
            .map(|_| {
                let run = home.truss(["keys", "create", "ci", "--if-missing", "-q"]).any_stdout();
                scope.spawn(move || run.run().stdout)
            })
            .collect();
        shown.extend(runs.into_iter().map(|run| run.join().expect("no run panicked")));
    });
    shown.retain(|stdout| !stdout.is_empty());
    let prefixes: Vec<&str> = shown.iter().filter_map(|secret| Some(secret.split_once('.')?.0)).collect();
    assert_eq!(remote.prefixes(), prefixes);
    assert_eq!((prefixes.len(), remote.count("DELETE")), (1, 0));
}

#[test]
fn if_missing_is_an_error_when_what_is_there_is_not_what_was_asked_for() {
    let narrow = json!({"prefix": "efgh5678", "name": "web", "type": "WORKSPACE_INVOKE", "team_name": "ml",
        "model_ids": ["m1"], "environment_names": ["production"]});
    let remote = Remote::healthy(Knows::Everything).with(narrow);
    let of_team = |more: &[&str]| {
        let arguments = [&["web", "--team", "ml", "--if-missing", "--type"], more].concat();
        create(&remote, &arguments, 5)
    };
    insta::assert_snapshot!(of_team(&["full-access"]), @r"
    error: the inference-only key `efgh5678` (web) of the team ml exists, but differs in its type and its models and its environments
      hint: choose another name, or revoke that key first
    ");
    insta::assert_snapshot!(of_team(&["inference-only", "--environment", "staging"]), @r"
    error: the inference-only key `efgh5678` (web) of the team ml exists, but differs in its environments and its models
      hint: choose another name, or revoke that key first
    ");
    let arguments = [
        "web",
        "--team",
        "ml",
        "--if-missing",
        "--type",
        "inference-only",
        "--model",
        "llama",
        "--environment",
        "production",
    ];
    create_nothing(&remote, &arguments, "efgh5678");
    assert_eq!(remote.count("POST"), 0);
}

/// A run of `keys create --if-missing` that finds the key of this prefix.
#[track_caller]
fn create_nothing(remote: &Remote, arguments: &[&str], prefix: &str) {
    let arguments = ["keys", "create", "-q", "-o", "json"].iter().chain(arguments);
    let answer = remote.home().truss(arguments).any_stdout().run().json();
    assert_eq!((&answer["prefix"], &answer["api_key"]), (&json!(prefix), &json!(null)));
}

#[test]
fn if_missing_sees_the_family_under_another_member_and_nothing_outside_of_its_scope() {
    let of_jane = json!({"prefix": "jane1234", "name": "ci", "type": "PERSONAL", "owner": {"user_id": "u2", "email": "jane@example.com"}});
    let mine = json!({"prefix": "inuse123", "name": "laptop", "type": "PERSONAL", "owner": {"user_id": "u1"}});
    let remote = Remote::healthy(Knows::Everything)
        .with(mine)
        .with(of_jane)
        .with(key("other123", "web", "WORKSPACE_INVOKE", Some("web")))
        .with(key("route123", "web", "ROUTES", Some("ml")))
        .with(
            json!({"prefix": "nightly1", "name": "nightly-rotated-3", "type": "PERSONAL", "owner": {"user_id": "u1"}}),
        );
    create(&remote, &["ci", "--if-missing"], 0);
    create(&remote, &["web", "--if-missing", "--type", "inference-only", "--team", "ml"], 0);
    assert_eq!(remote.count("POST"), 2);
    create_nothing(&remote, &["nightly", "--if-missing"], "nightly1");
}
