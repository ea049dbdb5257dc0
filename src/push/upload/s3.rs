//! The few requests of S3 that an upload consists of, signed with temporary credentials.
//!
//! Owns signed URLs, checksums and what is in S3's answers. Each function sends one request once; what is tried
//! again, and in which order parts go, is `upload`'s. No request carries an API key.

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
use url::Url;

use crate::push::upload::buffer_pool::Part;
use crate::push::upload::destination::Destination;
use crate::push::upload::s3_error::Fault;
use crate::push::upload::stall::{Idle, Progress};

/// How long a signed URL is good; requests start right after they are signed.
const VALIDITY: Duration = Duration::from_secs(3600);
const ALGORITHM: &str = "x-amz-checksum-algorithm";
const CHECKSUM: &str = "x-amz-checksum-crc32c";
/// What hyper takes from a part at a time: small enough that a slow line shows progress before it counts as stalled.
const PIECE: usize = 128 << 10;
/// More of an answer than any of S3's needs.
const LONGEST_ANSWER: usize = 1 << 20;

impl Destination {
    fn sign<'action>(&self, action: &impl S3Action<'action>) -> Url {
        action.sign(VALIDITY)
    }

    /// Starts an upload in parts; its id.
    pub(crate) async fn create(&self, http: &reqwest::Client, idle: Duration) -> Result<String, Fault> {
        let mut action = CreateMultipartUpload::new(&self.bucket, Some(&self.credentials), &self.key);
        action.headers_mut().insert(ALGORITHM, "CRC32C");
        let request = http.post(self.sign(&action)).header(ALGORITHM, "CRC32C").header(CONTENT_LENGTH, 0);
        let body = text(send(request, &Idle::new(idle)).await?, idle).await?;
        let answer = CreateMultipartUpload::parse_response(&body).map_err(|_| Fault::Malformed("no upload id"))?;
        Ok(answer.upload_id().to_owned())
    }

    /// Sends one part; its ETag.
    pub(crate) async fn part(
        &self,
        http: &reqwest::Client,
        upload: &str,
        part: &Part,
        idle: Duration,
        progress: Progress<'_>,
    ) -> Result<String, Fault> {
        let checksum = checksum(part);
        let mut action = UploadPart::new(&self.bucket, Some(&self.credentials), &self.key, part.number, upload);
        action.headers_mut().insert(CHECKSUM, checksum.as_str());
        let response = send_part(http.put(self.sign(&action)), part, &checksum, idle, progress).await?;
        let etag = response.headers().get(ETAG).and_then(|etag| etag.to_str().ok());
        etag.map(str::to_owned).ok_or(Fault::Malformed("a part without an ETag"))
    }

    /// Sends an archive that is one part.
    pub(crate) async fn put(
        &self,
        http: &reqwest::Client,
        part: &Part,
        idle: Duration,
        progress: Progress<'_>,
    ) -> Result<(), Fault> {
        let checksum = checksum(part);
        let mut action = PutObject::new(&self.bucket, Some(&self.credentials), &self.key);
        action.headers_mut().insert(CHECKSUM, checksum.as_str());
        send_part(http.put(self.sign(&action)), part, &checksum, idle, progress).await.map(|_| ())
    }

    /// Puts the parts together: number, ETag and checksum of each, in order.
    pub(crate) async fn complete(
        &self,
        http: &reqwest::Client,
        upload: &str,
        parts: &[(u16, String, u32)],
        idle: Duration,
    ) -> Result<(), Fault> {
        let etags = parts.iter().map(|(_, etag, _)| etag.as_str());
        let action =
            CompleteMultipartUpload::new(&self.bucket, Some(&self.credentials), &self.key, upload, etags.clone());
        let request = http.post(self.sign(&action)).body(complete_body(parts));
        let body = text(send(request, &Idle::new(idle)).await?, idle).await?;
        // S3 may find out that it failed after it has answered 200.
        match CompleteMultipartUploadResponse::parse(&body) {
            Ok(_) => Ok(()),
            Err(_) if body.contains("<Error>") => Err(Fault::of_answer(StatusCode::INTERNAL_SERVER_ERROR, &body)),
            Err(_) => Err(Fault::Malformed("no result of the upload")),
        }
    }

    /// Throws away an object that is complete and that nobody will use. Best effort: the credentials may be good for
    /// uploads alone, and then it is the remote that cleans up.
    pub(crate) async fn discard(&self, http: &reqwest::Client, idle: Duration) {
        let action = DeleteObject::new(&self.bucket, Some(&self.credentials), &self.key);
        let _ = send(http.delete(self.sign(&action)), &Idle::new(idle)).await;
    }

    /// Throws away what was uploaded.
    pub(crate) async fn abort(&self, http: &reqwest::Client, upload: &str, idle: Duration) -> Result<(), Fault> {
        let action = AbortMultipartUpload::new(&self.bucket, Some(&self.credentials), &self.key, upload);
        match send(http.delete(self.sign(&action)), &Idle::new(idle)).await {
            Err(fault) if !fault.is("NoSuchUpload") => Err(fault),
            _ => Ok(()),
        }
    }
}

fn checksum(part: &Part) -> String {
    STANDARD.encode(part.checksum.to_be_bytes())
}

/// The list of parts. rusty-s3's has no checksums, which S3 wants of an upload that was started with them.
fn complete_body(parts: &[(u16, String, u32)]) -> String {
    let part = |(number, etag, checksum): &(u16, String, u32)| {
        let etag = etag.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let checksum = STANDARD.encode(checksum.to_be_bytes());
        format!(
            "<Part><ChecksumCRC32C>{checksum}</ChecksumCRC32C><ETag>{etag}</ETag><PartNumber>{number}</PartNumber></Part>"
        )
    };
    let parts: String = parts.iter().map(part).collect();
    format!(
        "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{parts}</CompleteMultipartUpload>"
    )
}

async fn send_part(
    request: RequestBuilder,
    part: &Part,
    checksum: &str,
    idle: Duration,
    progress: Progress<'_>,
) -> Result<Response, Fault> {
    let idle = Idle::new(idle);
    let sent = idle.clone();
    let bytes = part.bytes.clone();
    let pieces = (0..bytes.len()).step_by(PIECE).map(move |start| {
        sent.moved();
        Ok::<_, std::convert::Infallible>(bytes.slice(start..(start + PIECE).min(bytes.len())))
    });
    let request = request
        .header(CHECKSUM, checksum)
        .header(CONTENT_LENGTH, part.bytes.len())
        .body(Body::wrap_stream(stream::iter(pieces)));
    let response = send(request, &idle).await?;
    progress.add(part.bytes.len() as u64);
    Ok(response)
}

/// Sends a request; what is not a success is a fault.
async fn send(request: RequestBuilder, idle: &Idle) -> Result<Response, Fault> {
    let response = idle.watch(request.send()).await.map_err(Fault::Stalled)?.map_err(Fault::of_connection)?;
    if response.status().is_success() {
        return Ok(response);
    }
    let status = response.status();
    let body = text(response, idle.limit()).await.unwrap_or_default();
    Err(Fault::of_answer(status, &body))
}

async fn text(mut response: Response, idle: Duration) -> Result<String, Fault> {
    let mut body = Vec::new();
    let timer = Idle::new(idle);
    while let Some(chunk) =
        timer.watch(response.chunk()).await.map_err(Fault::Stalled)?.map_err(Fault::of_connection)?
    {
        timer.moved();
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err(Fault::Malformed("an answer without end"));
        }
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

#[cfg(test)]
mod tests {
    use super::complete_body;

    #[test]
    fn the_list_of_parts_has_their_checksums() {
        let body = complete_body(&[(1, "\"e\"".to_owned(), 1)]);
        assert!(body.contains("<ChecksumCRC32C>AAAAAQ==</ChecksumCRC32C><ETag>&quot;e&quot;</ETag>"), "{body}");
    }
}
