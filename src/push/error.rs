//! Why a Truss cannot be pushed: its config, its files, or the storage.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::StatusCode;

use crate::error::{Explain, Kind};
use crate::push::guard::Leak;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{} `{}`", if .0.exists() { "not a folder:" } else { "there is no folder" }, .0.display())]
    NoFolder(PathBuf),
    /// With a file beside it that was meant, perhaps.
    #[error("there is no `{}`", .path.display())]
    NoConfig { path: PathBuf, instead: Option<PathBuf> },
    #[error("`{}` cannot be read", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// A file says what it must not say: the only mistake, or that there are several, which follow as its causes.
    #[error("{message}")]
    Invalid { message: String, source: Option<Box<Mistake>> },
    /// The config's text cannot be changed in a way that reads back as it was meant: `line` is to be added by hand.
    #[error("`{}` cannot be changed without changing what else it says", .path.display())]
    Edit { path: PathBuf, line: String },
    #[error("the external packages folder `{}` is not a folder", .0.display())]
    NoPackages(PathBuf),
    /// A file is not what it was when the files were listed, or became another while it was read.
    #[error("`{}` changed while it was packed", .0.display())]
    Changed(PathBuf),
    #[error("{0}")]
    Secret(Leak),
    #[error("the upload ended before the archive did")]
    Closed,
    /// S3 answered with an error: its word for it, such as `ExpiredToken`, and its sentence; both may be empty.
    #[error("the upload was refused with status {}{}", .status.as_u16(), words(.code, .message))]
    Refused { status: StatusCode, code: String, message: String },
    #[error("the upload broke off: {0}")]
    Broken(String),
    #[error("the upload stalled: nothing moved for {} s", .0.as_secs_f64())]
    Stalled(Duration),
    /// S3 answered something that S3 does not answer.
    #[error("the storage answered {0}")]
    Malformed(&'static str),
    #[error("the upload was stopped")]
    Stopped,
}

/// A mistake in a list of several.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub(crate) struct Mistake {
    text: String,
    source: Option<Box<Mistake>>,
}

fn words(code: &str, message: &str) -> String {
    match (code, message) {
        ("", "") => String::new(),
        (code, "") => format!(": {code}"),
        (code, message) => format!(": {code}, {message}"),
    }
}

impl Error {
    pub(crate) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Unreadable { path: path.to_owned(), source }
    }

    pub(crate) fn invalid(message: String) -> Self {
        Self::Invalid { message, source: None }
    }

    pub(crate) fn mistakes(message: String, list: Vec<String>) -> Self {
        let source = list.into_iter().rev().fold(None, |source, text| Some(Box::new(Mistake { text, source })));
        Self::Invalid { message, source }
    }
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::NoFolder(_) | Self::NoConfig { .. } | Self::NoPackages(_) => Kind::NotFound,
            Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::InvalidInput => Kind::Invalid,
            Self::Unreadable { .. } | Self::Changed(_) | Self::Closed => Kind::Other,
            Self::Invalid { .. } | Self::Edit { .. } => Kind::Invalid,
            Self::Secret(_) => Kind::Unsafe,
            Self::Refused { status, code, .. } => match status.as_u16() {
                401 | 403 => Kind::Credentials,
                400 if code == "ExpiredToken" => Kind::Credentials,
                429 | 500.. => Kind::Server,
                _ => Kind::Invalid,
            },
            Self::Broken(_) | Self::Stalled(_) | Self::Malformed(_) => Kind::Server,
            Self::Stopped => Kind::Interrupted,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::NoFolder(_) => "pass the folder of the Truss: `truss push DIR`".into(),
            Self::NoConfig { instead: Some(instead), .. } => {
                format!("there is `{}`: rename it", instead.display()).into()
            }
            Self::NoConfig { .. } => "a Truss is a folder with a config.yaml: pass it as `truss push DIR`".into(),
            Self::Edit { line, .. } => format!("write `{line}` into it yourself").into(),
            Self::NoPackages(_) => "see `external_package_dirs` in config.yaml".into(),
            Self::Changed(_) => "push again once nothing writes to the Truss".into(),
            Self::Secret(_) => "remove it, or list the file in .truss_ignore: whoever sees a key can use it; \
                                `--allow-secrets` packs it anyway"
                .into(),
            Self::Refused { code, .. } if code == "ExpiredToken" => {
                "the upload's credentials expired before it was done: push again, on a faster connection".into()
            }
            Self::Refused { code, .. } if code == "RequestTimeTooSkewed" => {
                "this machine's clock is wrong: set it, then push again".into()
            }
            Self::Broken(_) | Self::Stalled(_) => "nothing was deployed: check the network and push again".into(),
            _ => return None,
        })
    }
}
