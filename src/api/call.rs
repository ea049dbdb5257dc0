//! A request before it is sent, and whether it may be sent again.

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::{Method, StatusCode};
use serde::Serialize;

use crate::api::error::Fault;
use crate::api::path::{NotASegment, Path};

/// A longer answer is not the management API's: 10,000 keys take about 4 MB.
const LARGEST_ANSWER: usize = 16 << 20;

/// Whether a request may be sent again when it is not known whether it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Twice does the same as once.
    Safe,
    /// Twice might create twice.
    Never,
    /// Whatever answers may have done it: a 429 can be the model's own, after it ran.
    Unsent,
}

pub(crate) struct Call {
    pub(super) method: Method,
    pub(super) path: Result<Path, NotASegment>,
    pub(super) query: Vec<(Cow<'static, str>, String)>,
    pub(super) body: Option<Bytes>,
    pub(super) repeat: Repeat,
    pub(super) largest_answer: usize,
}

impl Call {
    /// A request without a body; reading and deleting may be repeated, anything else not.
    pub(crate) fn new(method: Method, path: impl Into<Result<Path, NotASegment>>) -> Self {
        let repeat = if method.is_idempotent() { Repeat::Safe } else { Repeat::Never };
        Self { method, path: path.into(), query: Vec::new(), body: None, repeat, largest_answer: LARGEST_ANSWER }
    }

    pub(crate) fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// A JSON body. As text, because `serde_json::Value` has no integers beyond 64 bits and a config may.
    pub(crate) fn body(self, body: impl Serialize) -> Self {
        self.raw_body(serde_json::to_vec(&body).expect("requests are made of texts, numbers and lists of them"))
    }

    /// A body that is JSON already.
    pub(crate) fn raw_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = repeat;
        self
    }

    /// How many bytes the answer may have, where less than [`LARGEST_ANSWER`] is enough.
    pub(crate) fn largest_answer(mut self, bytes: usize) -> Self {
        self.largest_answer = bytes;
        self
    }

    pub(super) fn may_repeat_after(&self, fault: &Fault) -> bool {
        match fault {
            // Nothing was sent, or the server says that it did nothing with it.
            Fault::Unreachable(_) => true,
            Fault::Refused { status, .. } if *status == StatusCode::TOO_MANY_REQUESTS => self.repeat != Repeat::Unsent,
            Fault::Refused { status, .. } => self.repeat == Repeat::Safe && status.is_server_error(),
            Fault::Broken(_) => self.repeat == Repeat::Safe,
            // Not after a time limit either: who set it does not want to wait three times as long.
            _ => false,
        }
    }
}

impl From<Path> for Result<Path, NotASegment> {
    fn from(path: Path) -> Self {
        Ok(path)
    }
}
