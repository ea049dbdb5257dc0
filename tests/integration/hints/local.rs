//! The embedded API and its state.

use std::fs;
use std::path::Path;

use super::{command, fails, paste, paste_and_answer, shell};
use crate::support::{Home, Terminal};

/// The prefix of the embedded API's own key.
fn own_key(home: &Home) -> String {
    let ran = home.truss(["whoami", "--remote", "local", "--jq", ".key.prefix"]).any_stdout().run();
    ran.stdout.trim().to_owned()
}

#[test]
pub(super) fn the_embedded_apis_own_key() {
    let home = Home::new();
    let own = own_key(&home);
    let told = fails(&home, &["keys", "rotate", &own, "--remote", "local"], 8);
    paste_and_answer(&shell(&home, &command(&told)), "Remove all keys, models and archives", "y");
    assert_ne!(own_key(&home), own);
}

#[test]
pub(super) fn a_state_that_is_broken_or_newer() {
    let damages: [fn(&Path); 2] = [
        |database| {
            fs::remove_file(database.with_extension("db-wal")).expect("it is there");
            fs::write(database, "no database").expect("it is written");
        },
        |database| {
            let connection = rusqlite::Connection::open(database).expect("a database");
            connection.pragma_update(None, "user_version", 1 << 30).expect("it is written");
        },
    ];
    for damage in damages {
        let home = Home::new();
        own_key(&home);
        damage(&home.path().join(".local/share/truss/local/state.db"));
        let told = fails(&home, &["whoami", "--remote", "local"], 1);
        paste_and_answer(&shell(&home, &command(&told)), "Remove all keys, models and archives", "y");
        own_key(&home);
    }
}

#[test]
pub(super) fn a_team_that_is_not_there() {
    let home = Home::new();
    let add = ["local", "user", "add", "bob", "--role", "member", "--team", "research"];
    let told = fails(&home, &add, 4);
    paste(shell(&home, &command(&told).replace("NAME", "research")), 0);
    home.truss(add).any_stdout().any_stderr().run();
}

#[test]
pub(super) fn a_command_on_the_embedded_api() {
    let home = Home::new();
    let told = fails(&home, &["exec", "--remote", "local", "--", "true"], 2);
    let mut terminal = Terminal::start(&shell(&home, &command(&told)));
    terminal.wait_for("http://127.0.0.1:");
    terminal.interrupt();
    terminal.finish();
}
