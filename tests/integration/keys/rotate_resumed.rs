//! `truss keys rotate` that goes on with a rotation: what has changed since it stopped.

use std::fs;

use super::{DAY, rotate};
use crate::support::{Home, IN_USE, Knows, Remote, personal_key};

/// A command that takes no key until there is a file `ready`.
const NOT_READY: &str = "command:test -e ready && cat > got";

/// A rotation of `ci` that stopped at its second place; the first has the new key.
fn stopped(knows: Knows, second: &str, more: &[&str]) -> (Remote, Home, String) {
    let remote = Remote::healthy(knows).with(personal_key("ci123456", "ci", 90 * DAY, None));
    let home = remote.home();
    let told = rotate(&home, &[&["ci", "--to", "file:first.key", "--to", second], more].concat()).code(7).run().stderr;
    (remote, home, told)
}

fn get_ready(home: &Home) {
    fs::write(home.path().join("ready"), "").expect("a file is written");
}

fn revoke_the_old_key(home: &Home) {
    home.truss(["keys", "revoke", "ci123456", "--yes", "--force", "-q"]).run();
}

#[track_caller]
fn nothing_is_left(home: &Home) {
    home.truss(["keys", "rotations", "list", "--jq", ".stopped"]).stdout("[]\n").run();
}

#[test]
fn a_key_of_the_environment_is_not_revoked_by_a_rotation_that_goes_on() {
    // A remote may report uses late or never: only the refusal keeps the key.
    let remote = Remote::healthy(Knows::Documented).with(personal_key("inuse123", "ci", 90 * DAY, None));
    let home = Home::new();
    let run = |arguments: &[&str]| {
        let rotate = rotate(&home, arguments);
        rotate.env("BASETEN_API_KEY", IN_USE).env("BASETEN_REMOTE_URL", remote.server.url())
    };
    run(&["ci", "--to", NOT_READY]).code(7).run();
    get_ready(&home);
    let told = run(&["ci", "--revoke-now"]).code(8).run().stderr;
    assert!(told.starts_with("error: BASETEN_API_KEY has the old key, and would still have it"), "{told}");
    assert_eq!((remote.count("DELETE"), home.path().join("got").exists()), (0, false));
    run(&["ci"]).run();
    assert_eq!(remote.prefixes(), ["inuse123", "new00001"]);
    // One that is gone already keeps nothing from ending.
    let (remote, home, _) = stopped(Knows::Documented, NOT_READY, &[]);
    revoke_the_old_key(&home);
    get_ready(&home);
    let with_the_dead = rotate(&home, &["ci", "--revoke-now"]).env("BASETEN_API_KEY", "ci123456.GONE");
    with_the_dead.env("BASETEN_REMOTE_URL", remote.server.url()).run();
    nothing_is_left(&home);
}
