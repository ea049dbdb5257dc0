//! The new key may do what the old one may, and nothing about that is guessed.

use serde_json::{Value, json};

use crate::support::{Between, Embedded, Home, Request};

use super::case::{Case, Kind, trussrc};

/// Changes every key of a list.
fn each_key(request: &Request, answer: &mut Value, change: impl Fn(&mut serde_json::Map<String, Value>)) {
    if request.method == "GET" && request.path.starts_with("/v1/api_keys") {
        for key in answer["keys"].as_array_mut().expect("a list") {
            change(key.as_object_mut().expect("a key"));
        }
    }
}

#[test]
fn every_type_and_restriction_comes_back_as_it_was() {
    let remote = Embedded::start();
    let team = remote.ask("GET", "/v1/teams", &Value::Null)["teams"][0]["id"].as_str().expect("a team").to_owned();
    let home = Home::new().with_trussrc(&trussrc(remote.url(), remote.key()));
    let environments = json!(["production", "staging"]);
    let mut count = 0;
    for key_type in [
        "PERSONAL",
        "WORKSPACE_MANAGE_ALL",
        "WORKSPACE_INVOKE",
        "WORKSPACE_EXPORT_METRICS",
        "WORKSPACE_MANAGE_API_KEYS",
    ] {
        let of_a_team = !matches!(key_type, "PERSONAL" | "WORKSPACE_MANAGE_API_KEYS");
        let calls = matches!(key_type, "PERSONAL" | "WORKSPACE_MANAGE_ALL" | "WORKSPACE_INVOKE");
        for narrowed in [false, true] {
            if narrowed && !calls {
                continue;
            }
            let name = format!("key-{count}");
            let mut body = json!({"name": name, "type": key_type});
            if of_a_team {
                body["team_id"] = team.clone().into();
            }
            if narrowed {
                body["environment_names"] = environments.clone();
            }
            remote.ask("POST", "/v1/api_keys", &body);
            let scope = |key: &Value| {
                ["name", "type", "team_name", "model_ids", "environment_names", "owner"].map(|field| key[field].clone())
            };
            let before = remote.named(&name);
            home.truss(["keys", "rotate", &name, "-q"]).any_stdout().run();
            let after = remote.named(&name);
            assert_eq!(after.len(), 1);
            assert_ne!(before[0]["prefix"], after[0]["prefix"]);
            assert_eq!(scope(&before[0]), scope(&after[0]));
            count += 1;
        }
    }
    assert_eq!(count, 8);
}

fn no_environments(request: &Request, answer: &mut Value) {
    each_key(request, answer, |key| drop(key.remove("environment_names")));
}

#[test]
fn environments_that_the_remote_does_not_tell_must_be_said() {
    let remote = Embedded::start();
    let between = Between::changing(remote.url(), no_environments);
    let case = Case::new(&remote, &between.url(), Kind::EnvFile, "app".to_owned());
    let ran = case.home.truss(case.arguments()).code(8).any_stderr().run();
    assert!(ran.stderr.contains("the remote does not tell to which environments it is narrowed"), "{}", ran.stderr);
    assert!(between.asked().iter().all(|(method, ..)| method == "GET"), "nothing was made");
    // A restriction that the remote does not confirm is none.
    let narrowed = [case.arguments(), ["--environment", "production"].map(str::to_owned).to_vec()].concat();
    let ran = case.home.truss(narrowed).code(8).any_stderr().run();
    assert!(ran.stderr.contains("the remote does not confirm its environments"), "{}", ran.stderr);
    assert_eq!(remote.named("app").len(), 1, "the new key is gone again");
    case.assert_it_works("refused");
    case.home.truss([case.arguments(), vec!["--all-environments".to_owned()]].concat()).any_stderr().run();
    case.assert_it_is_over("said");
}

#[test]
fn a_personal_key_is_rotated_where_environments_are_not_told() {
    let remote = Embedded::start();
    let between = Between::changing(remote.url(), no_environments);
    let case = Case::new(&remote, &between.url(), Kind::Trussrc, "me".to_owned());
    case.home.truss(["keys", "rotate", "me", "-q"]).run();
    case.assert_it_is_over("rotated");
}

#[test]
fn somebody_elses_personal_key_is_refused() {
    let remote = Embedded::start();
    let between = Between::changing(remote.url(), |request, answer| {
        each_key(request, answer, |key| {
            if key["name"] == "app" {
                key.insert("owner".to_owned(), json!({"user_id": "u2", "email": "ada@example.com"}));
                key.insert("type".to_owned(), json!("PERSONAL"));
            }
        });
    });
    let case = Case::new(&remote, &between.url(), Kind::File, "app".to_owned());
    let ran = case.home.truss(case.arguments()).code(8).any_stderr().run();
    assert!(ran.stderr.contains("it is the personal key of ada@example.com"), "{}", ran.stderr);
    case.assert_it_works("refused");
}

#[test]
fn a_type_that_is_not_known_is_refused() {
    let remote = Embedded::start();
    let between = Between::changing(remote.url(), |request, answer| {
        each_key(request, answer, |key| drop(key.insert("type".to_owned(), json!("ROUTES"))));
    });
    let case = Case::new(&remote, &between.url(), Kind::File, "app".to_owned());
    let ran = case.home.truss(case.arguments()).code(8).any_stderr().run();
    assert!(ran.stderr.contains("what a key of type `ROUTES` may do is not known here"), "{}", ran.stderr);
}

#[test]
fn a_new_key_that_may_do_more_is_revoked_and_never_handed_out() {
    let remote = Embedded::start();
    // A remote that forgets the restriction of whatever it makes.
    let between = Between::changing(remote.url(), |request, answer| {
        if request.method == "GET" && request.path == "/v1/api_keys" {
            // The embedded API's own key, the old one, and only then the new one.
            for (position, key) in answer["keys"].as_array_mut().expect("a list").iter_mut().enumerate() {
                key["environment_names"] = if position < 2 { json!(["production"]) } else { Value::Null };
            }
        }
    });
    let case = Case::new(&remote, &between.url(), Kind::File, "app".to_owned());
    let ran = case.home.truss(case.arguments()).code(8).any_stderr().run();
    assert!(ran.stderr.contains("its environments"), "{}", ran.stderr);
    assert_eq!(case.credential(), case.old);
    case.assert_it_works("refused");
    assert_eq!(remote.named("app").len(), 1);
}

#[test]
fn a_new_key_that_the_remote_does_not_know_is_revoked_again() {
    let remote = Embedded::start();
    let between = Between::changing(remote.url(), |request, answer| {
        if request.method == "POST" {
            let key = answer["api_key"].as_str().expect("a key");
            let wrong: String =
                key.split_once('.').map(|(prefix, _)| format!("{prefix}.{}", "x".repeat(32))).expect("whole");
            answer["api_key"] = wrong.into();
        }
    });
    let case = Case::new(&remote, &between.url(), Kind::File, "app".to_owned());
    let ran = case.home.truss(case.arguments()).code(8).any_stderr().run();
    assert!(ran.stderr.contains("was revoked again, because it could not be tried"), "{}", ran.stderr);
    assert_eq!(remote.named("app").len(), 1);
    assert_eq!(case.credential(), case.old);
}
