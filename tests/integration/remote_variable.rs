//! `TRUSS_REMOTE` counts as a typed `--remote`, in every rule.

use crate::support::{Home, Knows, Remote, personal_key};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// Two remotes; `baseten` is the one that is used when none is named.
fn trussrc(remote: &Remote) -> String {
    remote.server.trussrc(KEY).replace("[baseten]", "[staging]")
        + "[baseten]\napi_key = other123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345\nremote_url = http://127.0.0.1:1\n"
}

fn remote() -> Remote {
    Remote::healthy(Knows::Documented).with(personal_key("abcd1234", "laptop", 400, Some(2)))
}

#[test]
fn it_names_the_remote_and_what_is_typed_comes_first() {
    let remote = remote();
    let home = Home::new().with_trussrc(&trussrc(&remote));
    let list = |arguments: &[&str]| home.truss(["keys", "list", "--jq", ".keys[].name"].iter().chain(arguments));
    list(&[]).env("TRUSS_REMOTE", "staging").stdout("laptop\n").run();
    // A key in the environment gives way to a remote that was named.
    list(&[]).env("TRUSS_REMOTE", "staging").env("BASETEN_API_KEY", "envir123.X").stdout("laptop\n").run();
    list(&["--remote", "staging"]).env("TRUSS_REMOTE", "baseten").stdout("laptop\n").run();
    list(&[]).env("TRUSS_REMOTE", "").code(6).any_stderr().run();
}

#[test]
fn a_name_that_no_remote_has_is_not_found() {
    let home = Home::new().with_trussrc(&trussrc(&remote()));
    home.truss(["whoami"])
        .env("TRUSS_REMOTE", "stagin")
        .code(4)
        .stderr("error: there is no remote `stagin` (known: `staging`, `baseten`)\n  hint: did you mean `--remote staging`?\n")
        .run();
    let odd = std::os::unix::ffi::OsStrExt::from_bytes(&b"staging\xff"[..]);
    let odd: &std::ffi::OsStr = odd;
    home.truss(["whoami"]).env("TRUSS_REMOTE", odd).code(4).any_stderr().run();
}

#[test]
fn auth_status_says_what_named_the_remote() {
    let remote = remote();
    let home = Home::new().with_trussrc(&trussrc(&remote));
    let told = home.truss(["auth", "status"]).env("TRUSS_REMOTE", "staging").any_stdout().run().stdout;
    assert!(told.contains("remote   staging\n"), "{told}");
    assert!(told.contains("key      abcd1234 from TRUSS_REMOTE=staging\n"), "{told}");
    let row = told.lines().find(|line| line.starts_with("TRUSS_REMOTE=staging ")).expect("a row");
    assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["TRUSS_REMOTE=staging", "abcd1234", "used"]);
    #[cfg(feature = "local")]
    {
        let told = home.truss(["auth", "status"]).env("TRUSS_REMOTE", "local").any_stdout().run().stdout;
        assert!(told.contains(" from TRUSS_REMOTE=local\n"), "{told}");
    }
}

#[test]
fn a_hint_that_is_pasted_where_the_variable_is_not_set_still_means_that_remote() {
    let remote = remote().with(personal_key("bbbb2222", "ci", 400, Some(100)));
    let home = Home::new().with_trussrc(&trussrc(&remote));
    let told = home
        .truss(["keys", "rotate", "ci", "--to", "command:exit 1"])
        .env("TRUSS_REMOTE", "staging")
        .code(7)
        .any_stderr()
        .run()
        .stderr;
    assert!(told.contains("`truss --remote staging keys "), "{told}");
    home.paste(&told).code(7).any_stderr().run();
}

#[test]
fn logout_and_login_mean_the_same_remote() {
    let remote = remote();
    let home = Home::new().with_trussrc(&trussrc(&remote));
    let run = |arguments: &[&str]| home.truss(arguments).env("TRUSS_REMOTE", "staging").any_stderr();
    run(&["logout"]).run();
    let left = std::fs::read_to_string(home.trussrc()).expect("a trussrc");
    assert!(left.starts_with("[baseten]") && !left.contains("staging"), "{left}");
    run(&["login", "--api-key-stdin", "--no-verify"]).stdin(KEY).run();
    let now = std::fs::read_to_string(home.trussrc()).expect("a trussrc");
    assert!(now.contains("[staging]"), "{now}");
}
