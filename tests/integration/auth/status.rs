//! `truss auth status`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::support::{Home, Reply, Server};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

#[test]
fn every_source_is_told_in_its_order() {
    let home = Home::new().with_trussrc(&format!("[baseten]\napi_key = {KEY}\nteam = ml\n[other]\n"));
    let text = home.truss(["auth", "status"]).env("API_KEY", "sk-foreign").any_stdout().any_stderr().run();
    insta::assert_snapshot!(text.stdout, @r"
    remote   baseten
    url      https://app.baseten.co
    api      https://api.baseten.co
    key      abcd1234 from [baseten] of the trussrc
    team     ml
    trussrc  ~/.trussrc (mode 0600)

    SOURCE                      KEY       STATE
    BASETEN_TRUSS_AUTH_API_KEY            unset
    BASETEN_API_KEY                       unset
    API_KEY                               ignored because it does not look like a Baseten key
    [baseten] of the trussrc    abcd1234  used
    [other] of the trussrc                ignored because no `--remote` names it
    ");
    assert_eq!(
        text.stderr,
        "warning: `API_KEY` does not look like a Baseten key (`prefix.secret`), so it is not used\n"
    );
}

#[test]
fn json_has_each_source_with_its_state_and_prefix() {
    let home = Home::new().with_trussrc(&format!("[baseten]\napi_key = {KEY}\n"));
    let ran = home
        .truss(["auth", "status", "-o", "json"])
        .env("BASETEN_API_KEY", KEY.replace("abcd", "efgh"))
        .any_stdout()
        .any_stderr()
        .run();
    let answer = ran.json();
    assert_eq!(answer["key"], json!({"prefix": "efgh1234", "source": "BASETEN_API_KEY"}));
    assert_eq!(answer["trussrc"]["mode"], "0600");
    let sources = answer["sources"].as_array().expect("sources");
    let states: Vec<_> = sources.iter().map(|source| (&source["state"], &source["by"], &source["prefix"])).collect();
    assert_eq!(
        states,
        [
            (&json!("unset"), &json!(null), &json!(null)),
            (&json!("used"), &json!(null), &json!("efgh1234")),
            (&json!("unset"), &json!(null), &json!(null)),
            (&json!("shadowed"), &json!("BASETEN_API_KEY"), &json!("abcd1234")),
        ]
    );
    assert!(!ran.stdout.contains("ABCDEFGH") && !ran.stderr.contains("ABCDEFGH"));
}

#[test]
fn having_no_usable_key_is_an_answer_and_a_failure() {
    let missing = "error: no API key found\n  hint: run `truss login` at a terminal; in CI, pass BASETEN_API_KEY (or \
                   BASETEN_TRUSS_AUTH_API_KEY, or API_KEY) from your secret store\n";
    for more in [&[][..], &["--check"]] {
        let home = Home::new();
        let status = |home: &Home, other: &[&str]| {
            let arguments = ["auth", "status"].iter().chain(more).chain(other).copied();
            home.truss(arguments).code(3).any_stdout()
        };
        let text = status(&home, &[]).stderr(missing).run().stdout;
        assert!(text.starts_with("problem  no API key found\ntrussrc  ~/.trussrc (not there)\n"), "{text}");
        let ran = status(&home, &["-o", "json"]).any_stderr().run();
        assert_eq!((&ran.json()["problem"], &ran.json()["key"]), (&json!("no API key found"), &json!(null)));
        assert!(ran.stderr.starts_with("{\"error\":{\"code\":\"credentials\","), "{}", ran.stderr);
        let ran = status(&home, &["--remote", "nope"]).any_stderr().run();
        assert!(ran.stdout.starts_with("problem  there is no remote `nope`\n"), "{}", ran.stdout);
        let two = Home::new().with_trussrc("[a]\napi_key = a.b\n[b]\napi_key = c.d\n");
        let ran = status(&two, &[]).any_stderr().run();
        assert!(ran.stdout.starts_with("problem  there are several remotes: `a`, `b`\n"), "{}", ran.stdout);
    }
}

#[cfg(feature = "local")]
#[test]
fn the_address_in_use_is_shown_with_the_variable_that_sets_it() {
    let home = Home::new().with_trussrc(&format!("[baseten]\napi_key = {KEY}\n"));
    let shown = |variables: &[(&str, &str)]| {
        let run = |more: &[&str]| {
            let run = home.truss(["auth", "status"].iter().chain(more).copied()).any_stdout().any_stderr();
            variables.iter().fold(run, |run, (name, value)| run.env(name, value)).run()
        };
        let text = run(&[]).stdout;
        let line = text.lines().find(|line| line.starts_with("api ")).expect("a line").to_owned();
        (line, run(&["-o", "json"]).json()["management_url_variable"].clone())
    };
    let other = "https://api.other.example";
    assert_eq!(shown(&[]), ("api      https://api.baseten.co".to_owned(), json!(null)));
    // It belongs to a key from the environment.
    assert_eq!(shown(&[("BASETEN_REMOTE_URL", other)]), ("api      https://api.baseten.co".to_owned(), json!(null)));
    let override_ = "BASETEN_MANAGEMENT_API_URL_OVERRIDE";
    let expected = |name: &str| (format!("api      {other} from {name}"), json!(name));
    assert_eq!(shown(&[(override_, other)]), expected(override_));
    assert_eq!(shown(&[("BASETEN_API_KEY", KEY), ("BASETEN_REMOTE_URL", other)]), expected("BASETEN_REMOTE_URL"));
    let ran = home.truss(["auth", "status", "--remote", "local"]).env(override_, other).any_stdout().run();
    assert!(!ran.stdout.contains("\napi ") && !ran.stdout.contains("\nurl "), "{}", ran.stdout);
}

#[test]
fn check_asks_the_remote_whose_key_it_is() {
    let server = Server::start(|request| match request.authorization.as_deref() {
        Some(authorization) if authorization.contains("abcd1234") => {
            Reply::json(200, json!({"user_id": "u1", "email": "jane@example.com"}))
        }
        _ => Reply::json(401, json!({"code": "UNAUTHORIZED", "message": "unknown key"})),
    });
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    let text = home.truss(["auth", "status", "--check"]).any_stdout().run().stdout;
    assert!(text.contains("\nuser     jane@example.com\n"), "{text}");
    let answer = home.truss(["auth", "status", "--check", "-o", "json"]).any_stdout().run().json();
    assert_eq!(answer["user"]["user_id"], "u1");
    let other = KEY.replace("abcd", "efgh");
    let ran = home.truss(["auth", "status", "--check", "--api-key-stdin", "--remote", "baseten"]).stdin(other).code(3);
    // Which key was refused is the answer.
    assert!(ran.any_stdout().any_stderr().run().stdout.contains("\nkey      efgh1234 from --api-key-stdin\n"));
}

#[test]
fn a_trussrc_that_does_not_parse_is_part_of_the_answer() {
    let home = Home::new().with_trussrc("[baseten]\napi_key\n");
    let text = home.truss(["auth", "status"]).code(3).any_stdout().any_stderr().run().stdout;
    assert!(text.contains("does not parse: line 2: it has neither `=` nor `:`: `***`\n"), "{text}");
}

#[test]
fn a_trussrc_that_others_can_read_is_told_with_the_command_that_closes_it() {
    let home = Home::new().with_trussrc(&format!("[baseten]\napi_key = {KEY}\n"));
    fs::set_permissions(home.trussrc(), fs::Permissions::from_mode(0o644)).expect("a mode");
    let path = home.trussrc().display().to_string();
    let ran = home
        .truss(["auth", "status"])
        .any_stdout()
        .stderr(format!("warning: others can read `{path}` (mode 0644): close it with `chmod 600 {path}`\n"))
        .run();
    assert!(ran.stdout.contains("(mode 0644)"), "{}", ran.stdout);
}

#[cfg(feature = "local")]
#[test]
fn a_key_that_the_embedded_api_made_is_told_as_used() {
    let home = Home::new();
    let made = home.truss(["keys", "create", "ci", "--remote", "local", "-q"]).any_stdout().run().stdout;
    let prefix = made.split('.').next().expect("a prefix");
    let status = |key: &str| {
        let run = home.truss(["auth", "status", "--check", "--remote", "local", "-o", "json"]).env("API_KEY", key);
        run.any_stdout().run().json()
    };
    let answer = status(made.trim());
    assert_eq!(answer["key"], json!({"prefix": prefix, "source": "API_KEY"}));
    assert_eq!((&answer["sources"][2]["state"], &answer["sources"][3]["state"]), (&json!("used"), &json!("shadowed")));
    let answer = status(KEY);
    assert_eq!(answer["key"]["source"], "--remote local");
    assert_eq!((&answer["sources"][2]["state"], &answer["sources"][3]["state"]), (&json!("ignored"), &json!("used")));
}
