//! When keys were last used: noted at each request, written together once in a while.
//!
//! A write for each request would make every reader wait for the disk. The first use is written at once, in the
//! background, so that a command that is over in a moment leaves its trace; the uses of the next second are
//! written together at its end; what is left is written when the server stops.

use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::local::app_state::SharedState;
use crate::local::store::{Store, keys};
use crate::local::timestamp::Timestamp;

const WRITE_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(crate) struct LastUsed {
    uses: Mutex<Uses>,
    noted: Notify,
}

/// By the keys' prefixes.
#[derive(Default)]
struct Uses {
    latest: HashMap<String, Timestamp>,
    unwritten: HashMap<String, Timestamp>,
}

impl LastUsed {
    pub(crate) fn note(&self, prefix: &str) {
        let mut guard = self.lock();
        let (uses, now) = (&mut *guard, Timestamp::now());
        for times in [&mut uses.latest, &mut uses.unwritten] {
            match times.get_mut(prefix) {
                Some(time) => *time = now,
                None => drop(times.insert(prefix.to_owned(), now)),
            }
        }
        drop(guard);
        self.noted.notify_one();
    }

    /// The later one of what is stored and what this process knows.
    pub(crate) fn of(&self, prefix: &str, stored: Option<Timestamp>) -> Option<Timestamp> {
        stored.max(self.lock().latest.get(prefix).copied())
    }

    /// Writes what is unwritten; what cannot be written now waits for the next time. Blocks.
    pub(crate) fn write(&self, store: &Store) {
        let unwritten = mem::take(&mut self.lock().unwritten);
        if unwritten.is_empty() {
            return;
        }
        let written = store.write_unsynced(|transaction| {
            unwritten.iter().try_for_each(|(prefix, time)| keys::note_use(transaction, prefix, *time))
        });
        if written.is_err() {
            let mut uses = self.lock();
            for (prefix, time) in unwritten {
                uses.unwritten.entry(prefix).or_insert(time);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Uses> {
        self.uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes uses as they come, until it is dropped.
pub(crate) async fn write_regularly(app: SharedState) {
    loop {
        app.last_used.noted.notified().await;
        let writing = SharedState::clone(&app);
        drop(tokio::task::spawn_blocking(move || writing.last_used.write(&writing.store)).await);
        tokio::time::sleep(WRITE_INTERVAL).await;
    }
}
