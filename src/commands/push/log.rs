//! A deployment's log as `truss push` shows it: line by line while it is followed, and its end after a failure.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::api::resources::logs::LogLine;
use crate::api::{Client, Error};
use crate::push::failure_budget::FailureBudget;
use crate::push::follow::{LogCursor, OVERLAP_MILLISECONDS};
use crate::sanitize::{clean_line, shorten};

const LAST_LINES: usize = 10;
const COLUMNS: usize = 200;
/// How long the end of a log is waited for: the failure is what matters.
const LOG_TIMEOUT: Duration = Duration::from_secs(3);
/// How far back it may be, in milliseconds. The management API answers for a week at most.
const REACH: i64 = 6 * 24 * 60 * 60 * 1000;
const AHEAD: i64 = 60_000;

/// The deployment of a client's remote whose log is read.
#[derive(Clone, Copy)]
pub(crate) struct Source<'push> {
    pub(crate) client: &'push Client,
    pub(crate) model_id: &'push str,
    pub(crate) deployment_id: &'push str,
    /// Lines that are less serious are left out, by the API's words for it.
    pub(crate) min_level: Option<&'push str>,
}

impl Source<'_> {
    /// The lines from one millisecond to another, the oldest first.
    pub(crate) async fn page(&self, start: i64, end: i64) -> Result<Vec<LogLine>, Error> {
        self.client.logs(self.model_id, self.deployment_id, [start, end], self.min_level).await
    }
}

/// The deployment's log, as far as it was printed.
pub(crate) struct Log {
    cursor: LogCursor,
    failures: FailureBudget,
}

impl Log {
    pub(crate) fn new() -> Self {
        // The first lines may bear the time of a clock that is behind this one.
        let start = now() - OVERLAP_MILLISECONDS;
        Self { cursor: LogCursor::new(start), failures: FailureBudget::with_fresh(Instant::now()) }
    }

    pub(crate) async fn print_new_lines(&mut self, source: Source<'_>, print: impl Fn(&str)) -> Result<(), Error> {
        let page = async |start, end| source.page(start, end).await;
        let advanced = self.cursor.advance(now(), page, |line| print(&in_words(line))).await;
        self.failures.tolerate(advanced, Instant::now()).map(|_| ())
    }
}

/// The last lines of the log; none when it cannot be read soon.
pub(crate) async fn last_lines(source: Source<'_>) -> Vec<String> {
    let Source { client, model_id, deployment_id, .. } = source;
    let asked = client.last_logs(model_id, deployment_id, now() - REACH, now() + AHEAD, LAST_LINES);
    let Ok(Ok(lines)) = tokio::time::timeout(LOG_TIMEOUT, asked).await else { return Vec::new() };
    let mut shown: Vec<String> = lines.iter().flat_map(on_single_lines).collect();
    shown.split_off(shown.len().saturating_sub(LAST_LINES))
}

/// A message of several lines, such as a traceback, counts as several.
fn on_single_lines(line: &LogLine) -> Vec<String> {
    let text = in_words(line);
    text.lines().map(|line| shorten(&clean_line(line), COLUMNS).into_owned()).collect()
}

pub(crate) fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

pub(crate) fn in_words(line: &LogLine) -> String {
    let moment = line.timestamp.parse().ok().and_then(|nanoseconds| Timestamp::from_nanosecond(nanoseconds).ok());
    let moment =
        moment.map_or_else(|| line.timestamp.clone(), |moment| moment.strftime("%Y-%m-%d %H:%M:%S").to_string());
    let replica = line.replica.as_ref().map(|replica| format!("({replica}) ")).unwrap_or_default();
    format!("[{moment}] {replica}{}", line.message.trim_end())
}
