//! `truss keys revoke`.

use std::sync::Mutex;

use serde_json::{Value, json};

use crate::support::{Home, Reply, Server};

const KEY: &str = "inuse123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// A remote with these prefixes, each named as its prefix with a dash; `refuses` fails to revoke.
fn remote(prefixes: Vec<String>, refuses: &'static str) -> (Server, Home) {
    let keys = Mutex::new(prefixes);
    let server = Server::start(move |request| {
        let mut keys = keys.lock().expect("no thread panicked");
        match request.method.as_str() {
            "GET" => {
                let listed: Vec<Value> = keys
                    .iter()
                    .map(|prefix| json!({"prefix": prefix, "name": format!("n-{prefix}"), "type": "PERSONAL"}))
                    .collect();
                Reply::json(200, json!({"keys": listed}))
            }
            _ => {
                let prefix = request.path.rsplit('/').next().expect("a path").to_owned();
                if prefix == refuses {
                    return Reply::json(403, json!({"code": "FORBIDDEN", "message": "needs a key that manages keys"}));
                }
                keys.retain(|key| *key != prefix);
                Reply::json(200, json!({"prefix": prefix}))
            }
        }
    });
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    (server, home)
}

#[cfg(feature = "local")]
#[test]
fn a_key_is_revoked_by_name_by_prefix_and_by_its_whole_text() {
    let home = Home::new();
    let local = |arguments: &[&str]| home.truss(arguments.iter().chain(&["--remote", "local"]).copied());
    for by in 0..3 {
        let key = local(&["keys", "create", "ci", "-q"]).any_stdout().run().stdout.trim().to_owned();
        let prefix = key.split_once('.').expect("prefix.secret").0;
        let wanted = ["ci", prefix, "-"][by];
        local(&["keys", "revoke", wanted, "--yes"]).stdin(&key).stderr(format!("revoked `{prefix}`\n")).run();
        local(&["keys", "list", "--jq", ".keys[] | select(.name == \"ci\")"]).run();
    }
}

#[test]
fn without_a_terminal_a_confirmation_is_needed_once_the_keys_are_known() {
    let (server, home) = remote(vec!["aaaa1111".to_owned()], "");
    home.truss(["keys", "revoke", "aaaa1111"])
        .code(8)
        .stderr(
            "error: revoking is permanent and needs a confirmation, and nobody can be asked\n  \
             hint: give `--yes` to confirm, or `--dry-run` to see what would be revoked\n",
        )
        .run();
    let missing = home.truss(["keys", "revoke", "nope"]).code(4).any_stderr().run().stderr;
    assert!(missing.starts_with("error: there is no key `nope`"), "{missing}");
    assert!(server.requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn the_key_in_use_is_refused() {
    let (server, home) = remote(vec!["inuse123".to_owned()], "");
    home.truss(["keys", "revoke", "inuse123", "--yes"])
        .code(8)
        .stderr(
            "error: `inuse123` is the key in use\n  \
             hint: `truss keys rotate inuse123` puts a new key in its place first\n",
        )
        .run();
    assert!(server.requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn of_five_hundred_keys_one_fails_and_is_named() {
    let prefixes: Vec<String> = (0..500).map(|number| format!("k{number:07}")).collect();
    let (server, home) = remote(prefixes.clone(), "k0000123");
    let ran = home.truss(["keys", "revoke", "-", "--yes"]).stdin(prefixes.join("\n")).code(7).any_stderr().run();
    let revoked = ran.stderr.lines().filter(|line| line.starts_with("revoked `")).count();
    assert_eq!(revoked, 499);
    let expected = "error: 1 of 500 keys not revoked:\n  \
                    k0000123: the server says: needs a key that manages keys (403)\n  \
                    hint: `truss keys revoke k0000123`\n";
    assert!(ran.stderr.ends_with(expected), "{}", ran.stderr);
    assert_eq!(server.requests().iter().filter(|request| request.method == "DELETE").count(), 500);
}

#[test]
fn a_dry_run_shows_the_keys_and_revokes_none() {
    let (server, home) = remote(vec!["aaaa1111".to_owned(), "bbbb2222".to_owned()], "");
    home.truss(["keys", "revoke", "aaaa1111", "--dry-run"])
        .stdout("PREFIX    NAME        TYPE\naaaa1111  n-aaaa1111  personal\n")
        .stderr("would revoke 1 key on baseten:\n")
        .run();
    let answer = home.truss(["keys", "revoke", "bbbb2222", "--dry-run", "-o", "json"]).any_stdout().run().json();
    let key = json!({"prefix": "bbbb2222", "name": "n-bbbb2222", "type": "PERSONAL"});
    assert_eq!(answer, json!({"revoked": [key], "dry_run": true}));
    assert!(server.requests().iter().all(|request| request.method == "GET"));
    let answer = home.truss(["keys", "revoke", "bbbb2222", "--yes", "-q", "-o", "json"]).any_stdout().run().json();
    assert_eq!(answer, json!({"revoked": [key]}));
}
