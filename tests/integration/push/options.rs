//! Every option of `truss push`: what it changes in the request that makes the deployment, or why it is in none.

use std::fs;
use std::process::Command;

use clap::CommandFactory as _;
use serde_json::{Value, json};
use truss::internals::cli::Cli;

use crate::support::{Pushes, Reply, is};

const COMMIT: &str = "/v1/teams/t1/models";

/// Options, a place in the request, what stands there with them, and what without.
fn sent() -> Vec<(&'static [&'static str], &'static str, Value, Option<Value>)> {
    vec![
        (&["--model-name", "other"], "/source/name", json!("other"), Some(json!("m"))),
        (&["--config", "other.yaml"], "/source/deployment/config/description", json!("another"), None),
        (&["--environment", "staging"], "/source/deployment/environment_name", json!("staging"), None),
        (
            &["--environment", "staging", "--no-create-environment"],
            "/source/deployment/create_environment_if_missing",
            json!(false),
            Some(json!(true)),
        ),
        (&["--promote"], "/source/deployment/environment_name", json!("production"), None),
        (&["--region", "us"], "/source/deployment/region", json!("us"), None),
        (&["--deployment-name", "v1.2"], "/source/deployment/deployment_name", json!("v1.2"), None),
        (&["--labels", r#"{"a": ["b", 1]}"#], "/source/deployment/labels", json!({"a": ["b", 1]}), None),
        (&["--no-cache"], "/source/deployment/config/build/no_cache", json!(true), None),
        (&["--deploy-timeout-minutes", "99"], "/source/deployment/deploy_timeout_minutes", json!(99), None),
        (&["--disable-truss-download"], "/source/disable_archive_download", json!(true), None),
        (&["--include-git-info"], "/source/deployment/user_env/git_info/has_uncommitted_changes", json!(true), None),
    ]
}

/// What is in no request of a new model, and where it is seen instead.
const NOT_SENT: &[(&str, &str)] = &[
    ("team", "the path: a_team_is_a_part_of_the_path"),
    ("preserve-env-instance-type", "environment.rs: in the request, if the model has the environment"),
    ("no-preserve-env-instance-type", "environment.rs: the same"),
    ("wait", "wait.rs"),
    ("no-wait", "wait.rs"),
    ("timeout-seconds", "wait.rs"),
    ("tail", "follow.rs"),
    ("dry-run", "deploy.rs: nothing is made"),
    ("offline", "offline.rs"),
    ("allow-secrets", "secrets.rs"),
    ("publish", "note_obsolete: every push is published"),
    ("trusted", "note_obsolete: every model is trusted"),
    ("preserve-previous-production-deployment", "request.rs: it is refused"),
];

/// A remote whose team has the environment `staging`, and a home whose Truss is in a git repository.
fn remote() -> Pushes {
    let pushes = Pushes::start(|request| {
        let group = json!({"name": "staging", "team_id": "t1", "team_name": "ml", "manage_access": {}});
        let page = json!({"items": [group], "pagination": {"has_more": false, "cursor": null}});
        let teams = json!({"teams": [{"id": "t1", "name": "ml", "default": true}, {"id": "t2", "name": "web"}]});
        match request {
            request if is(request, "/v1/teams/t1/environment_groups") => Some(Reply::json(200, page)),
            request if is(request, "/v1/teams") => Some(Reply::json(200, teams)),
            _ => None,
        }
    });
    fs::write(pushes.home.path().join("other.yaml"), "model_name: m\ndescription: another\n").expect("a config");
    let script = "git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m first";
    let made = Command::new("sh").arg("-c").arg(script).current_dir(pushes.home.path().join("truss")).status();
    assert!(made.is_ok_and(|made| made.success()), "git is there");
    pushes
}

/// What a push with these options asks for.
fn asked(pushes: &Pushes, options: &[&str]) -> Value {
    pushes.push(&[&["-q", "--team", "ml"], options].concat()).any_stdout().any_stderr().run();
    pushes.bodies(COMMIT).pop().expect("a commit")
}

#[test]
fn each_option_is_in_the_request_and_nothing_of_it_without() {
    let pushes = remote();
    let usual = asked(&pushes, &[]);
    for (options, place, value, without) in sent() {
        let with = asked(&pushes, options);
        assert_eq!(with.pointer(place), Some(&value), "{options:?}: {with:#}");
        assert_eq!(usual.pointer(place), without.as_ref(), "without {options:?}: {usual:#}");
    }
}

#[test]
fn a_team_is_a_part_of_the_path() {
    let pushes = Pushes::start(|request| {
        let teams = json!({"teams": [{"id": "t1", "name": "ml", "default": true}, {"id": "t2", "name": "web"}]});
        match request {
            request if is(request, "/v1/teams") => Some(Reply::json(200, teams)),
            request if is(request, "/v1/teams/t2/models") => Some(Reply::json(403, json!({"message": "seen"}))),
            _ => None,
        }
    });
    for team in ["web", "t2"] {
        let told = pushes.push(&["-q", "--team", team]).code(3).any_stderr().run().stderr;
        assert!(told.contains("seen"), "{told}");
    }
    assert_eq!((pushes.count("/v1/teams/t2/models"), pushes.count(COMMIT)), (2, 0));
}

#[test]
fn every_option_is_accounted_for() {
    let cli = Cli::command();
    let push = cli.find_subcommand("push").expect("a command");
    let typed = sent().into_iter().flat_map(|(options, ..)| options).filter_map(|word| word.strip_prefix("--"));
    let known: Vec<&str> = typed.chain(NOT_SENT.iter().map(|(name, _)| *name)).collect();
    let options = push.get_arguments().filter(|argument| !argument.is_global_set()).filter_map(clap::Arg::get_long);
    let missing: Vec<&str> = options.filter(|name| *name != "help" && !known.contains(name)).collect();
    assert!(missing.is_empty(), "say what {missing:?} changes in the request, or why nothing");
}
