//! The model `echo-stream`: what it gets, it sends back in pieces, as a model that streams does. For a client to be tried
//! with.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use futures_util::stream;

pub(crate) const MODEL: &str = "echo-stream";

/// What Python's truss sends the pieces of a generator as.
const TYPE: HeaderValue = HeaderValue::from_static("application/octet-stream");
const SMALLEST_PIECE: usize = 16;
/// A large input comes in larger pieces, so that it comes to an end.
const MOST_PIECES: usize = 40;
const PAUSE: Duration = Duration::from_millis(25);

pub(crate) fn answer(input: Bytes) -> Response {
    let size = input.len().div_ceil(MOST_PIECES).max(SMALLEST_PIECE);
    let pieces = stream::unfold((input, false), move |(mut rest, is_under_way)| async move {
        if rest.is_empty() {
            return None;
        }
        if is_under_way {
            tokio::time::sleep(PAUSE).await;
        }
        let piece = rest.split_to(size.min(rest.len()));
        Some((Ok::<_, std::convert::Infallible>(piece), (rest, true)))
    });
    let mut response = Response::new(Body::from_stream(pieces));
    response.headers_mut().insert(CONTENT_TYPE, TYPE);
    response
}
