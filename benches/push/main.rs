//! How long a push takes, beside Python's truss and GNU tar: `cargo bench --bench push`.
//!
//! Two folders: a few GiB in two files, and many files of 2 KB. Two servers: one that throws away what it gets, and
//! s3s-fs, which keeps and hashes it, in its own process (`cargo install s3s-fs --version 0.14.1 --features binary`).
//! Python's side is its packing and then boto3, without the interpreter's start; ours is the whole process.
//!
//! `TRUSS_BENCH_GIB` (4), `TRUSS_BENCH_FILES` (100000) and `TRUSS_BENCH_RUNS` (3) change the size,
//! `TRUSS_BENCH_DIRECTORY` the place, `TRUSS_PEER_PYTHON` the Python that has truss. What is missing is left out.
#![expect(clippy::print_stdout, reason = "printing figures is what a bench is for")]

mod folders;
mod process;
mod server;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use truss::push::files::collect;
use truss::push::guard::Guard;

use self::process::{Measured, gnu_tar, python, s3s_fs, truss};
use self::server::Server;

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
    if let Some(tar) = median(runs, || gnu_tar(folder)) {
        line("GNU tar to a pipe", &tar, Some(&ours));
    }
    let search = guard(folder);
    println!(
        "  {:<36} {:>8.2} s    {:.1} % of the push, if nothing ran beside it",
        "the search for secrets alone",
        search.as_secs_f64(),
        100.0 * search.as_secs_f64() / ours.time.as_secs_f64()
    );
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

/// Reading and searching every file, as a push does besides packing them.
fn guard(folder: &Path) -> Duration {
    let guard = Guard::new(&[], false);
    let collection = collect(folder).expect("the folder can be read");
    let mut total = Duration::ZERO;
    for file in &collection.files {
        let bytes = std::fs::read(folder.join(&file.path)).expect("the file can be read");
        let started = Instant::now();
        assert!(guard.find(&bytes).is_none(), "the folders hold no secrets");
        total += started.elapsed();
    }
    total
}
