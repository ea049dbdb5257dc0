//! SIGINT and SIGTERM as failures that end a command.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

use crate::error::{Failure, Kind};

/// How often a thread is looked after that says nothing: only one that panicked says nothing and is over.
const GLANCE: Duration = Duration::from_millis(100);

/// Waits until this process is asked to stop, and says by what. When a signal cannot be listened to, it waits for ever,
/// and the signal ends the process as it does by default.
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

/// Does work that cannot be interrupted on a thread of its own, until it is done or this process is asked to stop. Work
/// that goes on after that ends with the process.
///
/// # Errors
///
/// [`Kind::Interrupted`] and [`Kind::Terminated`].
///
/// # Panics
///
/// When `work` does.
pub fn unless_stopped<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let (tell, told) = mpsc::channel();
    let stop = tell.clone();
    thread::spawn(move || {
        if let Ok(runtime) = Builder::new_current_thread().enable_all().build() {
            // Nobody listens any more when the work was done first.
            let _ = stop.send(Err(runtime.block_on(stop_requested())));
        }
    });
    let worker = thread::spawn(move || drop(tell.send(Ok(work()))));
    loop {
        match told.recv_timeout(GLANCE) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Timeout) if !worker.is_finished() => {}
            Err(_) => match told.try_recv() {
                Ok(result) => return result,
                Err(_) => std::panic::resume_unwind(worker.join().expect_err("it ended without a word")),
            },
        }
    }
}
