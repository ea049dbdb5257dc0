//! Points in time as the embedded API stores them: whole microseconds since 1970.

use jiff::Timestamp;

/// A point in time, in microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) i64);

impl Moment {
    pub(crate) fn now() -> Self {
        Self(Timestamp::now().as_microsecond())
    }

    /// RFC 3339 in UTC, as the API's answers show it.
    pub(crate) fn rfc3339(self) -> String {
        let timestamp = Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        format!("{timestamp:.6}")
    }

    pub(crate) fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds.saturating_mul(1000)))
    }

    /// Nanoseconds since 1970 as text, which is how log lines carry their time.
    pub(crate) fn nanoseconds(self) -> String {
        (i128::from(self.0) * 1000).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn times_are_rfc_3339_in_utc_with_microseconds() {
        assert_eq!(Moment(1_795_000_000_000_000).rfc3339(), "2026-11-18T11:06:40.000000Z");
        assert_eq!(Moment(1_000_001).nanoseconds(), "1000001000");
    }
}
