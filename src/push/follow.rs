//! Following a deployment: until it is active or has failed, and what it logs meanwhile.
//!
//! Owns which statuses end the wait, and that no log line is told twice and none is lost: lines arrive late, and pages
//! end in the middle of a millisecond. When to ask again is here, asking is `api`'s.

use std::collections::HashMap;
use std::time::Duration;

use crate::api::Error;
use crate::api::logs::{LARGEST_PAGE, LogLine};

/// How far back each question reaches: lines arrive late, and clocks differ. As Python's truss.
const OVERLAP_MILLISECONDS: i64 = 60_000;

/// The pauses between questions start short, for deployments that are quick, and grow.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// What a status means to somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// On its way; also a status that this program does not know.
    Pending,
    /// It can be called.
    Active,
    /// It will not get there by itself.
    Failed,
}

/// What `status` means.
#[must_use]
pub fn outlook(status: &str) -> Outlook {
    match status {
        // One that scaled to zero was active before, and wakes up when it is called.
        "ACTIVE" | "SCALED_TO_ZERO" => Outlook::Active,
        "BUILD_FAILED" | "BUILD_STOPPED" | "DEPLOY_FAILED" | "FAILED" | "DEACTIVATING" | "INACTIVE" | "UNHEALTHY" => {
            Outlook::Failed
        }
        _ => Outlook::Pending,
    }
}

/// The pauses between questions, one after the other.
pub fn pauses() -> impl Iterator<Item = Duration> {
    std::iter::successors(Some(SHORTEST_PAUSE), |pause| Some((*pause * 3 / 2).min(LONGEST_PAUSE)))
}

/// Where a log has been read to.
#[derive(Debug)]
pub struct LogCursor {
    /// When the next question starts, in milliseconds since 1970.
    start: i64,
    /// How often each line in reach of the next question was told.
    told: HashMap<(String, String, Option<String>), usize>,
}

impl LogCursor {
    /// A log from `start` (milliseconds since 1970) on.
    #[must_use]
    pub fn new(start: i64) -> Self {
        Self { start: start - OVERLAP_MILLISECONDS, told: HashMap::new() }
    }

    /// The lines that were not told yet, up to `now`. `page` asks for the lines from one millisecond to another.
    ///
    /// # Errors
    ///
    /// What `page` ends in; the lines come with the next call then.
    pub async fn advance(
        &mut self,
        now: i64,
        mut page: impl AsyncFnMut(i64, i64) -> Result<Vec<LogLine>, Error>,
    ) -> Result<Vec<LogLine>, Error> {
        let end = now + OVERLAP_MILLISECONDS;
        let (mut from, mut lines) = (self.start, Vec::new());
        loop {
            let mut found = page(from, end).await?;
            if found.len() < LARGEST_PAGE {
                lines.append(&mut found);
                break;
            }
            // The page may end within a millisecond: that one is asked for again as a whole. If it is all there is on
            // the page, no question is fine enough to get the rest.
            let last = found.iter().map(milliseconds).max().unwrap_or(from);
            let whole = last <= from;
            found.retain(|line| whole || milliseconds(line) < last);
            lines.append(&mut found);
            from = last + i64::from(whole);
        }
        Ok(self.take_new(lines, now))
    }

    fn take_new(&mut self, lines: Vec<LogLine>, now: i64) -> Vec<LogLine> {
        let key = |line: &LogLine| (line.timestamp.clone(), line.message.clone(), line.replica.clone());
        let start = self.start.max(now - 2 * OVERLAP_MILLISECONDS);
        let mut seen = HashMap::new();
        let mut new = Vec::new();
        for line in lines {
            let count = seen.entry(key(&line)).or_insert(0);
            *count += 1;
            if *count > self.told.get(&key(&line)).copied().unwrap_or(0) {
                new.push(line);
            }
        }
        for (key, count) in seen {
            let told = self.told.entry(key).or_insert(0);
            *told = count.max(*told);
        }
        self.start = start;
        self.told.retain(|(timestamp, ..), _| in_milliseconds(timestamp) >= start);
        new
    }
}

fn milliseconds(line: &LogLine) -> i64 {
    in_milliseconds(&line.timestamp)
}

fn in_milliseconds(timestamp: &str) -> i64 {
    timestamp.parse::<i64>().unwrap_or(0) / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::{LARGEST_PAGE, LogCursor, LogLine, Outlook, outlook, pauses};

    fn line(milliseconds: i64, message: &str) -> LogLine {
        LogLine {
            timestamp: (milliseconds * 1_000_000).to_string(),
            message: message.to_owned(),
            replica: None,
            level: None,
            other: serde_json::Map::new(),
        }
    }

    /// Asks a log as the API answers it.
    fn ask(cursor: &mut LogCursor, now: i64, log: &[LogLine]) -> Vec<String> {
        let page = async |start: i64, end: i64| {
            let inside = |line: &&LogLine| (start..=end).contains(&super::milliseconds(line));
            Ok(log.iter().filter(inside).take(LARGEST_PAGE).cloned().collect())
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let lines = runtime.block_on(cursor.advance(now, page)).expect("no request fails");
        lines.into_iter().map(|line| line.message).collect()
    }

    #[test]
    fn pages_that_end_within_a_millisecond_lose_and_repeat_nothing() {
        let start = 1_700_000_000_000;
        let log: Vec<LogLine> = (0..4500).map(|number| line(start + number / 7, &number.to_string())).collect();
        let mut cursor = LogCursor::new(start);
        let told = ask(&mut cursor, start + 1000, &log);
        assert_eq!(told, (0..4500).map(|number| number.to_string()).collect::<Vec<_>>());
        assert_eq!(ask(&mut cursor, start + 1000, &log), Vec::<String>::new());
    }

    #[test]
    fn late_lines_are_told_once_and_lines_that_repeat_as_often_as_they_were_said() {
        let start = 1_700_000_000_000;
        let mut log = vec![line(start + 10, "a"), line(start + 10, "a"), line(start + 30, "c")];
        let mut cursor = LogCursor::new(start);
        assert_eq!(ask(&mut cursor, start + 100, &log), ["a", "a", "c"]);
        log.insert(2, line(start + 20, "late"));
        log.insert(0, line(start + 10, "a"));
        assert_eq!(ask(&mut cursor, start + 200, &log), ["a", "late"]);
        log.push(line(start + 300_000, "d"));
        assert_eq!(ask(&mut cursor, start + 300_000, &log), ["d"]);
        assert_eq!(ask(&mut cursor, start + 400_000, &log), Vec::<String>::new());
    }

    #[test]
    fn more_lines_in_a_millisecond_than_a_page_has_do_not_stop_the_log() {
        let start = 1_700_000_000_000;
        let mut log: Vec<LogLine> = (0..1500).map(|number| line(start, &number.to_string())).collect();
        log.push(line(start + 1, "after"));
        let mut cursor = LogCursor::new(start);
        assert_eq!(ask(&mut cursor, start + 10, &log).last().map(String::as_str), Some("after"));
    }

    #[test]
    fn every_status_of_the_api_has_an_outlook() {
        for status in ["BUILDING", "DEPLOYING", "LOADING_MODEL", "UPDATING", "WAKING_UP", "SOMETHING_NEW"] {
            assert_eq!(outlook(status), Outlook::Pending, "{status}");
        }
        assert_eq!(outlook("ACTIVE"), Outlook::Active);
        assert_eq!(outlook("BUILD_FAILED"), Outlook::Failed);
        assert!(pauses().take(20).is_sorted());
    }
}
