//! `truss keys create`: one request, and what is known of it.

use serde_json::json;

use super::run::Ended;
use super::world::{World, prefix, text};
use crate::support::baseten::{Seed, State, Trouble, When};

/// Nothing was printed, and the stderr names the key with this prefix.
#[track_caller]
fn expect_names(ended: &Ended, prefix: &str) {
    assert_eq!(ended.stdout, "", "{}", ended.told());
    assert!(ended.stderr.contains(prefix), "`{prefix}` is not named: {}", ended.told());
}

#[test]
fn a_key_is_made_by_one_request_and_shown_once() {
    for world in World::each() {
        for (kind, name, team) in
            [("PERSONAL", "mine", None), ("WORKSPACE_EXPORT_METRICS", "metrics", Some(world.team()))]
        {
            let before = world.before();
            let create = ["keys", "create", name, "--type", kind];
            let team = team.map(|team| ["--team", team]);
            let ended =
                world.run(&create.into_iter().chain(team.into_iter().flatten()).collect::<Vec<_>>()).expect(&[0]);
            let whole = ended.stdout.trim_end();
            assert!(world.accepts(whole), "{}", ended.told());
            let changes = before.changes(&world);
            changes.expect(&[name], &[]);
            assert_eq!(
                (text(&changes.new[0], "prefix").as_str(), text(&changes.new[0], "type").as_str()),
                (prefix(whole), kind)
            );
        }
    }
}

#[test]
fn a_taken_name_is_told_with_who_has_it() {
    for world in World::each() {
        let holder = world.add("WORKSPACE_EXPORT_METRICS", Some("metrics"));
        let mine = world.add("PERSONAL", Some("mine"));
        let before = world.before();
        // Names are shared by the three types of a team.
        for kind in ["metrics-only", "inference-only", "full-access"] {
            let create = ["keys", "create", "metrics", "--type", kind, "--team", world.team()];
            expect_names(&world.run(&create).expect(&[5]), prefix(&holder));
        }
        expect_names(&world.run(&["keys", "create", "mine"]).expect(&[5]), prefix(&mine));
        before.changes(&world).expect(&[], &[]);
        // A personal key and a team's share none.
        world.run(&["keys", "create", "metrics"]).expect(&[0]);
        before.changes(&world).expect(&["metrics"], &[]);
    }
}

#[test]
fn another_teams_and_a_colleagues_name_are_free() {
    let world = World::fake();
    world.baseten().state().add(Seed::team("WORKSPACE_EXPORT_METRICS", "web").name("app"));
    let before = world.before();
    world.run(&["keys", "create", "app", "--type", "metrics-only", "--team", "ml"]).expect(&[0]);
    // Bob has one of that name.
    world.run(&["keys", "create", "ci"]).expect(&[0]);
    let mut names: Vec<String> = before.changes(&world).new.iter().map(|key| text(key, "name")).collect();
    names.sort();
    assert_eq!(names, ["app", "ci"]);
}

#[test]
fn a_name_that_is_taken_meanwhile_is_told_from_the_list() {
    for status in [400, 409, 422] {
        let world = World::fake();
        world.baseten().state().taken_status = status;
        world.baseten().state().arm();
        let take = |state: &mut State| drop(state.add(Seed::personal("ada").name("app")));
        world.baseten().state().just_before(When::nth("POST", 0), take);
        let before = world.before();
        let ended = world.run(&["keys", "create", "app"]).expect(&[5]);
        let changes = before.changes(&world);
        changes.expect(&["app"], &[]);
        expect_names(&ended, &text(&changes.new[0], "prefix"));
        assert!(world.baseten().requests("POST") == 1 && world.baseten().requests("DELETE") == 0);
    }
}

#[test]
fn a_refusal_without_a_holder_is_told_in_the_servers_words() {
    let world = World::fake();
    world.baseten().state().models.push(("m3".to_owned(), "gone".to_owned()));
    world.baseten().state().just_before(When::nth("POST", 0), |state| drop(state.models.pop()));
    let before = world.before();
    let create = ["keys", "create", "app", "--type", "metrics-only", "--team", "ml", "--model", "m3"];
    let ended = world.run(&create).expect(&[4, 5]);
    assert!(ended.stderr.contains("there is no such model"), "{}", ended.told());
    before.changes(&world).expect(&[], &[]);
}

#[test]
fn what_cannot_be_made_is_not_asked_for() {
    let world = World::fake();
    let before = world.before();
    world.run(&["keys", "create", "Not A Name"]).expect(&[2, 5]);
    for kind in ["routes", "train"] {
        world.run(&["keys", "create", "app", "--type", kind]).expect(&[2]);
    }
    before.changes(&world).expect(&[], &[]);
}

#[test]
fn a_family_under_another_name_is_named() {
    for world in World::each() {
        let member = world.add("PERSONAL", Some("app-rotated-3"));
        let before = world.before();
        let ended = world.run(&["keys", "create", "app"]).expect(&[5]);
        assert!(ended.stderr.contains("app-rotated-3") || ended.stderr.contains(prefix(&member)), "{}", ended.told());
        before.changes(&world).expect(&[], &[]);
    }
}

#[test]
fn models_are_confirmed() {
    let world = World::fake();
    let before = world.before();
    world.run(&["keys", "create", "app", "--type", "metrics-only", "--team", "ml", "--model", "llama"]).expect(&[0]);
    assert_eq!(before.changes(&world).new[0]["model_ids"], json!(["m1"]));
}

#[test]
fn a_restriction_that_is_not_confirmed_costs_the_new_key_and_no_other() {
    let world = World::fake();
    let before = world.before();
    world.baseten().state().just_after(When::nth("POST", 0), |state| {
        state.keys.last_mut().expect("it was just made").models = None;
    });
    let create = ["keys", "create", "app", "--type", "metrics-only", "--team", "ml", "--model", "llama"];
    assert_eq!(world.run(&create).expect(&[8]).stdout, "");
    before.changes(&world).expect(&[], &[]);
    assert_eq!(world.revoked(), world.made());
}

#[test]
fn an_answer_that_got_lost_is_not_asked_for_twice() {
    let troubles = [Trouble::Lost, Trouble::Status(502), Trouble::Silence, Trouble::Garbage];
    for (trouble, if_missing) in troubles.into_iter().flat_map(|trouble| [(trouble, false), (trouble, true)]) {
        let mut create = vec!["keys", "create", "app", "--request-timeout", "2s"];
        create.extend(if_missing.then_some("--if-missing"));
        // Acted on: it may be ours, it stays, its prefix is told with the command that revokes it.
        let world = World::fake();
        world.baseten().state().fail_after(When::nth("POST", 0), trouble);
        let before = world.before();
        let ended = world.run(&create).expect(&[7]);
        let changes = before.changes(&world);
        changes.expect(&["app"], &[]);
        let left = text(&changes.new[0], "prefix");
        expect_names(&ended, &left);
        assert!(ended.hinted().iter().any(|line| line.contains("keys revoke")), "{}", ended.told());
        assert!(world.baseten().requests("POST") == 1 && world.baseten().requests("DELETE") == 0, "{trouble:?}");
        // Not acted on, and nobody has the name: the error as it is.
        let world = World::fake();
        world.baseten().state().fail_before(When::nth("POST", 0), trouble);
        let before = world.before();
        assert_eq!(world.run(&create).expect(&[6]).stdout, "");
        before.changes(&world).expect(&[], &[]);
        assert_eq!(world.baseten().requests("POST"), 1, "{trouble:?}");
    }
}

#[test]
fn an_answer_that_got_lost_and_a_rival_revoke_nothing() {
    for (late, trouble) in
        [false, true].into_iter().flat_map(|late| [(late, Trouble::Lost), (late, Trouble::Status(500))])
    {
        let world = World::fake();
        let take = |state: &mut State| drop(state.add(Seed::personal("ada").name("app")));
        world.baseten().state().fail_before(When::nth("POST", 0), trouble);
        if late {
            world.baseten().state().just_after(When::nth("POST", 0), take);
        } else {
            world.baseten().state().just_before(When::nth("POST", 0), take);
        }
        let before = world.before();
        let ended = world.run(&["keys", "create", "app"]).expect(&[7]);
        let changes = before.changes(&world);
        changes.expect(&["app"], &[]);
        expect_names(&ended, &text(&changes.new[0], "prefix"));
        assert_eq!(world.baseten().requests("DELETE"), 0);
    }
}

#[test]
fn when_the_list_is_lost_too_nothing_is_revoked() {
    for after in [false, true] {
        let world = World::fake();
        let when = When::nth("POST", 0);
        if after {
            world.baseten().state().fail_after(when, Trouble::Lost);
        } else {
            world.baseten().state().fail_before(when, Trouble::Lost);
        }
        // From the lost answer on, nobody answers a list.
        world
            .baseten()
            .state()
            .just_before(when, |state| state.fail_before(When::nth("GET", 0).onward(), Trouble::Lost));
        let before = world.before();
        let ended = world.run(&["keys", "create", "app"]);
        let ended = ended.expect(&[6, 7]);
        assert_eq!(ended.stdout, "");
        let expected: &[&str] = if after { &["app"] } else { &[] };
        before.changes(&world).expect(expected, &[]);
        assert_eq!(world.baseten().requests("POST"), 1);
    }
}

#[test]
fn a_key_without_the_permission_is_refused() {
    let world = World::fake();
    let key = world.baseten().state().add(Seed::team("WORKSPACE_INVOKE", "ml").name("app"));
    let home = world.baseten().home(&key);
    let before = world.before();
    super::run::run(home.truss(["keys", "create", "new", "--type", "metrics-only"])).expect(&[3]);
    before.changes(&world).expect(&[], &[]);
}
