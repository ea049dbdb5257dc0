//! When keys were last used: noted at each request, written together once in a while.
//!
//! A write for each request would make every reader wait for the disk. The first use is written at once, in the
//! background, so that a command that is over in a moment leaves its trace; the uses of the next second are
//! written together at its end; what is left is written when the server stops.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::moment::Moment;
use super::store::{Store, keys};

/// How long uses are gathered.
const GATHERING: Duration = Duration::from_secs(1);

/// The latest use of each key in this process.
#[derive(Default)]
pub(crate) struct Uses {
    latest: Mutex<HashMap<String, Use>>,
    unwritten: Notify,
}

struct Use {
    at: Moment,
    written: bool,
}

impl Uses {
    /// Notes that a key is used now.
    pub(crate) fn note(&self, prefix: &str) {
        let at = Moment::now();
        let mut latest = self.lock();
        match latest.get_mut(prefix) {
            Some(known) => *known = Use { at, written: false },
            None => {
                latest.insert(prefix.to_owned(), Use { at, written: false });
            }
        }
        drop(latest);
        self.unwritten.notify_one();
    }

    /// The later one of what is stored and what this process knows.
    pub(crate) fn last_use(&self, prefix: &str, stored: Option<Moment>) -> Option<Moment> {
        let known = self.lock().get(prefix).map(|known| known.at);
        stored.max(known)
    }

    /// Writes what is unwritten. Blocks.
    pub(crate) fn write(&self, store: &Store) -> rusqlite::Result<()> {
        let uses: Vec<(String, Moment)> = self
            .lock()
            .iter()
            .filter(|(_, known)| !known.written)
            .map(|(key, known)| (key.clone(), known.at))
            .collect();
        if uses.is_empty() {
            return Ok(());
        }
        store.write_lazily(|transaction| {
            uses.iter().try_for_each(|(prefix, at)| keys::note_use(transaction, prefix, *at))
        })?;
        let mut latest = self.lock();
        for (prefix, at) in uses {
            if let Some(known) = latest.get_mut(&prefix).filter(|known| known.at == at) {
                known.written = true;
            }
        }
        Ok(())
    }

    /// Writes uses as they come, until it is dropped. A write that fails is tried again with the next use.
    pub(crate) async fn keep_writing(self: Arc<Self>, store: Arc<Store>) {
        loop {
            self.unwritten.notified().await;
            let (uses, store) = (Arc::clone(&self), Arc::clone(&store));
            let written = tokio::task::spawn_blocking(move || uses.write(&store)).await;
            drop(written);
            tokio::time::sleep(GATHERING).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Use>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
