//! `truss login`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::support::{Home, Reply, Server};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const SIGNED_IN: &str = "👤 Signed in as Acme\\jane@example.com.\n";
const SAVED: &str = "💾 Remote config `baseten` saved to `~/.trussrc`.\n";

fn user() -> Reply {
    Reply::json(200, json!({"user_id": "u1", "email": "jane@example.com", "name": "Jane", "workspace_name": "Acme"}))
}

fn trussrc(home: &Home) -> String {
    fs::read_to_string(home.trussrc()).expect("a trussrc")
}

#[test]
fn a_key_on_stdin_is_tried_and_saved_for_its_owner_alone() {
    let server = Server::start(|_| user());
    let home = Home::new();
    home.truss(["login", "--api-key-stdin"])
        .env("BASETEN_REMOTE_URL", server.url())
        .stdin(format!("{KEY}\n"))
        .stderr(format!("{SAVED}{SIGNED_IN}"))
        .run();
    assert_eq!(
        trussrc(&home),
        format!("[baseten]\nremote_provider = baseten\napi_key = {KEY}\nremote_url = {}\n", server.url())
    );
    assert_eq!(fs::metadata(home.trussrc()).expect("a file").permissions().mode() & 0o777, 0o600);
    let requests = server.requests();
    assert_eq!((requests.len(), &*requests[0].path), (1, "/v1/users/me"));
    assert_eq!(requests[0].authorization.as_deref(), Some(&*format!("Bearer {KEY}")));
}

#[test]
fn json_has_the_remote_and_the_user_but_not_the_key() {
    let server = Server::start(|_| user());
    let home = Home::new();
    let ran = home
        .truss(["login", "--api-key-stdin", "--remote", "staging", "-o", "json"])
        .env("BASETEN_REMOTE_URL", server.url())
        .stdin(KEY)
        .any_stdout()
        .run();
    let answer = ran.json();
    assert_eq!((&answer["remote"], &answer["verified"]), (&json!("staging"), &json!(true)));
    assert_eq!(answer["user"]["email"], "jane@example.com");
    assert!(!ran.stdout.contains("ABCDEFGH"));
}

#[test]
fn a_wrong_key_is_not_saved() {
    let server = Server::start(|_| Reply::json(401, json!({"code": "UNAUTHORIZED", "message": "no such key"})));
    let home = Home::new();
    let ran = home
        .truss(["login", "--api-key-stdin"])
        .env("BASETEN_REMOTE_URL", server.url())
        .stdin(KEY)
        .code(3)
        .any_stderr()
        .run();
    assert!(ran.stderr.starts_with("error: the API key was refused\n  cause: the server says: no such key (401)\n"));
    assert!(!home.trussrc().exists());
}

#[test]
fn a_key_that_may_not_ask_whose_it_is_is_a_key_all_the_same() {
    let server = Server::start(|_| Reply::json(403, json!({"code": "FORBIDDEN", "message": "not this"})));
    let home = Home::new().with_trussrc(&server.trussrc("old.key"));
    home.truss(["login", "--api-key-stdin"]).stdin(KEY).stderr(SAVED).run();
    assert_eq!(trussrc(&home), server.trussrc(KEY));
}

#[test]
fn an_existing_section_keeps_everything_but_its_key() {
    let home = Home::new().with_trussrc(
        "# two remotes\r\n[staging]\r\nteam = ml\r\napi_key: old ; not a comment\r\n  more\r\n# kept\r\n\r\n[other]\r\nx = 1",
    );
    home.truss(["login", "--remote", "staging", "--api-key-stdin", "--no-verify", "-q"]).stdin(KEY).run();
    assert_eq!(
        trussrc(&home),
        format!(
            "# two remotes\r\n[staging]\r\nteam = ml\r\napi_key: {KEY}\r\nremote_provider = baseten\r\n\
             remote_url = https://app.baseten.co\r\n# kept\r\n\r\n[other]\r\nx = 1"
        )
    );
}

#[test]
fn a_second_remote_goes_to_the_end() {
    let home = Home::new().with_trussrc("[baseten]\napi_key = old\n");
    home.truss(["login", "--remote", "staging", "--api-key-stdin", "--no-verify", "-q"]).stdin(KEY).run();
    assert_eq!(
        trussrc(&home),
        format!(
            "[baseten]\napi_key = old\n\n[staging]\nremote_provider = baseten\napi_key = {KEY}\n\
             remote_url = https://app.baseten.co\n"
        )
    );
}

#[test]
fn a_key_as_an_argument_is_taken_with_a_warning() {
    let home = Home::new();
    home.truss(["login", "--api-key", KEY, "--no-verify"])
        .stderr(format!(
            "warning: a key that is an argument can be seen by others in `ps` and stays in the shell's history: \
             use `--api-key-stdin`, and replace this key when others use this machine\n{SAVED}"
        ))
        .run();
    let ran = home.truss(["login", "--api-key", "two words", "--no-verify"]).code(3).any_stderr().run();
    assert!(!ran.stderr.contains("two words"), "{}", ran.stderr);
}

#[test]
fn without_a_terminal_and_without_a_key_it_does_not_wait() {
    let home = Home::new();
    home.truss(["login"])
        .code(3)
        .stderr(
            "error: there is no terminal to ask for the API key on\n  hint: pass it on stdin with `--api-key-stdin`; \
             in CI, pass BASETEN_API_KEY from your secret store instead\n",
        )
        .run();
    home.truss(["login", "--api-key-stdin"])
        .stdin(" \n")
        .code(3)
        .stderr("error: there is no usable API key on stdin\n  cause: the API key is empty\n")
        .run();
    assert!(!home.trussrc().exists());
}

#[test]
fn a_trussrc_that_does_not_parse_is_told_by_line_and_repaired_on_request() {
    let broken = format!("[baseten]\napi_key = {KEY}\napi_key = {KEY}\n");
    let home = Home::new().with_trussrc(&broken);
    let path = home.trussrc().display().to_string();
    home.truss(["login", "--api-key-stdin", "--no-verify"])
        .stdin(KEY)
        .code(5)
        .stderr(format!(
            "error: `{path}` does not parse\n  cause: line 3: section [baseten] already has `api_key`: `api_key = ***`\n  \
             hint: correct it with `truss configure`, or set it aside and start again with `truss login --repair`\n"
        ))
        .run();
    assert_eq!(trussrc(&home), broken);
    // What keeps the login from being saved keeps the file where it is, too.
    let repair = |more: [&str; 2]| home.truss(["login", "--repair", "--api-key-stdin"].iter().chain(&more));
    repair(["--remote", "DEFAULT"]).stdin(KEY).code(5).any_stderr().run();
    repair(["--remote", "local"]).stdin(KEY).code(2).any_stderr().run();
    repair(["--remote", "baseten"]).code(3).any_stderr().run();
    assert_eq!(trussrc(&home), broken);
    home.truss(["login", "--api-key-stdin", "--no-verify", "--repair"])
        .stdin(KEY)
        .stderr(format!("the trussrc that does not parse was moved to `{path}.broken-1`\n{SAVED}"))
        .run();
    assert_eq!(fs::read_to_string(format!("{path}.broken-1")).expect("it is kept"), broken);
    assert!(trussrc(&home).contains(KEY));
}

#[test]
fn a_key_takes_the_place_of_a_browser_login() {
    let text = "[baseten]\nremote_provider = baseten\nteam = ml\nauth_type = oauth\noauth_access_token = t\n\
                oauth_refresh_token = r\noauth_expires_at = 1\n";
    let home = Home::new().with_trussrc(text);
    home.truss(["login", "--api-key-stdin", "--no-verify"]).stdin(KEY).stderr(SAVED).run();
    let expected = format!("[baseten]\nremote_provider = baseten\nteam = ml\nauth_type = api_key\napi_key = {KEY}\n");
    assert_eq!(trussrc(&home).replace("remote_url = https://app.baseten.co\n", ""), expected);
}

#[test]
fn a_name_that_no_header_can_hold_is_refused() {
    let home = Home::new();
    for name in ["DEFAULT", "a\nb", ""] {
        home.truss(["login", "--remote", name, "--api-key-stdin", "--no-verify"]).stdin(KEY).code(5).any_stderr().run();
    }
    assert!(!home.trussrc().exists());
}

#[test]
fn the_embedded_api_needs_no_login() {
    Home::new()
        .truss(["login", "--remote", "local", "--api-key-stdin"])
        .stdin(KEY)
        .code(2)
        .stderr(
            "error: the remote `local` has a key already\n  hint: use it without a login: `truss whoami --remote local`\n",
        )
        .run();
}

#[test]
fn an_address_that_is_given_is_tried_and_kept() {
    let server = Server::start(|_| user());
    let given = |home: &Home, url: &str| home.truss(["login", "--api-key-stdin", "--remote-url", url]).stdin(KEY);
    let home = Home::new().with_trussrc("[baseten]\nremote_url = https://elsewhere.example\nteam = ml\n");
    given(&home, &format!("{}/", server.url())).stderr(format!("{SAVED}{SIGNED_IN}")).run();
    assert_eq!(
        trussrc(&home),
        format!("[baseten]\nremote_url = {}\nteam = ml\napi_key = {KEY}\nremote_provider = baseten\n", server.url())
    );
    assert_eq!(server.requests().len(), 1);
    let home = Home::new();
    given(&home, &server.url()).env("BASETEN_REMOTE_URL", "https://elsewhere.example").any_stderr().run();
    assert_eq!(trussrc(&home), server.trussrc(KEY));
    let home = Home::new();
    for url in ["app.baseten.co", "http://app.baseten.co", "https://user@app.baseten.co"] {
        let ran = home.truss(["login", "--api-key-stdin", "--no-verify", "--remote-url", url]).stdin(KEY).code(5);
        let told = ran.any_stderr().run().stderr;
        assert!(told.contains("`--remote-url`"), "{told}");
    }
    assert!(!home.trussrc().exists());
}

#[test]
fn a_key_is_not_saved_beside_an_address_that_it_was_not_tried_at() {
    let home = Home::new();
    let (path, other) = (home.trussrc(), "[work]\nremote_provider = baseten\nremote_url = https://app.other.example\n");
    let server = Server::start(move |_| {
        fs::write(&path, other).expect("a trussrc");
        user()
    });
    fs::write(home.trussrc(), format!("[work]\nremote_url = {}\n", server.url())).expect("a trussrc");
    let told = format!(
        "error: nothing was saved: the remote `work` is at `https://app.other.example` now, not at `{}`\n  \
         hint: log in again\n",
        server.url()
    );
    home.truss(["login", "--remote", "work", "--api-key-stdin"]).stdin(KEY).code(1).stderr(told).run();
    assert_eq!(trussrc(&home), other);
}

#[test]
fn a_key_in_quotes_is_told_as_such_and_not_saved() {
    let home = Home::new();
    for quoted in [format!("\"{KEY}\"\n"), format!("'{KEY}'"), format!("“{KEY}”")] {
        home.truss(["login", "--api-key-stdin", "--no-verify"])
            .stdin(&quoted)
            .code(3)
            .stderr("error: there is no usable API key on stdin\n  cause: the API key is in quotes: leave them out\n")
            .run();
        let ran = home.truss(["login", "--no-verify", "--api-key", quoted.trim()]).code(3).any_stderr().run();
        assert!(ran.stderr.ends_with("cause: the API key is in quotes: leave them out\n"), "{}", ran.stderr);
    }
    assert!(!home.trussrc().exists());
}

#[test]
fn a_key_in_the_environment_that_hides_the_new_one_is_told() {
    Home::new()
        .truss(["login", "--api-key-stdin", "--no-verify"])
        .env("API_KEY", KEY)
        .stdin("efgh5678.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")
        .stderr(format!("{SAVED}warning: the key in `API_KEY` is used instead of that of the remote `baseten`\n"))
        .run();
}
