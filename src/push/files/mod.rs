//! Which files of a Truss are packed: those that Python's truss packs, but for secrets that never are.
//!
//! Owns what is known of a file, the names that are refused whatever an ignore file says, and the list of all. Folders
//! are walked by `walk`, external packages added by `external_packages`; the bytes are read by `reader`.

pub(crate) mod external_packages;
pub(crate) mod ignore;
pub(crate) mod links;
pub(crate) mod walk;

use std::ffi::OsStr;
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use crate::push::Error;
use crate::push::config::read_regular;
use crate::push::files::ignore::{FILE_NAME, IgnoreList};
use crate::push::files::walk::Walk;

pub(crate) const CONFIG: &str = "config.yaml";

/// Folders and files that hold secrets or history. Private keys under other names are found by their content.
const NEVER_PACKED: [&str; 9] =
    [".git", ".netrc", ".trussrc", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_rsa"];

/// Completes a warning about one of them.
pub(crate) const NEVER_PACKED_WHY: &str = "is never packed: it may contain secrets";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// From the Truss's folder, at the path that it has in the archive.
    Inside,
    /// From elsewhere; a link is followed.
    At(Box<Path>),
    Bytes(Box<[u8]>),
    /// From nowhere: it is stored as a symbolic link to this target.
    Link(Box<Path>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Its path in the archive, with slashes.
    pub(crate) path: Box<Path>,
    pub(crate) source: Source,
    /// Its size; for a link that of its target.
    pub(crate) size: u64,
    pub(crate) mode: u32,
    /// Who owns it, by number.
    pub(crate) owner: (u32, u32),
    /// When it changed: seconds since 1970, and nanoseconds.
    pub(crate) modified: (i64, u32),
    /// Device and inode of a file that has several names, which an archive holds once.
    pub(crate) shared: Option<(u64, u64)>,
}

impl File {
    pub(crate) fn new(path: &Path, source: Source, size: u64, metadata: &Metadata) -> Self {
        let shared = (metadata.nlink() > 1 && source == Source::Inside).then(|| (metadata.dev(), metadata.ino()));
        Self {
            path: path.into(),
            source,
            size,
            mode: metadata.mode() & 0o7777,
            owner: (metadata.uid(), metadata.gid()),
            modified: (metadata.mtime(), u32::try_from(metadata.mtime_nsec()).unwrap_or(0)),
            shared,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Collection {
    pub(crate) files: Vec<File>,
    /// What was left out although nobody asked for that, one sentence each.
    pub(crate) warnings: Vec<String>,
}

/// Lists what is packed of the Truss in `folder`.
pub(crate) fn collect(folder: &Path) -> Result<Collection, Error> {
    Walk { root: folder, rules: &rules(folder)?, follow_links: false }.all()
}

/// The Truss's own ignore rules, else the default ones.
pub(crate) fn rules(folder: &Path) -> Result<IgnoreList, Error> {
    let path = folder.join(FILE_NAME);
    match read_regular(&path) {
        Ok(bytes) => {
            IgnoreList::parse(&bytes).map_err(|problem| Error::invalid(format!("`{}`: {problem}", path.display())))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(IgnoreList::defaults()),
        Err(error) => Err(Error::unreadable(&path)(error)),
    }
}

pub(crate) fn is_never_packed(name: &OsStr) -> bool {
    NEVER_PACKED.iter().any(|never| name == *never)
}

impl Collection {
    pub(crate) fn total_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }

    pub(crate) fn largest(&self, count: usize) -> Vec<&File> {
        let mut files: Vec<&File> = self.files.iter().collect();
        files.sort_by_key(|file| std::cmp::Reverse(file.size));
        files.truncate(count);
        files
    }

    /// Packs `bytes` as the config, in place of what was collected under that name, with the metadata that Python
    /// truss gives a config from elsewhere.
    pub(crate) fn set_config(&mut self, bytes: &[u8]) {
        self.files.retain(|file| file.path.as_ref() != Path::new(CONFIG));
        self.files.push(File {
            path: Path::new(CONFIG).into(),
            source: Source::Bytes(bytes.into()),
            size: bytes.len() as u64,
            mode: 0o644,
            owner: (0, 0),
            modified: (0, 0),
            shared: None,
        });
        self.sort();
    }

    /// Packs `bytes` instead of the collected config's own, with its mode and time. Does nothing without a config.
    pub(crate) fn rewrite_config(&mut self, bytes: &[u8]) {
        if let Some(config) = self.files.iter_mut().find(|file| file.path.as_ref() == Path::new(CONFIG)) {
            config.source = Source::Bytes(bytes.into());
            config.size = bytes.len() as u64;
            config.shared = None;
        }
    }

    pub(crate) fn sort(&mut self) {
        self.files.sort_unstable_by(|left, right| left.path.as_os_str().cmp(right.path.as_os_str()));
        self.warnings.sort();
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use super::{Collection, Source, collect};

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, file).expect("a file");
        }
        folder
    }

    fn paths(collection: &Collection) -> Vec<&str> {
        collection.files.iter().map(|file| file.path.to_str().expect("UTF-8")).collect()
    }

    #[test]
    fn files_are_chosen_by_the_default_patterns_or_by_the_own_ones() {
        let files = ["config.yaml", "model/model.py", "model/x.pyc", "build/y", ".env", ".hidden", "data/w.bin"];
        let folder = folder(&files);
        fs::create_dir(folder.path().join("empty")).expect("a folder");
        let found = collect(folder.path()).expect("readable");
        assert_eq!(paths(&found), [".hidden", "config.yaml", "data/w.bin", "model/model.py"]);
        fs::write(folder.path().join(".truss_ignore"), "data/\n").expect("a file");
        let found = collect(folder.path()).expect("readable");
        let expected = [".env", ".hidden", ".truss_ignore", "build/y", "config.yaml", "model/model.py", "model/x.pyc"];
        assert_eq!(paths(&found), expected);
    }

    #[test]
    fn secrets_by_name_are_left_out_whatever_the_ignore_file_says() {
        let files = ["config.yaml", ".git/config", "a/.trussrc", "a/.netrc", "keys/id_rsa", "keys/id_rsa.pub"];
        let folder = folder(&files);
        fs::write(folder.path().join(".truss_ignore"), "!.git/\n!id_rsa\n").expect("a file");
        let found = collect(folder.path()).expect("readable");
        assert_eq!(paths(&found), [".truss_ignore", "config.yaml", "keys/id_rsa.pub"]);
        assert_eq!(found.warnings.len(), 4);
    }

    #[test]
    fn links_to_files_stay_links_and_other_links_are_left_out_with_a_warning() {
        let folder = folder(&["config.yaml", "weights/w.bin"]);
        symlink("weights/w.bin", folder.path().join("link")).expect("a link");
        symlink("weights", folder.path().join("link-folder")).expect("a link");
        symlink("nowhere", folder.path().join("link-broken")).expect("a link");
        symlink("nowhere", folder.path().join("ignored.pyc")).expect("a link");
        let found = collect(folder.path()).expect("readable");
        assert_eq!(paths(&found), ["config.yaml", "link", "weights/w.bin"]);
        assert_eq!(found.files[1].source, Source::Link(Path::new("weights/w.bin").into()));
        assert_eq!(found.files[1].size, 13);
        assert_eq!(found.warnings.len(), 2);
    }

    #[test]
    fn names_that_are_no_utf_8_and_names_with_newlines_are_packed() {
        let folder = folder(&["config.yaml", "a\nb/c d", "ü"]);
        let odd = OsStr::from_bytes(b"\xff\xfe");
        fs::write(folder.path().join(odd), "x").expect("a file");
        let found = collect(folder.path()).expect("readable");
        assert_eq!(found.files.len(), 4);
        assert_eq!(found.files[3].path.as_os_str(), odd);
    }
}
