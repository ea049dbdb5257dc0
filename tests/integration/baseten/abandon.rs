//! `truss keys rotations abandon`: back to what was.

use std::fs;
use std::os::unix::fs::symlink;

use super::run::{paste, run};
use super::world::{World, prefix, text};

/// A rotation of Ada's `app` that stopped at its last sink: two files have the new key.
fn stopped() -> (World, String) {
    let world = World::fake();
    let old = world.add("PERSONAL", Some("app"));
    fs::write(world.path(".env"), format!("A=1\nAPP={old}\nB=2\n")).expect("it is written");
    fs::write(world.path("app.key"), "").expect("it is written");
    let sinks = ["--to", "env-file:.env", "--to", "file:app.key", "--to", "file:none.key", "--to", "command:exit 3"];
    let ended = world.run(&[&["keys", "rotate", "app"], &sinks[..]].concat()).expect(&[7]);
    assert!(!ended.hinted().is_empty(), "{}", ended.told());
    for place in [".env", "app.key", "none.key"] {
        assert!(!fs::read_to_string(world.path(place)).expect("it is there").contains(&old));
    }
    (world, old)
}

#[test]
fn places_get_back_what_stood_there_and_the_new_key_goes() {
    let (world, old) = stopped();
    let before = world.before();
    world.run(&["keys", "rotations", "abandon", "app"]).expect(&[8]);
    before.changes(&world).expect(&[], &[]);
    world.run(&["keys", "rotations", "abandon", "app", "--yes"]).expect(&[0]);
    assert_eq!(fs::read_to_string(world.path(".env")).expect("it is there"), format!("A=1\nAPP={old}\nB=2\n"));
    assert_eq!(fs::read_to_string(world.path("app.key")).unwrap_or_default(), "");
    assert_eq!(fs::read_to_string(world.path("none.key")).unwrap_or_default(), "");
    assert!(world.accepts(&old));
    assert!(world.baseten().state().named("app-rotated-1").is_empty());
    assert_eq!(world.revoked(), world.made());
    // And nothing of it is left.
    world.run(&["keys", "rotations", "abandon", "app", "--yes"]).expect(&[4]);
    world.run(&["keys", "rotate", "app", "--to", "file:other.key"]).expect(&[0]);
}

#[test]
fn what_was_changed_meanwhile_is_not_put_back() {
    let (world, _) = stopped();
    fs::write(world.path("app.key"), "something of mine").expect("it is written");
    world.run(&["keys", "rotations", "abandon", "app", "--yes"]).expect(&[0, 7]);
    assert_eq!(fs::read_to_string(world.path("app.key")).expect("it is there"), "something of mine");
}

#[test]
fn when_the_old_key_is_gone_the_new_one_stays() {
    let (world, old) = stopped();
    assert!(world.baseten().state().revoke(prefix(&old)));
    let before = world.before();
    world.run(&["keys", "rotations", "abandon", "app-rotated-1", "--yes"]).expect(&[8]);
    before.changes(&world).expect(&[], &[]);
    world.live_key_in("app.key");
}

#[test]
fn without_a_journal_here_the_way_is_named() {
    let (world, _) = stopped();
    let before = world.before();
    let elsewhere = world.another_home();
    let ended = run(elsewhere.truss(["keys", "rotations", "abandon", "app", "--yes"])).expect(&[4]);
    let hinted = ended.hinted();
    assert!(hinted.iter().any(|line| line.contains("keys revoke app-rotated-1")), "{}", ended.told());
    before.changes(&world).expect(&[], &[]);
}

#[test]
fn other_sinks_than_the_journals_are_refused() {
    let (world, _) = stopped();
    let before = world.before();
    let ended = world.run(&["keys", "rotate", "app", "--to", "file:other.key"]).expect(&[7]);
    assert!(ended.stderr.contains("abandon") && ended.stderr.contains("none.key"), "{}", ended.told());
    assert!(!world.path("other.key").exists());
    before.changes(&world).expect(&[], &[]);
    // With none it goes on: the same sinks, of which the last one still fails.
    world.run(&["keys", "rotate", "app"]).expect(&[7]);
    before.changes(&world).expect(&[], &[]);
}

#[test]
fn what_the_hint_of_a_failed_sink_says_goes_on_with_it() {
    let world = World::fake();
    world.add("PERSONAL", Some("app"));
    let sink = "command:test -e open && cat > 'my vault'";
    let before = world.before();
    let ended = world.run(&["keys", "rotate", "app", "--to", sink]).expect(&[7]);
    before.changes(&world).expect(&["app-rotated-1"], &[]);
    fs::write(world.path("open"), "").expect("it is written");
    let hinted = ended.hinted();
    let line = hinted.iter().find(|line| line.contains("keys rotate")).unwrap_or_else(|| panic!("{}", ended.told()));
    paste(&world.home, line).expect(&[0]);
    let changes = before.changes(&world);
    changes.expect(&["app-rotated-1"], &[]);
    assert_eq!(prefix(&world.live_key_in("my vault")), text(&changes.new[0], "prefix"));
}

/// A dotenv file with the old key, whose rotation stopped after the new key came there.
fn with_dotenv() -> (World, String) {
    let world = World::fake();
    let old = world.add("PERSONAL", Some("app"));
    fs::write(world.path(".env"), format!("BASETEN_API_KEY={old}\n")).expect("it is written");
    world.run(&["keys", "rotate", "app", "--to", "env-file:.env", "--to", "command:exit 3"]).expect(&[7]);
    let text = fs::read_to_string(world.path(".env")).expect("it is there");
    (world, text)
}

#[test]
fn the_old_key_comes_back_to_its_own_line_whatever_lines_were_added() {
    for (above, below) in [("BASETEN_API_KEY=placeholder\n", ""), ("", "BASETEN_API_KEY=mine\n"), ("A=1\n", "B=2\n")] {
        let (world, text) = with_dotenv();
        let old = world.baseten().state().named("app")[0].whole.clone();
        fs::write(world.path(".env"), format!("{above}{text}{below}")).expect("it is written");
        world.run(&["keys", "rotations", "abandon", "app", "--yes"]).expect(&[0]);
        let text = fs::read_to_string(world.path(".env")).expect("it is there");
        assert_eq!(text, format!("{above}BASETEN_API_KEY={old}\n{below}"));
    }
}

#[test]
fn when_it_is_not_known_where_the_old_key_was_it_stays_in_the_journal() {
    let (world, text) = with_dotenv();
    let old = world.baseten().state().named("app")[0].whole.clone();
    fs::write(world.path(".env"), text.repeat(2)).expect("it is written");
    let before = world.before();
    let ended = world.run(&["keys", "rotations", "abandon", "app", "--yes"]).expect(&[7]);
    assert!(!ended.stderr.contains("restored"), "{}", ended.told());
    before.changes(&world).expect(&[], &[]);
    assert_eq!(fs::read_to_string(world.path(".env")).expect("it is there"), text.repeat(2));
    fs::write(world.path(".env"), text).expect("it is written");
    world.run(&["keys", "rotations", "abandon", "app", "--yes"]).expect(&[0]);
    assert_eq!(fs::read_to_string(world.path(".env")).expect("it is there"), format!("BASETEN_API_KEY={old}\n"));
}

#[test]
fn a_link_that_led_nowhere_does_so_again() {
    let world = World::fake();
    world.add("PERSONAL", Some("app"));
    symlink("target.key", world.path("link.key")).expect("a link");
    world.run(&["keys", "rotate", "app", "--to", "file:link.key", "--to", "command:exit 3"]).expect(&[7]);
    world.live_key_in("target.key");
    world.run(&["keys", "rotations", "abandon", "app", "--yes"]).expect(&[0]);
    assert!(!world.path("target.key").exists(), "a dead key is left");
    assert!(fs::symlink_metadata(world.path("link.key")).is_ok_and(|link| link.is_symlink()));
}
