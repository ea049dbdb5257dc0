//! `truss logout`.

use std::fs;

use crate::support::Home;

const TWO: &str = "# mine\n[baseten]\napi_key = abcd1234.x\n\n; work\n[work]\napi_key = efgh5678.y\nteam = ml\n# end\n";

fn trussrc(home: &Home) -> String {
    fs::read_to_string(home.trussrc()).expect("a trussrc")
}

#[test]
fn the_section_goes_and_nothing_else() {
    let home = Home::new().with_trussrc(TWO);
    home.truss(["logout", "--remote", "work"])
        .stderr(
            "👋 Remote config `work` removed from `~/.trussrc`.\n\
         The API key efgh5678 still works; revoke it at https://app.baseten.co/settings/api_keys\n",
        )
        .run();
    assert_eq!(trussrc(&home), "# mine\n[baseten]\napi_key = abcd1234.x\n\n; work\n# end\n");
}

#[test]
fn a_key_of_another_remote_is_revoked_there() {
    for (url, told) in [
        ("https://api.staging.baseten.co", "; revoke it at https://app.staging.baseten.co/settings/api_keys\n"),
        ("http://127.0.0.1:8000", " at http://127.0.0.1:8000\n"),
    ] {
        let home = Home::new().with_trussrc(&format!("[work]\napi_key = efgh5678.y\nremote_url = {url}\n"));
        let ran = home.truss(["logout"]).any_stderr().run();
        assert!(ran.stderr.ends_with(&format!("The API key efgh5678 still works{told}")), "{}", ran.stderr);
    }
    let home = Home::new().with_trussrc("[work]\nteam = ml\n");
    home.truss(["logout"]).stderr("👋 Remote config `work` removed from `~/.trussrc`.\n").run();
}

#[test]
fn without_a_name_it_is_the_only_remote_or_baseten() {
    let home = Home::new().with_trussrc(TWO);
    home.truss(["logout", "-o", "json", "-q"]).stdout("{\"remote\":\"baseten\",\"prefix\":\"abcd1234\"}\n").run();
    home.truss(["logout", "-q"]).run();
    assert_eq!(trussrc(&home), "# mine\n\n; work\n# end\n");
    home.truss(["logout"]).code(4).stderr("error: there is no remote to log out of\n").run();
}

#[test]
fn an_unknown_remote_is_told_with_the_nearest() {
    let home = Home::new().with_trussrc(TWO);
    home.truss(["logout", "--remote", "wrok"])
        .code(4)
        .stderr("error: there is no remote `wrok` (known: `baseten`, `work`)\n  hint: did you mean `--remote work`?\n")
        .run();
    let two = Home::new().with_trussrc("[a]\n[b]\n");
    two.truss(["logout"])
        .code(2)
        .stderr("error: there are several remotes: `a`, `b`\n  hint: name one, for example `--remote a`\n")
        .run();
    assert_eq!(trussrc(&home), TWO);
}

#[test]
fn login_and_logout_leave_no_trace() {
    for text in ["", "[a]\nx = 1\n", "[a]\nx = 1", "# c\r\n[a]\r\nx = 1\r\n", "\u{feff}[a]\nx = 1\n"] {
        let home = Home::new().with_trussrc(text);
        home.truss(["login", "--remote", "new", "--api-key-stdin", "--no-verify", "-q"]).stdin("abcd1234.x").run();
        home.truss(["logout", "--remote", "new", "-q"]).run();
        assert_eq!(trussrc(&home), text);
    }
}
