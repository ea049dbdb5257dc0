//! What the command line does with the state itself: status, reset, one more team; and its files.

use std::fs;
use std::path::Path;

use serde_json::json;
use truss::internals::local::{self, Error, Options};

use crate::support::{Api, serve};

#[test]
fn there_is_nothing_in_a_folder_without_a_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let status = local::status(folder.path()).expect("a status");
    assert!(!status.exists);
    assert_eq!((status.teams, status.api_keys, status.bytes), (0, 0, 0));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "looking makes nothing");
}

#[tokio::test]
async fn status_counts_what_is_there() {
    let api = Api::start().await;
    api.new_key(json!({ "type": "PERSONAL" })).await;
    api.new_team("research");
    api.new_model("one", json!({})).await;
    let status = local::status(api.folder.path()).expect("a status");
    assert!(status.exists && status.bytes > 0);
    assert_eq!((status.teams, status.api_keys, status.models, status.deployments), (2, 2, 1, 1));
}

#[tokio::test]
async fn a_reset_starts_afresh_and_leaves_other_files_alone() {
    let api = Api::start().await;
    let (old_key, folder) = (api.own_key(), api.folder);
    fs::write(folder.path().join("mine.txt"), "mine").expect("a file");

    let refused = local::reset(folder.path()).expect_err("the server uses it");
    assert!(matches!(refused, Error::InUse { .. }));
    api.server.stop().await;
    assert!(local::reset(folder.path()).expect("nobody uses it"));
    assert!(!local::status(folder.path()).expect("a status").exists);
    assert!(folder.path().join("mine.txt").exists());
    let server = serve(folder.path()).await;
    assert_ne!(local::own_key(&server), old_key);
}

#[test]
fn a_reset_leaves_a_folder_without_a_state_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    for theirs in ["uploads", "archives"] {
        fs::create_dir(path(theirs)).expect("a folder");
        fs::write(path(theirs).join("photo.jpg"), "mine").expect("a file");
    }
    fs::write(path("api_key"), "mine").expect("a file");
    assert!(!local::reset(folder.path()).expect("nothing to do"));
    assert!(path("uploads/photo.jpg").exists() && path("archives/photo.jpg").exists() && path("api_key").exists());
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 3);
}

#[tokio::test]
async fn a_reset_that_failed_can_be_done_again() {
    let api = Api::start().await;
    let folder = api.folder;
    api.server.stop().await;
    let archives = folder.path().join("archives");
    fs::remove_dir(&archives).and_then(|()| fs::write(&archives, "")).expect("a file in its place");
    local::reset(folder.path()).expect_err("a file is no folder");
    assert!(local::status(folder.path()).expect("a status").exists);
    fs::remove_file(&archives).expect("a file");
    assert!(local::reset(folder.path()).expect("nothing is in the way"));
    assert!(!local::status(folder.path()).expect("a status").exists);
}

#[tokio::test]
async fn an_own_key_that_is_damaged_is_replaced() {
    for damaged in [&b""[..], b"\xff\xfe"] {
        let api = Api::start().await;
        let folder = api.folder;
        api.server.stop().await;
        fs::write(folder.path().join("api_key"), damaged).expect("a file");
        let again = Api::on(folder).await;
        again.get("/v1/users/me").await.ok();
    }
}

#[test]
fn a_team_has_a_name_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    local::add_team(folder.path(), "research").expect("a new team");
    for name in ["research", "default"] {
        let error = local::add_team(folder.path(), name).expect_err("it is there");
        assert_eq!(error.to_string(), format!("a team named `{name}` already exists"));
    }
    for name in ["", " ", "a\nb", " x", &"x".repeat(65)] {
        let error = local::add_team(folder.path(), name).expect_err("no name for a team");
        assert!(matches!(error, Error::TeamName { .. }), "{name:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_state() {
    use std::os::unix::fs::PermissionsExt;

    fn check(path: &Path) {
        let mode = fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{}: {mode:o}", path.display());
        if path.is_dir() {
            fs::read_dir(path).expect("a folder").for_each(|entry| check(&entry.expect("an entry").path()));
        }
    }

    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("a").join("local");
    let server = serve(&folder).await;
    check(&parent.path().join("a"));
    server.stop().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named() {
    let parent = tempfile::tempdir().expect("a folder");
    let file = parent.path().join("file");
    fs::write(&file, "").expect("a file");
    let directory = file.join("local");
    let options = Options::new(directory.clone());
    let error = local::start(options).await.err().expect("a file is no folder");
    assert!(error.to_string().contains(&format!("`{}`", directory.display())), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_state_is_reported_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("state.db"), "not a database, and long enough to be looked at".repeat(50))
        .expect("a file");
    let options = Options::new(folder.path().to_owned());
    let error = local::start(options).await.err().expect("it is no database");
    assert!(matches!(error, Error::State { .. }), "{error}");
}

#[tokio::test]
async fn a_state_of_a_newer_version_is_left_alone() {
    let api = Api::start().await;
    let folder = api.folder;
    api.server.stop().await;
    let database = rusqlite::Connection::open(folder.path().join("state.db")).expect("a database");
    database.pragma_update(None, "user_version", 1000).expect("a version");
    let options = Options::new(folder.path().to_owned());
    let error = local::start(options).await.err().expect("it is newer");
    assert!(matches!(error, Error::Newer { .. }), "{error}");
}

#[tokio::test]
async fn a_port_that_is_taken_is_reported() {
    let api = Api::start().await;
    let port: u16 = api.server.url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { port, ..Options::new(folder.path().to_owned()) };
    let error = local::start(options).await.err().expect("the port is taken");
    assert_eq!(error.to_string(), format!("the embedded API cannot listen on port {port}"));
}
