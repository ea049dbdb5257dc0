//! `truss keys create --to SINK`: there is no old key, so a place is empty or somebody's.

use std::fs;

use super::place::End::{self, Either, Refused, Taken};
use super::place::Stands::{self, Bytes, Dangling, Fifo, Folder, Linked, Loop, Nothing, Text};
use super::place::{Scene, variable};
use crate::baseten::run::run;
use crate::baseten::world::{World, prefix};

const TABLE: [(&str, Stands, End, End); 31] = [
    ("file:place", Nothing, Taken, Taken),
    ("file:place", Text(""), Taken, Taken),
    ("file:place", Text("{old}"), Refused, Taken),
    ("file:place", Text("{other}\n"), Refused, Taken),
    ("file:place", Text("a text\n"), Refused, Taken),
    ("file:place", Linked("a text\n"), Refused, Taken),
    ("file:place", Bytes, Refused, Either),
    ("file:place", Folder, Refused, Refused),
    ("file:place", Fifo, Refused, Refused),
    ("file:place", Loop, Refused, Refused),
    ("file:place", Dangling, Either, Either),
    ("env-file:place", Nothing, Taken, Taken),
    ("env-file:place", Text("A=1\n"), Taken, Taken),
    ("env-file:place", Text("BASETEN_API_KEY=\n"), Taken, Taken),
    ("env-file:place", Text("FOO={old}\n"), Taken, Taken),
    ("env-file:place", Text("BASETEN_API_KEY={old}\n"), Refused, Taken),
    ("env-file:place", Text("BASETEN_API_KEY={other}\n"), Refused, Taken),
    ("env-file:place", Text("BASETEN_API_KEY=a-text\n"), Refused, Taken),
    ("env-file:place", Bytes, Refused, Refused),
    ("env-file:place", Folder, Refused, Refused),
    ("env-file:place", Fifo, Refused, Refused),
    ("env-file:place", Loop, Refused, Refused),
    ("env-file:place:TOKEN", Nothing, Taken, Taken),
    ("env-file:place:TOKEN", Text("BASETEN_API_KEY={other}\n"), Taken, Taken),
    ("env-file:place:TOKEN", Text("TOKEN=''\n"), Taken, Taken),
    ("env-file:place:TOKEN", Text("TOKEN={old}\n"), Refused, Taken),
    ("env-file:place:TOKEN", Text("TOKEN=a-text\n"), Refused, Taken),
    ("env-file:place:TOKEN", Bytes, Refused, Refused),
    ("env-file:place:TOKEN", Folder, Refused, Refused),
    ("env-file:place:TOKEN", Fifo, Refused, Refused),
    ("env-file:place:TOKEN", Loop, Refused, Refused),
];

#[test]
fn a_new_key_goes_into_an_empty_place() {
    for (sink, stands, plain, replaced) in TABLE {
        for (replace, end) in [(false, plain), (true, replaced)] {
            let scene = Scene::new(stands);
            scene.judge(&["keys", "create", "fresh"], sink, replace, end, |text| {
                let name = if sink.ends_with("TOKEN") { "TOKEN" } else { "BASETEN_API_KEY" };
                match sink.starts_with("file") {
                    true => vec![text.trim_end_matches('\n').to_owned()],
                    false => variable(text, name).into_iter().collect(),
                }
            });
        }
    }
}

#[test]
fn the_login_key_is_not_replaced_by_a_new_one() {
    for sink in ["trussrc", "trussrc:baseten"] {
        let world = World::fake();
        let stood = fs::read_to_string(world.home.trussrc()).expect("it is there");
        world.run(&["keys", "create", "fresh", "--type", "metrics-only", "--team", "ml", "--to", sink]).expect(&[8]);
        assert_eq!(fs::read_to_string(world.home.trussrc()).expect("it is there"), stood);
        assert_eq!(world.baseten().requests("POST"), 0);
    }
}

#[test]
fn a_section_that_is_missing_is_made() {
    let world = World::fake();
    world.run(&["keys", "create", "fresh", "--to", "trussrc:fresh"]).expect(&[0]);
    run(world.home.truss(["keys", "list", "--remote", "fresh"])).expect(&[0]);
    let text = fs::read_to_string(world.home.trussrc()).expect("it is there");
    assert!(text.contains(&world.login) && text.contains(&world.baseten().state().named("fresh")[0].whole), "{text}");
}

#[test]
fn several_sinks_get_the_same_key() {
    let world = World::fake();
    let sinks = ["--to", "stdout", "--to", "file:a.key", "--to", "env-file:.env", "--to", "command:cat > vault"];
    let ended = world.run(&[&["keys", "create", "fresh"], &sinks[..]].concat()).expect(&[0]);
    let new = world.baseten().state().named("fresh")[0].whole.clone();
    assert_eq!(ended.stdout, format!("{new}\n"), "it is printed last");
    for place in ["a.key", ".env", "vault"] {
        assert_eq!(world.live_key_in(place), new);
    }
}

#[test]
fn when_a_sink_fails_the_key_goes_and_the_others_are_put_back() {
    let world = World::fake();
    fs::write(world.path(".env"), "A=1\n").expect("it is written");
    let sinks = ["--to", "file:a.key", "--to", "env-file:.env", "--to", "command:exit 3"];
    let before = world.before();
    let ended = world.run(&[&["keys", "create", "fresh"], &sinks[..]].concat()).expect(&[1]);
    before.changes(&world).expect(&[], &[]);
    assert_eq!(world.made(), world.revoked(), "{}", ended.told());
    assert_eq!(fs::read_to_string(world.path("a.key")).unwrap_or_default(), "");
    assert_eq!(fs::read_to_string(world.path(".env")).expect("it is there"), "A=1\n");
}

#[test]
fn once_a_command_has_it_the_key_stays() {
    let world = World::fake();
    let sinks = ["--to", "command:cat > vault", "--to", "command:exit 3"];
    let before = world.before();
    let ended = world.run(&[&["keys", "create", "fresh"], &sinks[..]].concat()).expect(&[7]);
    before.changes(&world).expect(&["fresh"], &[]);
    let new = world.live_key_in("vault");
    assert!(ended.stderr.contains(prefix(&new)) && ended.stderr.contains("vault"), "{}", ended.told());
    assert!(ended.stderr.contains("exit 3"), "both places are told: {}", ended.told());
    ended.expect_no_secret(&new);
}

#[test]
fn a_command_learns_what_it_stores() {
    let world = World::fake();
    let show = "command:cat > vault; echo $TRUSS_KEY_PREFIX $TRUSS_KEY_NAME $TRUSS_KEY_TYPE $TRUSS_KEY_FAMILY > told";
    world.run(&["keys", "create", "fresh", "--to", show]).expect(&[0]);
    let told = || fs::read_to_string(world.path("told")).expect("it was run");
    let new = world.live_key_in("vault");
    let words: Vec<String> = told().split_whitespace().map(str::to_owned).collect();
    assert_eq!((words[0].as_str(), words[1].as_str(), words[3].as_str()), (prefix(&new), "fresh", "fresh"));
    assert!(words[2].eq_ignore_ascii_case("personal"), "{words:?}");
    world.run(&["keys", "rotate", "fresh", "--to", show]).expect(&[0]);
    let words: Vec<String> = told().split_whitespace().map(str::to_owned).collect();
    assert_eq!((words[1].as_str(), words[3].as_str()), ("fresh-rotated-1", "fresh"));
}
