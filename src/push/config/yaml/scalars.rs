//! What a YAML scalar means: PyYAML's implicit types (YAML 1.1) and the values of its safe constructors.
//!
//! The rules are those of PyYAML 6's `SafeLoader`: its resolver's patterns, and what its constructors compute from
//! a text. Collections, merging and JSON are left to `yaml`.

use crate::push::config::yaml::base64::decode;
use crate::push::config::yaml::dates::{date_or_time, looks_like_timestamp};

/// A node's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Null,
    Bool,
    Integer,
    Float,
    Text,
    Timestamp,
    Binary,
    /// `<<`.
    Merge,
    /// `=`.
    Value,
    Sequence,
    Mapping,
    Set,
    OrderedMap,
    Pairs,
    /// A tag that PyYAML's safe loader refuses.
    Unknown(String),
}

impl Tag {
    /// The type that an explicit tag names.
    pub(crate) fn named(tag: String) -> Self {
        match tag.strip_prefix("tag:yaml.org,2002:") {
            Some("null") => Self::Null,
            Some("bool") => Self::Bool,
            Some("int") => Self::Integer,
            Some("float") => Self::Float,
            Some("str") => Self::Text,
            Some("timestamp") => Self::Timestamp,
            Some("binary") => Self::Binary,
            Some("merge") => Self::Merge,
            Some("value") => Self::Value,
            Some("seq") => Self::Sequence,
            Some("map") => Self::Mapping,
            Some("set") => Self::Set,
            Some("omap") => Self::OrderedMap,
            Some("pairs") => Self::Pairs,
            _ => Self::Unknown(tag),
        }
    }

    pub(crate) fn collection(&self) -> &'static str {
        match self {
            Self::Sequence | Self::OrderedMap | Self::Pairs => "sequence",
            Self::Mapping | Self::Set => "mapping",
            _ => "scalar",
        }
    }
}

/// A scalar's value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    /// Decimal digits, with `-` before them if negative: YAML's integers have no limit.
    Integer(String),
    Float(f64),
    Text(String),
    /// As JSON has it, ISO 8601.
    Moment(String),
    Bytes(Vec<u8>),
}

/// The type of a plain scalar.
pub(crate) fn resolve(text: &str) -> Tag {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Tag::Null,
        "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE" | "on"
        | "On" | "ON" | "off" | "Off" | "OFF" => Tag::Bool,
        "<<" => Tag::Merge,
        "=" => Tag::Value,
        _ if is_float(text) => Tag::Float,
        _ if is_integer(text) => Tag::Integer,
        _ if looks_like_timestamp(text) => Tag::Timestamp,
        _ => Tag::Text,
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn all(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}

fn digits(text: &str) -> bool {
    all(text, |byte| byte.is_ascii_digit() || byte == b'_')
}

fn starts_with_digit(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// `:` and one or two digits below 60, repeated.
fn base_sixty_tail(parts: &[&str]) -> bool {
    !parts.is_empty()
        && parts.iter().all(|part| match part.as_bytes() {
            [digit] => digit.is_ascii_digit(),
            [tens, digit] => (b'0'..=b'5').contains(tens) && digit.is_ascii_digit(),
            _ => false,
        })
}

fn is_integer(text: &str) -> bool {
    let text = unsigned(text);
    if let Some(rest) = text.strip_prefix("0b") {
        return all(rest, |byte| matches!(byte, b'0' | b'1' | b'_'));
    }
    if let Some(rest) = text.strip_prefix("0x") {
        return all(rest, |byte| byte.is_ascii_hexdigit() || byte == b'_');
    }
    if let Some(rest) = text.strip_prefix('0') {
        return rest.is_empty() || all(rest, |byte| (b'0'..=b'7').contains(&byte) || byte == b'_');
    }
    let parts: Vec<&str> = text.split(':').collect();
    starts_with_digit(text) && digits(parts[0]) && (parts.len() == 1 || base_sixty_tail(&parts[1..]))
}

fn is_float(text: &str) -> bool {
    if matches!(text, ".nan" | ".NaN" | ".NAN") || matches!(unsigned(text), ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (sign_allowed, body) = (!text.starts_with('.'), unsigned(text));
    let Some((whole, fraction)) = body.split_once('.') else { return false };
    if whole.is_empty() {
        // `.5` takes no sign.
        return !sign_allowed && starts_with_digit(fraction) && mantissa_and_exponent(fraction);
    }
    let parts: Vec<&str> = whole.split(':').collect();
    if !starts_with_digit(whole) || !digits(parts[0]) {
        return false;
    }
    if parts.len() == 1 {
        mantissa_and_exponent(fraction)
    } else {
        base_sixty_tail(&parts[1..]) && (fraction.is_empty() || digits(fraction))
    }
}

/// What may follow the point: digits, and an exponent with its sign.
fn mantissa_and_exponent(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    (mantissa.is_empty() || digits(mantissa))
        && exponent.is_none_or(|exponent| {
            exponent.strip_prefix(['-', '+']).is_some_and(|digits| all(digits, |byte| byte.is_ascii_digit()))
        })
}

/// The value of a scalar of type `tag`; the error says why there is none.
pub(crate) fn construct(tag: &Tag, text: &str) -> Result<Scalar, String> {
    let invalid = |what: &str| format!("`{}` is not {what}", shortened(text));
    match tag {
        Tag::Null => Ok(Scalar::Null),
        Tag::Bool => match text.to_lowercase().as_str() {
            "yes" | "true" | "on" => Ok(Scalar::Bool(true)),
            "no" | "false" | "off" => Ok(Scalar::Bool(false)),
            _ => Err(invalid("a boolean")),
        },
        Tag::Integer => integer(text).map(Scalar::Integer).ok_or_else(|| invalid("an integer")),
        Tag::Float => float(text).map(Scalar::Float).ok_or_else(|| invalid("a number")),
        Tag::Text => Ok(Scalar::Text(text.to_owned())),
        Tag::Timestamp => date_or_time(text).map(Scalar::Moment).ok_or_else(|| invalid("a date or a time")),
        Tag::Binary => decode(text).map(Scalar::Bytes).ok_or_else(|| invalid("base64")),
        Tag::Merge => Err("`<<` is only allowed as a key (quote it to mean the text)".to_owned()),
        Tag::Value => Err("a plain `=` has no value (quote it to mean the text)".to_owned()),
        Tag::Unknown(name) => Err(format!("the tag `{name}` is not allowed")),
        Tag::Sequence | Tag::OrderedMap | Tag::Pairs => Err("expected a sequence, found a scalar".to_owned()),
        Tag::Mapping | Tag::Set => Err("expected a mapping, found a scalar".to_owned()),
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Python refuses to read longer numbers too.
const MOST_DIGITS: usize = 4300;

fn integer(text: &str) -> Option<String> {
    let text = text.replace('_', "");
    let negative = text.starts_with('-');
    let body = unsigned(&text);
    if body.len() > MOST_DIGITS {
        return None;
    }
    let magnitude = if let Some(rest) = body.strip_prefix("0b") {
        number(rest, 2)?
    } else if let Some(rest) = body.strip_prefix("0x") {
        number(rest, 16)?
    } else if body.starts_with('0') && !body.contains(':') {
        number(body, 8)?
    } else if let Some((first, rest)) = body.split_once(':') {
        rest.split(':').try_fold(number(first, 10)?, |total, part| {
            let part = part.parse().ok().filter(|_| starts_with_digit(part))?;
            Some(multiply_and_add(&total, 60, part))
        })?
    } else {
        number(body.trim(), 10)?
    };
    Some(if negative && magnitude != "0" { format!("-{magnitude}") } else { magnitude })
}

fn number(digits: &str, base: u32) -> Option<String> {
    if digits.is_empty() {
        return None;
    }
    digits
        .chars()
        .try_fold(String::from("0"), |total, digit| Some(multiply_and_add(&total, base, digit.to_digit(base)?)))
}

/// `total * factor + summand` on decimal digits: an integer of YAML has no limit.
fn multiply_and_add(total: &str, factor: u32, summand: u32) -> String {
    let mut carry = u64::from(summand);
    let mut reversed = Vec::with_capacity(total.len() + 2);
    for digit in total.bytes().rev() {
        let value = u64::from(digit - b'0') * u64::from(factor) + carry;
        reversed.push(b'0' + (value % 10) as u8);
        carry = value / 10;
    }
    while carry > 0 {
        reversed.push(b'0' + (carry % 10) as u8);
        carry /= 10;
    }
    let digits: String = reversed.iter().rev().map(|digit| char::from(*digit)).collect();
    let trimmed = digits.trim_start_matches('0');
    if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() }
}

fn float(text: &str) -> Option<f64> {
    let text = text.replace('_', "").to_lowercase();
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let body = unsigned(&text);
    let magnitude = match body {
        ".inf" => f64::INFINITY,
        ".nan" => f64::NAN,
        _ if body.contains(':') => {
            let mut base = 1.0;
            let mut total = 0.0;
            for part in body.rsplit(':') {
                total += part.parse::<f64>().ok()? * base;
                base *= 60.0;
            }
            total
        }
        _ => body.trim().parse().ok()?,
    };
    Some(sign * magnitude)
}
