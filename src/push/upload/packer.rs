//! The threads that pack an archive while it is uploaded.
//!
//! Owns who packs which part, and how they end: after the last part, at the first failure, or when nobody takes the
//! parts any more. A part's bytes are made by `archive`, and sent by `upload`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use crate::push::archive::Archive;
use crate::push::archive::error::ArchiveError;
use crate::push::guard::Leak;
use crate::push::preflight::{Package, readers};
use crate::push::upload::buffer_pool::{Part, Pool};
use crate::push::upload::stall::Counters;

/// A part with the secrets in it that are let pass, or why there is none.
type Packed = Result<(Part, Vec<Leak>), ArchiveError>;

/// Parts as they are packed, in any order.
pub(crate) struct Packing {
    archive: Arc<Archive>,
    pool: Pool,
    packed: mpsc::UnboundedReceiver<Packed>,
    taken: u64,
    leaks: Vec<Leak>,
}

impl Packing {
    /// Starts the threads; what is packed already comes first. The pool limits how far they get ahead.
    pub(crate) fn start(package: Package, counters: &Arc<Counters>) -> Self {
        let Package { archive, pool, ready, .. } = package;
        let (sender, packed) = mpsc::unbounded_channel();
        let packer = Packer { archive, pool, counters: Arc::clone(counters), next: AtomicU64::new(ready.len() as u64) };
        for part in ready {
            // The receiver is here.
            let _ = sender.send(packer.count((part, Vec::new())));
        }
        let packer = Arc::new(packer);
        for _ in 0..readers() {
            let (packer, sender) = (Arc::clone(&packer), sender.clone());
            // Those that start do it all; if none does, the archive ends too early, which is an error.
            let _ = std::thread::Builder::new().spawn(move || packer.run(&sender));
        }
        let (archive, pool) = (Arc::clone(&packer.archive), packer.pool.clone());
        Self { archive, pool, packed, taken: 0, leaks: Vec::new() }
    }

    /// How many parts there are in all.
    pub(crate) fn parts(&self) -> u64 {
        self.archive.parts()
    }

    /// The next part; `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Part>, ArchiveError> {
        match self.packed.recv().await {
            Some(packed) => {
                let (part, leaks) = packed?;
                self.taken += 1;
                self.leaks.extend(leaks);
                Ok(Some(part))
            }
            None if self.taken == self.parts() => Ok(None),
            // A thread that ended without a word must not make a shorter archive.
            None => Err(ArchiveError::Closed),
        }
    }

    /// The secrets that were let pass, in files that [`Package::leaks`] does not name.
    pub(crate) fn into_leaks(mut self) -> Vec<Leak> {
        let mut leaks = std::mem::take(&mut self.leaks);
        leaks.sort();
        leaks
    }
}

/// However the upload ends, the threads must not wait for a buffer for ever.
impl Drop for Packing {
    fn drop(&mut self) {
        self.pool.close();
    }
}

/// What the threads share.
struct Packer {
    archive: Arc<Archive>,
    pool: Pool,
    counters: Arc<Counters>,
    /// The next part that nobody packs yet.
    next: AtomicU64,
}

impl Packer {
    fn run(&self, sender: &mpsc::UnboundedSender<Packed>) {
        let mut reader = self.archive.reader();
        // The buffer comes first: whoever has a part's index must not wait for the parts after it to be sent.
        while let Ok(buffer) = self.pool.take() {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.archive.parts() {
                return;
            }
            let packed = self.archive.part(index, buffer, &mut reader);
            let packed = packed.and_then(|(part, looked)| Ok((part, self.archive.guard.fail_unless_allowed(looked)?)));
            let packed = packed.and_then(|packed| self.count(packed));
            let failed = packed.is_err();
            if sender.send(packed).is_err() || failed {
                return;
            }
        }
    }

    fn count(&self, packed: (Part, Vec<Leak>)) -> Packed {
        self.counters.packed.fetch_add(packed.0.bytes.len() as u64, Ordering::Relaxed);
        Ok(packed)
    }
}
