//! A config.yaml that is something else than an ordinary file.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::support::Home;

/// A Truss without its config.
fn folder(home: &Home) -> std::path::PathBuf {
    let folder = home.path().join("truss");
    fs::create_dir_all(folder.join("model")).expect("folders");
    fs::write(folder.join("model/model.py"), "class Model: pass\n").expect("a model");
    folder
}

#[test]
fn a_link_to_the_config_is_packed_as_what_it_says() {
    let home = Home::new();
    let folder = folder(&home);
    fs::write(home.path().join("shared.yaml"), "model_name: linked\n").expect("a config");
    symlink("../shared.yaml", folder.join("config.yaml")).expect("a link");
    let ran = home.truss(["push", "truss", "--remote", "local", "-q", "--jq", ".model_name"]).any_stdout().run();
    assert_eq!(ran.stdout, "linked\n");
}

#[test]
fn what_may_have_no_end_is_not_read() {
    let home = Home::new();
    let folder = folder(&home);
    let refused = || {
        home.truss(["push", "truss", "--remote", "local"])
            .code(5)
            .stderr("error: `truss/config.yaml` cannot be read\n  cause: it is not a regular file\n")
            .run();
    };
    symlink("/dev/zero", folder.join("config.yaml")).expect("a link");
    refused();
    fs::remove_file(folder.join("config.yaml")).expect("it was there");
    let made = Command::new("mkfifo").arg(folder.join("config.yaml")).status().expect("mkfifo runs");
    assert!(made.success());
    refused();
}

#[test]
fn a_config_that_is_too_deep_or_a_name_that_is_too_long_is_invalid() {
    let home = Home::new();
    let folder = folder(&home);
    let refused = |config: String, words: &str| {
        fs::write(folder.join("config.yaml"), config).expect("a config");
        let ran = home.truss(["push", "truss", "--remote", "local"]).code(5).any_stderr().run();
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    };
    refused(format!("model_name: x\na: {}", "[".repeat(100_000)), "nested more than 256 levels deep");
    refused(format!("model_name: {}\n", "x".repeat(300_000)), "must not be longer than 255 characters");
}
