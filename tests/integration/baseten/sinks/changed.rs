//! A place that somebody changes between the check and the delivery.

use std::fs;

use super::place::Stands::{Nothing, Text};
use super::place::{OTHER, Scene};
use crate::support::baseten::When;

#[test]
fn what_the_check_did_not_see_is_not_overwritten() {
    for (sink, stood, foreign) in [
        ("file:place", "{old}", "{other}"),
        ("file:place", "", "a text"),
        ("env-file:place", "BASETEN_API_KEY={old}\n", "BASETEN_API_KEY={other}\n"),
        ("env-file:place:TOKEN", "A=1\n", "A=1\nTOKEN=mine\n"),
    ] {
        // As a file too that holds something else only now, `--replace` covers what was there and nothing later.
        for more in [&[][..], &["--replace"]] {
            let scene = Scene::new(Text(stood));
            let (path, text) = (scene.path(), scene.filled(foreign));
            let change = text.clone();
            scene.world.baseten().state().just_after(When::nth("POST", 0), move |_| {
                fs::write(&path, change).expect("it is written");
            });
            let ended = scene.world.run(&[&["keys", "rotate", "app", "--to", sink], more].concat()).expect(&[7]);
            assert_eq!(fs::read_to_string(scene.path()).expect("it is there"), text, "{sink}: {}", ended.told());
            let new = scene.world.baseten().state().named("app-rotated-1")[0].whole.clone();
            ended.expect_no_secret(&new);
            assert!(scene.world.accepts(&scene.old));
            // The secret is not lost: once the place is as it was, it is delivered.
            fs::write(scene.path(), scene.filled(stood)).expect("it is written");
            scene.world.run(&["keys", "rotate", "app"]).expect(&[0]);
            assert!(fs::read_to_string(scene.path()).expect("it is there").contains(&new), "{sink}");
            assert_eq!(scene.world.made().len(), 1);
        }
    }
}

#[test]
fn a_change_of_something_else_in_the_file_is_kept() {
    let scene = Scene::new(Text("A=1\nBASETEN_API_KEY={old}\n"));
    let (path, text) = (scene.path(), scene.filled("A=2\nFOO={other}\nBASETEN_API_KEY={old}\n"));
    scene.world.baseten().state().just_after(When::nth("POST", 0), move |_| {
        fs::write(&path, text).expect("it is written");
    });
    // Seen as another file, or as the same variable.
    let code = scene.world.run(&["keys", "rotate", "app", "--to", "env-file:place"]).expect(&[0, 7]).code;
    let text = fs::read_to_string(scene.path()).expect("it is there");
    assert!(text.starts_with(&format!("A=2\nFOO={OTHER}\nBASETEN_API_KEY=")), "{text}");
    assert_eq!(text.contains(&scene.old), code == Some(7), "{text}");
}

#[test]
fn a_section_that_became_another_hosts_or_a_logins_gets_no_key() {
    for section in [
        "remote_provider = baseten\nremote_url = https://somewhere-else.example\n",
        "remote_provider = another\nremote_url = {url}\n",
        "remote_provider = baseten\nauth_type = oauth\noauth_access_token = a\noauth_refresh_token = b\n\
         oauth_expires_at = 4102444800\nremote_url = {url}\n",
    ] {
        let scene = Scene::new(Nothing);
        let (world, trussrc) = (&scene.world, scene.world.home.trussrc());
        let stood = fs::read_to_string(&trussrc).expect("it is there");
        let text = format!("{stood}\n[other]\n{}", scene.filled(section));
        let (path, change) = (trussrc.clone(), text.clone());
        world.baseten().state().just_after(When::nth("POST", 0), move |_| {
            fs::write(&path, change).expect("it is written");
        });
        let ended = world.run(&["keys", "rotate", "app", "--to", "trussrc:other"]).expect(&[7]);
        assert_eq!(fs::read_to_string(&trussrc).expect("it is there"), text, "{}", ended.told());
        ended.expect_no_secret(&world.baseten().state().named("app-rotated-1")[0].whole);
        // Nor later, as long as it is so.
        world.run(&["keys", "rotate", "app"]).expect(&[7]);
        assert_eq!(fs::read_to_string(&trussrc).expect("it is there"), text);
        fs::write(&trussrc, stood).expect("it is written");
        world.run(&["keys", "rotate", "app"]).expect(&[0]);
        assert_eq!(world.made().len(), 1);
    }
}
