//! Where a secret may end up unseen: in the arguments of any process, and in the files of a home.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Runs `work`; fails when one of these texts was an argument of a process of the tests meanwhile.
pub(super) fn with_no_argument_that_has(secrets: &[&str], work: impl FnOnce()) {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                look_at_arguments(secrets);
                // The tests beside this one need the processor, too.
                thread::sleep(Duration::from_millis(2));
            }
        });
        let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        done.store(true, Ordering::Relaxed);
        watcher.join().expect("no key is an argument");
        if let Err(failure) = worked {
            std::panic::resume_unwind(failure);
        }
    });
}

fn look_at_arguments(secrets: &[&str]) {
    for process in fs::read_dir("/proc").expect("processes").flatten() {
        let arguments = fs::read(process.path().join("cmdline")).unwrap_or_default();
        let arguments = String::from_utf8_lossy(&arguments).into_owned();
        let is_ours = arguments.contains("truss-home-") || arguments.contains("target");
        let is_told = secrets.iter().any(|secret| arguments.contains(secret));
        assert!(!(is_ours && is_told), "a key is an argument: {arguments}");
    }
}

/// The paths below `folder` of the files that have this text, in order.
pub(super) fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder").flatten() {
            let kind = entry.file_type().expect("a kind");
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let content = fs::read(entry.path()).expect("a file");
                if content.windows(text.len()).any(|window| window == text.as_bytes()) {
                    let path = entry.path();
                    found.push(path.strip_prefix(folder).expect("it is below").display().to_string());
                }
            }
        }
    }
    found.sort();
    found
}
