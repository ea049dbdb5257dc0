//! `truss keys create --to`: what each destination gets, and what becomes of a key that one of them does not get.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::support::{Home, IN_USE, Knows, Remote, Truss};

/// What the remote of these tests makes first.
const NEW: &str = "new00001.SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS";

/// A run of `keys create ci` to these destinations, `more` after them.
fn create(home: &Home, to: &[&str], more: &[&str]) -> Truss {
    let to = to.iter().flat_map(|to| ["--to", to]);
    home.truss(["keys", "create", "ci"].into_iter().chain(to).chain(more.iter().copied()))
}

#[track_caller]
fn read(home: &Home, name: &str) -> String {
    fs::read_to_string(home.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn write(home: &Home, name: &str, text: &str) {
    fs::write(home.path().join(name), text).expect("a file is written");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

#[test]
fn a_file_gets_the_bare_secret_for_its_owner_alone() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let told = create(&home, &["file:app.key"], &[]).any_stderr().run().stderr;
    let path = home.path().join("app.key");
    assert_eq!(told, format!("created the key `new00001` and delivered it to file:{}\n", path.display()));
    assert_eq!((read(&home, "app.key").as_str(), mode(&path)), (NEW, 0o600));
}

#[test]
fn a_dotenv_file_gets_a_variable_and_keeps_its_other_lines() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    write(&home, ".env", "# mine\nA=1\nBASETEN_API_KEY=\nB=2");
    fs::set_permissions(home.path().join(".env"), fs::Permissions::from_mode(0o644)).expect("a mode");
    create(&home, &["env-file:.env", "env-file:other.env:MY_KEY"], &["-q"]).run();
    assert_eq!(read(&home, ".env"), format!("# mine\nA=1\nBASETEN_API_KEY={NEW}\nB=2"));
    assert_eq!(read(&home, "other.env"), format!("MY_KEY={NEW}\n"));
    assert_eq!((mode(&home.path().join(".env")), mode(&home.path().join("other.env"))), (0o600, 0o600));
}

#[test]
fn a_trussrc_gets_a_section_that_is_the_same_remote() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    create(&home, &["trussrc:ci"], &["-q"]).run();
    let url = remote.server.url();
    let expected = format!(
        "{}\n[ci]\nremote_provider = baseten\napi_key = {NEW}\nremote_url = {url}\n",
        remote.server.trussrc(IN_USE)
    );
    assert_eq!(read(&home, ".trussrc"), expected);
}

#[test]
fn a_command_gets_the_secret_on_stdin_and_hears_which_key_it_is() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let line =
        "command:cat > got; echo $TRUSS_KEY_PREFIX $TRUSS_KEY_NAME $TRUSS_KEY_TYPE $TRUSS_KEY_FAMILY; cat got >&2";
    let told = create(&home, &[line], &["--type", "manage-keys"]).any_stderr().run().stderr;
    assert_eq!(read(&home, "got"), NEW);
    assert!(told.contains("new00001 ci WORKSPACE_MANAGE_API_KEYS ci\n"), "{told}");
    assert!(told.contains("new00001.***\n") && !told.contains("SSS"), "{told}");
}

#[test]
fn destinations_get_it_in_order_and_stdout_last() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let order = |number: u32| format!("command:echo {number} >> order");
    create(&home, &["stdout", &order(1), "file:x", &order(2)], &["-q"]).stdout(format!("{NEW}\n")).run();
    assert_eq!((read(&home, "order").as_str(), read(&home, "x").as_str()), ("1\n2\n", NEW));
}

#[test]
fn json_has_the_secret_only_when_stdout_is_a_destination() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let answer = create(&home, &["file:x"], &["-q", "-o", "json"]).any_stdout().run().json();
    assert_eq!(
        (&answer["prefix"], &answer["name"], &answer["api_key"]),
        (&json!("new00001"), &json!("ci"), &json!(null))
    );
    let remote = Remote::healthy(Knows::Documented);
    let answer = create(&remote.home(), &["file:x", "stdout"], &["-q", "-o", "json"]).any_stdout().run().json();
    assert_eq!((&answer["prefix"], &answer["api_key"]), (&json!("new00001"), &json!(NEW)));
}

#[test]
fn what_stands_there_is_overwritten_only_when_that_is_said() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    write(&home, "text", "a text\n");
    write(&home, "empty", " \n");
    write(&home, ".env", "BASETEN_API_KEY=other123.SECRET\n");
    fs::create_dir(home.path().join("folder")).expect("a folder");
    let fifo = Command::new("mkfifo").arg(home.path().join("fifo")).status();
    assert!(fifo.is_ok_and(|status| status.success()));
    for (to, more) in [
        ("file:text", &[][..]),
        ("env-file:.env", &[]),
        ("trussrc", &[]),
        ("file:folder", &["--replace"]),
        ("file:fifo", &["--replace"]),
        ("env-file:fifo", &["--replace"]),
        ("file:missing/app.key", &["--replace"]),
        ("file:/dev/null", &["--replace"]),
    ] {
        let told = create(&home, &["file:empty", to], more).code(8).any_stderr().run().stderr;
        assert!(told.starts_with("error: no key was created, because it "), "{to}: {told}");
    }
    assert_eq!((remote.count("POST"), read(&home, "empty").as_str()), (0, " \n"));
    create(&home, &["file:text", "file:empty", "env-file:.env", "trussrc"], &["--replace", "-q"]).run();
    for name in ["text", "empty"] {
        assert_eq!(read(&home, name), NEW, "{name}");
    }
    assert_eq!(read(&home, ".env"), format!("BASETEN_API_KEY={NEW}\n"));
    assert_eq!(read(&home, ".trussrc"), remote.server.trussrc(NEW));
}

#[test]
fn words_that_are_no_destination_are_wrong_usage() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let refused = |to: &[&str], more: &[&str]| create(&home, to, more).code(2).any_stderr().run().stderr;
    insta::assert_snapshot!(refused(&["nowhere"], &[]), @r"
    error: unknown destination `nowhere`
      hint: use trussrc[:REMOTE], env-file:PATH[:VAR], file:PATH, command:CMD or stdout
    ");
    insta::assert_snapshot!(refused(&[".env"], &[]), @r"
    error: unknown destination `.env`
      hint: did you mean `env-file:.env`?
    ");
    insta::assert_snapshot!(refused(&["env-file:.env:MY-KEY"], &[]), @r"
    error: `MY-KEY` cannot be the name of a variable
      hint: use letters, digits and `_` behind the last colon of `env-file:PATH:VAR`
    ");
    insta::assert_snapshot!(refused(&["env-file:.env", "env-file:.env:BASETEN_API_KEY"], &[]), @r"
    error: several keys, or one key twice, cannot go to the same place
      hint: give each its own place; TRUSS_KEY_FAMILY tells a `command:CMD` which key it gets
    ");
    for (to, more) in [
        (&[][..], &["--replace"][..]),
        (&["file:"], &[]),
        (&["command: "], &[]),
        (&["stdout:x"], &[]),
        (&["env-file:x:"], &[]),
    ] {
        refused(to, more);
    }
    // A file that is there may have a colon in its name.
    write(&home, "a:b-c", "A=1\n");
    let to = ["keys", "create", "other", "--to", "env-file:a:b-c"];
    home.truss(to).any_stderr().run();
    assert_eq!(read(&home, "a:b-c"), format!("A=1\nBASETEN_API_KEY={NEW}\n"));
    write(&home, ".trussrc", &(remote.server.trussrc(IN_USE) + "[real]\nremote_provider = baseten\napi_key = a.b\n"));
    let elsewhere = create(&home, &["trussrc:real"], &["--remote", "baseten"]).code(2).any_stderr().run().stderr;
    assert!(
        elsewhere.starts_with("error: the remote `real` is https://app.baseten.co, and the key is for "),
        "{elsewhere}"
    );
    assert_eq!(remote.count("POST"), 1);
}

#[cfg(feature = "local")]
#[test]
fn a_key_of_the_embedded_api_does_not_go_into_the_trussrc() {
    let home = Home::new();
    let told = create(&home, &["trussrc"], &["--remote", "local"]).code(2).any_stderr().run().stderr;
    insta::assert_snapshot!(told, @r"
    error: a key of the embedded API does not go into the trussrc
      hint: the embedded API has a key of its own there; choose another `--to`
    ");
    create(&home, &["file:app.key"], &["--remote", "local", "-q"]).run();
    let list = home.truss(["keys", "list", "--remote", "local", "--jq", ".keys[] | select(.name == \"ci\").prefix"]);
    let listed = list.any_stdout().run().stdout;
    assert_eq!(read(&home, "app.key").split_once('.').map(|(prefix, _)| prefix), Some(listed.trim()));
}

#[test]
fn a_destination_that_fails_takes_the_key_back_from_all_others() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    write(&home, "text", "a text\n");
    write(&home, ".env", "A=1\n");
    let before = [".env", "text", ".trussrc"].map(|name| read(&home, name));
    let to = ["file:text", "file:fresh", "env-file:.env", "env-file:fresh.env", "trussrc:ci", "command:exit 3"];
    let told = create(&home, &to, &["--replace"]).code(1).any_stderr().run().stderr;
    insta::assert_snapshot!(told, @r"
    error: the new key `new00001` could not be delivered, so it was revoked
      cause: the command `exit 3` ended with 3
    ");
    assert_eq!([".env", "text", ".trussrc"].map(|name| read(&home, name)), before);
    assert!(!home.path().join("fresh").exists() && !home.path().join("fresh.env").exists());
    assert_eq!((remote.count("POST"), remote.count("DELETE"), remote.keys().len()), (1, 1, 0));
    let slow = create(&home, &["command:sleep 1000"], &["--sink-timeout", "200ms"]).code(1).any_stderr().run().stderr;
    assert!(slow.contains("did not end within 0.2 seconds"), "{slow}");
    assert_eq!(remote.keys().len(), 0);
}

#[test]
fn a_command_that_has_the_key_keeps_it_when_another_destination_fails() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let to = ["file:app.key", "command:cat > got", "command:exit 3"];
    let told = create(&home, &to, &[]).code(7).any_stderr().run().stderr;
    let told = told.replace(&home.path().display().to_string(), "~");
    insta::assert_snapshot!(told, @r"
    error: the new key `new00001` was given to `file:~/app.key`, `command:cat > got`, and not to every other place
      cause: the command `exit 3` ended with 3
      hint: deliver it there by hand, or revoke it: `truss keys revoke new00001`
    ");
    assert_eq!((remote.count("DELETE"), remote.prefixes()), (0, vec!["new00001".to_owned()]));
    assert_eq!(read(&home, "got"), NEW);
}

#[test]
fn what_cannot_be_revoked_again_is_told() {
    let remote = Remote::start(Knows::Documented, |request, _| {
        let refusal = crate::support::Reply::json(403, json!({"message": "may not revoke"}));
        (request.method == "DELETE").then_some(crate::support::Fault::Instead(refusal))
    });
    let told = create(&remote.home(), &["command:exit 3"], &[]).code(7).any_stderr().run().stderr;
    insta::assert_snapshot!(remote.told(&told), @r"
    error: the new key `new00001` must not be used, and it could not be revoked
      cause: the command `exit 3` ended with 3
      hint: revoke it: `truss keys revoke new00001`
    ");
}

#[test]
fn a_stdout_that_goes_nowhere_is_no_destination() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    for to in [&["stdout"][..], &["file:app.key", "stdout"]] {
        create(&home, to, &[]).after("exec >/dev/null").code(8).any_stderr().run();
    }
    assert_eq!(remote.count("POST"), 0);
    create(&home, &["file:app.key"], &["-q"]).after("exec >/dev/null").run();
}

#[test]
fn nothing_goes_anywhere_when_nothing_is_missing() {
    let remote =
        Remote::healthy(Knows::Documented).with(json!({"prefix": "abcd1234", "name": "ci", "type": "PERSONAL"}));
    let home = remote.home();
    create(&home, &["file:app.key"], &["--if-missing", "-q"]).run();
    assert!(!home.path().join("app.key").exists());
}
