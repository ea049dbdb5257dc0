//! Whether git would publish a file.

use std::path::Path;
use std::process::{Command, Stdio};

/// Variables with which git would look at another repository than the one around the file.
const REPOSITORY_VARIABLES: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"];

/// Whether a repository around `path` tracks it. Without a repository, or without git, it is not.
pub(crate) fn is_tracked(path: &Path) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return false };
    // Most home folders are in no repository, and finding that out must not cost a process.
    if !folder.ancestors().any(|ancestor| ancestor.join(".git").exists()) {
        return false;
    }
    let mut git = Command::new("git");
    for variable in REPOSITORY_VARIABLES {
        git.env_remove(variable);
    }
    // The repository's own configuration could name a program to run here.
    git.args(["-c", "core.fsmonitor=false", "ls-files", "--error-unmatch", "--"])
        .arg(name)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
