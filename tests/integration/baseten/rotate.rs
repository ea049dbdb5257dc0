//! `truss keys rotate`, alone in the world.

use std::fs;

use super::run::{paste, run};
use super::world::{World, prefix, text};
use crate::support::baseten::Seed;

/// Rotates `key` into a file, and returns the new key from there.
#[track_caller]
fn rotate_into(world: &World, key: &str, file: &str, more: &[&str]) -> String {
    let sink = format!("file:{file}");
    let ended = world.run(&[&["keys", "rotate", key, "--to", &sink], more].concat()).expect(&[0]);
    let new = world.live_key_in(file);
    ended.expect_no_secret(&new);
    new
}

#[test]
fn a_named_key_gets_a_successor_and_lives_on() {
    for world in World::each() {
        let old = world.add("PERSONAL", Some("ci"));
        let before = world.before();
        let new = rotate_into(&world, "ci", "new.key", &[]);
        assert_ne!(prefix(&new), prefix(&old));
        before.changes(&world).expect(&["ci-rotated-1"], &[]);
    }
}

#[test]
fn every_type_is_replaced_by_its_like() {
    let types = [
        ("PERSONAL", &[][..]),
        ("WORKSPACE_MANAGE_ALL", &["--all-environments"]),
        ("WORKSPACE_INVOKE", &["--all-environments"]),
        ("WORKSPACE_EXPORT_METRICS", &[]),
        ("WORKSPACE_MANAGE_API_KEYS", &[]),
    ];
    for world in World::each() {
        for (index, (kind, more)) in types.into_iter().enumerate() {
            let name = format!("app-{index}");
            let old = world.add(kind, Some(&name));
            let before = world.before();
            rotate_into(&world, &name, &format!("{name}.key"), more);
            let changes = before.changes(&world);
            changes.expect(&[&format!("{name}-rotated-1")], &[]);
            let keys = world.keys();
            let old = keys.iter().find(|key| text(key, "prefix") == prefix(&old)).expect("the old key lives");
            for field in ["type", "team_name", "model_ids", "owner"] {
                assert_eq!(changes.new[0][field], old[field], "{kind}: {field}");
            }
        }
    }
}

#[test]
fn models_are_as_before() {
    for kind in ["WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS"] {
        let world = World::fake();
        world.baseten().state().add(Seed::team(kind, "web").name("app").models(&["m2", "m1"]));
        let before = world.before();
        let more: &[&str] = if kind == "WORKSPACE_INVOKE" { &["--all-environments"] } else { &[] };
        rotate_into(&world, "app", "new.key", more);
        let changes = before.changes(&world);
        changes.expect(&["app-rotated-1"], &[]);
        let mut models: Vec<_> = changes.new[0]["model_ids"].as_array().expect("models").clone();
        models.sort_by_key(ToString::to_string);
        assert_eq!(models, ["m1", "m2"]);
        assert_eq!(changes.new[0]["team_name"], "web");
    }
}

#[test]
fn a_key_without_a_name_gets_one_of_its_prefix() {
    for world in World::each() {
        let old = world.add("PERSONAL", None);
        let before = world.before();
        let new = rotate_into(&world, prefix(&old), "new.key", &[]);
        let base = format!("key-{}", prefix(&old).to_lowercase());
        let first = format!("{base}-rotated-1");
        before.changes(&world).expect(&[&first], &[]);
        // KEY means the family, by whichever of its prefixes.
        world.run(&["keys", "rotations", "finish", prefix(&new), "--yes"]).expect(&[0]);
        before.changes(&world).expect(&[&first], &[&old]);
        rotate_into(&world, prefix(&new), "newer.key", &[]);
        let mut names: Vec<String> = before.changes(&world).new.iter().map(|key| text(key, "name")).collect();
        names.sort();
        assert_eq!(names, [first, format!("{base}-rotated-2")]);
    }
}

#[test]
fn a_name_that_the_page_allowed_counts_as_none() {
    let world = World::fake();
    let old = world.add("PERSONAL", Some("My Key-rotated-3"));
    let before = world.before();
    rotate_into(&world, prefix(&old), "new.key", &[]);
    before.changes(&world).expect(&[&format!("key-{}-rotated-1", prefix(&old).to_lowercase())], &[]);
}

#[test]
fn it_is_rotated_by_its_first_name_for_ever() {
    for world in World::each() {
        let first = world.add("WORKSPACE_EXPORT_METRICS", Some("ci"));
        let before = world.before();
        let second = rotate_into(&world, "ci", "1.key", &[]);
        world.run(&["keys", "rotations", "finish", "ci", "--yes"]).expect(&[0]);
        before.changes(&world).expect(&["ci-rotated-1"], &[&first]);
        // From here on a use is on record for each old key: the rotation's own, when it tried it.
        rotate_into(&world, "ci", "2.key", &["--revoke-now"]);
        assert!(!world.accepts(&second));
        rotate_into(&world, "ci", "3.key", &["--revoke-now"]);
        before.changes(&world).expect(&["ci-rotated-3"], &[&first]);
    }
}

#[test]
fn only_an_ending_with_a_count_is_one() {
    let names = [
        ("ci-rotated-0", "ci-rotated-0-rotated-1"),
        ("ci-rotated-01", "ci-rotated-01-rotated-1"),
        ("ci-rotated-", "ci-rotated--rotated-1"),
        ("ci-rotated-1x", "ci-rotated-1x-rotated-1"),
        ("ci-rotated-9", "ci-rotated-10"),
        ("a-rotated-1-rotated-1", "a-rotated-1-rotated-2"),
    ];
    for world in World::each() {
        for (number, (name, next)) in names.into_iter().enumerate() {
            world.add("PERSONAL", Some(name));
            let before = world.before();
            rotate_into(&world, name, &number.to_string(), &[]);
            before.changes(&world).expect(&[next], &[]);
        }
    }
}

#[test]
fn a_count_that_fits_no_number_never_starts_anew() {
    let world = World::fake();
    let name = format!("ci-rotated-{}", u128::MAX);
    world.add("PERSONAL", Some(&name));
    let before = world.before();
    let ended = world.run(&["keys", "rotate", &name, "--to", "file:new.key"]).expect(&[0, 5, 8]);
    let names: Vec<String> = before.changes(&world).new.iter().map(|key| text(key, "name")).collect();
    let next = format!("ci-rotated-{}", "340282366920938463463374607431768211456");
    let allowed = [vec![], vec![next], vec![format!("{name}-rotated-1")]];
    assert!(allowed.contains(&names), "{names:?}: {}", ended.told());
    assert_eq!(names.len(), usize::from(ended.code == Some(0)));
}

#[test]
fn with_revoke_now_the_old_key_goes_at_once() {
    for world in World::each() {
        let old = world.add("PERSONAL", Some("ci"));
        let before = world.before();
        rotate_into(&world, "ci", "new.key", &["--revoke-now"]);
        before.changes(&world).expect(&["ci-rotated-1"], &[&old]);
        assert!(!world.accepts(&old));
    }
}

#[test]
fn an_overlap_makes_no_third_key_and_names_the_way_on() {
    for world in World::each() {
        let old = world.add("PERSONAL", Some("ci"));
        let before = world.before();
        let new = rotate_into(&world, "ci", "new.key", &[]);
        // From this machine and from any other one.
        for home in [&world.home, &world.another_home()] {
            let again = home.truss(["keys", "rotate", "ci", "--to", "file:newer.key"]);
            let ended = run(again).expect(&[7]);
            assert!(ended.stderr.contains(prefix(&old)) && ended.stderr.contains(prefix(&new)), "{}", ended.told());
            assert!(!home.path().join("newer.key").exists());
            let hinted = ended.hinted();
            assert!(hinted.iter().any(|line| line.contains("rotations finish")), "{}", ended.told());
            before.changes(&world).expect(&["ci-rotated-1"], &[]);
        }
    }
}

#[test]
fn nobody_says_whether_it_may_call_all_environments() {
    for world in World::each() {
        for (kind, name) in [("WORKSPACE_MANAGE_ALL", "full"), ("WORKSPACE_INVOKE", "app")] {
            let old = world.add(kind, Some(name));
            let before = world.before();
            let file = format!("{name}.key");
            let ended = world.run(&["keys", "rotate", name, "--to", &format!("file:{file}")]).expect(&[8]);
            before.changes(&world).expect(&[], &[]);
            assert!(!world.path(&file).exists());
            let hinted = ended.hinted();
            let line = hinted.iter().find(|line| line.contains("--all-environments"));
            paste(&world.home, line.unwrap_or_else(|| panic!("{}", ended.told()))).expect(&[0]);
            before.changes(&world).expect(&[&format!("{name}-rotated-1")], &[]);
            world.live_key_in(&file);
            assert!(world.accepts(&old));
        }
    }
}

#[test]
fn the_key_in_use_is_replaced_where_it_is_kept() {
    let world = World::fake();
    let before = world.before();
    world.run(&["keys", "rotate", "login", "--revoke-now"]).expect(&[0]);
    before.changes(&world).expect(&["login-rotated-1"], &[&world.login]);
    let trussrc = fs::read_to_string(world.home.trussrc()).expect("the trussrc");
    assert!(!trussrc.contains(&world.login), "{trussrc}");
    world.run(&["keys", "list"]).expect(&[0]);
}
