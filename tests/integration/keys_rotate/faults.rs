//! The network fails at every request, in every way: the application's key works, and the same command again ends the
//! rotation.

use std::sync::Mutex;
use std::thread;

use crate::support::{Between, Embedded, Mishap};

use super::case::{Case, Kind};

const MISHAPS: [Mishap; 8] = [
    Mishap::Lost,
    Mishap::AnswerLost,
    Mishap::Silence,
    Mishap::AnswerSilence,
    Mishap::Status(500),
    Mishap::AnswerStatus(502),
    Mishap::Status(429),
    Mishap::Status(503),
];

/// One run that goes wrong, and one that does not.
fn fails(remote: &Embedded, kind: Kind, number: usize, request: usize, lasts: bool, fault: Mishap) -> usize {
    let between = Between::start(remote.url());
    let case = Case::new(remote, &between.url(), kind, format!("app-{kind:?}-{number}").to_lowercase());
    let when = format!("{fault:?} at request {request}{} with {kind:?}", if lasts { " and after" } else { "" });
    between.fail(request..if lasts { usize::MAX } else { request + 1 }, fault);
    let mut arguments = case.arguments();
    // Long enough for this machine, short enough for a test.
    arguments.extend(["--timeout", "1"].map(str::to_owned));
    let output = case.run(&arguments, |_| ());
    let asked = between.heal();
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        case.assert_it_is_over(&when);
        return asked;
    }
    assert!(matches!(output.status.code(), Some(6 | 7)), "{when}: {:?} {stderr}", output.status);
    assert!(stderr.starts_with("error: ") || stderr.contains("\nerror: "), "{when}: {stderr}");
    case.assert_it_goes_on(&when);
    asked
}

fn at_every_request(kind: Kind) {
    let remote = Embedded::start();
    let requests = fails(&remote, kind, 0, usize::MAX - 1, false, Mishap::Lost);
    assert!(requests >= 8, "{requests}");
    let mut cases = Vec::new();
    for request in 0..requests {
        for fault in MISHAPS {
            cases.extend([(request, false, fault), (request, true, fault)]);
        }
    }
    let cases = Mutex::new(cases.into_iter().enumerate());
    // Most of the time is spent waiting.
    thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                loop {
                    let next = cases.lock().expect("no thread panicked").next();
                    let Some((number, (request, lasts, fault))) = next else { return };
                    fails(&remote, kind, number + 1, request, lasts, fault);
                }
            });
        }
    });
}

#[test]
fn the_network_fails_at_every_request_of_a_teams_key() {
    at_every_request(Kind::EnvFile);
}

#[test]
fn the_network_fails_at_every_request_of_the_key_in_use() {
    at_every_request(Kind::Trussrc);
}
