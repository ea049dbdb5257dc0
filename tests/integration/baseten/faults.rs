//! A rotation whose requests go wrong, one at a time, in every way, before and after the remote acted.

use super::app::{App, in_parallel};
use super::run::{Ended, paste};
use crate::support::baseten::{Trouble, When};

struct Case {
    number: usize,
    acted: bool,
    trouble: Trouble,
}

impl Case {
    fn all(requests: usize) -> Vec<Self> {
        let troubles = [
            (false, Trouble::Lost),
            (true, Trouble::Lost),
            (false, Trouble::Status(503)),
            (true, Trouble::Status(503)),
            (false, Trouble::Status(429)),
            (false, Trouble::Silence),
            (true, Trouble::Silence),
            (true, Trouble::Garbage),
        ];
        let numbered = |number| troubles.map(|(acted, trouble)| Self { number, acted, trouble });
        (0..requests).flat_map(numbered).collect()
    }

    fn name(&self) -> String {
        format!(
            "request {} {} {:?}",
            self.number,
            if self.acted { "acted on, then" } else { "not acted on," },
            self.trouble
        )
    }

    /// That request, or (`onward`) it and all later ones, go wrong. Every code is right that leaves all as it must be.
    fn rotate(&self, app: &App, onward: bool, more: &[&str]) -> Ended {
        let when = When::request(self.number);
        let when = if onward { when.onward() } else { when };
        match self.acted {
            true => app.world.baseten().state().fail_after(when, self.trouble),
            false => app.world.baseten().state().fail_before(when, self.trouble),
        }
        let ended = app.rotate(&[&["--request-timeout", "2s"], more].concat());
        app.world.baseten().state().arm();
        let ended = ended.expect(&[0, 1, 5, 6, 7, 8]);
        app.expect_safe();
        for key in &app.world.baseten().state().keys {
            ended.expect_no_secret(&key.whole);
        }
        ended
    }
}

#[test]
fn a_rotation_survives_any_one_request_that_goes_wrong() {
    in_parallel(&Case::all(App::requests(&[])), Case::name, |case| {
        let app = App::new();
        if case.rotate(&app, false, &[]).code != Some(0) {
            assert!(app.old_lives());
            app.rotate(&["--yes"]).expect(&[0]);
        }
        app.expect_ends_well();
    });
}

#[test]
fn a_rotation_survives_a_network_that_goes_away() {
    let cases: Vec<Case> = Case::all(App::requests(&[]))
        .into_iter()
        .filter(|case| [Trouble::Lost, Trouble::Status(503)].contains(&case.trouble))
        .collect();
    in_parallel(&cases, Case::name, |case| {
        let app = App::new();
        if case.rotate(&app, true, &[]).code != Some(0) {
            assert!(app.old_lives());
            app.rotate(&["--yes"]).expect(&[0]);
        }
        app.expect_ends_well();
    });
}

#[test]
fn revoking_at_once_survives_any_one_request_that_goes_wrong() {
    in_parallel(&Case::all(App::requests(&["--revoke-now"])), Case::name, |case| {
        let app = App::new();
        if case.rotate(&app, false, &["--revoke-now"]).code != Some(0) {
            app.rotate(&["--revoke-now", "--yes"]).expect(&[0]);
        }
        let key = app.expect_delivered();
        app.expect_only(&key);
    });
}

#[test]
fn what_an_unfinished_rotation_hints_at_makes_no_further_key() {
    in_parallel(&Case::all(App::requests(&[])), Case::name, |case| {
        let app = App::new();
        let ended = case.rotate(&app, false, &[]);
        if ended.code == Some(7) {
            let hinted = ended.hinted();
            assert!(!hinted.is_empty(), "no way out: {}", ended.told());
            for line in hinted {
                assert!(!line.contains("--force"), "{line}");
                let living = app.living();
                let pasted = paste(&app.world.home, &line);
                assert!(app.living() <= living, "a further key: {}", pasted.told());
                app.expect_safe();
            }
        }
    });
}

#[test]
fn a_list_that_lags_costs_no_key() {
    let lags: Vec<(usize, usize)> = (0..4).flat_map(|lacks| (0..3).map(move |holds| (lacks, holds))).collect();
    in_parallel(
        &lags,
        |lag| format!("new and revoked keys lag by {lag:?} lists"),
        |&(lacks, holds)| {
            let app = App::new();
            app.world.baseten().state().lists_lack_new = lacks;
            app.world.baseten().state().lists_hold_revoked = holds;
            // A run may take the new key for revoked or its secret for lost; then it says how to go on.
            for _ in 0..4 {
                let ended = app.rotate(&["--yes"]).expect(&[0, 7, 8]);
                app.expect_safe();
                if ended.code == Some(0) {
                    break;
                }
                for line in ended.hinted().iter().filter(|line| line.contains("keys revoke")) {
                    paste(&app.world.home, &format!("{line} --yes"));
                    app.expect_safe();
                }
            }
            app.world.baseten().state().lists_hold_revoked = 0;
            app.expect_ends_well();
        },
    );
}
