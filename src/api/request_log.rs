//! What is told of each request: for `--verbose`, and to a person who has to wait.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Is told of every attempt at a request.
pub(crate) type Log = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// One attempt at a request, for a log: no header and no body, because those may hold secrets.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) url: String,
    /// The status, or what went wrong.
    pub(crate) outcome: String,
    pub(crate) request_id: Option<String>,
    /// From sending to the end of the answer, or to its start where it is read as it comes.
    pub(crate) duration: Duration,
    /// How long until it is tried again; `None` when it is not.
    pub(crate) wait: Option<Duration>,
}

impl fmt::Display for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, url, outcome, request_id, duration, wait } = self;
        write!(formatter, "{method} {url}: {outcome} in {:.1} ms", duration.as_secs_f64() * 1_000.0)?;
        request_id.as_ref().map_or(Ok(()), |id| write!(formatter, ", request {id}"))?;
        wait.map_or(Ok(()), |wait| write!(formatter, ", again in {:.1} s", wait.as_secs_f64()))
    }
}
