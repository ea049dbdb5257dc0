//! A push with the search for secrets and without it, in this process.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use truss::internals::api::resources::uploads::PreparedUpload;
use truss::internals::api::{Authorities, plain_client};
use truss::internals::env::Variables;
use truss::internals::push::files::collect;
use truss::internals::push::guard::Guard;
use truss::internals::push::preflight::Preflight;
use truss::internals::push::upload::destination::Destination;
use truss::internals::push::upload::{Counters, upload};

const TIMEOUT: Duration = Duration::from_secs(60);

/// How long listing, looking through and uploading `folder` to `storage` takes.
pub(crate) fn push(folder: &Path, storage: &str, guard: Guard) -> Duration {
    let started = Instant::now();
    let collection = collect(folder).expect("the folder can be read");
    let preflight = Preflight::new(folder, collection, &Arc::new(guard)).expect("the files can be read");
    let credentials = json!({
        "aws_access_key_id": "bench", "aws_secret_access_key": "bench", "aws_session_token": "bench",
    });
    let prepared: PreparedUpload = serde_json::from_value(json!({
        "creds": credentials, "s3_bucket": "bucket", "s3_key": "archive", "s3_region": "us-east-1",
        "s3_endpoint_url": storage,
    }))
    .expect("an answer of the API");
    let remote = storage.parse().expect("a URL");
    let destination = Destination::new(&prepared, &remote).expect("a destination").expect("an archive");
    let authorities = Authorities::of(&Variables::default());
    let http = plain_client(&authorities, TIMEOUT, destination.url()).expect("a client");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let counters = Arc::new(Counters::default());
    let uploading = upload(&http, &destination, preflight, &counters, TIMEOUT, std::future::pending());
    runtime.block_on(uploading).expect("the upload works");
    started.elapsed()
}
