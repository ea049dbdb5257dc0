//! What every route shares.

use std::sync::Arc;

use axum::extract::State;
use rusqlite::Transaction;

use crate::local::folder::Folder;
use crate::local::http::error_response::ErrorResponse;
use crate::local::last_used::LastUsed;
use crate::local::oauth::Logins;
use crate::local::store::Store;

pub(crate) type SharedState = Arc<AppState>;
pub(crate) type App = State<SharedState>;

pub(crate) struct AppState {
    pub(crate) store: Store,
    pub(crate) last_used: LastUsed,
    pub(crate) folder: Folder,
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    pub(crate) strict: bool,
    pub(crate) logins: Logins,
}

impl AppState {
    /// Runs `write` in a transaction on a thread where it may wait for the disk and for other processes.
    ///
    /// Reads run where they are: they wait for nobody.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, ErrorResponse> + Send + 'static,
    ) -> Result<T, ErrorResponse> {
        let app = Arc::clone(self);
        on_a_thread(move || app.store.write(write)).await
    }
}

/// Runs `work`, which blocks, on a thread of its own.
pub(crate) async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ErrorResponse> + Send + 'static,
) -> Result<T, ErrorResponse> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(_) => Err(ErrorResponse::broken("the work was given up")),
    }
}
