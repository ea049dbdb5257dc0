//! `truss keys rotations abandon` of what cannot be undone any more, and when it fails itself.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::{DAY, rotate};
use crate::support::{Fault, Home, Knows, Remote, Reply, Terminal, personal_key};

/// A remote with the key `ci` that revokes none while the switch is on.
fn stubborn() -> (Remote, Home, Arc<AtomicBool>) {
    let switch = Arc::new(AtomicBool::new(true));
    let refuses = Arc::clone(&switch);
    let remote = Remote::start(Knows::Documented, move |request, _| {
        (request.method == "DELETE" && refuses.load(Ordering::Relaxed)).then(|| Fault::Instead(Reply::json(500, "{}")))
    });
    let remote = remote.with(personal_key("ci123456", "ci", 90 * DAY, None));
    let home = remote.home();
    (remote, home, switch)
}

/// A rotation of which every place has the new key, and whose old key could not be revoked.
fn delivered() -> (Remote, Home) {
    let (remote, home, switch) = stubborn();
    rotate(&home, &["ci", "--to", "file:new.key", "--revoke-now"]).code(7).run();
    switch.store(false, Ordering::Relaxed);
    (remote, home)
}

fn told(home: &Home, arguments: &[&str], code: i32) -> String {
    home.truss(["keys"].iter().chain(arguments)).code(code).any_stdout().any_stderr().run().stderr
}

#[test]
fn a_rotation_that_is_delivered_is_forgotten_and_not_undone() {
    let (remote, home) = delivered();
    let abandon = home.truss(["keys", "rotations", "abandon", "ci"]).env("TERM", "xterm").env("NO_COLOR", "1");
    let mut terminal = Terminal::start(&abandon.command());
    terminal.wait_for("[y/N] ");
    terminal.type_line("y");
    let (code, shown) = terminal.finish();
    insta::assert_snapshot!(shown, @r"
    ci-rotated-1 is in place everywhere, and stays; ci stays, too
    Forget that the old key on baseten is to be revoked? [y/N] y
    the rotation of `ci123456` is forgotten: both keys stay. When everything uses the new key: truss keys rotations finish ci123456
    ");
    assert_eq!((code, remote.prefixes()), (0, vec!["ci123456".to_owned(), "new00001".to_owned()]));
    assert!(fs::read_to_string(home.path().join("new.key")).expect("a key").starts_with("new00001."));
    told(&home, &["rotations", "abandon", "ci", "--yes"], 4);
    let (_remote, home) = delivered();
    let answer = home.truss(["keys", "rotations", "abandon", "ci", "--yes", "-o", "json"]).any_stdout().run().json();
    assert_eq!(answer["rotations"][0]["state"], json!("delivered"));
}

#[test]
fn the_old_key_of_a_rotation_that_is_delivered_is_revoked_by_the_rotation() {
    let (remote, home) = delivered();
    insta::assert_snapshot!(told(&home, &["rotations", "finish", "ci", "--yes"], 8), @r"
    error: the personal key `ci123456` (ci) is kept, because its rotation has not revoked it yet
      hint: `truss keys rotate ci123456 --revoke-now` does
    ");
    let revoke = told(&home, &["revoke", "ci", "--yes"], 8);
    insta::assert_snapshot!(revoke, @r"
    error: `ci123456` is being rotated: its new key is in place everywhere, and what is left is to revoke it
      hint: `truss keys rotate ci123456 --revoke-now` does, `truss keys rotations abandon ci123456` leaves both keys
    ");
    assert_eq!(remote.prefixes(), ["ci123456", "new00001"]);
    home.paste(&revoke).any_stderr().run();
    assert_eq!(remote.prefixes(), ["new00001"]);
}

#[test]
fn what_the_hint_of_a_failed_abandon_says_first_undoes_it() {
    let (remote, home, switch) = stubborn();
    fs::write(home.path().join("app.key"), "ci123456.OLD").expect("a file is written");
    rotate(&home, &["ci", "--to", "file:app.key", "--to", "command:false"]).code(7).run();
    let failed = told(&home, &["rotations", "abandon", "ci", "--yes"], 7);
    let hint = failed.rsplit_once("hint: ").expect("a hint").1;
    assert_eq!(
        hint,
        "`truss keys rotations abandon ci123456` revokes it; `truss keys rotate ci123456` revokes it and makes another\n"
    );
    assert!(failed.contains(": the new key is not revoked yet, and the old one works\n"), "{failed}");
    switch.store(false, Ordering::Relaxed);
    home.paste(&failed.replace("abandon ci123456`", "abandon ci123456 --yes`")).any_stderr().run();
    assert_eq!((remote.prefixes(), remote.count("POST")), (vec!["ci123456".to_owned()], 1));
    assert_eq!(fs::read_to_string(home.path().join("app.key")).expect("a file"), "ci123456.OLD");
}
