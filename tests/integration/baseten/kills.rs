//! A rotation that is killed at every request and inside a sink, and then run again.

use super::app::{App, in_parallel};
use super::run::{Ended, paste, run, start};
use super::world::prefix;
use crate::support::baseten::{Trouble, When};

/// The request at which it is killed, and whether the remote acted on that.
type Case = (usize, bool);

fn cases(more: &[&str]) -> Vec<Case> {
    (0..App::requests(more)).flat_map(|number| [(number, false), (number, true)]).collect()
}

fn name((number, acted): &Case) -> String {
    format!("killed at request {number}, {}", if *acted { "acted on" } else { "not acted on" })
}

/// A rotation that is killed there, or ends before it gets there.
fn kill_or_end(app: &App, &(number, acted): &Case, more: &[&str]) -> Ended {
    let when = When::request(number);
    match acted {
        true => app.world.baseten().state().fail_after(when, Trouble::Kill),
        false => app.world.baseten().state().fail_before(when, Trouble::Kill),
    }
    let running = start(app.rotation(more));
    app.world.baseten().victim(Some(running.pid()));
    let ended = running.end();
    app.world.baseten().victim(None);
    app.world.baseten().state().arm();
    app.expect_safe();
    ended
}

/// A rotation that is killed there.
#[track_caller]
fn kill(app: &App, case: &Case, more: &[&str]) {
    let ended = kill_or_end(app, case, more);
    assert_eq!(ended.signal, Some(9), "{}", ended.told());
}

/// From another machine.
fn finish(app: &App, more: &[&str]) -> Ended {
    run(app.world.another_home().truss([&["keys", "rotations", "finish", "--yes"], more].concat()))
}

#[test]
fn killed_at_a_request_it_ends_well_when_it_is_run_again() {
    in_parallel(&cases(&[]), name, |case| {
        let app = App::new();
        kill(&app, case, &[]);
        assert!(app.old_lives());
        app.rotate(&["--yes"]).expect(&[0]);
        app.expect_ends_well();
    });
}

#[test]
fn killed_again_and_again_it_ends_well() {
    in_parallel(&cases(&[]), name, |case| {
        let app = App::new();
        kill(&app, case, &[]);
        let mut again = (0..3).map(|number| kill_or_end(&app, &(number, case.1), &["--yes"]));
        let ended = again.find(|ended| ended.signal != Some(9));
        ended.unwrap_or_else(|| app.rotate(&["--yes"])).expect(&[0]);
        app.expect_ends_well();
    });
}

#[test]
fn killed_while_it_revokes_at_once_it_ends_well_when_it_is_run_again() {
    in_parallel(&cases(&["--revoke-now"]), name, |case| {
        let app = App::new();
        kill(&app, case, &["--revoke-now"]);
        app.rotate(&["--revoke-now", "--yes"]).expect(&[0]);
        let key = app.expect_delivered();
        app.expect_only(&key);
    });
}

#[test]
fn what_the_next_run_hints_at_makes_no_further_key() {
    in_parallel(&cases(&[]), name, |case| {
        let app = App::new();
        kill(&app, case, &[]);
        let ended = app.rotate(&[]).expect(&[0, 7]);
        let hinted = ended.hinted();
        assert!(ended.code == Some(0) || !hinted.is_empty(), "no way out: {}", ended.told());
        for line in hinted.iter().filter(|_| ended.code == Some(7)) {
            let living = app.living();
            let pasted = paste(&app.world.home, line);
            assert!(app.living() <= living, "a further key: {}", pasted.told());
            app.expect_safe();
        }
        if !app.is_delivered() {
            app.rotate(&["--yes"]).expect(&[0]);
        }
        app.expect_safe();
        app.expect_delivered();
    });
}

#[test]
fn killed_inside_a_command_it_ends_well_when_it_is_run_again() {
    let trap = "if [ -e trap ]; then rm trap; kill -s KILL $PPID; sleep 0.1; fi";
    let commands = [(format!("{trap}; "), String::new()), (String::new(), format!("; {trap}"))];
    in_parallel(
        &commands,
        |command| format!("{command:?}"),
        |(first, last)| {
            for more in [&[][..], &["--revoke-now"]] {
                let app = App::storing(first, last);
                std::fs::write(app.world.path("trap"), "").expect("it is written");
                let ended = app.rotate(more);
                assert_eq!(ended.signal, Some(9), "{}", ended.told());
                app.expect_safe();
                assert!(app.old_lives());
                assert_eq!(app.living(), 2);
                app.rotate(&[more, &["--yes"]].concat()).expect(&[0]);
                assert_eq!(app.world.made().len(), 1, "its secret was known: no key is made again");
                if more.is_empty() {
                    app.expect_ends_well();
                } else {
                    let key = app.expect_delivered();
                    app.expect_only(&key);
                }
            }
        },
    );
}

#[test]
fn elsewhere_finish_without_a_key_revokes_nothing_before_the_new_key_was_used() {
    in_parallel(&cases(&[]), name, |case| {
        for used in [false, true] {
            let app = App::new();
            if used {
                app.world.baseten().state().touch(prefix(&app.old));
            }
            kill(&app, case, &[]);
            finish(&app, &[]).expect(&[0]);
            finish(&app, &["--quiet-for", "1d"]).expect(&[0]);
            assert!(app.old_lives());
            app.rotate(&["--yes"]).expect(&[0]);
            finish(&app, &[]).expect(&[0]);
            assert!(app.old_lives());
            app.expect_safe();
            app.expect_delivered();
            assert_eq!(app.living(), 2);
        }
    });
}

#[test]
fn elsewhere_a_named_finish_leaves_a_used_key_alone() {
    in_parallel(&cases(&[]), name, |case| {
        let app = App::new();
        app.world.baseten().state().touch(prefix(&app.old));
        kill(&app, case, &[]);
        // 0 where no key was made yet: nothing is due.
        finish(&app, &["ci"]).expect(&[0, 7]);
        assert!(app.old_lives());
        app.rotate(&["--yes"]).expect(&[0]);
        finish(&app, &["ci"]).expect(&[7]);
        assert!(app.old_lives());
        app.expect_safe();
        app.expect_delivered();
    });
}

#[test]
fn elsewhere_a_named_finish_of_an_unused_key_stops_no_delivery() {
    in_parallel(&cases(&[]), name, |case| {
        let app = App::new();
        kill(&app, case, &[]);
        finish(&app, &["ci"]).expect(&[0]);
        assert_eq!(app.old_lives(), app.world.made().is_empty());
        app.rotate(&["--yes"]).expect(&[0]);
        let key = app.expect_delivered();
        assert_eq!(app.living(), 1 + usize::from(app.old_lives()));
        run(app.world.home.truss(["keys", "rotations", "finish", "ci", "--yes"])).expect(&[0]);
        app.expect_only(&key);
    });
}
