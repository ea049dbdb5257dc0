//! Which of Python's values pydantic takes for which type when it is not strict, and as what.
//!
//! Found by asking pydantic 2 (tests/interop/config_parity.py goes on asking).

use crate::push::config::yaml::native::{Data, Native};
use crate::push::config::yaml::scalars::Scalar;

/// Python reads no longer number.
const MOST_DIGITS: usize = 4300;
/// How much of a text a message repeats.
const LONGEST_QUOTE: usize = 60;

fn scalar(value: &Native) -> Option<&Scalar> {
    match &value.data {
        Data::Scalar(scalar) => Some(scalar),
        Data::List(_) | Data::Map(_) => None,
    }
}

pub(crate) fn is_null(value: &Native) -> bool {
    scalar(value) == Some(&Scalar::Null)
}

/// A string, or bytes that are one.
pub(crate) fn text(value: &Native) -> Option<&str> {
    match scalar(value)? {
        Scalar::Text(text) => Some(text),
        Scalar::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// An integer that is one; beyond 128 bits the nearest that there is.
pub(crate) fn strict_integer(value: &Native) -> Option<i128> {
    match scalar(value)? {
        Scalar::Integer(digits) => {
            let limit = if digits.starts_with('-') { i128::MIN } else { i128::MAX };
            Some(digits.parse().unwrap_or(limit))
        }
        _ => None,
    }
}

/// An integer, a boolean, a number without a fraction, or a text that says one.
pub(crate) fn integer(value: &Native) -> Option<i128> {
    match scalar(value)? {
        Scalar::Bool(value) => Some((*value).into()),
        Scalar::Integer(_) => strict_integer(value),
        // The last power of two below the end of 64 bits: a number beyond it is refused.
        Scalar::Float(number) if number.fract() == 0.0 && number.abs() < 9.3e18 => Some(*number as i128),
        Scalar::Text(_) | Scalar::Bytes(_) => integer_in(text(value)?),
        _ => None,
    }
}

fn integer_in(text: &str) -> Option<i128> {
    let text = text.trim();
    if text.len() > MOST_DIGITS {
        return None;
    }
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    let (negative, digits) = match whole.strip_prefix(['-', '+']) {
        Some(digits) => (whole.starts_with('-'), digits),
        None => (false, whole),
    };
    let parts_are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits.split('_').all(parts_are_digits) {
        return None;
    }
    let limit = if negative { i128::MIN } else { i128::MAX };
    let magnitude = digits.replace('_', "").parse::<i128>();
    Some(magnitude.map_or(limit, |magnitude| if negative { -magnitude } else { magnitude }))
}

pub(crate) fn strict_float(value: &Native) -> Option<f64> {
    match scalar(value)? {
        Scalar::Float(number) => Some(*number),
        Scalar::Integer(digits) => digits.parse().ok(),
        _ => None,
    }
}

/// A number, a boolean, or a text that says a number.
pub(crate) fn float(value: &Native) -> Option<f64> {
    match scalar(value)? {
        Scalar::Bool(value) => Some(f64::from(u8::from(*value))),
        Scalar::Text(_) | Scalar::Bytes(_) => float_in(text(value)?),
        _ => strict_float(value),
    }
}

/// The number that Python's `float` reads in a text.
pub(crate) fn float_in(text: &str) -> Option<f64> {
    let text = trim(text);
    let bytes = text.as_bytes();
    let between_digits = |at: usize| {
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        at > 0 && is_digit(at - 1) && is_digit(at + 1)
    };
    let placed = bytes.iter().enumerate().all(|(at, byte)| *byte != b'_' || between_digits(at));
    placed.then(|| text.replace('_', "").parse().ok()).flatten()
}

/// A boolean, 0 or 1, or one of the texts that say one.
pub(crate) fn boolean(value: &Native) -> Option<bool> {
    match scalar(value)? {
        Scalar::Bool(value) => Some(*value),
        Scalar::Integer(digits) => zero_or_one(digits.parse().ok()?),
        Scalar::Float(number) => zero_or_one(*number),
        _ => match text(value)?.to_ascii_lowercase().as_str() {
            "1" | "on" | "t" | "true" | "y" | "yes" => Some(true),
            "0" | "off" | "f" | "false" | "n" | "no" => Some(false),
            _ => None,
        },
    }
}

fn zero_or_one(number: f64) -> Option<bool> {
    if number == 0.0 || number == 1.0 { Some(number == 1.0) } else { None }
}

/// What Python's `if` makes of it.
pub(crate) fn is_true(value: &Native) -> bool {
    match &value.data {
        Data::Scalar(Scalar::Null) => false,
        Data::Scalar(Scalar::Bool(value)) => *value,
        Data::Scalar(Scalar::Integer(digits)) => digits != "0",
        Data::Scalar(Scalar::Float(number)) => *number != 0.0,
        Data::Scalar(Scalar::Text(text)) => !text.is_empty(),
        Data::Scalar(Scalar::Bytes(bytes)) => !bytes.is_empty(),
        Data::Scalar(Scalar::Moment(_)) => true,
        Data::List(items) => !items.is_empty(),
        Data::Map(entries) => !entries.is_empty(),
    }
}

/// Python's `isspace`: Unicode's white space, and four separators of ASCII.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// Python's `strip`.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// What a value is, for messages.
pub(crate) fn in_words(value: &Native) -> String {
    match &value.data {
        Data::Scalar(Scalar::Null) => "nothing".to_owned(),
        Data::Scalar(Scalar::Bool(value)) => format!("the boolean `{value}`"),
        Data::Scalar(Scalar::Integer(digits)) => format!("the number {}", quoted(digits)),
        Data::Scalar(Scalar::Float(number)) => format!("the number `{number:?}`"),
        Data::Scalar(Scalar::Text(text)) => quoted(text),
        Data::Scalar(Scalar::Moment(text)) => format!("the date {}", quoted(text)),
        Data::Scalar(Scalar::Bytes(_)) => "bytes".to_owned(),
        Data::List(_) => "a list".to_owned(),
        Data::Map(_) => "a mapping".to_owned(),
    }
}

/// Whether quotes would make a text of it.
pub(crate) fn is_quotable(value: &Native) -> bool {
    use Scalar::{Bool, Float, Integer, Moment};
    matches!(scalar(value), Some(Bool(_) | Integer(_) | Float(_) | Moment(_)))
}

/// A text for a message: as much of it as is read.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None if text.is_empty() => "an empty string".to_owned(),
        None => format!("`{text}`"),
    }
}
