//! `truss keys rename`.

use serde_json::json;

use crate::support::{Home, Reply, Server};

#[test]
fn a_key_is_renamed_by_name_and_by_prefix() {
    let home = Home::new();
    let local = |arguments: &[&str]| home.truss(arguments.iter().chain(&["--remote", "local"]).copied());
    let key = local(&["keys", "create", "one", "-q"]).any_stdout().run().stdout;
    let prefix = key.split_once('.').expect("prefix.secret").0;
    local(&["keys", "rename", "one", "two"]).stderr(format!("the key `{prefix}` (one) is now named `two`\n")).run();
    local(&["keys", "rename", prefix, "three"])
        .stderr(format!("the key `{prefix}` (two) is now named `three`\n"))
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
            "error: this remote cannot rename keys\n  \
             cause: `PATCH {}/v1/api_keys/abcd1234` was refused\n  \
             cause: the server says: no such method (405)\n  \
             hint: make a key with the new name, use it, then revoke the old one\n",
            server.url()
        ))
        .run();
    home.truss(["keys", "rename", "other", "new"])
        .code(4)
        .stderr("error: there is no key `other`\n  hint: `truss keys list` shows the keys that this key can see\n")
        .run();
}
