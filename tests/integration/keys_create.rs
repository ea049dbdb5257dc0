//! `truss keys create`.

use serde_json::json;

use crate::support::{Home, Reply, Server};

#[test]
fn the_secret_is_the_whole_of_stdout() {
    let home = Home::new();
    let ran = home
        .truss(["keys", "create", "ci", "--type", "inference-only", "--remote", "local"])
        .any_stdout()
        .any_stderr()
        .run();
    let (prefix, secret) = ran.stdout.trim_end_matches('\n').split_once('.').expect("prefix.secret");
    assert_eq!((prefix.len(), secret.len()), (8, 32), "{}", ran.stdout);
    assert_eq!(ran.stderr, format!("the key `{prefix}` was made; its secret is shown this once\n"));
}

#[test]
fn json_has_the_key_and_what_the_remote_confirmed() {
    let home = Home::new();
    let ran = home
        .truss(["keys", "create", "ci", "--type", "WORKSPACE_MANAGE_ALL", "--remote", "local", "-o", "json", "-q"])
        .any_stdout()
        .run();
    let answer = ran.json();
    let fields: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["prefix", "name", "type", "team_name", "model_ids", "environment_names", "api_key"]);
    assert_eq!(answer["name"], "ci");
    assert_eq!(answer["type"], "WORKSPACE_MANAGE_ALL");
    assert_eq!(answer["model_ids"], json!(null));
    let key = answer["api_key"].as_str().expect("a key");
    assert_eq!(key.split_once('.').map(|(prefix, _)| prefix), answer["prefix"].as_str());
}

#[test]
fn a_combination_that_the_api_forbids_is_refused_before_anything_is_sent() {
    let server = Server::start(|_| Reply::Hangup);
    let home = Home::new().with_trussrc(&server.trussrc("abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"));
    home.truss(["keys", "create", "ci", "--team", "ml"])
        .code(2)
        .stderr(
            "error: `--team` needs a `--type`\n  \
             hint: say which: personal, full-access, inference-only, metrics-only or manage-keys\n",
        )
        .run();
    home.truss(["keys", "create", "ci", "--type", "personal", "--team", "ml"])
        .code(2)
        .stderr("error: a `personal` key belongs to no team\n  hint: drop `--team`, or choose another `--type`\n")
        .run();
    home.truss(["keys", "create", "ci", "--type", "full-access", "--model", "llama"])
        .code(2)
        .stderr(
            "error: a `full-access` key cannot be narrowed to models\n  \
             hint: drop `--model`, or choose another `--type`\n",
        )
        .run();
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_name_that_the_api_forbids_is_refused_before_anything_is_sent() {
    let home = Home::new();
    home.truss(["keys", "create", "My Key", "--remote", "local"])
        .code(5)
        .stderr(
            "error: `My Key` cannot be a key's name\n  \
             hint: use lowercase letters, numbers and hyphens, such as `ci-deploy-2`\n",
        )
        .run();
}

#[test]
fn a_type_that_nobody_knows_is_wrong_usage() {
    let ran = Home::new().truss(["keys", "create", "ci", "--type", "root"]).code(2).any_stderr().run();
    assert!(
        ran.stderr.starts_with("error: invalid value 'root' for '--type <TYPE>': use personal, "),
        "{}",
        ran.stderr
    );
}

#[test]
fn if_missing_makes_a_key_once() {
    let home = Home::new();
    let create = || home.truss(["keys", "create", "ci", "--if-missing", "--remote", "local"]).any_stderr();
    create().any_stdout().run();
    let again = create().run();
    assert_eq!(again.stderr, "a key `ci` exists already: nothing was made\n");
}

#[test]
fn twenty_at_once_all_succeed_and_none_is_lost() {
    let home = Home::new();
    std::thread::scope(|scope| {
        for number in 0..20 {
            let name = format!("key-{number}");
            let run = home.truss(["keys", "create", &name, "--remote", "local", "-q"]).any_stdout();
            scope.spawn(move || run.run());
        }
    });
    let listed = home.truss(["keys", "list", "--remote", "local", "-o", "json"]).any_stdout().run().json();
    let names: Vec<&str> =
        listed["keys"].as_array().expect("keys").iter().filter_map(|key| key["name"].as_str()).collect();
    for number in 0..20 {
        let name = format!("key-{number}");
        assert_eq!(names.iter().filter(|listed| **listed == name).count(), 1, "{name}: {names:?}");
    }
}

#[test]
fn github_actions_is_told_to_mask_the_secret_and_stdout_still_holds_it_alone() {
    let ran = Home::new()
        .truss(["keys", "create", "ci", "--remote", "local", "-q"])
        .env("GITHUB_ACTIONS", "true")
        .any_stdout()
        .any_stderr()
        .run();
    assert_eq!(ran.stderr, format!("::add-mask::{}", ran.stdout));
}

#[test]
fn what_is_sent_is_the_apis_own_words_and_what_is_not_confirmed_is_revoked() {
    let server = Server::start(|request| match request.method.as_str() {
        "POST" => Reply::json(200, json!({"api_key": "wide1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"})),
        "DELETE" => Reply::json(200, json!({"prefix": "wide1234"})),
        _ => Reply::json(200, json!({"keys": [{"prefix": "wide1234", "name": "web", "type": "WORKSPACE_INVOKE"}]})),
    });
    let home = Home::new().with_trussrc(&server.trussrc("abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"));
    home.truss(["keys", "create", "web", "--type", "inference-only", "--environment", "production"])
        .code(8)
        .stderr(
            "error: the new key was revoked, because the remote does not confirm its environments\n  \
             hint: make this key on Baseten's web page: Settings, API keys (https://app.baseten.co/settings/api_keys)\n",
        )
        .run();
    let requests = server.requests();
    let sent = requests.iter().find(|request| request.method == "POST").expect("a key was asked for");
    assert_eq!(sent.path, "/v1/api_keys");
    let body: serde_json::Value = serde_json::from_str(&sent.body).expect("JSON was sent");
    assert_eq!(body, json!({"name": "web", "type": "WORKSPACE_INVOKE", "environment_names": ["production"]}));
    let last = requests.last().expect("requests were sent");
    assert_eq!((last.method.as_str(), last.path.as_str()), ("DELETE", "/v1/api_keys/wide1234"));
}
