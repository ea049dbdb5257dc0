//! The key that the program itself works with is rotated: from its delivery on, requests are made with the new one.

use std::fs;

use super::app::in_parallel;
use super::run::{run, start};
use super::world::{World, prefix};
use crate::support::Home;
use crate::support::baseten::{Seed, Trouble, When};

/// The key in the trussrc's only section, which must work.
#[track_caller]
fn live_key(world: &World, home: &Home) -> String {
    let text = fs::read_to_string(home.trussrc()).expect("the trussrc");
    let key = text.lines().find_map(|line| line.strip_prefix("api_key = ")).unwrap_or_default().to_owned();
    assert!(world.accepts(&key), "no key that works is in {text}");
    key
}

const ROTATE: [&str; 5] = ["keys", "rotate", "login", "--revoke-now", "--yes"];

#[test]
fn killed_at_a_request_it_ends_well_when_it_is_run_again() {
    let requests = {
        let world = World::fake();
        world.run(&ROTATE).expect(&[0]);
        world.baseten().state().came()
    };
    let cases: Vec<(usize, bool)> = (0..requests).flat_map(|number| [(number, false), (number, true)]).collect();
    in_parallel(
        &cases,
        |case| format!("{case:?}"),
        |&(number, acted)| {
            let world = World::fake();
            let before = world.before();
            let when = When::request(number);
            match acted {
                true => world.baseten().state().fail_after(when, Trouble::Kill),
                false => world.baseten().state().fail_before(when, Trouble::Kill),
            }
            let running = start(world.home.truss(ROTATE));
            world.baseten().victim(Some(running.pid()));
            let ended = running.end();
            assert_eq!(ended.signal, Some(9), "{}", ended.told());
            world.baseten().state().arm();
            live_key(&world, &world.home);
            world.run(&ROTATE).expect(&[0]);
            let key = live_key(&world, &world.home);
            let changes = before.changes(&world);
            assert_eq!(changes.gone, [prefix(&world.login)]);
            assert_eq!(changes.new.len(), 1);
            assert_eq!(changes.new[0]["prefix"], prefix(&key));
        },
    );
}

#[test]
fn without_revoke_now_the_old_one_stays_for_others() {
    let world = World::fake();
    let before = world.before();
    world.run(&["keys", "rotate", "login"]).expect(&[0]);
    assert_ne!(live_key(&world, &world.home), world.login);
    before.changes(&world).expect(&["login-rotated-1"], &[]);
    // It was used just now, by the rotation itself at least.
    world.run(&["keys", "rotations", "finish", "login", "--yes"]).expect(&[7]);
    before.changes(&world).expect(&["login-rotated-1"], &[]);
}

#[test]
fn a_teams_key_replaces_itself() {
    let world = World::fake();
    let key = world.baseten().state().add(Seed::team("WORKSPACE_MANAGE_ALL", "web").name("deploy"));
    let home = world.baseten().home(&key);
    let before = world.before();
    run(home.truss(["keys", "rotate", "deploy", "--all-environments", "--revoke-now"])).expect(&[0]);
    before.changes(&world).expect(&["deploy-rotated-1"], &[&key]);
    live_key(&world, &home);
}

#[test]
fn a_key_that_cannot_make_its_like_stays() {
    let world = World::fake();
    let key = world.baseten().state().add(Seed::manager().name("manager"));
    let home = world.baseten().home(&key);
    let before = world.before();
    // 403 is 3 everywhere; a refused POST of a rotation is 5.
    run(home.truss(["keys", "rotate", "manager", "--revoke-now"])).expect(&[3, 5]);
    before.changes(&world).expect(&[], &[]);
    assert_eq!(live_key(&world, &home), key);
    // Nothing stays behind that another key's rotation would stumble over.
    world.run(&["keys", "rotate", "manager", "--to", "file:new.key"]).expect(&[0]);
    before.changes(&world).expect(&["manager-rotated-1"], &[]);
}

#[test]
fn a_key_that_may_not_make_another_is_told_which_could() {
    let world = World::fake();
    let key = world.baseten().state().add(Seed::manager().name("manager"));
    let home = world.baseten().home(&key);
    let before = world.before();
    let ended = run(home.truss(["keys", "create", "another", "--type", "manage-keys"])).expect(&[3]);
    assert!(ended.stderr.starts_with("error: the key in use may not make a `manage-keys` key"), "{}", ended.told());
    before.changes(&world).expect(&[], &[]);
}

#[test]
fn when_the_old_one_is_revoked_meanwhile_the_new_one_asks() {
    let world = World::fake();
    let other = world.baseten().state().add(Seed::personal("ada").name("other"));
    let (home, elsewhere) = (Home::new(), world.baseten().home(&other));
    let (old, place) = (prefix(&world.login), elsewhere.path().display());
    let variables = ["BASETEN_API_KEY", "BASETEN_TRUSS_AUTH_REMOTE_URL"];
    let clean = format!("cat >/dev/null; unset {}; HOME='{place}'", variables.join(" "));
    let revoke = format!("command:{clean} {} keys revoke {old} --yes", env!("CARGO_BIN_EXE_truss"));
    let before = world.before();
    // The key in use is the variable's, so no place that is delivered to could hand over the new one.
    let rotate = home.truss(["keys", "rotate", old, "--to", &revoke, "--to", "file:new.key"]);
    run(rotate.env(variables[0], &world.login).env(variables[1], world.url())).expect(&[0]);
    before.changes(&world).expect(&["login-rotated-1"], &[&world.login]);
    let new = fs::read_to_string(home.path().join("new.key")).expect("it is delivered");
    assert!(world.accepts(new.trim()));
}

#[test]
fn when_it_is_given_up_the_old_one_is_back_and_revokes_the_new_one_unless_another_is_in_use() {
    let world = World::fake();
    let other = world.baseten().state().add(Seed::personal("ada").name("other"));
    let as_other = |arguments: &[&str]| {
        let truss = world.home.truss(arguments.iter().copied()).env("BASETEN_API_KEY", &other);
        run(truss.env("BASETEN_TRUSS_AUTH_REMOTE_URL", world.url()))
    };
    let rotate = ["keys", "rotate", "login", "--to", "command:exit 3"];
    let abandon = ["keys", "rotations", "abandon", "login", "--yes"];
    let before = world.before();
    for in_use in [&world.login, &other] {
        let truss = |arguments: &[&str]| if *in_use == other { as_other(arguments) } else { world.run(arguments) };
        truss(&rotate).expect(&[7]);
        // By then the trussrc has the new one.
        assert_ne!(live_key(&world, &world.home), world.login);
        truss(&abandon).expect(&[0]);
        assert_eq!(live_key(&world, &world.home), world.login);
        before.changes(&world).expect(&[], &[]);
        let state = world.baseten().state();
        let revoke = state.acted.iter().rfind(|acted| acted.method == "DELETE").expect("the new one is revoked");
        assert_eq!(revoke.by, prefix(in_use));
    }
}
