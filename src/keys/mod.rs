//! The life of API keys on a remote: what may be asked for, making one and being sure of it, finding those that a
//! user means, and where a new one goes.
//!
//! Owns the rules that go beyond one request. Leaves requests to `api`, asking and printing to the commands.

use std::time::Duration;

use crate::clock::Clock;

pub(crate) mod audit;
pub(crate) mod create;
pub(crate) mod family;
pub(crate) mod filter;
pub(crate) mod lookup;
pub(crate) mod resolve;
pub(crate) mod revoke;
pub(crate) mod sinks;
pub(crate) mod spec;

/// How long to wait before each look at the list of keys: a remote may take a moment to show what it just did.
pub(crate) const POLL_DELAYS: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1_600),
];

/// Waits as `delays` say before each `attempt`, until one has an answer.
pub(crate) async fn poll_until<T, E>(
    clock: &dyn Clock,
    delays: &[Duration],
    attempt: impl AsyncFn() -> Result<Option<T>, E>,
) -> Result<Option<T>, E> {
    for delay in delays {
        clock.sleep(*delay).await;
        if let Some(answer) = attempt().await? {
            return Ok(Some(answer));
        }
    }
    Ok(None)
}

/// What the API of today does not do can be done there.
pub(crate) const USE_WEB_PAGE_HINT: &str =
    "use Baseten's web page for it: Settings, API keys (https://app.baseten.co/settings/api_keys)";
