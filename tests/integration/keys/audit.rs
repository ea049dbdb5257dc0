//! `truss keys audit`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Fault, Knows, Remote, Reply};

fn days_ago(days: i64) -> String {
    (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(days * 24)).to_string()
}

/// The key in use, a person's, and three that somebody should look at.
fn with_keys(remote: Remote) -> Remote {
    remote
        .with(json!({"prefix": "inuse123", "name": "me", "type": "PERSONAL", "created_at": days_ago(10), "last_used_at": days_ago(0)}))
        .with(json!({"prefix": "aaaa1111", "name": "batch", "type": "WORKSPACE_INVOKE", "created_at": days_ago(100), "last_used_at": days_ago(95)}))
        .with(json!({"prefix": "bbbb2222", "name": null, "type": "WORKSPACE_MANAGE_ALL", "created_at": days_ago(200), "last_used_at": days_ago(1)}))
        .with(json!({"prefix": "cccc3333", "name": "silent", "type": "PERSONAL"}))
}

#[test]
fn what_the_advice_says_about_keys_is_told_one_a_line() {
    let remote = with_keys(Remote::healthy(Knows::Everything));
    let home = remote.home();
    let told = home.truss(["keys", "audit"]).any_stdout().run().stdout;
    insta::assert_snapshot!(told, @r"
    unused-key: the inference-only key `aaaa1111` (`batch`) was last used 3 months ago; revoke keys that nobody uses: `truss keys revoke aaaa1111`
    old-key: the full-access key `bbbb2222` was made 6 months ago; replace keys from time to time: `truss keys rotate bbbb2222`
    unnamed-key: the full-access key `bbbb2222` has no name; name each key after what uses it: `truss keys rename bbbb2222 NAME`
    too-much-access: the full-access key `bbbb2222` was used, but the audit log shows nothing that it managed; use an inference-only key for calling models
    ");
    let told = home.truss(["keys", "audit"]).env("CI", "true").any_stdout().run().stdout;
    insta::assert_snapshot!(told.lines().next().unwrap_or_default(), @"personal-key-in-ci: the personal key `inuse123` (`me`) is used in this CI job; use a team key in CI: `truss keys create NAME --type full-access --team TEAM`");
}

#[test]
fn findings_end_the_run_with_8_only_when_that_is_asked_for() {
    let remote = with_keys(Remote::healthy(Knows::Everything));
    let home = remote.home();
    home.truss(["keys", "audit", "-o", "json"]).any_stdout().run();
    let ran = home.truss(["keys", "audit", "--fail-on-findings"]).code(8).any_stdout().any_stderr().run();
    insta::assert_snapshot!(ran.stderr, @"error: the audit has 4 findings");
    assert_eq!(ran.stdout.lines().count(), 4);
    let clean = Remote::healthy(Knows::Everything).home();
    clean.truss(["keys", "audit", "--fail-on-findings"]).stderr("0 keys and ~/.trussrc checked: no findings\n").run();
}

#[test]
fn json_has_rule_subject_message_and_advice() {
    let remote = with_keys(Remote::healthy(Knows::Everything));
    let report = remote.home().truss(["keys", "audit", "-o", "json"]).any_stdout().run().json();
    let found: Vec<(&Value, &Value)> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            assert!(finding["message"].is_string() && finding["advice"].is_string(), "{finding}");
            (&finding["rule"], &finding["subject"])
        })
        .collect();
    let expected = [
        ("unused-key", "aaaa1111"),
        ("old-key", "bbbb2222"),
        ("unnamed-key", "bbbb2222"),
        ("too-much-access", "bbbb2222"),
    ]
    .map(|(rule, subject)| (json!(rule), json!(subject)));
    assert_eq!(found, expected.iter().map(|(rule, subject)| (rule, subject)).collect::<Vec<_>>());
    assert_eq!(report["unchecked"], json!([]));
}

#[test]
fn what_cannot_be_judged_is_not_guessed() {
    for fault in [
        Fault::Instead(Reply::json(404, json!({"message": "not found"}))),
        Fault::Instead(Reply::json(403, json!({"message": "may not"}))),
        // Pages without an end: whoever reads only some of them knows nothing.
        Fault::Instead(Reply::json(200, json!({"entries": vec![json!({}); 6_000], "next_cursor": "same"}))),
    ] {
        let endless = std::sync::atomic::AtomicUsize::new(0);
        let remote = with_keys(Remote::start(Knows::Everything, move |request, _| {
            let page = endless.fetch_add(1, std::sync::atomic::Ordering::SeqCst).to_string();
            request.path.starts_with("/v1/audit_logs").then(|| match fault.clone() {
                Fault::Instead(Reply::Answer(status, kind, body)) => {
                    Fault::Instead(Reply::Answer(status, kind, body.replace("\"same\"", &format!("\"{page}\""))))
                }
                other => other,
            })
        }));
        let home = remote.home();
        let told = home.truss(["keys", "audit"]).any_stdout().any_stderr().run().stderr;
        assert_eq!(told, "`too-much-access` is not checked: this key cannot read the whole audit log\n");
        let report = home.truss(["keys", "audit", "-o", "json"]).any_stdout().run().json();
        assert_eq!(report["unchecked"], json!(["too-much-access"]));
        assert!(!report["findings"].to_string().contains("too-much-access"));
    }
}

#[test]
fn a_key_that_manages_something_needs_its_access() {
    let remote = with_keys(Remote::start(Knows::Everything, |request, _| {
        // Under the names that Baseten's Python SDK reads.
        let page = json!({"items": [{"actor": {"type": "API_KEY", "api_key_prefix": "bbbb2222"}}, {"actor": null}],
            "pagination": {"has_more": false, "cursor": null}});
        request.path.starts_with("/v1/audit_logs").then(|| Fault::Instead(Reply::json(200, page)))
    }));
    let told = remote.home().truss(["keys", "audit"]).any_stdout().run().stdout;
    assert!(!told.contains("too-much-access"), "{told}");
}

#[test]
fn a_key_that_may_not_list_keys_audits_nothing() {
    let remote = Remote::start(Knows::Everything, |_, _| {
        Some(Fault::Instead(Reply::json(403, json!({"message": "this key calls models"}))))
    });
    let told = remote.home().truss(["keys", "audit"]).code(3).any_stderr().run().stderr;
    insta::assert_snapshot!(told, @r"
    error: the API key is not allowed to do this
      cause: the server says: this key calls models (403)
      hint: use a key that is allowed to; `truss auth status` shows which key is used
    ");
}

#[expect(clippy::print_stderr, reason = "who runs the tests should hear what was not tried")]
#[test]
fn a_trussrc_that_others_can_read_or_git_tracks_is_found() {
    let remote = Remote::healthy(Knows::Everything);
    let home = remote.home();
    fs::set_permissions(home.trussrc(), fs::Permissions::from_mode(0o644)).expect("its mode is set");
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(home.path()).env("HOME", home.path());
        git.output().is_ok_and(|output| output.status.success())
    };
    let has_git = git(&["init", "-q"]) && git(&["add", ".trussrc"]);
    // A hook of git runs with the variable of its own repository.
    let audit = home.truss(["keys", "audit"]).env("GIT_DIR", home.path().join("elsewhere"));
    let ran = audit.any_stdout().any_stderr().run();
    let told = ran.stdout.replace(&home.path().display().to_string(), "HOME");
    let mut lines = told.lines();
    insta::assert_snapshot!(lines.next().unwrap_or_default(), @"readable-trussrc: others can read `HOME/.trussrc` (mode 0644); close it: `chmod 600 HOME/.trussrc`");
    if has_git {
        insta::assert_snapshot!(lines.next().unwrap_or_default(), @"tracked-trussrc: `HOME/.trussrc` is tracked by git, so a commit publishes its keys; take it out: `git rm --cached HOME/.trussrc`");
    } else {
        eprintln!("git is not installed: whether it tracks a file is not tried");
    }
}

#[test]
fn sarif_has_rules_results_and_places() {
    let remote = with_keys(Remote::healthy(Knows::Everything));
    let home = remote.home();
    fs::set_permissions(home.trussrc(), fs::Permissions::from_mode(0o640)).expect("its mode is set");
    let report = home.truss(["keys", "audit", "--sarif"]).any_stdout().any_stderr().run().json();
    assert_eq!(report["version"], "2.1.0");
    let run = &report["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "truss");
    let rules: Vec<&Value> =
        run["tool"]["driver"]["rules"].as_array().expect("rules").iter().map(|rule| &rule["id"]).collect();
    let results = run["results"].as_array().expect("results");
    assert!(results.iter().all(|result| rules.contains(&&result["ruleId"])), "{report}");
    let file = format!("file://{}", home.trussrc().display());
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], file);
    assert_eq!(results[1]["locations"][0]["logicalLocations"][0]["name"], "aaaa1111");
    assert_eq!(results[1]["partialFingerprints"]["truss/v1"], "unused-key:aaaa1111");
}

#[test]
fn hostile_names_reach_no_terminal() {
    let name = format!("a\u{1b}[2J\n{}", "x".repeat(10_000));
    let remote = Remote::healthy(Knows::Everything)
        .with(json!({"prefix": "aaaa1111", "name": name, "type": "ODD\u{202e}", "created_at": days_ago(300)}));
    let told = remote.home().truss(["keys", "audit"]).any_stdout().run().stdout;
    assert_eq!(told.lines().count(), 1);
    assert!(told.len() < 400 && !told.contains(['\u{1b}', '\u{202e}']), "{told}");
}

#[cfg(feature = "local")]
#[test]
fn the_embedded_api_is_audited_too() {
    let told = crate::support::Home::new()
        .truss(["keys", "audit", "--remote", "local"])
        .env("CI", "true")
        .any_stdout()
        .run()
        .stdout;
    assert!(told.starts_with("personal-key-in-ci: the personal key `") && told.lines().count() == 1, "{told}");
}
