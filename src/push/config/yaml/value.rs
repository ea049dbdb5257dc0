//! A config's values as Python has them, each with the place where it stands, and what JSON makes of them.
//!
//! The JSON follows Python's truss, which passes its config through pydantic: dates become ISO 8601, bytes text,
//! not-a-number and the infinities `null`, and keys the text that Python prints (`true`, `1`, `None`).

use std::borrow::Cow;
use std::collections::HashMap;

use num_bigint::BigInt;
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::push::config::yaml::{Mark, Problem};

#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) at: Mark,
    pub(crate) data: Data,
}

#[derive(Clone, Debug)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    /// YAML's integers have no limit.
    Integer(BigInt),
    Float(f64),
    Text(String),
    /// As JSON has it, ISO 8601.
    Timestamp(String),
    Bytes(Vec<u8>),
    /// A list or a set, and a tuple of `!!omap` or `!!pairs`.
    List(Vec<Value>),
    /// Keys are scalars, and unique to Python.
    Map(Vec<(Value, Value)>),
}

impl From<Data> for Value {
    fn from(data: Data) -> Self {
        Self { at: Mark::default(), data }
    }
}

impl Value {
    /// The entry of a map; `None` for other values and for keys it has not.
    pub(crate) fn entry(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name.is(key)).map(|(_, value)| value)
    }

    /// Sets an entry of a map: in its place, or as the last. Does nothing to other values.
    pub(crate) fn set(&mut self, key: &str, data: Data) {
        let Data::Map(entries) = &mut self.data else { return };
        match entries.iter_mut().find(|(name, _)| name.is(key)) {
            Some((_, value)) => value.data = data,
            None => entries.push((Data::Text(key.to_owned()).into(), data.into())),
        }
    }

    pub(crate) fn is(&self, expected: &str) -> bool {
        matches!(&self.data, Data::Text(text) if text == expected)
    }

    /// The text that JSON makes of a key.
    pub(crate) fn key(&self) -> Cow<'_, str> {
        match &self.data {
            Data::Bool(value) => value.to_string().into(),
            Data::Integer(integer) => integer.to_string().into(),
            Data::Float(number) => float_key(*number).into(),
            Data::Text(text) | Data::Timestamp(text) => text.into(),
            Data::Bytes(bytes) => String::from_utf8_lossy(bytes),
            Data::Null | Data::List(_) | Data::Map(_) => "None".into(),
        }
    }

    /// Refuses bytes that are no text: JSON has no others.
    pub(crate) fn check_bytes(&self) -> Result<(), Problem> {
        match &self.data {
            Data::Bytes(bytes) if std::str::from_utf8(bytes).is_err() => {
                Err(Problem::new(self.at, "these bytes are not UTF-8, and JSON has no others"))
            }
            Data::List(items) => items.iter().try_for_each(Self::check_bytes),
            Data::Map(entries) => {
                entries.iter().try_for_each(|(key, value)| key.check_bytes().and_then(|()| value.check_bytes()))
            }
            _ => Ok(()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.data {
            Data::Bool(value) => serializer.serialize_bool(*value),
            Data::Integer(integer) => match i64::try_from(integer) {
                Ok(integer) => serializer.serialize_i64(integer),
                Err(_) => RawValue::from_string(integer.to_string()).map_err(S::Error::custom)?.serialize(serializer),
            },
            Data::Float(number) if number.is_finite() => serializer.serialize_f64(*number),
            Data::Null | Data::Float(_) => serializer.serialize_unit(),
            Data::Text(text) | Data::Timestamp(text) => serializer.serialize_str(text),
            Data::Bytes(bytes) => serializer.serialize_str(&String::from_utf8_lossy(bytes)),
            Data::List(items) => serializer.collect_seq(items),
            Data::Map(pairs) => {
                // Keys that differ may have one text: the first place and the last value count.
                let mut entries: Vec<(Cow<'_, str>, &Self)> = Vec::new();
                let mut places = HashMap::new();
                for (key, value) in pairs {
                    let place = *places.entry(key.key()).or_insert(entries.len());
                    match entries.get_mut(place) {
                        Some(entry) => entry.1 = value,
                        None => entries.push((key.key(), value)),
                    }
                }
                serializer.collect_map(entries)
            }
        }
    }
}

/// A float as Python prints it where it is a key; those without a JSON number are `None` there too.
fn float_key(value: f64) -> String {
    if !value.is_finite() {
        return "None".to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        return format!("{value:?}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::float_key;

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
            assert_eq!(float_key(value), text);
        }
    }
}
