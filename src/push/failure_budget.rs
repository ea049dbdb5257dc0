//! Failures that pass: of a remote that is away for a moment, and of one that does not know yet what it has just made.

use std::time::{Duration, Instant};

use crate::api::Error;
use crate::error::{Explain as _, Kind};

const MOST_FAILURES: u32 = 5;
/// How long a fresh deployment and its log may answer 404, until the first success. As the management API describes
/// its logs, and as Baseten's own command line waits for both.
const FRESH: Duration = Duration::from_secs(30);

/// What is tolerated from one request to the next. Each kind of request has its own: that one is answered says nothing
/// of another.
#[derive(Debug)]
pub(crate) struct FailureBudget {
    failures: u32,
    fresh_until: Option<Instant>,
}

impl FailureBudget {
    /// For requests about a deployment that was made at `now`.
    pub(crate) fn with_fresh(now: Instant) -> Self {
        Self { failures: 0, fresh_until: Some(now + FRESH) }
    }

    /// The answer that came at `now`; `None` for a failure that may pass.
    pub(crate) fn tolerate<T>(&mut self, answer: Result<T, Error>, now: Instant) -> Result<Option<T>, Error> {
        match answer {
            Ok(answer) => {
                (self.failures, self.fresh_until) = (0, None);
                Ok(Some(answer))
            }
            Err(error) if error.is_not_found() && self.fresh_until.is_some_and(|until| now < until) => Ok(None),
            Err(error) if error.kind() == Kind::Server && self.failures < MOST_FAILURES => {
                self.failures += 1;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use reqwest::StatusCode;

    use super::{FailureBudget, MOST_FAILURES};
    use crate::api::{Error, Fault};

    fn refused(status: StatusCode) -> Result<(), Error> {
        Err(Error {
            request: String::new(),
            fault: Fault::Refused { status, message: None },
            repeated: false,
            body: Vec::new(),
            request_id: None,
        })
    }

    #[test]
    fn what_was_just_made_may_be_unknown_for_thirty_seconds() {
        let start = Instant::now();
        let mut failures = FailureBudget::with_fresh(start);
        for seconds in [0, 1, 29] {
            let answer = failures.tolerate(refused(StatusCode::NOT_FOUND), start + Duration::from_secs(seconds));
            assert!(matches!(answer, Ok(None)), "{seconds}");
        }
        assert!(failures.tolerate(refused(StatusCode::NOT_FOUND), start + Duration::from_secs(30)).is_err());
    }

    #[test]
    fn what_was_there_once_and_is_gone_is_an_error_at_once() {
        let start = Instant::now();
        let mut failures = FailureBudget::with_fresh(start);
        assert!(matches!(failures.tolerate(refused(StatusCode::NOT_FOUND), start), Ok(None)));
        assert!(matches!(failures.tolerate(Ok(()), start), Ok(Some(()))));
        assert!(failures.tolerate(refused(StatusCode::NOT_FOUND), start).is_err());
    }

    #[test]
    fn a_server_may_fail_some_times_in_a_row_and_a_refusal_never_passes() {
        let start = Instant::now();
        let mut failures = FailureBudget::with_fresh(start);
        for _ in 0..2 {
            for _ in 0..MOST_FAILURES {
                assert!(matches!(failures.tolerate(refused(StatusCode::BAD_GATEWAY), start), Ok(None)));
            }
            assert!(failures.tolerate(Ok(()), start).is_ok());
        }
        for _ in 0..MOST_FAILURES {
            assert!(matches!(failures.tolerate(refused(StatusCode::BAD_GATEWAY), start), Ok(None)));
        }
        assert!(failures.tolerate(refused(StatusCode::BAD_GATEWAY), start).is_err());
        assert!(failures.tolerate(refused(StatusCode::FORBIDDEN), start).is_err());
    }
}
