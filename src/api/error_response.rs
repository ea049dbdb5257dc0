//! What the answer of a server that refuses says: its own words, and how long to wait.
//!
//! Owns the shapes that error bodies have: the management API's `{code, message}`, the `{error, retry_after}` of a 429,
//! the inference API's `{error, error_code, detail}`, and RFC 9457's `{title, detail}`, which gateways send. A proxy in
//! between may answer HTML or nothing, which says nothing.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

/// The most bytes that are told of a server's message.
const LONGEST_MESSAGE: usize = 500;
/// The longest that a server is waited for, whatever it asks for.
const LONGEST_WAIT: f64 = 60.0;

#[derive(Debug, Default, PartialEq)]
pub(crate) struct ErrorResponse {
    pub(crate) message: Option<String>,
    /// How long it asks to wait before the same is asked for again.
    pub(crate) wait: Option<Duration>,
}

impl ErrorResponse {
    /// Reads an answer. What it does not say in one of the shapes above, it does not say.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        Self { message: message(&body), wait: wait(headers, &body) }
    }
}

fn message(body: &Value) -> Option<String> {
    let text = |field: &str| body.get(field).and_then(Value::as_str).and_then(on_one_line);
    text("message").or_else(|| text("error")).or_else(|| match (text("title"), text("detail")) {
        (Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
        (title, detail) => title.or(detail),
    })
}

/// The longer one of the two ways to say it.
fn wait(headers: &HeaderMap, body: &Value) -> Option<Duration> {
    let header = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .filter(|seconds: &f64| seconds.is_finite());
    let body = body.get("retry_after").and_then(Value::as_f64);
    let longer = header.into_iter().chain(body).reduce(f64::max)?;
    Duration::try_from_secs_f64(longer.min(LONGEST_WAIT)).ok()
}

/// A text on one line and not endless; `None` when nothing is in it. Words stay whole: half of a key that a server
/// quotes would not be known as one.
fn on_one_line(text: &str) -> Option<String> {
    let mut line = String::new();
    for word in text.split_whitespace() {
        let gap = if line.is_empty() { "" } else { " " };
        if line.len() + word.len() > LONGEST_MESSAGE {
            return Some(line + gap + "…");
        }
        line = line + gap + word;
    }
    Some(line).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

    use super::ErrorResponse;

    fn message(body: &str) -> Option<String> {
        ErrorResponse::read(&HeaderMap::new(), body.as_bytes()).message
    }

    #[test]
    fn every_documented_shape_of_a_body_has_its_words() {
        for (body, words) in [
            (r#"{"code": "VALIDATION_ERROR", "message": "no such team"}"#, "no such team"),
            (r#"{"error": "slow down", "retry_after": 3}"#, "slow down"),
            (r#"{"error": "no model", "error_code": "MODEL_NOT_FOUND", "detail": "m1"}"#, "no model"),
            (r#"{"title": "Bad Gateway", "detail": "no upstream", "status": 502}"#, "Bad Gateway: no upstream"),
            (r#"{"title": "Bad Gateway"}"#, "Bad Gateway"),
            (r#"{"detail": "Not Found"}"#, "Not Found"),
            (r#"{"message": "first", "error": "second", "title": "third"}"#, "first"),
            (r#"{"message": " ", "error": null, "title": "third"}"#, "third"),
            ("{\"message\": \"two\\n  lines\"}", "two lines"),
        ] {
            assert_eq!(message(body).as_deref(), Some(words), "{body}");
        }
    }

    #[test]
    fn what_is_no_error_body_has_no_words() {
        for body in ["", "<html>busy</html>", "null", "[]", "\"text\"", "{}", r#"{"error": {"message": "deep"}}"#] {
            assert_eq!(message(body), None, "{body}");
        }
    }

    #[test]
    fn the_longer_of_header_and_body_is_waited_for_and_a_minute_at_most() {
        for (header, body, seconds) in [
            (None, "{}", None),
            (None, r#"{"retry_after": 7}"#, Some(7.0)),
            (None, r#"{"retry_after": 0.5}"#, Some(0.5)),
            (Some("9"), r#"{"retry_after": 7}"#, Some(9.0)),
            (Some("5"), r#"{"retry_after": 7}"#, Some(7.0)),
            (Some("5"), "<html>", Some(5.0)),
            (Some("Wed, 21 Oct 2026 07:28:00 GMT"), "{}", None),
            (Some("86400"), "{}", Some(60.0)),
            (None, r#"{"retry_after": 1e300}"#, Some(60.0)),
            (None, r#"{"retry_after": -1}"#, None),
            (Some("NaN"), "{}", None),
            (Some("inf"), "{}", None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(header) = header {
                headers.insert(RETRY_AFTER, HeaderValue::from_static(header));
            }
            let wait = ErrorResponse::read(&headers, body.as_bytes()).wait;
            assert_eq!(wait, seconds.map(Duration::from_secs_f64), "{header:?} {body}");
        }
    }
}
