//! `truss completions`, and what its scripts call.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::support::{Home, IN_USE, Reply, Server, Truss, personal_key};

/// Asks what may follow these words.
fn complete(home: &Home, words: &[&str]) -> Truss {
    let line: String = words.iter().map(|word| format!("{word}\0")).collect();
    home.truss(["complete", "fish"]).stdin(line)
}

fn with_keys() -> Server {
    Server::start(|_| Reply::json(200, json!({"keys": [personal_key("x4h8w1pz", "ci", 2000, None)]})))
}

#[test]
fn each_shell_gets_its_script_on_stdout() {
    for (shell, mark) in [
        ("bash", "complete -F _truss"),
        ("zsh", "#compdef truss"),
        ("fish", "complete -c $program"),
        ("elvish", "set edit:completion:arg-completer[truss]"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName 'truss'"),
    ] {
        let ran = Home::new().truss(["completions", shell]).any_stdout().run();
        assert!(ran.stdout.contains(mark), "{shell}: {}", ran.stdout);
    }
}

#[test]
fn completions_work_with_a_trussrc_that_does_not_parse() {
    let home = Home::new().with_trussrc("not a trussrc\n");
    let ran = home.truss(["completions", "bash"]).any_stdout().run();
    assert!(!ran.stdout.is_empty());
    complete(&home, &["keys", "revoke", ""]).stdout("values\n").run();
    complete(&home, &["keys", "list", "--remote", ""]).stdout("values\n").run();
}

#[test]
fn pythons_commands_are_for_whoever_has_begun_to_type_one() {
    let home = Home::new();
    let ran = complete(&home, &["ch"]).any_stdout().run();
    assert!(ran.stdout.contains("chains\tA command of Python's truss"), "{}", ran.stdout);
    assert!(!complete(&home, &[""]).any_stdout().run().stdout.contains("chains"));
}

#[test]
fn topics_are_help() {
    let home = Home::new();
    let topics = complete(&home, &["help", ""]).any_stdout().run().stdout;
    for topic in ["environment\t", "exit-codes\t", "options\t", "trussrc\t", "keys\t"] {
        assert!(topics.contains(&format!("\n{topic}")), "{topics}");
    }
    assert!(!topics.contains("\nchains") && !topics.contains("\ncomplete\t"), "{topics}");
    assert!(complete(&home, &["help", "ch"]).any_stdout().run().stdout.contains("\nchains"));
    assert!(!complete(&home, &["keys", ""]).any_stdout().run().stdout.contains("\ntrussrc"));
}

#[test]
fn after_a_command_come_files() {
    let home = Home::new();
    for words in [&["chains", ""][..], &["chains", "push", ""], &["chains", "push", "--"], &["train", "--remote", ""]] {
        complete(&home, words).stdout("files\n").run();
    }
    complete(&home, &["exec", "--", "l"]).stdout("commands\n").run();
    complete(&home, &["exec", "--", "ls", "m/"]).stdout("files\n").run();
}

#[test]
fn names_are_asked_for_once_a_minute_and_stored_without_secrets() {
    let server = with_keys();
    let home = Home::new().with_trussrc(&server.trussrc(IN_USE));
    let told = "values\nci\tpersonal, x4h8w1pz\n";
    complete(&home, &["keys", "revoke", ""]).stdout(told).run();
    let asked = server.requests().len();
    complete(&home, &["keys", "rotate", ""]).stdout(told).run();
    assert_eq!(server.requests().len(), asked);
    let folder = home.path().join(".cache/truss/completions");
    assert_eq!(fs::metadata(&folder).expect("a folder").permissions().mode() & 0o777, 0o700);
    let files: Vec<_> = fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(fs::metadata(&files[0]).expect("a file").permissions().mode() & 0o777, 0o600);
    let secret = IN_USE.split_once('.').expect("a key").1;
    let stored = fs::read_to_string(&files[0]).expect("text") + &files[0].display().to_string();
    assert!(stored.contains("ci") && !stored.contains(secret), "{stored}");
}

#[test]
fn another_key_or_remote_has_names_of_its_own() {
    let (server, other) = (with_keys(), with_keys());
    let home = Home::new().with_trussrc(&server.trussrc(IN_USE));
    complete(&home, &["keys", "revoke", ""]).any_stdout().run();
    complete(&home, &["keys", "revoke", ""])
        .env("BASETEN_API_KEY", "another1.0123456789abcdefghijklmnop")
        .env("BASETEN_REMOTE_URL", other.url())
        .any_stdout()
        .run();
    assert!(!other.requests().is_empty());
    assert!(server.requests().iter().all(|request| !format!("{request:?}").contains("another1")));
}

#[test]
fn nothing_is_asked_and_nothing_said_without_a_key() {
    for trussrc in ["", "[baseten]\nremote_provider = baseten\n", "[a]\nauth_type = oauth\n", "[a]\n[b]\n"] {
        let home = Home::new().with_trussrc(trussrc);
        complete(&home, &["keys", "revoke", ""]).stdout("values\n").run();
        // Looking does not make the embedded API's folder.
        complete(&home, &["--remote", "local", "keys", "revoke", ""]).stdout("values\n").run();
        let files: Vec<_> = fs::read_dir(home.path()).expect("a home").collect();
        assert_eq!(files.len(), 1, "{files:?}");
    }
}

#[test]
fn a_refusal_and_a_broken_answer_are_nothing() {
    for reply in [Reply::json(401, "{}"), Reply::json(200, "[]"), Reply::Hangup, Reply::Silence] {
        let server = Server::start(move |_| reply.clone());
        let home = Home::new().with_trussrc(&server.trussrc(IN_USE));
        let ran = complete(&home, &["keys", "revoke", ""]).any_stdout().run();
        assert!(["", "values\n"].contains(&ran.stdout.as_str()), "{}", ran.stdout);
    }
}

#[test]
fn a_line_that_is_none_has_no_answer() {
    for line in ["", "no end", "\u{fffd}"] {
        Home::new().truss(["complete", "zsh"]).stdin(line).run();
    }
    Home::new().truss(["complete", "bash"]).stdin([0xff, 0]).run();
}

#[cfg(feature = "local")]
#[test]
fn the_embedded_api_is_asked_when_it_is_there() {
    let home = Home::new();
    home.truss(["keys", "create", "ci", "--remote", "local"]).any_stdout().any_stderr().run();
    let ran = complete(&home, &["keys", "revoke", "--remote=local", "c"]).any_stdout().run();
    assert!(ran.stdout.contains("ci\tpersonal"), "{}", ran.stdout);
    // Its own commands mean it whatever the remote is.
    let server = with_keys();
    let home = home.with_trussrc(&server.trussrc(IN_USE));
    home.truss(["local", "team", "add", "research"]).any_stdout().any_stderr().run();
    complete(&home, &["local", "user", "add", "ada", "--team", ""]).stdout("values\ndefault\nresearch\n").run();
    assert_eq!(server.requests().len(), 0);
}
