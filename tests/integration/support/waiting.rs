//! Waits for what a test goes by: each has a condition, and an end.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// Long enough for a machine with other things to do.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a process must be seen asleep, one look after another, to count as waiting for something.
const LOOKS: u32 = 10;

/// Waits until `happened`.
#[track_caller]
pub(crate) fn wait_until(mut happened: impl FnMut() -> bool) {
    let start = Instant::now();
    while !happened() {
        assert!(start.elapsed() < PATIENCE, "it does not happen");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until the process has nothing to do: it sleeps, and needs no processor while it is looked at.
#[track_caller]
pub(crate) fn wait_until_idle(process: u32) {
    let (mut last, mut same) = (None, 0);
    wait_until(|| {
        thread::sleep(Duration::from_millis(15));
        let now = state(process);
        same = if now.0 == 'S' && last == Some(now) { same + 1 } else { 0 };
        last = Some(now);
        same >= LOOKS
    });
}

/// Waits until the process has used the processor for that many hundredths of a second.
#[track_caller]
pub(crate) fn wait_until_busy(process: u32, hundredths: u64) {
    wait_until(|| state(process).1 >= hundredths);
}

/// The state of a process, and how long it has used the processor, in ticks of a hundredth of a second.
#[track_caller]
fn state(process: u32) -> (char, u64) {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("a process");
    // The program's name may have spaces in it.
    let fields: Vec<&str> = stat.rsplit_once(") ").expect("a name").1.split(' ').collect();
    let ticks = |place: usize| fields[place].parse::<u64>().expect("a number");
    (fields[0].chars().next().expect("a letter"), ticks(11) + ticks(12))
}
