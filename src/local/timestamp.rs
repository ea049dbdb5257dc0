//! Points in time as the embedded API stores them: whole microseconds since 1970.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(pub(crate) i64);

impl Timestamp {
    pub(crate) fn now() -> Self {
        Self(jiff::Timestamp::now().as_microsecond())
    }

    /// RFC 3339 in UTC, as the API's answers show it.
    pub(crate) fn rfc3339(self) -> String {
        let timestamp = jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
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

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn times_are_rfc_3339_in_utc_with_microseconds() {
        assert_eq!(Timestamp(1_795_000_000_000_000).rfc3339(), "2026-11-18T11:06:40.000000Z");
        assert_eq!(Timestamp(1_000_001).nanoseconds(), "1000001000");
    }
}
