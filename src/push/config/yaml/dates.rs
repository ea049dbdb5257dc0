//! YAML 1.1's dates and times: PyYAML's pattern for them, Python's limits, and ISO 8601 as the server gets it.

use std::sync::LazyLock;

use jiff::civil::DateTime;
use regex::Regex;

/// A date, perhaps with a time, and that perhaps with a zone.
static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
    let date = r"(\d{4})-(\d\d?)-(\d\d?)";
    let time = r"(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?";
    let zone = r"[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?)";
    Regex::new(&format!("^(?-u:{date}(?:{time}(?:{zone})?)?)$")).expect("a valid expression")
});

/// Whether a plain scalar is a timestamp to PyYAML's resolver: `2001-01-01`, or a longer form with a time.
pub(crate) fn is_timestamp(text: &str) -> bool {
    // Without a time, the resolver wants two digits for month and day; its constructor takes one too.
    TIMESTAMP.captures(text).is_some_and(|parts| parts.get(4).is_some() || text.len() == "2001-01-01".len())
}

/// A date (`2001-01-01`) or a time (`2001-12-14T21:59:43.100000-05:00`); `None` when there is no such moment.
pub(crate) fn date_or_time(text: &str) -> Option<String> {
    let parts = TIMESTAMP.captures(text)?;
    let number = |part: usize| parts.get(part).map_or(Ok(0), |part| part.as_str().parse::<i16>()).ok();
    let small = |part: usize| number(part).and_then(|number| i8::try_from(number).ok());
    let (year, month, day) = (number(1)?, small(2)?, small(3)?);
    let (hour, minute, second) = (small(4)?, small(5)?, small(6)?);
    let exists = year > 0 && DateTime::new(year, month, day, hour, minute, second, 0).is_ok();
    let mut result = exists.then(|| format!("{year:04}-{month:02}-{day:02}"))?;
    if parts.get(4).is_none() {
        return Some(result);
    }
    result.push_str(&format!("T{hour:02}:{minute:02}:{second:02}"));
    let micros = format!("{:0<6.6}", parts.get(7).map_or("", |fraction| fraction.as_str()));
    if micros != "000000" {
        result.push_str(&format!(".{micros}"));
    }
    if parts.get(8).is_some() {
        let offset = number(10)? * 60 + number(11)?;
        match (offset, parts.get(9)) {
            (0, _) | (_, None) => result.push('Z'),
            (1440.., _) => return None,
            (_, Some(sign)) => result.push_str(&format!("{}{:02}:{:02}", sign.as_str(), offset / 60, offset % 60)),
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::{date_or_time, is_timestamp};

    #[test]
    fn moments_become_iso_8601() {
        for (text, expected) in [
            ("2001-01-01", "2001-01-01"),
            ("2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.100000-05:00"),
            ("2001-12-14 21:59:43.1234567 Z", "2001-12-14T21:59:43.123456Z"),
            ("2001-12-14 \t1:59:43", "2001-12-14T01:59:43"),
            ("2001-12-14T21:59:43 +5", "2001-12-14T21:59:43+05:00"),
            ("2000-02-29", "2000-02-29"),
        ] {
            assert!(is_timestamp(text), "{text}");
            assert_eq!(date_or_time(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn impossible_moments_have_no_value() {
        for text in ["2001-13-01", "1900-02-29", "0000-01-01", "2001-12-14T24:00:00", "2001-12-14T21:59:60Z"] {
            assert!(is_timestamp(text), "{text}");
            assert_eq!(date_or_time(text), None, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_moments() {
        for text in ["2001-1-1", "2001-01-011", "2001-01-01x", "01-01-2001", "2001-01-01 ", "2001-01-01T1:2:3"] {
            assert!(!is_timestamp(text), "{text}");
        }
    }
}
