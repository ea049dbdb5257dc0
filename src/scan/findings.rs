//! What a search brings up.

use std::path::PathBuf;

use crate::scan::scanner::Kind;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) place: Place,
    pub(crate) line: u64,
    pub(crate) column: u64,
    pub(crate) kind: Kind,
}

/// A file, a version of one in a repository, or the message of a commit or a tag there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// None for a version that no commit has, and for a message.
    pub(crate) path: Option<PathBuf>,
    /// The oldest commit that has this version, or whose message it is.
    pub(crate) commit: Option<String>,
    /// The object that git has the version in, or the tag.
    pub(crate) blob: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) found: Vec<Finding>,
    /// Files and folders that cannot be read, and why.
    pub(crate) unread: Vec<(PathBuf, String)>,
    /// How many files, or versions of files, were read.
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    /// What was not searched, in words.
    pub(crate) remarks: Vec<String>,
}

impl Findings {
    /// Adds what another part of the search brought up.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.found.append(&mut other.found);
        self.unread.append(&mut other.unread);
        self.remarks.append(&mut other.remarks);
        self.files += other.files;
        self.bytes += other.bytes;
    }

    /// Sorts what threads found in any order.
    pub(crate) fn sort(&mut self) {
        self.found.sort_by(|one, other| {
            let key = |finding: &Finding| (finding.line, finding.column);
            one.place.cmp(&other.place).then_with(|| key(one).cmp(&key(other)))
        });
        self.unread.sort();
    }
}
