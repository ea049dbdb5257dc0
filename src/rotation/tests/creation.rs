//! From the plan to a key that is verified: what is asked, and what is left when something goes wrong.

use std::fs;
use std::time::Duration;

use super::baseten::{Field, Seed, State, Trouble, When};
use super::checks::prefix;
use super::scene::{Deed, NEW_NAME, REVOKE_NOW, ROTATE, ROTATE_YES, Scene, network_ends};
use crate::keys::lookup::Listing;
use crate::rotation::journal::Step;

#[test]
fn nothing_is_asked_for_that_a_rotation_does_not_need() {
    let scene = Scene::new();
    scene.run(REVOKE_NOW).expect("it is rotated");
    let expected = [
        // What there is; again under the lock; the new key; that it works, and what it is.
        "GET api_keys",
        "GET api_keys",
        "POST api_keys",
        "GET users",
        "GET api_keys",
        // Before each of two places and after the last.
        "GET api_keys",
        "GET api_keys",
        "GET api_keys",
        // Whether the old one is used, and that it is gone.
        "GET api_keys",
        "DELETE api_keys",
        "GET api_keys",
    ];
    assert_eq!(scene.requests(), expected);
    let new = scene.new_key().expect("there is a new key");
    assert_eq!(scene.hidden(), std::slice::from_ref(&new));
    assert_eq!(scene.places(), [new.clone(), new]);
    assert!(!scene.old_lives());
    assert_eq!(scene.step(), None);
}

#[test]
fn without_a_list_nothing_is_begun() {
    let scene = Scene::new();
    scene.remote.state().fail_before(When::nth("GET", 1).onward(), Trouble::Lost);
    scene.run(ROTATE).expect_err("there is no list");
    scene.network_is_back();
    scene.expect_as_before();
    assert!(scene.made().is_empty());
}

#[test]
fn a_key_that_is_gone_before_it_is_replaced_leaves_nothing() {
    let scene = Scene::new();
    let old = prefix(&scene.old).to_owned();
    scene.remote.state().just_before(When::nth("GET", 1), move |state| assert!(state.revoke(&old)));
    let told = scene.run(ROTATE).expect_err("it is gone");
    assert!(told.contains("no longer exists"), "{told}");
    assert!(scene.made().is_empty());
    assert_eq!(scene.step(), None);
}

#[test]
fn the_plan_is_on_disk_before_a_key_is_asked_for() {
    let scene = Scene::new();
    scene.network_ends_with("POST");
    let told = scene.run(ROTATE).expect_err("no answer came");
    assert!(
        told.contains("`ci-rotated-1` may have been made") && told.contains("truss keys rotate ci --yes"),
        "{told}"
    );
    assert_eq!(scene.step(), Some(Step::Planned));
}

/// Nothing can be written into the state's folder any more.
fn state_is_lost(scene: &Scene) -> impl FnOnce(&mut State) + Send + 'static {
    let folder = scene.machine.state_folder();
    move |_| {
        fs::rename(&folder, folder.with_extension("lost")).expect("there is one");
        fs::write(&folder, "").expect("a file in its place");
    }
}

#[test]
fn a_secret_that_cannot_be_written_down_costs_the_new_key() {
    let scene = Scene::new();
    scene.once_made(state_is_lost(&scene));
    let told = scene.run(ROTATE).expect_err("nobody would have the key");
    assert!(told.contains("cannot write the state of rotations"), "{told}");
    assert_eq!((scene.new_key(), scene.old_lives()), (None, true));
    assert_eq!(scene.made(), scene.revoked());
}

#[test]
fn a_key_that_does_not_prove_itself_goes_again() {
    let change: [(Deed, &str); 3] = [
        (|state| assert!(state.revoke(&new_prefix(state))), "the remote does not accept it"),
        (|state| state.keys.last_mut().expect("the new key").unlisted = 99, "the remote does not list it"),
        (
            |state| state.keys.last_mut().expect("the new key").models = Some(vec![]),
            "the remote does not confirm its models",
        ),
    ];
    for (change, why) in change {
        let scene = Scene::new();
        scene.once_made(change);
        let told = scene.run(ROTATE).expect_err("it is not what was asked for");
        assert!(told.contains(&format!("was revoked again, because {why}; the old one works")), "{told}");
        scene.expect_as_before();
    }
}

fn new_prefix(state: &State) -> String {
    state.named(NEW_NAME).first().expect("there is a new key").prefix().to_owned()
}

#[test]
fn a_key_that_does_not_prove_itself_and_cannot_be_revoked_is_remembered_as_one_to_revoke() {
    let scene = Scene::new();
    scene.once_made(|state| state.keys.last_mut().expect("the new key").models = Some(vec![]));
    scene.remote.state().just_before(When::nth("DELETE", 0), network_ends);
    scene.remote.state().fail_before(When::nth("DELETE", 0), Trouble::Lost);
    let told = scene.run(ROTATE).expect_err("it is there");
    assert!(told.contains("the new key is not revoked yet"), "{told}");
    assert_eq!(scene.step(), Some(Step::Withdrawing));
    scene.network_is_back();
    scene.run(ROTATE).expect("it goes on");
    let (made, revoked) = (scene.made(), scene.revoked());
    assert_eq!((made.len(), &made[..1]), (2, &revoked[..]));
    scene.expect_delivered();
}

#[test]
fn an_outage_proves_nothing_and_a_key_that_is_found_again_too_late_is_never_tried() {
    for (minutes, keys) in [(4, 1), (6, 2)] {
        let scene = Scene::new();
        scene.once_made(network_ends);
        let told = scene.run(ROTATE).expect_err("it cannot be tried");
        assert!(told.contains("the rotation of `ci` is not finished: the old key still works"), "{told}");
        assert_eq!(scene.step(), Some(Step::Created));
        scene.network_is_back();
        scene.remote.clock.pass(Duration::from_secs(minutes * 60));
        scene.run(ROTATE).expect("it goes on");
        let (made, revoked) = (scene.made(), scene.revoked());
        assert_eq!((made.len(), revoked.len()), (keys, keys - 1));
        assert_eq!(made[..keys - 1], revoked);
        let tries = scene.requests().iter().filter(|request| *request == "GET users").count();
        assert_eq!(tries, 1, "of the last key alone");
        let is_told = scene.told().contains("was created by an interrupted run and never delivered: creating another");
        assert_eq!(is_told, keys == 2, "{}", scene.told());
        scene.expect_delivered();
    }
}

#[test]
fn when_the_key_in_use_was_the_old_one_and_is_gone_the_new_one_says_what_it_is() {
    let scene = Scene::new();
    scene.once_made(network_ends);
    scene.run_with(&scene.old, ROTATE).expect_err("it cannot be tried");
    scene.network_is_back();
    assert!(scene.remote.state().revoke(prefix(&scene.old)));
    scene.run_with(&scene.old, ROTATE).expect("the new key goes on");
    let new = scene.new_key().expect("there is a new key");
    assert_eq!((scene.places(), scene.step()), ([new.clone(), new], None));
}

#[test]
fn whatever_is_answered_but_401_proves_that_the_new_key_is_known() {
    for trouble in [Trouble::Status(403), Trouble::Status(404), Trouble::Garbage] {
        let scene = Scene::new();
        scene.once_made(move |state| {
            let came = state.came();
            state.fail_before(When::request(came), trouble);
        });
        scene.run(ROTATE).expect("it is known");
        scene.expect_delivered();
    }
}

#[test]
fn a_key_of_the_new_name_that_is_there_when_a_rotation_begins_is_somebody_elses() {
    let scene = Scene::new();
    let old = prefix(&scene.old).to_owned();
    scene.remote.state().just_before(When::nth("GET", 1), move |state| drop(state.succeed(&old, NEW_NAME)));
    // Not even `--yes` means a key that this rotation cannot have made.
    let told = scene.run(ROTATE_YES).expect_err("somebody was faster");
    assert!(told.contains("`ci` has been rotated already"), "{told}");
    assert!(scene.new_key().is_some() && scene.made().is_empty());
    assert_eq!(scene.step(), None);
}

/// A rotation whose request was acted on; the answer got lost, and the list with it.
fn lost() -> Scene {
    let scene = Scene::new();
    scene.network_ends_with("POST");
    scene.run(ROTATE).expect_err("no answer came");
    scene.network_is_back();
    scene
}

#[test]
fn a_key_that_a_lost_answer_left_is_asked_about_then_revoked_and_made_again() {
    let scene = lost();
    let first = scene.new_key().expect("it was made");
    {
        let mut state = scene.remote.state();
        // The list may lag: it is read more than once. And the answer may have come ten minutes late.
        newest(&mut state).unlisted = 2;
        newest(&mut state).created += Duration::from_secs(600);
    }
    let told = scene.run(ROTATE).expect_err("that is asked");
    assert!(told.contains(&format!("`{}` may be ours", prefix(&first))), "{told}");
    assert_eq!((scene.new_key().as_ref(), scene.step()), (Some(&first), Some(Step::Planned)));
    scene.run(ROTATE_YES).expect("it was said");
    assert!(scene.told().contains(&format!("revoked `{}`, whose secret is lost", prefix(&first))), "{}", scene.told());
    assert_eq!(scene.revoked(), [prefix(&first)]);
    scene.expect_delivered();
}

#[test]
fn the_last_of_several_requests_says_how_late_a_key_may_have_been_made() {
    let scene = Scene::new();
    scene.remote.state().just_before(When::nth("POST", 0), network_ends);
    scene.remote.state().fail_before(When::nth("POST", 0), Trouble::Lost);
    scene.run(ROTATE).expect_err("it did not arrive");
    scene.network_is_back();
    scene.remote.clock.pass(Duration::from_secs(3600));
    scene.network_ends_with("POST");
    scene.run(ROTATE).expect_err("no answer came");
    scene.network_is_back();
    let told = scene.run(ROTATE).expect_err("that is asked");
    assert!(told.contains("may be ours"), "{told}");
}

#[test]
fn what_cannot_be_the_key_of_the_lost_answer_is_another_machines_and_stays() {
    let change: [Deed; 5] = [
        |state| {
            let prefix = new_prefix(state);
            state.touch(&prefix);
        },
        |state| newest(state).told_use = Some(Field::Absent),
        |state| newest(state).models = Some(vec!["m1".to_owned()]),
        |state| newest(state).told_created = Some(Field::Absent),
        |state| newest(state).created += Duration::from_secs(601),
    ];
    for (number, change) in change.into_iter().enumerate() {
        let scene = lost();
        change(&mut scene.remote.state());
        let told = scene.run(ROTATE_YES).expect_err("it may be in use");
        assert!(told.contains("another machine is rotating `ci`"), "case {number}: {told}");
        assert!(scene.new_key().is_some() && scene.revoked().is_empty(), "case {number}");
        assert_eq!(scene.step(), None, "case {number}");
    }
}

fn newest(state: &mut State) -> &mut super::baseten::Key {
    state.keys.last_mut().expect("the new key")
}

#[test]
fn a_rotation_that_another_process_began_meanwhile_is_not_begun_again() {
    let scene = Scene::new();
    scene.once_made(network_ends);
    let (machine, client) = (scene.machine.clone(), scene.remote.client(&scene.login));
    let plan = scene.wait_for({
        let (machine, client) = (machine.clone(), client.clone());
        async move { machine.plan(&client, &Listing::read(&client).await.expect("a list")).await.expect("a plan") }
    });
    scene.run(ROTATE).expect_err("it cannot be tried");
    let told = scene.wait_for(async move { machine.start(&client, plan).await.map(drop) }).expect_err("it was begun");
    assert!(told.to_string().contains("was started by another process"), "{told}");
    assert_eq!(scene.step(), Some(Step::Created));
    scene.network_is_back();
    scene.run(ROTATE).expect("it goes on");
    scene.expect_delivered();
}

#[test]
fn a_personal_key_of_somebody_else_is_not_rotated() {
    let told = Scene::of(Seed::personal("bob")).run(ROTATE).expect_err("it would be ada's");
    assert!(told.contains("is not rotated, because it is not yours"), "{told}");
}

#[test]
fn teams_that_cannot_be_read_are_no_reason_to_leave_the_team_out() {
    for (status, why) in [(404, "its team `ml` cannot be found"), (500, "500")] {
        let scene = Scene::of(Seed::team("WORKSPACE_MANAGE_ALL", "ml"));
        let trouble = Trouble::Status(status);
        scene.remote.state().fail_before(When::nth("GET", 1).onward(), trouble);
        let told = scene.run(ROTATE).expect_err("no team can be named");
        assert!(told.contains(why), "{status}: {told}");
        scene.network_is_back();
        assert!(scene.made().is_empty());
    }
}
