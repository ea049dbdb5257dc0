//! Parts as files: received, counted, put together.
//!
//! An archive is a folder of parts in order, so that completing an upload moves no byte: a part's file is
//! `NUMBER-ETAG` in its upload's folder, and the finished folder is renamed to where archives are.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::StreamExt;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Md5, Sha1, Sha256};
use s3s::dto::{Checksum, StreamingBlob};
use s3s::{S3Error, S3Result, s3_error};
use tokio::sync::mpsc;

/// Chunks between the network and the disk.
const IN_FLIGHT: usize = 32;

/// A part that is there.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) number: i32,
    pub(super) etag: String,
    pub(super) size: u64,
    pub(super) path: PathBuf,
}

/// A part that was just received.
pub(super) struct Received {
    pub(super) etag: String,
    pub(super) checksum: Checksum,
}

/// The checksums that S3 knows besides MD5.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64nvme,
    Sha1,
    Sha256,
}

impl Algorithm {
    pub(super) const ALL: [(Self, &'static str); 5] = [
        (Self::Crc32, "x-amz-checksum-crc32"),
        (Self::Crc32c, "x-amz-checksum-crc32c"),
        (Self::Crc64nvme, "x-amz-checksum-crc64nvme"),
        (Self::Sha1, "x-amz-checksum-sha1"),
        (Self::Sha256, "x-amz-checksum-sha256"),
    ];

    pub(super) fn of(self, checksum: &Checksum) -> Option<&str> {
        match self {
            Self::Crc32 => checksum.checksum_crc32.as_deref(),
            Self::Crc32c => checksum.checksum_crc32c.as_deref(),
            Self::Crc64nvme => checksum.checksum_crc64nvme.as_deref(),
            Self::Sha1 => checksum.checksum_sha1.as_deref(),
            Self::Sha256 => checksum.checksum_sha256.as_deref(),
        }
    }
}

/// What a client will say about the bytes that it sends, so that it can be computed as they come.
pub(super) struct Announced {
    pub(super) algorithms: Vec<Algorithm>,
    /// Base64, as in Content-MD5.
    pub(super) md5: Option<String>,
}

impl Announced {
    /// The CRC-64 is always computed: with the length it is the part's ETag.
    fn hasher(&self) -> ChecksumHasher {
        let wanted = |algorithm| self.algorithms.contains(&algorithm);
        ChecksumHasher {
            crc32: wanted(Algorithm::Crc32).then(Crc32::new),
            crc32c: wanted(Algorithm::Crc32c).then(Crc32c::new),
            sha1: wanted(Algorithm::Sha1).then(Sha1::new),
            sha256: wanted(Algorithm::Sha256).then(Sha256::new),
            crc64nvme: Some(Crc64Nvme::new()),
        }
    }
}

/// Streams `body` into `folder` as part `number`. What `accept` refuses, or breaks off, leaves nothing behind.
pub(super) async fn receive(
    body: Option<StreamingBlob>,
    folder: PathBuf,
    number: i32,
    announced: Announced,
    accept: impl FnOnce(&Checksum) -> S3Result<()> + Send + 'static,
) -> S3Result<Received> {
    let (sender, receiver) = mpsc::channel(IN_FLIGHT);
    let (complete, completed) = tokio::sync::oneshot::channel();
    let writer = tokio::task::spawn_blocking(move || {
        let written = write(receiver, &folder, &announced)?;
        // Nobody says that it is complete when the body broke off.
        let whole = completed.blocking_recv().is_ok();
        if !whole {
            return Err(s3_error!(IncompleteBody, "the body broke off"));
        }
        accept(&written.checksum)?;
        written.keep(&folder, number)
    });
    if let Some(mut body) = body {
        while let Some(chunk) = body.next().await {
            let chunk: Bytes =
                chunk.map_err(|error| s3_error!(InvalidRequest, "the body cannot be read: {}", error))?;
            if sender.send(chunk).await.is_err() {
                // The writer failed, and will say why.
                break;
            }
        }
    }
    drop(sender);
    let _ = complete.send(());
    writer.await.map_err(S3Error::internal_error)?
}

/// A part in a temporary file, which goes when it is not kept.
struct Written {
    file: tempfile::NamedTempFile,
    etag: String,
    checksum: Checksum,
}

fn write(mut chunks: mpsc::Receiver<Bytes>, folder: &Path, announced: &Announced) -> S3Result<Written> {
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(storage_failed)?;
    let mut hasher = announced.hasher();
    let mut md5 = announced.md5.as_ref().map(|_| Md5::new());
    let mut size: u64 = 0;
    while let Some(chunk) = chunks.blocking_recv() {
        hasher.update(&chunk);
        if let Some(md5) = &mut md5 {
            md5.update(&chunk);
        }
        file.write_all(&chunk).map_err(storage_failed)?;
        size += chunk.len() as u64;
    }
    let md5 = md5.map(|md5| STANDARD.encode(md5.finalize()));
    if md5 != announced.md5 {
        return Err(s3_error!(BadDigest, "the body is not the one that Content-MD5 describes"));
    }
    let checksum = hasher.finalize();
    let crc = checksum.checksum_crc64nvme.as_deref().and_then(|crc| STANDARD.decode(crc).ok()).unwrap_or_default();
    let crc: String = crc.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Written { file, etag: format!("{crc}{size:016x}"), checksum })
}

impl Written {
    fn keep(self, folder: &Path, number: i32) -> S3Result<Received> {
        let path = folder.join(format!("{number:05}-{}", self.etag));
        self.file.persist(path).map_err(|error| storage_failed(error.error))?;
        Ok(Received { etag: self.etag, checksum: self.checksum })
    }
}

/// The parts in `folder`, in order. Of a number that was sent twice both are there.
pub(super) fn list(folder: &Path) -> io::Result<Vec<Part>> {
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
pub(super) fn retain(folder: &Path, wanted: &BTreeMap<i32, String>) -> S3Result<Vec<Part>> {
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
pub(super) fn publish(finished: &Path, archive: &Path) -> S3Result<()> {
    match fs::remove_dir_all(archive) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(storage_failed(error)),
        _ => {}
    }
    fs::rename(finished, archive).map_err(storage_failed)
}

/// A failed file operation as S3 tells it; a full disk is told apart, with the status that WebDAV has for it.
pub(super) fn storage_failed(error: io::Error) -> S3Error {
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
