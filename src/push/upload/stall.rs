//! Noticing that nothing moves any more, however long a request may take as a whole.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::push::Error;

#[derive(Clone, Debug)]
pub(crate) struct StallTimer {
    limit: Duration,
    last: Arc<Mutex<Instant>>,
}

impl StallTimer {
    pub(crate) fn new(limit: Duration) -> Self {
        Self { limit, last: Arc::new(Mutex::new(Instant::now())) }
    }

    pub(crate) fn reset(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Waits for `work`, unless nothing moves for the limit.
    pub(crate) async fn watch<T>(&self, work: impl Future<Output = T>) -> Result<T, Error> {
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
            () = stalled => Err(Error::Stalled(self.limit)),
        }
    }
}
