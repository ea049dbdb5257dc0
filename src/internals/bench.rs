//! What benches measure in their own process.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::api::resources::uploads::PreparedUpload;
use crate::api::{Authorities, plain_client};
use crate::push::files::collect;
use crate::push::guard::Guard;
use crate::push::preflight::Preflight;
use crate::push::upload::destination::Destination;
use crate::push::upload::s3::Storage;
use crate::push::upload::{Counters, upload};
use crate::trussrc::Document;

const TIMEOUT: Duration = Duration::from_secs(60);

/// Reads the text of a trussrc, and counts its sections.
pub fn sections(text: String) -> anyhow::Result<usize> {
    Ok(Document::parse(text)?.sections().count())
}

/// Lists the files of `folder`, searches them for secrets if `is_guarded`, and uploads them to the S3 at `storage`.
pub fn push(folder: &Path, storage: &str, is_guarded: bool) -> anyhow::Result<()> {
    let guard = if is_guarded { Guard::new(&[], false) } else { Guard::blind() };
    let preflight = Preflight::new(folder, collect(folder)?, &Arc::new(guard))?;
    let prepared: PreparedUpload = serde_json::from_value(json!({
        "creds": {"aws_access_key_id": "bench", "aws_secret_access_key": "bench", "aws_session_token": "bench"},
        "s3_bucket": "bucket", "s3_key": "archive", "s3_region": "us-east-1", "s3_endpoint_url": storage,
    }))?;
    let destination = Destination::new(&prepared, &storage.parse()?).map_err(anyhow::Error::msg)?;
    let Some(destination) = destination else { return Ok(()) };
    let http = plain_client(&Authorities::default(), TIMEOUT, destination.url()).map_err(anyhow::Error::msg)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let counters = Arc::new(Counters::default());
    let storage = Storage { http: &http, destination: &destination, limit: TIMEOUT };
    runtime.block_on(upload(storage, preflight, &counters, std::future::pending()))?;
    Ok(())
}
