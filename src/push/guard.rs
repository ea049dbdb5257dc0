//! Keeps secrets out of what is uploaded.
//!
//! Owns the look at all small files before the first byte leaves, private keys by their content, and how a find is
//! told: by path and line, never by value. The search itself is in `secrets`; large files pass it while they are packed.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::push::archive::{ArchiveError, location};
use crate::push::files::{Collection, File, Source};
use crate::push::secrets::{Finder, Hit, Scan};
use crate::secret::ApiKey;

/// Smaller files are searched before the upload starts. Weights are larger, and what people write by hand is smaller.
const SMALL: u64 = 1 << 20;
/// Two threads hide the time that opening many small files takes; more gain nothing on the machines CI has.
const READERS: usize = 2;
/// More finds than anybody reads.
const MOST_LEAKS: usize = 20;

/// A place where a secret stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// The file, as it is named in the archive.
    pub path: PathBuf,
    /// From 1.
    pub line: usize,
    /// Which key, in words that do not give it away.
    pub what: String,
}

impl fmt::Display for Leak {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` line {} holds {}", self.path.display(), self.line, self.what)
    }
}

impl Leak {
    pub(super) fn hint(&self) -> Cow<'static, str> {
        "take it out, or list the file in .truss_ignore; whoever sees a key can use it. \
         `--allow-secrets` packs it all the same"
            .into()
    }
}

impl Hit {
    /// The find with its place in words; the file is read again for its line, which only a find is worth.
    pub(super) fn in_file(&self, name: &Path, location: &Path) -> Leak {
        let line = fs::File::open(location).ok().map_or(1, |file| line_at(file, self.offset));
        Leak { path: name.to_owned(), line, what: self.what.clone() }
    }
}

fn line_at(file: fs::File, offset: u64) -> usize {
    let mut before = io::BufReader::new(io::Read::take(file, offset));
    let mut line = 1;
    while let Ok(bytes) = io::BufRead::fill_buf(&mut before) {
        if bytes.is_empty() {
            break;
        }
        line += memchr::memchr_iter(b'\n', bytes).count();
        let length = bytes.len();
        io::BufRead::consume(&mut before, length);
    }
    line
}

/// The search for secrets, with what to do about them.
#[derive(Debug)]
pub struct Guard {
    finder: Finder,
    allow: bool,
}

impl Guard {
    /// A guard against `known` keys and everything that looks like one of Baseten's. With `allow`, a find is
    /// reported and packed.
    #[must_use]
    pub fn new(known: &[ApiKey], allow: bool) -> Self {
        Self { finder: Finder::new(known), allow }
    }

    /// Whether a find is packed all the same.
    #[must_use]
    pub fn allows(&self) -> bool {
        self.allow
    }

    /// A search through one file.
    pub(super) fn scan(&self) -> Scan<'_> {
        self.finder.scan()
    }

    /// The first secret in a whole file's `bytes`: how many bytes come before it, and what it is.
    #[must_use]
    pub fn find(&self, bytes: &[u8]) -> Option<(usize, String)> {
        let hit = self.scan().feed(bytes, true)?;
        Some((usize::try_from(hit.offset).unwrap_or(bytes.len()).min(bytes.len()), hit.what))
    }

    /// Reads all small files of `collection`: takes out private keys, with a warning, and returns where secrets stand.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Unreadable`] for a file that cannot be read; an upload would fail at it too, but later.
    pub fn inspect(&self, root: &Path, collection: &mut Collection) -> Result<Vec<Leak>, ArchiveError> {
        let findings = Findings::default();
        let next = AtomicUsize::new(0);
        let files = &collection.files;
        std::thread::scope(|scope| {
            for _ in 0..READERS {
                scope.spawn(|| {
                    let mut buffer = Vec::new();
                    while let Some(index) =
                        Some(next.fetch_add(1, Ordering::Relaxed)).filter(|index| *index < files.len())
                    {
                        if findings.enough.load(Ordering::Relaxed) {
                            break;
                        }
                        self.look_at(root, index, &files[index], &mut buffer, &findings);
                    }
                });
            }
        });
        let Findings { failure, leaks, private, .. } = findings;
        if let Some(failure) = into_inner(failure) {
            return Err(failure);
        }
        collection.take_out(into_inner(private));
        let mut leaks = into_inner(leaks);
        leaks.sort();
        Ok(leaks)
    }

    fn look_at(&self, root: &Path, index: usize, file: &File, buffer: &mut Vec<u8>, findings: &Findings) {
        let bytes = match &file.source {
            Source::Bytes(bytes) => &bytes[..],
            Source::Inside | Source::At(_) if file.size < SMALL => {
                buffer.clear();
                let read = fs::File::open(location(root, file))
                    .and_then(|file| io::Read::read_to_end(&mut io::Read::take(file, SMALL), buffer));
                if let Err(source) = read {
                    let failure = ArchiveError::Unreadable { path: file.path.to_path_buf(), source };
                    lock(&findings.failure).get_or_insert(failure);
                    findings.enough.store(true, Ordering::Relaxed);
                    return;
                }
                buffer.as_slice()
            }
            Source::Inside | Source::At(_) | Source::Link(_) => return,
        };
        if is_private_key(&file.path, bytes) {
            lock(&findings.private).push(index);
        } else if let Some((offset, what)) = self.find(bytes) {
            let line = 1 + memchr::memchr_iter(b'\n', &bytes[..offset]).count();
            let mut leaks = lock(&findings.leaks);
            leaks.push(Leak { path: file.path.to_path_buf(), line, what });
            findings.enough.fetch_or(leaks.len() >= MOST_LEAKS && !self.allow, Ordering::Relaxed);
        }
    }
}

#[derive(Default)]
struct Findings {
    enough: AtomicBool,
    failure: Mutex<Option<ArchiveError>>,
    leaks: Mutex<Vec<Leak>>,
    private: Mutex<Vec<usize>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl Collection {
    fn take_out(&mut self, mut private: Vec<usize>) {
        private.sort_unstable();
        for index in private.into_iter().rev() {
            let file = self.files.remove(index);
            self.warnings.push(format!("`{}` is a private key and never packed", file.path.display()));
        }
    }
}

/// Whether a file is a private key: it starts as one, or holds one and its name says that it is for keys. Code that
/// merely quotes one, as tests do, is not.
fn is_private_key(path: &Path, bytes: &[u8]) -> bool {
    let begins_key = |line: &[u8]| {
        let line = line.trim_ascii();
        line.starts_with(b"-----BEGIN ") && line.ends_with(b"PRIVATE KEY-----")
            || line.starts_with(b"PuTTY-User-Key-File-")
    };
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let named_for_keys =
        path.extension().is_some_and(|extension| ["pem", "key", "p8"].iter().any(|known| extension == *known));
    begins_key(first) || (named_for_keys && text.split(|byte| *byte == b'\n').any(begins_key))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::Guard;
    use crate::push::files::collect;

    const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    #[test]
    fn small_files_are_searched_and_told_by_path_and_line_without_the_value() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("a.py"), format!("import os\n\nKEY = '{KEY}'\n")).expect("a file");
        fs::write(folder.path().join("b.py"), "fine").expect("a file");
        let mut collection = collect(folder.path()).expect("readable");
        let leaks = Guard::new(&[], false).inspect(folder.path(), &mut collection).expect("readable");
        assert_eq!(leaks.len(), 1);
        let told = leaks[0].to_string();
        assert!(told.starts_with("`a.py` line 3 holds"), "{told}");
        assert!(!told.contains("ABCDEFGH"), "{told}");
    }

    #[test]
    fn private_keys_are_taken_out_and_code_that_quotes_one_is_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
        fs::write(folder.path().join("deploy"), key).expect("a file");
        fs::write(folder.path().join("bundle.pem"), format!("-----BEGIN CERTIFICATE-----\n{key}")).expect("a file");
        fs::write(folder.path().join("test.py"), format!("KEY = '''\n{key}'''")).expect("a file");
        let mut collection = collect(folder.path()).expect("readable");
        let leaks = Guard::new(&[], false).inspect(folder.path(), &mut collection).expect("readable");
        assert!(leaks.is_empty());
        let paths: Vec<&Path> = collection.files.iter().map(|file| file.path.as_ref()).collect();
        assert_eq!(paths, [Path::new("test.py")]);
        assert_eq!(collection.warnings.len(), 2);
    }
}
