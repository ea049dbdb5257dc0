//! `trussrc` and `trussrc:REMOTE`.

use std::fs;
use std::time::Duration;

use super::place::OTHER;
use super::place::Scene;
use super::place::Stands::Nothing;
use crate::baseten::run::{Ended, run, start};
use crate::baseten::world::{World, prefix, trussrc};
use crate::support::Home;

/// What becomes of a section: the new key stands there, or that code before a key is made.
const TAKEN: i32 = 0;

/// The section `other` as it is (`{url}`: the remote's address), and the code without and with `--replace`.
const TABLE: [(&str, i32, i32); 9] = [
    ("", TAKEN, TAKEN),
    ("[other]\nremote_provider = baseten\nremote_url = {url}\n", TAKEN, TAKEN),
    ("[other]\nremote_provider = baseten\napi_key =\nremote_url = {url}\n", TAKEN, TAKEN),
    ("[other]\n# mine\nremote_provider = baseten\napi_key: {old}\nremote_url = {url}\nteam = ml\n", TAKEN, TAKEN),
    ("[other]\nremote_provider = baseten\napi_key = {other}\nremote_url = {url}\n", 8, TAKEN),
    ("[other]\nremote_provider = baseten\napi_key = a text\nremote_url = {url}\n", 8, TAKEN),
    (
        "[other]\nremote_provider = baseten\nauth_type = oauth\noauth_access_token = a\noauth_refresh_token = b\n\
         oauth_expires_at = 4102444800\nremote_url = {url}\n",
        8,
        8,
    ),
    ("[other]\nremote_provider = baseten\nremote_url = https://app.baseten.co\n", 2, 2),
    ("[other]\nremote_provider = baseten\napi_key = {other}\nremote_url = https://app.baseten.co\n", 2, 2),
];

/// The key in a section.
fn key_of(text: &str, section: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("[{section}]\n"))?;
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    let value = |line: &str| {
        line.strip_prefix("api_key").map(|rest| rest.trim().trim_start_matches(['=', ':']).trim().to_owned())
    };
    lines.filter_map(value).last()
}

#[test]
fn a_section_is_replaced_when_it_is_the_old_keys_or_nobodys() {
    for (section, plain, replaced) in TABLE {
        for (more, code) in [(&[][..], plain), (&["--replace"], replaced)] {
            let scene = Scene::new(Nothing);
            let world = &scene.world;
            let stood = trussrc(&world.url(), &world.login) + "\n# others\n" + &scene.filled(section);
            fs::write(world.home.trussrc(), &stood).expect("it is written");
            let before = world.before();
            let ended =
                world.run(&[&["keys", "rotate", "app", "--to", "trussrc:other", "--remote", "baseten"], more].concat());
            assert_eq!(ended.code, Some(code), "{section} {more:?}: {}", ended.told());
            let text = fs::read_to_string(world.home.trussrc()).expect("it is there");
            assert_eq!(key_of(&text, "baseten").as_ref(), Some(&world.login), "the key in use is kept: {text}");
            assert_eq!(world.baseten().requests("POST"), usize::from(code == TAKEN), "{}", ended.told());
            if code == TAKEN {
                before.changes(world).expect(&["app-rotated-1"], &[]);
                let new = key_of(&text, "other").unwrap_or_else(|| panic!("{text}"));
                assert!(world.accepts(&new) && new != scene.old, "{text}");
                let lines: Vec<&str> = stood.lines().filter(|line| !line.starts_with("api_key")).collect();
                assert!(lines.iter().all(|line| text.lines().any(|kept| kept == *line)), "{stood} became {text}");
                ended.expect_no_secret(&new);
            } else {
                assert_eq!(text, stood);
                before.changes(world).expect(&[], &[]);
            }
        }
    }
}

#[test]
fn the_login_key_is_not_replaced_by_another_keys_successor() {
    for sink in ["trussrc", "trussrc:baseten"] {
        let scene = Scene::new(Nothing);
        let stood = fs::read_to_string(scene.world.home.trussrc()).expect("it is there");
        scene.world.run(&["keys", "rotate", "app", "--to", sink]).expect(&[8]);
        assert_eq!(fs::read_to_string(scene.world.home.trussrc()).expect("it is there"), stood);
        assert_eq!(scene.world.baseten().requests("POST"), 0);
        scene.world.run(&["keys", "rotate", "app", "--to", sink, "--replace"]).expect(&[0]);
        let text = fs::read_to_string(scene.world.home.trussrc()).expect("it is there");
        let new = key_of(&text, "baseten").expect("a key");
        assert!(scene.world.accepts(&new) && scene.world.baseten().state().named("app-rotated-1")[0].whole == new);
        assert!(scene.world.accepts(&scene.world.login) && scene.world.accepts(&scene.old));
    }
}

#[test]
fn sections_that_hold_the_old_key_get_the_new_one_whatever_else_is_given() {
    for sink in [&[][..], &["--to", "file:place"], &["--to", "trussrc:second"], &["--to", "stdout"]] {
        let scene = Scene::new(Nothing);
        let world = &scene.world;
        let section = |name: &str, key: &str| {
            format!("[{name}]\nremote_provider = baseten\napi_key = {key}\nremote_url = {}\n", world.url())
        };
        let sections =
            [("first", scene.old.as_str()), ("baseten", &world.login), ("second", &scene.old), ("third", OTHER)];
        let text: String = sections.iter().map(|(name, key)| section(name, key)).collect();
        fs::write(world.home.trussrc(), text).expect("it is written");
        world.run(&[&["keys", "rotate", "app", "--remote", "baseten"], sink].concat()).expect(&[0]);
        let text = fs::read_to_string(world.home.trussrc()).expect("it is there");
        let new = world.baseten().state().named("app-rotated-1")[0].whole.clone();
        let held = ["first", "baseten", "second", "third"].map(|name| key_of(&text, name).unwrap_or_default());
        assert_eq!(held, [new.clone(), world.login.clone(), new, OTHER.to_owned()], "{sink:?}: {text}");
    }
}

#[test]
fn an_empty_section_of_the_remote_in_use_is_filled() {
    let world = World::fake();
    world.add("PERSONAL", Some("app"));
    let text = format!("[baseten]\nremote_provider = baseten\nremote_url = {}\n", world.url());
    fs::write(world.home.trussrc(), text).expect("it is written");
    let rotate = ["keys", "rotate", "app", "--to", "trussrc", "--remote", "baseten"];
    run(world.home.truss(rotate).env("BASETEN_API_KEY", &world.login)).expect(&[0]);
    let text = fs::read_to_string(world.home.trussrc()).expect("it is there");
    assert!(world.accepts(&key_of(&text, "baseten").expect("a key")), "{text}");
}

/// With the key from the environment, so that nothing else needs the trussrc.
fn rotate_without(world: &World, home: &Home, sink: &str) -> Ended {
    let rotate = home.truss(["keys", "rotate", "app", "--to", sink, "--replace"]);
    let rotate = rotate.env("BASETEN_API_KEY", &world.login).env("BASETEN_TRUSS_AUTH_REMOTE_URL", world.url());
    start(rotate).end_within(Duration::from_secs(20))
}

#[test]
fn a_trussrc_that_cannot_be_read_stops_it_before_a_key_is_made() {
    // A FIFO is waited for before anything is known of the sink, until a signal ends that: see `stopped`.
    let put: [fn(&std::path::Path); 3] = [
        |path| fs::create_dir(path).expect("a folder"),
        |path| fs::write(path, b"[other]\napi_key = \xff\xfe\n").expect("it is written"),
        |path| std::os::unix::fs::symlink(".trussrc", path).expect("a symlink"),
    ];
    for (number, put) in put.into_iter().enumerate() {
        let (world, home) = (World::fake(), Home::new());
        let old = world.add("PERSONAL", Some("app"));
        put(&home.trussrc());
        let ended = rotate_without(&world, &home, "trussrc:other");
        assert!(ended.code.is_some_and(|code| code != 0), "{number}: {}", ended.told());
        assert_eq!(world.baseten().requests("POST"), 0, "{number}: {}", ended.told());
        assert!(world.accepts(&old) && world.baseten().state().key(prefix(&old)).is_some());
    }
}

#[test]
fn a_trussrc_that_may_hold_the_old_key_is_not_passed_over() {
    for (section, code) in [
        ("api_key = {old}\nremote_url = {url}\na line that is none\n", 8),
        ("api_key = %(none)s\nremote_url = {url}\n", 8),
        // There is no keyring here that could say.
        ("auth_type = api_key\nremote_url = {url}\n", 8),
        // What belongs to another host is none of this remote's keys.
        ("auth_type = api_key\nremote_url = https://elsewhere.example\n", TAKEN),
        ("api_key = %(none)s\nremote_url = https://elsewhere.example\n", TAKEN),
    ] {
        let scene = Scene::new(Nothing);
        let (world, home) = (&scene.world, Home::new());
        let text = scene.filled(&format!("[baseten]\nremote_provider = baseten\n{section}"));
        fs::write(home.trussrc(), &text).expect("it is written");
        let rotate = home.truss(["keys", "rotate", "app", "--to", "file:new.key", "--revoke-now"]);
        let rotate = rotate.env("BASETEN_API_KEY", &world.login).env("BASETEN_TRUSS_AUTH_REMOTE_URL", world.url());
        let ended = run(rotate).expect(&[code]);
        assert_eq!(fs::read_to_string(home.trussrc()).expect("it is there"), text);
        assert_eq!(world.baseten().requests("POST"), usize::from(code == TAKEN), "{}", ended.told());
        assert_eq!(world.accepts(&scene.old), code != TAKEN, "{}", ended.told());
    }
}
