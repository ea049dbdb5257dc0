//! `truss local user add`.

use crate::support::Home;

#[test]
fn the_key_is_all_that_stdout_has_and_it_acts_for_the_new_user() {
    let home = Home::new();
    let added = home
        .truss(["local", "user", "add", "ana", "--role", "member"])
        .any_stdout()
        .stderr("added the user `ana`, a member of the team `default`\n")
        .run();
    let key = added.stdout.trim();
    assert_eq!(key.len(), "prefix01.".len() + 32);
    let whoami = ["whoami", "--remote", "local", "--jq", ".email"];
    home.truss(whoami).env("BASETEN_API_KEY", key).stdout("ana@localhost\n").run();
    home.truss(whoami).stdout("you@localhost\n").run();
    home.truss(["keys", "create", "ci", "--type", "inference-only", "--remote", "local"])
        .env("BASETEN_API_KEY", key)
        .code(3)
        .any_stderr()
        .run();
}

#[test]
fn json_has_the_user_and_the_key() {
    let home = Home::new();
    home.truss(["local", "team", "add", "research", "-q"]).any_stdout().run();
    for (name, role, team) in
        [("ana", "admin", None), ("ben", "team-admin", Some("research")), ("cho", "member", Some("research"))]
    {
        let mut arguments = vec!["local", "user", "add", name, "--role", role, "-o", "json"];
        arguments.extend(team.iter().flat_map(|team| ["--team", team]));
        let user = home.truss(arguments).any_stdout().any_stderr().run().json();
        assert_eq!((&user["name"], &user["role"]), (&name.into(), &role.into()));
        assert_eq!(user["team"], serde_json::json!(team));
        assert!(user["user_id"].is_string() && user["api_key"].is_string() && user["email"].is_string(), "{user}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let home = Home::new();
    let add = |more: &[&str]| home.truss(["local", "user", "add"].iter().chain(more).copied().collect::<Vec<_>>());
    add(&["you", "--role", "member"]).code(5).stderr("error: a user named `you` already exists\n").run();
    add(&["a b", "--role", "member"])
        .code(5)
        .stderr("error: `a b` is not a valid user name\n  hint: use 1 to 64 letters, numbers, `.`, `_` and `-`\n")
        .run();
    add(&["ana", "--role", "member", "--team", "nope"])
        .code(4)
        .stderr("error: there is no team `nope`\n  hint: `truss local team add NAME` adds a team\n")
        .run();
    add(&["ana", "--role", "admin", "--team", "default"])
        .code(2)
        .stderr(
            "error: an admin of the organization belongs to no single team\n  \
             hint: leave `--team` out, or give `--role team-admin`\n",
        )
        .run();
    add(&["ana", "--role", "owner"]).code(2).any_stderr().run();
}
