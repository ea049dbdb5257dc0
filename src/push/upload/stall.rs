//! Noticing that nothing moves any more, however long a request may take as a whole.
//!
//! Owns the clock of one request and the count of bytes that went through. What happens after a stall is up to the caller.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When something last moved.
#[derive(Clone, Debug)]
pub(crate) struct Idle {
    limit: Duration,
    last: Arc<Mutex<Instant>>,
}

impl Idle {
    pub(crate) fn new(limit: Duration) -> Self {
        Self { limit, last: Arc::new(Mutex::new(Instant::now())) }
    }

    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Something moved just now.
    pub(crate) fn moved(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Waits for `work`, unless nothing moves for the limit, which is the error then.
    pub(crate) async fn watch<T>(&self, work: impl Future<Output = T>) -> Result<T, Duration> {
        let stalled = async {
            loop {
                let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
                let left = self.limit.saturating_sub(last.elapsed());
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left).await;
            }
        };
        tokio::select! {
            result = work => Ok(result),
            () = stalled => Err(self.limit),
        }
    }
}

/// How far a push is, for whoever shows it.
#[derive(Debug, Default)]
pub struct Counters {
    /// Bytes of the archive that are packed.
    pub(crate) packed: AtomicU64,
    /// Bytes of the archive that the server has.
    pub(crate) uploaded: AtomicU64,
}

/// Where bytes that the server has are counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress<'counters>(pub(crate) &'counters Counters);

impl Progress<'_> {
    pub(crate) fn add(self, bytes: u64) {
        self.0.uploaded.fetch_add(bytes, Ordering::Relaxed);
    }
}
