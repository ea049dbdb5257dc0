//! `truss local status`.

use crate::support::Home;

#[test]
fn it_counts_what_is_in_the_state() {
    let home = Home::new();
    home.truss(["keys", "create", "ci", "-q", "--remote", "local"]).any_stdout().run();
    home.truss(["local", "team", "add", "research", "-q"]).any_stdout().run();
    let status = home.truss(["local", "status", "-o", "json"]).any_stdout().run().json();
    let folder = home.path().join(".local/share/truss/local");
    assert_eq!(status["directory"], serde_json::json!(folder));
    assert_eq!(status["exists"], true);
    for (field, count) in [("teams", 2), ("api_keys", 2), ("models", 0), ("deployments", 0)] {
        assert_eq!(status[field], count, "{field}");
    }
    assert!(status["bytes"].as_u64().is_some_and(|bytes| bytes > 0));
}

#[test]
fn without_a_state_it_says_so_and_makes_none() {
    let home = Home::new();
    let folder = home.path().join("elsewhere");
    let ran = home
        .truss(["local", "status"])
        .env("TRUSS_LOCAL_DIR", &folder)
        .any_stdout()
        .stderr("there is no state yet; the first use of the remote `local` creates it\n")
        .run();
    assert!(ran.stdout.starts_with("DIRECTORY") && ran.stdout.contains(&folder.display().to_string()));
    assert!(!folder.exists());
}
