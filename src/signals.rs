//! SIGINT and SIGTERM as failures that end a command.

use tokio::signal::unix::{SignalKind, signal};

use crate::error::{Failure, Kind};

/// Waits until this process is asked to stop, and says by what.
///
/// # Errors
///
/// Never: when a signal cannot be listened to, it waits for ever, and the signal ends the process as it does by
/// default.
pub async fn stop_requested() -> Failure {
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => Failure::new(Kind::Interrupted, "interrupted"),
        _ = terminate.recv() => Failure::new(Kind::Terminated, "terminated"),
    }
}
