//! What `%` means in a value: `configparser.BasicInterpolation`, made lenient in one place.
//!
//! `%%` is `%`, `%(name)s` is another option's value. Where Python raises `InterpolationSyntaxError` (a `%` that starts
//! neither), the text is taken as it is.

use std::borrow::Cow;

use memchr::memchr;

/// References may lead to references so many times: `configparser.MAX_INTERPOLATION_DEPTH`.
const DEPTH: usize = 10;

/// So many references are followed for one value. Python has no such limit, and ten levels of a hundred references each
/// keep it busy for ever; no trussrc that somebody wrote comes near.
const REFERENCES: usize = 100_000;

/// A value grows no longer than this, in bytes, by what it refers to. Python has no such limit either.
const LENGTH: usize = 16 << 20;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InterpolationError {
    /// Neither the section nor `[DEFAULT]` has it.
    #[error("`%({0})s` refers to an option that does not exist")]
    Missing(String),
    /// References that go round in a circle, or nearly.
    #[error("`%({0})s` leads to too many further references")]
    TooDeep(String),
}

/// Finds a section's option, or `[DEFAULT]`'s, by its lower-case name.
pub(crate) type Lookup<'a> = dyn Fn(&str) -> Option<Cow<'a, str>> + 'a;

/// `raw` with `%%` as `%` and references replaced by what they refer to.
pub(crate) fn interpolate<'a>(raw: Cow<'a, str>, lookup: &Lookup<'a>) -> Result<Cow<'a, str>, InterpolationError> {
    if memchr(b'%', raw.as_bytes()).is_none() {
        return Ok(raw);
    }
    let mut run = Run { lookup, result: String::with_capacity(raw.len()), references: 0 };
    run.append(&raw, 1)?;
    Ok(Cow::Owned(run.result))
}

/// `text` written so that [`interpolate`], and Python, read it back as it is.
pub(crate) fn escape(text: &str) -> String {
    text.replace('%', "%%")
}

struct Run<'r, 'a> {
    lookup: &'r Lookup<'a>,
    result: String,
    references: usize,
}

impl Run<'_, '_> {
    fn append(&mut self, mut rest: &str, depth: usize) -> Result<(), InterpolationError> {
        while let Some(percent) = memchr(b'%', rest.as_bytes()) {
            self.result.push_str(&rest[..percent]);
            rest = &rest[percent..];
            if let Some(after) = rest.strip_prefix("%%") {
                self.result.push('%');
                rest = after;
            } else if let Some((name, after)) = reference(rest) {
                self.refer(name, depth)?;
                rest = after;
            } else {
                self.result.push('%');
                rest = &rest[1..];
            }
        }
        self.result.push_str(rest);
        Ok(())
    }

    fn refer(&mut self, name: &str, depth: usize) -> Result<(), InterpolationError> {
        let value = (self.lookup)(&name.to_lowercase()).ok_or_else(|| InterpolationError::Missing(name.to_owned()))?;
        self.references += 1;
        let is_nested = value.contains('%');
        let is_too_much = self.references > REFERENCES || self.result.len() + value.len() > LENGTH;
        if is_too_much || (is_nested && depth >= DEPTH) {
            return Err(InterpolationError::TooDeep(name.to_owned()));
        }
        self.append(&value, depth + 1)
    }
}

/// The name in a `%(name)s` at the start of `text`, and what follows it.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix("%(")?.split_once(')')?;
    let after = after.strip_prefix('s')?;
    (!name.is_empty()).then_some((name, after))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{InterpolationError, LENGTH, REFERENCES, escape, interpolate};

    fn read(raw: &str, options: &[(&str, &str)]) -> Result<String, InterpolationError> {
        let lookup = |name: &str| {
            options.iter().find(|(known, _)| *known == name).map(|(_, value)| Cow::Owned((*value).to_owned()))
        };
        interpolate(Cow::Borrowed(raw), &lookup).map(Cow::into_owned)
    }

    #[test]
    fn references_are_followed_and_doubled_percents_halved() {
        let options = [("host", "app.%(domain)s"), ("domain", "baseten.co")];
        assert_eq!(read("https://%(HOST)s/100%%", &options).as_deref(), Ok("https://app.baseten.co/100%"));
    }

    #[test]
    fn a_stray_percent_is_taken_as_it_is() {
        for text in ["100%", "%", "% x", "%(", "%()s", "%(x", "%(x)d", "a%zb"] {
            assert_eq!(read(text, &[("x", "y")]).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_reference_that_leads_nowhere_or_in_a_circle_is_an_error() {
        assert_eq!(read("%(Missing)s", &[]), Err(InterpolationError::Missing("Missing".to_owned())));
        assert_eq!(read("%(x)s", &[("x", "%(x)s")]), Err(InterpolationError::TooDeep("x".to_owned())));
    }

    #[test]
    fn a_value_that_would_grow_without_end_is_an_error_and_soon() {
        let hundredfold = |name: &str| format!("%({name})s").repeat(100);
        let values: Vec<(String, String)> =
            (0..9).map(|level| (format!("x{level}"), hundredfold(&format!("x{}", level + 1)))).collect();
        let mut options: Vec<(&str, &str)> = values.iter().map(|(name, value)| (&**name, &**value)).collect();
        for leaf in ["", "leaf"] {
            options.push(("x9", leaf));
            assert!(matches!(read("%(x0)s", &options), Err(InterpolationError::TooDeep(_))));
            options.pop();
        }
    }

    #[test]
    fn a_value_may_refer_to_as_many_and_as_long_ones_as_the_limits_say() {
        let times = |count: usize| read(&"%(x)s".repeat(count), &[("x", "")]);
        assert_eq!(times(REFERENCES).as_deref(), Ok(""));
        assert!(matches!(times(REFERENCES + 1), Err(InterpolationError::TooDeep(_))));
        let long = |length: usize| read("%(x)s%(x)s", &[("x", &"a".repeat(length))]).map(|text| text.len());
        assert_eq!(long(LENGTH / 2), Ok(LENGTH));
        assert!(matches!(long(LENGTH / 2 + 1), Err(InterpolationError::TooDeep(_))));
    }

    #[test]
    fn escaped_text_reads_back_as_it_was() {
        for text in ["", "%", "%%", "%(x)s", "100% %%(x)s", "plain"] {
            assert_eq!(read(&escape(text), &[]).as_deref(), Ok(text));
        }
    }
}
