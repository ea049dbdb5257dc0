//! The few requests of S3 that an upload consists of, signed with temporary credentials, and what its answers mean.
//!
//! Each function sends one request once; what is tried again, and in which order parts go, is `upload`'s. No request
//! carries an API key.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;
use reqwest::header::{CONTENT_LENGTH, ETAG};
use reqwest::{Body, RequestBuilder, Response, StatusCode};
use rusty_s3::actions::{
    AbortMultipartUpload, CompleteMultipartUpload, CompleteMultipartUploadResponse, CreateMultipartUpload,
    DeleteObject, PutObject, S3Action, UploadPart,
};
use url::{Url, form_urlencoded};

use crate::push::Error;
use crate::push::upload::buffer_pool::Part;
use crate::push::upload::destination::Destination;
use crate::push::upload::stall::StallTimer;

/// How long a signed URL is good; requests start right after they are signed.
const VALIDITY: Duration = Duration::from_secs(3600);
const ALGORITHM: &str = "x-amz-checksum-algorithm";
const CHECKSUM: &str = "x-amz-checksum-crc32c";
/// What hyper takes from a part at a time: small enough that a slow line shows progress before it counts as stalled.
const PIECE: usize = 128 << 10;
/// More of an answer than any of S3's needs.
const LONGEST_ANSWER: usize = 1 << 20;
/// What is shorter is no secret, and stands in every sentence.
const SHORTEST_SECRET: usize = 6;

/// The storage that an archive goes to, as one connection sees it.
#[derive(Clone, Copy)]
pub(crate) struct Storage<'upload> {
    pub(crate) http: &'upload reqwest::Client,
    pub(crate) destination: &'upload Destination,
    /// How long nothing may move.
    pub(crate) limit: Duration,
}

#[derive(Debug)]
pub(crate) struct SentPart {
    pub(crate) number: u16,
    pub(crate) etag: String,
    pub(crate) checksum: u32,
}

impl Storage<'_> {
    pub(crate) async fn create(self) -> Result<String, Error> {
        let Destination { bucket, key, credentials } = self.destination;
        let mut action = CreateMultipartUpload::new(bucket, Some(credentials), key);
        action.headers_mut().insert(ALGORITHM, "CRC32C");
        let request = self.http.post(action.sign(VALIDITY)).header(ALGORITHM, "CRC32C").header(CONTENT_LENGTH, 0);
        let body = self.text(self.send(request, &self.timer()).await?).await?;
        let answer = CreateMultipartUpload::parse_response(&body).map_err(|_| Error::Malformed("no upload id"))?;
        Ok(answer.upload_id().to_owned())
    }

    pub(crate) async fn part(self, upload: &str, part: &Part) -> Result<String, Error> {
        let Destination { bucket, key, credentials } = self.destination;
        let mut action = UploadPart::new(bucket, Some(credentials), key, part.number, upload);
        action.headers_mut().insert(CHECKSUM, base64(part.checksum));
        let response = self.send_part(action.sign(VALIDITY), part).await?;
        let etag = response.headers().get(ETAG).and_then(|etag| etag.to_str().ok());
        etag.map(str::to_owned).ok_or(Error::Malformed("a part without an ETag"))
    }

    pub(crate) async fn put(self, part: &Part) -> Result<(), Error> {
        let Destination { bucket, key, credentials } = self.destination;
        let mut action = PutObject::new(bucket, Some(credentials), key);
        action.headers_mut().insert(CHECKSUM, base64(part.checksum));
        self.send_part(action.sign(VALIDITY), part).await.map(|_| ())
    }

    pub(crate) async fn complete(self, upload: &str, parts: &[SentPart]) -> Result<(), Error> {
        let Destination { bucket, key, credentials } = self.destination;
        let etags = parts.iter().map(|part| part.etag.as_str());
        let action = CompleteMultipartUpload::new(bucket, Some(credentials), key, upload, etags);
        let request = self.http.post(action.sign(VALIDITY)).body(complete_body(parts));
        let body = self.text(self.send(request, &self.timer()).await?).await?;
        // S3 may find out that it failed after it has answered 200.
        match CompleteMultipartUploadResponse::parse(&body) {
            Ok(_) => Ok(()),
            Err(_) if body.contains("<Error>") => Err(self.refusal(StatusCode::INTERNAL_SERVER_ERROR, &body)),
            Err(_) => Err(Error::Malformed("no result of the upload")),
        }
    }

    /// Throws away an object that is complete and that nobody will use. Best effort: the credentials may be good for
    /// uploads alone, and then it is the remote that cleans up.
    pub(crate) async fn discard(self) {
        let Destination { bucket, key, credentials } = self.destination;
        let action = DeleteObject::new(bucket, Some(credentials), key);
        let _ = self.send(self.http.delete(action.sign(VALIDITY)), &self.timer()).await;
    }

    pub(crate) async fn abort(self, upload: &str) -> Result<(), Error> {
        let Destination { bucket, key, credentials } = self.destination;
        let action = AbortMultipartUpload::new(bucket, Some(credentials), key, upload);
        match self.send(self.http.delete(action.sign(VALIDITY)), &self.timer()).await {
            Err(error) if !error.is("NoSuchUpload") => Err(error),
            _ => Ok(()),
        }
    }

    async fn send_part(self, url: Url, part: &Part) -> Result<Response, Error> {
        let (timer, bytes) = (self.timer(), part.bytes.clone());
        let sent = timer.clone();
        let pieces = (0..bytes.len()).step_by(PIECE).map(move |start| {
            sent.reset();
            Ok::<_, std::convert::Infallible>(bytes.slice(start..(start + PIECE).min(bytes.len())))
        });
        let request = self.http.put(url).header(CHECKSUM, base64(part.checksum));
        let request = request.header(CONTENT_LENGTH, part.bytes.len()).body(Body::wrap_stream(stream::iter(pieces)));
        self.send(request, &timer).await
    }

    async fn send(self, request: RequestBuilder, timer: &StallTimer) -> Result<Response, Error> {
        let response = timer.watch(request.send()).await?.map_err(Error::of_connection)?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        Err(self.refusal(status, &self.text(response).await.unwrap_or_default()))
    }

    async fn text(self, mut response: Response) -> Result<String, Error> {
        let (mut body, timer) = (Vec::new(), self.timer());
        while let Some(chunk) = timer.watch(response.chunk()).await?.map_err(Error::of_connection)? {
            timer.reset();
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_ANSWER {
                return Err(Error::Malformed("an answer without end"));
            }
        }
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    /// What a refusal says, without the credentials that it may quote: every URL has the token in it.
    fn refusal(self, status: StatusCode, body: &str) -> Error {
        let credentials = &self.destination.credentials;
        let secrets = [Some(credentials.secret()), credentials.token()].into_iter().flatten();
        let encoded = |secret: &str| form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>();
        let forms = secrets
            .flat_map(|secret| [encoded(secret), secret.to_owned()])
            .filter(|form| form.len() >= SHORTEST_SECRET);
        Error::of_answer(status, &forms.fold(body.to_owned(), |body, form| body.replace(&form, "…")))
    }

    fn timer(self) -> StallTimer {
        StallTimer::new(self.limit)
    }
}

fn base64(checksum: u32) -> String {
    STANDARD.encode(checksum.to_be_bytes())
}

/// The list of parts. rusty-s3's has no checksums, which S3 wants of an upload that was started with them.
fn complete_body(parts: &[SentPart]) -> String {
    let part = |SentPart { number, etag, checksum }: &SentPart| {
        let etag = etag.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let checksum = base64(*checksum);
        format!(
            "<Part><ChecksumCRC32C>{checksum}</ChecksumCRC32C><ETag>{etag}</ETag><PartNumber>{number}</PartNumber></Part>"
        )
    };
    let parts: String = parts.iter().map(part).collect();
    format!(
        "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{parts}</CompleteMultipartUpload>"
    )
}

impl Error {
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Refused { status, code, .. } => {
                status.is_server_error()
                    || *status == StatusCode::TOO_MANY_REQUESTS
                    || matches!(code.as_str(), "RequestTimeout" | "SlowDown" | "InternalError" | "BadDigest")
            }
            Self::Broken(_) | Self::Stalled(_) => true,
            _ => false,
        }
    }

    /// Whether the request may have been carried out.
    pub(crate) fn may_have_arrived(&self) -> bool {
        match self {
            Self::Refused { status, .. } => status.is_server_error(),
            Self::Broken(_) | Self::Stalled(_) | Self::Malformed(_) => true,
            _ => false,
        }
    }

    pub(crate) fn is(&self, expected: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == expected)
    }

    pub(crate) fn of_connection(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut cause: &dyn std::error::Error = &error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        Self::Broken(cause.to_string())
    }

    pub(crate) fn of_answer(status: StatusCode, body: &str) -> Self {
        let element = |name: &str| {
            let after = body.split_once(&format!("<{name}>"))?.1;
            Some(after.split_once("</")?.0.to_owned())
        };
        Self::Refused {
            status,
            code: element("Code").unwrap_or_default(),
            message: element("Message").unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::{Error, SentPart, complete_body};

    #[test]
    fn the_list_of_parts_has_their_checksums() {
        let body = complete_body(&[SentPart { number: 1, etag: "\"e\"".to_owned(), checksum: 1 }]);
        assert!(body.contains("<ChecksumCRC32C>AAAAAQ==</ChecksumCRC32C><ETag>&quot;e&quot;</ETag>"), "{body}");
    }

    #[test]
    fn a_refusal_is_told_in_s3s_words_and_throttling_may_pass() {
        let body = "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please wait</Message></Error>";
        let error = Error::of_answer(StatusCode::BAD_REQUEST, body);
        assert!(error.may_pass());
        assert!(
            matches!(error, Error::Refused { code, message, .. } if code == "SlowDown" && message == "Please wait")
        );
        assert!(!Error::of_answer(StatusCode::FORBIDDEN, "").may_pass());
    }
}
