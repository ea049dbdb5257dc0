//! `truss keys rotate`: what it takes, says, answers and ends with. What becomes of keys is looked at in `baseten`, and
//! what faults do to it in `keys_rotate_faults`.

use std::fs;

use serde_json::{Value, json};

use super::{DAY, rotate, three};
use crate::support::{Fault, Home, IN_USE, Knows, Remote, Reply, personal_key};

#[test]
fn wrong_usage_is_told_before_anything_is_sent() {
    let remote = three();
    let home = remote.home();
    let told = |arguments: &[&str]| rotate(&home, arguments).code(2).run().stderr;
    let expected = "error: several keys, or keys selected by filters, need a destination\n  \
                    hint: choose one with `--to`\n";
    for arguments in
        [&["--older-than", "80d"][..], &["ci", "web"], &["ci", "--older-than", "80d"], &["--mine", "--yes"]]
    {
        assert_eq!(told(arguments), expected, "{arguments:?}");
    }
    for option in ["--revoke-now", "--all-environments", "--replace"] {
        let told = told(&["--older-than", "80d", "--to", "file:x", option]);
        assert!(told.contains("required arguments were not provided:\n  <KEY>"), "{option}: {told}");
    }
    for gone in
        ["--revoke-after=7d", "--keep-old", "--finish", "--all", "--pending", "--abandon", "--name=x", "--force"]
    {
        assert!(told(&["ci", gone]).starts_with("error: unexpected argument '--"), "{gone}");
    }
    told(&[]);
    told(&["ci", "--to", "nowhere"]);
    assert_eq!(remote.count("POST"), 0);
}

#[test]
fn verbose_says_each_step_and_the_requests_of_it() {
    let remote = three();
    let home = remote.home();
    let ran = rotate(&home, &["ci", "--to", "file:new.key", "--revoke-now", "--yes", "-v"]).run();
    // Of a request only what is done: where to and how long are of no interest here.
    let step = |line: &str| line.split_once(" http").map_or(line, |(method, _)| method).to_owned();
    let steps: Vec<String> = ran.stderr.lines().map(step).collect();
    insta::assert_snapshot!(steps.join("\n").replace(&home.path().display().to_string(), "~"), @r"
    GET
    reading the list of keys
    GET
    writing down: planned
    asking for the new key
    POST
    writing down: created
    made the new key `new00001`
    trying the new key `new00001`
    GET
    reading the list of keys
    GET
    writing down: verified
    reading the list of keys
    GET
    delivering to file:~/new.key
    delivered to file:~/new.key
    writing down: verified
    reading the list of keys
    GET
    writing down: delivered
    reading the list of keys
    GET
    revoking the old key `ci123456`
    DELETE
    GET
    New key ci-rotated-1 (new00001) delivered to file:~/new.key.
    revoked the old key `ci123456`
    ");
}

#[test]
fn a_key_goes_to_stdout_when_it_is_nowhere_else_and_the_old_one_stays() {
    let remote = three();
    let home = remote.home();
    let ran = rotate(&home, &["ci"]).any_stdout().run();
    assert_eq!(ran.stdout, format!("new00001.{}\n", "S".repeat(32)));
    insta::assert_snapshot!(ran.stderr, @r"
    New key ci-rotated-1 (new00001) delivered to stdout.
    ci still works. When everything uses the new key: truss keys rotations finish ci
    ");
    assert_eq!(remote.prefixes(), ["ci123456", "web12345", "young123", "new00001"]);
    // Somebody else may have done it: it is not done twice, whichever name is said.
    let again = rotate(&home, &["ci"]).code(7).run().stderr;
    let keys = remote.keys();
    let (to_the_second, _) = keys[0]["created_at"].as_str().and_then(|time| time.split_once('.')).expect("a time");
    let again = again.replace(&format!("{to_the_second}Z"), "THEN");
    insta::assert_snapshot!(again, @r"
    error: `ci` has been rotated already: the personal key `new00001` (ci-rotated-1), made 2026-11-23T00:00:01Z has the place of the personal key `ci123456` (ci), made THEN
      hint: when the new one is in use, `truss keys rotations finish ci`; if its secret is lost, `truss keys revoke ci-rotated-1` and rotate again
    ");
    rotate(&home, &["ci-rotated-1"]).code(7).run();
    assert_eq!(remote.count("POST"), 1);
}

#[test]
fn the_trussrc_gets_the_key_in_use_and_the_old_one_goes_when_that_is_said() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("inuse123", "laptop", 90 * DAY, None));
    let home = remote.home();
    insta::assert_snapshot!(rotate(&home, &["laptop", "--revoke-now"]).run().stderr, @r"
    New key laptop-rotated-1 (new00001) delivered to trussrc:baseten.
    revoked the old key `inuse123`
    ");
    assert_eq!(
        fs::read_to_string(home.trussrc()).expect("a trussrc"),
        remote.server.trussrc(&format!("new00001.{}", "S".repeat(32)))
    );
    assert_eq!(remote.prefixes(), ["new00001"]);
    rotate(&home, &["laptop", "-q", "--revoke-now"]).stderr("").run();
    assert_eq!(remote.keys()[0]["name"], "laptop-rotated-2");
}

#[test]
fn json_lists_the_rotations_and_has_a_secret_only_for_stdout() {
    let remote = three();
    let home = remote.home();
    let json = |arguments: &[&str]| {
        let arguments = [arguments, &["-o", "json", "-q"]].concat();
        rotate(&home, &arguments).any_stdout().run().json()
    };
    let planned = json(&["ci", "--to", "file:x", "--dry-run"]);
    let file = home.path().join("x").display().to_string();
    let sink = json!({"sink": format!("file:{file}"), "delivered": false, "touches": format!("all of `{file}`")});
    let plan = json!({"old": remote.keys()[0], "new_prefix": null, "new_name": "ci-rotated-1", "state": "planned",
        "sinks": [sink]});
    assert_eq!(planned, json!({"rotations": [plan], "dry_run": true}));
    assert_eq!(remote.count("POST"), 0);
    let answer = json(&["ci", "web", "--to", "command:cat > $TRUSS_KEY_FAMILY.key"]);
    let of = |old: &Value, number: usize, name: &str, sink: &str, state: &str| {
        json!({"old": old, "new_prefix": format!("new{number:05}"), "new_name": name, "state": state,
            "sinks": [{"sink": sink, "delivered": true}]})
    };
    let keys = remote.keys();
    let command = "command:cat > $TRUSS_KEY_FAMILY.key";
    let expected =
        [of(&keys[0], 1, "ci-rotated-1", command, "delivered"), of(&keys[1], 2, "web-rotated-1", command, "delivered")];
    assert_eq!(answer, json!({"rotations": expected}));
    let mut expected = of(&keys[2], 3, "young-rotated-1", "stdout", "delivered");
    expected["api_key"] = json!(format!("new00003.{}", "S".repeat(32)));
    assert_eq!(json(&["young"]), json!({"rotations": [expected]}));
}

#[test]
fn a_plan_is_shown_and_nothing_is_done() {
    let remote = three();
    let home = remote.home();
    let plan = rotate(&home, &["--older-than", "80d", "--to", "command:vault", "--dry-run"]).any_stdout().run();
    insta::assert_snapshot!(plan.stdout, @r"
    would create a new key to replace `ci123456`: ci-rotated-1, personal
      deliver to command:vault: whatever `vault` does with the key on its stdin
    would create a new key to replace `web12345`: web-rotated-1, personal
      deliver to command:vault: whatever `vault` does with the key on its stdin
    ");
    assert_eq!((plan.stderr.as_str(), remote.count("POST")), ("", 0));
}

#[test]
fn a_rotation_that_stopped_goes_on_with_its_own_destinations_only() {
    let remote = three();
    let home = remote.home();
    let to = ["ci", "--to", "file:x", "--to", "command:test -e ready"];
    let told = |text: &str| remote.told(&text.replace(&home.path().display().to_string(), "~"));
    let stopped = rotate(&home, &to).code(7).run().stderr;
    insta::assert_snapshot!(told(&stopped), @r"
    error: the rotation of `ci` is not finished: the old key still works
      cause: the command `test -e ready` ended with 1
      hint: `truss keys rotate ci123456` continues where it stopped
    ");
    for other in [&["ci", "--to", "file:y"][..], &["ci", "--to", "file:x"], &["ci-rotated-1", "--to", "stdout"]] {
        rotate(&home, other).code(7).run();
    }
    insta::assert_snapshot!(told(&rotate(&home, &["ci", "--to", "file:y"]).code(7).run().stderr), @r"
    error: a rotation of `ci123456` to other destinations is in progress: --to file:~/x --to command:test -e ready
      hint: `truss keys rotate ci123456` continues it, `truss keys rotations abandon ci123456` undoes it
    ");
    fs::write(home.path().join("ready"), "").expect("a file is written");
    home.paste(&stopped).any_stderr().run();
    assert_eq!(remote.prefixes(), ["ci123456", "web12345", "young123", "new00001"]);
}

#[test]
fn a_key_of_the_environment_is_not_revoked_while_the_environment_has_it() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("inuse123", "ci", 90 * DAY, None));
    let home = Home::new();
    let run = |more: &[&str]| {
        let rotate = rotate(&home, &[&["ci", "--to", "file:app.key"], more].concat());
        rotate.env("BASETEN_API_KEY", IN_USE).env("BASETEN_REMOTE_URL", remote.server.url())
    };
    insta::assert_snapshot!(run(&["--revoke-now"]).code(8).run().stderr, @r"
    error: BASETEN_API_KEY has the old key, and would still have it when it is revoked
      hint: leave out `--revoke-now`: `truss keys rotations finish inuse123` revokes it when the new one is in use
    ");
    assert_eq!(remote.count("POST"), 0);
    let told = run(&[]).run().stderr;
    assert!(told.starts_with("warning: BASETEN_API_KEY has the old key: give it the new one\n"), "{told}");
    assert_eq!(remote.prefixes(), ["inuse123", "new00001"]);
}

#[test]
fn a_hint_repeats_the_remote_and_the_trussrc_that_were_given() {
    let remote = Remote::start(Knows::Documented, |request, count| {
        (request.method == "POST" && count == 0).then_some(Fault::After(Reply::Hangup))
    });
    let remote = remote.with(personal_key("ci123456", "ci", 90 * DAY, None));
    let home = Home::new();
    let trussrc = remote.server.trussrc(IN_USE).replace("[baseten]", "[my remote]");
    fs::write(home.path().join("rc"), trussrc).expect("a trussrc");
    let given = ["ci", "--to", "file:x", "--remote", "my remote", "--trussrc", "rc"];
    let told = rotate(&home, &given).code(7).run().stderr;
    insta::assert_snapshot!(remote.told(&told), @r"
    warning: others can read `rc` (mode 0644): close it with `chmod 600 rc`
    error: the response was lost, and `ci-rotated-1` (new00001) is there now: made here, or by somebody else at the same moment
      cause: `POST http://remote/v1/api_keys` failed
      cause: the connection broke: connection closed before message completed
      hint: `truss --remote 'my remote' --trussrc rc keys rotate ci --yes` revokes it, if nobody uses it, and makes another
    ");
    // Pasted, it does away with the key whose secret is lost, and is over.
    home.paste(&told).any_stderr().run();
    assert_eq!(remote.prefixes(), ["ci123456", "new00002"]);
    assert_eq!((remote.count("POST"), remote.count("DELETE")), (2, 1));
}

#[cfg(feature = "local")]
#[test]
fn two_data_folders_of_the_embedded_api_have_rotations_of_their_own() {
    let home = Home::new();
    let at = |folder: &str, arguments: &[&str]| {
        let arguments = ["keys"].iter().chain(arguments).chain(&["--remote", "local"]);
        home.truss(arguments).env("TRUSS_LOCAL_DIR", home.path().join(folder)).any_stdout().any_stderr()
    };
    let stopped = |folder: &str| at(folder, &["rotations", "list", "--jq", ".stopped[].new_name"]).run().stdout;
    for folder in ["one", "two"] {
        at(folder, &["create", "ci", "--to", &format!("file:{folder}.key")]).run();
        let to = format!("file:{folder}.key");
        at(folder, &["rotate", "ci", "--to", &to, "--to", "command:test -e ready"]).code(7).run();
        assert_eq!(stopped(folder), "ci-rotated-1\n");
    }
    fs::write(home.path().join("ready"), "").expect("a file is written");
    at("one", &["rotate", "ci"]).run();
    assert_eq!((stopped("one").as_str(), stopped("two").as_str()), ("", "ci-rotated-1\n"));
    at("two", &["rotations", "abandon", "ci", "--yes"]).run();
    assert_eq!(stopped("two"), "");
    let names = |folder: &str| at(folder, &["list", "--jq", ".keys[].name"]).run().stdout;
    assert_eq!((names("one").as_str(), names("two").as_str()), ("truss-cli\nci\nci-rotated-1\n", "truss-cli\nci\n"));
}
