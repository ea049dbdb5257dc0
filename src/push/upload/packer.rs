//! The threads that pack an archive while it is uploaded, and how they end: after the last part, at the first failure, or
//! when nobody takes the parts any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use crate::push::Error;
use crate::push::archive::Archive;
use crate::push::guard::Leak;
use crate::push::preflight::{Preflight, readers};
use crate::push::upload::Counters;
use crate::push::upload::buffer_pool::{Part, Pool};

/// A part with the secrets in it that are let pass, or why there is none.
type Packed = Result<(Part, Vec<Leak>), Error>;

pub(crate) struct Packer {
    shared: Arc<Shared>,
    packed: mpsc::UnboundedReceiver<Packed>,
    received: u64,
    leaks: Vec<Leak>,
}

struct Shared {
    archive: Arc<Archive>,
    pool: Pool,
    counters: Arc<Counters>,
    /// The next part that nobody packs yet.
    next: AtomicU64,
}

impl Packer {
    /// Starts the threads; what is packed already comes first. The pool limits how far they get ahead.
    pub(crate) fn start(preflight: Preflight, counters: &Arc<Counters>) -> Self {
        let Preflight { archive, pool, ready, .. } = preflight;
        let (sender, packed) = mpsc::unbounded_channel();
        let next = AtomicU64::new(ready.len() as u64);
        let shared = Arc::new(Shared { archive, pool, counters: Arc::clone(counters), next });
        for part in ready {
            shared.count(&part);
            // The receiver is here.
            let _ = sender.send(Ok((part, Vec::new())));
        }
        for _ in 0..readers() {
            let (shared, sender) = (Arc::clone(&shared), sender.clone());
            // Those that start do it all; if none does, the archive ends too early, which is an error.
            let _ = std::thread::Builder::new().spawn(move || shared.run(&sender));
        }
        Self { shared, packed, received: 0, leaks: Vec::new() }
    }

    pub(crate) fn parts(&self) -> u64 {
        self.shared.archive.parts()
    }

    pub(crate) async fn next(&mut self) -> Result<Option<Part>, Error> {
        let packed = self.packed.recv().await;
        self.received(packed)
    }

    /// As [`Packer::next`], where nothing is asynchronous.
    pub(crate) fn next_blocking(&mut self) -> Result<Option<Part>, Error> {
        let packed = self.packed.blocking_recv();
        self.received(packed)
    }

    fn received(&mut self, packed: Option<Packed>) -> Result<Option<Part>, Error> {
        match packed {
            Some(packed) => {
                let (part, leaks) = packed?;
                self.received += 1;
                self.leaks.extend(leaks);
                Ok(Some(part))
            }
            None if self.received == self.parts() => Ok(None),
            // A thread that ended without a word must not make a shorter archive.
            None => Err(Error::Closed),
        }
    }

    /// The secrets that were let pass, in files that [`Preflight::leaks`] does not name.
    pub(crate) fn into_leaks(mut self) -> Vec<Leak> {
        let mut leaks = std::mem::take(&mut self.leaks);
        leaks.sort();
        leaks
    }
}

/// However the upload ends, the threads must not wait for a buffer for ever.
impl Drop for Packer {
    fn drop(&mut self) {
        self.shared.pool.close();
    }
}

impl Shared {
    fn run(&self, sender: &mpsc::UnboundedSender<Packed>) {
        let mut reader = self.archive.reader();
        // The buffer comes first: whoever has a part's index must not wait for the parts after it to be sent.
        while let Ok(buffer) = self.pool.acquire() {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.archive.parts() {
                return;
            }
            let packed = self.archive.part(index, buffer, &mut reader);
            let packed = packed.and_then(|(part, found)| Ok((part, self.archive.guard.fail_unless_allowed(found)?)));
            if let Ok((part, _)) = &packed {
                self.count(part);
            }
            let failed = packed.is_err();
            if sender.send(packed).is_err() || failed {
                return;
            }
        }
    }

    fn count(&self, part: &Part) {
        self.counters.packed.fetch_add(part.bytes.len() as u64, Ordering::Relaxed);
    }
}
