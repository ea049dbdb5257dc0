//! Rotations whose end failed: the old key could not be revoked, or the new one when all was to be as before.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::{command, commands, fails, paste, paste_and_answer, shell};
use crate::support::{Fault, Home, IN_USE, Knows, Remote, Reply, Terminal, personal_key};

/// A remote with the keys `ci` and `web` that revokes none until the switch is turned.
fn stubborn() -> (Remote, Home, Arc<AtomicBool>) {
    let is_healed = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&is_healed);
    let remote = Remote::start(Knows::Documented, move |request, _| {
        let refused = || Fault::Instead(Reply::json(400, serde_json::json!({"message": "not now"})));
        (request.method == "DELETE" && !is_healed.load(Ordering::Relaxed)).then(refused)
    });
    let remote = remote.with(personal_key("ci12345", "ci", 2000, None));
    let remote = remote.with(personal_key("web12345", "web", 2000, None));
    let home = remote.home();
    (remote, home, switch)
}

/// A rotation of `ci` that every place has, and that is to revoke the old key; it can now.
fn delivered() -> (Remote, Home, String) {
    let (remote, home, switch) = stubborn();
    let told = fails(&home, &["keys", "rotate", "ci", "--to", "file:new.key", "--revoke-now"], 7);
    switch.store(true, Ordering::Relaxed);
    (remote, home, told)
}

#[test]
pub(super) fn a_rotation_that_is_to_revoke_the_old_key() {
    let (remote, home, told) = delivered();
    paste(shell(&home, &command(&told)), 0);
    assert_eq!(remote.prefixes(), ["web12345", "new00001"]);
    let (remote, home, _) = delivered();
    let told = fails(&home, &["keys", "rotations", "finish", "ci", "--yes"], 8);
    paste(shell(&home, &command(&told)), 0);
    assert_eq!(remote.prefixes(), ["web12345", "new00001"]);
    let (remote, home, _) = delivered();
    let told = fails(&home, &["keys", "revoke", "ci", "--yes"], 8);
    let [rotate, abandon] = &commands(&told)[..] else { panic!("{told}") };
    paste_and_answer(&shell(&home, abandon), "Forget that the old key on baseten is to be revoked? ", "y");
    assert_eq!(remote.prefixes(), ["ci12345", "web12345", "new00001"]);
    let (remote, home, _) = delivered();
    paste(shell(&home, rotate), 0);
    assert_eq!(remote.prefixes(), ["web12345", "new00001"]);
}

#[test]
pub(super) fn a_rotation_that_is_forgotten() {
    let (remote, home, _) = delivered();
    let abandon = home.truss(["keys", "rotations", "abandon", "ci", "--yes"]).any_stderr().run().stderr;
    let finish = abandon.split_once("When everything uses the new key: ").expect("a command").1.trim_end();
    paste_and_answer(&shell(&home, finish), "Permanently revoke ci on baseten? ", "y");
    assert_eq!(remote.prefixes(), ["web12345", "new00001"]);
}

#[test]
pub(super) fn a_rotation_that_could_not_be_undone() {
    for undo in [true, false] {
        let (remote, home, switch) = stubborn();
        fails(&home, &["keys", "rotate", "ci", "--to", "command:test -e ready && cat > got"], 7);
        let told = fails(&home, &["keys", "rotations", "abandon", "ci", "--yes"], 7);
        let [abandon, rotate] = &commands(&told)[..] else { panic!("{told}") };
        switch.store(true, Ordering::Relaxed);
        if undo {
            paste_and_answer(&shell(&home, abandon), "Put back what was there before", "y");
            assert_eq!(remote.prefixes(), ["ci12345", "web12345"]);
        } else {
            fs::write(home.path().join("ready"), "").expect("a file");
            paste(shell(&home, rotate), 0);
            assert_eq!(remote.prefixes(), ["ci12345", "web12345", "new00002"]);
        }
    }
}

#[test]
pub(super) fn old_keys_that_could_not_be_revoked() {
    let (remote, home, switch) = stubborn();
    let rotate = "truss keys rotate ci web --to 'command:cat > $TRUSS_KEY_FAMILY.key'";
    let mut terminal = Terminal::of_width(&shell(&home, rotate), 300);
    terminal.wait_for("now? [y/N] ");
    terminal.type_line("y");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 7, "{shown}");
    switch.store(true, Ordering::Relaxed);
    paste_and_answer(&shell(&home, &command(&shown)), "Permanently revoke 2 keys", "y");
    assert_eq!(remote.prefixes(), ["new00001", "new00002"]);
}

#[test]
pub(super) fn a_rotation_that_another_process_ended() {
    let state: Arc<OnceLock<PathBuf>> = Arc::default();
    let there = Arc::clone(&state);
    let remote = Remote::start(Knows::Documented, move |_, _| {
        // Once the rotation was read, and before it is locked.
        there.get().and_then(|state| fs::remove_dir_all(state).ok()).and(None)
    });
    let remote = remote.with(personal_key("ci12345", "ci", 2000, Some(60)));
    let home = remote.home();
    fails(&home, &["keys", "rotate", "ci", "--to", "command:false"], 7);
    state.set(home.path().join(".local/state/truss/rotations")).expect("once");
    let told = fails(&home, &["keys", "rotate", "ci"], 7);
    assert!(told.starts_with("error: another process ended the rotation of `ci12345`\n"), "{told}");
    paste(shell(&home, &command(&told)), 0);
}

#[test]
pub(super) fn a_section_that_may_have_the_old_key() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("ci12345", "ci", 2000, None));
    let section = remote.server.trussrc("%(nowhere)s").replace("[baseten]", "[other]");
    let home = Home::new().with_trussrc(&(remote.server.trussrc(IN_USE) + &section));
    let told = fails(&home, &["--remote", "baseten", "keys", "rotate", "ci", "--to", "file:x"], 8);
    assert!(told.contains("the remote `other` may have the old one"), "{told}");
    paste(shell(&home, &format!("EDITOR=true {}", command(&told))), 0);
    assert_eq!(remote.count("POST"), 0);
}
