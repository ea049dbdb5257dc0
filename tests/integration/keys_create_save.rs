//! `truss keys create --save`: into the trussrc instead of onto the screen.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use crate::support::{Home, IN_USE, Knows, Remote};

fn trussrc(home: &Home) -> String {
    fs::read_to_string(home.trussrc()).expect("a trussrc")
}

#[test]
fn the_remote_in_use_gets_the_key_and_the_old_one_is_named() {
    let remote = Remote::healthy(Knows::Everything);
    let home = remote.home();
    let before = trussrc(&home);
    let ran = home.truss(["keys", "create", "ci", "--save"]).any_stderr().run();
    insta::assert_snapshot!(ran.stderr, @r"
    the key `new00001` was made and saved for the remote `baseten` in `~/.trussrc`
    the key `inuse123` that was there is still valid: `truss keys revoke inuse123`
    ");
    assert_eq!(trussrc(&home), before.replace(IN_USE, &format!("new00001.{}", "S".repeat(32))));
    assert_eq!(fs::metadata(home.trussrc()).expect("a file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn another_remote_is_added_and_json_tells_where_but_not_the_secret() {
    let remote = Remote::healthy(Knows::Everything);
    let home = remote.home();
    let before = trussrc(&home);
    let ran = home.truss(["keys", "create", "ci", "--save=robot", "-o", "json"]).any_stdout().any_stderr().run();
    let answer = ran.json();
    assert_eq!((&answer["api_key"], &answer["saved_to"]), (&Value::Null, &json!("robot")));
    let added = format!(
        "\n[robot]\nremote_provider = baseten\napi_key = new00001.{}\nremote_url = {}\n",
        "S".repeat(32),
        remote.server.url()
    );
    assert_eq!(trussrc(&home), before + &added);
}

#[test]
fn a_key_from_the_environment_does_not_reach_the_disk_and_the_new_one_does() {
    let remote = Remote::healthy(Knows::Everything);
    let home = Home::new();
    home.truss(["keys", "create", "ci", "--save", "-q"])
        .env("BASETEN_API_KEY", IN_USE)
        .env("BASETEN_REMOTE_URL", remote.server.url())
        .run();
    let saved = trussrc(&home);
    assert!(saved.starts_with("[baseten]\n") && saved.contains("new00001.") && !saved.contains(IN_USE), "{saved}");
}

#[test]
fn where_it_cannot_go_is_found_out_before_there_is_a_key() {
    let remote = Remote::healthy(Knows::Everything);
    let more = "\n[other]\nremote_provider = baseten\nremote_url = https://app.example.com\n\
                \n[python]\nremote_provider = baseten\nauth_type = oauth\n";
    let home = Home::new().with_trussrc(&(remote.server.trussrc(IN_USE) + more));
    let told = |save: &str, code: i32| {
        let arguments = ["keys", "create", "ci", save, "--remote", "baseten"];
        remote.told(&home.truss(arguments).code(code).any_stderr().run().stderr)
    };
    insta::assert_snapshot!(told("--save=other", 2), @r"
    error: the remote `other` is https://app.example.com, and the key is for http://remote
      hint: save it under another name: `--save=NAME`
    ");
    insta::assert_snapshot!(told("--save=python", 3), @r"
    error: the remote `python` signs in with OAuth, which only Python's truss does
      hint: make an API key and put it in BASETEN_API_KEY, or into a remote of its own with `truss login --remote python-key`
    ");
    insta::assert_snapshot!(told("--save=DEFAULT", 5), @r"
    error: `DEFAULT` is no remote: its options hold for every remote
      hint: name another remote with `--remote NAME`
    ");
    insta::assert_snapshot!(told("--save=local", 2), @r"
    error: a key of the embedded API cannot be saved: it has a key of its own
      hint: drop `--save`, or run `truss local serve` and add it as a remote with another name
    ");
    assert_eq!(remote.count("POST"), 0);
}

#[cfg(feature = "local")]
#[test]
fn the_embedded_api_needs_no_saved_key() {
    let home = Home::new();
    let ran = home.truss(["keys", "create", "ci", "--save", "--remote", "local"]).code(2).any_stderr().run();
    insta::assert_snapshot!(ran.stderr, @r"
    error: a key of the embedded API cannot be saved: it has a key of its own
      hint: drop `--save`, or run `truss local serve` and add it as a remote with another name
    ");
}

#[test]
fn a_key_that_cannot_be_saved_is_revoked() {
    let remote = Remote::healthy(Knows::Everything);
    let home = remote.home();
    // A folder where the lock belongs keeps everybody from writing, root too.
    fs::create_dir(home.path().join(".trussrc.lock")).expect("a folder");
    let ran = home.truss(["keys", "create", "ci", "--save"]).code(1).any_stderr().run();
    let told = remote.told(&ran.stderr).replace(&home.path().display().to_string(), "HOME");
    insta::assert_snapshot!(told, @r"
    error: the secret could not be saved, so the new key `new00001` was revoked
      cause: cannot lock `HOME/.trussrc` for a change: Is a directory (os error 21)
    ");
    assert_eq!((remote.count("POST"), remote.keys().len()), (1, 0));
}
