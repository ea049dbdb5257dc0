//! `truss keys rotations finish`: what it says, answers and ends with.

use serde_json::{Value, json};

use crate::support::{Home, Knows, Remote, Terminal, personal_key};

/// A personal key made and last used so many days ago.
fn key(prefix: &str, name: &str, made: i64, used: Option<i64>) -> Value {
    personal_key(prefix, name, made * 24, used.map(|days| days * 24))
}

/// A family of which the old key can go: it was not used for long, and the new one was.
fn with_due(remote: Remote) -> Remote {
    remote.with(key("old12345", "ci", 90, Some(20))).with(key("new12345", "ci-rotated-1", 30, Some(1)))
}

/// A family of which the old key is still used.
fn with_used(remote: Remote) -> Remote {
    remote.with(key("old54321", "web", 90, Some(2))).with(key("new54321", "web-rotated-1", 30, Some(1)))
}

#[track_caller]
fn rotations(home: &Home, arguments: &[&str], code: i32) -> (String, String) {
    let ran = home.truss(["keys", "rotations"].iter().chain(arguments)).code(code).any_stdout().any_stderr().run();
    assert!(code == 0 || ran.stdout.is_empty(), "{}", ran.stdout);
    (ran.stdout, ran.stderr)
}

#[test]
fn an_old_key_that_nobody_needs_is_revoked_after_a_confirmation() {
    let remote = with_used(with_due(Remote::healthy(Knows::Documented)));
    let home = remote.home();
    insta::assert_snapshot!(rotations(&home, &["finish"], 8).1, @r"
    the personal key `old54321` (web) is kept: it is still used, or may be
    ci (old12345) was last used 20 days ago, ci-rotated-1 (new12345) was last used 1 day ago.
    error: revoking is permanent and needs a confirmation, and nobody can be asked
      hint: give `--yes` to confirm, or `--dry-run` to see what would be revoked
    ");
    insta::assert_snapshot!(rotations(&home, &["finish", "--dry-run"], 0).1, @r"
    the personal key `old54321` (web) is kept: it is still used, or may be
    would revoke the personal key `old12345` (ci)
    ");
    let (answer, told) = rotations(&home, &["finish", "--dry-run", "-o", "json"], 0);
    assert_eq!(told, "");
    let keys = remote.keys();
    let (due, kept) = (json!([keys[0]]), json!([{"old": keys[2], "new": keys[3], "reason": "used"}]));
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer, json!({"revoked": due, "kept": kept, "dry_run": true}));
    assert_eq!(remote.count("DELETE"), 0);
    let (answer, told) = rotations(&home, &["finish", "--yes", "-o", "json"], 0);
    assert_eq!(told, "");
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer, json!({"revoked": due, "kept": kept}));
    assert_eq!(remote.prefixes(), ["new12345", "old54321", "new54321"]);
}

#[test]
fn a_key_that_was_named_and_is_still_used_is_exit_7_and_each_is_told() {
    let remote = with_used(with_due(Remote::healthy(Knows::Documented)))
        .with(key("old99999", "job", 90, Some(20)))
        .with(key("new99999", "job-rotated-1", 30, Some(25)));
    let home = remote.home();
    let told = rotations(&home, &["finish", "ci", "web", "job-rotated-1", "--yes", "--quiet-for", "10d", "-q"], 7).1;
    insta::assert_snapshot!(told, @r"
    error: 2 keys stay
      the personal key `old54321` (web) is kept: it is still used, or may be
      the personal key `old99999` (job) is kept: nobody has used the new key since
      hint: find who uses it, then `truss keys rotations finish --quiet-for 10d old54321 old99999`; on a terminal you can still revoke it
    ");
    assert_eq!(remote.prefixes(), ["new12345", "old54321", "new54321", "old99999", "new99999"]);
    let told = home.paste(&told).code(7).any_stderr().run().stderr;
    assert!(told.contains("error: 2 keys stay\n"), "{told}");
    insta::assert_snapshot!(rotations(&home, &["finish", "web", "--yes", "-q"], 7).1, @r"
    error: the personal key `old54321` (web) is kept: it is still used, or may be
      hint: find who uses it, then `truss keys rotations finish --quiet-for 8d old54321`; on a terminal you can still revoke it
    ");
}

#[test]
fn a_list_of_keys_without_a_key_finishes_nothing() {
    let remote = with_due(Remote::healthy(Knows::Documented));
    let finish = ["keys", "rotations", "finish", "-", "--yes", "-q", "-o", "json"];
    remote.home().truss(finish).stdin("\n").stdout("{\"revoked\":[],\"kept\":[]}\n").run();
    assert_eq!(remote.count("DELETE"), 0);
}

#[test]
fn what_is_no_rotation_is_left_alone_and_said() {
    let remote = Remote::healthy(Knows::Documented)
        .with(key("aaaa1111", "ci", 90, Some(20)))
        .with(key("bbbb2222", "ci-rotated-1", 60, Some(20)))
        .with(key("cccc3333", "ci-rotated-2", 30, Some(1)));
    let home = remote.home();
    insta::assert_snapshot!(rotations(&home, &["finish", "--yes"], 0).1, @r"
    `ci` is left alone: the personal key `aaaa1111` (ci) and the personal key `bbbb2222` (ci-rotated-1) and the personal key `cccc3333` (ci-rotated-2) are active, and are no rotation
    nothing to revoke
    ");
    insta::assert_snapshot!(rotations(&home, &["finish", "ci", "--yes"], 5).1, @r"
    `ci` is left alone: the personal key `aaaa1111` (ci) and the personal key `bbbb2222` (ci-rotated-1) and the personal key `cccc3333` (ci-rotated-2) are active, and are no rotation
    error: cannot tell which key of `ci` is the old one
      hint: revoke those that nobody uses by their prefixes
    ");
    insta::assert_snapshot!(rotations(&home, &["finish", "nobody", "--yes"], 4).1, @r"
    error: there is no key `nobody`
      hint: `truss keys list` shows the keys that this key can see
    ");
    assert_eq!(remote.count("DELETE"), 0);
}

#[test]
fn of_several_teams_one_is_named() {
    let of_team = |mut key: Value, team: &str| {
        key["type"] = json!("WORKSPACE_MANAGE_ALL");
        key["team_name"] = json!(team);
        key
    };
    let mut remote = with_due(Remote::healthy(Knows::Documented));
    for team in ["ml", "other"] {
        remote = remote.with(of_team(key(&format!("old{team}"), "ci", 90, Some(20)), team));
        remote = remote.with(of_team(key(&format!("new{team}"), "ci-rotated-1", 30, Some(1)), team));
    }
    let home = remote.home();
    insta::assert_snapshot!(rotations(&home, &["finish", "--dry-run"], 0).1, @r"
    keys of several teams are left alone: choose a team with `--team`
    would revoke the personal key `old12345` (ci)
    ");
    insta::assert_snapshot!(rotations(&home, &["finish", "ci", "--yes"], 5).1, @r"
    error: several keys are named `ci`:
      the personal key `old12345` (ci)
      the personal key `new12345` (ci-rotated-1)
      the full-access key `oldml` (ci) of the team ml
      the full-access key `newml` (ci-rotated-1) of the team ml
      the full-access key `oldother` (ci) of the team other
      the full-access key `newother` (ci-rotated-1) of the team other
      hint: give the prefix instead of the name, or narrow it with `--team` or `--mine` where the command has them
    ");
    rotations(&home, &["finish", "--team", "ml", "--yes"], 0);
    assert_eq!(remote.prefixes(), ["old12345", "new12345", "newml", "oldother", "newother"]);
}

#[test]
fn an_old_key_that_is_needed_here_stays() {
    let remote = Remote::healthy(Knows::Documented).with(key("inuse123", "laptop", 90, Some(20))).with(key(
        "new12345",
        "laptop-rotated-1",
        30,
        Some(1),
    ));
    let home = remote.home();
    insta::assert_snapshot!(rotations(&home, &["finish", "--yes"], 0).1, @r"
    the personal key `inuse123` (laptop) is kept: it is in use here, or its rotation is unfinished
    nothing to revoke
    ");
    insta::assert_snapshot!(rotations(&home, &["finish", "laptop", "--yes"], 8).1, @r"
    error: the personal key `inuse123` (laptop) is kept, because it is the key in use here
      hint: use the new key here: `truss auth status` shows where the key comes from
    ");
}

#[test]
fn a_person_who_names_a_key_that_is_still_used_can_insist() {
    let remote = with_used(Remote::healthy(Knows::Documented));
    let home = remote.home();
    let finish = |more: &[&str]| {
        let arguments = ["keys", "rotations", "finish"].iter().chain(more);
        Terminal::start(&home.truss(arguments).env("TERM", "xterm").env("NO_COLOR", "1").command())
    };
    let (code, shown) = finish(&[]).finish();
    assert_eq!(code, 0, "{shown}");
    assert_eq!(remote.count("DELETE"), 0);
    let mut terminal = finish(&["web"]);
    terminal.wait_for("Permanently revoke web on baseten? [y/N] ");
    terminal.type_line("y");
    let (code, shown) = terminal.finish();
    insta::assert_snapshot!(shown, @r"
    web (old54321) was last used 2 days ago, web-rotated-1 (new54321) was last used 1 day ago.
    Permanently revoke web on baseten? [y/N] y
    revoked `old54321`
    ");
    assert_eq!((code, remote.prefixes()), (0, vec!["new54321".to_owned()]));
}
