//! A disk that is full: a small one, mounted for one process in a namespace of its own. Where the system does not
//! let us, the unit tests of the errors have to do.

use std::path::Path;
use std::process::{Command, Output};

use crate::skip::skip;

/// Runs a shell script with an empty disk of that size at `$DISK`; `None` where that is not possible.
fn on_a_disk_of(size: &str, script: &str) -> Option<Output> {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |script: &str, folder: &Path| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-euc", script]).env_clear();
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("DISK", folder).env("HOME", folder);
        command.env("TRUSS", env!("CARGO_BIN_EXE_truss")).env("TRUSS_LOCAL_DIR", folder.join("state"));
        command.output()
    };
    let mount = format!("mount -t tmpfs -o size={size} tmpfs \"$DISK\"");
    if !run(&mount, folder.path()).is_ok_and(|output| output.status.success()) {
        skip("no disk can be mounted here without being root");
        return None;
    }
    Some(run(&format!("{mount}; {script}"), folder.path()).expect("unshare runs"))
}

#[test]
fn a_start_on_a_full_disk_says_so_and_names_the_folder() {
    for size in ["4k", "16k", "64k"] {
        let Some(output) = on_a_disk_of(size, "\"$TRUSS\" local team add research") else { return };
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        let start = "error: no space is left for the embedded API's state in `/";
        let end = "/state`\n  hint: free some space, or set TRUSS_LOCAL_DIR to a folder on another disk\n";
        assert!(stderr.starts_with(start) && stderr.ends_with(end), "{size}: {stderr}");
    }
}

#[test]
fn a_disk_that_fills_up_refuses_changes_and_loses_nothing() {
    let script = "
        \"$TRUSS\" keys create before -q --remote local >\"$DISK\"/key
        dd if=/dev/zero of=\"$DISK\"/filling bs=1k >\"$DISK\"/nothing 2>&1 || true
        code=0; \"$TRUSS\" keys create during -q --remote local || code=$?; echo $code
        \"$TRUSS\" keys list --remote local --jq '.keys[].name'
        rm \"$DISK\"/filling
        \"$TRUSS\" keys create after -q --remote local >\"$DISK\"/key
        \"$TRUSS\" keys list --remote local --jq '.keys[].name'";
    let Some(output) = on_a_disk_of("1m", script) else { return };
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(stdout, "6\ntruss-cli\nbefore\ntruss-cli\nbefore\nafter\n", "{stderr}");
    assert!(stderr.contains("no space is left on the disk that holds the embedded API's state (507)"), "{stderr}");
}
