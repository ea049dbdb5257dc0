//! One server on a loopback port, in-process and for `truss local serve` alike: starting and stopping it.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::error_handling::HandleError;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{from_fn, from_fn_with_state};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::util::MapRequest;

use crate::env::Variables;
use crate::local::app_state::{AppState, SharedState};
use crate::local::error::Error;
use crate::local::folder::Folder;
use crate::local::http::error_response::ErrorResponse;
use crate::local::http::request_log::{RequestLog, write_line};
use crate::local::http::{connections, hosts, other_sites};
use crate::local::last_used::{self, LastUsed};
use crate::local::oauth::Logins;
use crate::local::routes;
use crate::local::s3::{self, BUCKET};
use crate::local::store::{audit, setup};
use crate::secret::ApiKey;

/// The largest body of a request that is no upload, in bytes: a config.yaml comes in it twice.
const LARGEST_BODY: usize = 32 * 1024 * 1024;
const GRACE: Duration = Duration::from_secs(5);
/// How long a client may be silent, unless [`Options`] say otherwise: what hyper gives a request's headers.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(30);

/// What to serve, and where.
pub struct Options {
    /// The folder of the state.
    pub directory: PathBuf,
    /// The port on 127.0.0.1; 0 is a free one.
    pub port: u16,
    /// Whether to leave out what Baseten's API does not have.
    pub strict: bool,
    /// How browser logins go.
    pub logins: Logins,
    /// Called with each request when it is answered.
    pub log: Option<RequestLog>,
    /// How long a client may take for the headers of a request, the one before it included, for each piece of a body, and
    /// to take a piece of an answer.
    pub client_timeout: Duration,
}

impl Options {
    /// A server of the state in `directory` on a free port, with all that Baseten's API does not have.
    pub fn new(directory: PathBuf) -> Self {
        let logins = Logins::default();
        Self { directory, port: 0, strict: false, logins, log: None, client_timeout: CLIENT_TIMEOUT }
    }
}

/// Whether `TRUSS_LOCAL_STRICT` leaves the extensions out: renaming keys and restricting them to environments.
pub(crate) fn is_strict(variables: &Variables) -> bool {
    variables.is_on("TRUSS_LOCAL_STRICT")
}

/// A running server. Dropped without [`Server::stop`] it goes on until the runtime ends.
pub struct Server {
    api_key: ApiKey,
    team: String,
    app: SharedState,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    background: [JoinHandle<()>; 2],
    _in_use: File,
}

/// Starts the server in the background of the current runtime. The state is set up when it is not there.
pub async fn start(options: Options) -> Result<Server, Error> {
    let folder = Folder { root: options.directory };
    folder.create()?;
    let in_use = folder.lock_for_use()?;
    let setup::Ready { store, own_key, team } = setup::ready(&folder)?;
    let (listener, url) = listen(options.port).await.map_err(|source| Error::Listen(options.port, source))?;
    let app = Arc::new(AppState {
        store,
        last_used: LastUsed::default(),
        folder,
        url,
        strict: options.strict,
        logins: options.logins,
    });
    let (stop, stopped) = oneshot::channel::<()>();
    let timeout = options.client_timeout;
    let prepare = move |request: Request| connections::with_timeout(hosts::host_to_path(request), timeout);
    let service = MapRequest::new(router(&app, options.log), prepare);
    let until_stopped = async { drop(stopped.await) };
    let serving = tokio::spawn(connections::serve(listener, service, timeout, until_stopped));
    let background = [
        tokio::spawn(last_used::write_regularly(Arc::clone(&app))),
        tokio::spawn(s3::remove_abandoned_uploads_regularly(Arc::clone(&app))),
    ];
    Ok(Server { api_key: own_key, team, app, stop, serving, background, _in_use: in_use })
}

async fn listen(port: u16) -> std::io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}

fn router(app: &SharedState, log: Option<RequestLog>) -> Router {
    let endpoint = HandleError::new(s3::endpoint(app), |_| async { ErrorResponse::broken("the upload failed") });
    let router = routes::router(app.strict)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::clone(app))
        .route_service(&format!("/{BUCKET}/{{*key}}"), endpoint)
        .layer(from_fn(other_sites::refuse));
    match log {
        Some(log) => router.layer(from_fn_with_state(log, write_line)),
        None => router,
    }
}

impl Server {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.app.url
    }

    /// The command line's own key: a personal key of the organization's first user, its admin.
    pub(crate) fn api_key(&self) -> &ApiKey {
        &self.api_key
    }

    /// The name of the default team.
    pub fn team(&self) -> &str {
        &self.team
    }

    /// Whether this API ever made a key of that prefix, revoked or not.
    pub(crate) fn ever_issued(&self, prefix: &str) -> Result<bool, Error> {
        let known = self.app.store.read(|connection| audit::knows_key(connection, prefix));
        known.map_err(|source| self.app.folder.unreadable(source))
    }

    /// Lets requests under way finish (for five seconds at most), and writes down when keys were last used.
    pub async fn stop(self) {
        // The task is gone only when the runtime is going.
        let _ = self.stop.send(());
        let stop_now = self.serving.abort_handle();
        if tokio::time::timeout(GRACE, self.serving).await.is_err() {
            stop_now.abort();
        }
        self.background.iter().for_each(JoinHandle::abort);
        let app = self.app;
        // What cannot be written now is a time of last use, which may lag.
        let _ = tokio::task::spawn_blocking(move || app.last_used.write(&app.store)).await;
    }
}
