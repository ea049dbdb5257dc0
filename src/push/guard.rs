//! Keeps secrets out of what is uploaded.
//!
//! Owns private keys, known by their content, and how a find is reported: by path and line, never by value. The search
//! itself is in `scan::scanner`; which file is scanned when is `preflight`'s and `archive`'s.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::push::Error;
use crate::push::files::File;
use crate::scan::scanner::{Finder, Hit, Kind, Piece};
use crate::secret::ApiKey;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Leak {
    /// The file, as it is named in the archive.
    pub(crate) path: PathBuf,
    /// From 1.
    pub(crate) line: usize,
    /// Which key, in words that do not give it away.
    pub(crate) what: String,
}

impl fmt::Display for Leak {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` line {} contains {}", self.path.display(), self.line, self.what)
    }
}

fn line_at(file: fs::File, offset: u64) -> usize {
    let (mut before, mut buffer, mut line) = (file.take(offset), vec![0; 64 << 10], 1);
    while let Ok(length @ 1..) = before.read(&mut buffer) {
        line += memchr::memchr_iter(b'\n', &buffer[..length]).count();
    }
    line
}

#[derive(Debug)]
pub(crate) struct Guard {
    finder: Option<Finder>,
    allow: bool,
}

impl Guard {
    /// A guard against `known` keys and everything that looks like one of Baseten's. With `allow`, a find is
    /// reported and packed.
    pub(crate) fn new(known: &[ApiKey], allow: bool) -> Self {
        Self { finder: Some(Finder::new(known)), allow }
    }

    /// A guard that searches for nothing: how a push without one is measured.
    pub(crate) fn blind() -> Self {
        Self { finder: None, allow: true }
    }

    /// Whether a find is packed all the same.
    pub(crate) fn allows(&self) -> bool {
        self.allow
    }

    /// How many bytes two pieces of a file must have in common, for no key to be missed where it is cut.
    pub(crate) fn overlap(&self) -> usize {
        self.finder.as_ref().map_or(0, Finder::overlap)
    }

    /// What is to say about a small file, the one with `index`, whose contents are `bytes`.
    pub(crate) fn scan_file(&self, index: usize, file: &File, bytes: &[u8]) -> Option<Detection> {
        let finder = self.finder.as_ref()?;
        let leak = |line, what| Leak { path: file.path.to_path_buf(), line, what };
        if let Some(key) = self.private_key_in_head(index, file, bytes) {
            return Some(key);
        }
        let Hit { offset, what, kind, .. } = finder.search(&Piece::whole(bytes))?;
        let before = &bytes[..offset];
        let leak = leak(1 + memchr::memchr_iter(b'\n', before).count(), what);
        Some(if kind == Kind::PrivateKey && is_comment(before) {
            Detection::PrivateKey { index, leak }
        } else {
            Detection::Leak(leak)
        })
    }

    /// The private key that a file is by its first bytes.
    pub(crate) fn private_key_in_head(&self, index: usize, file: &File, head: &[u8]) -> Option<Detection> {
        self.finder.as_ref()?;
        let line = private_key_line(&file.path, head)?;
        let leak = Leak { path: file.path.to_path_buf(), line, what: "a private key".to_owned() };
        Some(Detection::PrivateKey { index, leak })
    }

    /// Whether a large file, which starts with `head`, may be a private key as a whole: then all of it is searched for one
    /// before anything is packed.
    pub(crate) fn may_be_private_key(&self, file: &File, head: &[u8]) -> bool {
        let text = narrow(head);
        let mut rest = text.trim_ascii_start();
        while is_comment_line(rest) {
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            rest = rest[end..].trim_ascii_start();
        }
        self.finder.is_some() && is_for_keys(&file.path, rest)
    }

    /// The private key in a piece of a large file that may be one as a whole; the arguments are those of
    /// [`Guard::scan_piece`].
    pub(crate) fn private_key_in_piece(
        &self,
        index: usize,
        file: &File,
        location: &Path,
        piece: &Piece<'_>,
        offset: u64,
    ) -> Option<Detection> {
        let hits = self.finder.as_ref()?.search_all(piece);
        let Hit { offset: at, what, .. } = hits.into_iter().find(|hit| hit.kind == Kind::PrivateKey)?;
        let line = fs::File::open(location).ok().map_or(1, |file| line_at(file, offset + at as u64));
        Some(Detection::PrivateKey { index, leak: Leak { path: file.path.to_path_buf(), line, what } })
    }

    /// What is to say about a piece of a large file that starts at `offset` of it. A find asks for the file's `location`,
    /// to read it again for the line; without one it is not reported.
    pub(crate) fn scan_piece(
        &self,
        file: &File,
        location: impl FnOnce() -> Option<PathBuf>,
        piece: &Piece<'_>,
        offset: u64,
    ) -> Option<Detection> {
        let hit = self.finder.as_ref()?.search(piece)?;
        let line = fs::File::open(location()?).ok().map_or(1, |file| line_at(file, offset + hit.offset as u64));
        Some(Detection::Leak(Leak { path: file.path.to_path_buf(), line, what: hit.what }))
    }

    /// The secrets in what was `found`, if they are allowed; else the first one is the error. Private keys should be
    /// out by then, and are never allowed.
    pub(crate) fn fail_unless_allowed(&self, found: Vec<Detection>) -> Result<Vec<Leak>, Error> {
        let pass = |detection| match detection {
            Detection::Leak(leak) if self.allow => Ok(leak),
            Detection::Leak(leak) | Detection::PrivateKey { leak, .. } => Err(Error::Secret(leak)),
        };
        found.into_iter().map(pass).collect()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Detection {
    Leak(Leak),
    /// The whole file is one.
    PrivateKey {
        index: usize,
        /// How it is reported if it should be packed all the same.
        leak: Leak,
    },
}

/// Where the private key begins in a file that is one: it starts as one or as a certificate, or holds one and its name
/// says that it is for keys. Code that merely quotes one, as tests do, is not.
fn private_key_line(path: &Path, bytes: &[u8]) -> Option<usize> {
    let text = narrow(bytes);
    if !is_for_keys(path, text.trim_ascii_start()) {
        return None;
    }
    let begins_key = |line: &[u8]| {
        let line = line.trim_ascii();
        line.starts_with(b"PuTTY-User-Key-File-")
            || (line.starts_with(b"----")
                && memchr::memmem::find(line, b"BEGIN ").is_some()
                && memchr::memmem::find(line, b"PRIVATE KEY").is_some())
    };
    text.split(|byte| *byte == b'\n').position(begins_key).map(|before| before + 1)
}

/// Whether a file's name, or how its text starts, says that it is for keys or certificates.
fn is_for_keys(path: &Path, text: &[u8]) -> bool {
    // PEM, PuTTY, RFC 4716, and what `openssl pkcs12` writes.
    let starts_as_key_file = [&b"-----BEGIN "[..], b"PuTTY-User-Key-File-", b"---- BEGIN ", b"Bag Attributes"];
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase()).unwrap_or_default();
    let named_for_keys = ["pem", "key", "p8", "crt", "cer"].iter().any(|known| extension == *known);
    named_for_keys || starts_as_key_file.iter().any(|start| text.starts_with(start))
}

/// `bytes` without a byte order mark, and UTF-16 of ASCII as that.
fn narrow(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bytes {
        [0xff, 0xfe, text @ ..] | [0xfe, 0xff, text @ ..] | text @ ([0, 1..=0x7f, ..] | [1..=0x7f, 0, ..]) => {
            Cow::Owned(text.iter().copied().filter(|byte| *byte != 0).collect())
        }
        text => Cow::Borrowed(text),
    }
}

/// Whether there is nothing but comments, as people write them above a key.
fn is_comment(bytes: &[u8]) -> bool {
    let text = narrow(bytes);
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.all(|line| line.is_empty() || is_comment_line(line))
}

fn is_comment_line(line: &[u8]) -> bool {
    [&b"#"[..], b";", b"//"].iter().any(|comment| line.starts_with(comment))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use std::sync::Arc;

    use super::{Detection, Guard, Leak};
    use crate::push::files::collect;
    use crate::push::preflight::Preflight;

    const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    #[test]
    fn small_files_are_searched_and_told_by_path_and_line_without_the_value() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("a.py"), format!("import os\n\nKEY = '{KEY}'\n")).expect("a file");
        fs::write(folder.path().join("b.py"), "fine").expect("a file");
        let collection = collect(folder.path()).expect("readable");
        let guard = Arc::new(Guard::new(&[], false));
        let preflight = Preflight::new(folder.path(), collection, &guard).expect("readable");
        let leaks = preflight.leaks();
        assert_eq!(leaks.len(), 1);
        let told = leaks[0].to_string();
        assert!(told.starts_with("`a.py` line 3 contains"), "{told}");
        assert!(!told.contains("ABCDEFGH"), "{told}");
    }

    #[test]
    fn private_keys_are_taken_out_and_code_that_quotes_one_is_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
        let pgp = "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----\n";
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let keys = [
            ("deploy", key.to_owned()),
            ("bundle.PEM", format!("subject=x\n{key}")),
            ("server.crt", format!("{certificate}{key}")),
            ("both", format!("{certificate}{key}")),
            ("curve", format!("-----BEGIN EC PARAMETERS-----\nAA==\n-----END EC PARAMETERS-----\n{key}")),
            ("exported", format!("Bag Attributes\n    localKeyID: 01\n{key}")),
            ("gpg", pgp.to_owned()),
            ("ssh2", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA\n".to_owned()),
            ("putty", "PuTTY-User-Key-File-3: ssh-ed25519\n".to_owned()),
        ];
        let others = [("authority.pem", certificate.to_owned()), ("test.py", format!("KEY = '''\n{key}'''"))];
        for (name, text) in keys.iter().chain(&others) {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let collection = collect(folder.path()).expect("readable");
        let guard = Arc::new(Guard::new(&[], true));
        let preflight = Preflight::new(folder.path(), collection, &guard).expect("readable");
        assert!(preflight.leaks().is_empty());
        let files = preflight.collection().files.iter();
        let paths: Vec<&Path> = files.map(|file| file.path.as_ref()).collect();
        assert_eq!(paths, [Path::new("authority.pem"), Path::new("test.py")]);
        assert_eq!(preflight.collection().warnings.len(), keys.len());
    }

    #[test]
    fn a_private_key_that_is_packed_after_all_is_an_error_even_when_secrets_are_allowed() {
        let leak = Leak { path: "k".into(), line: 1, what: "a private key".to_owned() };
        let guard = Guard::new(&[], true);
        assert_eq!(
            guard.fail_unless_allowed(vec![Detection::Leak(leak.clone())]).map(|leaks| leaks.len()).ok(),
            Some(1)
        );
        let refused = guard.fail_unless_allowed(vec![Detection::PrivateKey { index: 0, leak }]).expect_err("it is not");
        assert_eq!(refused.to_string(), "`k` line 1 contains a private key");
    }
}
