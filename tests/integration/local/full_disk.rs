//! The embedded API on a disk that takes nothing more.

use crate::support::Home;

/// A limit on the size of files, with its signal ignored: each write beyond it then fails as on a full disk.
const NO_BYTE: &str = "trap '' XFSZ; ulimit -f 0";

#[test]
fn a_state_that_cannot_be_set_up_names_its_folder() {
    let home = Home::new();
    let folder = home.path().join(".local/share/truss/local");
    home.truss(["keys", "list", "--remote", "local"])
        .after(NO_BYTE)
        .code(1)
        .stderr(format!(
            "error: the embedded API's state in `{}` cannot be used\n  \
             cause: disk I/O error\n  \
             cause: Error code 778: disk I/O error\n  \
             hint: free some space, or set TRUSS_LOCAL_DIR to a folder on another disk\n",
            folder.display()
        ))
        .run();
    // Nothing half made is left in the way of the next try.
    home.truss(["keys", "list", "--remote", "local"]).any_stdout().run();
}

#[test]
fn a_key_that_cannot_be_kept_is_not_shown_and_the_others_stay() {
    let home = Home::new();
    let local = |arguments: &[&str]| home.truss(arguments.iter().chain(&["--remote", "local"]).copied());
    local(&["keys", "create", "first", "-q"]).any_stdout().run();
    let ran = local(&["keys", "create", "second", "-q"]).after(NO_BYTE).code(1).any_stderr().run();
    assert!(
        ran.stderr.ends_with("hint: free some space, or set TRUSS_LOCAL_DIR to a folder on another disk\n"),
        "{}",
        ran.stderr
    );
    let names = local(&["keys", "list", "--jq", ".keys[].name"]).any_stdout().run().stdout;
    assert_eq!(names, "truss-cli\nfirst\n");
}
