//! `truss keys scan` of files and folders; `keys_scan_git` has what git knows of.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Fault, Home, IN_USE, Knows, Remote, Reply, Terminal, personal_key};

const LIVE: &str = "web12345.LBCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const OTHER: &str = "other123.OBCDEFGHIJKLMNOPQRSTUVWXYZ012345";

fn remote() -> Remote {
    let web = personal_key("web12345", "web", 72, None);
    Remote::healthy(Knows::Documented).with(web).with(personal_key("inuse123", "me", 72, None))
}

fn write(home: &Home, path: &str, content: impl AsRef<[u8]>) {
    let path = home.path().join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// Where keys were found: path, line, column, prefix.
fn places(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings");
    let place = |finding: &Value| {
        let text = |name: &str| finding[name].to_string().replace('"', "");
        [text("path"), text("line"), text("column"), text("prefix")].join(":")
    };
    findings.iter().map(place).collect()
}

#[test]
fn a_key_is_of_one_of_three_grades() {
    let home = remote().home();
    write(&home, "a/config.py", format!("ключ = '{LIVE}'\n"));
    write(&home, "a/env", format!("# x\n\nKEY={IN_USE}\n"));
    write(&home, "a/notes.md", format!("see {OTHER}, {LIVE}"));
    let ran = home.truss(["keys", "scan", "a"]).code(8).any_stdout().any_stderr().run();
    insta::assert_snapshot!(ran.stdout, @r"
    a/config.py:1:9: the personal key `web12345` (web), which is live
    a/env:3:5: the personal key `inuse123` (me), which the trussrc or the environment has
    a/notes.md:1:5: what looks like a key, `other123`, which the remote does not list
    a/notes.md:1:48: the personal key `web12345` (web), which is live
    ");
    insta::assert_snapshot!(ran.stderr, @r"
    error: 3 places have keys that are live or in use here
      hint: revoke what leaked: `truss keys revoke web12345`; replace what is in use here: `truss keys rotate inuse123`
    ");
}

#[test]
fn what_only_looks_like_a_key_is_no_failure_and_where_nothing_is_found_nobody_is_asked() {
    let remote = remote();
    let home = remote.home();
    write(&home, "a", OTHER);
    home.truss(["keys", "scan", "a"])
        .stdout("a:1:1: what looks like a key, `other123`, which the remote does not list\n")
        .stderr("1 file (41 B) searched: no key that is live or in use here\n")
        .run();
    let asked = remote.count("GET");
    write(&home, "a", "nothing");
    home.truss(["keys", "scan", "a"]).stderr("1 file (7 B) searched: no keys\n").run();
    assert_eq!(remote.count("GET"), asked);
}

#[test]
fn without_the_remotes_word_it_is_said_that_live_keys_are_not_known() {
    let home =
        Remote::start(Knows::Documented, |_, _| Some(Fault::Instead(Reply::json(401, json!({"message": "who?"})))))
            .home();
    write(&home, "a", OTHER);
    let ran = home.truss(["keys", "scan", "a"]).any_stdout().any_stderr().run();
    assert_eq!(ran.stdout, "a:1:1: what looks like a key, `other123`\n");
    assert!(ran.stderr.starts_with("warning: whether the key that was found is live is not known: "), "{}", ran.stderr);
    let home = Home::new();
    write(&home, "a", format!("{OTHER}\n{IN_USE}"));
    let ran = home.truss(["keys", "scan", "a", "-o", "json"]).any_stdout().any_stderr().run();
    assert_eq!(ran.json()["unchecked"], json!(["live"]));
    assert!(ran.stderr.contains("is not known: "), "{}", ran.stderr);
    // What is held here needs nobody's word.
    let ran = home.truss(["keys", "scan", "a"]).env("API_KEY", IN_USE).env("BASETEN_REMOTE_URL", "http://127.0.0.1:9");
    let ran = ran.code(8).any_stdout().any_stderr().run();
    assert!(
        ran.stdout.contains("a:2:1: the key `inuse123`, which the trussrc or the environment has"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stderr.contains("hint:"), "{}", ran.stderr);
}

#[test]
fn nobody_is_asked_for_a_key_in_the_middle_of_a_commit() {
    let home = Home::new();
    write(&home, "a", OTHER);
    let (code, shown) = Terminal::start(&home.truss(["keys", "scan", "a"]).command()).finish();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("is live is not known: "), "{shown}");
}

#[test]
fn line_and_column_are_an_editors_in_files_of_any_size_and_encoding() {
    let home = Home::new();
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let text = format!("\u{feff}ключ\nx = {OTHER}\n");
    write(&home, "a/utf-8", &text);
    write(&home, "a/utf-16-be", utf_16(&text, u16::to_be_bytes));
    write(&home, "a/utf-16-le", utf_16(&text, u16::to_le_bytes));
    write(&home, "a/first", format!("\u{feff}{OTHER}"));
    let mut binary = vec![0xff_u8; 5000];
    binary[3000..3041].copy_from_slice(OTHER.as_bytes());
    write(&home, "a/binary", binary);
    // Around the end of each piece that is searched at once.
    for shift in 0..50 {
        let line = "é\n".repeat((1 << 20) / 3 - 20) + &" ".repeat(shift);
        write(&home, &format!("b/{shift:02}"), format!("{line}{OTHER}\n{}{OTHER}", "é".repeat(1 << 19)));
    }
    let report = home.truss(["keys", "scan", "a", "-o", "json"]).any_stdout().any_stderr().run().json();
    let expected = ["binary:1:1", "first:1:1", "utf-16-be:2:5", "utf-16-le:2:5", "utf-8:2:5"];
    let found = places(&report);
    assert_eq!(found[1..], expected.map(|place| format!("a/{place}:other123"))[1..]);
    assert!(found[0].starts_with("a/binary:1:") && found.len() == 5, "{found:?}");
    let report = home.truss(["keys", "scan", "b", "-o", "json"]).any_stdout().any_stderr().run().json();
    let line = (1 << 20) / 3 - 19;
    let expected = (0..50).flat_map(|shift| {
        let second = format!("b/{shift:02}:{}:{}:other123", line + 1, (1 << 19) + 1);
        [format!("b/{shift:02}:{line}:{}:other123", shift + 1), second]
    });
    assert_eq!(places(&report), expected.collect::<Vec<_>>());
}

#[test]
fn links_pipes_and_the_trussrc_are_not_searched_and_odd_names_are() {
    let home = remote().home();
    write(&home, "away/key", OTHER);
    fs::create_dir(home.path().join("a")).expect("a folder");
    let odd = home.path().join("a").join(std::ffi::OsStr::from_bytes(b"\xff \n%"));
    fs::write(odd, OTHER).expect("a file");
    symlink(home.path().join("away"), home.path().join("a/folder")).expect("a link");
    symlink(home.path().join("away/key"), home.path().join("a/link")).expect("a link");
    assert!(Command::new("mkfifo").arg(home.path().join("a/pipe")).status().expect("mkfifo").success());
    fs::rename(home.trussrc(), home.path().join("a/.trussrc")).expect("a file");
    let scan = |more: &[&str]| {
        let line = [&["keys", "scan", "--trussrc", "a/.trussrc", "a"], more].concat();
        home.truss(line).any_stdout().any_stderr().run()
    };
    assert_eq!(places(&scan(&["-o", "json"]).json()), ["a/\u{fffd} \\n%:1:1:other123"]);
    let sarif = scan(&["-o", "json", "--sarif"]).json();
    let location = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "a/%FF%20%0A%25");
    assert_eq!(location["region"], json!({"startLine": 1, "startColumn": 1}));
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "possible-key");
    // A link that somebody names is followed.
    let named = home.truss(["keys", "scan", "a/link", "-o", "json"]).any_stdout().any_stderr().run().json();
    assert_eq!(places(&named), ["a/link:1:1:other123"]);
}

#[test]
fn what_cannot_be_read_is_not_none() {
    let home = remote().home();
    home.truss(["keys", "scan", "nowhere"]).code(4).stderr("error: there is no `nowhere`\n").run();
    #[cfg(target_os = "linux")]
    {
        let ran = home.truss(["keys", "scan", "/proc/self/mem"]).code(1).any_stderr().run();
        assert!(ran.stderr.starts_with("warning: `/proc/self/mem` cannot be read: "), "{}", ran.stderr);
        assert!(ran.stderr.ends_with("error: 1 file or folder could not be searched\n"), "{}", ran.stderr);
        write(&home, "a", LIVE);
        let ran = home.truss(["keys", "scan", "/proc/self/mem", "a", "-o", "json"]);
        let report = ran.code(8).any_stdout().any_stderr().run().json();
        assert_eq!(report["unread"][0]["path"], "/proc/self/mem");
    }
}

#[test]
fn one_key_alone_is_searched_by_prefix_by_name_or_from_stdin() {
    let remote = remote();
    let home = remote.home();
    write(&home, "a", format!("{LIVE} {OTHER} {IN_USE}"));
    let scan = |key: &str, stdin: &str, code: i32| {
        let ran = home.truss(["keys", "scan", "a", "--key", key, "-o", "json"]).stdin(stdin).code(code);
        ran.any_stdout().any_stderr().run()
    };
    for (key, stdin) in [("web12345", ""), ("web", ""), ("-", LIVE)] {
        assert_eq!(places(&scan(key, stdin, 8).json()), ["a:1:1:web12345"], "{key}");
    }
    // It is live no more, and somebody may still use it.
    assert_eq!(places(&scan("other123", "", 0).json()), ["a:1:43:other123"]);
    let told = scan("nobody", "", 4);
    assert!(told.stderr.contains("there is no key `nobody`") && told.stdout.is_empty(), "{}", told.stderr);
    let asked = remote.count("GET");
    scan("inuse123", "", 8);
    assert_eq!(remote.count("GET"), asked + 1, "only whether it is live");
}

#[test]
fn a_remote_that_is_misspelt_is_no_reason_to_let_a_live_key_pass() {
    let home = remote().home();
    write(&home, "a", LIVE);
    let ran = home.truss(["keys", "scan", "a", "--remote", "nosuch"]).code(4).any_stderr().run();
    assert!(ran.stderr.starts_with("error: there is no remote `nosuch`"), "{}", ran.stderr);
}

#[test]
fn a_trussrc_is_searched_when_it_is_named() {
    let home = remote().home();
    home.truss(["keys", "scan"]).stderr("0 files (0 B) searched: no keys\n").run();
    let ran = home.truss(["keys", "scan", ".trussrc"]).code(8).any_stdout().any_stderr().run();
    assert!(
        ran.stdout.starts_with(".trussrc:") && ran.stdout.contains("the personal key `inuse123`"),
        "{}",
        ran.stdout
    );
}

/// A token has no dot at which its secret could be cut off.
#[test]
fn a_token_that_is_given_as_a_key_is_not_shown() {
    let token = "login_0123456789abcdefghijABCDEFGHIJ";
    let home = remote().home();
    let own = fs::read_to_string(home.trussrc()).expect("a trussrc");
    let text = format!(
        "{own}\n[other]\nremote_provider = baseten\nauth_type = oauth\noauth_access_token = {token}\noauth_refresh_token = r\n\
         oauth_expires_at = 1\nremote_url = http://127.0.0.1:1\n"
    );
    let ran = home
        .with_trussrc(&text)
        .truss(["keys", "scan", "--key", "-", "--remote", "baseten"])
        .stdin(token)
        .code(4)
        .any_stderr()
        .run();
    assert!(!ran.stderr.contains(token), "{}", ran.stderr);
}
