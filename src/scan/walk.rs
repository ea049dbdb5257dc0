//! Which files of a folder are searched: all that git would not ignore.
//!
//! What git ignores is asked of git itself: its rules stand in several files and in its index, and a file that it tracks
//! is published whatever they say.

use std::path::{Path, PathBuf};
use std::sync::mpsc::SyncSender;

use crate::error::Failure;
use crate::scan::files::Job;
use crate::scan::findings::Findings;
use crate::scan::git::{self, Folder, Running};

/// How many files a thread takes at once.
const FILES_AT_ONCE: usize = 64;

/// A walk that hands the files on while it goes.
pub(crate) struct Walk<'walk> {
    /// Whether what git ignores is left out.
    ignores: bool,
    /// Files and folders that are not searched: those where keys belong.
    left_out: &'walk [PathBuf],
    jobs: SyncSender<Vec<Job>>,
    batch: Vec<Job>,
    unread: Vec<(PathBuf, String)>,
    remarks: Vec<String>,
}

impl<'walk> Walk<'walk> {
    pub(crate) fn new(ignores: bool, left_out: &'walk [PathBuf], jobs: SyncSender<Vec<Job>>) -> Self {
        Self { ignores, left_out, jobs, batch: Vec::new(), unread: Vec::new(), remarks: Vec::new() }
    }

    /// A file or folder that somebody names is searched whatever ignores it.
    pub(crate) fn named(&mut self, path: &Path) {
        if !path.is_dir() {
            return self.add(Job { path: path.to_owned(), follows_link: true });
        }
        // What is found in it is named as git names it.
        let folder = if path == Path::new(".") { Path::new("") } else { path };
        match if self.ignores { git::folder(&readable(folder)) } else { Folder::Outside } {
            Folder::Inside => self.tracked(folder),
            Folder::Unusable(why) => {
                let what = format!("`{}`: what git ignores is searched too: {why}", path.display());
                self.remarks.push(what);
                self.whole(folder);
            }
            Folder::Ignored | Folder::Outside => self.whole(folder),
        }
    }

    /// A folder inside another one: a repository of its own, or not.
    pub(crate) fn nested(&mut self, folder: &Path) {
        if self.ignores && folder.join(".git").exists() { self.tracked(folder) } else { self.whole(folder) }
    }

    /// What git tracks in `folder`, and what it would add.
    fn tracked(&mut self, folder: &Path) {
        if let Err(failure) = self.listed_by_git(folder) {
            let cause = std::error::Error::source(&failure).map(ToString::to_string).unwrap_or_default();
            self.remarks.push(format!("`{}`: what git ignores is searched too: {cause}", readable(folder).display()));
            self.whole(folder);
        }
    }

    fn listed_by_git(&mut self, folder: &Path) -> Result<(), Failure> {
        let list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
        let (git, mut output) = Running::start(git::command(&readable(folder), list), "the list of files")?;
        let mut last = Vec::new();
        while let Some(name) = git::next(&mut output)? {
            // A file in conflict is listed once for each of its versions.
            if name != last {
                self.add(Job { path: folder.join(path(&name)), follows_link: false });
            }
            last = name;
        }
        git.finish()
    }

    /// Everything in `folder`, but for what git leaves out of repositories in it.
    fn whole(&mut self, folder: &Path) {
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            if let Err(error) = self.entries(&folder, &mut folders) {
                self.unread.push((readable(&folder).into_owned(), error.to_string()));
            }
        }
    }

    fn entries(&mut self, folder: &Path, folders: &mut Vec<PathBuf>) -> std::io::Result<()> {
        for entry in std::fs::read_dir(readable(folder))? {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, folder.join(entry.file_name()));
            if kind.is_file() {
                self.add(Job { path, follows_link: false });
            } else if kind.is_dir() && self.ignores && entry.file_name() == ".git" {
                // What is in there is `--history`'s.
            } else if kind.is_dir() && self.is_left_out(&path) {
                // As with files.
            } else if kind.is_dir() && self.ignores && path.join(".git").exists() {
                self.tracked(&path);
            } else if kind.is_dir() {
                folders.push(path);
            }
        }
        Ok(())
    }

    fn add(&mut self, job: Job) {
        if self.is_left_out(&job.path) {
            return;
        }
        self.batch.push(job);
        if self.batch.len() == FILES_AT_ONCE {
            self.flush();
        }
    }

    fn is_left_out(&self, path: &Path) -> bool {
        let mut of_this_name = self.left_out.iter().filter(|left_out| left_out.file_name() == path.file_name());
        of_this_name.any(|left_out| path.canonicalize().is_ok_and(|path| path == *left_out))
    }

    fn flush(&mut self) {
        // Whoever should search them has panicked, which is told when it is joined.
        let _ = self.jobs.send(std::mem::take(&mut self.batch));
    }

    /// Hands on what is left, and says what was not walked. Who waits for files learns that there are no more.
    pub(crate) fn finish(mut self) -> Findings {
        self.flush();
        Findings { unread: self.unread, remarks: self.remarks, ..Findings::default() }
    }
}

/// The folder as it is opened: an empty path is the current one.
fn readable(folder: &Path) -> std::borrow::Cow<'_, Path> {
    if folder.as_os_str().is_empty() { Path::new(".").into() } else { folder.into() }
}

/// A path as git writes it.
pub(crate) fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}
