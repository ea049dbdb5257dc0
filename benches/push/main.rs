//! How long a push takes, beside Python's truss, and tar and curl: `cargo bench --bench push`.
//!
//! Two folders: a few GiB in two files, and many files of 2 KB. Two servers: one that throws away what it gets, and
//! s3s-fs, which keeps and hashes it, in its own process (`cargo install s3s-fs --version 0.14.1 --features binary`).
//! Python's side is its packing and then boto3, without the interpreter's start; ours is the whole process. Then pushes
//! with the search for secrets and without it, and the peak memory at 1 GiB and at 8 GiB.
//!
//! `TRUSS_BENCH_GIB` (4), `TRUSS_BENCH_FILES` (100000) and `TRUSS_BENCH_RUNS` (3) change the size,
//! `TRUSS_BENCH_DIRECTORY` the place, `TRUSS_PYTHON` the Python that has truss. What is missing is left out.
#![expect(clippy::print_stdout, reason = "printing figures is what a bench is for")]

mod folders;
mod guard;
mod process;
mod server;

use std::path::{Path, PathBuf};
use std::time::Duration;

use self::process::{Measured, python, s3s_fs, tar_and_curl, truss};
use self::server::Server;

/// Fewer would say nothing about a difference of some per cent.
const LEAST_TURNS: usize = 9;

fn main() {
    let number =
        |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let runs = number("TRUSS_BENCH_RUNS", 3) as usize;
    let directory = std::env::var_os("TRUSS_BENCH_DIRECTORY").map_or_else(std::env::temp_dir, PathBuf::from);
    let scratch = tempfile::Builder::new().prefix("truss-bench-").tempdir_in(directory).expect("a folder");
    let (gib, files) = (number("TRUSS_BENCH_GIB", 4), number("TRUSS_BENCH_FILES", 100_000));
    let big = folders::big(scratch.path(), gib);
    report(&format!("{gib} GiB in two files"), &big, scratch.path(), runs);
    std::fs::remove_dir_all(&big).expect("the folder goes");
    let small = folders::small(scratch.path(), files);
    report(&format!("{files} files of 2 KB"), &small, scratch.path(), runs);
    std::fs::remove_dir_all(&small).expect("the folder goes");
    memory(scratch.path());
}

fn report(title: &str, folder: &Path, scratch: &Path, runs: usize) {
    println!("{title}");
    let discarding = Server::start(None);
    let ours = median(runs, || Some(truss(&discarding, folder)));
    let Some(ours) = ours else { return };
    line("truss, discarding server", &ours, None);
    if let Some(theirs) = median(runs, || python(folder, &discarding.storage())) {
        line("Python's truss, discarding server", &theirs, Some(&ours));
    }
    if let Some(script) = median(runs, || tar_and_curl(folder, &discarding.storage())) {
        line("tar | curl -T -", &script, Some(&ours));
    }
    guarded(folder, &discarding, runs);
    if let Some(storage) = s3s_fs(scratch) {
        let server = Server::start(Some(storage.url()));
        let kept = median(runs, || Some(truss(&server, folder)));
        if let Some(kept) = kept {
            line("truss, s3s-fs", &kept, None);
            if let Some(theirs) = median(runs, || python(folder, &server.storage())) {
                line("Python's truss, s3s-fs", &theirs, Some(&kept));
            }
        }
    }
}

fn median(runs: usize, mut run: impl FnMut() -> Option<Measured>) -> Option<Measured> {
    let mut measured: Vec<Measured> = (0..runs).map_while(|_| run()).collect();
    measured.sort_by_key(|measured| measured.time);
    let middle = measured.len() / 2;
    measured.into_iter().nth(middle)
}

fn line(name: &str, measured: &Measured, ours: Option<&Measured>) {
    let seconds = measured.time.as_secs_f64();
    let memory = measured.memory.map(|bytes| format!("{} MiB", bytes >> 20)).unwrap_or_default();
    let ratio = ours.map(|ours| format!("{:.1} times ours", seconds / ours.time.as_secs_f64())).unwrap_or_default();
    println!("  {name:<36} {seconds:>8.2} s  {memory:>8}  {ratio}");
}

/// What the search for secrets costs: pushes with it and without it, in turns. The fastest of each is what the machine
/// did least else beside.
fn guarded(folder: &Path, server: &Server, runs: usize) {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..runs.max(LEAST_TURNS) {
        with.push(guard::push(folder, &server.storage(), true));
        without.push(guard::push(folder, &server.storage(), false));
    }
    let [with, without] = [with, without].map(|times| times.iter().min().map_or(0.0, Duration::as_secs_f64));
    let cost = 100.0 * (with - without) / without;
    println!(
        "  {:<36} {with:>8.2} s  and {without:.2} s without: {cost:.1} %",
        "the upload with the search for secrets"
    );
}

/// The peak memory of pushes of very different sizes.
fn memory(scratch: &Path) {
    println!("peak memory by size, discarding server");
    let server = Server::start(None);
    for gib in [1, 8] {
        let folder = folders::big(scratch, gib);
        line(&format!("truss, {gib} GiB in two files"), &truss(&server, &folder), None);
        std::fs::remove_dir_all(folder).expect("the folder goes");
    }
}
