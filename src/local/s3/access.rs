//! Whether upload credentials are good for a request: known, in their hour, for that object, for an upload.
//!
//! s3s checks the signature with the secret key from here. It does not check the session token, so that is
//! done here, wherever the client put it: in a header, or in the query of a presigned URL.

use async_trait::async_trait;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::{S3Auth, SecretKey};
use s3s::path::S3Path;
use s3s::{S3Result, s3_error};
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use crate::local::app_state::SharedState;
use crate::local::s3::{BUCKET, key};
use crate::local::store::uploads::{self, Upload};
use crate::local::timestamp::Timestamp;

/// What an upload consists of. Everything else is refused, reading included. Unproven: what else Baseten's credentials
/// are good for.
const OPERATIONS: [&str; 6] = [
    "PutObject",
    "CreateMultipartUpload",
    "UploadPart",
    "CompleteMultipartUpload",
    "AbortMultipartUpload",
    "ListParts",
];

const SESSION_TOKEN: &str = "x-amz-security-token";

pub(crate) struct Access(pub(crate) SharedState);

impl Access {
    fn upload(&self, access_key: &str) -> S3Result<Upload> {
        let found = self.0.store.read(|connection| uploads::by_access_key(connection, access_key));
        let upload = found.map_err(s3s::S3Error::internal_error)?;
        let upload = upload.ok_or_else(|| s3_error!(InvalidAccessKeyId, "these credentials are not known"))?;
        if upload.expires_at <= Timestamp::now() {
            return Err(s3_error!(ExpiredToken, "these credentials were good for an hour, which is over"));
        }
        Ok(upload)
    }
}

#[async_trait]
impl S3Auth for Access {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        self.upload(access_key).map(|upload| SecretKey::from(upload.secret_key))
    }
}

#[async_trait]
impl S3Access for Access {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        let Some(credentials) = context.credentials() else {
            return Err(s3_error!(AccessDenied, "a signature is required"));
        };
        let upload = self.upload(&credentials.access_key)?;
        let token = session_token(context).unwrap_or_default();
        if !bool::from(token.as_bytes().ct_eq(upload.session_token.as_bytes())) {
            return Err(s3_error!(InvalidToken, "the session token does not belong to these credentials"));
        }
        let its_object = match context.s3_path() {
            S3Path::Object { bucket, key: named } => **bucket == *BUCKET && **named == *key(&upload.id),
            _ => false,
        };
        if !its_object || !OPERATIONS.contains(&context.s3_op().name()) {
            return Err(s3_error!(AccessDenied, "these credentials are good for the upload of one object"));
        }
        Ok(())
    }
}

fn session_token(context: &S3AccessContext<'_>) -> Option<String> {
    if let Some(header) = context.headers().get(SESSION_TOKEN) {
        return header.to_str().ok().map(str::to_owned);
    }
    let query = context.uri().query().unwrap_or_default();
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    parameters.find(|(name, _)| name.eq_ignore_ascii_case(SESSION_TOKEN)).map(|(_, value)| value.into_owned())
}
