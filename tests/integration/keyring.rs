//! A login in the system's keyring: what is wrong with the keyring is said in time, with the way out. What a keyring that
//! works has is held against Python's in tests/interop/keyring_parity.py.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::thread;

use serde_json::json;

use crate::support::{Home, Reply, Server, Truss};

const SECTION: &str = "[baseten]\nremote_provider = baseten\nremote_url = http://127.0.0.1:1\nauth_type = oauth\n";
const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// A bus that answers each message with `answer`, or never when it is empty.
fn bus(home: &Home, answer: &'static [u8]) -> String {
    let path = home.path().join("bus");
    let listener = UnixListener::bind(&path).expect("a socket");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut message = [0; 4096];
                while stream.read(&mut message).is_ok_and(|length| length > 0) {
                    if answer.is_empty() {
                        continue;
                    }
                    if stream.write_all(answer).is_err() {
                        return;
                    }
                }
            });
        }
    });
    format!("unix:path={}", path.display())
}

fn with_bus(run: Truss, bus: &str) -> Truss {
    run.env("DBUS_SESSION_BUS_ADDRESS", bus)
}

#[test]
fn a_keyring_that_cannot_be_used_is_an_error_with_the_way_out_and_nothing_is_lost() {
    let home = Home::new().with_trussrc(SECTION);
    let silent = bus(&home, b"");
    let other = Home::new();
    let nonsense = bus(&other, b"OK 1234deadbeef\r\n\x00\xff\x01nonsense\r\n");
    for (address, what) in [
        ("", "`DBUS_SESSION_BUS_ADDRESS` is not set"),
        ("unix:path=/nowhere/bus", "the session's bus does not answer"),
        ("nonsense", "the session's bus does not answer"),
        (&nonsense, "the keyring "),
        (&silent, "the keyring did not answer within 5 seconds"),
    ] {
        let ran = with_bus(home.truss(["whoami"]), address).code(3).any_stderr().run();
        assert!(ran.stderr.starts_with("error: the login of the remote `baseten` cannot be read\n"), "{}", ran.stderr);
        assert!(ran.stderr.contains(what), "{address}: {}", ran.stderr);
        for way_out in ["`truss login --browser --remote baseten`", "BASETEN_API_KEY"] {
            assert!(ran.stderr.contains(way_out), "{address}: {}", ran.stderr);
        }
        assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), SECTION);
    }
}

#[test]
fn a_key_from_elsewhere_needs_no_keyring() {
    let home = Home::new().with_trussrc(&format!("{SECTION}[other]\napi_key = {KEY}\n"));
    let silent = bus(&home, b"");
    let token = |arguments: &[&str]| with_bus(home.truss(arguments), &silent).stdout(format!("{KEY}\n"));
    token(&["auth", "token"]).env("BASETEN_API_KEY", KEY).run();
    token(&["auth", "token", "--remote", "other"]).run();
}

#[test]
fn the_place_is_a_row_of_the_trace() {
    let home = Home::new().with_trussrc(SECTION);
    let ran = home.truss(["auth", "status", "-o", "json"]).code(3).any_stdout().any_stderr().run();
    let status: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let rows: Vec<_> = status["sources"].as_array().expect("a list").iter().rev().take(2).collect();
    assert_eq!(rows[1]["because"], "its login is in the keyring");
    assert_eq!((&rows[0]["source"], &rows[0]["state"]), (&"[baseten] of the keyring".into(), &"ignored".into()));
}

#[test]
fn whoever_turned_the_keyring_off_is_not_told_why_a_login_goes_into_the_file() {
    for value in ["1", "TRUE", "yes"] {
        let home = Home::new().with_trussrc(SECTION);
        let silent = bus(&home, b"");
        let run = with_bus(home.truss(["whoami"]), &silent).env("BASETEN_TRUSS_AUTH_KEYRING_DISABLED", value);
        let ran = run.code(3).any_stderr().run();
        assert!(ran.stderr.contains("unset BASETEN_TRUSS_AUTH_KEYRING_DISABLED"), "{}", ran.stderr);
    }
}

#[test]
fn another_backend_of_pythons_keyring_is_named() {
    let home = Home::new().with_trussrc(SECTION);
    let run = with_bus(home.truss(["whoami"]), "unix:path=/nowhere/bus");
    let ran = run.env("PYTHON_KEYRING_BACKEND", "keyrings.alt.file.PlaintextKeyring").code(3).any_stderr().run();
    assert!(
        ran.stderr.contains("PYTHON_KEYRING_BACKEND has Python's keyring use `keyrings.alt.file"),
        "{}",
        ran.stderr
    );
}

#[test]
fn logging_out_works_without_the_keyring_and_says_what_is_left_there() {
    let home = Home::new().with_trussrc(SECTION);
    let run = with_bus(home.truss(["logout"]), "unix:path=/nowhere/bus");
    run.stderr(
        "warning: the keyring still has what belongs to `baseten`: there is no keyring on this machine: the session's \
         bus does not answer\n👋 Remote config `baseten` removed from `~/.trussrc`.\n",
    )
    .run();
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a trussrc"), "");
}

#[test]
fn a_key_that_is_to_go_into_a_keyring_that_is_not_there_goes_nowhere() {
    let home = Home::new();
    let nothing = Server::start(|_| Reply::json(500, json!({})));
    let browser = home.truss(["login", "--keyring", "--browser", "--remote-url", &nothing.url()]);
    browser.code(1).any_stderr().run();
    let nowhere = home.truss(["--trussrc", "none/trussrc", "login", "--browser", "--remote-url", &nothing.url()]);
    let told = nowhere.code(1).any_stderr().run().stderr;
    assert!(told.contains("hint: make the folder with `mkdir -p "), "{told}");
    assert_eq!(nothing.requests().len(), 0, "nobody is sent to a browser for nothing");
    let run = home.truss(["login", "--keyring", "--api-key-stdin", "--no-verify"]).stdin(KEY).code(1);
    run.stderr(
        "error: nothing was saved: the keyring cannot be used\n  cause: `DBUS_SESSION_BUS_ADDRESS` is not set, so no \
         keyring can be reached\n  hint: leave out `--keyring` to save it in the trussrc\n",
    )
    .run();
    assert!(!home.trussrc().exists());
}
