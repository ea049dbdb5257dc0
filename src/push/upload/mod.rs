//! The upload of a Truss while it is packed: many parts at once, each tried again, all of it or nothing.
//!
//! Owns the parts in flight, retries, and throwing away what a failed or interrupted upload left on the server. Single
//! requests are in `s3`, parts come from `packer`.

pub(crate) mod buffer_pool;
pub(crate) mod destination;
pub(crate) mod packer;
pub(crate) mod s3;
pub(crate) mod stall;

use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::clock::jittered;
use crate::push::Error;
use crate::push::guard::Leak;
use crate::push::preflight::Preflight;
use crate::push::upload::buffer_pool::Part;
use crate::push::upload::packer::Packer;
use crate::push::upload::s3::{SentPart, Storage};

/// The pauses before a request is sent again, in milliseconds.
const RETRY_DELAYS: [u64; 5] = [250, 500, 1000, 2000, 4000];
/// How long throwing away an upload may take: somebody waits for the program to end. After a signal the program ends
/// sooner than that, see `signals`.
const DISCARD_TIMEOUT: Duration = Duration::from_secs(10);

/// How far a push is, for whoever shows it.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) packed: AtomicU64,
    pub(crate) uploaded: AtomicU64,
}

/// Packs and uploads at the same time. On any failure, and when `stop` comes, what is known to be on the server is thrown
/// away, if the server allows it. What stays is an upload whose id got lost with an answer: storage drops it after a while.
/// Returns the secrets that were packed because they are allowed, but for those
/// that the preflight had found.
pub(crate) async fn upload(
    storage: Storage<'_>,
    preflight: Preflight,
    counters: &Arc<Counters>,
    stop: impl Future<Output = ()>,
) -> Result<Vec<Leak>, Error> {
    preflight.check_leaks()?;
    let in_flight = preflight.in_flight;
    let mut packer = Packer::start(preflight, counters);
    let transfer = Transfer { storage, in_flight, counters, may_be_complete: Cell::new(false) };
    if packer.parts() == 1 {
        transfer.whole(&mut packer, stop).await?;
    } else {
        transfer.in_parts(&mut packer, stop).await?;
    }
    Ok(packer.into_leaks())
}

/// Packs all of it for nobody: a dry run finds what the push would find. Returns what [`upload`] does.
pub(crate) fn rehearse(preflight: Preflight) -> Result<Vec<Leak>, Error> {
    preflight.check_leaks()?;
    let mut packer = Packer::start(preflight, &Arc::default());
    while packer.next_blocking()?.is_some() {}
    Ok(packer.into_leaks())
}

struct Transfer<'transfer> {
    storage: Storage<'transfer>,
    in_flight: usize,
    counters: &'transfer Counters,
    /// Whether the parts may have been put together at the storage.
    may_be_complete: Cell<bool>,
}

impl Transfer<'_> {
    async fn whole(&self, packer: &mut Packer, stop: impl Future<Output = ()>) -> Result<(), Error> {
        let send = async {
            let part = packer.next().await?.ok_or(Error::Closed)?;
            retry(async || self.storage.put(&part).await).await?;
            self.count(&part);
            Ok(())
        };
        let result = tokio::select! {
            () = stop => Err(Error::Stopped),
            sent = send => sent,
        };
        if result.is_err() {
            // It may have arrived all the same.
            let _ = tokio::time::timeout(DISCARD_TIMEOUT, self.storage.discard()).await;
        }
        result
    }

    async fn in_parts(&self, packer: &mut Packer, stop: impl Future<Output = ()>) -> Result<(), Error> {
        let mut stop = std::pin::pin!(stop);
        let id = tokio::select! {
            () = &mut stop => return Err(Error::Stopped),
            id = retry(async || self.storage.create().await) => id?,
        };
        let result = tokio::select! {
            () = stop => Err(Error::Stopped),
            result = self.parts(&id, packer) => result,
        };
        if result.is_err() {
            // Best effort: the reason for the failure matters more, and storage drops unfinished uploads after a while.
            let abort = retry(async || self.storage.abort(&id).await);
            let _ = tokio::time::timeout(DISCARD_TIMEOUT, abort).await;
            if self.may_be_complete.get() {
                let _ = tokio::time::timeout(DISCARD_TIMEOUT, self.storage.discard()).await;
            }
        }
        result
    }

    /// Sends parts as they come, and puts them together when all are there.
    async fn parts(&self, id: &str, packer: &mut Packer) -> Result<(), Error> {
        let mut sending = FuturesUnordered::new();
        let mut sent = Vec::new();
        let mut more = true;
        while more || !sending.is_empty() {
            tokio::select! {
                part = packer.next(), if more && sending.len() < self.in_flight => match part? {
                    Some(part) => sending.push(self.part(id, part)),
                    None => more = false,
                },
                Some(part) = sending.next(), if !sending.is_empty() => sent.push(part?),
            }
        }
        sent.sort_unstable_by_key(|part: &SentPart| part.number);
        self.complete(id, &sent).await
    }

    async fn part(&self, id: &str, part: Part) -> Result<SentPart, Error> {
        let etag = retry(async || self.storage.part(id, &part).await).await?;
        self.count(&part);
        Ok(SentPart { number: part.number, etag, checksum: part.checksum })
    }

    /// Once it has worked, the upload is gone: a second attempt that finds none means that the first one arrived.
    async fn complete(&self, id: &str, parts: &[SentPart]) -> Result<(), Error> {
        retry(async || {
            // Also while no answer is there: a signal may come meanwhile.
            let may_be_complete = self.may_be_complete.replace(true);
            match self.storage.complete(id, parts).await {
                Err(error) if may_be_complete && error.is("NoSuchUpload") => Ok(()),
                result => {
                    let may_have_arrived = result.as_ref().is_err_and(Error::may_have_arrived);
                    self.may_be_complete.set(may_be_complete || may_have_arrived);
                    result
                }
            }
        })
        .await
    }

    fn count(&self, part: &Part) {
        self.counters.uploaded.fetch_add(part.bytes.len() as u64, Ordering::Relaxed);
    }
}

/// Sends `request` again, after a growing pause, while it fails in a way that may pass.
async fn retry<T>(mut request: impl AsyncFnMut() -> Result<T, Error>) -> Result<T, Error> {
    for delay in RETRY_DELAYS {
        match request().await {
            Err(error) if error.may_pass() => tokio::time::sleep(jittered(Duration::from_millis(delay))).await,
            result => return result,
        }
    }
    request().await
}
