//! Connections, and how much of this server one client can have: no descriptor for ever, and not the last one.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody as _};
use axum::extract::Request;
use axum::response::Response;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tower::Service;
use tower::util::MapRequest;

use crate::local::http::write_timeout::WithWriteTimeout;

/// More connections than any test of a client opens: an idle one takes some kilobytes.
const MOST: u64 = 16_384;
/// How long a connection is new: who opens one sends a request on it at once.
const NEW: Duration = Duration::from_secs(1);
/// How long no connection is accepted after one could not be: most likely the system has no descriptors left.
const PAUSE: Duration = Duration::from_millis(100);

/// As many descriptors as the system allows this process: the usual limit is a thousand, and each connection takes one.
pub(crate) fn raise_descriptor_limit() {
    let limit = getrlimit(Resource::Nofile);
    // Where it cannot be raised, fewer clients are served at once.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

/// Serves until `stopped`, and then until the requests under way are answered. A client that sends nothing for `timeout`
/// where it should, or takes nothing of its answer, is hung up on.
pub(crate) async fn serve<S>(listener: TcpListener, service: S, timeout: Duration, stopped: impl Future<Output = ()>)
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static,
{
    let connections = Connections::new();
    let mut stopped = pin!(stopped);
    loop {
        tokio::select! {
            (stream, slot) = connections.next(&listener) => connections.spawn(stream, slot, service.clone(), timeout),
            () = &mut stopped => break,
        }
    }
    drop(listener);
    connections.end().await;
}

/// The connections that there are.
struct Connections {
    most: u32,
    free: Arc<Semaphore>,
    /// Has each of them end as soon as no request is under way on it.
    end: Arc<Notify>,
    /// The same for those that are not new: the request of a new one may be on its way.
    make_room: Arc<Notify>,
}

impl Connections {
    fn new() -> Self {
        // A quarter is for what requests open: the state, archives and their parts.
        let limit = getrlimit(Resource::Nofile).current.map_or(MOST, |limit| (limit / 4 * 3).clamp(1, MOST));
        let most = u32::try_from(limit).unwrap_or(u32::MAX);
        Self { most, free: Arc::new(Semaphore::new(most as usize)), end: Arc::default(), make_room: Arc::default() }
    }

    /// The next connection. Where there is no room for it, those that are idle make some.
    async fn next(&self, listener: &TcpListener) -> (TcpStream, OwnedSemaphorePermit) {
        let free = || Arc::clone(&self.free);
        let slot = match free().try_acquire_owned() {
            Ok(slot) => slot,
            Err(_) => {
                self.make_room.notify_waiters();
                free().acquire_owned().await.expect("it is never closed")
            }
        };
        loop {
            match listener.accept().await {
                Ok((stream, _)) => return (stream, slot),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    fn spawn<S>(&self, stream: TcpStream, slot: OwnedSemaphorePermit, service: S, timeout: Duration)
    where
        S: Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static,
    {
        let end = Arc::clone(&self.end).notified_owned();
        let make_room = Arc::clone(&self.make_room).notified_owned();
        let no_longer_new = tokio::time::sleep(NEW);
        tokio::spawn(async move {
            let _slot = slot;
            // A small answer must not wait for the acknowledgement of the one before. Without it, it does.
            let _ = stream.set_nodelay(true);
            let service = MapRequest::new(service, |request: axum::http::Request<_>| request.map(Body::new));
            let hyper_service = TowerToHyperService::new(service);
            let mut builder = Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(timeout);
            let stream = TokioIo::new(WithWriteTimeout::new(stream, timeout));
            let mut connection = pin!(builder.serve_connection(stream, hyper_service));
            // What goes wrong is the client's to see.
            tokio::select! {
                _ = connection.as_mut() => return,
                () = end => connection.as_mut().graceful_shutdown(),
                () = make_room.then(|()| no_longer_new) => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        });
    }

    /// Waits until all of them have ended.
    async fn end(&self) {
        self.end.notify_waiters();
        // It is never closed.
        let _ = self.free.acquire_many(self.most).await;
    }
}

/// `request` with a body that ends in an error when the client sends no piece of it for `timeout`.
pub(crate) fn with_timeout(request: Request, timeout: Duration) -> Request {
    // A stream has no length, which s3s asks of whatever may have a body.
    if request.body().is_end_stream() {
        return request;
    }
    let next = move |mut pieces: BodyDataStream| async move {
        match tokio::time::timeout(timeout, pieces.next()).await {
            Ok(None) => Ok::<_, axum::BoxError>(None),
            Ok(Some(piece)) => Ok(Some((piece?, pieces))),
            Err(elapsed) => Err(elapsed.into()),
        }
    };
    request.map(|body| Body::from_stream(stream::try_unfold(body.into_data_stream(), next)))
}
