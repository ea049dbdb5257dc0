//! From a key that is verified to the end, and back: who gets it, who keeps the old one, and what is put back.

use std::fs;

use super::baseten::{Field, State, Trouble, When};
use super::checks::prefix;
use super::machine::Command;
use super::scene::{Deed, NEW_NAME, REVOKE_NOW, ROTATE, Scene, network_ends};
use crate::rotation::journal::Step;

/// Whether the new key is still there is asked by these of a rotation's `GET`s: before each of two places, and after the
/// last one.
const CHECKS: [usize; 3] = [4, 5, 6];
/// With `--revoke-now`: whether the old key is used.
const LAST_LOOK: usize = 7;

/// Somebody does this just before the `GET` of this number.
fn just_before(scene: &Scene, get: usize, deed: impl FnOnce(&mut State) + Send + 'static) {
    scene.remote.state().just_before(When::nth("GET", get), deed);
}

fn revoke_new(state: &mut State) {
    let prefix = state.named(NEW_NAME).first().expect("there is a new key").prefix().to_owned();
    assert!(state.revoke(&prefix));
}

/// A rotation that stopped when this check could not be made.
fn stopped_at(check: usize) -> Scene {
    let scene = Scene::new();
    just_before(&scene, check, network_ends);
    scene.remote.state().fail_before(When::nth("GET", check), Trouble::Lost);
    scene.run(ROTATE).expect_err("the network is gone");
    scene.network_is_back();
    assert_eq!(scene.step(), Some(Step::Verified));
    scene
}

#[test]
fn a_key_that_somebody_revokes_is_taken_back_from_the_places_that_have_it() {
    for check in CHECKS {
        let scene = Scene::new();
        just_before(&scene, check, revoke_new);
        let told = scene.run(ROTATE).expect_err("it is gone");
        assert!(told.contains("somebody has revoked the new key"), "check {check}: {told}");
        let restored = scene.told().matches("restored file:").count();
        assert_eq!(restored, check - CHECKS[0], "check {check}: {}", scene.told());
        scene.expect_as_before();
    }
}

#[test]
fn what_could_not_be_put_back_is_put_back_by_the_next_run() {
    let scene = Scene::new();
    let (place, aside) = (scene.machine.second_place(), scene.machine.second_place().with_extension("aside"));
    just_before(&scene, CHECKS[1], {
        let (place, aside) = (place.clone(), aside.clone());
        move |state| {
            revoke_new(state);
            fs::rename(&place, aside).expect("it has the new key");
            fs::create_dir(&place).expect("a folder in its place");
        }
    });
    let told = scene.run(ROTATE).expect_err("a folder cannot be put back");
    assert!(told.contains("the rotation of `ci` is not finished"), "{told}");
    assert_eq!(scene.step(), Some(Step::Withdrawing));
    fs::remove_dir(&place).expect("it is empty");
    fs::rename(&aside, &place).expect("the place is free");
    scene.run(ROTATE).expect("it begins again");
    assert_eq!(scene.made().len(), 2);
    scene.expect_delivered();
}

#[test]
fn a_new_key_that_is_gone_is_no_longer_on_disk_when_another_is_asked_for() {
    let scene = stopped_at(CHECKS[0]);
    let lost = scene.new_key().expect("there is a new key");
    scene.remote.state().fail_before(When::nth("DELETE", 0), Trouble::Lost);
    scene.remote.state().just_before(When::nth("DELETE", 0), network_ends);
    scene.run(Command::Abandon).expect_err("it cannot be revoked");
    scene.network_is_back();
    scene.remote.state().just_after(When::nth("DELETE", 0), |state| {
        // After the list that proves it.
        let came = state.came() + 1;
        state.fail_before(When::request(came).onward(), Trouble::Lost);
    });
    scene.run(ROTATE).expect_err("the network is gone");
    assert_eq!((scene.revoked(), scene.step()), (vec![prefix(&lost).to_owned()], Some(Step::Planned)));
}

#[test]
fn a_place_that_has_the_key_gets_it_no_second_time() {
    let scene = stopped_at(CHECKS[1]);
    // Somebody has changed it since.
    fs::write(scene.machine.second_place(), "mine").expect("a place");
    scene.run(ROTATE).expect("the rest is delivered");
    assert_eq!(scene.places(), [scene.new_key().expect("there is a new key"), "mine".to_owned()]);
    assert_eq!(scene.step(), None);
}

#[test]
fn a_place_that_somebody_has_changed_stops_a_rotation_until_it_is_as_it_was() {
    let scene = stopped_at(CHECKS[1]);
    let new = scene.new_key().expect("there is a new key");
    assert_eq!(scene.hidden(), std::slice::from_ref(&new));
    fs::write(scene.machine.place(), "mine").expect("a place");
    let told = scene.run(ROTATE).expect_err("something else stands there");
    assert!(told.contains("the rotation of `ci` is not finished: the old key still works"), "{told}");
    assert!(told.contains("something else stands there than when the rotation began"), "{told}");
    assert!(told.contains("truss keys rotate") && told.contains("continues where it stopped"), "{told}");
    assert_eq!((scene.step(), &*scene.places()[0]), (Some(Step::Verified), "mine"));
    assert_eq!(scene.hidden(), [new.clone(), new], "the next process leaves it out, too");
    fs::write(scene.machine.place(), &scene.old).expect("a place");
    scene.run(ROTATE).expect("the rest is delivered");
    scene.expect_delivered();
}

#[test]
fn when_the_key_in_use_was_the_old_one_and_is_gone_the_new_one_asks() {
    let scene = stopped_at(CHECKS[0]);
    let new = scene.new_key().expect("there is a new key");
    assert!(scene.remote.state().revoke(prefix(&scene.old)));
    scene.run_with(&scene.old, ROTATE).expect("the new key goes on");
    assert_eq!((scene.places(), scene.step()), ([new.clone(), new], None));
}

#[test]
fn when_another_key_in_use_is_gone_nobody_asks_in_its_place() {
    let scene = stopped_at(CHECKS[0]);
    assert!(scene.remote.state().revoke(prefix(&scene.login)));
    scene.run(ROTATE).expect_err("nobody may ask");
    assert_eq!((scene.places(), scene.step()), ([scene.old.clone(), String::new()], Some(Step::Verified)));
}

#[test]
fn the_old_key_stays_when_somebody_may_need_it() {
    let cases: [(Deed, &str); 3] = [
        (|state| touch(state, "ci"), "it was used after every place had the new one"),
        (|state| old(state).told_use = Some(Field::Absent), "the remote does not report whether it is used"),
        (revoke_new, "the new key no longer exists"),
    ];
    for (change, why) in cases {
        let scene = Scene::new();
        just_before(&scene, LAST_LOOK, change);
        let told = scene.run(REVOKE_NOW).expect_err("it stays");
        assert!(told.contains(&format!("`ci` is kept, because {why}")), "{told}");
        assert!(told.contains("truss keys rotations finish ci"), "{told}");
        assert!(scene.old_lives() && scene.revoked().is_empty());
        assert_eq!(scene.step(), None);
    }
}

fn old(state: &mut State) -> &mut super::baseten::Key {
    state.keys.iter_mut().find(|key| key.name.as_deref() == Some("ci")).expect("the old key")
}

fn touch(state: &mut State, name: &str) {
    let prefix = state.named(name).first().expect("there is one").prefix().to_owned();
    state.touch(&prefix);
}

#[test]
fn the_old_key_goes_when_it_was_used_before_every_place_had_the_new_one() {
    // The second time is that of the last delivery itself.
    for check in [CHECKS[1], CHECKS[2]] {
        let scene = Scene::new();
        just_before(&scene, check, |state| touch(state, "ci"));
        scene.run(REVOKE_NOW).expect("nobody uses it since");
        assert!(!scene.old_lives(), "check {check}");
    }
    let scene = Scene::new();
    just_before(&scene, LAST_LOOK, |state| {
        let prefix = old(state).prefix().to_owned();
        assert!(state.revoke(&prefix));
    });
    scene.run(REVOKE_NOW).expect("it is gone already");
    assert!(scene.revoked().is_empty());
    assert_eq!(scene.step(), None);
}

/// A rotation with `--revoke-now` whose last request was lost on its way.
fn not_revoked() -> Scene {
    let scene = Scene::new();
    scene.remote.state().fail_before(When::nth("DELETE", 0), Trouble::Lost);
    scene.remote.state().just_before(When::nth("DELETE", 0), network_ends);
    let told = scene.run(REVOKE_NOW).expect_err("it cannot be revoked");
    assert!(told.contains("in place everywhere, and the old one is not revoked yet"), "{told}");
    scene.network_is_back();
    scene
}

#[test]
fn a_rotation_that_only_lacks_the_revoke_keeps_no_secret_and_ends_with_it() {
    let scene = not_revoked();
    let new = scene.new_key().expect("there is a new key");
    assert_eq!(scene.step(), Some(Step::Delivered));
    for entry in fs::read_dir(scene.machine.state_folder()).expect("a folder") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("text");
        assert!(!text.contains(&new) && !text.contains(&scene.old), "{text}");
    }
    scene.run(ROTATE).expect("it goes on");
    assert_eq!((scene.old_lives(), scene.step()), (false, None));
    assert_eq!(scene.places(), [new.clone(), new]);
}

#[test]
fn an_abandoned_rotation_puts_back_what_stood_there_and_revokes_the_new_key() {
    for check in CHECKS {
        let scene = stopped_at(check);
        let new = scene.new_key().expect("there is a new key");
        scene.run(Command::Abandon).expect("it is given up");
        let told = scene.told();
        assert_eq!(told.matches("restored file:").count(), check - CHECKS[0], "check {check}: {told}");
        assert!(told.contains(&format!("revoked the new key `{}`", prefix(&new))), "{told}");
        // That is said of commands, which cannot be asked for it.
        assert!(!told.contains("stops working now"), "{told}");
        scene.expect_as_before();
    }
}

#[test]
fn an_abandoned_rotation_whose_key_cannot_be_revoked_delivers_nothing_any_more() {
    let scene = stopped_at(CHECKS[1]);
    scene.remote.state().fail_before(When::nth("DELETE", 0), Trouble::Lost);
    scene.remote.state().just_before(When::nth("DELETE", 0), network_ends);
    let told = scene.run(Command::Abandon).expect_err("it cannot be revoked");
    assert!(told.contains("the new key is not revoked yet, and the old one works"), "{told}");
    assert_eq!((scene.step(), &scene.places()[0]), (Some(Step::Withdrawing), &scene.old));
    scene.network_is_back();
    scene.run(Command::Abandon).expect("it is given up");
    scene.expect_as_before();
}

#[test]
fn a_rotation_whose_old_key_is_gone_is_not_abandoned() {
    let scene = stopped_at(CHECKS[1]);
    assert!(scene.remote.state().revoke(prefix(&scene.old)));
    let told = scene.run(Command::Abandon).expect_err("nothing would work");
    assert!(told.contains("the old key `ci` is gone: without the new one nothing would work"), "{told}");
    assert!(scene.new_key().is_some());
    assert_eq!(scene.step(), Some(Step::Verified));
}

#[test]
fn a_rotation_without_a_secret_is_only_forgotten() {
    let scene = not_revoked();
    scene.run(Command::Abandon).expect("it is forgotten");
    assert!(!scene.told().contains("if nobody has its secret"), "{}", scene.told());
    scene.expect_delivered();
    for was_made in [true, false] {
        let scene = Scene::new();
        if was_made {
            scene.network_ends_with("POST");
        } else {
            just_before(&scene, 2, network_ends);
            scene.remote.state().fail_before(When::nth("POST", 0).onward(), Trouble::Lost);
            scene.remote.state().fail_before(When::nth("GET", 2).onward(), Trouble::Lost);
        }
        scene.run(ROTATE).expect_err("no answer came");
        scene.network_is_back();
        assert_eq!(scene.step(), Some(Step::Planned));
        scene.run(Command::Abandon).expect("it is forgotten");
        // A key that may be its own is somebody's to judge.
        assert_eq!(scene.told().contains("is there; if nobody has its secret"), was_made, "{}", scene.told());
        assert_eq!((scene.new_key().is_some(), scene.step()), (was_made, None));
    }
}
