//! What a push says about where it was made: the git commit, when that is wanted.
//!
//! The fields are those of Python's truss. Without git or outside a repository there is just no commit.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// The `user_env` of a deployment that is pushed from `folder`. No version is in it: Python's config (0.18.36) says of
/// `truss_server_version_override` that servers are built from the release of the CLI that pushed, and this program's
/// releases are others. Unproven: that the remote takes the release from here. Baseten's own CLI sends none either.
pub(crate) fn user_env(folder: &Path) -> Option<Value> {
    git_info(folder).map(|commit| json!({ "git_info": commit }))
}

fn git_info(folder: &Path) -> Option<Value> {
    let git = |arguments: &[&str]| {
        let output =
            Command::new("git").args(arguments).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null()).output();
        let output = output.ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "HEAD"]).filter(|commit| !commit.is_empty())?;
    let tag = git(&["describe", "--tags", "--abbrev=0"]).filter(|tag| !tag.is_empty());
    let since = tag.as_ref().and_then(|tag| git(&["rev-list", &format!("{tag}..HEAD"), "--count"]));
    Some(json!({
        "latest_commit_sha": commit,
        "latest_tag": tag,
        "commits_since_tag": since.and_then(|count| count.parse::<u64>().ok()),
        "has_uncommitted_changes": git(&["status", "--porcelain"]).is_some_and(|changes| !changes.is_empty()),
    }))
}
