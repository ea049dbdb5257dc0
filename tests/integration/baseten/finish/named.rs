//! `finish` with KEY, and what it wants to be told.

use std::time::Duration;

use serde_json::json;

use crate::baseten::run::run;
use crate::baseten::world::{World, prefix};
use crate::support::baseten::{Field, Seed};

/// When the old key was used, when the new one was made and used: days ago, `None` for never.
#[derive(Clone, Copy)]
struct Overlap {
    old_used: Option<f64>,
    new_made: f64,
    new_used: Option<f64>,
}

const DUE: Overlap = Overlap { old_used: Some(20.0), new_made: 21.0, new_used: Some(1.0) };

/// A remote with Ada's `app` and `app-rotated-1`.
fn world(overlap: Overlap) -> (World, [String; 2]) {
    let world = World::fake();
    let keys = {
        let mut state = world.baseten().state();
        let now = state.now();
        let ago = |days: f64| now - Duration::from_secs_f64(days * 86_400.0);
        let mine = |name: &str, made: f64, used: Option<f64>| {
            let seed = Seed::personal("ada").name(name).created(ago(made));
            used.map(ago).into_iter().fold(seed, Seed::used)
        };
        [mine("app", 90.0, overlap.old_used), mine("app-rotated-1", overlap.new_made, overlap.new_used)]
            .map(|seed| state.add(seed))
    };
    (world, keys)
}

fn finish(more: &[&str]) -> Vec<String> {
    ["keys", "rotations", "finish"].iter().chain(more).map(|&argument| argument.to_owned()).collect()
}

#[test]
fn a_named_key_goes_when_it_is_due() {
    let never = Overlap { old_used: None, new_made: 0.001, new_used: None };
    let table = [
        ("due", DUE, &[][..], 0, true),
        ("young successor", Overlap { new_made: 2.0, old_used: Some(9.0), new_used: Some(1.0) }, &[], 0, true),
        ("no use on record", never, &[], 0, true),
        ("no use on record, successor used", Overlap { new_used: Some(0.0), ..never }, &[], 0, true),
        ("used yesterday", Overlap { old_used: Some(1.0), new_used: Some(0.5), ..DUE }, &[], 7, false),
        (
            "used two days ago",
            Overlap { old_used: Some(2.0), new_used: Some(0.5), ..DUE },
            &["--quiet-for", "1d"],
            0,
            true,
        ),
        ("successor unused", Overlap { new_used: None, ..DUE }, &[], 7, false),
        ("successor used before it", Overlap { new_used: Some(20.5), ..DUE }, &[], 7, false),
        (
            "successor used by its rotation alone",
            Overlap { new_made: 19.0, new_used: Some(18.999), ..DUE },
            &[],
            7,
            false,
        ),
    ];
    for (what, overlap, more, code, goes) in table {
        for by_prefix in [None, Some(0), Some(1)] {
            let (world, keys) = world(overlap);
            let key = by_prefix.map_or("app", |index: usize| prefix(&keys[index]));
            let before = world.before();
            let ended = world.run(&[&["keys", "rotations", "finish", key, "--yes"], more].concat());
            assert_eq!(ended.code, Some(code), "{what}: {}", ended.told());
            let gone: &[&str] = if goes { &[&keys[0]] } else { &[] };
            before.changes(&world).expect(&[], gone);
        }
    }
}

#[test]
fn what_is_not_told_is_a_use_now_of_the_old_key() {
    let uses =
        [Field::Absent, Field::Raw(json!("2026-01-01T00:00:00")), Field::Raw(json!("never")), Field::Raw(json!(1))];
    for told in uses {
        let (world, keys) = world(DUE);
        world.baseten().state().keys.iter_mut().find(|key| key.whole == keys[0]).expect("it lives").told_use =
            Some(told.clone());
        world.run(&["keys", "rotations", "finish", "app", "--yes"]).expect(&[7]);
        world.run(&["keys", "rotations", "finish", "--yes"]).expect(&[0]);
        assert!(world.accepts(&keys[0]), "{told:?}");
    }
}

#[test]
fn without_a_yes_or_a_terminal_nothing_goes() {
    for key in [&[][..], &["app"]] {
        let (world, keys) = world(DUE);
        world.run(&[&["keys", "rotations", "finish"], key].concat()).expect(&[8]);
        world.run(&[&["keys", "rotations", "finish", "--dry-run", "--yes"], key].concat()).expect(&[0]);
        let json = world.run(&[&["keys", "rotations", "finish", "--dry-run", "-o", "json"], key].concat()).expect(&[0]);
        let document: serde_json::Value = serde_json::from_str(&json.stdout).expect("one document");
        assert_eq!(document["dry_run"], true, "{document}");
        assert!(world.accepts(&keys[0]));
        assert_eq!(world.baseten().requests("DELETE"), 0);
        world.run(&[&["keys", "rotations", "finish", "--yes"], key].concat()).expect(&[0]);
        assert!(!world.accepts(&keys[0]) && world.accepts(&keys[1]));
    }
}

#[test]
fn the_key_in_use_is_not_revoked() {
    let (world, keys) = world(DUE);
    let home = world.baseten().home(&keys[0]);
    run(home.truss(finish(&["app", "--yes"]))).expect(&[8]);
    run(home.truss(finish(&["--yes"]))).expect(&[0]);
    assert!(world.accepts(&keys[0]));
}

#[test]
fn what_is_no_overlap_is_left_alone() {
    let (world, _) = world(DUE);
    world.add("PERSONAL", Some("alone"));
    for name in ["three", "three-rotated-1", "three-rotated-2", "gap", "gap-rotated-2"] {
        world.add("PERSONAL", Some(name));
    }
    let before = world.before();
    world.run(&["keys", "rotations", "finish", "alone", "--yes"]).expect(&[0]);
    world.run(&["keys", "rotations", "finish", "three", "--yes"]).expect(&[0, 5, 7]);
    world.run(&["keys", "rotations", "finish", "gap", "--yes"]).expect(&[0, 5, 7]);
    world.run(&["keys", "rotations", "finish", "nobody", "--yes"]).expect(&[4]);
    before.changes(&world).expect(&[], &[]);
}

#[test]
fn a_delivery_that_is_open_here_keeps_the_old_key() {
    let world = World::fake();
    let old = world.add("PERSONAL", Some("app"));
    world.run(&["keys", "rotate", "app", "--to", "command:exit 3"]).expect(&[7]);
    // By all that the remote tells it is due.
    for key in &mut world.baseten().state().keys {
        let ago = |days: u64| Some(Field::At(key.created - Duration::from_secs(days * 86_400)));
        (key.told_created, key.told_use) = match key.name.as_deref() {
            Some("app") => (ago(90), ago(20)),
            Some("app-rotated-1") => (ago(30), ago(1)),
            _ => continue,
        };
    }
    world.run(&["keys", "rotations", "finish", "app", "--yes"]).expect(&[7, 8]);
    world.run(&["keys", "rotations", "finish", "--yes"]).expect(&[0, 7]);
    world.run(&["keys", "revoke", prefix(&old), "--yes"]).expect(&[8]);
    assert!(world.accepts(&old));
    // Elsewhere nobody knows.
    run(world.another_home().truss(finish(&["--yes"]))).expect(&[0]);
    assert!(!world.accepts(&old));
}

#[test]
fn who_sees_several_teams_says_which() {
    let world = World::fake();
    let keys: Vec<[String; 2]> = ["ml", "web"]
        .map(|team| {
            let mut state = world.baseten().state();
            let now = state.now();
            let ago = |days: u64| now - Duration::from_secs(days * 86_400);
            let made = |name: &str| Seed::team("WORKSPACE_EXPORT_METRICS", team).name(name);
            let old = made("app").created(ago(90)).used(ago(20));
            [old, made("app-rotated-1").created(ago(30)).used(ago(1))].map(|seed| state.add(seed))
        })
        .to_vec();
    let before = world.before();
    world.run(&["keys", "rotations", "finish", "--yes"]).expect(&[0, 2, 5]);
    before.changes(&world).expect(&[], &[]);
    world.run(&["keys", "rotations", "finish", "--yes", "--team", "web"]).expect(&[0]);
    before.changes(&world).expect(&[], &[&keys[1][0]]);
    assert!(world.accepts(&keys[0][0]));
}

#[test]
fn overlaps_of_all_machines_are_listed() {
    let (world, keys) = world(DUE);
    let listed = world.run(&["keys", "rotations", "list", "-o", "json"]).expect(&[0]);
    let _: serde_json::Value = serde_json::from_str(&listed.stdout).expect("one document");
    let shown = world.run(&["keys", "rotations", "list"]).expect(&[0]);
    for key in &keys {
        assert!(listed.stdout.contains(prefix(key)), "{}", listed.told());
        listed.expect_no_secret(key);
    }
    assert!(shown.stdout.contains("app-rotated-1"), "{}", shown.told());
    let keys_listed = world.run(&["keys", "list"]).expect(&[0]);
    assert!(keys_listed.stdout.contains("replaced by app-rotated-1"), "{}", keys_listed.told());
}
