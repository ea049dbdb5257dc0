//! `truss push --environment`: which environments there are, what is said about them, and who may deploy to them.

use serde_json::{Value, json};

use crate::support::{Home, Pushes, Reply, Request, is};

const HELLO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
const PREPARE: &str = "/v1/prepare_model_upload";
const GROUPS: &str = "/v1/teams/t1/environment_groups";
const ENVIRONMENTS: &str = "/v1/models/m1/environments";

/// A remote whose team has the environments `production` and `staging`.
fn with_groups(request: &Request) -> Option<Reply> {
    let group = |name: &str| json!({"name": name, "team_id": "t1", "team_name": "ml", "manage_access": {}});
    let items = [group("production"), group("staging")];
    let page = json!({"items": items, "pagination": {"has_more": false, "cursor": null}});
    is(request, GROUPS).then(|| Reply::json(200, page))
}

/// The same, and the model exists, with the environment `staging`.
fn with_model(request: &Request) -> Option<Reply> {
    match request {
        request if is(request, "/v1/models") => {
            Some(Reply::json(200, json!({"models": [{"id": "m1", "name": "m", "team_name": "ml"}]})))
        }
        request if is(request, ENVIRONMENTS) => {
            Some(Reply::json(200, json!({"environments": [{"name": "staging", "model_id": "m1"}]})))
        }
        request => with_groups(request),
    }
}

/// What a push with these options asks for, the same in the check and in the commit, and what it says on stderr.
fn asked(pushes: &Pushes, commit: &str, options: &[&str]) -> (Value, String) {
    let ran = pushes.push(&[&["-q"], options].concat()).any_stdout().any_stderr().run();
    let prepared = pushes.bodies(PREPARE).pop().expect("a check")["deployment"].clone();
    let committed = pushes.bodies(commit).pop().expect("a commit")["source"]["deployment"].clone();
    assert_eq!(prepared, committed);
    (prepared, ran.stderr)
}

#[test]
fn whether_an_environment_is_made_is_always_said() {
    let pushes = Pushes::start(with_groups);
    let asked = |options: &[&str]| asked(&pushes, "/v1/teams/t1/models", options);
    assert_eq!(asked(&[]).0["create_environment_if_missing"], json!(true));
    assert_eq!(asked(&["--environment", "staging"]).0["create_environment_if_missing"], json!(true));
    let (payload, told) = asked(&["--environment", "staging", "--no-create-environment"]);
    assert_eq!((&payload["create_environment_if_missing"], &*told), (&json!(false), ""));
    let (payload, told) = asked(&["--no-create-environment"]);
    assert_eq!(payload["create_environment_if_missing"], json!(false));
    assert_eq!(told, "warning: `--no-create-environment` has no effect without `--environment`\n");
}

#[test]
fn an_unknown_environment_is_warned_of_with_the_nearest_known_one() {
    let pushes = Pushes::start(with_groups);
    let told = |options: &[&str]| asked(&pushes, "/v1/teams/t1/models", options).1;
    let near = "warning: there is no environment `stagin` (did you mean `staging`?)";
    assert_eq!(told(&["--environment", "stagin"]), format!("{near}: this push creates it\n"));
    assert_eq!(told(&["--environment", "stagin", "--no-create-environment"]), format!("{near}\n"));
    assert_eq!(told(&["--environment", "canary"]), "warning: there is no environment `canary`: this push creates it\n");
    assert_eq!(told(&["--environment", "staging"]), "");
    let before = pushes.count(GROUPS);
    assert_eq!(told(&["--promote"]), "");
    assert_eq!(pushes.count(GROUPS), before, "every model has a production environment");
}

#[test]
fn a_remote_that_does_not_say_its_environments_is_pushed_to_without_a_warning() {
    for status in [403, 404, 501] {
        let pushes = Pushes::start(move |request| is(request, GROUPS).then(|| Reply::json(status, json!({}))));
        assert_eq!(asked(&pushes, "/v1/teams/t1/models", &["--environment", "stagin"]).1, "");
    }
}

#[test]
fn pages_of_environments_are_read_on_until_a_cursor_comes_twice() {
    let pushes = Pushes::start(|request| {
        let (name, cursor) = if request.path.contains("cursor=c1") { ("staging", "c2") } else { ("a", "c1") };
        let page = json!({"items": [{"name": name}], "pagination": {"has_more": true, "cursor": cursor}});
        is(request, GROUPS).then(|| Reply::json(200, page))
    });
    assert_eq!(asked(&pushes, "/v1/teams/t1/models", &["--environment", "staging"]).1, "");
    assert_eq!(pushes.count(GROUPS), 3, "the first page, c1 and c2");
}

#[test]
fn the_instance_type_is_preserved_in_an_environment_that_the_list_has_and_nowhere_else() {
    let preserve = |pushes: &Pushes, commit: &str, options: &[&str]| {
        asked(pushes, commit, options).0.get("preserve_env_instance_type").cloned()
    };
    let new = Pushes::start(with_groups);
    for options in [&["--environment", "staging"][..], &["--promote", "--preserve-env-instance-type"]] {
        assert_eq!(preserve(&new, "/v1/teams/t1/models", options), None);
    }
    let commit = "/v1/models/m1/deployments";
    let existing = Pushes::start(with_model);
    assert_eq!(preserve(&existing, commit, &["--environment", "staging"]), Some(json!(true)));
    let not = &["--environment", "staging", "--no-preserve-env-instance-type"];
    assert_eq!(preserve(&existing, commit, not), Some(json!(false)));
    assert_eq!(preserve(&existing, commit, &["--promote"]), None);
    assert_eq!(preserve(&existing, commit, &[]), None);
    let silent =
        Pushes::start(
            |request| {
                if is(request, ENVIRONMENTS) { Some(Reply::json(403, json!({}))) } else { with_model(request) }
            },
        );
    assert_eq!(preserve(&silent, commit, &["--environment", "staging"]), None);
    assert_eq!(preserve(&silent, commit, not), Some(json!(false)));
}

#[test]
fn a_key_that_may_not_deploy_to_the_environment_is_told_both_causes() {
    for path in [PREPARE, "/v1/teams/t1/models"] {
        let refusal = json!({"code": "FORBIDDEN", "message": "no"});
        let pushes = Pushes::start(move |request| is(request, path).then(|| Reply::json(403, &refusal)));
        let told = |options: &[&str]| pushes.push(&[&["-q"], options].concat()).code(3).any_stderr().run().stderr;
        assert_eq!(
            told(&["--environment", "staging"]),
            "error: the API key `abcd1234` cannot deploy to the environment `staging`\n  \
             cause: the server says: no (403)\n  \
             hint: deploying needs a personal key or a full-access key of the team, and the environment's own access \
             rules have to allow it\n"
        );
        assert!(told(&[]).starts_with("error: the API key `abcd1234` cannot deploy models\n"));
    }
    let pushes = Pushes::start(|request| is(request, "/v1/teams").then(|| Reply::json(403, json!({}))));
    let told = pushes.push(&["-q"]).code(3).any_stderr().run().stderr;
    let words = "error: the API key `abcd1234` cannot read models and teams, which a push needs\n";
    assert!(told.starts_with(words), "{told}");
}

#[test]
fn a_key_that_cannot_deploy_is_told_what_it_is() {
    let home = Home::new();
    let create = ["keys", "create", "ci", "--type", "inference-only", "--remote", "local", "-q"];
    let key = home.truss(create).any_stdout().run().stdout;
    let push = || home.truss(["push", HELLO, "--remote", "local"]).env("API_KEY", key.trim());
    let ran = push().code(3).any_stderr().run();
    let prefix = key.split('.').next().expect("a prefix");
    assert!(
        ran.stderr.contains(&format!(
            "error: the API key `{prefix}` cannot read models and teams, which a push needs\n  cause: "
        )),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("personal key"), "{}", ran.stderr);
    home.truss(["keys", "revoke", prefix, "--remote", "local", "--yes", "-q"]).any_stdout().run();
    let ran = push().code(3).any_stderr().run();
    assert!(ran.stderr.starts_with("error: the API key was refused"), "{}", ran.stderr);
}
