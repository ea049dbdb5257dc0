//! `truss local reset`.

use crate::support::Home;

#[test]
fn it_removes_the_state_and_the_next_use_starts_afresh() {
    let home = Home::new();
    home.truss(["keys", "create", "ci", "-q", "--remote", "local"]).any_stdout().run();
    let folder = home.path().join(".local/share/truss/local");
    home.truss(["local", "reset", "--yes"])
        .stderr(format!("removed the embedded API's state in `{}`\n", folder.display()))
        .run();
    home.truss(["local", "status", "--jq", ".exists"]).stdout("false\n").run();
    home.truss(["keys", "list", "--remote", "local", "--jq", ".keys[].name"]).stdout("truss-cli\n").run();
}

#[test]
fn without_a_terminal_it_must_be_confirmed_by_an_option() {
    let home = Home::new();
    home.truss(["keys", "create", "ci", "-q", "--remote", "local"]).any_stdout().run();
    home.truss(["local", "reset"])
        .code(8)
        .stderr(
            "error: a reset is permanent and needs a confirmation, and nobody can be asked\n  hint: give `--yes` to confirm\n",
        )
        .run();
    home.truss(["local", "status", "--jq", ".api_keys"]).stdout("2\n").run();
}

#[test]
fn what_somebody_uses_is_not_removed() {
    let home = Home::new();
    home.truss(["keys", "create", "ci", "-q", "--remote", "local"]).any_stdout().run();
    let folder = home.path().join(".local/share/truss/local");
    let lock = std::fs::File::open(folder.join("lock")).expect("the lock is there");
    lock.lock_shared().expect("the lock is free");
    home.truss(["local", "reset", "--yes"])
        .code(8)
        .stderr(format!(
            "error: the embedded API's state in `{}` is in use by another truss\n  \
             hint: stop `truss local serve` first\n",
            folder.display()
        ))
        .run();
    home.truss(["local", "status", "--jq", ".api_keys"]).stdout("2\n").run();
}

#[test]
fn there_may_be_nothing_to_remove() {
    let home = Home::new();
    home.truss(["local", "reset", "--yes"])
        .stderr(format!(
            "there is no state of the embedded API in `{}`\n",
            home.path().join(".local/share/truss/local").display()
        ))
        .run();
}
