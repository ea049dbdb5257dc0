//! A push with the search for secrets and without it, in this process.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use truss::internals::api::{Authorities, plain_client};
use truss::internals::env::Variables;
use truss::internals::push::files::collect;
use truss::internals::push::guard::Guard;
use truss::internals::push::preflight::Package;
use truss::internals::push::upload::destination::{Destination, Place};
use truss::internals::push::upload::stall::Counters;
use truss::internals::push::upload::upload;

const TIMEOUT: Duration = Duration::from_secs(60);

/// How long listing, looking through and uploading `folder` to `storage` takes.
pub(crate) fn push(folder: &Path, storage: &str, guard: Guard) -> Duration {
    let started = Instant::now();
    let collection = collect(folder).expect("the folder can be read");
    let package = Package::new(folder, collection, &Arc::new(guard)).expect("the files can be read");
    let credentials = ["bench", "bench", "bench"];
    let remote = storage.parse().expect("a URL");
    let (bucket, key, region, endpoint) = ("bucket", "archive", "us-east-1", Some(storage));
    let place = Place { bucket, key, region, endpoint, remote: &remote, credentials };
    let destination = Destination::new(&place).expect("a place");
    let authorities = Authorities::of(&Variables::default());
    let http = plain_client(&authorities, TIMEOUT, destination.url()).expect("a client");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let counters = Arc::new(Counters::default());
    let uploading = upload(&http, &destination, package, &counters, TIMEOUT, std::future::pending());
    runtime.block_on(uploading).expect("the upload works");
    started.elapsed()
}
