//! Times as a person reads them.
//!
//! Owns relative times and spans typed by a user. JSON keeps the API's own RFC 3339 text.

use jiff::{SignedDuration, Span, Timestamp};

/// How long before `now` the time is: `just now`, `5 minutes ago`, `3 days ago`; a time to come is `in 2 hours`.
pub(crate) fn relative(time: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(time).as_secs();
    let distance = seconds.unsigned_abs();
    let (count, unit) = match distance {
        0..=59 => return if distance < 5 { "just now".to_owned() } else { phrase(distance, "second", seconds < 0) },
        60..=3_599 => (distance / 60, "minute"),
        3_600..=86_399 => (distance / 3_600, "hour"),
        86_400..=5_183_999 => (distance / 86_400, "day"),
        5_184_000..=63_071_999 => (distance / 2_592_000, "month"),
        _ => (distance / 31_536_000, "year"),
    };
    phrase(count, unit, seconds < 0)
}

fn phrase(count: u64, unit: &str, to_come: bool) -> String {
    let plural = if count == 1 { "" } else { "s" };
    if to_come { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

/// Reads a length of time as a user types it: `90d`, `2h 30m`, `1w`, `P30D`. A day has 24 hours, a week 7 days,
/// a month 30 and a year 365: an age has no calendar.
pub(crate) fn parse_duration(text: &str) -> Result<SignedDuration, String> {
    let wrong = || format!("`{text}` is not a length of time such as `90d`, `12h` or `2h 30m`");
    let span: Span = text.parse().map_err(|_| wrong())?;
    if span.is_negative() {
        return Err(wrong());
    }
    let days = i64::from(span.get_years()) * 365
        + i64::from(span.get_months()) * 30
        + i64::from(span.get_weeks()) * 7
        + i64::from(span.get_days());
    let clock = span.years(0).months(0).weeks(0).days(0);
    let rest = SignedDuration::try_from(clock).map_err(|_| wrong())?;
    SignedDuration::try_from_hours(days * 24).and_then(|whole| whole.checked_add(rest)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{parse_duration, relative};

    #[test]
    fn ages_are_in_the_largest_unit_that_fits() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a time");
        let ago = |seconds| relative(now - SignedDuration::from_secs(seconds), now);
        assert_eq!(ago(0), "just now");
        assert_eq!(ago(42), "42 seconds ago");
        assert_eq!(ago(60), "1 minute ago");
        assert_eq!(ago(3 * 86_400 + 5), "3 days ago");
        assert_eq!(ago(59 * 86_400), "59 days ago");
        assert_eq!(ago(90 * 86_400), "3 months ago");
        assert_eq!(ago(800 * 86_400), "2 years ago");
        assert_eq!(ago(-7_200), "in 2 hours");
    }

    #[test]
    fn durations_are_read_as_people_type_them() {
        let days = |days: i64| SignedDuration::from_hours(days * 24);
        assert_eq!(parse_duration("90d"), Ok(days(90)));
        assert_eq!(parse_duration("2w"), Ok(days(14)));
        assert_eq!(parse_duration("6 months"), Ok(days(180)));
        assert_eq!(parse_duration("2h 30m"), Ok(SignedDuration::from_mins(150)));
        for wrong in ["", "90", "-3d", "soon"] {
            assert!(parse_duration(wrong).is_err(), "{wrong}");
        }
    }
}
