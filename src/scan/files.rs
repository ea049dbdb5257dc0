//! The search through files and folders, by all processors.

use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::scan::content::Reader;
use crate::scan::findings::{Findings, Place};
use crate::scan::scanner::Finder;
use crate::scan::walk::Walk;

/// How many lists of files wait for a thread at the most.
const WAITING: usize = 64;

pub(crate) struct Job {
    pub(crate) path: PathBuf,
    /// Whether a link is followed: only where somebody named it.
    pub(crate) follows_link: bool,
}

pub(crate) struct Files<'files> {
    pub(crate) paths: &'files [PathBuf],
    /// Whether what git ignores is left out.
    pub(crate) ignores: bool,
    /// Files and folders where keys belong, without links in their paths.
    pub(crate) left_out: &'files [PathBuf],
}

#[derive(Default)]
struct Searched {
    findings: Findings,
    /// Folders that git lists among files: repositories of their own.
    folders: Vec<PathBuf>,
}

/// Searches all of `files`. What cannot be read is among what is found.
pub(crate) fn search(finder: &Finder, files: &Files<'_>) -> Findings {
    let mut all = Findings::default();
    let mut folders = round(finder, files, &mut all, |walk| files.paths.iter().for_each(|path| walk.named(path)));
    while !folders.is_empty() {
        folders = round(finder, files, &mut all, |walk| folders.iter().for_each(|folder| walk.nested(folder)));
    }
    all.sort();
    all
}

/// One walk, searched while it goes; what it brings up is added to `all`. Answers the folders that are left.
fn round(finder: &Finder, files: &Files<'_>, all: &mut Findings, walk: impl FnOnce(&mut Walk<'_>)) -> Vec<PathBuf> {
    let (sender, jobs) = sync_channel(WAITING);
    let jobs = Mutex::new(jobs);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, || work(finder, &jobs));
        let workers: Vec<_> = (0..threads).map_while(|number| start(number).ok()).collect();
        if workers.is_empty() {
            all.unread.extend(files.paths.iter().map(|path| (path.clone(), "no thread can be started".to_owned())));
            return Vec::new();
        }
        let mut listed = Walk::new(files.ignores, files.left_out, sender);
        walk(&mut listed);
        all.append(listed.finish());
        let mut folders = Vec::new();
        for worker in workers {
            let searched = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all.append(searched.findings);
            folders.extend(searched.folders);
        }
        folders
    })
}

fn work(finder: &Finder, jobs: &Mutex<Receiver<Vec<Job>>>) -> Searched {
    let (mut reader, mut searched) = (Reader::new(finder), Searched::default());
    let next = || jobs.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
    while let Ok(jobs) = next() {
        for job in jobs {
            search_file(&mut reader, &job, &mut searched);
        }
    }
    searched
}

fn search_file(reader: &mut Reader<'_>, job: &Job, searched: &mut Searched) {
    let place = || Place { path: Some(job.path.clone()), ..Place::default() };
    let result = open(job).and_then(|file| reader.search(&mut &file, place, &mut searched.findings));
    let Err(error) = result else { return };
    match error.kind() {
        ErrorKind::IsADirectory => searched.folders.push(job.path.clone()),
        // Git lists what was deleted, and a link has no content.
        ErrorKind::NotFound if !job.follows_link => {}
        _ if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) && !job.follows_link => {}
        _ => searched.findings.unread.push((job.path.clone(), error.to_string())),
    }
}

/// Opens it. A pipe in the place of a file is no reason to wait.
fn open(job: &Job) -> std::io::Result<File> {
    let link = if job.follows_link { OFlags::empty() } else { OFlags::NOFOLLOW | OFlags::NONBLOCK };
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | link;
    Ok(File::from(rustix::fs::open(&job.path, flags, Mode::empty())?))
}
