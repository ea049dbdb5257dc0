//! What can go wrong with a trussrc: its text, a change of it, its file; and what is worth a remark.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Explain, Failure, Kind};
use crate::hint::quoted;
use crate::trussrc::classify::strip;
use crate::trussrc::lock::lock_path;

/// Why a trussrc could not be read or changed. After a failed change the file is as it was. Never contains a value.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no home folder to look for `.trussrc` in")]
    NoHome,
    #[error("cannot read `{}`", .0.display())]
    Read(PathBuf, #[source] io::Error),
    /// Python's truss would not read it either.
    #[error("`{}` is not UTF-8 text: line {line}", path.display())]
    NotText { path: PathBuf, line: usize },
    #[error("`{}` is larger than {megabytes} MB", path.display())]
    TooLarge { path: PathBuf, megabytes: u64 },
    #[error("`{}` does not parse", .0.display())]
    Syntax(PathBuf, #[source] SyntaxError),
    /// A device or a pipe: replacing it would do harm.
    #[error("`{}` is not a regular file, so it is not replaced", .0.display())]
    NotRegular(PathBuf),
    #[error("`{}` is a symbolic link that leads nowhere", .0.display())]
    Links(PathBuf),
    #[error("another truss is changing `{}` and did not finish within {seconds} seconds", path.display())]
    Locked { path: PathBuf, seconds: u64 },
    #[error("cannot lock `{}` for a change", .0.display())]
    Lock(PathBuf, #[source] io::Error),
    #[error("cannot write `{}`, which is as it was", .0.display())]
    Write(PathBuf, #[source] io::Error),
    /// This process was asked to stop while it waited.
    #[error(transparent)]
    Stopped(#[from] Failure),
    #[error("`{}` was changed by another program in the meantime", .0.display())]
    Changed(PathBuf),
    #[error("`{}` cannot be the name of a remote", .0.escape_debug())]
    SectionName(String),
    #[error("`DEFAULT` is not a remote: its options apply to every remote")]
    DefaultSection,
    #[error("section [{0}] already exists")]
    SectionThere(String),
    #[error("`{}` cannot be the name of an option", .0.escape_debug())]
    OptionName(String),
    #[error("the value of `{option}` {problem}, which a trussrc cannot hold")]
    Value { option: String, problem: &'static str },
    /// The layout of the lines around it does not allow the change.
    #[error("the change would alter what other lines of the trussrc mean")]
    OtherMeaning,
}

impl Error {
    /// Whether there is a file, and it is no trussrc.
    pub(crate) const fn is_malformed(&self) -> bool {
        matches!(self, Self::Syntax(..) | Self::NotText { .. })
    }
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::NoHome
            | Self::Read(..)
            | Self::NotRegular(_)
            | Self::Links(_)
            | Self::Locked { .. }
            | Self::Lock(..)
            | Self::Write(..)
            | Self::Changed(_) => Kind::Other,
            Self::Stopped(failure) => failure.kind(),
            _ => Kind::Invalid,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::NoHome => "set HOME, or name the file with `--trussrc PATH`".into(),
            Self::Syntax(_, source) => return source.hint(),
            Self::NotText { .. } => "set it aside and start again with `truss login --repair`".into(),
            Self::TooLarge { .. } | Self::NotRegular(_) => {
                "name another file with `--trussrc PATH` or USER_TRUSSRC_PATH".into()
            }
            Self::Links(path) => format!("remove the link with `rm {}`", path.display()).into(),
            Self::Locked { path, .. } => {
                format!("wait for it or end it, then try again; `fuser {}` names it", lock_path(path).display()).into()
            }
            Self::Changed(_) => "try again".into(),
            Self::Read(path, source) => read_hint(path, source)?.into(),
            Self::Lock(path, source) if source.kind() == io::ErrorKind::PermissionDenied => {
                format!("make `{}` and its folder writable, {OTHER_FILE_HINT}", lock_path(path).display()).into()
            }
            Self::Lock(path, source) | Self::Write(path, source) => write_hint(path, source)?.into(),
            Self::SectionName(_) | Self::OptionName(_) => "take a name of letters, numbers and hyphens".into(),
            Self::DefaultSection => "name another remote with `--remote NAME`".into(),
            Self::OtherMeaning => "nothing was changed; edit the file by hand with `truss configure`".into(),
            Self::Stopped(_) | Self::SectionThere(_) | Self::Value { .. } => return None,
        })
    }
}

const OTHER_FILE_HINT: &str = "or name a file elsewhere with `--trussrc PATH` or USER_TRUSSRC_PATH";

fn read_hint(path: &Path, error: &io::Error) -> Option<String> {
    match error.kind() {
        io::ErrorKind::PermissionDenied => Some(format!(
            "make it yours with `sudo chown \"$USER\" {path}` and `chmod 600 {path}`",
            path = path.display()
        )),
        io::ErrorKind::IsADirectory => Some("name a file with `--trussrc PATH` or USER_TRUSSRC_PATH".to_owned()),
        _ => None,
    }
}

fn write_hint(path: &Path, error: &io::Error) -> Option<String> {
    let parent = path.parent().unwrap_or(path).to_string_lossy();
    let folder = &*parent;
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some(format!("free some space on the disk of `{folder}`"))
        }
        io::ErrorKind::FileTooLarge => Some("raise the limit on file sizes (`ulimit -f`)".to_owned()),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some(format!("make the folder `{folder}` writable, {OTHER_FILE_HINT}"))
        }
        io::ErrorKind::NotFound => {
            Some(format!("make the folder with `mkdir -p {}`, {OTHER_FILE_HINT}", quoted(folder)))
        }
        io::ErrorKind::Unsupported => {
            Some(format!("the disk of `{folder}` does not support locks: name a file elsewhere with `--trussrc PATH`"))
        }
        _ => None,
    }
}

/// A line that `ConfigParser` would refuse, and so do we.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}: `{masked}`")]
pub(crate) struct SyntaxError {
    line: usize,
    masked: String,
    problem: String,
}

impl SyntaxError {
    pub(crate) fn new(line: usize, content: &str, problem: String) -> Self {
        Self { line, masked: mask(content), problem }
    }
}

impl Explain for SyntaxError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        Some("correct it with `truss configure`, or set it aside and start again with `truss login --repair`".into())
    }
}

/// What a user should hear about a trussrc although nothing failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Remark {
    #[error("others can read `{}` (mode {mode:04o}): close it with `chmod 600 {}`", path.display(), quoted(&path.to_string_lossy()))]
    Loose { path: PathBuf, mode: u32 },
    #[error("`{}` is tracked by git: a commit would publish its keys; take it out with `git rm --cached`", .0.display())]
    Tracked(PathBuf),
    /// Only root can give a file away.
    #[error("`{}` belonged to another user and is now yours", .0.display())]
    Owned(PathBuf),
}

/// Longer words than any option's name that is in use: they may be a key that was pasted into the wrong place.
const LONGEST_WORD: usize = 20;

/// The line as it may be shown: its name or its header, and `***` for all that could be a secret.
///
/// A line without a separator may be a key on a line of its own, so of such a line only a header's start is shown.
fn mask(content: &str) -> String {
    let stripped = strip(content);
    let header = stripped.starts_with('[');
    match stripped.find(['=', ':']) {
        Some(separator) if !header => {
            let (name, rest) = stripped.split_at(separator);
            let value = if strip(&rest[1..]).is_empty() { "" } else { " ***" };
            format!("{}{}{value}", mask_words(name), &rest[..1])
        }
        _ if header => {
            let end = stripped.rfind(']').map_or(stripped.len(), |end| end + 1);
            let rest = if end < stripped.len() { " ***" } else { "" };
            format!("{}{rest}", mask_words(&stripped[..end]))
        }
        _ => "***".to_owned(),
    }
}

fn mask_words(text: &str) -> String {
    let words: Vec<&str> =
        text.split(' ').map(|word| if word.chars().count() > LONGEST_WORD { "***" } else { word }).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use std::io::{Error as IoError, ErrorKind};
    use std::path::PathBuf;

    use super::{Error, SyntaxError, mask};
    use crate::error::{Explain as _, Failure, Kind};

    #[test]
    fn a_failed_read_or_write_is_told_with_what_to_do_about_it() {
        let path = || PathBuf::from("/f/rc");
        for (kind, read, write) in [
            (ErrorKind::PermissionDenied, Some("make it yours with"), Some("make the folder `/f` writable")),
            (ErrorKind::ReadOnlyFilesystem, None, Some("make the folder `/f` writable")),
            (ErrorKind::IsADirectory, Some("name a file with"), None),
            (ErrorKind::StorageFull, None, Some("free some space on the disk of `/f`")),
            (ErrorKind::QuotaExceeded, None, Some("free some space on the disk of `/f`")),
            (ErrorKind::FileTooLarge, None, Some("raise the limit on file sizes")),
            (ErrorKind::NotFound, None, Some("make the folder with `mkdir -p /f`")),
            (ErrorKind::Unsupported, None, Some("the disk of `/f` does not support locks")),
            (ErrorKind::TimedOut, None, None),
        ] {
            let starts = |error: &Error, expected: Option<&str>| match (error.hint(), expected) {
                (Some(hint), Some(expected)) => assert!(hint.starts_with(expected), "{kind}: {hint}"),
                (hint, expected) => assert_eq!(hint.as_deref(), expected, "{kind}"),
            };
            starts(&Error::Read(path(), IoError::from(kind)), read);
            starts(&Error::Write(path(), IoError::from(kind)), write);
            let lock =
                if kind == ErrorKind::PermissionDenied { Some("make `/f/rc.lock` and its folder") } else { write };
            starts(&Error::Lock(path(), IoError::from(kind)), lock);
        }
    }

    #[test]
    fn what_the_text_says_is_invalid_and_what_the_disk_does_is_not() {
        let syntax = || SyntaxError::new(1, "x", "it has neither".to_owned());
        assert_eq!(syntax().kind(), Kind::Invalid);
        let stopped = Error::Stopped(Failure::new(Kind::Interrupted, "stopped"));
        for (error, kind, hint) in [
            (Error::NoHome, Kind::Other, "HOME"),
            (Error::NotRegular(PathBuf::new()), Kind::Other, "--trussrc PATH"),
            (Error::Changed(PathBuf::new()), Kind::Other, "try again"),
            (Error::Links("/f".into()), Kind::Other, "`rm /f`"),
            (Error::Locked { path: "/f".into(), seconds: 1 }, Kind::Other, "`fuser /f.lock`"),
            (Error::Syntax(PathBuf::new(), syntax()), Kind::Invalid, "--repair"),
            (Error::NotText { path: PathBuf::new(), line: 1 }, Kind::Invalid, "--repair"),
            (Error::TooLarge { path: PathBuf::new(), megabytes: 1 }, Kind::Invalid, "--trussrc PATH"),
            (Error::DefaultSection, Kind::Invalid, "--remote NAME"),
            (Error::SectionName("a".to_owned()), Kind::Invalid, "take a name"),
            (Error::OtherMeaning, Kind::Invalid, "by hand"),
            (stopped, Kind::Interrupted, ""),
        ] {
            assert_eq!(error.kind(), kind, "{error}");
            let found = error.hint();
            assert!(found.as_ref().map_or(hint.is_empty(), |found| found.contains(hint)), "{error}: {found:?}");
        }
    }

    #[test]
    fn a_masked_line_shows_names_and_no_values() {
        for (line, masked) in [
            ("api_key = abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "api_key = ***"),
            ("  api_key:abcd1234.ABC", "api_key: ***"),
            ("api_key =", "api_key ="),
            ("= abcd1234.ABC", "= ***"),
            ("abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "***"),
            ("abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345 = x", "*** = ***"),
            ("a_name_of_20_letters = x", "a_name_of_20_letters = ***"),
            ("a_name_of_21_letters_ = x", "*** = ***"),
            ("[baseten", "[baseten"),
            ("[baseten] api_key = abcd1234.ABC", "[baseten] ***"),
            ("[abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "***"),
            ("pasted secret", "***"),
        ] {
            assert_eq!(mask(line), masked, "{line}");
        }
    }
}
