//! `truss login --browser`, `truss auth login` and `truss auth logout`, against the embedded API.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Embedded, Home, Reply, Server, exit_code, send};

pub(crate) fn option(home: &Home, name: &str) -> Option<String> {
    let text = fs::read_to_string(home.trussrc()).expect("a trussrc");
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = ").map(str::to_owned))
}

/// A home that is logged in to `remote` by browser; the tokens are in the trussrc.
pub(crate) fn logged_in(remote: &Embedded) -> Home {
    let home = Home::new();
    home.truss(["login", "--browser", "--remote-url", remote.url(), "-q"]).any_stderr().run();
    home
}

#[test]
fn a_confirmed_login_is_saved_and_used_by_every_command() {
    let (home, remote) = (Home::new(), Embedded::with_login());
    let ran = home.truss(["login", "--browser", "--remote-url", remote.url()]).any_stderr().run();
    let code = ran.stderr.split("user_code=").nth(1).expect("a page").lines().next().expect("a line").to_owned();
    assert_eq!(
        ran.stderr,
        format!(
            "🌐 Confirm the login at\n     {}/device?user_code={code}\n   with the code {code}\n\
             the login goes into the trussrc, because `DBUS_SESSION_BUS_ADDRESS` is not set, so no keyring can be \
             reached\n💾 Remote config `baseten` saved to `~/.trussrc`.\n👤 Signed in as local\\you@localhost.\n",
            remote.url()
        )
    );
    let text = fs::read_to_string(home.trussrc()).expect("a trussrc");
    let start = "[baseten]\nremote_provider = baseten\nremote_url = ";
    assert!(text.starts_with(start) && text.contains("\nauth_type = oauth\n"), "{text}");
    home.truss(["whoami"])
        .stdout(format!(
            "local\\you@localhost\nremote  baseten ({})\nkey     (browser login), from [baseten] of the trussrc\n",
            remote.url()
        ))
        .run();
    for arguments in [
        vec!["keys", "create", "ci"],
        vec!["keys", "list", "-o", "json"],
        vec!["keys", "audit"],
        vec!["api", "users/me"],
        vec!["auth", "status", "--check", "-o", "json"],
        vec!["whoami", "-o", "json"],
    ] {
        home.truss(arguments).any_stdout().any_stderr().run();
    }
}

#[test]
fn the_answer_is_json_and_the_address_is_shown_all_the_same() {
    let (home, remote) = (Home::new(), Embedded::with_login());
    let ran = home
        .truss(["auth", "login", "--browser", "--remote", "work", "--remote-url", remote.url(), "-o", "json"])
        .any_stdout()
        .any_stderr()
        .run();
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(
        (&answer["remote"], &answer["keyring"], &answer["verified"]),
        (&json!("work"), &json!(false), &json!(true))
    );
    assert!(ran.stderr.contains("/device?user_code="), "{}", ran.stderr);
}

/// A login that waits, and the path of the page that it waits for.
fn waiting(home: &Home, remote: &Embedded) -> (Child, String) {
    let run = home.truss(["login", "--browser", "--remote-url", remote.url()]);
    let mut child =
        run.command().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.as_mut().expect("stderr is piped")).lines();
    let page = lines.find_map(|line| line.expect("text").trim().strip_prefix(remote.url()).map(str::to_owned));
    (child, page.expect("a page"))
}

#[test]
fn whoever_presses_the_button_on_the_page_is_logged_in() {
    let (home, remote) = (Home::new(), Embedded::start());
    let (mut child, path) = waiting(&home, &remote);
    let (status, page) = send(remote.url(), "GET", &path, None, "").expect("a page");
    assert!(status == 200 && page.contains("<button"), "{page}");
    let code = path.split('=').nth(1).expect("a code");
    let (status, _) = send(remote.url(), "POST", "/device", None, &format!("user_code={code}")).expect("a page");
    assert_eq!(status, 200);
    assert!(child.wait().expect("it ends").success());
    assert!(option(&home, "oauth_access_token").is_some());
}

#[test]
fn an_interrupted_login_ends_at_once_and_saves_nothing() {
    let (home, remote) = (Home::new(), Embedded::start());
    let (mut child, _) = waiting(&home, &remote);
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs").success());
    let mut stderr = String::new();
    child.stderr.take().expect("stderr is piped").read_to_string(&mut stderr).expect("text");
    assert_eq!(exit_code(child.wait().expect("it ends")), Some(130), "{stderr}");
    assert!(!home.trussrc().exists());
}

#[test]
fn a_login_that_the_server_refuses_ends_with_its_words() {
    let server = Server::start(|request| match request.path.as_str() {
        "/v1/users/auth/device/authorize" => Reply::json(
            200,
            json!({"device_code": "d", "user_code": "AB-CD", "verification_uri": "https://app.example/device", "interval": 1}),
        ),
        _ => Reply::json(400, json!({"error": "access_denied", "error_description": "somebody said no"})),
    });
    let home = Home::new();
    let told = format!(
        "🌐 Confirm the login at\n     https://app.example/device\n   with the code AB-CD\n\
         error: nobody is logged in\n  cause: somebody said no (access_denied)\n  \
         hint: try again with `truss login --browser --remote baseten --remote-url {url}`, or save a key with `truss \
         login --remote baseten --remote-url {url}`\n",
        url = server.url()
    );
    home.truss(["login", "--browser", "--remote-url", &server.url()]).code(3).stderr(told).run();
    let sent = server.requests();
    assert_eq!(sent[0].body, "client_id=baseten-cli");
    assert_eq!(
        sent[1].body,
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d&client_id=baseten-cli"
    );
    assert!(sent.iter().all(|request| request.authorization.is_none()));
}

#[test]
fn a_code_that_is_good_for_all_time_is_waited_for_all_the_same() {
    let server = Server::start(|request| match request.path.as_str() {
        "/v1/users/auth/device/authorize" => Reply::json(
            200,
            json!({"device_code": "d", "user_code": "AB-CD", "verification_uri": "https://app.example/device",
                "interval": u64::MAX, "expires_in": u64::MAX}),
        ),
        _ => Reply::json(400, json!({"error": "access_denied"})),
    });
    Home::new().truss(["login", "--browser", "--remote-url", &server.url()]).code(3).any_stderr().run();
}

#[test]
fn a_server_without_logins_says_so() {
    let server = Server::start(|_| Reply::json(404, json!({"code": "NOT_FOUND", "message": "no such path"})));
    let ran = Home::new().truss(["login", "--browser", "--remote-url", &server.url()]).code(4).any_stderr().run();
    assert!(ran.stderr.contains("/v1/users/auth/device/authorize"), "{}", ran.stderr);
}

#[test]
fn logging_out_ends_the_login_at_the_remote_too() {
    let remote = Embedded::with_login();
    let home = logged_in(&remote);
    let token = option(&home, "oauth_access_token").expect("a token");
    assert!(remote.accepts(&token));
    home.truss(["auth", "logout"]).stderr("👋 Remote config `baseten` removed from `~/.trussrc`.\n").run();
    assert!(!remote.accepts(&token));
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), "");
}

#[test]
fn a_remote_that_cannot_be_reached_keeps_nobody_from_logging_out() {
    let text = "[baseten]\nremote_url = http://127.0.0.1:1\nauth_type = oauth\noauth_access_token = an-access-token\n\
                oauth_refresh_token = a-refresh-token\noauth_expires_at = 1\n";
    let home = Home::new().with_trussrc(text);
    let ran =
        home.truss(["logout", "-o", "json"]).stdout("{\"remote\":\"baseten\",\"prefix\":null}\n").any_stderr().run();
    assert!(ran.stderr.starts_with("warning: the remote did not end the login"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), "");
}

#[test]
fn a_key_takes_a_logins_place_and_a_login_a_keys() {
    let remote = Embedded::with_login();
    let home = logged_in(&remote);
    home.truss(["login", "--api-key-stdin", "-q"]).stdin(remote.key()).run();
    assert_eq!(option(&home, "api_key").as_deref(), Some(remote.key()));
    assert_eq!(option(&home, "auth_type").as_deref(), Some("api_key"));
    assert_eq!(option(&home, "oauth_access_token"), None);
    home.truss(["login", "--browser", "-q"]).any_stderr().run();
    assert_eq!((option(&home, "api_key"), option(&home, "auth_type").as_deref()), (None, Some("oauth")));
    home.truss(["whoami", "-q"]).any_stdout().run();
}

#[test]
fn a_command_gets_the_access_token_as_pythons_truss_reads_it_and_no_other_key() {
    let remote = Embedded::with_login();
    let home = logged_in(&remote);
    let token = option(&home, "oauth_access_token").expect("a token");
    let run = |arguments: &[&str]| home.truss(arguments).env("BASETEN_API_KEY", "").any_stdout().run().stdout;
    let environment = run(&["exec", "--remote", "baseten", "--", "env"]);
    for (name, value) in [("BASETEN_TRUSS_AUTH_API_KEY", &*token), ("BASETEN_TRUSS_AUTH_REMOTE_URL", remote.url())] {
        assert!(environment.contains(&format!("{name}={value}\n")), "{environment}");
    }
    assert!(!environment.contains("BASETEN_API_KEY") && !environment.contains("BASETEN_REMOTE_URL"), "{environment}");
    assert!(run(&["exec", "--env-var", "TOKEN", "--", "env"]).contains(&format!("TOKEN={token}\n")));
    assert_eq!(run(&["auth", "token"]), format!("{token}\n"));
    assert_eq!(run(&["auth", "token", "-o", "json"]), format!("{{\"access_token\":\"{token}\"}}\n"));
}

#[test]
fn a_rotation_goes_on_under_a_login_and_no_key_is_in_use() {
    let remote = Embedded::with_login();
    let home = logged_in(&remote);
    let old = remote.create("ci", "WORKSPACE_MANAGE_ALL");
    let file = home.path().join("key");
    let to = format!("file:{}", file.display());
    home.truss(["keys", "rotate", "ci", "--to", &to, "--revoke-now", "--yes"]).any_stdout().any_stderr().run();
    let new = fs::read_to_string(file).expect("a key");
    assert!(remote.accepts(new.trim()) && !remote.accepts(&old));
    let ran = home.truss(["keys", "list", "-o", "json"]).any_stdout().run();
    assert!(!ran.stdout.contains("\"in_use\":true"), "{}", ran.stdout);
}
