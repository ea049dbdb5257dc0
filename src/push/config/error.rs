//! Why a config cannot be used.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Explain, Kind};

/// More mistakes than anybody reads at once.
const MOST_MISTAKES: usize = 20;

/// Why a config cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such file.
    #[error("there is no `{}`", .path.display())]
    Missing {
        /// The file that was looked for.
        path: PathBuf,
        /// A file beside it that was meant, perhaps.
        instead: Option<PathBuf>,
    },
    /// The file cannot be read.
    #[error("`{}` cannot be read", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not YAML as PyYAML reads it.
    #[error("`{}` line {line}, column {column}: {problem}", .path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What is wrong there.
        problem: String,
    },
    /// Python's truss would refuse it too.
    #[error("{message}")]
    Mistakes {
        /// The only mistake, or that there are several.
        message: String,
        /// Several mistakes, one after the other.
        #[source]
        list: Option<Box<Mistake>>,
    },
    /// The text cannot be changed in a way that reads back as it was meant.
    #[error("`{}` cannot be changed without changing what else it says", .path.display())]
    Edit {
        /// The file.
        path: PathBuf,
        /// The line to add by hand.
        line: String,
    },
}

/// A mistake in a list of several.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub struct Mistake {
    text: String,
    #[source]
    next: Option<Box<Mistake>>,
}

impl ConfigError {
    /// What is wrong with the file `path`: one or more lines.
    pub(crate) fn mistakes(path: &Path, mut lines: Vec<String>) -> Self {
        if lines.len() == 1 {
            return Self::Mistakes { message: lines.remove(0), list: None };
        }
        if let Some(more) = lines.len().checked_sub(MOST_MISTAKES).filter(|more| *more > 0) {
            lines.truncate(MOST_MISTAKES);
            lines.push(format!("and {more} more"));
        }
        let list = lines.into_iter().rev().fold(None, |next, text| Some(Box::new(Mistake { text, next })));
        Self::Mistakes { message: format!("`{}` is not valid", path.display()), list }
    }
}

impl Explain for ConfigError {
    fn kind(&self) -> Kind {
        match self {
            Self::Missing { .. } => Kind::NotFound,
            Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::InvalidInput => Kind::Invalid,
            Self::Unreadable { .. } => Kind::Other,
            Self::Syntax { .. } | Self::Mistakes { .. } | Self::Edit { .. } => Kind::Invalid,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Missing { instead: Some(instead), .. } => {
                Some(format!("there is `{}`: rename it", instead.display()).into())
            }
            Self::Missing { .. } => Some("a Truss is a folder with a config.yaml: pass it as `truss push DIR`".into()),
            Self::Edit { line, .. } => Some(format!("write `{line}` into it yourself").into()),
            Self::Unreadable { .. } | Self::Syntax { .. } | Self::Mistakes { .. } => None,
        }
    }
}
