//! What `truss keys` asks at a terminal: what is missing, and whether what cannot be undone is meant.

use std::fs;

use serde_json::json;

use crate::support::{Fault, Home, Knows, Remote, Reply, Request, Terminal, personal_key};

fn at_terminal(home: &Home, arguments: &[&str]) -> Terminal {
    Terminal::start(&home.truss(arguments).env("NO_COLOR", "1").command())
}

/// Says whose the key in use is, where a key does not.
fn user(request: &Request) -> Option<Fault> {
    let user = json!({"user_id": "u1", "email": "you@example.com", "name": "You", "workspace_name": "acme"});
    (request.path == "/v1/users/me").then(|| Fault::Instead(Reply::json(200, user)))
}

#[test]
fn the_end_of_the_input_is_no_yes() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("old12345", "robot", 9000, None));
    let home = remote.home();
    let mut terminal = at_terminal(&home, &["keys", "revoke", "robot"]);
    terminal.wait_for("[y/N] ");
    terminal.control('d');
    let (code, shown) = terminal.finish();
    assert_eq!((code, remote.count("DELETE")), (8, 0), "{shown}");
    assert!(shown.contains("\nerror: not confirmed: nothing was revoked\n"), "{shown}");
}

#[test]
fn a_name_that_is_missing_is_asked_for_until_it_can_be_one() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let mut terminal = at_terminal(&home, &["keys", "create"]);
    for name in ["", "My Key", "ci-2"] {
        terminal.wait_for("Name of the new key: ");
        terminal.type_line(name);
    }
    let (code, shown) = terminal.finish();
    assert_eq!((code, remote.keys()[0]["name"].as_str()), (0, Some("ci-2")));
    assert!(shown.contains("warning: `My Key` cannot be a key's name: use lowercase letters, "), "{shown}");
    home.truss(["keys", "create"])
        .code(2)
        .stderr(
            "error: the name of the new key is missing\n  \
             hint: give it as the argument NAME; use lowercase letters, numbers and hyphens, such as `ci-deploy-2`\n",
        )
        .run();
    assert_eq!(remote.count("POST"), 1);
}

#[test]
fn the_team_is_asked_for_where_there_are_several() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let mut terminal = at_terminal(&home, &["keys", "create", "ci", "--type", "inference-only"]);
    terminal.wait_for("  1. ml\r\n  2. web\r\n  3. web\r\n👥 Which team's key is it? ");
    terminal.type_line("2");
    assert_eq!(terminal.finish().0, 0);
    assert_eq!(remote.keys()[0]["team_name"], "web");
    home.truss(["keys", "create", "cd", "--type", "inference-only"])
        .code(2)
        .stderr(
            "error: there are several teams, and the key could belong to any of them\n  \
             hint: name one with `--team`: ml, web, web\n",
        )
        .run();
    // The section of the trussrc names one, too.
    fs::write(home.trussrc(), fs::read_to_string(home.trussrc()).expect("a trussrc") + "team = ml\n").expect("written");
    home.truss(["keys", "create", "cd", "--type", "inference-only", "-q"]).any_stdout().run();
    assert_eq!((remote.count("POST"), remote.keys()[1]["team_name"].as_str()), (2, Some("ml")));
}

#[test]
fn a_team_that_is_not_there_is_not_found_in_every_command() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("oldci123", "ci", 72, Some(5)));
    let home = remote.home();
    for command in [
        &["keys", "create", "new", "--type", "full-access"][..],
        &["keys", "list"],
        &["keys", "revoke", "ci", "--yes"],
        &["keys", "revoke", "--older-than", "1d", "--yes"],
        &["keys", "rotate", "ci", "--to", "file:x"],
        &["keys", "rotate", "--older-than", "1d", "--to", "file:x", "--yes"],
        &["keys", "rotations", "finish"],
        &["keys", "rotations", "finish", "ci", "--yes"],
        &["push", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello")],
    ] {
        let told = home.truss(command.iter().chain(&["--team", "nope"])).code(4).any_stderr().run().stderr;
        assert!(told.contains("error: there is no team `nope`\n"), "{command:?}: {told}");
    }
    assert_eq!(remote.prefixes(), ["oldci123"]);
}

#[test]
fn revoking_says_what_of_whom_and_where() {
    let mut mine = personal_key("ci2key12", "ci2", 72, None);
    mine["last_used_at"] = json!((jiff::Timestamp::now() - jiff::SignedDuration::from_mins(11)).to_string());
    let mut owned = personal_key("owned123", "owned", 72, None);
    for key in [&mut mine, &mut owned] {
        key["owner"] = json!({"user_id": "u1", "email": "you@example.com", "name": null});
    }
    let mut team = personal_key("teamkey1", "team", 72, None);
    (team["type"], team["team_name"]) = (json!("WORKSPACE_INVOKE"), json!("ml"));
    let mut manager = personal_key("manager1", "manager", 72, None);
    manager["type"] = json!("WORKSPACE_MANAGE_API_KEYS");
    let remote = Remote::start(Knows::Documented, |request, _| user(request));
    let remote = [mine, owned, team, manager].into_iter().fold(remote, Remote::with);
    let home = remote.home();
    for (keys, question) in [
        (&["ci2", "owned"][..], "2 keys of you@example.com on baseten? ci2 was used 11 minutes ago."),
        (&["team"], "1 key of the team ml on baseten?"),
        (&["team", "owned"], "2 keys of the team ml and you@example.com on baseten?"),
        (&["manager"], "1 key on baseten?"),
    ] {
        let mut terminal = at_terminal(&home, &[&["keys", "revoke"], keys].concat());
        terminal.wait_for(&format!("Permanently revoke {question} [y/N] "));
        terminal.type_line("n");
        assert_eq!(terminal.finish().0, 8);
    }
    let mut terminal = at_terminal(
        &home,
        &["keys", "rotate", "--mine", "--older-than", "1d", "--type", "personal", "--to", "command:cat > x"],
    );
    terminal.wait_for("Rotate 2 keys of you@example.com on baseten? [y/N] ");
    terminal.type_line("");
    assert_eq!(terminal.finish().0, 8);
    assert_eq!(remote.prefixes().len(), 4);
}

#[test]
fn a_key_that_is_only_printed_needs_no_folder() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let gone = "mkdir gone && cd gone && rmdir ../gone";
    let ran = home.truss(["keys", "create", "ci", "-q"]).after(gone).any_stdout().run();
    assert!(ran.stdout.starts_with("new00001."), "{}", ran.stdout);
    let other = Remote::healthy(Knows::Documented).with(personal_key("ci12345", "ci", 2000, None));
    let ran = other.home().truss(["keys", "rotate", "ci", "-q"]).after(gone).any_stdout().run();
    assert!(ran.stdout.starts_with("new00001."), "{}", ran.stdout);
    let ran = home.truss(["keys", "create", "cd", "--to", "file:x"]).after(gone).code(1).any_stderr().run();
    assert!(ran.stderr.starts_with("error: the current folder does not exist\n"), "{}", ran.stderr);
    assert_eq!(remote.count("POST"), 1);
}
