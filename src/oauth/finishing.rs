//! Work that nothing cuts short but the end of the process.

use std::thread;

use tokio::runtime;
use tokio::sync::oneshot;

use crate::error::{Failure, Kind};
use crate::signals::{self, InEffect};

/// Work that is finished whatever becomes of who waits for it: between the server's answer and the write of it nothing
/// else knows the new tokens. It has a thread and a runtime of its own.
pub(super) struct Finishing<T> {
    result: Option<oneshot::Receiver<T>>,
    thread: Option<thread::JoinHandle<()>>,
    _protection: InEffect,
}

impl<T: Send + 'static> Finishing<Result<T, Failure>> {
    pub(super) fn start(work: impl Future<Output = Result<T, Failure>> + Send + 'static) -> Result<Self, Failure> {
        let (sender, result) = oneshot::channel();
        let thread = thread::Builder::new().spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            let result = match runtime {
                Ok(runtime) => runtime.block_on(work),
                Err(error) => Err(Failure::new(Kind::Other, "the network cannot be used").cause(error)),
            };
            // Whoever waited may be gone.
            let _ = sender.send(result);
        });
        let thread = thread.map_err(|error| Failure::new(Kind::Other, "cannot start a thread").cause(error))?;
        Ok(Self { result: Some(result), thread: Some(thread), _protection: signals::protection() })
    }

    pub(super) async fn result(mut self) -> Result<T, Failure> {
        let result = self.result.take().expect("it is taken once");
        result.await.unwrap_or_else(|_| Err(Failure::new(Kind::Other, "the renewal of the login was given up")))
    }
}

impl<T> Drop for Finishing<T> {
    fn drop(&mut self) {
        // A panic there has been said already.
        let _ = self.thread.take().map(thread::JoinHandle::join);
    }
}
