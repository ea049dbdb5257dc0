//! The protocol of rotations against random histories: two machines, a person at the web page, services that use their
//! keys, lost answers, lists and last uses that lag or are missing, and processes that die at any request. The code that
//! runs is the program's own, in this process, on a remote in this process and on a clock of its own.
//!
//! Beside the histories stand single mishaps, which they come by only now and then: `creation` and `delivery`; and what
//! can be checked without a remote: `verdicts`, `records` and `storage`.

/// The fake Baseten of the integration tests, without the server around it.
#[path = "../../../tests/integration/support/baseten"]
#[expect(dead_code, reason = "the integration tests use the rest")]
mod baseten {
    mod create;
    mod exchange;
    mod handle;
    mod list;
    mod random;
    mod seed;
    mod state;

    pub(crate) use exchange::{Answer, Trouble, When};
    pub(crate) use random::Random;
    pub(crate) use seed::Seed;
    pub(crate) use state::{Acted, Field, Key, LastUse, State};
}
mod checks;
mod creation;
mod delivery;
mod machine;
mod records;
mod remote;
mod scene;
mod schedule;
mod storage;
mod verdicts;
mod world;

use std::thread;

use baseten::Random;

use world::World;

/// How many histories a run of the tests goes through; `TRUSS_HISTORIES` sets another number, as `.ci/run` does.
const HISTORIES: u64 = 5_000;
/// How many threads share them.
const THREADS: u64 = 2;

/// Goes through the histories with these numbers; a failure names the one that shows it.
fn histories(numbers: impl Iterator<Item = u64>) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let _entered = runtime.enter();
    let mut steps = 0;
    for number in numbers {
        let mut world = World::new(Random::new(number));
        let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| steps += world.live()));
        if let Err(panic) = told {
            let why = panic.downcast_ref::<String>().map_or("a panic without a text", String::as_str);
            let acted: Vec<String> =
                world.remote.state().acted.iter().rev().take(12).map(|acted| format!("{acted:?}")).collect();
            let (log, acted) = (world.log.join("\n"), acted.join("\n"));
            panic!("TRUSS_HISTORY={number} shows it again: {why}\n{log}\nThe last requests, backwards:\n{acted}");
        }
    }
    steps
}

#[test]
fn no_history_loses_a_key_that_a_service_needs_or_leaves_one_untold() {
    if let Ok(number) = std::env::var("TRUSS_HISTORY") {
        histories(std::iter::once(number.parse().expect("a number")));
        return;
    }
    let count = std::env::var("TRUSS_HISTORIES").map_or(HISTORIES, |count| count.parse().expect("a number"));
    let each = count / THREADS;
    let threads: Vec<_> =
        (0..THREADS).map(|thread| thread::spawn(move || histories(thread * each..(thread + 1) * each))).collect();
    let steps: u64 = threads.into_iter().map(|thread| thread.join().expect("every history holds")).sum();
    assert!(steps > each * THREADS * 5, "histories of {steps} requests show little");
}
