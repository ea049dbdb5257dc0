//! The walk through a Truss's folders.
//!
//! Folders are read by several threads; links and things that are no files are sorted out here.

use std::fs::{DirEntry, Metadata};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::push::Error;
use crate::push::files::ignore::IgnoreList;
use crate::push::files::{Collection, File, NEVER_PACKED_WHY, Source, is_never_packed};
use crate::push::preflight::readers;

/// A walk from the top down, as Python truss's `walk_filtered`.
pub(crate) struct Walk<'walk> {
    pub(crate) root: &'walk Path,
    pub(crate) rules: &'walk IgnoreList,
    pub(crate) follow_links: bool,
}

#[derive(Default)]
struct Found {
    collection: Collection,
    /// Folders, relative to the root, that are still to be walked.
    folders: Vec<PathBuf>,
}

impl Walk<'_> {
    pub(crate) fn all(&self) -> Result<Collection, Error> {
        let mut collection = Collection::default();
        let mut folders = vec![PathBuf::new()];
        // One level after the other, the folders of a level by several threads.
        while !folders.is_empty() {
            let level = self.level(&folders)?;
            folders.clear();
            for mut found in level {
                folders.append(&mut found.folders);
                collection.files.append(&mut found.collection.files);
                collection.warnings.append(&mut found.collection.warnings);
            }
        }
        collection.sort();
        Ok(collection)
    }

    fn level(&self, folders: &[PathBuf]) -> Result<Vec<Found>, Error> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut found = Found::default();
            while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.folder(folder, &mut found)?;
            }
            Ok(found)
        };
        std::thread::scope(|scope| {
            // Without a thread that does not start, the others do more.
            let start = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
            let others: Vec<_> = (1..readers().min(folders.len())).filter_map(start).collect();
            let own = work();
            let others = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            others.chain([own]).collect()
        })
    }

    fn folder(&self, relative: &Path, found: &mut Found) -> Result<(), Error> {
        let folder = self.root.join(relative);
        let entries = std::fs::read_dir(&folder).map_err(Error::unreadable(&folder))?;
        for entry in entries {
            let entry = entry.map_err(Error::unreadable(&folder))?;
            self.entry(&entry, relative.join(entry.file_name()), found)?;
        }
        Ok(())
    }

    fn entry(&self, entry: &DirEntry, path: PathBuf, found: &mut Found) -> Result<(), Error> {
        let unreadable = |error| Error::unreadable(&entry.path())(error);
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

    fn link(&self, entry: &DirEntry, path: &Path, target: &Metadata) -> Result<File, Error> {
        if self.follow_links {
            return Ok(File::new(path, Source::At(entry.path().into()), target.len(), target));
        }
        let link = std::fs::read_link(entry.path()).map_err(Error::unreadable(&entry.path()))?;
        let metadata = entry.metadata().map_err(Error::unreadable(&entry.path()))?;
        Ok(File::new(path, Source::Link(link.into()), target.len(), &metadata))
    }
}
