//! A Truss that was looked through and is ready to be uploaded, with the first parts of its archive in memory.
//!
//! Owns the look at all small files before the first byte leaves. As many of them as the buffers hold are packed by the
//! same read, the others are read once more when their turn comes. What is looked for is `guard`'s.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::push::archive::Archive;
use crate::push::archive::error::ArchiveError;
use crate::push::archive::layout::Place;
use crate::push::archive::reader::Reader;
use crate::push::files::Collection;
use crate::push::guard::{Detection, Guard, Leak};
use crate::push::upload::buffer_pool::{Part, Pool};

/// The size of a part, in bytes, unless there would be too many: the least that S3 takes. Larger ones take more memory,
/// and as soon as they do not fit in a processor's cache, more time.
const PART_SIZE: u64 = 5 << 20;
/// How many parts S3 takes.
const MOST_PARTS: u64 = 10_000;
/// How many parts are sent at once. As Python's truss uploads.
const IN_FLIGHT: u64 = 10;
/// Opening a small file takes longer than reading it. More threads gain little: a push is bound by the wire then.
const MOST_READERS: usize = 4;
/// How many small files a thread takes at once: few enough that none is left with all the work.
const FILES_AT_ONCE: usize = 64;
/// More finds than anybody reads.
const MOST_LEAKS: usize = 20;

/// A Truss on its way into an archive.
#[derive(Debug)]
pub struct Package {
    pub(crate) archive: Arc<Archive>,
    pub(crate) pool: Pool,
    /// The first parts, in any order.
    pub(crate) ready: Vec<Part>,
    /// How many parts are sent at once.
    pub(crate) in_flight: usize,
    leaks: Vec<Leak>,
}

impl Package {
    /// Looks through all small files of `collection`, from the Truss in `root`. Private keys are taken out, with a
    /// warning.
    pub fn new(root: &Path, mut collection: Collection, guard: &Arc<Guard>) -> Result<Self, ArchiveError> {
        loop {
            let collected = Arc::new(collection);
            let look = Look::new(root, &collected, guard);
            look.all()?;
            let Look { archive, pool, ready, found, .. } = look;
            let Found { leaks, private_keys, .. } = found.into_inner().unwrap_or_else(PoisonError::into_inner);
            if private_keys.is_empty() {
                let ready = ready.into_inner().unwrap_or_else(PoisonError::into_inner);
                let in_flight = in_flight(archive.part_size);
                return Ok(Self { archive: Arc::new(archive), pool, ready, in_flight, leaks });
            }
            // What was packed holds them: all of it is made again without.
            drop(archive);
            collection = Arc::unwrap_or_clone(collected);
            collection.take_out_private_keys(private_keys);
        }
    }

    /// What is packed.
    pub(crate) fn collection(&self) -> &Arc<Collection> {
        &self.archive.collection
    }

    /// Where secrets stand in small files. Unless they are allowed, a package with some is not uploaded, and the search
    /// may have ended before it saw all.
    pub(crate) fn leaks(&self) -> &[Leak] {
        &self.leaks
    }

    /// Whether it can be uploaded.
    pub(crate) fn check_leaks(&self) -> Result<(), ArchiveError> {
        match self.leaks.first() {
            Some(leak) if !self.archive.guard.allows() => Err(ArchiveError::Secret(leak.clone())),
            _ => Ok(()),
        }
    }

    /// The archive's size, in bytes.
    pub(crate) fn archive_bytes(&self) -> u64 {
        self.archive.layout.length
    }
}

/// How many threads read files.
pub(crate) fn readers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).clamp(1, MOST_READERS)
}

/// The size of an archive's parts, when it has that many bytes.
fn part_size(length: u64) -> u64 {
    length.div_ceil(MOST_PARTS).next_multiple_of(1 << 20).max(PART_SIZE)
}

fn in_flight(part_size: u64) -> usize {
    usize::try_from(IN_FLIGHT * PART_SIZE / part_size).unwrap_or(1).max(1)
}

/// One look through all small files, by several threads.
struct Look {
    archive: Archive,
    pool: Pool,
    /// How many parts are packed at once; the files in them are looked at by the way.
    parts: usize,
    /// The next part, or [`FILES_AT_ONCE`] of the files that are in none of them.
    next: AtomicUsize,
    enough: AtomicBool,
    found: Mutex<Found>,
    ready: Mutex<Vec<Part>>,
}

#[derive(Default)]
struct Found {
    failure: Option<ArchiveError>,
    leaks: Vec<Leak>,
    private_keys: Vec<usize>,
}

impl Look {
    fn new(root: &Path, collection: &Arc<Collection>, guard: &Arc<Guard>) -> Self {
        let (root, collection, guard) = (root.to_owned(), Arc::clone(collection), Arc::clone(guard));
        let archive = Archive::new(root, collection, guard, part_size);
        let part_size = archive.part_size;
        // Two are filled while the others travel.
        let buffers = in_flight(part_size) + 2;
        let parts = archive.layout.end_of_small().div_ceil(part_size).min(buffers as u64);
        // A small archive takes no more memory than it has bytes.
        let buffer = usize::try_from(part_size.min(archive.layout.length)).unwrap_or(usize::MAX);
        Self {
            pool: Pool::new(buffers, buffer, archive.guard.overlap()),
            archive,
            parts: usize::try_from(parts).unwrap_or(usize::MAX),
            next: AtomicUsize::new(0),
            enough: AtomicBool::new(false),
            found: Mutex::default(),
            ready: Mutex::default(),
        }
    }

    fn all(&self) -> Result<(), ArchiveError> {
        let others = self.archive.layout.small_from(self.parts as u64 * self.archive.part_size);
        let jobs = self.parts + others.len().div_ceil(FILES_AT_ONCE);
        thread::scope(|scope| {
            for _ in 1..readers().min(jobs) {
                // Without it the others do more.
                let _ = thread::Builder::new().spawn_scoped(scope, || self.work(others));
            }
            self.work(others);
        });
        let mut found = self.found();
        found.leaks.sort();
        found.failure.take().map_or(Ok(()), Err)
    }

    fn work(&self, others: &[Place]) {
        let mut reader = self.archive.reader();
        while !self.enough.load(Ordering::Relaxed) {
            let job = self.next.fetch_add(1, Ordering::Relaxed);
            let result = match job.checked_sub(self.parts) {
                None => self.part(job as u64, &mut reader),
                Some(chunk) => match others.chunks(FILES_AT_ONCE).nth(chunk) {
                    Some(places) => self.files(places, &mut reader),
                    None => return,
                },
            };
            if let Err(failure) = result {
                self.found().failure.get_or_insert(failure);
                self.enough.store(true, Ordering::Relaxed);
            }
        }
    }

    fn part(&self, index: u64, reader: &mut Reader<'_>) -> Result<(), ArchiveError> {
        let (part, looked) = self.archive.part(index, self.pool.take()?, reader)?;
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).push(part);
        looked.into_iter().for_each(|looked| self.tell(looked));
        Ok(())
    }

    fn files(&self, places: &[Place], reader: &mut Reader<'_>) -> Result<(), ArchiveError> {
        for place in places {
            if let Some(looked) = self.archive.scan_file(place, reader)? {
                self.tell(looked);
            }
        }
        Ok(())
    }

    fn tell(&self, looked: Detection) {
        let mut found = self.found();
        match looked {
            Detection::PrivateKey { index, .. } => found.private_keys.push(index),
            Detection::Leak(leak) => found.leaks.push(leak),
        }
        let enough = found.leaks.len() >= MOST_LEAKS && !self.archive.guard.allows();
        self.enough.fetch_or(enough, Ordering::Relaxed);
    }

    fn found(&self) -> std::sync::MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collection {
    fn take_out_private_keys(&mut self, mut indexes: Vec<usize>) {
        indexes.sort_unstable();
        indexes.dedup();
        for index in indexes.into_iter().rev() {
            let file = self.files.remove(index);
            self.warnings.push(format!("`{}` is a private key and never packed", file.path.display()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::{IN_FLIGHT, PART_SIZE, Package};
    use crate::push::archive::layout::SMALL;
    use crate::push::files::collect;
    use crate::push::guard::Guard;

    const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    #[test]
    fn small_files_that_no_buffer_holds_are_looked_at_too_and_private_keys_leave_no_trace() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        let files = (IN_FLIGHT + 4) * PART_SIZE / SMALL;
        for number in 0..files {
            let file = fs::File::create(path(&format!("{number:03}.bin"))).expect("a file");
            file.set_len(SMALL - 1).expect("a length");
        }
        let private = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        fs::write(path("000.first"), private).expect("a file");
        fs::write(path("zz.last"), private).expect("a file");
        fs::write(path("zz.py"), format!("\nKEY = '{KEY}'\n")).expect("a file");
        let collection = collect(folder.path()).expect("readable");
        let package = Package::new(folder.path(), collection, &Arc::new(Guard::new(&[], false))).expect("readable");
        let leaks: Vec<_> = package.leaks().iter().map(|leak| (leak.path.to_str(), leak.line)).collect();
        assert_eq!(leaks, [(Some("zz.py"), 2)]);
        assert!(package.check_leaks().is_err());
        assert_eq!(package.collection().warnings.len(), 2);
        assert_eq!(package.collection().files.len() as u64, files + 1);
        assert_eq!(package.ready.len() as u64, IN_FLIGHT + 2);
        assert!(package.archive_bytes() > package.ready.len() as u64 * PART_SIZE);
        let holds =
            |text: &str| package.ready.iter().any(|part| memchr::memmem::find(&part.bytes, text.as_bytes()).is_some());
        assert!(holds("000.bin") && !holds("000.first") && !holds("PRIVATE KEY"));
    }
}
