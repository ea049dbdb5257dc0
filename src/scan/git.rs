//! What git is asked: which files of a folder it ignores, which are staged, and all versions that a repository has.
//!
//! Owns how git is run. A repository is somebody else's text: nothing that its configuration names is run.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::thread::{self, JoinHandle};

use crate::error::{Failure, Kind};

/// Variables with which git would look at another repository than the one of the folder.
const REPOSITORY_VARIABLES: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"];
/// How much of what git complains about is read.
const MOST_COMPLAINTS: u64 = 64 << 10;

/// git in `folder`. In the current folder git's own variables count: a hook that git runs has them, and with
/// `git commit --all` they name the index that is committed.
pub(crate) fn command<A: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = A>) -> Command {
    let mut git = Command::new("git");
    if folder != Path::new(".") {
        for variable in REPOSITORY_VARIABLES {
            git.env_remove(variable);
        }
    }
    git.current_dir(folder)
        .args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"])
        .args(arguments)
        // What is not here is not fetched, and an object is what its name says.
        .env("GIT_NO_LAZY_FETCH", "1")
        // So says it to a git before 2.44, too.
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    git
}

/// A git that runs, and what it writes.
pub(crate) struct Running {
    child: Child,
    complaints: JoinHandle<String>,
    what: &'static str,
}

impl Running {
    /// Starts it; `what` is for the error.
    pub(crate) fn start(mut command: Command, what: &'static str) -> Result<(Self, BufReader<ChildStdout>), Failure> {
        let mut child = command.spawn().map_err(|error| Failure::new(Kind::Other, "cannot run `git`").cause(error))?;
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(Failure::new(Kind::Other, "cannot read what `git` writes"));
        };
        let complaints = start_thread(move || read_complaints(stderr))?;
        Ok((Self { child, complaints, what }, BufReader::with_capacity(1 << 18, stdout)))
    }

    /// Another end of git: its stdin.
    pub(crate) fn stdin(&mut self) -> Option<std::process::ChildStdin> {
        self.child.stdin.take()
    }

    /// Ends a git of which enough was read.
    pub(crate) fn stop(mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits for its end. A git that fails has not said everything.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let failure =
            |cause: String| Failure::new(Kind::Other, format!("cannot read {} with `git`", self.what)).cause(cause);
        let status = self.child.wait().map_err(|error| failure(error.to_string()))?;
        if status.success() {
            return Ok(());
        }
        let complaints = self.complaints.join().unwrap_or_default();
        let told = complaints.lines().find(|line| !line.trim().is_empty()).map(str::to_owned);
        Err(failure(told.unwrap_or_else(|| status.to_string())))
    }
}

/// A thread that reads from git, or writes to it.
pub(crate) fn start_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, Failure> {
    let started = thread::Builder::new().spawn(work);
    started.map_err(|error| Failure::new(Kind::Other, "cannot start a thread").cause(error))
}

fn read_complaints(mut stderr: ChildStderr) -> String {
    let mut text = Vec::new();
    // What is left is read too, or git would wait for it.
    let _ = stderr.by_ref().take(MOST_COMPLAINTS).read_to_end(&mut text);
    let _ = io::copy(&mut stderr, &mut io::sink());
    String::from_utf8_lossy(&text).into_owned()
}

/// The next text of a list that git ends with zeros.
pub(crate) fn next(list: &mut impl BufRead) -> Result<Option<Vec<u8>>, Failure> {
    let mut text = Vec::new();
    if list.read_until(0, &mut text).map_err(unreadable)? == 0 {
        return Ok(None);
    }
    text.pop_if(|last| *last == 0);
    Ok(Some(text))
}

/// Fails where there is no repository: some of git's commands say that in other words.
pub(crate) fn check_repository(folder: &Path) -> Result<(), Failure> {
    Running::start(command(folder, ["rev-parse", "--git-dir"]), "the repository")?.0.finish()
}

pub(crate) fn unreadable(error: io::Error) -> Failure {
    Failure::new(Kind::Other, "cannot read what `git` writes").cause(error)
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Folder {
    /// It is in a repository, and its files may be.
    Inside,
    /// The repository around it ignores all of it.
    Ignored,
    /// There is no repository around it, or no git.
    Outside,
    /// There is one, and git does not say why it cannot be used.
    Unusable(String),
}

pub(crate) fn folder(folder: &Path) -> Folder {
    let Ok(output) = command(folder, ["check-ignore", "--quiet", "."]).output() else { return Folder::Outside };
    match output.status.code() {
        Some(0) => Folder::Ignored,
        Some(1) => Folder::Inside,
        _ => {
            let told = String::from_utf8_lossy(&output.stderr);
            match told.lines().next() {
                None => Folder::Outside,
                // Outside of all, and in a bare one.
                Some(line) if line.contains("not a git repository") || line.contains("must be run in a work tree") => {
                    Folder::Outside
                }
                Some(line) => Folder::Unusable(line.to_owned()),
            }
        }
    }
}
