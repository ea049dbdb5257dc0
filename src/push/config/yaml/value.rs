//! A config's values as JSON has them, with integers of any size.
//!
//! Owns the value type and how it becomes JSON. `serde_json::Value` would do but for its integers, which end at 64 bits.

use std::fmt::Write as _;

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

/// A value of a config.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Decimal digits, after a `-` if negative.
    Integer(String),
    /// A finite number that is no integer's text.
    Float(f64),
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object; keys are unique and in the order of the file.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The entry of a map; `None` for other values and for keys it has not.
    pub(crate) fn entry(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string; `None` for other values.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value as a JSON text.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings for keys and finite numbers always have a JSON text")
    }

    /// Sets an entry of a map: in its place, or as the last. Does nothing to other values.
    pub(crate) fn set(&mut self, key: &str, value: Self) {
        if let Self::Map(entries) = self {
            match entries.iter_mut().find(|(name, _)| name == key) {
                Some(entry) => entry.1 = value,
                None => entries.push((key.to_owned(), value)),
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(digits) => match digits.parse::<i64>() {
                Ok(value) => serializer.serialize_i64(value),
                Err(_) => serde_json::value::RawValue::from_string(digits.clone())
                    .map_err(S::Error::custom)?
                    .serialize(serializer),
            },
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// A float as Python prints it where it is a key; those without a JSON number are `None` there too.
pub(crate) fn float_text(value: f64) -> String {
    if !value.is_finite() {
        return "None".to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        return format!("{value:?}");
    }
    let mut text = mantissa.to_owned();
    let sign = if exponent < 0 { '-' } else { '+' };
    // Writing to a String cannot fail.
    let _ = write!(text, "e{sign}{:02}", exponent.abs());
    text
}

#[cfg(test)]
mod tests {
    use super::{Value, float_text};

    #[test]
    fn integers_beyond_64_bits_are_written_digit_by_digit() {
        let digits = "123456789012345678901234567890";
        let value = Value::Map(vec![("big".to_owned(), Value::Integer(digits.to_owned()))]);
        assert_eq!(serde_json::to_string(&value).expect("JSON"), format!("{{\"big\":{digits}}}"));
    }

    #[test]
    fn floats_as_keys_look_as_python_prints_them() {
        for (value, text) in [
            (1.5, "1.5"),
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (1e20, "1e+20"),
            (1e16, "1e+16"),
            (1.5e-7, "1.5e-07"),
            (0.0001, "0.0001"),
            (f64::NAN, "None"),
        ] {
            assert_eq!(float_text(value), text);
        }
    }
}
