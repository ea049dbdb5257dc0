//! What a rotation does when nothing goes wrong, and how it is stopped, listed and given up.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Between, Embedded, Mishap};

use super::case::{Case, Kind, prefix};

#[test]
fn a_key_is_replaced_and_the_new_one_is_all_that_stdout_has() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Stdout, "app".to_owned());
    let ran = case.home.truss(["keys", "rotate", "app"]).any_stdout().any_stderr().run();
    let new = ran.stdout.strip_suffix('\n').expect("one line");
    let (old, new_prefix) = (case.old_prefix(), prefix(new));
    let told = format!(
        "made the new key `{new_prefix}`\nthe new key `{new_prefix}` works\n\
         `{new_prefix}` may do what the old key may, and no more\ndelivered to stdout\nrevoked the old key `{old}`\n\
         rotated: `{new_prefix}` is in the place of `{old}`\n"
    );
    assert_eq!(ran.stderr, told);
    case.heard(ran.stdout.as_bytes());
    case.assert_it_is_over("rotated");
}

#[test]
fn the_key_in_use_moves_the_trussrc_first_and_the_new_key_sees_the_old_one_off() {
    let remote = Embedded::start();
    let between = Between::start(remote.url());
    let case = Case::new(&remote, &between.url(), Kind::Trussrc, "me".to_owned());
    let file = case.home.path().join("also");
    let to = format!("file:{}", file.display());
    case.home.truss(["keys", "rotate", "me", "--to", &to, "-q"]).run();
    let new = case.credential();
    assert_eq!(fs::read_to_string(&file).expect("delivered"), new);
    let asked = between.asked();
    let created = asked.iter().position(|(method, ..)| method == "POST").expect("a key was made");
    let with_new = asked.iter().filter(|(_, _, key)| key == prefix(&new)).count();
    let last_with_old = asked.iter().rposition(|(_, _, key)| key == case.old_prefix()).expect("the old key asked");
    // Trying it, then reading the list, revoking and reading the list again.
    assert_eq!(with_new, 4, "{asked:?}");
    assert_eq!(last_with_old, created + 2, "the old key is last used to read the new one back: {asked:?}");
    fs::remove_file(file).expect("removed");
    case.assert_it_is_over("rotated");
}

#[test]
fn a_dry_run_tells_the_plan_and_changes_nothing() {
    let remote = Embedded::start();
    let between = Between::start(remote.url());
    let case = Case::new(&remote, &between.url(), Kind::EnvFile, "app".to_owned());
    let before = fs::read_to_string(case.sink()).expect("the sink");
    let (old, path) = (case.old_prefix().to_owned(), case.sink().display().to_string());
    let arguments = [
        case.arguments(),
        ["--to", "command:vault kv put secret/app key=-", "--revoke-after", "7d", "--dry-run"]
            .map(str::to_owned)
            .to_vec(),
    ]
    .concat();
    let told = format!(
        "would replace `{old}` by a new key: app, inference-only, team default\n  \
         deliver to env-file:{path}:BASETEN_API_KEY: `BASETEN_API_KEY` in `{path}`\n  \
         deliver to command:vault kv put secret/app key=-: whatever `vault kv put secret/app key=-` does with the key on \
         its stdin\n  \
         `--finish` revokes `{old}`, due in 7 days\n"
    );
    case.home.truss(&arguments).stdout(told).run();
    let document = case.home.truss([arguments, vec!["-ojson".to_owned()]].concat()).any_stdout().run().json();
    assert_eq!(document["revoke_after_seconds"], 7 * 86_400);
    assert_eq!(
        document["sinks"][0],
        json!({"sink": format!("env-file:{path}:BASETEN_API_KEY"), "touches": format!("`BASETEN_API_KEY` in `{path}`")})
    );
    assert!(between.asked().iter().all(|(method, ..)| method == "GET"));
    assert_eq!(fs::read_to_string(case.sink()).expect("the sink"), before);
    assert!(!case.home.path().join(".local/state").exists());
}

#[test]
fn json_tells_what_was_done_in_one_document_with_the_key_if_it_is_printed() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Stdout, "app".to_owned());
    let printed = case.home.truss(["keys", "rotate", "app", "-qo", "json"]).any_stdout().run().json();
    let key = printed["api_key"].as_str().expect("the key").to_owned();
    assert!(remote.accepts(&key));
    assert_eq!(printed["new_prefix"], prefix(&key));
    let to = format!("file:{}", case.sink().display());
    let done = case.home.truss(["keys", "rotate", "app", "--to", &to, "-qojson"]).any_stdout().run().json();
    let new = fs::read_to_string(case.sink()).expect("the sink");
    let expected = json!({
        "remote": "baseten", "old_prefix": prefix(&key), "new_prefix": prefix(&new), "name": "app",
        "type": "WORKSPACE_INVOKE", "step": "done", "due": null, "sinks": [{"sink": to, "delivered": true}],
    });
    assert_eq!(done, expected);
}

#[test]
fn an_interrupted_rotation_says_how_to_go_on_and_does() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Command, "app".to_owned());
    let path = case.sink().display().to_string();
    // The first run is interrupted and would wait for ever; the second finds the mark.
    let line = format!("mkdir '{path}.mark' 2>/dev/null && kill -s INT $PPID && sleep 1000; cat > '{path}'");
    let arguments = ["keys", "rotate", case.old_prefix(), "--to", &format!("command:{line}")].map(str::to_owned);
    let ran = case.home.truss(&arguments).code(130).any_stderr().run();
    let told = format!(
        "error: interrupted\n  hint: run `truss keys rotate {}` again: it goes on where it stopped\n",
        case.old_prefix()
    );
    assert!(ran.stderr.ends_with(&told), "{}", ran.stderr);
    case.assert_it_works("interrupted");
    case.home.truss(["keys", "rotate", case.old_prefix()]).any_stderr().run();
    case.assert_it_is_over("gone on");
}

#[test]
fn what_is_under_way_is_listed_without_asking_any_remote() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::EnvFile, "app".to_owned());
    let pending = || case.home.truss(["keys", "rotate", "--pending"]);
    pending().stderr("no rotation is under way\n").run();
    case.home.truss(["keys", "rotate", "app", "--to", "command:exit 3"]).code(7).any_stderr().run();
    fs::remove_file(case.home.trussrc()).expect("no remote is left");
    let listed = pending().env("BASETEN_REMOTE_URL", "http://127.0.0.1:9").any_stdout().run().stdout;
    let row: Vec<&str> = listed.lines().nth(1).expect("a row").split_whitespace().collect();
    assert_eq!([row[0], row[2], row[3], row[4]], [case.old_prefix(), "app", "baseten", "verified"], "{listed}");
    let document = case.home.truss(["keys", "rotate", "--pending", "-ojson"]).any_stdout().run().json();
    assert_eq!(document["rotations"][0]["sinks"], json!([{"sink": "command:exit 3", "delivered": false}]));
}

#[test]
fn a_rotation_that_is_given_up_leaves_everything_as_it_was() {
    let remote = Embedded::start();
    for kind in [Kind::Trussrc, Kind::EnvFile] {
        let case = Case::new(&remote, remote.url(), kind, format!("app-{kind:?}").to_lowercase());
        let before = fs::read_to_string(case.sink()).expect("the sink");
        let arguments = [case.arguments(), ["--to", "command:exit 3"].map(str::to_owned).to_vec()].concat();
        case.home.truss(arguments).code(7).any_stderr().run();
        assert_ne!(case.credential(), case.old, "the first sink has the new key");
        let new = case.credential();
        case.home.truss(["keys", "rotate", "--abandon", case.old_prefix(), "-q"]).run();
        assert_eq!(fs::read_to_string(case.sink()).expect("the sink"), before);
        assert!(remote.accepts(&case.old) && !remote.accepts(&new));
        case.home.truss(["keys", "rotate", "--abandon", case.old_prefix()]).code(4).any_stderr().run();
        case.home.truss(["keys", "rotate", "--pending", "-ojson"]).stdout("{\"rotations\":[]}\n").run();
    }
}

#[test]
fn whoever_cannot_get_the_old_key_back_is_named() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::File, "app".to_owned());
    case.home.truss([case.arguments(), vec!["--keep-old".to_owned()]].concat()).any_stderr().run();
    let new = case.credential();
    let ran = case.home.truss(["keys", "rotate", "--abandon", "app"]).any_stderr().run();
    let warning = format!("warning: file:{} has the new key `{}`", case.sink().display(), prefix(&new));
    assert!(ran.stderr.starts_with(&warning), "{}", ran.stderr);
}

#[test]
fn a_rotation_goes_on_as_it_was_begun_and_not_otherwise() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::File, "app".to_owned());
    case.home.truss(["keys", "rotate", "app", "--to", "command:exit 3"]).code(7).any_stderr().run();
    let ran = case.home.truss(case.arguments()).code(2).any_stderr().run();
    assert!(ran.stderr.contains("is being rotated already, otherwise: --to command:exit 3"), "{}", ran.stderr);
    let new =
        case.home.truss(["keys", "rotate", "--pending", "--jq", ".rotations[].new_prefix"]).any_stdout().run().stdout;
    let ran = case.home.truss(["keys", "rotate", new.trim()]).code(7).any_stderr().run();
    assert!(ran.stderr.contains("is the new key of the rotation of"), "{}", ran.stderr);
}

#[test]
fn the_embedded_apis_own_key_is_not_rotated() {
    let home = crate::support::Home::new();
    let local = |arguments: &[&str]| home.truss(arguments.iter().chain(&["--remote", "local"]).copied());
    let own = local(&["keys", "list", "--jq", ".keys[0].prefix"]).any_stdout().run().stdout;
    let ran = local(&["keys", "rotate", own.trim()]).code(8).any_stderr().run();
    assert!(ran.stderr.contains("is the embedded API's own key"), "{}", ran.stderr);
    local(&["keys", "create", "app", "-q"]).any_stdout().run();
    let key = local(&["keys", "rotate", "app", "-q"]).any_stdout().run().stdout;
    let listed = local(&["keys", "list", "--jq", ".keys[].prefix"]).any_stdout().run().stdout;
    assert_eq!(listed.lines().collect::<Vec<_>>(), [own.trim(), prefix(&key)]);
    assert_eq!(local(&["keys", "list", "-ojson"]).any_stdout().run().json()["keys"][1]["name"], Value::from("app"));
}

#[test]
fn a_workflow_hides_the_new_key_before_any_sink_gets_it() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Command, "app".to_owned());
    let line = format!("command:cat > '{}'; echo delivering", case.sink().display());
    let run = case.home.truss(["keys", "rotate", "app", "--to", &line]).env("GITHUB_ACTIONS", "true");
    let ran = run.any_stderr().run();
    let mask = format!("::add-mask::{}\n", case.credential());
    assert!(ran.stderr.find(&mask) < ran.stderr.find("delivering") && ran.stderr.starts_with(&mask), "{}", ran.stderr);
}

#[test]
fn a_rotation_whose_first_key_could_not_be_withdrawn_starts_anew_with_the_same_sinks() {
    let remote = Embedded::start();
    let between = Between::start(remote.url());
    let case = Case::new(&remote, &between.url(), Kind::File, "app".to_owned());
    // From the new key's trial on nothing answers: it can neither be tried nor revoked.
    between.fail(4..usize::MAX, Mishap::Status(500));
    case.home.truss(case.arguments()).code(7).any_stderr().run();
    between.heal();
    case.home.truss(["keys", "rotate", case.old_prefix()]).any_stderr().run();
    case.assert_it_is_over("withdrawn and made again");
}

#[test]
fn a_damaged_state_is_told_without_quoting_it() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::EnvFile, "app".to_owned());
    case.home.truss(["keys", "rotate", "app", "--to", "command:exit 3"]).code(7).any_stderr().run();
    let state = case.home.path().join(format!(".local/state/truss/rotations/baseten-{}.json", case.old_prefix()));
    let text = fs::read_to_string(&state).expect("the state");
    let secret = text.split_once("\"secret\":\"").and_then(|(_, rest)| rest.split('"').next()).expect("the secret");
    fs::write(&state, text.replace(secret, &format!("{secret} {secret}"))).expect("written");
    let ran = case.home.truss(["keys", "rotate", "app"]).code(1).any_stderr().run();
    assert!(
        ran.stderr.contains("cannot read the state of rotations in") && !ran.stderr.contains(secret),
        "{}",
        ran.stderr
    );
}
