//! `truss keys rename`.

use serde_json::json;

use crate::support::{Fault, Home, Knows, Remote, Reply, Server};

const WARNING: &str =
    "warning: renaming a key works here, but Baseten's own API cannot do it (see TRUSS_LOCAL_STRICT)\n";

#[cfg(feature = "local")]
#[test]
fn a_key_is_renamed_by_name_and_by_prefix() {
    let home = Home::new();
    let local = |arguments: &[&str]| home.truss(arguments.iter().chain(&["--remote", "local"]).copied());
    let key = local(&["keys", "create", "one", "-q"]).any_stdout().run().stdout;
    let prefix = key.split_once('.').expect("prefix.secret").0;
    local(&["keys", "rename", "one", "two"])
        .stderr(format!("{WARNING}the key `{prefix}` (one) is now named `two`\n"))
        .run();
    local(&["keys", "rename", prefix, "three"])
        .stderr(format!("{WARNING}the key `{prefix}` (two) is now named `three`\n"))
        .run();
    let names = local(&["keys", "list", "--jq", format!(".keys[] | select(.prefix == \"{prefix}\").name").as_str()]);
    names.stdout("three\n").run();
}

#[test]
fn a_remote_that_cannot_rename_is_told_apart_from_a_missing_key() {
    let server = Server::start(|request| match request.method.as_str() {
        "GET" => Reply::json(200, json!({"keys": [{"prefix": "abcd1234", "name": "old", "type": "PERSONAL"}]})),
        _ => Reply::json(405, json!({"code": "METHOD_NOT_ALLOWED", "message": "no such method"})),
    });
    let home = Home::new().with_trussrc(&server.trussrc("abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"));
    home.truss(["keys", "rename", "old", "new"])
        .code(5)
        .stderr(format!(
            "error: this remote's API cannot rename keys\n  \
             cause: `PATCH {}/v1/api_keys/abcd1234` was refused\n  \
             cause: the server says: no such method (405)\n  \
             hint: Baseten's web page can: the pencil beside the name in Settings, API keys \
             (https://app.baseten.co/settings/api_keys)\n",
            server.url()
        ))
        .run();
    home.truss(["keys", "rename", "other", "new"])
        .code(4)
        .stderr("error: there is no key `other`\n  hint: `truss keys list` shows the keys that this key can see\n")
        .run();
}

/// Renames `old` on `remote`, and answers what was told.
#[track_caller]
fn rename(remote: &Remote, key: &str, code: i32) -> String {
    remote.told(&remote.home().truss(["keys", "rename", key, "new"]).code(code).any_stderr().run().stderr)
}

fn with_old(remote: Remote) -> Remote {
    remote.with(json!({"prefix": "abcd1234", "name": "old", "type": "PERSONAL"}))
}

#[test]
fn a_key_that_goes_away_in_between_is_a_missing_key() {
    let remote = with_old(Remote::start(Knows::Everything, |request, _| {
        // Somebody revokes it when the renaming arrives.
        (request.method == "PATCH").then(|| Fault::Instead(Reply::json(404, json!({"message": "no such key"}))))
    }));
    insta::assert_snapshot!(rename(&remote, "old", 5), @r"
    error: this remote's API cannot rename keys
      cause: `PATCH http://remote/v1/api_keys/abcd1234` was refused
      cause: the server says: no such key (404)
      hint: Baseten's web page can: the pencil beside the name in Settings, API keys (https://app.baseten.co/settings/api_keys)
    ");
    let gone = with_old(Remote::start(Knows::Everything, |request, count| {
        let is_gone = request.method == "PATCH" || request.method == "GET" && count > 0;
        is_gone.then(|| match request.method.as_str() {
            "GET" => Fault::Instead(Reply::json(200, json!({"keys": []}))),
            _ => Fault::Instead(Reply::json(404, json!({"message": "no such key"}))),
        })
    }));
    insta::assert_snapshot!(rename(&gone, "old", 4), @r"
    error: there is no key `abcd1234`
      hint: `truss keys list` shows the keys that this key can see
    ");
}

#[test]
fn a_remote_that_only_says_that_it_renamed_is_not_believed() {
    let remote = with_old(Remote::start(Knows::Everything, |request, _| {
        let unchanged = json!({"prefix": "abcd1234", "name": "old", "type": "PERSONAL"});
        (request.method == "PATCH").then(|| Fault::Instead(Reply::json(200, unchanged)))
    }));
    insta::assert_snapshot!(rename(&remote, "old", 5), @r"
    error: the remote did not rename the key, although it says so
      hint: Baseten's web page can: the pencil beside the name in Settings, API keys (https://app.baseten.co/settings/api_keys)
    ");
}

#[test]
fn a_name_that_another_key_of_the_scope_has_or_that_joins_a_family_is_refused() {
    let remote = with_old(Remote::healthy(Knows::Everything))
        .with(json!({"prefix": "efgh5678", "name": "new", "type": "PERSONAL"}))
        .with(json!({"prefix": "ijkl9012", "name": "ci-rotated-1", "type": "PERSONAL"}))
        .with(json!({"prefix": "mnop3456", "name": "web", "type": "WORKSPACE_INVOKE", "team_name": "ml"}));
    insta::assert_snapshot!(rename(&remote, "old", 5), @r"
    error: the name `new` is taken by the personal key `efgh5678` (new)
      hint: choose another name, or revoke that key first
    ");
    let home = remote.home();
    let to = |name: &str| home.truss(["keys", "rename", "old", name]).any_stderr();
    insta::assert_snapshot!(to("ci").code(5).run().stderr, @r"
    error: the name `ci` belongs to the rotations of the personal key `ijkl9012` (ci-rotated-1)
      hint: choose another name, or revoke that key first
    ");
    insta::assert_snapshot!(to("ci-rotated-2").code(5).run().stderr, @r"
    error: the name `ci-rotated-2` belongs to the rotations of the personal key `ijkl9012` (ci-rotated-1)
      hint: choose another name, or revoke that key first
    ");
    assert_eq!(remote.count("PATCH"), 0);
    to("web").run();
}

#[test]
fn a_name_whose_family_lives_names_its_members_and_renames_none() {
    let remote = Remote::healthy(Knows::Everything)
        .with(json!({"prefix": "abcd1234", "name": "old-rotated-2", "type": "PERSONAL"}));
    insta::assert_snapshot!(rename(&remote, "old", 4), @r"
    error: there is no key `old`
      hint: there is the personal key `abcd1234` (old-rotated-2)
    ");
    assert_eq!(remote.count("PATCH"), 0);
}

#[test]
fn the_whole_key_comes_on_stdin_and_json_is_the_apis_own() {
    let remote = with_old(Remote::healthy(Knows::Everything));
    let home = remote.home();
    let run = |input: &str| home.truss(["keys", "rename", "-", "new", "-o", "json"]).stdin(input);
    let ran = run("abcd1234.SECRETSECRETSECRET\n").any_stdout().stderr(WARNING).run();
    assert_eq!(ran.json(), json!({"prefix": "abcd1234", "name": "new", "type": "PERSONAL"}));
    run("").code(2).any_stderr().run();
    run("a\nb\n").code(2).any_stderr().run();
}

#[test]
fn a_name_that_the_api_forbids_is_refused_before_anything_is_sent() {
    let remote = with_old(Remote::healthy(Knows::Everything));
    let told = remote.home().truss(["keys", "rename", "old", "New"]).code(5).any_stderr().run().stderr;
    insta::assert_snapshot!(told, @r"
    error: `New` cannot be a key's name
      hint: use lowercase letters, numbers and hyphens, such as `ci-deploy-2`
    ");
    assert_eq!(remote.server.requests().len(), 0);
}
