//! What every route shares.

use std::sync::Arc;

use rusqlite::Transaction;

use super::answer::Refused;
use super::folder::Folder;
use super::store::Store;
use super::uses::Uses;

/// The running API's parts.
pub(crate) struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) uses: Arc<Uses>,
    pub(crate) folder: Folder,
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    /// Whether the extensions are left out.
    pub(crate) strict: bool,
}

impl App {
    /// Runs `write` in a transaction on a thread where it may wait for the disk and for other processes.
    ///
    /// Reads run where they are: they wait for nobody.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        let store = Arc::clone(&self.store);
        on_a_thread(move || store.write(write)).await
    }
}

/// Runs `work`, which blocks, on a thread of its own.
pub(crate) async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(_) => Err(Refused::broken("the work was given up")),
    }
}
