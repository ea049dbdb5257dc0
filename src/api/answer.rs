//! An answer whose body is still to come: what a model says, and what is too much to hold.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use tokio::time::timeout;

use crate::api::error::{Error, Fault};
use crate::api::transport::fault;

/// The name of a request at Baseten, in its words on logs.
const REQUEST_ID: &str = "x-baseten-request-id";
/// The ids seen in the wild have 32 characters; what is longer is none.
const LONGEST_REQUEST_ID: usize = 128;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(super) response: Response,
    /// What was asked for, for an error.
    pub(super) request: String,
    pub(super) timeout: Duration,
    pub(super) request_id: Option<String>,
}

impl Answer {
    pub(crate) fn is_json(&self) -> bool {
        is_json(self.response.headers())
    }

    /// Whether it is JSON whose length is known from the start: all there at once, and so one document.
    pub(crate) fn is_one_document(&self) -> bool {
        self.is_json() && self.response.content_length().is_some()
    }

    pub(crate) fn is_events(&self) -> bool {
        content_type(self.response.headers()).as_deref() == Some("text/event-stream")
    }

    /// The next piece as soon as it is there; `None` at the end.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        self.response.chunk().await.map_err(|error| self.error(fault(&error, self.timeout)))
    }

    /// All of it, `most` bytes at most.
    pub(crate) async fn whole(self, most: usize) -> Result<Vec<u8>, Error> {
        let mut body = Vec::new();
        self.read_into(&mut body, most).await?;
        Ok(body)
    }

    /// As much of it as comes in the time that a request may take: an error's words are no more than its status.
    pub(super) async fn available(self, most: usize) -> Vec<u8> {
        let mut body = Vec::new();
        // What breaks off is as good as what is there.
        let _ = timeout(self.timeout, self.read_into(&mut body, most)).await;
        body
    }

    /// Appends all of it to `body`, which has what came when it fails.
    pub(crate) async fn read_into(mut self, body: &mut Vec<u8>, most: usize) -> Result<(), Error> {
        while let Some(piece) = self.piece().await? {
            if body.len() + piece.len() > most {
                return Err(self.error(Fault::Malformed(format!("it is longer than {} MiB", most >> 20))));
            }
            body.extend_from_slice(&piece);
        }
        Ok(())
    }

    fn error(&self, fault: Fault) -> Error {
        let (request, request_id) = (self.request.clone(), self.request_id.clone());
        Error { request, fault, repeated: false, body: Vec::new(), request_id }
    }
}

pub(super) fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?.trim();
    (1..=LONGEST_REQUEST_ID).contains(&id.len()).then(|| id.to_owned())
}

fn is_json(headers: &HeaderMap) -> bool {
    content_type(headers).is_some_and(|kind| kind == "application/json" || kind.ends_with("+json"))
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next()?.trim().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

    use super::{REQUEST_ID, content_type, is_json, request_id};

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().expect("a name"), HeaderValue::from_str(value).expect("a value"))])
    }

    #[test]
    fn json_is_known_by_its_type() {
        for (kind, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/problem+json", true),
            ("application/x-ndjson", false),
            ("text/event-stream", false),
        ] {
            assert_eq!(is_json(&headers(CONTENT_TYPE.as_str(), kind)), expected, "{kind}");
        }
        assert_eq!(content_type(&HeaderMap::new()), None);
    }

    #[test]
    fn a_request_has_an_id_of_sensible_length() {
        assert_eq!(request_id(&headers(REQUEST_ID, " 3f2a ")).as_deref(), Some("3f2a"));
        assert_eq!(request_id(&headers(REQUEST_ID, "")), None);
        assert_eq!(request_id(&headers(REQUEST_ID, &"a".repeat(129))), None);
    }
}
