//! A push with the search for secrets and without it, in this process.

use std::path::Path;
use std::time::{Duration, Instant};

use truss::internals::bench;

/// How long listing, looking through and uploading `folder` to `storage` takes.
pub(crate) fn push(folder: &Path, storage: &str, is_guarded: bool) -> Duration {
    let started = Instant::now();
    bench::push(folder, storage, is_guarded).expect("the upload works");
    started.elapsed()
}
