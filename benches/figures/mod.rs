//! Times whole processes and prints them side by side.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a program took.
pub(crate) struct Figures {
    /// The median of its runs.
    pub(crate) median: Duration,
    /// The most memory of one run, in KiB, where it could be measured.
    pub(crate) peak: Option<u64>,
}

/// Whether the program runs at all.
pub(crate) fn succeeds(program: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Runs the program `runs` times after one run that does not count, which reads the files from the disk.
pub(crate) fn measure(program: &Path, arguments: &[&str], runs: usize) -> Figures {
    assert!(succeeds(program, arguments), "{} {arguments:?} fails", program.display());
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            assert!(succeeds(program, arguments));
            started.elapsed()
        })
        .collect();
    times.sort();
    Figures { median: times[times.len() / 2], peak: peak_memory(program, arguments) }
}

/// The peak resident memory in KiB as GNU time tells it, `None` where that is not installed. (A program's peak counts
/// from that of the process that started it: GNU time is small enough not to show.)
fn peak_memory(program: &Path, arguments: &[&str]) -> Option<u64> {
    let mut time = Command::new("/usr/bin/time");
    let output = time.args(["-f", "%M"]).arg(program).args(arguments).stdout(Stdio::null()).output().ok()?;
    String::from_utf8(output.stderr).ok()?.lines().last()?.trim().parse().ok()
}

/// Prints one line of figures.
#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
pub(crate) fn show(name: &str, figures: &Figures) {
    let peak = figures.peak.map_or_else(|| "unknown".to_owned(), |kib| format!("{:.1} MiB", kib as f64 / 1024.0));
    println!("{name:<28} {:>10.2} ms   peak memory {peak}", figures.median.as_secs_f64() * 1_000.0);
}
