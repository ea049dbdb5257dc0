//! `truss local team add`.

use crate::support::Home;

#[test]
fn the_new_team_can_have_keys() {
    let home = Home::new();
    let added =
        home.truss(["local", "team", "add", "research"]).any_stdout().stderr("added the team `research`\n").run();
    assert_eq!(added.stdout.trim().len(), 8);
    home.truss(["keys", "create", "ci", "-q", "--type", "inference-only", "--team", "research", "--remote", "local"])
        .any_stdout()
        .run();
    let list = ["keys", "list", "--remote", "local", "--jq", ".keys[] | select(.name == \"ci\").team_name"];
    home.truss(list).stdout("research\n").run();
}

#[test]
fn json_has_the_fields_of_the_api() {
    let home = Home::new();
    let team = home.truss(["local", "team", "add", "research", "-o", "json"]).any_stdout().run().json();
    assert_eq!(team["name"], "research");
    assert!(team["id"].is_string() && team["created_at"].is_string());
}

#[test]
fn a_name_that_is_taken_or_no_name_is_refused() {
    let home = Home::new();
    home.truss(["local", "team", "add", "default"])
        .code(5)
        .stderr("error: a team named `default` already exists\n")
        .run();
    home.truss(["local", "team", "add", " "])
        .code(5)
        .stderr("error: ` ` is not a valid team name\n  hint: use 1 to 64 visible characters\n")
        .run();
}
