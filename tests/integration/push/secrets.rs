//! `truss push` and secrets in what it would upload: those of the trussrc and the environment, and private keys as real
//! programs write them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::support::{Home, skip};

const ACCESS: &str =
    "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJodHRwczovL2FwaS5leGFtcGxlIiwic3ViIjoidTEifQ.s1g_n-4t";
const REFRESH: &str = "r3fr3sh-t0k3n-0f-n0-sh4p3";

fn truss(home: &Home) -> PathBuf {
    let folder = home.path().join("truss");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("config.yaml"), "model_name: a\n").expect("a config");
    fs::write(folder.join(".truss_ignore"), "nothing\n").expect("an ignore file");
    folder
}

/// What a push of these bytes as `name` ends with, and tells.
fn told(name: &str, bytes: &[u8], trussrc: &str, code: i32) -> String {
    let home = Home::new().with_trussrc(trussrc);
    fs::write(truss(&home).join(name), bytes).expect("a file");
    let run = home.truss(["push", "truss", "--remote", "local", "-q"]).code(code).any_stdout().any_stderr();
    run.env("BASETEN_API_KEY", "env1ronm-ent").run().stderr
}

#[test]
fn every_secret_of_the_trussrc_and_the_environment_stops_a_push() {
    let oauth = format!(
        "[baseten]\nauth_type = oauth\noauth_access_token = {ACCESS}\noauth_refresh_token = {REFRESH}\n\
         oauth_expires_at = 1\n[other]\napi_key = %%-k3y-w1th-p3r-c3nt\n"
    );
    let large = |secret: &str| [vec![0xf3; 9 << 20], secret.into(), vec![0xf3; 100]].concat();
    for secret in [ACCESS, REFRESH, "%-k3y-w1th-p3r-c3nt", "env1ronm-ent"] {
        let files = [
            ("a.py", format!("# mine\nTOKEN = '{secret}'\n").into_bytes(), 2),
            ("w.bin", large(secret), 1),
            ("a.txt", secret.encode_utf16().flat_map(u16::to_le_bytes).collect(), 1),
        ];
        for (name, bytes, line) in files {
            let stderr = told(name, &bytes, &oauth, 8);
            let what = "a key or token that the trussrc or the environment has";
            assert!(
                stderr.starts_with(&format!("error: `{name}` line {line} contains {what}\n")),
                "{secret}: {stderr}"
            );
            assert!(!stderr.contains(&secret[..8]), "{stderr}");
        }
    }
}

#[test]
fn a_trussrc_that_does_not_parse_is_known_and_one_that_cannot_be_read_is_a_warning() {
    let stderr = told("a.py", REFRESH.as_bytes(), &format!("oauth_refresh_token = {REFRESH}\n"), 8);
    assert!(stderr.starts_with("error: `a.py` line 1 contains"), "{stderr}");
    let home = Home::new();
    truss(&home);
    fs::create_dir(home.trussrc()).expect("a folder in its place");
    let run = home.truss(["push", "truss", "--dry-run", "--offline", "-q"]).any_stdout().any_stderr();
    let stderr = run.run().stderr;
    assert!(stderr.contains(".trussrc`: secrets in it are not recognised"), "{stderr}");
}

/// A private key as `program` makes it; `None`, and a word in the log, where the program is not there.
fn made_by(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let made = Command::new(program).args(arguments).arg(file).output();
    if !made.is_ok_and(|made| made.status.success()) {
        skip(&format!("`{program}` makes no key here"));
        return None;
    }
    Some(fs::read_to_string(file).expect("a key"))
}

fn private_keys() -> Vec<String> {
    let home = Home::new();
    let file = |name: &str| home.path().join(name);
    let openssl = |name: &str, arguments: &[&str]| {
        made_by("openssl", &[&["genpkey"], arguments, &["-out"]].concat(), &file(name))
    };
    let ssh =
        |name: &str, arguments: &[&str]| made_by("ssh-keygen", &[&["-q"], arguments, &["-f"]].concat(), &file(name));
    let keys = [
        openssl("1", &["-algorithm", "ed25519"]),
        openssl("2", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        openssl("3", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
        openssl("4", &["-algorithm", "ed25519", "-aes-256-cbc", "-pass", "pass:x"]),
        ssh("5", &["-t", "ed25519", "-N", ""]),
        ssh("6", &["-t", "rsa", "-b", "2048", "-m", "PEM", "-N", ""]),
        ssh("7", &["-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "secret"]),
    ];
    keys.into_iter().flatten().collect()
}

/// The paths in a push's archive, and its warnings; `None` when it is stopped.
fn packed(name: &str, bytes: &[u8], more: &[&str]) -> Result<(Vec<String>, String), String> {
    let home = Home::new();
    fs::write(truss(&home).join(name), bytes).expect("a file");
    let push = ["push", "truss", "--offline", "--dry-run", "-q", "--jq", ".files[].path"];
    let run = home.truss(push.iter().chain(more)).any_stdout().any_stderr();
    let mut command = run.command();
    let output = command.output().expect("it runs");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.code() {
        Some(0) => Ok((String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect(), stderr)),
        Some(8) => Err(stderr),
        other => panic!("{other:?}: {stderr}"),
    }
}

#[test]
fn a_file_that_is_a_private_key_is_left_out_and_that_is_told() {
    for key in private_keys() {
        let commented = format!("# the key of the robot\n; made by hand\n\n{key}");
        let utf_16: Vec<u8> = [0xfeff].into_iter().chain(key.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let commented_utf_16: Vec<u8> = commented.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [key.as_bytes(), commented.as_bytes(), &utf_16, &commented_utf_16] {
            for more in [&[][..], &["--allow-secrets"]] {
                let (paths, warnings) = packed("robot", bytes, more).expect("it is packed without");
                assert_eq!(paths, [".truss_ignore", "config.yaml"]);
                assert_eq!(warnings, "warning: `robot` is a private key and never packed\n");
            }
        }
    }
}

#[test]
fn a_private_key_in_another_file_stops_the_push() {
    for key in private_keys() {
        let one_line = key.replace('\n', "\\n");
        let account = json!({"type": "service_account", "project_id": "p", "private_key": key, "client_email": "e"});
        let indented: String = key.lines().map(|line| format!("    {line}\n")).collect();
        let files = [
            (".env", format!("A=1\nPRIVATE_KEY=\"{one_line}\"\n"), 2),
            ("account.json", account.to_string(), 1),
            ("pretty.json", serde_json::to_string_pretty(&account).expect("JSON"), 4),
            ("values.yaml", format!("tls:\n  key: |\n{indented}"), 3),
            ("model.py", format!("import os\nKEY = '''\n{key}'''\n"), 3),
            ("windows.txt", format!("key\r\n{}", key.replace('\n', "\r\n")), 2),
        ];
        for (name, text, line) in files {
            let stderr = packed(name, text.as_bytes(), &[]).expect_err(name);
            assert!(stderr.contains(&format!("`{name}` line {line} contains a private key")), "{stderr}");
            assert!(stderr.contains("--allow-secrets"), "{stderr}");
            let (paths, warnings) = packed(name, text.as_bytes(), &["--allow-secrets"]).expect("it is allowed");
            assert!(paths.contains(&name.to_owned()), "{paths:?}");
            assert!(warnings.contains(&format!("warning: `{name}` line {line} contains a private key")), "{warnings}");
        }
    }
}

#[test]
fn a_private_key_in_a_large_file_stops_the_push() {
    let Some(key) = private_keys().pop() else { return };
    let utf_16: Vec<u8> = key.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (fill, key) in [(b'\n', key.as_bytes()), (0xf3, key.as_bytes()), (0xf3, &utf_16)] {
        let bytes = [vec![fill; 9 << 20], key.to_vec(), vec![fill; 1 << 20]].concat();
        let line = if fill == b'\n' { 1 + (9 << 20) } else { 1 };
        let stderr = told("dump.bin", &bytes, "", 8);
        assert!(stderr.contains(&format!("`dump.bin` line {line} contains a private key")), "{stderr}");
    }
}

#[test]
fn a_large_file_that_is_a_private_key_is_left_out_too() {
    let certificate = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", "MIIB".repeat(16));
    let certificates = certificate.repeat(10_000);
    let Some(key) = private_keys().pop() else { return };
    let files = [
        ("bundle.crt", format!("subject=x\n{certificates}{key}").into_bytes()),
        ("bundle", format!("# all of them\n{certificates}{key}").into_bytes()),
        ("first", format!("{key}{certificates}").into_bytes()),
        ("wide", format!("{certificates}{key}").encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ];
    for (name, bytes) in files {
        for more in [&[][..], &["--allow-secrets"]] {
            let (paths, warnings) = packed(name, &bytes, more).expect("it is packed without");
            assert_eq!(paths, [".truss_ignore", "config.yaml"], "{name}");
            assert_eq!(warnings, format!("warning: `{name}` is a private key and never packed\n"));
        }
    }
    let (paths, _) = packed("roots.pem", certificates.as_bytes(), &[]).expect("it is packed");
    assert!(paths.contains(&"roots.pem".to_owned()), "{paths:?}");
}

#[test]
fn a_dry_run_finds_what_the_push_would_find_in_a_large_file() {
    let large = |end: &str| [vec![0xf3; 9 << 20], end.into()].concat();
    let stderr = packed("w.bin", &large("abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"), &[]).expect_err("a key");
    assert!(stderr.contains("`w.bin` line 1 contains what looks like a Baseten API key"), "{stderr}");
    assert!(packed("w.bin", &large("abcd1234.A"), &[]).is_ok());
}
