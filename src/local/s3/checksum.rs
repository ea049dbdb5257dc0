//! Whether a body is the one that the checksums sent with it describe: before it as headers, or after it as trailers.
//!
//! boto3, which Python's truss and Baseten's SDK upload with, sends a CRC-32, and a Content-MD5 where it is old; this
//! program sends a CRC-32C. The CRC-64 is computed anyway: with the length it is the part's ETag.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Md5};
use s3s::dto::Checksum;
use s3s::{S3Result, TrailingHeaders, s3_error};

const CRC32: &str = "x-amz-checksum-crc32";
const CRC32C: &str = "x-amz-checksum-crc32c";
const CRC64: &str = "x-amz-checksum-crc64nvme";

pub(crate) struct Expected {
    headers: HeaderMap,
    trailers: Option<TrailingHeaders>,
    /// Base64, as in Content-MD5.
    md5: Option<String>,
}

impl Expected {
    pub(crate) fn of(headers: HeaderMap, trailers: Option<TrailingHeaders>, md5: Option<String>) -> Self {
        Self { headers, trailers, md5 }
    }

    fn is_in_trailer(&self, name: &str) -> bool {
        let announced = self.headers.get("x-amz-trailer").and_then(|value| value.to_str().ok()).unwrap_or_default();
        announced.split(',').any(|trailer| trailer.trim().eq_ignore_ascii_case(name))
    }

    fn is_announced(&self, name: &str) -> bool {
        self.headers.contains_key(name) || self.is_in_trailer(name)
    }

    pub(crate) fn hasher(&self) -> Hasher {
        let checksums = ChecksumHasher {
            crc32: self.is_announced(CRC32).then(Crc32::new),
            crc32c: self.is_announced(CRC32C).then(Crc32c::new),
            crc64nvme: Some(Crc64Nvme::new()),
            ..ChecksumHasher::default()
        };
        Hasher { checksums, md5: self.md5.as_ref().map(|_| Md5::new()), size: 0 }
    }

    pub(crate) fn check(&self, found: &Digest) -> S3Result<()> {
        let read = |headers: &HeaderMap, name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
        let checksum = &found.checksum;
        let checksums = [
            (CRC32, &checksum.checksum_crc32),
            (CRC32C, &checksum.checksum_crc32c),
            (CRC64, &checksum.checksum_crc64nvme),
        ];
        for (name, found) in checksums {
            let trailer = || self.trailers.as_ref()?.read(|headers| read(headers, name)).flatten();
            let is_wrong = (self.headers.contains_key(name) && read(&self.headers, name) != *found)
                || (self.is_in_trailer(name) && trailer() != *found);
            if is_wrong {
                return Err(s3_error!(BadDigest, "the body is not the one that its checksum describes"));
            }
        }
        match found.md5 == self.md5 {
            true => Ok(()),
            false => Err(s3_error!(BadDigest, "the body is not the one that Content-MD5 describes")),
        }
    }
}

pub(crate) struct Hasher {
    checksums: ChecksumHasher,
    md5: Option<Md5>,
    size: u64,
}

pub(crate) struct Digest {
    pub(crate) etag: String,
    pub(crate) checksum: Checksum,
    md5: Option<String>,
}

impl Hasher {
    pub(crate) fn update(&mut self, chunk: &[u8]) {
        self.checksums.update(chunk);
        if let Some(md5) = &mut self.md5 {
            md5.update(chunk);
        }
        self.size += chunk.len() as u64;
    }

    pub(crate) fn finish(self) -> Digest {
        let checksum = self.checksums.finalize();
        let crc = checksum.checksum_crc64nvme.as_deref().and_then(|crc| STANDARD.decode(crc).ok()).unwrap_or_default();
        let crc: String = crc.iter().map(|byte| format!("{byte:02x}")).collect();
        let md5 = self.md5.map(|md5| STANDARD.encode(md5.finalize()));
        Digest { etag: format!("{crc}{:016x}", self.size), checksum, md5 }
    }
}
