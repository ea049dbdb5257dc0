//! The S3 operations of an upload. By the time they are called, access was checked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput,
    CompletedPart, CreateMultipartUploadInput, CreateMultipartUploadOutput, ETag, ListPartsInput, ListPartsOutput,
    Part as ListedPart, PutObjectInput, PutObjectOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3, S3Error, S3Request, S3Response, S3Result, s3_error};

use crate::local::folder::{Folder, make_private_folder};
use crate::local::s3::checksum::Expected;
use crate::local::s3::parts::{self, Part, storage_failed};
use crate::local::s3::{is_id, upload_id};
use crate::local::secrets::random_text;

/// S3's own limits for a part's number, and for the size of all parts but the last.
const PART_NUMBERS: std::ops::RangeInclusive<i32> = 1..=10_000;
const SMALLEST_PART: u64 = 5 * 1024 * 1024;

type Response<T> = S3Result<S3Response<T>>;

pub(crate) struct Uploads {
    pub(crate) folder: Folder,
}

impl Uploads {
    fn upload_folder(&self, key: &str) -> S3Result<PathBuf> {
        Ok(self.folder.uploads().join(upload(key)?))
    }

    fn archive_folder(&self, key: &str) -> S3Result<PathBuf> {
        Ok(self.folder.archives().join(upload(key)?))
    }

    fn begin(&self, key: &str) -> S3Result<(PathBuf, String)> {
        let name = random_text(32).map_err(S3Error::internal_error)?;
        let folder = self.upload_folder(key)?.join(&name);
        make_private_folder(&folder).map_err(storage_failed)?;
        Ok((folder, name))
    }

    /// What is in `folder` becomes the archive.
    fn publish(&self, folder: &Path, key: &str) -> S3Result<()> {
        parts::publish(folder, &self.archive_folder(key)?)?;
        // Another upload to the key may be under way: then it is not empty.
        let _ = fs::remove_dir(self.upload_folder(key)?);
        Ok(())
    }

    fn under_way(&self, key: &str, multipart_id: &str) -> S3Result<PathBuf> {
        let folder = self.upload_folder(key)?.join(multipart_id);
        if !is_id(multipart_id) || !folder.is_dir() {
            return Err(s3_error!(NoSuchUpload, "there is no such multipart upload"));
        }
        Ok(folder)
    }
}

fn upload(key: &str) -> S3Result<&str> {
    upload_id(key).ok_or_else(|| s3_error!(NoSuchKey, "there is no such object"))
}

#[async_trait]
impl S3 for Uploads {
    async fn put_object(&self, request: S3Request<PutObjectInput>) -> Response<PutObjectOutput> {
        let input = request.input;
        let expected = Expected::of(request.headers, request.trailing_headers, input.content_md5);
        let (folder, _) = self.begin(&input.key)?;
        let received = parts::receive(input.body, folder.clone(), 1, expected).await;
        if received.is_err() {
            // Best effort: what stays goes with the upload's folder when its hour is over.
            let _ = fs::remove_dir_all(&folder);
        }
        let received = received?;
        self.publish(&folder, &input.key)?;
        Ok(S3Response::new(PutObjectOutput {
            e_tag: Some(ETag::Strong(received.etag)),
            checksum_crc32: received.checksum.checksum_crc32,
            checksum_crc32c: received.checksum.checksum_crc32c,
            ..PutObjectOutput::default()
        }))
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> Response<CreateMultipartUploadOutput> {
        let input = request.input;
        let (_, multipart_id) = self.begin(&input.key)?;
        Ok(S3Response::new(CreateMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            upload_id: Some(multipart_id),
            checksum_algorithm: input.checksum_algorithm,
            checksum_type: input.checksum_type,
            ..CreateMultipartUploadOutput::default()
        }))
    }

    async fn upload_part(&self, request: S3Request<UploadPartInput>) -> Response<UploadPartOutput> {
        let input = request.input;
        let expected = Expected::of(request.headers, request.trailing_headers, input.content_md5);
        let folder = self.under_way(&input.key, &input.upload_id)?;
        if !PART_NUMBERS.contains(&input.part_number) {
            return Err(s3_error!(InvalidArgument, "a part's number is from 1 to 10000"));
        }
        let received = parts::receive(input.body, folder, input.part_number, expected).await?;
        Ok(S3Response::new(UploadPartOutput {
            e_tag: Some(ETag::Strong(received.etag)),
            checksum_crc32: received.checksum.checksum_crc32,
            checksum_crc32c: received.checksum.checksum_crc32c,
            ..UploadPartOutput::default()
        }))
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> Response<CompleteMultipartUploadOutput> {
        let input = request.input;
        let folder = self.under_way(&input.key, &input.upload_id)?;
        let wanted = wanted(input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default())?;
        let kept = parts::retain(&folder, &wanted)?;
        check_sizes(&kept)?;
        self.publish(&folder, &input.key)?;
        Ok(S3Response::new(CompleteMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            e_tag: Some(ETag::Strong(format!("{}-{}", input.upload_id, kept.len()))),
            ..CompleteMultipartUploadOutput::default()
        }))
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> Response<AbortMultipartUploadOutput> {
        let folder = self.under_way(&request.input.key, &request.input.upload_id)?;
        fs::remove_dir_all(folder).map_err(storage_failed)?;
        Ok(S3Response::new(AbortMultipartUploadOutput::default()))
    }

    async fn list_parts(&self, request: S3Request<ListPartsInput>) -> Response<ListPartsOutput> {
        let input = request.input;
        let folder = self.under_way(&input.key, &input.upload_id)?;
        let listed = parts::list(&folder).map_err(storage_failed)?.into_iter().map(|part| ListedPart {
            part_number: Some(part.number),
            e_tag: Some(ETag::Strong(part.etag)),
            size: i64::try_from(part.size).ok(),
            ..ListedPart::default()
        });
        Ok(S3Response::new(ListPartsOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            upload_id: Some(input.upload_id),
            is_truncated: Some(false),
            parts: Some(listed.collect()),
            ..ListPartsOutput::default()
        }))
    }
}

/// The parts that a client lists, which must be in order and have an ETag each.
fn wanted(listed: Vec<CompletedPart>) -> S3Result<BTreeMap<i32, String>> {
    let mut wanted = BTreeMap::new();
    for part in listed {
        let (Some(number), Some(etag)) = (part.part_number, part.e_tag) else {
            return Err(s3_error!(MalformedXML, "each part needs a number and an ETag"));
        };
        if wanted.last_key_value().is_some_and(|(last, _)| *last >= number) {
            return Err(s3_error!(InvalidPartOrder, "parts must be listed in ascending order"));
        }
        wanted.insert(number, etag.into_value());
    }
    if wanted.is_empty() {
        return Err(s3_error!(MalformedXML, "there must be at least one part"));
    }
    Ok(wanted)
}

fn check_sizes(parts: &[Part]) -> S3Result<()> {
    let all_but_the_last = parts.split_last().map_or(&[][..], |(_, rest)| rest);
    match all_but_the_last.iter().any(|part| part.size < SMALLEST_PART) {
        true => Err(s3_error!(EntityTooSmall, "all parts but the last must have at least 5 MiB")),
        false => Ok(()),
    }
}
