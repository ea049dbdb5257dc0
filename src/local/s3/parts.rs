//! Parts as files: received, counted, put together.
//!
//! An archive is a folder of parts in order, so that completing an upload moves no byte: a part's file is
//! `NUMBER-ETAG` in its upload's folder, and the finished folder is renamed to where archives are.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::StreamExt;
use s3s::dto::StreamingBlob;
use s3s::{S3Error, S3Result, s3_error};
use tempfile::NamedTempFile;
use tokio::sync::{mpsc, oneshot};

use crate::local::admin::remove_folder;
use crate::local::s3::checksum::{Digest, Expected};

const IN_FLIGHT: usize = 32;

#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) number: i32,
    pub(crate) etag: String,
    pub(crate) size: u64,
    pub(crate) path: PathBuf,
}

/// Streams `body` into `folder` as part `number`. What is not as expected, or breaks off, leaves nothing behind.
pub(crate) async fn receive(
    body: Option<StreamingBlob>,
    folder: PathBuf,
    number: i32,
    expected: Expected,
) -> S3Result<Digest> {
    let (sender, receiver) = mpsc::channel(IN_FLIGHT);
    let (complete, completed) = oneshot::channel::<()>();
    let writer = tokio::task::spawn_blocking(move || {
        let (file, digest) = write(receiver, &folder, &expected).map_err(storage_failed)?;
        // Dropped without a word when the body broke off.
        completed.blocking_recv().map_err(|_| s3_error!(IncompleteBody, "the body broke off"))?;
        expected.check(&digest)?;
        let path = folder.join(format!("{number:05}-{}", digest.etag));
        file.persist(path).map_err(|error| storage_failed(error.error))?;
        Ok(digest)
    });
    if let Some(mut body) = body {
        while let Some(chunk) = body.next().await {
            let chunk: Bytes =
                chunk.map_err(|error| s3_error!(InvalidRequest, "the body cannot be read: {}", error))?;
            if sender.send(chunk).await.is_err() {
                // The writer failed, and returns why.
                break;
            }
        }
    }
    drop(sender);
    let _ = complete.send(());
    writer.await.map_err(S3Error::internal_error)?
}

/// Into a temporary file, which goes when it is not put in its place.
fn write(mut chunks: mpsc::Receiver<Bytes>, folder: &Path, expected: &Expected) -> io::Result<(NamedTempFile, Digest)> {
    let mut file = NamedTempFile::new_in(folder)?;
    let mut hasher = expected.hasher();
    while let Some(chunk) = chunks.blocking_recv() {
        hasher.update(&chunk);
        file.write_all(&chunk)?;
    }
    Ok((file, hasher.finish()))
}

/// The parts in `folder`, in order. Of a number that was sent twice both are there.
pub(crate) fn list(folder: &Path) -> io::Result<Vec<Part>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some((number, etag)) = name.to_str().and_then(|name| name.split_once('-')) else { continue };
        if let Ok(number) = number.parse() {
            parts.push(Part { number, etag: etag.to_owned(), size: entry.metadata()?.len(), path: entry.path() });
        }
    }
    parts.sort_by_key(|part| part.number);
    Ok(parts)
}

/// Leaves in `folder` the parts that `wanted` lists by number and ETag, which must all be there.
pub(crate) fn retain(folder: &Path, wanted: &BTreeMap<i32, String>) -> S3Result<Vec<Part>> {
    let there = list(folder).map_err(storage_failed)?;
    let is_wanted = |part: &Part| wanted.get(&part.number).is_some_and(|etag| *etag == part.etag);
    let (kept, other): (Vec<Part>, Vec<Part>) = there.into_iter().partition(is_wanted);
    if kept.len() != wanted.len() {
        return Err(s3_error!(InvalidPart, "a part that should be put together was not uploaded"));
    }
    for part in other {
        fs::remove_file(part.path).map_err(storage_failed)?;
    }
    Ok(kept)
}

/// Makes the folder `finished` the archive `archive`, in place of an earlier one.
pub(crate) fn publish(finished: &Path, archive: &Path) -> S3Result<()> {
    remove_folder(archive).and_then(|()| fs::rename(finished, archive)).map_err(storage_failed)
}

/// A failed file operation as an S3 error; a full disk has the status that WebDAV has for it.
pub(crate) fn storage_failed(error: io::Error) -> S3Error {
    if !matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        return S3Error::internal_error(error);
    }
    let mut full = S3Error::with_message(
        s3s::S3ErrorCode::Custom("StorageFull".into()),
        "no space is left on the disk that holds the embedded API's state",
    );
    full.set_status_code(axum::http::StatusCode::INSUFFICIENT_STORAGE);
    full
}
