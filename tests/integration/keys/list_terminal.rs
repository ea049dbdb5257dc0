//! `truss keys list` and `keys revoke` as a person at a terminal sees them.

use serde_json::json;

use crate::support::{Fault, Home, Knows, Remote, Reply, Terminal};

fn two() -> Remote {
    let now = jiff::Timestamp::now();
    let days = |days: i64| (now - jiff::SignedDuration::from_hours(days * 24)).to_string();
    Remote::healthy(Knows::Everything)
        .with(json!({"prefix": "inuse123", "name": "a-laptop-with-quite-a-long-name", "type": "PERSONAL",
            "team_name": null, "model_ids": null, "created_at": days(40), "last_used_at": days(3)}))
        .with(json!({"prefix": "bbbb2222", "name": "web", "type": "WORKSPACE_INVOKE", "team_name": "machine-learning",
            "model_ids": ["m1", "m9"], "environment_names": ["production"], "created_at": days(10), "last_used_at": null}))
}

/// A run at a terminal of so many columns.
fn at_terminal(home: &Home, columns: usize, arguments: &[&str]) -> Terminal {
    Terminal::of_width(&home.truss(arguments).env("TERM", "xterm").env("NO_COLOR", "1").command(), columns)
}

#[test]
fn the_table_fits_and_ages_are_relative_and_models_have_names() {
    let remote = two();
    let home = remote.home();
    let at = |columns| at_terminal(&home, columns, &["keys", "list"]).finish().1;
    insta::assert_snapshot!(at(200), @r"
    PREFIX    NAME                             TYPE            TEAM              SCOPE                                      CREATED      LAST USED   IN USE
    inuse123  a-laptop-with-quite-a-long-name  personal        -                 -                                          40 days ago  3 days ago  yes
    bbbb2222  web                              inference-only  machine-learning  environments production; models llama, m9  10 days ago  none known  -
    ");
}

#[test]
fn no_keys_are_told_in_words() {
    let home = Remote::healthy(Knows::Everything).home();
    let (code, shown) = at_terminal(&home, 80, &["keys", "list"]).finish();
    assert_eq!((code, shown.as_str()), (0, "no keys\n"));
}

#[test]
fn revoking_shows_what_dies_and_asks_and_no_is_the_default() {
    let remote = two();
    let home = remote.home();
    let mut terminal = at_terminal(&home, 100, &["keys", "revoke", "web"]);
    terminal.wait_for("Permanently revoke 1 key of the team machine-learning on baseten? [y/N] ");
    terminal.type_line("");
    let (code, shown) = terminal.finish();
    insta::assert_snapshot!(shown.replace(" \n", "\n"), @r"
    PREFIX    NAME  TYPE            TEAM              SCOPE                      CREATED      LAST USED
    bbbb2222  web   inference-only  machine-learning  production, llama, m9      10 days ago  none known
    Permanently revoke 1 key of the team machine-learning on baseten? [y/N]
    error: not confirmed: nothing was revoked
    ");
    assert_eq!((code, remote.count("DELETE")), (8, 0));

    let mut terminal = at_terminal(&home, 100, &["keys", "revoke", "web"]);
    terminal.wait_for("[y/N] ");
    terminal.type_line("yes");
    let (code, shown) = terminal.finish();
    assert!(shown.ends_with("yes\nrevoked `bbbb2222`\n"), "{shown}");
    assert_eq!((code, remote.count("DELETE")), (0, 1));
}

#[test]
fn an_interruption_ends_the_question() {
    let remote = two();
    let home = remote.home();
    let mut terminal = at_terminal(&home, 100, &["keys", "revoke", "web"]);
    terminal.wait_for("[y/N] ");
    terminal.interrupt();
    let (code, shown) = terminal.finish();
    assert!(shown.ends_with("error: interrupted\n"), "{shown}");
    assert_eq!((code, remote.count("DELETE")), (130, 0));
}

#[test]
fn keys_are_pasted_without_being_shown() {
    let remote = two();
    let home = remote.home();
    let mut terminal = at_terminal(&home, 100, &["keys", "revoke", "-"]);
    terminal.wait_for("An empty line ends.\r\n");
    terminal.type_unseen(&format!("bbbb2222.{}", "S".repeat(32)));
    terminal.type_unseen("");
    terminal.wait_for("[y/N] ");
    terminal.type_line("y");
    let (code, shown) = terminal.finish();
    assert!(!shown.contains("SSS"), "{shown}");
    assert_eq!((code, remote.prefixes()), (0, vec!["inuse123".to_owned()]));
}

#[test]
fn a_remote_that_lists_no_models_leaves_their_ids() {
    let remote = Remote::start(Knows::Everything, |request, _| {
        let is_models = request.path.starts_with("/v1/models");
        is_models.then(|| Fault::Instead(Reply::json(403, json!({"message": "may not list models"}))))
    });
    let remote =
        remote.with(json!({"prefix": "bbbb2222", "name": "web", "type": "WORKSPACE_INVOKE", "model_ids": ["m1"]}));
    let told = remote.home().truss(["keys", "list"]).any_stdout().run().stdout;
    insta::assert_snapshot!(told, @r"
    PREFIX    NAME  TYPE            SCOPE
    bbbb2222  web   inference-only  models m1
    ");
}
