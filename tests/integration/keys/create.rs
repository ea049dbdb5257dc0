//! `truss keys create`.

use serde_json::json;

use crate::support::{Home, IN_USE, Knows, Remote, Reply, Server};

#[cfg(feature = "local")]
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
    assert_eq!(ran.stderr, format!("created the key `{prefix}`; its secret is shown only once\n"));
}

#[cfg(feature = "local")]
#[test]
fn json_has_the_key_and_what_the_remote_confirmed() {
    let home = Home::new();
    let ran = home
        .truss(["keys", "create", "ci", "--type", "WORKSPACE_MANAGE_ALL", "--remote", "local", "-o", "json", "-q"])
        .any_stdout()
        .run();
    let answer = ran.json();
    let mut fields: Vec<&str> = answer.as_object().expect("an object").keys().map(String::as_str).collect();
    fields.sort_unstable();
    let key = [
        "created_at",
        "environment_names",
        "last_used_at",
        "model_ids",
        "name",
        "owner",
        "prefix",
        "team_name",
        "type",
    ];
    assert_eq!(fields, [&["api_key"], &key[..]].concat());
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
        .stderr("error: `--team` needs a `--type`\n  hint: choose full-access, inference-only or metrics-only\n")
        .run();
    home.truss(["keys", "create", "ci", "--type", "personal", "--team", "ml"])
        .code(2)
        .stderr("error: a `personal` key belongs to no team\n  hint: drop `--team`, or choose another `--type`\n")
        .run();
    home.truss(["keys", "create", "ci", "--type", "full-access", "--model", "llama"])
        .code(2)
        .stderr(
            "error: a `full-access` key cannot be restricted to models\n  \
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
    let told = "error: invalid value 'root' for '--type <TYPE>'\n  [possible values: personal, full-access, inference-only, \
                metrics-only, manage-keys]\n\nFor more information, try 'truss keys create --help'.\n";
    assert_eq!(ran.stderr.trim_end(), told.trim_end());
}

#[cfg(feature = "local")]
#[test]
fn a_type_has_the_names_of_the_page_and_of_the_api() {
    for name in ["inference-only", "Inference_Only", "WORKSPACE_INVOKE", "workspace-invoke"] {
        let home = Home::new();
        let made = home.truss(["keys", "create", "ci", "--type", name, "--remote", "local", "-q", "-o", "json"]);
        assert_eq!(made.any_stdout().run().json()["type"], "WORKSPACE_INVOKE", "{name}");
    }
}

#[test]
fn teams_and_models_are_found_by_id_or_name_and_what_is_ambiguous_is_listed() {
    let remote = Remote::healthy(Knows::Everything);
    let home = remote.home();
    let create = |more: &[&str]| {
        let arguments = ["keys", "create", "ci", "--type", "inference-only"].iter().chain(more).copied();
        home.truss(arguments).any_stderr().any_stdout()
    };
    create(&["--team", "t2", "--model", "m1", "--model", "llama"]).run();
    let made = &remote.keys()[0];
    assert_eq!((&made["team_name"], &made["model_ids"]), (&json!("web"), &json!(["m1"])));
    insta::assert_snapshot!(create(&["--team", "web"]).code(5).run().stderr, @r"
    error: several teams are named `web`: t2, t3
      hint: give the id: `--team t2`
    ");
    insta::assert_snapshot!(create(&["--team", "nobody"]).code(4).run().stderr, @r"
    error: there is no team `nobody`
      hint: this key sees: ml, web, web
    ");
    insta::assert_snapshot!(create(&["--team", "ml", "--model", "twin"]).code(5).run().stderr, @r"
    error: several models are named `twin`: m2 (team ml), m3 (team web)
      hint: give the id: `--model m2`
    ");
    insta::assert_snapshot!(create(&["--team", "ml", "--model", "gpt"]).code(4).run().stderr, @r"
    error: there is no model `gpt`
      hint: this key sees: llama, twin, twin
    ");
    assert_eq!(remote.count("POST"), 1);
}

#[test]
fn every_option_that_is_one_too_many_is_named() {
    let create = ["keys", "create", "ci", "--type", "manage-keys", "--team", "t", "--model", "m", "--environment", "e"];
    let told = Home::new().truss(create).code(2).any_stderr().run().stderr;
    insta::assert_snapshot!(told, @r"
    error: a `manage-keys` key belongs to no team; it cannot be restricted to models; it cannot be restricted to environments
      hint: drop `--team` and `--model` and `--environment`, or choose another `--type`
    ");
}

#[test]
fn the_team_of_the_remote_is_the_keys_team() {
    let remote = Remote::healthy(Knows::Everything);
    let home = Home::new().with_trussrc(&(remote.server.trussrc(IN_USE) + "team = ml\n"));
    home.truss(["keys", "create", "ci", "--type", "full-access", "-q"]).any_stdout().run();
    home.truss(["keys", "create", "me", "-q"]).any_stdout().run();
    let keys = remote.keys();
    assert_eq!((&keys[0]["team_name"], &keys[1]["team_name"]), (&json!("ml"), &json!(null)));
}

#[test]
fn a_secret_that_nobody_reads_means_that_the_key_goes_again() {
    let remote = Remote::healthy(Knows::Everything);
    let home = remote.home();
    let mut child = home
        .truss(["keys", "create", "ci"])
        .command()
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stderr), @r"
    error: the new key `new00001` could not be delivered, so it was revoked
      cause: the new key cannot go to `stdout`: cannot write to stdout: Broken pipe (os error 32)
    ");
    assert_eq!((output.status.code(), remote.keys().len()), (Some(1), 0));
}

#[cfg(feature = "local")]
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

#[cfg(feature = "local")]
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
    let remote = Remote::healthy(Knows::Documented);
    remote
        .home()
        .truss(["keys", "create", "web", "--type", "inference-only", "--environment", "production", "--team", "ml"])
        .code(8)
        .stderr(
            "error: the new key was revoked, because the remote does not confirm its environments\n  \
             hint: use Baseten's web page for it: Settings, API keys (https://app.baseten.co/settings/api_keys)\n",
        )
        .run();
    let requests = remote.server.requests();
    let sent = requests.iter().find(|request| request.method == "POST").expect("a key was asked for");
    assert_eq!(sent.path, "/v1/teams/t1/api_keys");
    let body: serde_json::Value = serde_json::from_str(&sent.body).expect("JSON was sent");
    assert_eq!(body, json!({"name": "web", "type": "WORKSPACE_INVOKE", "environment_names": ["production"]}));
    let last: Vec<(&str, &str)> =
        requests.iter().rev().take(2).map(|request| (request.method.as_str(), request.path.as_str())).collect();
    assert_eq!(last, [("GET", "/v1/api_keys"), ("DELETE", "/v1/api_keys/new00001")], "the list proves it");
}

#[cfg(feature = "local")]
#[test]
fn a_secret_is_not_made_for_a_stdout_that_goes_nowhere() {
    let home = Home::new();
    for nowhere in ["exec >&-", "exec >/dev/null"] {
        home.truss(["keys", "create", "ci", "--remote", "local"])
            .after(nowhere)
            .code(8)
            .stderr(
                "error: the secret would go nowhere: stdout is closed or `/dev/null`\n  \
                 hint: use a stdout that is read, or give the key to another destination with `--to`\n",
            )
            .run();
    }
    home.truss(["keys", "create", "ci", "--remote", "local", "-q", "--jq", "empty"]).code(1).any_stderr().run();
    home.truss(["keys", "list", "--remote", "local", "--jq", ".keys[].name"]).stdout("truss-cli\n").run();
}
