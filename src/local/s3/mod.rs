//! The S3 endpoint, to which archives are uploaded: what an upload needs of S3, and no more.
//!
//! The `s3s` crate speaks the protocol and checks signatures. Ours is what it needs for that: the credentials
//! ([`access`]), the files ([`parts`]) and what to do with each operation ([`service`]). Archives are not flushed
//! to the disk one by one: nothing here ever needs their bytes again, and they survive the end of
//! this program.

mod access;
pub(crate) mod archive;
mod checksum;
mod parts;
mod service;

use std::sync::Arc;
use std::time::Duration;

use s3s::service::{S3Service, S3ServiceBuilder};

use crate::local::admin::remove_folder;
use crate::local::app_state::{SharedState, on_a_thread};
use crate::local::http::error_response::ErrorResponse;
use crate::local::s3::access::Access;
use crate::local::s3::service::Uploads;
use crate::local::store::uploads;
use crate::local::timestamp::Timestamp;

/// The one bucket. Its name is also the first part of the S3 endpoint's paths.
pub(crate) const BUCKET: &str = "truss-local";
/// A region is part of every signature; which one does not matter.
pub(crate) const REGION: &str = "us-east-1";

pub(crate) fn key(upload_id: &str) -> String {
    format!("archives/{upload_id}.tar")
}

/// The upload whose archive has that key. Ids are letters and digits, so that they can name folders.
pub(crate) fn upload_id(key: &str) -> Option<&str> {
    let id = key.strip_prefix("archives/")?.strip_suffix(".tar")?;
    is_id(id).then_some(id)
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The endpoint, to be put at `/truss-local/...`.
pub(crate) fn endpoint(app: &SharedState) -> S3Service {
    let mut builder = S3ServiceBuilder::new(Uploads { folder: app.folder.clone() });
    builder.set_auth(Access(Arc::clone(app)));
    builder.set_access(Access(Arc::clone(app)));
    builder.build()
}

const CLEANUP_INTERVAL: Duration = Duration::from_secs(600);

/// Goes on until it is dropped. What fails is tried again the next time.
pub(crate) async fn remove_abandoned_uploads_regularly(app: SharedState) {
    loop {
        tokio::time::sleep(CLEANUP_INTERVAL).await;
        let _ = remove_abandoned_uploads(&app).await;
    }
}

/// Removes what was uploaded and never used, once its hour is over, and what was pushed over. A crash in between
/// leaves the row, and the next time goes on.
pub(crate) async fn remove_abandoned_uploads(app: &SharedState) -> Result<(), ErrorResponse> {
    let now = Timestamp::now();
    if !app.store.read(|connection| uploads::are_abandoned(connection, now))? {
        return Ok(());
    }
    app.write(move |transaction| Ok(uploads::abandon_expired(transaction, now)?)).await?;
    for id in app.store.read(uploads::abandoned)? {
        let folders = [app.folder.uploads().join(&id), app.folder.archives().join(&id)];
        let removed = on_a_thread(move || Ok(folders.iter().try_for_each(|folder| remove_folder(folder)))).await?;
        if removed.is_ok() {
            app.write(move |transaction| Ok(uploads::forget(transaction, &id)?)).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{key, upload_id};

    #[test]
    fn a_key_names_its_upload_and_cannot_leave_its_folder() {
        assert_eq!(upload_id(&key("aB3")), Some("aB3"));
        for other in ["archives/.tar", "archives/../x.tar", "archives/a/b.tar", "aB3", "archives/aB3", "x/aB3.tar"] {
            assert_eq!(upload_id(other), None, "{other}");
        }
    }
}
