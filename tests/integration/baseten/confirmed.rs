//! A new key is proven before anything gets it: it works, and it can do what the old one could.

use std::fs;

use serde_json::{Value, json};

use super::world::{World, prefix};
use crate::support::baseten::{Seed, State, Trouble, When};

/// Changes the key that was just made.
type Change = fn(&mut State);

#[test]
fn a_new_key_that_is_not_as_the_old_one_is_revoked_and_the_old_one_stays() {
    let changes: [(&str, Change); 4] = [
        ("models", |state| state.keys.last_mut().expect("it is there").models = None),
        ("other models", |state| state.keys.last_mut().expect("it is there").models = Some(vec!["m2".to_owned()])),
        ("type", |state| state.keys.last_mut().expect("it is there").kind = "WORKSPACE_INVOKE".to_owned()),
        ("team", |state| state.keys.last_mut().expect("it is there").team = Some("t-web".to_owned())),
    ];
    for (what, change) in changes {
        let world = World::fake();
        world.baseten().state().add(Seed::team("WORKSPACE_EXPORT_METRICS", "ml").name("app").models(&["m1"]));
        world.baseten().state().just_after(When::nth("POST", 0), change);
        let before = world.before();
        let ended = world.run(&["keys", "rotate", "app", "--to", "file:new.key"]);
        assert_eq!(ended.code, Some(8), "{what}: {}", ended.told());
        before.changes(&world).expect(&[], &[]);
        assert_eq!(world.made(), world.revoked(), "{what}");
        assert!(!world.path("new.key").exists(), "{what}");
        // And it can begin anew.
        world.run(&["keys", "rotate", "app", "--to", "file:new.key"]).expect(&[0]);
    }
}

#[test]
fn a_new_key_that_does_not_work_is_revoked_and_the_old_one_stays() {
    let world = World::fake();
    world.add("PERSONAL", Some("app"));
    world.baseten().state().just_after(When::nth("POST", 0), |state| {
        let key = state.keys.last_mut().expect("it is there");
        key.whole = format!("{}.another", key.prefix());
    });
    let before = world.before();
    world.run(&["keys", "rotate", "app", "--to", "file:new.key"]).expect(&[8]);
    before.changes(&world).expect(&[], &[]);
    assert_eq!(world.made(), world.revoked());
    assert!(!world.path("new.key").exists());
}

#[test]
fn an_outage_proves_nothing() {
    let world = World::fake();
    world.add("PERSONAL", Some("app"));
    let before = world.before();
    // From the moment on that the key is made.
    let post = When::nth("POST", 0);
    world
        .baseten()
        .state()
        .just_after(post, |state| state.fail_before(When::nth("GET", 0).onward(), Trouble::Status(503)));
    world.run(&["keys", "rotate", "app", "--to", "file:new.key"]).expect(&[7]);
    before.changes(&world).expect(&["app-rotated-1"], &[]);
    assert!(world.revoked().is_empty() && !world.path("new.key").exists());
    world.baseten().state().arm();
    world.run(&["keys", "rotate", "app"]).expect(&[0]);
    before.changes(&world).expect(&["app-rotated-1"], &[]);
    world.live_key_in("new.key");
    assert_eq!(world.made().len(), 1, "its secret was known");
}

#[test]
fn without_the_old_key_a_new_one_that_was_not_tried_in_time_is_not_revoked() {
    let world = World::fake();
    let old = world.add("PERSONAL", Some("app"));
    world.baseten().state().just_after(When::nth("POST", 0), |state| {
        state.fail_before(When::nth("GET", 0).onward(), Trouble::Status(503))
    });
    world.run(&["keys", "rotate", "app", "--to", "file:new.key"]).expect(&[7]);
    world.baseten().state().arm();
    let journals = fs::read_dir(world.path(".local/state/truss/rotations")).expect("the state");
    let mut journals = journals.map(|entry| entry.expect("an entry").path());
    let journal = journals.find(|path| path.extension().is_some_and(|it| it == "json")).expect("a journal");
    let mut record: Value = serde_json::from_slice(&fs::read(&journal).expect("it is read")).expect("JSON");
    record["new"]["requested_at"] = json!("2026-01-01T00:00:00Z");
    fs::write(&journal, record.to_string()).expect("it is written");
    assert!(world.baseten().state().revoke(prefix(&old)));
    world.run(&["keys", "rotate", "app"]).expect(&[0]);
    world.live_key_in("new.key");
    assert_eq!((world.made().len(), world.revoked().len()), (1, 0));
}
