//! One server on a loopback port, in-process and for `truss local serve` alike: starting and stopping it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::error_handling::HandleError;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::serve::ListenerExt;
use axum::{Router, ServiceExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::util::MapRequest;

use super::answer::Refused;
use super::app::App;
use super::error::Error;
use super::folder::Folder;
use super::objects::{self, BUCKET};
use super::other_sites;
use super::request_log::{RequestLog, write_line};
use super::routes::{self, hosts};
use super::store::{audit, setup};
use super::uses::Uses;
use crate::secret::ApiKey;
use crate::variables::Variables;

/// The largest body of a request that is no upload, in bytes: a config.yaml comes in it twice.
const LARGEST_BODY: usize = 32 * 1024 * 1024;
/// How long requests under way may take to finish when the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// What to serve, and where.
pub struct Options {
    /// The folder of the state; see [`super::directory`].
    pub directory: PathBuf,
    /// The port on 127.0.0.1; 0 is a free one.
    pub port: u16,
    /// Whether to leave out what Baseten's API does not have; see [`is_strict`].
    pub strict: bool,
    /// Told of each request when it is answered.
    pub log: Option<RequestLog>,
}

/// Whether `TRUSS_LOCAL_STRICT` leaves the extensions out: renaming keys and restricting them to environments.
#[must_use]
pub fn is_strict(variables: &Variables) -> bool {
    variables.is_on("TRUSS_LOCAL_STRICT")
}

/// A running server. Dropped without [`Server::stop`] it goes on until the runtime ends.
pub struct Server {
    url: String,
    api_key: ApiKey,
    team: String,
    app: Arc<App>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    writing: JoinHandle<()>,
    tidying: JoinHandle<()>,
    _in_use: std::fs::File,
}

/// Starts the server in the background of the current runtime. The state is set up when it is not there.
///
/// # Errors
///
/// [`Error`] when the folder cannot be used, or the port not be listened on.
pub async fn start(options: Options) -> Result<Server, Error> {
    let folder = Folder::new(options.directory);
    folder.create()?;
    let in_use = folder.lock_for_use()?;
    let ready = setup::ready(&folder)?;
    let listen_failed = |source| Error::Listen { port: options.port, source };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listener = TcpListener::bind(address).await.map_err(listen_failed)?;
    let url = format!("http://{}", listener.local_addr().map_err(listen_failed)?);

    let store = Arc::new(ready.store);
    let uses = Arc::new(Uses::default());
    let strict = options.strict;
    let app = Arc::new(App { store: Arc::clone(&store), uses: Arc::clone(&uses), folder, url: url.clone(), strict });
    let (stop, stopped) = oneshot::channel();
    let service = MapRequest::new(router(&app, options.log), hosts::host_to_path);
    // A small answer must not wait for the acknowledgement of the one before.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    let server = axum::serve(listener, ServiceExt::<Request>::into_make_service(service));
    let until_stopped = server.with_graceful_shutdown(async move { drop(stopped.await) });
    let serving = tokio::spawn(async move { drop(until_stopped.await) });
    let writing = tokio::spawn(uses.keep_writing(store));
    let tidying = tokio::spawn(objects::keep_tidy(Arc::clone(&app)));
    Ok(Server { url, api_key: ready.own_key, team: ready.team, app, stop, serving, writing, tidying, _in_use: in_use })
}

fn router(app: &Arc<App>, log: Option<RequestLog>) -> Router {
    let objects = HandleError::new(objects::endpoint(app), |_| async { Refused::broken("the upload failed") });
    let router = routes::router(app.strict)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::clone(app))
        .route_service(&format!("/{BUCKET}/{{*key}}"), objects)
        .layer(from_fn(other_sites::refuse));
    match log {
        Some(log) => router.layer(from_fn_with_state(log, write_line)),
        None => router,
    }
}

impl Server {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The command line's own key: a personal key of the organization's first user, its admin.
    #[must_use]
    pub fn api_key(&self) -> &ApiKey {
        &self.api_key
    }

    /// The name of the default team.
    #[must_use]
    pub fn team(&self) -> &str {
        &self.team
    }

    /// Whether this API ever made a key of that prefix, revoked or not.
    ///
    /// # Errors
    ///
    /// [`Error::State`] when the state cannot be read.
    pub fn ever_issued(&self, prefix: &str) -> Result<bool, Error> {
        let known = self.app.store.read(|connection| audit::knows_key(connection, prefix));
        known.map_err(|source| Error::state(self.app.folder.root(), source))
    }

    /// Lets requests under way finish (for five seconds at most), and writes down when keys were last used.
    pub async fn stop(self) {
        // The task is gone only when the runtime is going.
        let _ = self.stop.send(());
        let stop_now = self.serving.abort_handle();
        if tokio::time::timeout(GRACE, self.serving).await.is_err() {
            stop_now.abort();
        }
        self.writing.abort();
        self.tidying.abort();
        let app = self.app;
        // What cannot be written now is a time of last use, which may lag.
        let _ = tokio::task::spawn_blocking(move || app.uses.write(&app.store)).await;
    }
}
