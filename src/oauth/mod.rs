//! Logging in with a browser, as Python's truss 0.18.36 does: the device grant of RFC 8628.
//!
//! Owns getting tokens, renewing and ending them, and opening the browser. Leaves what a section says to `trussrc`, and
//! what is said along the way to the commands.

pub(crate) mod browser;
mod finishing;
mod grant;
mod renewal;

pub(crate) use grant::{DeviceCode, Error, Grant};
pub(crate) use renewal::{Event, LoginRenewal};

use jiff::Timestamp;

/// Seconds since 1970: what `oauth_expires_at` is measured in.
pub(crate) fn now() -> i64 {
    Timestamp::now().as_second()
}
