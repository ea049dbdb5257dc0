//! A `finish` whose requests go wrong, and one that is killed.

use crate::baseten::app::{App, in_parallel};
use crate::baseten::run::start;
use crate::support::baseten::{Trouble, When};

const FINISH: [&str; 5] = ["keys", "rotations", "finish", "ci", "--yes"];

/// An overlap whose old key was never used.
fn overlap() -> App {
    let app = App::new();
    app.rotate(&[]).expect(&[0]);
    app.world.baseten().state().arm();
    app
}

#[test]
fn it_is_true_to_its_code_whatever_goes_wrong() {
    let requests = {
        let app = overlap();
        app.world.run(&FINISH).expect(&[0]);
        app.world.baseten().state().came()
    };
    let troubles = [
        (false, Trouble::Lost),
        (true, Trouble::Lost),
        (false, Trouble::Status(503)),
        (true, Trouble::Status(503)),
        (true, Trouble::Silence),
        (true, Trouble::Garbage),
        (false, Trouble::Kill),
        (true, Trouble::Kill),
    ];
    let cases: Vec<(usize, bool, Trouble)> =
        (0..requests).flat_map(|number| troubles.map(|(acted, trouble)| (number, acted, trouble))).collect();
    in_parallel(
        &cases,
        |case| format!("{case:?}"),
        |&(number, acted, trouble)| {
            let app = overlap();
            let when = When::request(number);
            match acted {
                true => app.world.baseten().state().fail_after(when, trouble),
                false => app.world.baseten().state().fail_before(when, trouble),
            }
            let running = start(app.world.home.truss([&FINISH[..], &["--request-timeout", "2s"]].concat()));
            app.world.baseten().victim(Some(running.pid()));
            let ended = running.end();
            app.world.baseten().victim(None);
            app.world.baseten().state().arm();
            assert!(ended.signal == Some(9) || [0, 1, 6, 7].contains(&ended.code.unwrap_or(-1)), "{}", ended.told());
            assert!(ended.code != Some(0) || !app.old_lives(), "{}", ended.told());
            app.expect_safe();
            app.world.run(&FINISH).expect(&[0]);
            let key = app.expect_delivered();
            app.expect_only(&key);
        },
    );
}

#[test]
fn who_finishes_second_has_nothing_left_to_do() {
    let app = overlap();
    let homes = [app.world.another_home(), app.world.another_home()];
    app.world.baseten().meet("DELETE", 2);
    let running = homes.each_ref().map(|home| start(home.truss(FINISH)));
    for running in running {
        running.end().expect(&[0]);
    }
    let key = app.expect_delivered();
    app.expect_only(&key);
}
