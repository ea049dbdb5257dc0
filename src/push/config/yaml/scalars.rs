//! What a YAML scalar means: PyYAML's implicit types (YAML 1.1) and the values of its safe constructors.
//!
//! The rules are those of PyYAML 6's `SafeLoader`: its resolver's patterns, and what its constructors compute from
//! a text. Collections, merging and JSON are left to `yaml`.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use num_bigint::{BigInt, BigUint};
use regex::Regex;

use crate::push::config::yaml::dates::{date_or_time, is_timestamp};
use crate::push::config::yaml::value::Data;

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

/// PyYAML's patterns, in its order. A text that begins in another way matches none of them.
static NUMBERS: LazyLock<[(Regex, Tag); 2]> = LazyLock::new(|| {
    let pattern = |text: &str| Regex::new(&format!("^(?-u:{text})$")).expect("a valid expression");
    let exponent = "(?:[eE][-+][0-9]+)?";
    let sixties = "(?::[0-5]?[0-9])";
    let float = [
        format!("[-+]?[0-9][0-9_]*\\.[0-9_]*{exponent}"),
        // It takes no sign.
        format!("\\.[0-9][0-9_]*{exponent}"),
        format!("[-+]?[0-9][0-9_]*{sixties}+\\.[0-9_]*"),
        "[-+]?\\.(?:inf|Inf|INF)".to_owned(),
        "\\.(?:nan|NaN|NAN)".to_owned(),
    ];
    let integer = format!("[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*{sixties}*)");
    [(pattern(&format!("(?:{})", float.join("|"))), Tag::Float), (pattern(&integer), Tag::Integer)]
});

pub(crate) fn resolve(text: &str) -> Tag {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Tag::Null,
        "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE" | "on"
        | "On" | "ON" | "off" | "Off" | "OFF" => Tag::Bool,
        "<<" => Tag::Merge,
        "=" => Tag::Value,
        _ if !text.starts_with(|first: char| first.is_ascii_digit() || "-+.".contains(first)) => Tag::Text,
        _ if is_timestamp(text) => Tag::Timestamp,
        _ => NUMBERS.iter().find(|(number, _)| number.is_match(text)).map_or(Tag::Text, |(_, tag)| tag.clone()),
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// The value of a scalar of type `tag`; the error says why there is none.
pub(crate) fn construct(tag: &Tag, text: &str) -> Result<Data, String> {
    let invalid = |what: &str| format!("`{}` is not {what}", shortened(text));
    match tag {
        Tag::Null => Ok(Data::Null),
        Tag::Bool => match text.to_lowercase().as_str() {
            "yes" | "true" | "on" => Ok(Data::Bool(true)),
            "no" | "false" | "off" => Ok(Data::Bool(false)),
            _ => Err(invalid("a boolean")),
        },
        Tag::Integer => integer(text).map(Data::Integer).ok_or_else(|| invalid("an integer")),
        Tag::Float => float(text).map(Data::Float).ok_or_else(|| invalid("a number")),
        Tag::Text => Ok(Data::Text(text.to_owned())),
        Tag::Timestamp => date_or_time(text).map(Data::Timestamp).ok_or_else(|| invalid("a date or a time")),
        Tag::Binary => base64(text).map(Data::Bytes).ok_or_else(|| invalid("base64")),
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
pub(crate) const MOST_DIGITS: usize = 4300;

fn integer(text: &str) -> Option<BigInt> {
    let text = text.replace('_', "");
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
    } else {
        // Of base 60, when there are several parts.
        let mut parts = body.trim().split(':').map(|part| number(part, 10));
        let first = parts.next()??;
        parts.try_fold(first, |total, part| Some(total * 60_u8 + part?))?
    };
    Some(if text.starts_with('-') { -BigInt::from(magnitude) } else { magnitude.into() })
}

fn number(digits: &str, base: u32) -> Option<BigUint> {
    // The parser takes a sign too.
    let right = digits.starts_with(|first: char| first.is_ascii_alphanumeric());
    right.then(|| BigUint::parse_bytes(digits.as_bytes(), base))?
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

/// Base64 as Python's `decodebytes` reads it: other characters are skipped, the padding must be there.
fn base64(text: &str) -> Option<Vec<u8>> {
    const LAX: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireNone),
    );
    if !text.is_ascii() {
        return None;
    }
    let (mut digits, mut pads) = (Vec::new(), 0);
    for byte in text.bytes() {
        if byte == b'=' {
            pads += 1;
            if digits.len() % 4 >= 2 && digits.len() % 4 + pads >= 4 {
                return LAX.decode(digits).ok();
            }
        } else if byte.is_ascii_alphanumeric() || b"+/".contains(&byte) {
            pads = 0;
            digits.push(byte);
        }
    }
    (digits.len() % 4 == 0).then(|| LAX.decode(digits).ok())?
}
