//! A config.yaml that is something else than an ordinary file, or that Python's truss would refuse.

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

#[cfg(feature = "local")]
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
fn an_ignore_file_that_may_have_no_end_and_a_file_in_place_of_the_folder_are_refused() {
    let home = Home::new();
    let folder = folder(&home);
    fs::write(folder.join("config.yaml"), "model_name: m\n").expect("a config");
    let made = Command::new("mkfifo").arg(folder.join(".truss_ignore")).status().expect("mkfifo runs");
    assert!(made.success());
    home.truss(["push", "truss", "--remote", "local"])
        .code(5)
        .stderr("error: `truss/.truss_ignore` cannot be read\n  cause: it is not a regular file\n")
        .run();
    home.truss(["push", "truss/model/model.py", "--remote", "local"])
        .code(4)
        .stderr(
            "error: not a folder: `truss/model/model.py`\n  hint: pass the folder of the Truss: `truss --remote local push \
             DIR`\n",
        )
        .run();
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

#[test]
fn what_pythons_truss_refuses_is_refused_with_line_and_field_before_anything_is_sent() {
    let home = Home::new();
    let folder = folder(&home);
    let push = ["push", "truss", "--remote", "local"];
    let config = "model_name: llama-3.1\nresources:\n  cpu: 2\n";
    fs::write(folder.join("config.yaml"), config).expect("a config");
    let mistake = "truss/config.yaml:3: resources.cpu: must be a string, found the number `2`: put it in quotes";
    home.truss(push).code(5).stderr(format!("error: {mistake}\n")).run();
    let ran = home.truss(push.iter().chain(&["-o", "json"])).code(5).any_stderr().run();
    let error: serde_json::Value = serde_json::from_str(&ran.stderr).expect("JSON");
    assert_eq!((&error["error"]["code"], &error["error"]["message"]), (&"invalid".into(), &mistake.into()));
    fs::write(folder.join("config.yaml"), config.to_owned() + "  memory: 4 GB\n  gpus: 1\n").expect("a config");
    home.truss(push)
        .code(5)
        .stderr(format!(
            "error: `truss/config.yaml` is not valid\n  cause: {mistake}\n  cause: truss/config.yaml:4: resources.memory: \
             must be a number with a unit such as `512Mi` or `16Gi`, found `4 GB`\n  cause: truss/config.yaml:5: \
             resources.gpus: no field that this version knows\n"
        ))
        .run();
    assert!(!home.path().join(".local").exists(), "nothing was sent");
}

#[test]
fn what_a_newer_server_may_know_is_warned_of_and_sent() {
    let home = Home::new();
    let config = "model_name: next\nresources: {accelerator: H300}\nruntime:\n  warp: 9\n";
    fs::write(folder(&home).join("config.yaml"), config).expect("a config");
    let arguments = ["push", "truss", "--remote", "local", "--dry-run", "--offline", "--jq", ".config.runtime.warp"];
    let ran = home.truss(arguments).any_stdout().any_stderr().run();
    assert_eq!(ran.stdout, "9\n");
    let warnings: Vec<&str> = ran.stderr.lines().collect();
    assert!(
        warnings[0].starts_with("warning: truss/config.yaml:2: resources.accelerator: `H300` is not known to this")
    );
    assert_eq!(warnings[1..], ["warning: truss/config.yaml:4: runtime.warp: no field that this version knows"]);
}
