//! Two machines, or a machine and a person at the web page, at the same key.

use std::fs;
use std::time::Duration;

use super::app::{App, in_parallel};
use super::run::{run, start};
use super::world::{Remote, World, prefix, trussrc};
use crate::support::Home;
use crate::support::baseten::{Field, Seed, State, Trouble, When};

/// Another machine of Ada's rotates `ci`.
fn rotates(state: &mut State) {
    let old = state.named("ci").iter().find(|key| key.owner.as_deref() == Some("u-ada")).map(|key| key.whole.clone());
    state.succeed(prefix(&old.expect("ci is there")), "ci-rotated-1");
}

/// The successors of Ada's `ci`, by prefix.
fn successors(state: &State) -> Vec<String> {
    let successors = state.named("ci-rotated-1").into_iter().filter(|key| key.owner.as_deref() == Some("u-ada"));
    successors.map(|key| key.prefix().to_owned()).collect()
}

#[test]
fn of_two_machines_at_once_one_wins_and_the_other_is_told() {
    for world in World::each() {
        for round in 0..4 {
            let name = format!("app-{round}");
            let old = world.add("PERSONAL", Some(&name));
            let before = world.before();
            let homes = [world.another_home(), world.another_home()];
            if let Remote::Fake(baseten) = &world.remote {
                baseten.meet(if round % 2 == 0 { "POST" } else { "GET" }, 2);
            }
            let running =
                homes.each_ref().map(|home| start(home.truss(["keys", "rotate", &name, "--to", "file:new.key"])));
            let ended = running.map(|running| running.end());
            before.changes(&world).expect(&[&format!("{name}-rotated-1")], &[]);
            assert!(world.accepts(&old));
            let mut codes = ended.each_ref().map(|ended| ended.code);
            codes.sort_unstable();
            assert_eq!(codes, [Some(0), Some(7)], "{} {}", ended[0].told(), ended[1].told());
            for (home, ended) in homes.iter().zip(&ended) {
                let held = fs::read_to_string(home.path().join("new.key"));
                assert_eq!(held.is_ok(), ended.code == Some(0));
                assert!(held.is_err() || held.is_ok_and(|key| world.accepts(key.trim())));
            }
        }
    }
}

#[test]
fn who_comes_second_is_told_and_can_go_on() {
    for status in [400, 409, 422] {
        let app = App::new();
        app.world.baseten().state().taken_status = status;
        app.world.baseten().state().just_before(When::nth("POST", 0), rotates);
        let ended = app.rotate(&[]).expect(&[7]);
        let rival = successors(&app.world.baseten().state());
        assert!(ended.stderr.contains(&rival[0]), "{}", ended.told());
        assert!(app.world.made().is_empty() && app.world.revoked().is_empty());
        app.expect_safe();
        // Nothing of it stays behind here: again it is told, and nothing is made.
        app.rotate(&["--yes"]).expect(&[7]);
        assert_eq!(successors(&app.world.baseten().state()), rival);
    }
}

#[test]
fn a_lost_answer_and_a_rival_together_revoke_nothing() {
    let troubles = [Trouble::Lost, Trouble::Status(503), Trouble::Silence];
    for (trouble, late) in troubles.into_iter().flat_map(|trouble| [(trouble, false), (trouble, true)]) {
        let app = App::new();
        {
            let mut state = app.world.baseten().state();
            state.fail_before(When::nth("POST", 0), trouble);
            if late {
                state.just_after(When::nth("POST", 0), rotates);
            } else {
                state.just_before(When::nth("POST", 0), rotates);
            }
        }
        let ended = app.rotate(&["--request-timeout", "2s"]).expect(&[7]);
        let rival = successors(&app.world.baseten().state());
        assert!(ended.stderr.contains(&rival[0]), "its prefix is told: {}", ended.told());
        // Without a terminal, and without a word from anybody, it stays; used, it stays in any case.
        app.rotate(&[]).expect(&[7]);
        assert_eq!(successors(&app.world.baseten().state()), rival, "{trouble:?} {late}");
        app.world.baseten().state().touch(&rival[0]);
        app.rotate(&["--yes"]).expect(&[7]);
        app.rotate(&["--yes"]).expect(&[7]);
        assert_eq!(successors(&app.world.baseten().state()), rival, "{trouble:?} {late}");
        assert!(app.world.revoked().is_empty(), "{trouble:?} {late}");
        app.expect_safe();
    }
}

#[test]
fn a_key_that_cannot_be_of_the_lost_answer_is_another_machines() {
    let seeds: [fn(&State) -> Seed; 3] = [
        |state| Seed::team("WORKSPACE_EXPORT_METRICS", "web").name("app-rotated-1").created(state.now()),
        |_| Seed::team("WORKSPACE_EXPORT_METRICS", "ml").name("app-rotated-1").models(&["m1"]),
        |state| {
            let late = state.now() + Duration::from_secs(20 * 60);
            Seed::team("WORKSPACE_EXPORT_METRICS", "ml").name("app-rotated-1").told_created(Field::At(late))
        },
    ];
    for (number, seed) in seeds.into_iter().enumerate() {
        let world = World::fake();
        world.baseten().state().add(Seed::team("WORKSPACE_EXPORT_METRICS", "ml").name("app"));
        let rotate = ["keys", "rotate", "app", "--team", "ml", "--to", "file:new.key", "--yes"];
        // Killed while its answer is on the way that never comes: the journal does not know whether there is a key.
        world.baseten().state().fail_before(When::nth("POST", 0), Trouble::Kill);
        let running = start(world.home.truss(rotate));
        world.baseten().victim(Some(running.pid()));
        assert_eq!(running.end().signal, Some(9));
        let rival = {
            let mut state = world.baseten().state();
            let seed = seed(&state);
            state.add(seed)
        };
        // A key in another team has nothing to do with it.
        let expected = if number == 0 { 0 } else { 7 };
        world.run(&rotate).expect(&[expected]);
        world.run(&rotate).expect(if number == 0 { &[7] } else { &[5, 7] });
        assert!(world.accepts(&rival), "case {number}");
        assert!(world.revoked().is_empty(), "case {number}");
    }
}

#[test]
fn somebody_revokes_the_new_key_meanwhile() {
    let numbers: Vec<usize> = (0..App::requests(&[])).collect();
    in_parallel(
        &numbers,
        |number| format!("just before request {number}"),
        |&number| {
            let app = App::new();
            app.world.baseten().state().just_before(When::request(number), |state| {
                for successor in successors(state) {
                    state.revoke(&successor);
                }
            });
            let ended = app.rotate(&[]).expect(&[0, 7, 8]);
            assert!(app.old_lives(), "{}", ended.told());
            app.expect_keys_safe();
            // Nobody can take back what a command was given; the other places have a key that works.
            app.world.live_key_in(".env");
            app.world.live_key_in("app.key");
            if ended.code != Some(0) {
                app.rotate(&["--yes"]).expect(&[0]);
            }
            app.expect_ends_well();
        },
    );
}

#[test]
fn somebody_revokes_the_new_key_while_the_last_place_gets_it() {
    let elsewhere = Home::new();
    let revoke = format!(
        "; HOME='{}' '{}' keys revoke $TRUSS_KEY_PREFIX --yes >revoked 2>&1",
        elsewhere.path().display(),
        env!("CARGO_BIN_EXE_truss")
    );
    let app = App::storing("", &revoke);
    fs::write(elsewhere.trussrc(), trussrc(&app.world.url(), &app.world.login)).expect("it is written");
    let ended = app.rotate(&["--revoke-now"]).expect(&[7]);
    assert_eq!(app.world.revoked().len(), 1, "{:?}", fs::read_to_string(app.world.path("revoked")));
    app.expect_keys_safe();
    assert!(app.old_lives(), "{}", ended.told());
    for place in [".env", "app.key"] {
        assert_eq!(app.world.live_key_in(place), app.old);
    }
}

#[test]
fn somebody_revokes_the_old_key_meanwhile() {
    let numbers: Vec<usize> = (0..App::requests(&[])).collect();
    in_parallel(
        &numbers,
        |number| format!("just before request {number}"),
        |&number| {
            let app = App::new();
            let old = prefix(&app.old).to_owned();
            app.world.baseten().state().just_before(When::request(number), move |state| {
                state.revoke(&old);
            });
            let ended = app.rotate(&[]).expect(&[0, 4, 5, 7, 8]);
            if app.world.made().is_empty() {
                // Nothing is left to rotate.
                assert_ne!(ended.code, Some(0), "{}", ended.told());
                app.rotate(&["--yes"]).expect(&[4]);
                assert_eq!(app.living(), 0);
                return;
            }
            if !app.is_delivered() {
                app.rotate(&["--yes"]).expect(&[0]);
            }
            let key = app.expect_delivered();
            app.expect_only(&key);
        },
    );
}

#[test]
fn the_old_key_that_is_used_after_the_delivery_stays() {
    let app = App::new();
    let old = prefix(&app.old).to_owned();
    // The last request of a plain rotation comes after the last delivery: is the new key still listed?
    let last = When::request(App::requests(&[]) - 1);
    app.world.baseten().state().just_before(last, move |state| state.touch(&old));
    let ended = app.rotate(&["--revoke-now"]).expect(&[7]);
    assert!(ended.hinted().iter().any(|line| line.contains("rotations finish")), "{}", ended.told());
    assert!(app.old_lives());
    app.expect_delivered();
    for home in [&app.world.home, &app.world.another_home()] {
        run(home.truss(["keys", "rotations", "finish", "ci", "--yes"])).expect(&[7]);
        assert!(app.old_lives());
    }
}

#[test]
fn an_address_and_a_prefix_are_a_rotation_of_their_own() {
    // Two servers whose keys have the same prefixes, in one home.
    let worlds = [World::fake(), World::fake()];
    let keys = worlds.each_ref().map(|world| world.add("PERSONAL", Some("ci")));
    assert_eq!(prefix(&keys[0]), prefix(&keys[1]));
    let home = Home::new();
    let rotate = |world: &World, file: &str| {
        fs::write(home.trussrc(), trussrc(&world.url(), &world.login)).expect("it is written");
        let sink = format!("command:test -e open && cat > {file}");
        run(home.truss(["keys", "rotate", "ci", "--to", &sink]))
    };
    for (world, file) in worlds.iter().zip(["one.key", "two.key"]) {
        rotate(world, file).expect(&[7]);
    }
    fs::write(home.path().join("open"), "").expect("it is written");
    for (world, file) in worlds.iter().zip(["one.key", "two.key"]) {
        rotate(world, file).expect(&[0]);
        let held = fs::read_to_string(home.path().join(file)).expect("it is delivered");
        assert!(world.accepts(held.trim()), "{file}");
        assert_eq!(world.made().len(), 1, "nothing is made twice");
    }
}
