//! `truss keys create --if-missing`: taken is fine, when it is what was asked for.

use std::fs;

use super::run::{run, start};
use super::world::{Remote, World, prefix, text};
use crate::support::Home;
use crate::support::baseten::{Seed, State, Trouble, When};

/// What stands there, and what a run with `--if-missing` ends with. It makes a key at 0 when nothing is there.
type Case = (&'static str, fn(&mut State), &'static [&'static str], i32, bool);

#[test]
fn what_is_there_counts_in_its_own_scope_and_family_alone() {
    let metrics = &["--type", "metrics-only"][..];
    let scoped = &["--type", "metrics-only", "--model", "llama"][..];
    fn team(state: &mut State, kind: &str, team: &str, name: &str) {
        state.add(Seed::team(kind, team).name(name));
    }
    let cases: [Case; 12] = [
        ("nothing", |_| (), metrics, 0, true),
        ("what is asked for", |state| team(state, "WORKSPACE_EXPORT_METRICS", "ml", "app"), metrics, 0, false),
        (
            "a later one of the family",
            |state| team(state, "WORKSPACE_EXPORT_METRICS", "ml", "app-rotated-2"),
            metrics,
            0,
            false,
        ),
        (
            "an overlap",
            |state| {
                team(state, "WORKSPACE_EXPORT_METRICS", "ml", "app");
                team(state, "WORKSPACE_EXPORT_METRICS", "ml", "app-rotated-1");
            },
            metrics,
            0,
            false,
        ),
        ("another type", |state| team(state, "WORKSPACE_MANAGE_ALL", "ml", "app"), metrics, 5, false),
        ("no restriction", |state| team(state, "WORKSPACE_EXPORT_METRICS", "ml", "app"), scoped, 5, false),
        (
            "another model",
            |state| {
                state.add(Seed::team("WORKSPACE_EXPORT_METRICS", "ml").name("app").models(&["m2"]));
            },
            scoped,
            5,
            false,
        ),
        (
            "the same model",
            |state| {
                state.add(Seed::team("WORKSPACE_EXPORT_METRICS", "ml").name("app").models(&["m1"]));
            },
            scoped,
            0,
            false,
        ),
        ("another team's", |state| team(state, "WORKSPACE_EXPORT_METRICS", "web", "app"), metrics, 0, true),
        ("a colleague's", |state| drop(state.add(Seed::personal("bob").name("app"))), &[], 0, true),
        ("one of ROUTES", |state| team(state, "ROUTES", "ml", "app"), metrics, 0, true),
        ("one's own personal one", |state| drop(state.add(Seed::personal("ada").name("app"))), metrics, 0, true),
    ];
    for (what, scene, more, code, makes) in cases {
        let world = World::fake();
        scene(&mut world.baseten().state());
        let before = world.before();
        let mut create = [&["keys", "create", "app", "--if-missing"], more].concat();
        if !more.is_empty() {
            create.extend(["--team", "ml"]);
        }
        let ended = world.run(&create);
        assert_eq!(ended.code, Some(code), "{what}: {}", ended.told());
        before.changes(&world).expect(if makes { &["app"] } else { &[] }, &[]);
        assert_eq!(!ended.stdout.is_empty(), makes, "{what}: {}", ended.told());
    }
}

#[test]
fn again_it_is_there_and_no_secret_is_told() {
    for world in World::each() {
        let create = ["keys", "create", "app", "--if-missing", "--team", world.team(), "--type"];
        let create = |key_type| world.run(&[&create[..], &[key_type]].concat());
        let before = world.before();
        let first = create("metrics-only").expect(&[0]);
        assert!(world.accepts(first.stdout.trim_end()));
        assert_eq!(create("metrics-only").expect(&[0]).stdout, "");
        let unlike = create("full-access").expect(&[5]);
        assert!(unlike.stderr.contains(prefix(&first.stdout)), "{}", unlike.told());
        before.changes(&world).expect(&["app"], &[]);
    }
}

#[test]
fn sixteen_at_once_make_one_key() {
    for world in World::each() {
        for (round, status) in [400, 409, 422].into_iter().enumerate() {
            let name = format!("app-{round}");
            if let Remote::Fake(baseten) = &world.remote {
                baseten.state().taken_status = status;
                baseten.meet("POST", 16);
            }
            let before = world.before();
            let elsewhere: Vec<Home> = (0..8).map(|_| world.another_home()).collect();
            let homes = elsewhere.iter().chain(std::iter::repeat_n(&world.home, 8));
            let create = ["keys", "create", &name, "--type", "metrics-only", "--team", world.team(), "--if-missing"];
            let running: Vec<_> = homes.map(|home| start(home.truss(create))).collect();
            let ended: Vec<_> = running.into_iter().map(|running| running.end().expect(&[0])).collect();
            let told: Vec<&str> =
                ended.iter().map(|ended| ended.stdout.trim_end()).filter(|text| !text.is_empty()).collect();
            assert!(told.len() == 1 && world.accepts(told[0]), "{} secrets", told.len());
            let changes = before.changes(&world);
            changes.expect(&[&name], &[]);
            assert_eq!(text(&changes.new[0], "prefix"), prefix(told[0]));
        }
    }
}

#[test]
fn sixteen_at_once_make_one_key_when_answers_get_lost() {
    // Which of the sixteen lose theirs, and whether those were acted on.
    for (first, more, acted) in [(0, 0, true), (0, 3, true), (5, 5, true), (0, 15, true), (0, 0, false), (0, 7, false)]
    {
        let world = World::fake();
        let when = When::nth("POST", first).and(more);
        if acted {
            world.baseten().state().fail_after(when, Trouble::Lost);
        } else {
            world.baseten().state().fail_before(when, Trouble::Lost);
        }
        world.baseten().meet("POST", 16);
        let before = world.before();
        let homes: Vec<Home> = (0..16).map(|_| world.another_home()).collect();
        let create = ["keys", "create", "app", "--type", "metrics-only", "--team", "ml", "--if-missing"];
        let running: Vec<_> = homes.iter().map(|home| start(home.truss(create))).collect();
        // Nobody acted on it and nobody had the name yet: the error as it is.
        let codes: &[i32] = if acted { &[0, 7] } else { &[0, 6, 7] };
        let ended: Vec<_> = running.into_iter().map(|running| running.end().expect(codes)).collect();
        before.changes(&world).expect(&["app"], &[]);
        assert_eq!(world.baseten().requests("DELETE"), 0);
        let told = ended.iter().filter(|ended| !ended.stdout.is_empty()).count();
        assert!(told <= 1, "{told} secrets");
        let lost = ended.iter().filter(|ended| ended.code != Some(0)).count();
        assert_eq!(lost, more + 1, "whose answer got lost is told so");
    }
}

#[test]
fn a_sink_is_not_touched_when_the_key_is_there() {
    let world = World::fake();
    world.add("PERSONAL", Some("app"));
    fs::write(world.path("app.key"), "").expect("it is written");
    run(world.home.truss(["keys", "create", "app", "--if-missing", "--to", "file:app.key"])).expect(&[0]);
    assert_eq!(fs::read_to_string(world.path("app.key")).expect("it is there"), "");
}
