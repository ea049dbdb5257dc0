//! SIGINT and SIGTERM end this program, whatever it is doing.
//!
//! Owns listening to them, the ways to wait for something that a signal ends, and dying of one. Until somebody listens
//! both do what they do by default. From then on a signal is news for whoever waits, who ends with it as a failure; a
//! program that is still there a moment later is ended by force, unless it is under a [`protection`].

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Once, OnceLock};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};
use signal_hook::low_level::emulate_default_handler;
use tokio::sync::watch;

use crate::error::{Failure, Kind};

/// How often a wait that no signal can wake looks for one.
pub(crate) const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// How long the program may take to put things in order after a signal: a person presses Ctrl-C again after two seconds.
const GRACE: Duration = Duration::from_millis(1500);

/// How many signals came, and what the last one asks for.
type Received = (usize, Option<Kind>);

static RECEIVED: OnceLock<Option<(watch::Receiver<Received>, Handle)>> = OnceLock::new();
/// How many of those that came ended something. Each one does so once: the next is a second request.
static NOTICED: AtomicUsize = AtomicUsize::new(0);
static PROTECTIONS: AtomicUsize = AtomicUsize::new(0);
/// How many children have the terminal.
static FOREGROUND_CHILDREN: AtomicUsize = AtomicUsize::new(0);

/// Waits until this process is asked to stop, and says by what. It listens from the call on. When a signal cannot be
/// listened to, it waits for ever, and the signal ends the process as it does by default.
pub(crate) fn stop_requested() -> impl Future<Output = Failure> + 'static {
    let received = listen().map(|(received, _)| received.clone());
    async move {
        let Some(mut received) = received else { return std::future::pending().await };
        loop {
            if let Some(stop) = requested() {
                return stop;
            }
            if received.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
    }
}

/// Whether this process was asked to stop and nobody has noticed so far: for a wait in small steps. Whoever is told has
/// to end with the failure.
pub(crate) fn requested() -> Option<Failure> {
    let (count, kind) = *RECEIVED.get()?.as_ref()?.0.borrow();
    let is_news = NOTICED.fetch_max(count, Ordering::Relaxed) < count;
    match kind.filter(|_| is_news)? {
        Kind::Terminated => Some(Failure::new(Kind::Terminated, "terminated")),
        kind => Some(Failure::new(kind, "interrupted")),
    }
}

/// Does work that cannot be interrupted on a thread of its own, until it is done or this process is asked to stop. Work
/// that goes on after that ends with the process.
pub(crate) fn unless_stopped<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    listen();
    let (sender, result) = mpsc::channel();
    let worker = thread::Builder::new()
        .spawn(move || drop(sender.send(work())))
        .map_err(|error| Failure::new(Kind::Other, "cannot start a thread").cause(error))?;
    loop {
        match result.recv_timeout(POLL_INTERVAL) {
            Ok(result) => return Ok(result),
            Err(RecvTimeoutError::Timeout) => {
                if let Some(stop) = requested() {
                    return Err(stop);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                std::panic::resume_unwind(worker.join().expect_err("it ended without a result"))
            }
        }
    }
}

/// While it lives, no signal ends this process by force: for what must be put in order first, such as a key that was just
/// made. Signals are still news for whoever waits.
pub(crate) fn protection() -> InEffect {
    InEffect::new(&PROTECTIONS)
}

/// While it lives, SIGINT is left to a child that has the terminal, and gets it too: an editor decides by itself what
/// Ctrl-C means.
pub(crate) fn foreground_child() -> InEffect {
    listen();
    InEffect::new(&FOREGROUND_CHILDREN)
}

/// From now on a terminal that goes away is news like SIGTERM. By default it ends this process at once, which leaves
/// behind what is yet to be put in order.
pub(crate) fn listen_to_hangup() {
    // Without it everything is as it was.
    let _ = listen().map(|(_, signals)| signals.add_signal(SIGHUP));
}

/// Lasts as long as it lives.
#[derive(Debug)]
pub(crate) struct InEffect(&'static AtomicUsize);

impl InEffect {
    fn new(count: &'static AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for InEffect {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Ends this process by the signal that `kind` is about, if it is about one: a shell's loop ends only when its command
/// dies of the signal itself. What it says to a script is the exit code of that kind.
pub(crate) fn die_of(kind: Kind) {
    let signal = match kind {
        Kind::Interrupted => SIGINT,
        Kind::Terminated => SIGTERM,
        _ => return,
    };
    // It comes back for signals alone that do not end a process by default.
    let _ = emulate_default_handler(signal);
}

/// Listens from now on, if it did not before.
fn listen() -> Option<&'static (watch::Receiver<Received>, Handle)> {
    let start = || {
        let (sender, receiver) = watch::channel((0, None));
        let (hand_over, signals) = mpsc::channel();
        let run = move || signals.recv().map_or((), |signals| receive(signals, &sender));
        // Nothing is registered before: without the thread, a signal would do nothing at all.
        thread::Builder::new().spawn(run).ok()?;
        let signals = Signals::new([SIGINT, SIGTERM]).ok()?;
        let handle = signals.handle();
        hand_over.send(signals).ok()?;
        Some((receiver, handle))
    };
    RECEIVED.get_or_init(start).as_ref()
}

fn receive(mut signals: Signals, received: &watch::Sender<Received>) {
    let first = Once::new();
    for signal in signals.forever() {
        if signal == SIGINT && FOREGROUND_CHILDREN.load(Ordering::Relaxed) > 0 {
            continue;
        }
        let kind = if signal == SIGINT { Kind::Interrupted } else { Kind::Terminated };
        received.send_modify(|(count, last)| (*count, *last) = (*count + 1, Some(kind)));
        first.call_once(|| drop(thread::Builder::new().spawn(move || end_by_force(kind))));
    }
}

/// Ends a program that takes too long to end, because it waits for something that nobody thought of.
fn end_by_force(kind: Kind) {
    loop {
        thread::sleep(GRACE);
        if PROTECTIONS.load(Ordering::Relaxed) == 0 {
            return die_of(kind);
        }
        while PROTECTIONS.load(Ordering::Relaxed) > 0 {
            thread::sleep(POLL_INTERVAL);
        }
    }
}
