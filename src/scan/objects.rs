//! The search through what git has stored: all versions and messages that a repository has, each once, or the versions
//! that are staged.

use std::collections::HashMap;
use std::io::{self, BufRead, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::error::Failure;
use crate::scan::content::Reader;
use crate::scan::findings::{Finding, Findings, Place};
use crate::scan::git::{self, Running};
use crate::scan::scanner::Finder;
use crate::scan::walk::path;

/// Searches every version of every file in the repository of `folder`, also those that no branch has any more, and the
/// messages of commits and tags.
pub(crate) fn history(finder: &Finder, folder: &Path) -> Result<Findings, Failure> {
    git::check_repository(folder)?;
    let arguments = ["cat-file", "--batch", "--batch-all-objects", "--unordered", "--buffer"];
    let (git, mut objects) = Running::start(git::command(folder, arguments), "the history")?;
    let mut findings = Findings::default();
    let result = search(finder, &mut objects, &mut findings, |_| None);
    // A git that is not read to its end must not wait for that.
    drop(objects);
    git.finish()?;
    result.map_err(git::unreadable)?;
    name(folder, &mut findings.found)?;
    findings.remarks.extend(what_is_missing(folder));
    findings.sort();
    Ok(findings)
}

/// Searches what the next commit in the repository of `folder` would change, as it is staged.
pub(crate) fn staged(finder: &Finder, folder: &Path) -> Result<Findings, Failure> {
    git::check_repository(folder)?;
    let (blobs, mut paths) = staged_blobs(folder)?.into_iter().rev().unzip::<_, _, Vec<String>, Vec<PathBuf>>();
    let mut command = git::command(folder, ["cat-file", "--batch", "--buffer"]);
    command.stdin(Stdio::piped());
    let (mut git, mut objects) = Running::start(command, "what is staged")?;
    let stdin = git.stdin();
    let writer = git::start_thread(move || {
        let mut stdin = io::BufWriter::new(stdin?);
        blobs.iter().rev().try_for_each(|blob| writeln!(stdin, "{blob}")).ok()
    })?;
    let mut findings = Findings::default();
    let result = search(finder, &mut objects, &mut findings, |_| paths.pop());
    drop(objects);
    git.finish()?;
    // It has ended when git has.
    let _ = writer.join();
    result.map_err(git::unreadable)?;
    findings.sort();
    Ok(findings)
}

/// Searches the `objects` but folders, as `git cat-file --batch` writes them. `path` answers where one of them stands.
fn search(
    finder: &Finder,
    objects: &mut impl BufRead,
    findings: &mut Findings,
    mut path: impl FnMut(&str) -> Option<PathBuf>,
) -> io::Result<()> {
    let (mut reader, mut head) = (Reader::new(finder), String::new());
    loop {
        head.clear();
        if objects.read_line(&mut head)? == 0 {
            return Ok(());
        }
        let mut words = head.split_ascii_whitespace();
        let (Some(id), kind, size) = (words.next(), words.next(), words.next()) else { continue };
        let Some(size) = size.and_then(|size| size.parse().ok()) else {
            // `ID missing`
            let path = path(id).unwrap_or_else(|| id.into());
            findings.unread.push((path, "git does not have it".to_owned()));
            continue;
        };
        let mut content = objects.by_ref().take(size);
        match kind {
            Some("blob") => {
                let place = Place { path: path(id), blob: Some(id.to_owned()), commit: None };
                reader.search(&mut content, || place.clone(), findings)?;
            }
            Some(kind @ ("commit" | "tag")) => {
                let object = Some(id.to_owned());
                let (commit, blob) = if kind == "commit" { (object, None) } else { (None, object) };
                // It is no file, and does not count as one.
                let mut in_message = Findings::default();
                reader.search(
                    &mut content,
                    || Place { path: None, commit: commit.clone(), blob: blob.clone() },
                    &mut in_message,
                )?;
                findings.found.append(&mut in_message.found);
            }
            _ => {}
        }
        io::copy(&mut content, &mut io::sink())?;
        if content.limit() > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // The newline after it.
        let is_newline = objects.fill_buf()?.first() == Some(&b'\n');
        objects.consume(usize::from(is_newline));
    }
}

/// What is staged in `folder`'s repository: the blob and the path of each file that is not as it was.
fn staged_blobs(folder: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let arguments = [
        "diff",
        "--cached",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--no-relative",
        "--diff-filter=AMT",
    ];
    let (git, mut list) = Running::start(git::command(folder, arguments), "what is staged")?;
    let (mut changes, mut blobs) = (Changes(&mut list), Vec::new());
    while let Some(change) = changes.next()? {
        if let Change::File { blob, path } = change {
            blobs.push((blob, path));
        }
    }
    git.finish()?;
    Ok(blobs)
}

/// Adds to each of `found` the oldest commit that has its version, and the path there.
fn name(folder: &Path, found: &mut [Finding]) -> Result<(), Failure> {
    let blob = |finding: &Finding| finding.place.blob.clone();
    let mut places: HashMap<String, Option<(String, PathBuf)>> =
        found.iter().filter_map(blob).map(|blob| (blob, None)).collect();
    let mut left = places.len();
    if left == 0 {
        return Ok(());
    }
    let list = git::command(folder, ["rev-list", "--all", "--reflog", "--topo-order", "--reverse"]);
    let (list, commits) = Running::start(list, "the list of commits")?;
    let arguments = ["diff-tree", "--stdin", "-r", "--root", "-m", "--raw", "-z", "--no-abbrev", "--no-renames"];
    let mut command = git::command(folder, arguments);
    command.stdin(Stdio::from(commits.into_inner()));
    let (diffs, mut output) = Running::start(command, "the commits")?;
    let (mut changes, mut commit) = (Changes(&mut output), String::new());
    while let Some(change) = changes.next()? {
        match change {
            Change::Commit(id) => commit = id,
            Change::File { blob, path } => {
                if let Some(place) = places.get_mut(&blob).filter(|place| place.is_none()) {
                    *place = Some((commit.clone(), path));
                    left -= 1;
                }
            }
        }
        if left == 0 {
            diffs.stop();
            list.stop();
            return assign(found, &places);
        }
    }
    list.finish()?;
    diffs.finish()?;
    assign(found, &places)
}

fn assign(found: &mut [Finding], places: &HashMap<String, Option<(String, PathBuf)>>) -> Result<(), Failure> {
    // Without a blob it is a commit's own message.
    for Finding { place, .. } in found.iter_mut().filter(|finding| finding.place.blob.is_some()) {
        let known = place.blob.as_ref().and_then(|blob| places.get(blob)?.clone());
        (place.commit, place.path) = known.unzip();
    }
    Ok(())
}

/// A line of git's raw diffs.
enum Change {
    /// What follows is this commit's.
    Commit(String),
    /// A file has this content.
    File { blob: String, path: PathBuf },
}

/// git's raw diffs, with zeros between their parts.
struct Changes<'list, R>(&'list mut R);

impl<R: BufRead> Changes<'_, R> {
    fn next(&mut self) -> Result<Option<Change>, Failure> {
        loop {
            let Some(text) = git::next(self.0)? else { return Ok(None) };
            let text = String::from_utf8_lossy(&text).into_owned();
            // `:MODE MODE BLOB BLOB STATUS`, the second of each is the new one.
            let Some(change) = text.strip_prefix(':') else { return Ok(Some(Change::Commit(text))) };
            let mut words = change.split(' ').skip(1);
            let (mode, blob) = (words.next(), words.nth(1));
            let Some(file) = git::next(self.0)? else { return Ok(None) };
            // A submodule is another repository's.
            if let Some(blob) = blob.filter(|_| mode != Some("160000")) {
                return Ok(Some(Change::File { blob: blob.to_owned(), path: path(&file) }));
            }
        }
    }
}

/// What of the history is elsewhere.
fn what_is_missing(folder: &Path) -> Vec<String> {
    let says = |words: &[&str], what: &str| {
        let output = git::command(folder, words).output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(what))
    };
    let mut missing = Vec::new();
    if says(&["rev-parse", "--is-shallow-repository"], "true") {
        missing
            .push("this clone is shallow: older commits are not here and were not searched (`git fetch --unshallow`)");
    }
    if says(&["config", "--get-regexp", r"^remote\..*\.promisor$"], "true") {
        missing.push("this clone is partial: versions that were never fetched were not searched");
    }
    missing.into_iter().map(str::to_owned).collect()
}
