//! The walk through a Truss's folders.
//!
//! Owns which folders are looked into, by several threads, and what becomes of links and of things that are no files.
//! What a file or folder is ignored by is `ignore`'s.

use std::fs::{DirEntry, Metadata};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::push::files::ignore::IgnoreList;
use crate::push::files::{CollectError, Collection, File, NEVER_PACKED_WHY, Source, is_never_packed};
use crate::push::preflight::readers;

/// A walk from the top down, as Python truss's `walk_filtered`.
pub(crate) struct Walk<'walk> {
    pub(crate) root: &'walk Path,
    pub(crate) rules: &'walk IgnoreList,
    /// Whether a link to a file is packed as the file that it points to.
    pub(crate) follow_links: bool,
}

/// What was found, and what is still to be looked into.
#[derive(Default)]
struct Found {
    collection: Collection,
    /// Folders, relative to the root.
    folders: Vec<PathBuf>,
}

/// What the threads share.
#[derive(Default)]
struct Queue {
    found: Found,
    /// How many threads are in a folder, and may find more.
    busy: usize,
    failure: Option<CollectError>,
}

impl Walk<'_> {
    /// Everything that is packed, sorted by path.
    pub(crate) fn all(&self) -> Result<Collection, CollectError> {
        let mut top = Found::default();
        self.folder(Path::new(""), &mut top)?;
        // Most Trusses have few folders, and are walked before a thread is started.
        let threads = readers().min(top.folders.len());
        let (queue, changed) = (Mutex::new(Queue { found: top, ..Queue::default() }), Condvar::new());
        std::thread::scope(|scope| {
            for _ in 1..threads {
                // Without it the others do more.
                let _ = std::thread::Builder::new().spawn_scoped(scope, || self.work(&queue, &changed));
            }
            self.work(&queue, &changed);
        });
        let Queue { found, failure, .. } = queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut collection = found.collection;
        collection.sort();
        failure.map_or(Ok(collection), Err)
    }

    fn work(&self, queue: &Mutex<Queue>, changed: &Condvar) {
        let lock = || queue.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = Found::default();
        while let Some(folder) = next(lock(), changed) {
            let _busy = Busy { queue, changed };
            let result = self.folder(&folder, &mut found);
            let mut queue = lock();
            queue.found.folders.append(&mut found.folders);
            if let Err(failure) = result {
                queue.failure.get_or_insert(failure);
            }
        }
        let all = &mut lock().found.collection;
        all.files.append(&mut found.collection.files);
        all.warnings.append(&mut found.collection.warnings);
    }

    fn folder(&self, relative: &Path, found: &mut Found) -> Result<(), CollectError> {
        let folder = self.root.join(relative);
        let entries = std::fs::read_dir(&folder).map_err(CollectError::unreadable(&folder))?;
        for entry in entries {
            let entry = entry.map_err(CollectError::unreadable(&folder))?;
            self.entry(&entry, relative.join(entry.file_name()), found)?;
        }
        Ok(())
    }

    fn entry(&self, entry: &DirEntry, path: PathBuf, found: &mut Found) -> Result<(), CollectError> {
        let unreadable = |error| CollectError::unreadable(&entry.path())(error);
        let kind = entry.file_type().map_err(unreadable)?;
        let target = if kind.is_symlink() { std::fs::metadata(entry.path()).ok() } else { None };
        let is_folder = kind.is_dir() || target.as_ref().is_some_and(Metadata::is_dir);
        if if is_folder { self.rules.ignores_folder(&path) } else { self.rules.ignores_file(&path) } {
            return Ok(());
        }
        let collection = &mut found.collection;
        let mut leave_out = |why: &str| collection.warnings.push(format!("`{}` {why}", path.display()));
        if path.file_name().is_some_and(is_never_packed) {
            leave_out(NEVER_PACKED_WHY);
        } else if kind.is_dir() {
            found.folders.push(path);
        } else if kind.is_symlink() {
            match target {
                None => leave_out("is a broken link and is left out"),
                Some(target) if target.is_dir() => leave_out("is a link to a folder and is left out"),
                Some(target) if !target.is_file() => leave_out("links to something that is not a file and is left out"),
                Some(target) => collection.files.push(self.link(entry, &path, &target)?),
            }
        } else if kind.is_file() {
            let metadata = entry.metadata().map_err(unreadable)?;
            let source = if self.follow_links { Source::At(entry.path().into()) } else { Source::Inside };
            collection.files.push(File::new(&path, source, metadata.len(), &metadata));
        } else {
            leave_out("is neither a file nor a folder and is left out");
        }
        Ok(())
    }

    fn link(&self, entry: &DirEntry, path: &Path, target: &Metadata) -> Result<File, CollectError> {
        if self.follow_links {
            return Ok(File::new(path, Source::At(entry.path().into()), target.len(), target));
        }
        let link = std::fs::read_link(entry.path()).map_err(CollectError::unreadable(&entry.path()))?;
        let metadata = entry.metadata().map_err(CollectError::unreadable(&entry.path()))?;
        Ok(File::new(path, Source::Link(link.into()), target.len(), &metadata))
    }
}

/// A thread that is in a folder. However it leaves it, those who wait for what it finds hear of that.
struct Busy<'queue> {
    queue: &'queue Mutex<Queue>,
    changed: &'queue Condvar,
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).busy -= 1;
        self.changed.notify_all();
    }
}

/// The next folder; `None` when there is none and nobody is in one, or when the walk failed.
fn next(mut queue: MutexGuard<'_, Queue>, changed: &Condvar) -> Option<PathBuf> {
    loop {
        if queue.failure.is_some() {
            return None;
        }
        if let Some(folder) = queue.found.folders.pop() {
            queue.busy += 1;
            return Some(folder);
        }
        if queue.busy == 0 {
            return None;
        }
        queue = changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
}
