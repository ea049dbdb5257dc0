//! `truss push` where a person types, and what it says of the folder that it is run in.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Home, Reply, Request, Server};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

fn truss(home: &Home, config: &str) {
    let folder = home.path().join("truss");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("config.yaml"), config).expect("a config");
}

#[cfg(feature = "local")]
#[test]
fn a_missing_name_is_asked_for_on_a_terminal_and_added_to_the_config() {
    let home = Home::new();
    truss(&home, "# about\nresources: {}\n");
    let command = home.truss(["push", "truss", "--remote", "local"]).command();
    let mut terminal = rexpect::session::spawn_command(command, Some(30_000)).expect("a terminal");
    terminal.exp_string("Name this model: ").expect("the question");
    terminal.send_line(&"x".repeat(256)).expect("an answer");
    terminal.exp_string("must not be longer than 255 characters").expect("the objection");
    terminal.send_line("my model").expect("an answer");
    terminal.exp_string("was pushed as deployment").expect("the push");
    terminal.exp_eof().expect("the end");
    let config = fs::read_to_string(home.path().join("truss/config.yaml")).expect("the config");
    assert_eq!(config, "model_name: my model\n# about\nresources: {}\n");
}

/// What a push with `arguments` says of where it was made, to a remote that refuses it and that has `trussrc` in its
/// section.
fn user_env(home: &Home, arguments: &[&str], trussrc: &str) -> Value {
    let server = Server::start(|request: &Request| match request.path.split('?').next() {
        Some("/v1/models") => Reply::json(200, json!({"models": []})),
        Some("/v1/teams") => Reply::json(200, json!({"teams": [{"id": "t1", "name": "ml", "default": true}]})),
        _ => Reply::json(422, json!({"code": "VALIDATION_ERROR", "message": "no"})),
    });
    fs::write(home.path().join(".trussrc"), server.trussrc(KEY) + trussrc).expect("a trussrc");
    home.truss([&["push", "truss", "-q"], arguments].concat()).code(5).any_stderr().run();
    let prepared = server.requests().into_iter().find(|request| request.path.contains("prepare")).expect("a request");
    let body: Value = serde_json::from_str(&prepared.body).expect("JSON");
    body["deployment"]["user_env"].clone()
}

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .output()
        .expect("git is there: the tests are in a repository")
        .status;
    assert!(status.success(), "git {arguments:?}");
}

#[test]
fn the_git_commit_is_told_only_when_it_is_wanted() {
    let home = Home::new();
    truss(&home, "model_name: a\n");
    let folder = home.path().join("truss");
    // Nothing to tell outside a repository, and no reason to fail.
    assert_eq!(user_env(&home, &["--include-git-info"], ""), Value::Null);
    git(&folder, &["init", "-q"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-qm", "first"]);
    git(&folder, &["tag", "v1"]);
    git(&folder, &["commit", "-qm", "second", "--allow-empty"]);
    // The version of this program is none of Python's truss, from whose release the remote may take its server.
    assert_eq!(user_env(&home, &[], ""), Value::Null);
    let told = user_env(&home, &["--include-git-info"], "");
    assert_eq!(told.as_object().expect("an object").keys().collect::<Vec<_>>(), ["git_info"]);
    let told = &user_env(&home, &["--include-git-info"], "")["git_info"];
    assert_eq!(told["latest_commit_sha"].as_str().expect("a commit").len(), 40, "{told}");
    assert_eq!((&told["latest_tag"], &told["commits_since_tag"]), (&json!("v1"), &json!(1)), "{told}");
    assert_eq!(told["has_uncommitted_changes"], json!(false), "{told}");
    fs::write(folder.join("new.py"), "").expect("a file");
    let told = &user_env(&home, &["--include-git-info"], "")["git_info"];
    assert_eq!(told["has_uncommitted_changes"], json!(true), "{told}");
}

#[test]
fn the_trussrc_consents_to_telling_the_git_commit_as_pythons_truss_reads_it() {
    let home = Home::new();
    truss(&home, "model_name: a\n");
    let folder = home.path().join("truss");
    for command in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "first"]] {
        git(&folder, command);
    }
    let told = |trussrc: &str| !user_env(&home, &["--remote", "baseten"], trussrc)["git_info"].is_null();
    for consent in ["include_git_info = true", "include_git_info: TRUE ", "Include_Git_Info = True"] {
        assert!(told(&format!("{consent}\n")), "{consent}");
    }
    assert!(told("[other]\ninclude_git_info = true\n"), "any remote's consent counts");
    for none in ["", "include_git_info = false\n", "include_git_info = yes\n", "include_git_info = 1\n"] {
        assert!(!told(none), "{none}");
    }
}

#[test]
fn the_settings_of_pythons_truss_decide_once_they_are_there() {
    let home = Home::new();
    truss(&home, "model_name: a\n");
    let folder = home.path().join("truss");
    for command in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "first"]] {
        git(&folder, command);
    }
    let settings = home.path().join(".config/truss/settings.toml");
    fs::create_dir_all(settings.parent().expect("a folder")).expect("folders");
    let others = "check_for_updates = true\n\n[feature_flags]\nenable_auto_upgrade = false\n";
    for (text, is_sent) in [
        (format!("[preferences]\ninclude_git_info = false\n{others}"), false),
        (format!("[preferences]\ninclude_git_info = true\n{others}"), true),
        (format!("[preferences]\n{others}"), false),
        (String::new(), false),
        ("not toml".to_owned(), false),
    ] {
        fs::write(&settings, &text).expect("settings");
        for trussrc in ["include_git_info = true\n", ""] {
            assert_eq!(!user_env(&home, &[], trussrc).is_null(), is_sent, "{text} {trussrc}");
        }
        assert!(!user_env(&home, &["--include-git-info"], "").is_null(), "{text}");
    }
}
