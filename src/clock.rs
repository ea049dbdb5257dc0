//! The time, and waiting for it: the machine's, or that of a test which has no time to wait.

use std::fmt::Debug;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

pub(crate) trait Clock: Debug + Send + Sync {
    fn now(&self) -> Timestamp;
    /// Ends when so much time has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Up to half of `pause` less: clients that failed together do not come back together.
pub(crate) fn jittered(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(()) as f64 / u64::MAX as f64;
    pause.mul_f64(1.0 - random / 2.0)
}
