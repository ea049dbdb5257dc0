//! `truss push` under limits of the system: nothing of a model goes to the disk, and no more of it into memory when it is
//! larger.

use std::process::Command;

use super::case::{Case, MIB};
use crate::support::{Asked, Behaviour};

/// No byte may be written to a file, and this much memory may be used for data, in KiB: `ulimit` wants them so.
const LIMITS: &str = "ulimit -f 0; ulimit -d 131072";
/// Twice that much.
const WEIGHT: u64 = 256 * MIB;

#[test]
fn a_model_that_is_larger_than_the_memory_goes_up_and_no_file_is_written() {
    // What takes the whole of it into memory fails there.
    let whole = format!("{LIMITS}; dd if=/dev/zero of=/dev/null bs={WEIGHT} count=1");
    let whole = Command::new("sh").arg("-c").arg(whole).output().expect("a shell");
    assert!(!whole.status.success(), "the limit does not hold");
    let case = Case::new(WEIGHT, |_, _| Behaviour::Forget);
    let write = format!("{LIMITS}; echo x > file");
    let write = Command::new("sh").arg("-c").arg(write).current_dir(case.home.path()).output().expect("a shell");
    assert!(!write.status.success(), "the limit does not hold");

    let answer = case.push().after(LIMITS).any_stdout().run().json();
    assert!(answer["uploaded_bytes"].as_u64().is_some_and(|bytes| bytes > WEIGHT), "{answer}");
    let held = case.storage.held();
    let parts = held.asked.iter().filter(|asked| matches!(asked, Asked::Part(_))).count();
    assert!(parts > 1 && held.count(&Asked::Complete) == 1 && held.completed_with_checksums, "{:?}", held.asked);
}
