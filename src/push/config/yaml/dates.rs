//! YAML 1.1's dates and times: PyYAML's pattern for them, Python's limits, and ISO 8601 as the server gets it.
//!
//! Owns text in, text out. When a scalar is a timestamp at all is decided in `scalars`.

/// A timestamp's parts, not yet checked against the calendar.
struct Parts<'text> {
    date: [u32; 3],
    time: Option<([u32; 3], &'text str)>,
    zone: Option<Zone>,
}

struct Zone {
    negative: bool,
    hours: u32,
    minutes: u32,
}

/// Whether a plain scalar is a timestamp to PyYAML's resolver: `2001-01-01`, or a longer form with a time.
pub(crate) fn looks_like_timestamp(text: &str) -> bool {
    match parts(text) {
        // Without a time, the resolver wants two digits for month and day; its constructor takes one too.
        Some(Parts { time: None, .. }) => text.len() == 10,
        Some(_) => true,
        None => false,
    }
}

/// A date (`2001-01-01`) or a time (`2001-12-14T21:59:43.100000-05:00`); `None` when there is no such moment.
pub(crate) fn date_or_time(text: &str) -> Option<String> {
    let Parts { date: [year, month, day], time, zone } = parts(text)?;
    if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days_in(year, month) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let Some(([hour, minute, second], fraction)) = time else { return Some(date) };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let mut result = format!("{date}T{hour:02}:{minute:02}:{second:02}");
    let micros = format!("{:0<6.6}", fraction);
    if micros != "000000" {
        result.push('.');
        result.push_str(&micros);
    }
    if let Some(Zone { negative, hours, minutes }) = zone {
        match hours * 60 + minutes {
            0 => result.push('Z'),
            offset if offset < 24 * 60 => {
                let sign = if negative { '-' } else { '+' };
                result.push_str(&format!("{sign}{:02}:{:02}", offset / 60, offset % 60));
            }
            _ => return None,
        }
    }
    Some(result)
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let mut rest = text;
    let year = number(&mut rest, 4, 4)?;
    literal(&mut rest, "-")?;
    let month = number(&mut rest, 1, 2)?;
    literal(&mut rest, "-")?;
    let day = number(&mut rest, 1, 2)?;
    let date = [year, month, day];
    if rest.is_empty() {
        return Some(Parts { date, time: None, zone: None });
    }
    if rest.starts_with(['t', 'T']) {
        rest = &rest[1..];
    } else {
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest = (blanks > 0).then(|| &rest[blanks..])?;
    }
    let hour = number(&mut rest, 1, 2)?;
    literal(&mut rest, ":")?;
    let minute = number(&mut rest, 2, 2)?;
    literal(&mut rest, ":")?;
    let second = number(&mut rest, 2, 2)?;
    let mut fraction = "";
    if literal(&mut rest, ".").is_some() {
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        (fraction, rest) = rest.split_at(length);
    }
    let zone = zone(rest)?;
    Some(Parts { date, time: Some(([hour, minute, second], fraction)), zone })
}

/// What follows the seconds; `Some(None)` for nothing.
fn zone(text: &str) -> Option<Option<Zone>> {
    if text.is_empty() {
        return Some(None);
    }
    let mut rest = text.trim_start_matches([' ', '\t']);
    if rest == "Z" {
        return Some(Some(Zone { negative: false, hours: 0, minutes: 0 }));
    }
    let negative = rest.starts_with('-');
    rest = rest.strip_prefix(['-', '+'])?;
    let hours = number(&mut rest, 1, 2)?;
    let minutes = if literal(&mut rest, ":").is_some() { number(&mut rest, 2, 2)? } else { 0 };
    rest.is_empty().then_some(Some(Zone { negative, hours, minutes }))
}

fn literal(rest: &mut &str, expected: &str) -> Option<()> {
    *rest = rest.strip_prefix(expected)?;
    Some(())
}

/// As many digits as there are, from `least` to `most`.
fn number(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (digits, after) = rest.split_at(count);
    *rest = after;
    (count >= least).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::{date_or_time, looks_like_timestamp};

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
            assert!(looks_like_timestamp(text), "{text}");
            assert_eq!(date_or_time(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn impossible_moments_have_no_value() {
        for text in ["2001-13-01", "1900-02-29", "0000-01-01", "2001-12-14T24:00:00", "2001-12-14T21:59:60Z"] {
            assert!(looks_like_timestamp(text), "{text}");
            assert_eq!(date_or_time(text), None, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_moments() {
        for text in ["2001-1-1", "2001-01-011", "2001-01-01x", "01-01-2001", "2001-01-01 ", "2001-01-01T1:2:3"] {
            assert!(!looks_like_timestamp(text), "{text}");
        }
    }
}
