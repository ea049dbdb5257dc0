//! What carries requests: the network, or a test's remote in the same process.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::Response;

use crate::api::error::Fault;

/// Carries a request to a remote and brings the answer.
pub(crate) type Transport = Arc<dyn Fn(reqwest::Request) -> BoxFuture<'static, Result<Response, Fault>> + Send + Sync>;

/// The network, whose requests may take `timeout` each.
pub(crate) fn network(http: reqwest::Client, timeout: Duration) -> Transport {
    Arc::new(move |request| {
        let answer = http.execute(request);
        Box::pin(async move { answer.await.map_err(|error| fault(&error, timeout)) })
    })
}

pub(crate) fn fault(error: &reqwest::Error, timeout: Duration) -> Fault {
    if error.is_connect() {
        return Fault::Unreachable(innermost(error));
    }
    if error.is_timeout() { Fault::TimedOut(timeout) } else { Fault::Broken(innermost(error)) }
}

/// The text of the innermost cause: the operating system's or the TLS library's, without layers of wrapping.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    while let Some(next) = cause.and_then(std::error::Error::source) {
        cause = Some(next);
    }
    cause.map_or_else(|| "the connection failed".to_owned(), ToString::to_string)
}
