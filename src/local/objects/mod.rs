//! The S3 endpoint, to which archives are uploaded: what an upload needs of S3, and no more.
//!
//! The `s3s` crate speaks the protocol and checks signatures. Ours is what it asks for: the credentials
//! ([`access`]), the files ([`parts`]) and what to do with each operation ([`service`]). Archives are not flushed
//! to the disk one by one: nothing here ever needs their bytes again, and the operating system keeps them when
//! this program dies.

mod access;
pub(crate) mod archive;
mod parts;
mod service;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Transaction;
use s3s::service::{S3Service, S3ServiceBuilder};

use self::access::Access;
use self::service::Objects;
use super::answer::Refused;
use super::app::{App, on_a_thread};
use super::moment::Moment;
use super::store::uploads;

/// The one bucket. Its name is also the first part of the S3 endpoint's paths.
pub(crate) const BUCKET: &str = "truss-local";
/// A region is part of every signature; which one does not matter.
pub(crate) const REGION: &str = "us-east-1";

/// The key of an upload's archive in the bucket.
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
pub(crate) fn endpoint(app: &Arc<App>) -> S3Service {
    let mut builder = S3ServiceBuilder::new(Objects::new(app.folder.clone()));
    builder.set_auth(Access::new(Arc::clone(&app.store)));
    builder.set_access(Access::new(Arc::clone(&app.store)));
    builder.build()
}

/// How often a server that keeps running tidies up.
const TIDYING: Duration = Duration::from_secs(600);

/// Tidies up once in a while, until it is dropped. What fails is tried again the next time.
pub(crate) async fn keep_tidy(app: Arc<App>) {
    loop {
        tokio::time::sleep(TIDYING).await;
        let _ = tidy(&app).await;
    }
}

/// Removes what was uploaded and never used, once its hour is over, and what was pushed over. A crash in between
/// leaves the row, and the next time goes on.
pub(crate) async fn tidy(app: &App) -> Result<(), Refused> {
    let now = Moment::now();
    if !app.store.read(|connection| uploads::needs_tidying(connection, now))? {
        return Ok(());
    }
    app.write(move |transaction: &Transaction<'_>| Ok(uploads::abandon_expired(transaction, now)?)).await?;
    for id in app.store.read(uploads::abandoned)? {
        let folders = [app.folder.uploads().join(&id), app.folder.archives().join(&id)];
        let removed = on_a_thread(move || Ok(folders.iter().try_for_each(|folder| remove_folder(folder)))).await?;
        if removed.is_ok() {
            app.write(move |transaction: &Transaction<'_>| Ok(uploads::forget(transaction, &id)?)).await?;
        }
    }
    Ok(())
}

fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
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
