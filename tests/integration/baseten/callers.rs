//! Who sees, selects, makes and revokes which keys, on the embedded API as strict as Baseten: a table by the contract's
//! rules of who may do what, by caller.

use serde_json::Value;

use super::strict::Strict;
use crate::support::Home;

/// Those who run the program: a name, and the type of the key that they use.
const CALLERS: [(&str, &str); 7] = [
    ("ada", "PERSONAL"),
    ("tina", "PERSONAL"),
    ("mia", "PERSONAL"),
    ("full", "WORKSPACE_MANAGE_ALL"),
    ("calls", "WORKSPACE_INVOKE"),
    ("metrics", "WORKSPACE_EXPORT_METRICS"),
    ("manager", "WORKSPACE_MANAGE_API_KEYS"),
];
const TYPES: [&str; 5] = ["personal", "full-access", "inference-only", "metrics-only", "manage-keys"];

/// What a caller sees in the list; what conditions alone mean; which of [`TYPES`] it may make; what it may revoke by name.
struct Row {
    caller: &'static str,
    listed: &'static [&'static str],
    selected: &'static [&'static str],
    makes: &'static [&'static str],
    revokes: &'static [&'static str],
}

const TEAM: &[&str] = &["calls", "full", "metrics"];
const ALL: &[&str] = &["ada", "calls", "full", "manager", "metrics", "mia", "tina", "truss-cli"];

/// Ada is the organization's admin, Tina manages the team, Mia is a member of it.
const TABLE: [Row; 7] = [
    Row {
        caller: "ada",
        listed: ALL,
        selected: &["ada", "calls", "full", "manager", "metrics", "truss-cli"],
        makes: &TYPES,
        revokes: &["calls", "full", "manager", "metrics", "truss-cli"],
    },
    Row {
        caller: "tina",
        listed: &["calls", "full", "metrics", "tina"],
        selected: &["calls", "full", "metrics", "tina"],
        makes: &["personal", "full-access", "inference-only", "metrics-only"],
        revokes: TEAM,
    },
    Row { caller: "mia", listed: &["mia"], selected: &["mia"], makes: &["personal"], revokes: &[] },
    Row {
        caller: "full",
        listed: TEAM,
        selected: TEAM,
        makes: &["full-access", "inference-only", "metrics-only"],
        revokes: &["calls", "metrics"],
    },
    Row { caller: "calls", listed: &[], selected: &[], makes: &[], revokes: &[] },
    Row { caller: "metrics", listed: &[], selected: &[], makes: &[], revokes: &[] },
    Row {
        caller: "manager",
        listed: &["calls", "full", "manager", "metrics"],
        selected: &["calls", "full", "manager", "metrics"],
        makes: &["full-access", "inference-only", "metrics-only"],
        revokes: TEAM,
    },
];

/// The remote with everybody's key, by name.
fn organization() -> (Strict, Vec<(&'static str, String)>) {
    let remote = Strict::start();
    let keys = CALLERS.map(|(name, key_type)| {
        let key = match name {
            "tina" => remote.user("tina", &["--role", "team-admin", "--team", "default"]),
            "mia" => remote.user("mia", &["--role", "member", "--team", "default"]),
            _ => remote.add(key_type, Some(name)),
        };
        (name, key)
    });
    (remote, keys.to_vec())
}

fn names(answer: &Value) -> Vec<String> {
    let keys = answer["keys"].as_array().or_else(|| answer["revoked"].as_array()).expect("a list");
    let mut names: Vec<String> = keys.iter().map(|key| key["name"].as_str().expect("a name").to_owned()).collect();
    names.sort();
    names
}

/// Runs a command as that caller, whose exit code must be that; its JSON answer, if it has one.
#[track_caller]
fn run_as(remote: &Strict, key: &str, arguments: &[&str], code: i32) -> Value {
    let home = Home::new().with_trussrc(&super::world::trussrc(&remote.url, key));
    let all = [arguments, &["-o", "json"]].concat();
    let ran = home.truss(all).code(code).any_stdout().any_stderr().run();
    serde_json::from_str(&ran.stdout).unwrap_or_default()
}

#[test]
fn a_list_and_conditions_hold_what_the_caller_may_manage_and_conditions_nobody_elses() {
    let (remote, keys) = organization();
    for row in &TABLE {
        let key = &keys.iter().find(|(name, _)| *name == row.caller).expect("everybody has a key").1;
        let code = if row.listed.is_empty() { 3 } else { 0 };
        let listed = run_as(&remote, key, &["keys", "list"], code);
        let selected = run_as(&remote, key, &["keys", "list", "--older-than", "0d"], code);
        let everyones = run_as(&remote, key, &["keys", "list", "--older-than", "0d", "--everyone"], code);
        if code == 0 {
            assert_eq!(names(&listed), row.listed, "{} lists", row.caller);
            assert_eq!(names(&selected), row.selected, "{} selects", row.caller);
            assert_eq!(names(&everyones), row.listed, "{} selects of everyone", row.caller);
            let revoked = run_as(&remote, key, &["keys", "revoke", "--older-than", "0d", "--used-too", "--dry-run"], 0);
            assert_eq!(names(&revoked), [""; 0], "{}: what is a day old at most stays", row.caller);
        }
    }
}

#[test]
fn a_caller_makes_the_types_that_the_contract_says_and_is_told_who_makes_the_others() {
    let (remote, keys) = organization();
    for row in &TABLE {
        let key = &keys.iter().find(|(name, _)| *name == row.caller).expect("everybody has a key").1;
        for (number, key_type) in TYPES.into_iter().enumerate() {
            let name = format!("made-by-{}-{number}", row.caller);
            let code = if row.makes.contains(&key_type) { 0 } else { 3 };
            run_as(&remote, key, &["keys", "create", &name, "--type", key_type], code);
        }
    }
}

#[test]
fn a_key_is_revoked_by_name_and_by_prefix_by_those_who_manage_it() {
    for row in &TABLE {
        let (remote, keys) = organization();
        let key = &keys.iter().find(|(name, _)| *name == row.caller).expect("everybody has a key").1;
        let others = ALL.iter().filter(|name| **name != row.caller);
        for name in others {
            let may_see = !row.listed.is_empty();
            // A colleague's personal key has no name here; a manage-keys key manages none of its own type.
            let code = match (may_see, row.revokes.contains(name)) {
                (false, _) => 3,
                (true, true) => 0,
                (true, false) => 4,
            };
            run_as(&remote, key, &["keys", "revoke", name, "--yes"], code);
        }
        if row.caller == "ada" {
            for name in ["mia", "tina"] {
                let whole = &keys.iter().find(|(other, _)| *other == name).expect("everybody has a key").1;
                run_as(&remote, key, &["keys", "revoke", super::world::prefix(whole), "--yes"], 0);
            }
        }
    }
}
