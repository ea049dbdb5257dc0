//! What Baseten's API does not have: renaming, and environments.

use super::run::Ended;
use super::world::{Remote, World, prefix};

/// Whether the address of the page is told. The embedded API has none.
fn names_page(world: &World, ended: &Ended) -> bool {
    matches!(world.remote, Remote::Strict(_)) || ended.stderr.contains("http")
}

#[test]
fn a_rename_says_where_it_can_be_done() {
    for world in World::each() {
        world.add("PERSONAL", Some("app"));
        let before = world.before();
        let ended = world.run(&["keys", "rename", "app", "new-name"]).expect(&[5]);
        assert_eq!(ended.stdout, "");
        assert!(names_page(&world, &ended), "{}", ended.told());
        before.changes(&world).expect(&[], &[]);
    }
    let world = World::fake();
    world.baseten().state().rename_status = 405;
    let app = world.add("PERSONAL", Some("app"));
    for key in ["app", prefix(&app)] {
        world.run(&["keys", "rename", key, "new-name"]).expect(&[5]);
    }
    assert_eq!(world.baseten().state().named("app").len(), 1);
}

#[test]
fn a_name_of_the_family_is_no_name_of_a_key_to_rename_or_revoke() {
    for world in World::each() {
        let member = world.add("PERSONAL", Some("app-rotated-1"));
        let before = world.before();
        for command in [&["keys", "revoke", "app", "--yes"][..], &["keys", "rename", "app", "new-name"]] {
            for more in [&[][..], &["--ignore-missing"]].into_iter().take(1 + usize::from(command[1] == "revoke")) {
                let ended = world.run(&[command, more].concat()).expect(&[4]);
                assert!(ended.stderr.contains("app-rotated-1"), "{}", ended.told());
            }
        }
        before.changes(&world).expect(&[], &[]);
        assert!(world.accepts(&member));
    }
}

#[test]
fn a_key_for_an_environment_is_not_made() {
    for world in World::each() {
        let before = world.before();
        for kind in ["full-access", "inference-only"] {
            let scope = ["--team", world.team(), "--environment", "production"];
            let create = [&["keys", "create", "app", "--type", kind], &scope[..]].concat();
            let ended = world.run(&create).expect(&[8]);
            assert_eq!(ended.stdout, "");
            assert!(names_page(&world, &ended), "{}", ended.told());
        }
        for kind in ["personal", "metrics-only", "manage-keys"] {
            world.run(&["keys", "create", "app", "--type", kind, "--environment", "production"]).expect(&[2]);
        }
        before.changes(&world).expect(&[], &[]);
        if let Remote::Fake(baseten) = &world.remote {
            assert_eq!(baseten.requests("POST"), 0);
        }
    }
}

#[test]
fn if_missing_finds_no_key_for_an_environment() {
    let world = World::fake();
    world.add("WORKSPACE_INVOKE", Some("app"));
    let scope = ["--team", "ml", "--environment", "production"];
    let create = [&["keys", "create", "app", "--type", "inference-only", "--if-missing"], &scope[..]].concat();
    // Whether the key there is restricted, nobody knows: it is not what was asked for, or it cannot be made.
    world.run(&create).expect(&[5, 8]);
    assert_eq!(world.baseten().requests("POST"), 0);
}
