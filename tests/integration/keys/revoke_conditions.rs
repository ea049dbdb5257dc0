//! `truss keys revoke` by conditions: what they take, what they leave alone, and how they narrow KEYs.

use serde_json::json;

use crate::support::{Knows, Remote, hours_ago, personal_key as key};

/// Revokes on `remote`, and answers what was told.
#[track_caller]
fn revoke(remote: &Remote, arguments: &[&str], code: i32) -> String {
    let arguments = ["keys", "revoke", "--yes"].iter().chain(arguments);
    remote.told(&remote.home().truss(arguments).code(code).any_stderr().run().stderr)
}

fn year(hours: i64) -> i64 {
    365 * 24 + hours
}

#[test]
fn a_key_is_taken_by_its_last_use_only_when_the_remote_tells_it() {
    let remote = Remote::healthy(Knows::Documented)
        .with(key("used1234", "used", year(1), Some(91 * 24)))
        .with(json!({"prefix": "silent12", "name": "silent", "type": "PERSONAL", "created_at": hours_ago(year(1))}))
        .with(json!({"prefix": "unread12", "name": "odd", "type": "PERSONAL", "created_at": hours_ago(year(1)),
            "last_used_at": "2020-01-01 00:00"}))
        .with(key("never123", "never", year(1), None));
    assert_eq!(revoke(&remote, &["--unused-for", "90d"], 0), "revoked `used1234`\n");
    assert_eq!(revoke(&remote, &["--never-used"], 0), "revoked `never123`\n");
    assert_eq!(remote.prefixes(), ["silent12", "unread12"]);
}

#[test]
fn what_is_in_use_young_or_of_a_rotation_is_left_out_and_said() {
    let remote = Remote::healthy(Knows::Documented)
        .with(key("inuse123", "laptop", year(1), None))
        .with(key("young123", "young", 23, None))
        .with(json!({"prefix": "undated1", "name": "undated", "type": "PERSONAL", "last_used_at": null}))
        .with(key("busy1234", "busy", year(1), Some(23)))
        .with(json!({"prefix": "silent12", "name": "silent", "type": "PERSONAL", "created_at": hours_ago(year(1))}))
        .with(key("older123", "ci", year(2), Some(year(0))))
        .with(key("newer123", "ci-rotated-1", year(1), Some(year(0))))
        .with(key("quiet123", "quiet", year(1), Some(25)));
    let all = ["--older-than", "0d"];
    insta::assert_snapshot!(revoke(&remote, &all, 0), @r"
    left out 1 key in use here
    left out 1 key made in the last 24 hours, or at an unknown time
    left out 2 keys of an unfinished rotation
    left out 2 keys used in the last 24 hours, or at an unknown time; see `--used-too`
    revoked `quiet123`
    ");
    insta::assert_snapshot!(revoke(&remote, &["--older-than", "0d", "--used-too"], 0), @r"
    left out 1 key in use here
    left out 1 key made in the last 24 hours, or at an unknown time
    left out 2 keys of an unfinished rotation
    revoked `busy1234`
    revoked `silent12`
    ");
    assert_eq!(remote.prefixes(), ["inuse123", "young123", "undated1", "older123", "newer123"]);
    insta::assert_snapshot!(revoke(&remote, &["--never-used"], 0), @r"
    left out 1 key in use here
    left out 2 keys made in the last 24 hours, or at an unknown time
    no key matches: nothing to revoke
    ");
}

#[test]
fn conditions_without_age_or_use_mean_too_much() {
    let remote = Remote::healthy(Knows::Documented).with(key("abcd1234", "ci", year(1), None));
    for conditions in [&["--mine"][..], &["--type", "personal"], &["--team", "ml"], &["--mine", "--type", "personal"]] {
        let told = revoke(&remote, conditions, 2);
        let expected = "error: these conditions also select keys that are new or in use\n  \
                        hint: add `--unused-for`, `--never-used` or `--older-than`\n";
        assert_eq!(told, expected, "{conditions:?}");
    }
    assert_eq!(remote.count("DELETE"), 0);
    let none = remote.home().truss(["keys", "revoke", "--yes"]).code(2).any_stderr().run();
    assert!(none.stderr.starts_with("error: "), "{}", none.stderr);
}

#[test]
fn conditions_narrow_keys_that_are_named() {
    let remote = Remote::healthy(Knows::Documented).with(key("old12345", "old", year(1), None)).with(key(
        "young123",
        "young",
        2,
        Some(1),
    ));
    let told = revoke(&remote, &["old", "young", "--older-than", "90d"], 0);
    assert_eq!(told, "revoked `old12345`\n");
    assert_eq!(revoke(&remote, &["young", "--older-than", "90d"], 0), "no key matches: nothing to revoke\n");
    // Who names a key knows it: it may be young.
    assert_eq!(revoke(&remote, &["young", "--type", "personal"], 0), "revoked `young123`\n");
    assert_eq!(
        revoke(&remote, &["gone", "--older-than", "90d", "--ignore-missing"], 0),
        "no key matches: nothing to revoke\n"
    );
}

#[test]
fn a_colleagues_key_and_a_type_that_is_not_ours_are_meant_only_when_that_is_said() {
    let mut mine = key("inuse123", "laptop", year(1), None);
    mine["owner"] = json!({"user_id": "u1"});
    let mut of_jane = key("jane1234", "jane", year(1), None);
    of_jane["owner"] = json!({"user_id": "u2", "email": "jane@example.com"});
    let mut routes = key("route123", "routes", year(1), None);
    routes["type"] = json!("ROUTES");
    let remote = Remote::healthy(Knows::Documented).with(mine).with(of_jane).with(routes);
    assert_eq!(revoke(&remote, &["--never-used", "-q"], 0), "");
    assert_eq!(remote.count("DELETE"), 0);
    assert_eq!(revoke(&remote, &["--never-used", "--type", "routes"], 0), "revoked `route123`\n");
    let told = revoke(&remote, &["--never-used", "--everyone"], 0);
    assert!(told.ends_with("revoked `jane1234`\n"), "{told}");
    assert_eq!(remote.prefixes(), ["inuse123"]);
}

#[test]
fn keys_of_several_teams_are_meant_only_when_the_team_is_said() {
    let of_team = |prefix: &str, team: &str| {
        let mut key = key(prefix, prefix, year(1), None);
        key["type"] = json!("WORKSPACE_INVOKE");
        key["team_name"] = json!(team);
        key
    };
    let remote = Remote::healthy(Knows::Documented).with(of_team("ml123456", "ml")).with(of_team("other123", "other"));
    insta::assert_snapshot!(revoke(&remote, &["--never-used"], 2), @r"
    error: keys of several teams are meant: ml, other
      hint: choose one with `--team`
    ");
    assert_eq!(revoke(&remote, &["--never-used", "--team", "t1"], 0), "revoked `ml123456`\n");
    assert_eq!(remote.prefixes(), ["other123"]);
}

#[test]
fn a_missing_key_is_no_error_when_that_is_said_unless_its_family_lives() {
    let remote = Remote::healthy(Knows::Documented).with(key("abcd1234", "ci-rotated-1", year(1), None)).with(key(
        "efgh5678",
        "web",
        year(1),
        None,
    ));
    let told = revoke(&remote, &["web", "ci", "--ignore-missing"], 4);
    insta::assert_snapshot!(told, @r"
    error: there is no key `ci`
      hint: there is the personal key `abcd1234` (ci-rotated-1)
    ");
    assert_eq!(remote.count("DELETE"), 0);
    assert_eq!(revoke(&remote, &["web", "gone", "--ignore-missing"], 0), "revoked `efgh5678`\n");
    // Which of two families is meant is not known, and neither is gone.
    let team = json!({"prefix": "team5678", "name": "ci-rotated-1", "type": "WORKSPACE_INVOKE", "team_name": "ml"});
    revoke(&remote.with(team), &["ci", "--ignore-missing"], 4);
}
