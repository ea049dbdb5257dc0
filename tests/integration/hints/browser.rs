//! Browser logins that ended or did not come about: the hint's command logs in again.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::{command, commands, fails, paste, shell};
use crate::support::{Home, Reply, Request, Server};

const GRANT: &str = "/v1/users/auth/device/";

/// A remote that confirms every code at once and knows its token, but that `first` answers so many requests before.
fn server(count: usize, first: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    let left = Mutex::new(count);
    Server::start(move |request| {
        let mut left = left.lock().expect("no thread panicked");
        if *left > 0 {
            *left -= 1;
            return first(request);
        }
        match (request.path.as_str(), request.authorization.as_deref()) {
            ("/v1/users/auth/device/authorize", _) => Reply::json(200, code(600)),
            ("/v1/users/auth/device/token", _) => {
                Reply::json(200, json!({"access_token": "good", "refresh_token": "next", "expires_in": 3600}))
            }
            (_, Some("Bearer good")) => Reply::json(200, json!({"user_id": "u1", "email": "jane@example.com"})),
            _ => Reply::json(401, json!({"code": "UNAUTHORIZED", "message": "unknown"})),
        }
    })
}

fn code(seconds: u64) -> Value {
    json!({"device_code": "d", "user_code": "AB-CD", "verification_uri": "https://app.example/d",
           "expires_in": seconds, "interval": 1})
}

fn refused(_: &Request) -> Reply {
    Reply::json(400, json!({"error": "invalid_grant"}))
}

/// A section `work` of `server` with these options.
fn home(server: &Server, options: &str) -> Home {
    let section = format!("[work]\nremote_provider = baseten\nremote_url = {}\nauth_type = oauth\n", server.url());
    Home::new().with_trussrc(&format!("{section}{options}"))
}

const ENDED: &str = "oauth_access_token = old\noauth_refresh_token = spent\noauth_expires_at = 1\n";

/// What the hint names logs in again, and then the remote can be used.
#[track_caller]
fn logs_in_again(home: &Home, line: &str) {
    paste(shell(home, line), 0);
    home.truss(["whoami", "--remote", "work"]).any_stdout().run();
}

#[test]
pub(super) fn a_login_that_ended() {
    let server = server(1, refused);
    let home = home(&server, ENDED);
    logs_in_again(&home, &command(&fails(&home, &["whoami"], 3)));
}

#[test]
pub(super) fn a_login_that_is_refused_although_it_is_new() {
    let server = server(3, |request| match request.path.starts_with(GRANT) {
        true => Reply::json(200, json!({"access_token": "new", "refresh_token": "r", "expires_in": 3600})),
        false => Reply::json(401, json!({"code": "UNAUTHORIZED", "message": "go away"})),
    });
    let home = home(&server, &ENDED.replace("_at = 1", "_at = 9999999999"));
    logs_in_again(&home, &command(&fails(&home, &["whoami"], 3)));
}

#[test]
pub(super) fn a_login_that_cannot_be_read() {
    let server = server(0, refused);
    for options in ["", "oauth_access_token = old\noauth_refresh_token =\noauth_expires_at = 1\n"] {
        let home = home(&server, options);
        let code = if options.is_empty() { 3 } else { 5 };
        logs_in_again(&home, &command(&fails(&home, &["whoami"], code)));
    }
}

#[test]
pub(super) fn a_login_that_nobody_confirmed() {
    let pending = |request: &Request| match request.path.ends_with("authorize") {
        true => Reply::json(200, code(1)),
        false => Reply::json(400, json!({"error": "authorization_pending"})),
    };
    let server = server(2, pending);
    let home = home(&server, "");
    logs_in_again(&home, &command(&fails(&home, &["login", "--browser", "--remote", "work"], 3)));
}

#[test]
pub(super) fn a_login_that_was_refused() {
    let denied = |request: &Request| match request.path.ends_with("authorize") {
        true => Reply::json(200, code(600)),
        false => Reply::json(400, json!({"error": "access_denied"})),
    };
    let server = server(2, denied);
    let home = home(&server, "");
    let told = fails(&home, &["login", "--browser", "--remote", "work"], 3);
    let [browser, key] = &commands(&told)[..] else { panic!("{told}") };
    assert_eq!(key, "truss login --remote work");
    logs_in_again(&home, browser);
    // Of a remote that is not in the trussrc yet, the command names the address.
    let server = self::server(2, denied);
    let told = fails(&home, &["login", "--browser", "--remote", "new", "--remote-url", &server.url()], 3);
    let [browser, key] = &commands(&told)[..] else { panic!("{told}") };
    assert_eq!(*key, format!("truss login --remote new --remote-url {}", server.url()));
    paste(shell(&home, browser), 0);
}
