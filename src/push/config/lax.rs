//! Which of Python's values pydantic takes for which type when it is not strict, and as what.
//!
//! Found by asking pydantic 2 (tests/interop/config_parity.py goes on asking).

use std::sync::LazyLock;

use num_bigint::{BigInt, Sign};
use regex::Regex;

use crate::push::config::yaml::scalars::MOST_DIGITS;
use crate::push::config::yaml::value::{Data, Value};

const LONGEST_QUOTE: usize = 60;

static INTEGER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?-u:([-+]?[0-9]+(?:_[0-9]+)*)(?:\.0+)?)$").expect("a valid expression"));

pub(crate) fn is_null(value: &Value) -> bool {
    matches!(value.data, Data::Null)
}

/// A string, or bytes that are one.
pub(crate) fn text(value: &Value) -> Option<&str> {
    match &value.data {
        Data::Text(text) => Some(text),
        Data::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// Beyond 128 bits the nearest that there is.
fn nearest(integer: &BigInt) -> i128 {
    i128::try_from(integer).unwrap_or(if integer.sign() == Sign::Minus { i128::MIN } else { i128::MAX })
}

pub(crate) fn strict_integer(value: &Value) -> Option<i128> {
    match &value.data {
        Data::Integer(integer) => Some(nearest(integer)),
        _ => None,
    }
}

/// An integer, a boolean, a number without a fraction, or a text that says one.
pub(crate) fn integer(value: &Value) -> Option<i128> {
    match &value.data {
        Data::Bool(value) => Some((*value).into()),
        // The last power of two below the end of 64 bits: a number beyond it is refused.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 9.3e18 => Some(*number as i128),
        Data::Text(_) | Data::Bytes(_) => {
            let text = text(value)?.trim();
            let digits =
                INTEGER.captures(text).filter(|_| text.len() <= MOST_DIGITS)?.get(1)?.as_str().replace('_', "");
            digits.parse().ok().as_ref().map(nearest)
        }
        _ => strict_integer(value),
    }
}

pub(crate) fn strict_float(value: &Value) -> Option<f64> {
    match &value.data {
        Data::Float(number) => Some(*number),
        Data::Integer(integer) => integer.to_string().parse().ok(),
        _ => None,
    }
}

/// A number, a boolean, or a text that says a number.
pub(crate) fn float(value: &Value) -> Option<f64> {
    match &value.data {
        Data::Bool(value) => Some(f64::from(u8::from(*value))),
        Data::Text(_) | Data::Bytes(_) => float_in(text(value)?),
        _ => strict_float(value),
    }
}

/// The number that Python's `float` reads in a text: underscores stand between digits.
pub(crate) fn float_in(text: &str) -> Option<f64> {
    let digit = |character: char| character.is_ascii_digit();
    let parts: Vec<&str> = trim(text).split('_').collect();
    let right = parts.windows(2).all(|parts| parts[0].ends_with(digit) && parts[1].starts_with(digit));
    right.then(|| parts.concat().parse().ok())?
}

/// A boolean, 0 or 1, or one of the texts that say one.
pub(crate) fn boolean(value: &Value) -> Option<bool> {
    match &value.data {
        Data::Bool(value) => Some(*value),
        Data::Integer(_) | Data::Float(_) => {
            let number = strict_float(value)?;
            (number == 0.0 || number == 1.0).then_some(number == 1.0)
        }
        _ => match text(value)?.to_ascii_lowercase().as_str() {
            "1" | "on" | "t" | "true" | "y" | "yes" => Some(true),
            "0" | "off" | "f" | "false" | "n" | "no" => Some(false),
            _ => None,
        },
    }
}

/// What Python's `if` makes of it.
pub(crate) fn is_true(value: &Value) -> bool {
    match &value.data {
        Data::Null => false,
        Data::Bool(value) => *value,
        Data::Integer(integer) => integer.sign() != Sign::NoSign,
        Data::Float(number) => *number != 0.0,
        Data::Text(text) => !text.is_empty(),
        Data::Bytes(bytes) => !bytes.is_empty(),
        Data::Timestamp(_) => true,
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

pub(crate) fn in_words(value: &Value) -> String {
    match &value.data {
        Data::Null => "nothing".to_owned(),
        Data::Bool(value) => format!("the boolean `{value}`"),
        Data::Integer(integer) => format!("the number {}", quoted(&integer.to_string())),
        Data::Float(number) => format!("the number `{number:?}`"),
        Data::Text(text) => quoted(text),
        Data::Timestamp(text) => format!("the date {}", quoted(text)),
        Data::Bytes(_) => "bytes".to_owned(),
        Data::List(_) => "a list".to_owned(),
        Data::Map(_) => "a mapping".to_owned(),
    }
}

/// Whether quotes would make a text of it.
pub(crate) fn is_quotable(value: &Value) -> bool {
    matches!(value.data, Data::Bool(_) | Data::Integer(_) | Data::Float(_) | Data::Timestamp(_))
}

/// A text for a message: as much of it as is read.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None if text.is_empty() => "an empty string".to_owned(),
        None => format!("`{text}`"),
    }
}

/// A mapping by the names of its fields.
impl Value {
    pub(crate) fn as_map(&self) -> Option<&Self> {
        matches!(self.data, Data::Map(_)).then_some(self)
    }

    pub(crate) fn entries(&self) -> &[(Self, Self)] {
        if let Data::Map(entries) = &self.data { entries } else { &[] }
    }

    pub(crate) fn some(&self, name: &str) -> Option<&Self> {
        self.entry(name).filter(|value| !is_null(value))
    }

    pub(crate) fn fields(&self, name: &str) -> Option<&Self> {
        self.entry(name).and_then(Self::as_map)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.entry(name).and_then(text)
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i128> {
        self.entry(name).and_then(integer)
    }

    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        self.entry(name).and_then(boolean).unwrap_or(default)
    }

    pub(crate) fn items(&self, name: &str) -> &[Self] {
        match self.entry(name).map(|value| &value.data) {
            Some(Data::List(items)) => items,
            _ => &[],
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries().iter().filter_map(|(key, _)| match &key.data {
            Data::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }
}
