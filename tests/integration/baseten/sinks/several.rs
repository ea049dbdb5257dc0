//! Several sinks, several keys, and sinks that need a place of their own.

use std::fs;

use serde_json::Value;

use super::place::variable;
use crate::baseten::run::{commands, paste};
use crate::baseten::world::World;

#[test]
fn one_that_is_refused_stops_all_before_a_key_is_made() {
    let world = World::fake();
    let old = world.add("PERSONAL", Some("app"));
    fs::write(world.path("good"), &old).expect("it is written");
    fs::write(world.path("bad"), "a text").expect("it is written");
    for sinks in [["--to", "file:good", "--to", "file:bad"], ["--to", "file:bad", "--to", "file:good"]] {
        world.run(&[&["keys", "rotate", "app"], &sinks[..]].concat()).expect(&[8]);
        assert_eq!(fs::read_to_string(world.path("good")).expect("it is there"), old);
        assert_eq!(world.baseten().requests("POST"), 0);
    }
}

#[test]
fn one_place_for_two_keys_is_a_usage_error() {
    for sink in ["file:place", "env-file:place", "env-file:place:TOKEN", "trussrc:other"] {
        let world = World::fake();
        for name in ["one", "two"] {
            world.add("PERSONAL", Some(name));
        }
        let ended = world.run(&["keys", "rotate", "one", "two", "--to", sink]);
        assert_eq!(ended.code, Some(2), "{sink}: {}", ended.told());
        assert_eq!(world.baseten().requests("POST"), 0, "{sink}");
        assert!(!world.path("place").exists(), "{sink}");
    }
}

#[test]
fn two_variables_of_a_file_are_two_places() {
    let world = World::fake();
    let keys = ["one", "two"].map(|name| world.add("PERSONAL", Some(name)));
    fs::write(world.path("place"), format!("ONE={}\nTWO={}\n", keys[0], keys[1])).expect("it is written");
    world.run(&["keys", "rotate", "one", "two", "--to", "env-file:place"]).expect(&[0]);
    let text = fs::read_to_string(world.path("place")).expect("it is there");
    for (variable_name, name) in [("ONE", "one-rotated-1"), ("TWO", "two-rotated-1")] {
        let whole = world.baseten().state().named(name)[0].whole.clone();
        assert_eq!(variable(&text, variable_name), Some(whole), "{text}");
    }
}

#[test]
fn several_keys_need_a_sink() {
    let world = World::fake();
    for name in ["one", "two"] {
        world.add("PERSONAL", Some(name));
    }
    world.run(&["keys", "rotate", "one", "two"]).expect(&[2]);
    world.run(&["keys", "rotate", "--mine", "--older-than", "1d", "--yes"]).expect(&[2]);
    assert_eq!(world.baseten().requests("POST"), 0);
}

#[test]
fn without_a_sink_one_key_is_printed_alone() {
    for world in World::each() {
        world.add("PERSONAL", Some("app"));
        let before = world.before();
        let ended = world.run(&["keys", "rotate", "app"]).expect(&[0]);
        before.changes(&world).expect(&["app-rotated-1"], &[]);
        assert!(world.accepts(ended.stdout.trim_end()), "{}", ended.told());
        assert_eq!(ended.stdout.lines().count(), 1, "{}", ended.told());
    }
}

/// As from cron: each key into its own stable place of a secret manager.
const VAULT: &str = "command:cat > \"vault-$TRUSS_KEY_FAMILY\"";

#[test]
fn from_cron_it_is_silent() {
    let world = World::fake();
    let names = ["one", "two", "three"];
    for name in names {
        world.add("PERSONAL", Some(name));
    }
    let before = world.before();
    let ended = world.run(&[&["-q", "keys", "rotate"], &names[..], &["--to", VAULT]].concat()).expect(&[0]);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    assert_eq!(before.changes(&world).new.len(), 3);
    for name in names {
        world.live_key_in(&format!("vault-{name}"));
    }
    let ended = world.run(&["-q", "keys", "rotations", "finish", "--yes"]).expect(&[0]);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    assert!(before.changes(&world).gone.is_empty());
}

#[test]
fn what_is_left_of_several_is_told_and_can_be_pasted() {
    let world = World::fake();
    for name in ["one", "two", "three"] {
        world.add("PERSONAL", Some(name));
    }
    let before = world.before();
    let sink = "command:test -e \"open-$TRUSS_KEY_FAMILY\" && cat > \"vault-$TRUSS_KEY_FAMILY\"";
    for name in ["one", "three"] {
        fs::write(world.path(&format!("open-{name}")), "").expect("it is written");
    }
    let ended = world.run(&["keys", "rotate", "one", "two", "three", "--to", sink, "-o", "json"]).expect(&[7]);
    assert_eq!(before.changes(&world).new.len(), 3, "one that fails stops no other: {}", ended.told());
    let error: Value = serde_json::from_str(ended.stderr.lines().last().expect("an error")).expect("JSON");
    let of = |list: &str| error["error"]["details"][list].as_array().map_or(0, Vec::len);
    assert_eq!((of("done"), of("failed")), (2, 1), "{}", ended.told());
    let failed = &error["error"]["details"]["failed"][0];
    assert!(failed["name"].as_str().is_some_and(|name| name.starts_with("two")), "{failed}");
    fs::write(world.path("open-two"), "").expect("it is written");
    for line in commands(error["error"]["hint"].as_str().expect("a hint")) {
        paste(&world.home, &line).expect(&[0]);
    }
    assert_eq!((world.made().len(), world.revoked().len()), (3, 0));
    for name in ["one", "two", "three"] {
        world.live_key_in(&format!("vault-{name}"));
    }
}
