//! The scan of all small files before the first byte leaves, and what is ready to be uploaded after it.
//!
//! As many of the files as the buffers hold are packed by the same read, the others are read once more when their turn
//! comes.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::push::Error;
use crate::push::archive::Archive;
use crate::push::archive::layout::Place;
use crate::push::archive::reader::Reader;
use crate::push::files::Collection;
use crate::push::guard::{Detection, Guard, Leak};
use crate::push::upload::buffer_pool::{Part, Pool};

/// The size of a part, in bytes, unless there would be too many: the least that S3 takes. Larger ones take more memory,
/// and as soon as they do not fit in a processor's cache, more time.
const PART_SIZE: u64 = 5 << 20;
const MOST_PARTS: u64 = 10_000;
/// How many parts are sent at once. As Python's truss uploads.
const IN_FLIGHT: u64 = 10;
/// Opening a small file takes longer than reading it. More threads gain little: a push is bound by the wire then.
const MOST_READERS: usize = 4;
/// How many small files a thread takes at once: few enough that none is left with all the work.
const FILES_AT_ONCE: usize = 64;
const MOST_LEAKS: usize = 20;

/// A Truss that was scanned and is ready to be uploaded.
#[derive(Debug)]
pub(crate) struct Preflight {
    pub(crate) archive: Arc<Archive>,
    pub(crate) pool: Pool,
    pub(crate) ready: Vec<Part>,
    pub(crate) in_flight: usize,
    leaks: Vec<Leak>,
}

impl Preflight {
    /// Looks through all small files of `collection`, from the Truss in `root`. Private keys are taken out, with a
    /// warning.
    pub(crate) fn new(root: &Path, mut collection: Collection, guard: &Arc<Guard>) -> Result<Self, Error> {
        loop {
            let collected = Arc::new(collection);
            let scan = Scan::new(root, &collected, guard);
            scan.run()?;
            let Scan { archive, pool, found, .. } = scan;
            let Found { ready, leaks, private_keys, .. } = found.into_inner().unwrap_or_else(PoisonError::into_inner);
            if private_keys.is_empty() {
                let in_flight = in_flight(archive.part_size);
                return Ok(Self { archive: Arc::new(archive), pool, ready, in_flight, leaks });
            }
            // What was packed holds them: all of it is made again without.
            drop(archive);
            collection = Arc::unwrap_or_clone(collected);
            collection.remove_private_keys(private_keys);
        }
    }

    pub(crate) fn collection(&self) -> &Arc<Collection> {
        &self.archive.collection
    }

    /// Where secrets stand in small files. Unless they are allowed, a package with some is not uploaded, and the search
    /// may have ended before it saw all.
    pub(crate) fn leaks(&self) -> &[Leak] {
        &self.leaks
    }

    pub(crate) fn check_leaks(&self) -> Result<(), Error> {
        match self.leaks.first() {
            Some(leak) if !self.archive.guard.allows() => Err(Error::Secret(leak.clone())),
            _ => Ok(()),
        }
    }

    pub(crate) fn archive_bytes(&self) -> u64 {
        self.archive.layout.length
    }
}

pub(crate) fn readers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).clamp(1, MOST_READERS)
}

fn part_size(length: u64) -> u64 {
    length.div_ceil(MOST_PARTS).next_multiple_of(1 << 20).max(PART_SIZE)
}

fn in_flight(part_size: u64) -> usize {
    usize::try_from(IN_FLIGHT * PART_SIZE / part_size).unwrap_or(1).max(1)
}

/// One scan of all small files, by several threads.
struct Scan {
    archive: Archive,
    pool: Pool,
    /// How many parts are packed at once; the files in them are scanned by the same read.
    parts: usize,
    /// The next part, or [`FILES_AT_ONCE`] of the files that are in none of them.
    next: AtomicUsize,
    enough: AtomicBool,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    ready: Vec<Part>,
    failure: Option<Error>,
    leaks: Vec<Leak>,
    private_keys: Vec<usize>,
}

impl Scan {
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
        }
    }

    fn run(&self) -> Result<(), Error> {
        let others = self.archive.layout.small_from_and_large(self.parts as u64 * self.archive.part_size);
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

    fn part(&self, index: u64, reader: &mut Reader<'_>) -> Result<(), Error> {
        let (part, found) = self.archive.part(index, self.pool.acquire()?, reader)?;
        self.found().ready.push(part);
        found.into_iter().for_each(|detection| self.record(detection));
        Ok(())
    }

    fn files(&self, places: &[Place], reader: &mut Reader<'_>) -> Result<(), Error> {
        for place in places {
            if let Some(detection) = self.archive.scan_file(place, reader)? {
                self.record(detection);
            }
        }
        Ok(())
    }

    fn record(&self, detection: Detection) {
        let mut found = self.found();
        match detection {
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
    fn remove_private_keys(&mut self, mut indexes: Vec<usize>) {
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

    use super::{IN_FLIGHT, PART_SIZE, Preflight};
    use crate::push::archive::layout::SMALL;
    use crate::push::files::collect;
    use crate::push::guard::Guard;

    const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    #[test]
    fn small_files_that_no_buffer_holds_are_scanned_too_and_private_keys_leave_no_trace() {
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
        let preflight = Preflight::new(folder.path(), collection, &Arc::new(Guard::new(&[], false))).expect("readable");
        let leaks: Vec<_> = preflight.leaks().iter().map(|leak| (leak.path.to_str(), leak.line)).collect();
        assert_eq!(leaks, [(Some("zz.py"), 2)]);
        assert!(preflight.check_leaks().is_err());
        assert_eq!(preflight.collection().warnings.len(), 2);
        assert_eq!(preflight.collection().files.len() as u64, files + 1);
        assert_eq!(preflight.ready.len() as u64, IN_FLIGHT + 2);
        assert!(preflight.archive_bytes() > preflight.ready.len() as u64 * PART_SIZE);
        let holds = |text: &str| {
            preflight.ready.iter().any(|part| memchr::memmem::find(&part.bytes, text.as_bytes()).is_some())
        };
        assert!(holds("000.bin") && !holds("000.first") && !holds("PRIVATE KEY"));
    }
}
