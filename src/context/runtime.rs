//! The runtime of a command that uses the network: each has at most one, and none outlives what it was built for.

use std::sync::RwLock;
use std::thread;

use tokio::runtime;

use crate::error::{Failure, Kind};
use crate::signals;

/// How many threads an upload sends with: one thread is a tenth slower on a fast line, more gain nothing.
const SENDERS: usize = 2;

/// Does `work` until SIGINT or SIGTERM.
pub(crate) async fn unless_stopped<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::select! {
        biased;
        result = work => result,
        stop = signals::stop_requested() => Err(stop.into()),
    }
}

/// One thread is enough for requests one after another, and starts without any.
pub(crate) fn one_thread<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    run(&mut runtime::Builder::new_current_thread(), work)
}

/// Several threads for what is sent over several connections.
pub(crate) fn sending_threads<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    if !can_start(SENDERS) {
        return one_thread(work);
    }
    run(runtime::Builder::new_multi_thread().worker_threads(SENDERS), work)
}

/// Whether so many threads can be started. Where one cannot, tokio panics, and waits for the others for ever.
fn can_start(threads: usize) -> bool {
    let gate = RwLock::new(());
    thread::scope(|scope| {
        // Until it is open none ends: all of them are there at once.
        let closed = gate.write();
        let all = (0..threads).all(|_| thread::Builder::new().spawn_scoped(scope, || drop(gate.read())).is_ok());
        drop(closed);
        all
    })
}

fn run<T>(builder: &mut runtime::Builder, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = builder
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Kind::Other, "the network cannot be used").cause(error))?;
    let result = runtime.block_on(work);
    // What nobody waits for any more, such as a name server that does not answer, must not keep the program.
    runtime.shutdown_background();
    result
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use tokio::sync::oneshot;
    use tokio::task::spawn_blocking;

    use super::one_thread;

    #[test]
    fn what_nobody_waits_for_any_more_does_not_keep_the_program() {
        let (end, ended) = mpsc::channel::<()>();
        let (over, is_over) = mpsc::channel();
        let run = move || {
            let result = one_thread(async {
                let (start, started) = oneshot::channel();
                // As a name server that does not answer.
                spawn_blocking(move || start.send(()).map(|()| ended.recv()));
                Ok(started.await?)
            });
            over.send(result).expect("the test waits");
        };
        thread::spawn(run);
        let result = is_over.recv_timeout(Duration::from_secs(20)).expect("it does not wait");
        assert!(result.is_ok());
        drop(end);
    }
}
