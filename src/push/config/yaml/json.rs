//! What becomes of Python's values in JSON.
//!
//! Follows Python's truss, which passes its config through pydantic: dates become ISO 8601, bytes text, not-a-number and
//! the infinities `null`, and keys the text that Python prints (`true`, `1`, `None`).

use std::collections::HashMap;

use crate::push::config::yaml::native::{Data, Native, utf8};
use crate::push::config::yaml::scalars::Scalar;
use crate::push::config::yaml::text::Problem;
use crate::push::config::yaml::value::Value;

/// The value as JSON has it; bytes that are no text are a problem.
pub(crate) fn json(native: &Native) -> Result<Value, Problem> {
    Ok(match &native.data {
        Data::Scalar(scalar) => match scalar {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(*value),
            Scalar::Integer(digits) => Value::Integer(digits.clone()),
            Scalar::Float(value) if value.is_finite() => Value::Float(*value),
            Scalar::Float(_) => Value::Null,
            Scalar::Text(text) | Scalar::Moment(text) => Value::Text(text.clone()),
            Scalar::Bytes(bytes) => Value::Text(utf8(native.at, bytes)?.to_owned()),
        },
        Data::List(items) => Value::List(items.iter().map(json).collect::<Result<_, _>>()?),
        Data::Map(pairs) => {
            // Keys that differ may have one text: again the first place and the last value count.
            let mut entries: Vec<(String, Value)> = Vec::new();
            let mut places: HashMap<String, usize> = HashMap::new();
            for (key, value) in pairs {
                let (name, value) = (key.text()?, json(value)?);
                match places.get(&name) {
                    Some(place) => entries[*place] = (name, value),
                    None => {
                        places.insert(name.clone(), entries.len());
                        entries.push((name, value));
                    }
                }
            }
            Value::Map(entries)
        }
    })
}
