//! `truss keys show`.

use serde_json::json;

use crate::support::{Home, IN_USE, Knows, Remote, Terminal, personal_key};

fn remote() -> Remote {
    let mut old = personal_key("oldci123", "ci", 72, Some(5));
    let mut new = personal_key("newci123", "ci-rotated-1", 1, None);
    for key in [&mut old, &mut new] {
        key["owner"] = json!({"user_id": "u1", "email": "jane@example.com", "name": null});
    }
    let web = json!({"prefix": "webkey12", "name": "web", "type": "WORKSPACE_INVOKE", "team_name": "ml",
        "model_ids": ["m1", "m9"], "created_at": "2026-02-03T04:05:06.123456Z", "last_used_at": null, "future": 1});
    let own = json!({"prefix": "inuse123", "name": null, "type": "PERSONAL",
        "owner": {"user_id": "u1", "email": "jane@example.com", "name": null}});
    Remote::healthy(Knows::Documented).with(old).with(new).with(web).with(own)
}

#[test]
fn a_key_is_shown_in_full() {
    let home = remote().home();
    let show = |key: &str| home.truss(["keys", "show", key]).any_stdout().run().stdout;
    insta::assert_snapshot!(show("web"), @r"
    prefix        webkey12
    name          web
    type          inference-only
    team          ml
    models        llama (m1), m9
    environments  unknown: the remote does not say
    created       2026-02-03T04:05:06.123456Z
    last used     none known
    in use here   no
    ");
    insta::assert_snapshot!(show("inuse123"), @r"
    prefix        inuse123
    name          -
    type          personal
    owner         jane@example.com
    created       unknown
    last used     unknown
    in use here   yes
    ");
    assert!(show("ci").ends_with("\nreplaced by   ci-rotated-1 (newci123)\n"), "{}", show("ci"));
    assert!(show("ci-rotated-1").ends_with("\nreplaces      ci (oldci123)\n"), "{}", show("ci-rotated-1"));
}

#[test]
fn json_is_the_key_object() {
    let home = remote().home();
    let answer = home.truss(["keys", "show", "webkey12", "-o", "json"]).with_foreign_fields().any_stdout().run().json();
    let listed = home.truss(["keys", "list", "-o", "json"]).with_foreign_fields().any_stdout().run().json();
    let listed = listed["keys"].as_array().expect("a list").iter().find(|key| key["name"] == "web");
    assert_eq!(Some(&answer), listed);
}

#[test]
fn a_key_comes_on_stdin_and_a_rotated_name_means_the_newest() {
    let home = remote().home();
    let prefix = |key: &str, stdin: &str| {
        let run = home.truss(["keys", "show", key, "--jq", ".prefix"]).stdin(stdin).any_stdout().run();
        run.stdout.trim().to_owned()
    };
    assert_eq!(prefix("-", &format!("{IN_USE}\n")), "inuse123");
    assert_eq!(prefix("ci", ""), "oldci123");
    assert_eq!(prefix("ci-rotated-7", ""), "newci123");
    home.truss(["keys", "show", "-"]).stdin("a\nb\n").code(2).stderr("error: stdin has 2 keys, not one\n").run();
    home.truss(["keys", "show", "nope"])
        .code(4)
        .stderr("error: there is no key `nope`\n  hint: `truss keys list` shows the keys that this key can see\n")
        .run();
}

#[test]
fn at_a_terminal_times_are_told_from_now() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("oldci123", "ci", 72, Some(5)));
    let home = remote.home();
    let mut terminal = Terminal::start(&home.truss(["keys", "show", "ci"]).command());
    terminal.wait_for("last used     5 hours ago (");
    let (code, shown) = terminal.finish();
    assert!(code == 0 && shown.contains("\ncreated       3 days ago (20"), "{shown}");
    // To the second.
    assert!(shown.lines().filter(|line| line.contains("ago (")).all(|line| !line.contains('.')), "{shown}");
}

#[test]
fn the_verbs_of_other_programs_are_known() {
    let remote = Remote::healthy(Knows::Documented);
    let remote = ["rm", "delete"].iter().fold(remote, |remote, verb| remote.with(personal_key(verb, verb, 48, None)));
    let home = remote.home();
    let listed = home.truss(["keys", "ls", "--jq", ".keys | length"]).any_stdout().run().stdout;
    assert_eq!(listed, "2\n");
    for verb in ["rm", "delete"] {
        home.truss(["keys", verb, verb, "--yes"]).stderr(format!("revoked `{verb}`\n")).run();
    }
    assert_eq!(remote.prefixes(), [""; 0]);
}

#[test]
fn the_embedded_api_shows_its_keys() {
    let home = Home::new();
    home.truss(["keys", "create", "ci", "--type", "full-access", "--remote", "local", "-q"]).any_stdout().run();
    let shown = home.truss(["keys", "show", "ci", "--remote", "local"]).any_stdout().run().stdout;
    assert!(shown.contains("\ntype          full-access\nteam          default\nenvironments  all\n"), "{shown}");
}
