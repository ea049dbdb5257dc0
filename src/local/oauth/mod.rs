//! Logging in with a browser: the device grant of RFC 8628, as Baseten serves it to Python's truss.
//!
//! Unproven: everything that Python's truss 0.18.36 does not read, such as the words of a description, how long tokens
//! last, and that an old access token ends when it is renewed.

mod grant;
mod page;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::local::app_state::SharedState;

/// How browser logins go.
#[derive(Clone, Copy, Debug)]
pub struct Logins {
    /// Whether a code counts as confirmed by the first user as soon as it is made.
    pub auto_approve: bool,
    /// How long an access token lasts.
    pub token_lifetime: Duration,
}

impl Default for Logins {
    fn default() -> Self {
        Self { auto_approve: false, token_lifetime: Duration::from_secs(3600) }
    }
}

/// Access tokens are told from keys, which have a dot, and are sent as `Bearer` alone.
pub(crate) const ACCESS_PREFIX: &str = "login_";

/// Who has not logged in yet may send no more than these forms take, in bytes.
const LARGEST_BODY: usize = 64 << 10;

pub(crate) fn router() -> Router<SharedState> {
    Router::new()
        .route("/v1/users/auth/device/authorize", post(grant::authorize))
        .route("/v1/users/auth/device/token", post(grant::token))
        .route("/v1/users/auth/logout", post(grant::logout))
        .route(page::PATH, get(page::show).post(page::confirm))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}
