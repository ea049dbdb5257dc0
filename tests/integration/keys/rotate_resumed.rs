//! `truss keys rotate` that goes on with a rotation: what has changed since it stopped.

use std::fs;
use std::path::Path;

use super::{DAY, rotate};
use crate::support::{Fault, Home, IN_USE, Knows, Remote, Reply, Terminal, personal_key};

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

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
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

#[test]
fn once_the_old_key_is_gone_the_new_one_may_go_to_other_places() {
    let (remote, home, _) = stopped(Knows::Documented, "command:false", &[]);
    let new = read(&home.path().join("first.key"));
    let elsewhere = ["ci", "--to", "file:other.key"];
    let told = rotate(&home, &elsewhere).code(7).run().stderr;
    assert!(told.starts_with("error: a rotation of `ci123456` to other destinations is in progress"), "{told}");
    revoke_the_old_key(&home);
    // What is refused for every other rotation is refused here, too, and nothing is changed by it.
    fs::write(home.path().join("other.key"), "mine").expect("a file is written");
    rotate(&home, &elsewhere).code(8).run();
    fs::remove_file(home.path().join("other.key")).expect("it is there");
    let abandon = home.truss(["keys", "rotations", "abandon", "ci", "--yes"]).code(8).any_stderr().run().stderr;
    insta::assert_snapshot!(abandon, @r"
    error: the old key `ci` is gone: without the new one nothing would work
      hint: `truss keys rotate ci123456` ends the rotation; add `--to` to deliver the new key to other destinations instead
    ");
    let told = rotate(&home, &["ci"]).code(7).run().stderr;
    insta::assert_snapshot!(told, @r"
    error: the rotation of `ci` is not finished: the old key is gone, and the new one is not in place everywhere
      cause: the command `false` ended with 1
      hint: `truss keys rotate ci123456` continues where it stopped; add `--to` to deliver the new key to other destinations instead
    ");
    rotate(&home, &[&elsewhere[..], &["--dry-run"]].concat()).any_stdout().run();
    assert!(!home.path().join("other.key").exists());
    rotate(&home, &elsewhere).run();
    assert_eq!((read(&home.path().join("other.key")), read(&home.path().join("first.key"))), (new.clone(), new));
    assert_eq!((remote.prefixes(), remote.count("POST")), (vec!["new00001".to_owned()], 1));
    nothing_is_left(&home);
}

#[test]
fn an_old_key_that_is_gone_is_not_said_to_work() {
    let (remote, home, _) = stopped(Knows::Documented, NOT_READY, &[]);
    revoke_the_old_key(&home);
    get_ready(&home);
    let run = rotate(&home, &["ci"]).env("TERM", "xterm").env("NO_COLOR", "1");
    let (code, shown) = Terminal::start(&run.command()).finish();
    insta::assert_snapshot!(shown.replace(&home.path().display().to_string(), "~"), @r"
    New key ci-rotated-1 (new00001) delivered to 2 places.
    the old key `ci123456` was revoked already
    ");
    assert_eq!((code, remote.prefixes()), (0, vec!["new00001".to_owned()]));
}

#[test]
fn a_rotation_that_was_to_revoke_at_once_goes_on_so() {
    let (remote, home, told) = stopped(Knows::Documented, NOT_READY, &["--revoke-now"]);
    insta::assert_snapshot!(told, @r"
    error: the rotation of `ci` is not finished: the old key still works
      cause: the command `test -e ready && cat > got` ended with 1
      hint: `truss keys rotate ci123456 --revoke-now` continues where it stopped
    ");
    get_ready(&home);
    home.paste(&told).any_stderr().run();
    assert_eq!(remote.prefixes(), ["new00001"]);
    // Every place has it: what is left is to revoke, whatever the next run is given.
    let remote = Remote::start(Knows::Documented, |request, count| {
        (request.method == "DELETE" && count == 0).then(|| Fault::Instead(Reply::json(400, "{}")))
    });
    let remote = remote.with(personal_key("ci123456", "ci", 90 * DAY, None));
    let home = remote.home();
    rotate(&home, &["ci", "--to", "file:new.key", "--revoke-now"]).code(7).run();
    fs::write(home.path().join("new.key"), "mine").expect("a file is written");
    rotate(&home, &["ci"]).run();
    assert_eq!(remote.prefixes(), ["new00001"]);
}

#[test]
fn a_key_that_was_renamed_goes_on_under_its_new_name() {
    for (renamed, name) in [("ci123456", "web"), ("new00001", "site")] {
        let (remote, home, _) = stopped(Knows::Everything, NOT_READY, &[]);
        home.truss(["keys", "rename", renamed, name, "-q"]).any_stderr().run();
        get_ready(&home);
        rotate(&home, &[name]).run();
        assert_eq!((remote.prefixes().len(), remote.count("POST")), (2, 1), "{name}");
        nothing_is_left(&home);
        let (remote, home, _) = stopped(Knows::Everything, NOT_READY, &[]);
        home.truss(["keys", "rename", renamed, name, "-q"]).any_stderr().run();
        home.truss(["keys", "rotations", "abandon", name, "--yes"]).any_stderr().run();
        assert_eq!(remote.prefixes(), ["ci123456"], "{name}");
    }
}
