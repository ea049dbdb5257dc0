//! Any request of the management API, for `truss api`: its path as somebody types it, its answer as it is.

use percent_encoding::percent_decode_str;
use reqwest::Method;
use url::form_urlencoded;

use crate::api::client::Call;
use crate::api::path::{NotASegment, Path};
use crate::api::{Answer, Client, Error};

/// A path below `/v1`, with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawPath {
    path: Path,
    query: Vec<(String, String)>,
}

/// A path that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidPath {
    /// A whole URL, or a fragment: a key goes nowhere but to its own remote.
    #[error("give a path below `/v1`, such as `models`: the host is the remote's")]
    NotAPath,
    /// A part that no URL carries.
    #[error(transparent)]
    Segment(#[from] NotASegment),
}

impl RawPath {
    /// Reads `/v1/models`, `v1/models`, `/models` and `models` alike, with or without a query.
    pub(crate) fn read(text: &str) -> Result<Self, InvalidPath> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let path = path.strip_prefix('/').unwrap_or(path);
        if path.is_empty() || path.starts_with('/') || path.contains(['#', ':', '\\']) {
            return Err(InvalidPath::NotAPath);
        }
        let path = path.strip_prefix("v1/").unwrap_or(path);
        let below = |path: Path, segment: &str| path.join(&percent_decode_str(segment).decode_utf8_lossy());
        let path = path.split('/').try_fold(Path::of(&["v1"]), below)?;
        Ok(Self { path, query: form_urlencoded::parse(query.as_bytes()).into_owned().collect() })
    }

    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.query.retain(|(other, _)| other != name);
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }
}

pub(crate) enum RawAnswer {
    Document(Vec<u8>),
    Other(Answer),
}

impl Client {
    /// Sends a request with a JSON body or without one.
    pub(crate) async fn raw(&self, method: Method, path: &RawPath, body: Option<Vec<u8>>) -> Result<RawAnswer, Error> {
        let call = Call::new(method, path.path.clone());
        let call = path.query.iter().fold(call, |call, (name, value)| call.query(name.clone(), value));
        let call = body.into_iter().fold(call, Call::raw_body);
        let read = async |answer: Answer| match answer.is_json() {
            true => Ok(RawAnswer::Document(answer.whole(call.largest_answer).await?)),
            false => Ok(RawAnswer::Other(answer)),
        };
        self.exchange(&call, read).await
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidPath, RawPath};

    #[test]
    fn a_path_is_read_however_it_is_typed() {
        let models = RawPath::read("/v1/models").expect("a path");
        for same in ["v1/models", "/models", "models"] {
            assert_eq!(RawPath::read(same).as_ref(), Ok(&models), "{same}");
        }
        let read = RawPath::read("audit_logs?limit=5&search=a%20b").expect("a path");
        assert_eq!(read.query, [("limit".to_owned(), "5".to_owned()), ("search".to_owned(), "a b".to_owned())]);
    }

    #[test]
    fn a_path_leads_to_no_other_host_and_not_out_of_the_api() {
        for text in ["", "/", "https://example.org/v1", "//example.org/models", "models#x", "a\\b", "v1@h:80/x"] {
            assert_eq!(RawPath::read(text), Err(InvalidPath::NotAPath), "{text}");
        }
        for text in ["../x", "models/../..", "models/%2e%2e/x", "models//x", "models/"] {
            assert!(matches!(RawPath::read(text), Err(InvalidPath::Segment(_))), "{text}");
        }
    }
}
