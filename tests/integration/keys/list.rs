//! `truss keys list`.

use serde_json::json;

use crate::support::{Home, Reply, Server};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// A home whose remote lists `keys`.
fn listing(keys: serde_json::Value) -> (Server, Home) {
    let server = Server::start(move |_| Reply::json(200, json!({"keys": keys})));
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    (server, home)
}

#[cfg(feature = "local")]
#[test]
fn a_new_key_is_listed_with_type_team_creation_and_last_use() {
    let home = Home::new();
    let local = |arguments: &[&str]| home.truss(arguments.iter().chain(&["--remote", "local"]).copied());
    let key = local(&["keys", "create", "ci", "--type", "inference-only", "-q"]).any_stdout().run().stdout;
    let listed = local(&["keys", "list", "-o", "json"]).any_stdout().run().json();
    let prefix = key.split_once('.').expect("prefix.secret").0;
    let keys = listed["keys"].as_array().expect("keys");
    let info = keys.iter().find(|key| key["prefix"] == prefix).expect("the new key is listed");
    assert_eq!(info["name"], "ci");
    assert_eq!(info["type"], "WORKSPACE_INVOKE");
    assert!(info["team_name"].is_string(), "{info}");
    assert!(info["created_at"].as_str().is_some_and(|time| time.parse::<jiff::Timestamp>().is_ok()), "{info}");
    assert_eq!(info["last_used_at"], json!(null));
}

#[test]
fn the_table_has_whole_cells_and_marks_the_key_in_use() {
    let (_server, home) = listing(json!([
        {"prefix": "abcd1234", "name": "laptop", "type": "PERSONAL", "team_name": null, "model_ids": null,
         "created_at": "2026-01-02T03:04:05Z", "last_used_at": "2026-11-20T00:00:00Z"},
        {"prefix": "efgh5678", "name": null, "type": "WORKSPACE_INVOKE", "team_name": "ml", "model_ids": ["m1", "m2"],
         "created_at": "2026-02-03T04:05:06Z", "last_used_at": null, "environment_names": ["production"]},
        {"prefix": "ijkl9012", "name": "odd", "type": "ROUTES"},
    ]));
    home.truss(["keys", "list"])
        .stdout(
            "PREFIX    NAME    TYPE            TEAM  SCOPE                                   CREATED               LAST USED             IN USE\n\
             abcd1234  laptop  personal        -     -                                       2026-01-02T03:04:05Z  2026-11-20T00:00:00Z  yes\n\
             efgh5678  -       inference-only  ml    environments production; models m1, m2  2026-02-03T04:05:06Z  none known            -\n\
             ijkl9012  odd     ROUTES          -     -                                       unknown               unknown               -\n",
        )
        .run();
}

#[test]
fn a_key_that_was_rotated_is_marked_and_somebody_elses_have_owners() {
    let owner = |id: &str| json!({"user_id": id, "email": format!("{id}@example.com")});
    let key = |prefix: &str, name: &str, made: &str, id: &str| {
        json!({"prefix": prefix, "name": name, "type": "PERSONAL", "created_at": made, "last_used_at": null,
            "owner": owner(id)})
    };
    let (_server, home) = listing(json!([
        key("abcd1234", "ci", "2026-01-01T00:00:00Z", "me"),
        key("efgh5678", "ci-rotated-1", "2026-02-01T00:00:00Z", "me"),
        key("ijkl9012", "ci-rotated-1", "2026-02-01T00:00:00Z", "jane"),
    ]));
    insta::assert_snapshot!(home.truss(["keys", "list"]).any_stdout().run().stdout, @r"
    PREFIX    NAME                           TYPE      OWNER             CREATED               LAST USED   IN USE
    abcd1234  ci (replaced by ci-rotated-1)  personal  me@example.com    2026-01-01T00:00:00Z  none known  yes
    efgh5678  ci-rotated-1                   personal  me@example.com    2026-02-01T00:00:00Z  none known  -
    ijkl9012  ci-rotated-1                   personal  jane@example.com  2026-02-01T00:00:00Z  none known  -
    ");
    // Conditions mean one's own keys and those of teams.
    let names =
        |more: &[&str]| home.truss(["keys", "list", "--never-used", "--jq", ".keys[].prefix"].iter().chain(more));
    names(&[]).stdout("abcd1234\nefgh5678\n").run();
    names(&["--everyone"]).stdout("abcd1234\nefgh5678\nijkl9012\n").run();
}

#[test]
fn an_older_api_costs_columns_and_not_the_command() {
    let (_server, home) = listing(json!([{"prefix": "abcd1234", "name": "laptop", "type": "PERSONAL"}]));
    home.truss(["keys", "list"]).stdout("PREFIX    NAME    TYPE      IN USE\nabcd1234  laptop  personal  yes\n").run();
}

#[test]
fn json_keeps_the_apis_own_fields_and_those_it_does_not_know() {
    let keys =
        json!([{"prefix": "abcd1234", "name": "a", "type": "SOMETHING_NEW", "model_ids": null, "colour": "blue"}]);
    let (_server, home) = listing(keys.clone());
    let ran = home.truss(["keys", "list", "-o", "json"]).any_stdout().with_foreign_fields().run();
    assert_eq!(ran.json(), json!({"keys": keys}));
    assert!(ran.stdout.ends_with("}\n"));
}

#[test]
fn filters_order_and_jq_work_together() {
    let (_server, home) = listing(json!([
        {"prefix": "aaaa1111", "name": "b", "type": "PERSONAL", "created_at": "2020-01-01T00:00:00Z", "last_used_at": "2020-02-01T00:00:00Z"},
        {"prefix": "bbbb2222", "name": "a", "type": "PERSONAL", "created_at": "2020-01-01T00:00:00Z", "last_used_at": "2021-02-01T00:00:00Z"},
        {"prefix": "cccc3333", "name": "c", "type": "PERSONAL", "created_at": "2020-01-01T00:00:00Z", "last_used_at": null},
        {"prefix": "dddd4444", "name": "d", "type": "WORKSPACE_INVOKE", "created_at": "2020-01-01T00:00:00Z", "last_used_at": "2020-02-01T00:00:00Z"},
    ]));
    let list = |more: &[&str]| home.truss(["keys", "list", "--jq", ".keys[].name"].iter().chain(more).copied());
    list(&["--type", "personal", "--unused-for", "90d"]).stdout("b\na\n").run();
    list(&["--type", "personal", "--unused-for", "90d", "--never-used"]).stdout("b\na\nc\n").run();
    list(&["--sort", "name", "--reverse"]).stdout("d\nc\nb\na\n").run();
    list(&["--sort", "last-used"]).stdout("a\nb\nd\nc\n").run();
}

#[test]
fn keys_of_unknown_use_are_counted_among_those_that_were_asked_for() {
    let key = |prefix: &str, kind: &str| json!({"prefix": prefix, "name": prefix, "type": kind});
    let (_server, home) =
        listing(json!(
            [key("aaaa1111", "PERSONAL"), key("bbbb2222", "PERSONAL"), key("cccc3333", "WORKSPACE_INVOKE"),]
        ));
    let list = |more: &[&str]| home.truss(["keys", "list", "--unused-for", "90d"].iter().chain(more));
    // An empty list in a pipe is empty, whatever is said beside it.
    list(&[]).stderr("left out 3 keys of unknown use\n").run();
    list(&["--type", "inference-only"]).stderr("left out 1 key of unknown use\n").run();
    list(&["--type", "manage-keys"]).run();
}

#[test]
fn a_hostile_name_does_not_reach_the_terminal() {
    let name = format!("a\u{1b}[2J\u{202e}b\n{}", "x".repeat(10_000));
    let (_server, home) = listing(json!([{"prefix": "abcd1234", "name": name, "type": "PERSONAL"}]));
    let ran = home.truss(["keys", "list"]).any_stdout().run();
    assert_eq!(ran.stdout.lines().count(), 2, "{}", ran.stdout);
    assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{}", ran.stdout);
}

#[test]
fn a_closed_stdout_pipe_is_no_error() {
    let keys: Vec<_> =
        (0..5_000).map(|number| json!({"prefix": format!("p{number:07}"), "name": "n", "type": "PERSONAL"})).collect();
    let (_server, home) = listing(json!(keys));
    let mut child = home
        .truss(["keys", "list"])
        .command()
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_jq_program_that_does_not_compile_is_refused_before_anything_is_sent() {
    let (server, home) = listing(json!([]));
    home.truss(["keys", "list", "--jq", ".keys["])
        .code(2)
        .stderr("{\"error\":{\"code\":\"usage\",\"message\":\"the jq program is not valid: it ends too early\",\"hint\":null}}\n")
        .run();
    assert_eq!(server.requests().len(), 0);
}
