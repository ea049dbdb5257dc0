//! `truss keys create`: every type with every restriction on every kind of remote.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::support::{Fault, Home, Knows, Remote, Reply};

/// Type, then whether the API allows a team, environments and models with it.
const RULES: [(&str, &str, bool, bool, bool); 5] = [
    ("personal", "PERSONAL", false, false, false),
    ("full-access", "WORKSPACE_MANAGE_ALL", true, true, false),
    ("inference-only", "WORKSPACE_INVOKE", true, true, true),
    ("metrics-only", "WORKSPACE_EXPORT_METRICS", true, false, true),
    ("manage-keys", "WORKSPACE_MANAGE_API_KEYS", false, false, false),
];

/// One combination.
struct Case {
    arguments: Vec<String>,
    api_type: &'static str,
    is_allowed: bool,
    environment: bool,
    model: bool,
}

/// All combinations with this team and this model. Where there are several teams, a key of a team must say which.
fn cases(team: &str, has_other_teams: bool, model: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for (word, api_type, team_allowed, environment_allowed, model_allowed) in RULES {
        for bits in 0..8 {
            let (with_team, environment, with_model) = (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0);
            let mut arguments = vec!["keys", "create", "ci", "--type", word];
            if with_team {
                arguments.extend(["--team", team]);
            }
            if environment {
                arguments.extend(["--environment", "production"]);
            }
            if with_model {
                arguments.extend(["--model", model]);
            }
            cases.push(Case {
                arguments: arguments.into_iter().map(str::to_owned).collect(),
                api_type,
                is_allowed: (!with_team || team_allowed)
                    && (with_team || !team_allowed || !has_other_teams)
                    && (!environment || environment_allowed)
                    && (!with_model || model_allowed),
                environment,
                model: with_model,
            });
        }
    }
    cases
}

/// Makes the run, checks its exit code and that a secret is shown exactly when it is 0, and answers the secret's prefix.
fn run(home: &Home, case: &Case, more: &[&str], code: i32) -> Option<String> {
    let arguments = case.arguments.iter().map(String::as_str).chain(more.iter().copied());
    let ran = home.truss(arguments).code(code).any_stdout().any_stderr().run();
    assert_eq!(ran.stdout.is_empty(), code != 0, "{:?}: {}", case.arguments, ran.stdout);
    ran.stdout.split_once('.').map(|(prefix, _)| prefix.to_owned())
}

#[test]
fn a_remote_that_ignores_the_extensions_never_leaves_a_wider_key() {
    let cases = cases("ml", true, "llama");
    for (case, shows_a_key) in cases.iter().flat_map(|case| [(case, false), (case, true)]) {
        let mut remote = Remote::healthy(Knows::Documented);
        if shows_a_key {
            remote = remote.with(json!({"prefix": "there123", "name": "there", "type": "PERSONAL"}));
        }
        let code = match (case.is_allowed, case.environment) {
            (false, _) => 2,
            (true, true) => 8,
            (true, false) => 0,
        };
        let made = run(&remote.home(), case, &[], code);
        let there = shows_a_key.then(|| "there123".to_owned());
        assert_eq!(remote.prefixes(), Vec::from_iter(there.into_iter().chain(made)), "{:?}", case.arguments);
        // What a key in the list shows need not be found out by making one.
        let asks = case.is_allowed && !(case.environment && shows_a_key);
        assert_eq!(remote.count("POST"), usize::from(asks), "{:?}", case.arguments);
    }
}

#[test]
fn a_remote_that_knows_the_extensions_makes_what_was_asked_for() {
    for case in cases("ml", true, "llama") {
        let remote = Remote::healthy(Knows::Everything);
        run(&remote.home(), &case, &[], if case.is_allowed { 0 } else { 2 });
        assert_eq!(remote.keys().len(), usize::from(case.is_allowed), "{:?}", case.arguments);
        if let [key] = remote.keys().as_slice() {
            assert_scopes(key, &case, "m1");
        }
    }
}

#[test]
fn a_remote_that_fails_between_the_two_calls_leaves_no_key() {
    for case in cases("ml", true, "llama") {
        let is_made = AtomicBool::new(false);
        let remote = Remote::start(Knows::Everything, move |request, _| {
            if request.method != "GET" {
                // From the revocation on it answers again.
                is_made.store(request.method == "POST", Ordering::SeqCst);
            }
            let is_read_back = request.method == "GET" && is_made.load(Ordering::SeqCst);
            is_read_back.then(|| Fault::Instead(Reply::json(400, json!({"message": "not now"}))))
        });
        let code = if case.is_allowed { 8 } else { 2 };
        run(&remote.home(), &case, &[], code);
        assert_eq!(remote.prefixes(), [""; 0], "{:?}", case.arguments);
    }
}

#[cfg(feature = "local")]
#[test]
fn the_embedded_api_makes_what_was_asked_for() {
    let home = Home::new();
    let hello = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/trusses/hello");
    let hello = hello.to_str().expect("a path");
    home.truss(["push", hello, "--remote", "local", "-q"]).any_stdout().any_stderr().run();
    for case in cases("default", false, "hello") {
        let made = run(&home, &case, &["--remote", "local"], if case.is_allowed { 0 } else { 2 });
        let Some(prefix) = made else { continue };
        let listed = home.truss(["keys", "list", "-o", "json", "--remote", "local"]).any_stdout().run().json();
        let keys = listed["keys"].as_array().expect("keys");
        let key = keys.iter().find(|key| key["prefix"] == *prefix).expect("it is listed");
        let model = key["model_ids"][0].as_str().unwrap_or_default().to_owned();
        assert_scopes(key, &case, &model);
        // The next case wants the name.
        home.truss(["keys", "revoke", &prefix, "--yes", "-q", "--remote", "local"]).run();
    }
}

#[test]
fn only_types_that_call_models_take_environments_whatever_their_names() {
    let remote = Remote::healthy(Knows::Everything);
    let home = remote.home();
    let create = |key_type: &str| {
        home.truss(["keys", "create", "ci", "--type", key_type, "--environment", "my env.2"]).any_stderr().any_stdout()
    };
    for key_type in ["personal", "metrics-only", "manage-keys"] {
        create(key_type).code(2).run();
    }
    assert_eq!(remote.server.requests().len(), 0);
    let arguments = ["keys", "create", "ci", "--type", "full-access", "--team", "ml", "--environment", "my env.2"];
    let ran = home.truss(arguments).any_stdout().any_stderr().run();
    insta::assert_snapshot!(ran.stderr, @r"
    warning: narrowing a key to environments works here, but Baseten's own API cannot do it (see TRUSS_LOCAL_STRICT)
    created the key `new00001`; its secret is shown only once
    ");
    assert_eq!(remote.keys()[0]["environment_names"], json!(["my env.2"]), "the server decides about names");
}

#[test]
fn a_remote_whose_keys_show_no_environments_is_not_asked_for_a_key_with_some() {
    let remote = Remote::healthy(Knows::Documented).with(json!({"prefix": "abcd1234", "type": "PERSONAL"}));
    let create = ["keys", "create", "web", "--type", "full-access", "--environment", "production", "--team", "ml"];
    insta::assert_snapshot!(remote.home().truss(create).code(8).any_stderr().run().stderr, @r"
    error: this remote's API does not support environments for keys, so no key was created
      hint: use Baseten's web page for it: Settings, API keys (https://app.baseten.co/settings/api_keys)
    ");
    assert_eq!(remote.count("POST"), 0);
}

#[track_caller]
fn assert_scopes(key: &Value, case: &Case, model: &str) {
    let or_null = |wanted: bool, value: Value| if wanted { value } else { Value::Null };
    assert_eq!(key["type"], case.api_type, "{:?}", case.arguments);
    assert_eq!(key["environment_names"], or_null(case.environment, json!(["production"])), "{:?}", case.arguments);
    assert_eq!(key["model_ids"], or_null(case.model, json!([model])), "{:?}", case.arguments);
}
