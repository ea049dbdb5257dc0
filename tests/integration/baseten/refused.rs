//! Rotations that must not begin: no key is made for them.

use super::world::{World, prefix, text};
use crate::support::baseten::{Seed, State};

/// Adds what is there, and says what KEY is.
type Scene = fn(&mut State) -> String;

fn add(state: &mut State, seeds: Vec<Seed>) -> String {
    let keys: Vec<String> = seeds.into_iter().map(|seed| state.add(seed)).collect();
    prefix(&keys[0]).to_owned()
}

fn mine(name: &str) -> Seed {
    Seed::personal("ada").name(name)
}

#[test]
fn nothing_is_made_when_the_remote_holds_something_else() {
    let table: [(&str, &[i32], Scene); 10] = [
        ("a count is missing between them", &[5], |state| add(state, vec![mine("ci"), mine("ci-rotated-2")])),
        ("three live", &[5], |state| add(state, vec![mine("ci"), mine("ci-rotated-1"), mine("ci-rotated-2")])),
        ("the next one is of another type", &[5], |state| {
            let next = Seed::team("WORKSPACE_EXPORT_METRICS", "ml").name("app-rotated-1");
            add(state, vec![Seed::team("WORKSPACE_MANAGE_ALL", "ml").name("app"), next])
        }),
        ("the next one has other models", &[5], |state| {
            let metrics = |name: &str| Seed::team("WORKSPACE_EXPORT_METRICS", "ml").name(name);
            add(state, vec![metrics("app").models(&["m1"]), metrics("app-rotated-1").models(&["m1", "m2"])])
        }),
        ("the next one is older", &[5], |state| {
            let old = state.now() - std::time::Duration::from_secs(9 * 86_400);
            add(state, vec![mine("ci"), mine("ci-rotated-1").created(old)])
        }),
        ("it is Bob's", &[5, 8], |state| prefix(&state.named("login")[0].whole).to_owned()),
        ("it is of ROUTES", &[2, 4, 5, 8], |state| prefix(&state.named("router")[0].whole).to_owned()),
        ("its type is not known", &[2, 5, 8], |state| {
            add(state, vec![Seed::team("WORKSPACE_TRAIN", "ml").name("train")])
        }),
        ("there is none", &[4], |_| "nobody".to_owned()),
        ("it means a family in each of two teams", &[5], |state| {
            let metrics = |team| Seed::team("WORKSPACE_EXPORT_METRICS", team).name("both");
            add(state, vec![metrics("ml"), metrics("web")]);
            "both".to_owned()
        }),
    ];
    for (what, codes, scene) in table {
        let world = World::fake();
        let key = scene(&mut world.baseten().state());
        let before = world.before();
        let ended = world.run(&["keys", "rotate", &key, "--all-environments", "--to", "file:new.key"]);
        assert!(codes.contains(&ended.code.unwrap_or(-1)), "{what}: {}", ended.told());
        assert_eq!(world.baseten().requests("POST"), 0, "{what}");
        before.changes(&world).expect(&[], &[]);
        assert!(!world.path("new.key").exists(), "{what}");
    }
}

#[test]
fn a_team_leaves_one_of_two_families() {
    let world = World::fake();
    for team in ["ml", "web"] {
        world.baseten().state().add(Seed::team("WORKSPACE_EXPORT_METRICS", team).name("both"));
    }
    let before = world.before();
    world.run(&["keys", "rotate", "both", "--team", "web", "--to", "file:new.key"]).expect(&[0]);
    let changes = before.changes(&world);
    changes.expect(&["both-rotated-1"], &[]);
    assert_eq!(changes.new[0]["team_name"], "web");
}

#[test]
fn what_needs_a_named_key_is_a_usage_error_with_a_filter_alone() {
    for option in ["--revoke-now", "--all-environments", "--replace"] {
        let world = World::fake();
        world.add("PERSONAL", Some("app"));
        world.run(&["keys", "rotate", "--mine", "--to", "file:new.key", "--yes", option]).expect(&[2]);
        assert_eq!(world.baseten().requests("POST"), 0, "{option}");
    }
}

#[test]
fn the_key_in_use_from_the_environment_is_not_revoked_at_once() {
    let world = World::fake();
    let bare = crate::support::Home::new();
    let before = world.before();
    let run = bare
        .truss(["keys", "rotate", "login", "--to", "file:new.key", "--revoke-now"])
        .env("BASETEN_API_KEY", &world.login)
        .env("BASETEN_TRUSS_AUTH_REMOTE_URL", world.url());
    super::run::run(run).expect(&[8]);
    assert!(world.accepts(&world.login));
    assert!(before.changes(&world).gone.is_empty());
}

#[test]
fn a_young_key_is_left_alone_by_an_age_and_that_is_no_error() {
    let world = World::fake();
    world.add("PERSONAL", Some("app"));
    let before = world.before();
    world.run(&["keys", "rotate", "app", "--older-than", "80d", "--to", "file:new.key"]).expect(&[0]);
    before.changes(&world).expect(&[], &[]);
    let old = world.baseten().state().now() - std::time::Duration::from_secs(81 * 86_400);
    world.baseten().state().add(Seed::personal("ada").name("old").created(old));
    let before = world.before();
    world.run(&["keys", "rotate", "old", "--older-than", "80d", "--to", "file:new.key"]).expect(&[0]);
    before.changes(&world).expect(&["old-rotated-1"], &[]);
}

#[test]
fn a_filter_takes_nobody_elses_keys() {
    let world = World::fake();
    {
        let mut state = world.baseten().state();
        let old = state.now() - std::time::Duration::from_secs(90 * 86_400);
        for seed in [
            Seed::personal("ada").name("app"),
            Seed::personal("bob").name("bobs"),
            Seed::team("ROUTES", "ml").name("old-router"),
            Seed::team("WORKSPACE_TRAIN", "ml").name("train"),
            Seed::team("WORKSPACE_EXPORT_METRICS", "ml").name("metrics"),
            Seed::team("WORKSPACE_EXPORT_METRICS", "web").name("others"),
        ] {
            state.add(seed.created(old));
        }
    }
    let before = world.before();
    let sink = "command:cat > \"vault-$TRUSS_KEY_FAMILY\"";
    let rotate = ["keys", "rotate", "--older-than", "80d", "--to", sink];
    // Nobody said yes to it; and Ada sees two teams.
    world.run(&[&rotate[..], &["--team", "ml"]].concat()).expect(&[8]);
    world.run(&[&rotate[..], &["--yes"]].concat()).expect(&[2, 5, 8]);
    before.changes(&world).expect(&[], &[]);
    world.run(&[&rotate[..], &["--team", "ml", "--yes"]].concat()).expect(&[0]);
    world.run(&[&rotate[..], &["--mine", "--type", "personal", "--yes"]].concat()).expect(&[0, 2]);
    let changes = before.changes(&world);
    let names: Vec<String> = changes.new.iter().map(|key| text(key, "name")).collect();
    // Whether a team's filter leaves personal keys out, and whether those need a team said, is open; whose they are is not.
    assert!(names.contains(&"metrics-rotated-1".to_owned()), "{names:?}");
    assert!(names.iter().all(|name| ["metrics-rotated-1", "app-rotated-1"].contains(&name.as_str())), "{names:?}");
    assert!(changes.gone.is_empty());
    world.live_key_in("vault-metrics");
}
