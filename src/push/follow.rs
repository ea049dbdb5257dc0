//! Following a deployment: until it is active or has failed, and what it logs meanwhile.
//!
//! No log line comes twice and none is lost, although lines arrive late and pages end in the middle of a millisecond.
//! Nothing here grows with what a server answers, and no server can keep a turn from ending.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use crate::api::Error;
use crate::api::resources::logs::{LARGEST_PAGE, LogLine};

/// How far each question reaches back over the one before, and beyond now: lines arrive late, and clocks differ. As
/// Python's truss.
pub(crate) const OVERLAP_MILLISECONDS: i64 = 60_000;

/// How many pages one turn asks for at most; the next turn goes on after them. Between two turns is the only place
/// where the deployment's status is asked for.
const MOST_PAGES: usize = 20;

/// Requests follow each other fast at first, for deployments that are quick.
const FIRST_DELAY: Duration = Duration::from_millis(250);
const LONGEST_DELAY: Duration = Duration::from_secs(3);

/// What a status means to somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outlook {
    /// On its way; also a status that this program does not know.
    Pending,
    Active,
    /// It will not get there by itself.
    Failed,
}

pub(crate) fn outlook(status: &str) -> Outlook {
    match status {
        // One that scaled to zero was active before, and wakes up when it is called.
        "ACTIVE" | "SCALED_TO_ZERO" => Outlook::Active,
        "BUILD_FAILED" | "BUILD_STOPPED" | "DEPLOY_FAILED" | "FAILED" | "DEACTIVATING" | "INACTIVE" | "UNHEALTHY" => {
            Outlook::Failed
        }
        _ => Outlook::Pending,
    }
}

pub(crate) fn poll_delays() -> impl Iterator<Item = Duration> {
    std::iter::successors(Some(FIRST_DELAY), |delay| Some((*delay * 3 / 2).min(LONGEST_DELAY)))
}

/// Where a log has been read to.
#[derive(Debug)]
pub(crate) struct LogCursor {
    /// When the next question starts, in milliseconds since 1970.
    start: i64,
    /// The lines that were emitted and may come again.
    emitted: HashMap<u64, Emitted>,
    /// Lines are kept as hashes, which stay small when lines are not.
    hasher: RandomState,
}

#[derive(Debug)]
struct Emitted {
    count: u32,
    milliseconds: Option<i64>,
}

impl LogCursor {
    /// A log from `start` (milliseconds since 1970) on, and nothing before that.
    pub(crate) fn new(start: i64) -> Self {
        Self { start, emitted: HashMap::new(), hasher: RandomState::new() }
    }

    /// Emits the lines that were not emitted yet, up to `now`, a page at a time. `page` asks for the lines from one
    /// millisecond to another.
    pub(crate) async fn advance(
        &mut self,
        now: i64,
        mut page: impl AsyncFnMut(i64, i64) -> Result<Vec<LogLine>, Error>,
        mut emit: impl FnMut(&LogLine),
    ) -> Result<(), Error> {
        let end = now + OVERLAP_MILLISECONDS;
        let mut seen = HashMap::new();
        let (mut from, mut start) = (self.start, now - 2 * OVERLAP_MILLISECONDS);
        for asked in 1.. {
            let mut lines = page(from, end).await?;
            let is_full = lines.len() >= LARGEST_PAGE;
            // A server that ignores the limit or the start repeats what it said before.
            lines.truncate(LARGEST_PAGE);
            lines.retain(|line| asked == 1 || milliseconds(line).is_some_and(|at| at >= from));
            let last = lines.iter().filter_map(milliseconds).max();
            let last = last.filter(|last| is_full && (from..=end).contains(last));
            // A full page may end within a millisecond: that one is asked for again as a whole. If it is all there is
            // on the page, no question is fine enough to get the rest.
            let next = last.map(|last| last.max(from + 1));
            lines.retain(|line| next.is_none_or(|next| milliseconds(line).is_none_or(|at| at < next)));
            lines.iter().filter(|line| self.is_new(line, &mut seen)).for_each(&mut emit);
            match next {
                Some(next) if next <= end && asked < MOST_PAGES => from = next,
                Some(next) if next <= end => {
                    start = next.min(now);
                    break;
                }
                _ => break,
            }
        }
        self.start = self.start.max(start);
        let reach = self.start..=end;
        self.emitted.retain(|line, emitted| {
            seen.contains_key(line) || emitted.milliseconds.is_some_and(|milliseconds| reach.contains(&milliseconds))
        });
        Ok(())
    }

    /// Whether this line, of which `seen` has those of this turn, was said more often than it was emitted.
    fn is_new(&mut self, line: &LogLine, seen: &mut HashMap<u64, u32>) -> bool {
        let hash = self.hasher.hash_one((&line.timestamp, &line.message, &line.replica));
        let count = seen.entry(hash).or_insert(0);
        *count += 1;
        let emitted = self.emitted.entry(hash).or_insert(Emitted { count: 0, milliseconds: milliseconds(line) });
        let is_new = *count > emitted.count;
        emitted.count = emitted.count.max(*count);
        is_new
    }
}

/// When the line was said; `None` when its time is no number.
fn milliseconds(line: &LogLine) -> Option<i64> {
    line.timestamp.parse::<i64>().ok().map(|nanoseconds| nanoseconds / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::{Error, LARGEST_PAGE, LogCursor, LogLine, MOST_PAGES, Outlook, outlook, poll_delays};

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
            let at = |line: &LogLine| super::milliseconds(line).expect("a time");
            Ok(log.iter().filter(|line| (start..=end).contains(&at(line))).take(LARGEST_PAGE).cloned().collect())
        };
        turn(cursor, now, page)
    }

    /// What a turn emits. It fails after more questions than any turn should ask.
    fn turn(
        cursor: &mut LogCursor,
        now: i64,
        mut page: impl AsyncFnMut(i64, i64) -> Result<Vec<LogLine>, Error>,
    ) -> Vec<String> {
        let (mut asked, mut emitted) = (0, Vec::new());
        let page = async |start, end| {
            asked += 1;
            assert!(asked <= super::MOST_PAGES, "a turn does not end");
            page(start, end).await
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let turn = cursor.advance(now, page, |line| emitted.push(line.message.clone()));
        runtime.block_on(turn).expect("no request fails");
        emitted
    }

    #[test]
    fn pages_that_end_within_a_millisecond_lose_and_repeat_nothing() {
        let start = 1_700_000_000_000;
        let log: Vec<LogLine> = (0..4500).map(|number| line(start + number / 7, &number.to_string())).collect();
        let mut cursor = LogCursor::new(start);
        let emitted = ask(&mut cursor, start + 1000, &log);
        assert_eq!(emitted, (0..4500).map(|number| number.to_string()).collect::<Vec<_>>());
        assert_eq!(ask(&mut cursor, start + 1000, &log), Vec::<String>::new());
    }

    #[test]
    fn late_lines_are_emitted_once_and_lines_that_repeat_as_often_as_they_were_said() {
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
    fn lines_from_before_the_start_are_not_asked_for() {
        let start = 1_700_000_000_000;
        let log = [line(start - 40_000, "before"), line(start, "first"), line(start + 4000, "last")];
        let mut cursor = LogCursor::new(start);
        assert_eq!(ask(&mut cursor, start + 5000, &log), ["first", "last"]);
        assert_eq!(ask(&mut cursor, start + 6000, &log), Vec::<String>::new());
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
    fn a_server_that_repeats_the_same_page_for_ever_ends_each_turn_and_is_emitted_once() {
        let now = 1_700_000_000_000;
        for first in [now, now - 1_000_000, now + 1_000_000, 0] {
            let same: Vec<LogLine> = (0..1500).map(|number| line(first + number, &number.to_string())).collect();
            let mut cursor = LogCursor::new(now);
            let emitted = turn(&mut cursor, now, async |_, _| Ok(same.clone()));
            assert_eq!(emitted, (0..1000).map(|number| number.to_string()).collect::<Vec<_>>(), "{first}");
            for later in 1..10 {
                let emitted = turn(&mut cursor, now + later * 3000, async |_, _| Ok(same.clone()));
                assert_eq!(emitted, Vec::<String>::new(), "{first} {later}");
            }
            assert_eq!(cursor.emitted.len(), 1000);
        }
    }

    #[test]
    fn lines_whose_time_cannot_be_read_are_emitted_once() {
        let mut odd = line(0, "odd");
        odd.timestamp = "2026-11-26T00:00:00Z".to_owned();
        let same = vec![odd; LARGEST_PAGE];
        let mut cursor = LogCursor::new(1_700_000_000_000);
        assert_eq!(turn(&mut cursor, 1_700_000_000_000, async |_, _| Ok(same.clone())).len(), LARGEST_PAGE);
        assert_eq!(turn(&mut cursor, 1_700_000_009_000, async |_, _| Ok(same.clone())).len(), 0);
    }

    #[test]
    fn a_server_that_always_has_more_to_say_is_read_on_and_nothing_grows() {
        let start = 1_700_000_000_000;
        let mut cursor = LogCursor::new(start);
        let mut number = 0;
        for turns in 0..20 {
            let now = start + turns * 1000;
            let endless = async |from: i64, _| {
                number += 1000;
                Ok((0..1000).map(|index| line(from + index / 100, &(number + index).to_string())).collect())
            };
            let emitted = turn(&mut cursor, now, endless);
            assert!(emitted.len() > 10 * LARGEST_PAGE, "{}", emitted.len());
            assert!(cursor.emitted.len() <= 4 * MOST_PAGES * LARGEST_PAGE, "{}", cursor.emitted.len());
        }
    }

    #[test]
    fn a_burst_that_is_longer_than_a_turn_is_emitted_whole_by_the_next_turns() {
        let start = 1_700_000_000_000;
        let log: Vec<LogLine> = (0..50_000).map(|number| line(start + number / 7, &number.to_string())).collect();
        let mut cursor = LogCursor::new(start);
        let mut emitted = Vec::new();
        for later in 0..5 {
            emitted.extend(ask(&mut cursor, start + 10_000 + later * 1000, &log));
        }
        assert_eq!(emitted, (0..50_000).map(|number| number.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn every_status_of_the_api_has_an_outlook() {
        for status in ["BUILDING", "DEPLOYING", "LOADING_MODEL", "UPDATING", "WAKING_UP", "SOMETHING_NEW"] {
            assert_eq!(outlook(status), Outlook::Pending, "{status}");
        }
        assert_eq!(outlook("ACTIVE"), Outlook::Active);
        assert_eq!(outlook("BUILD_FAILED"), Outlook::Failed);
        assert!(poll_delays().take(20).is_sorted());
    }
}
