//! A Truss's `config.yaml`: what push needs to know of it before it is packed.
//!
//! Owns reading the file, the fields that decide what is packed and under which name, and the warnings about the rest.
//! Whether the config makes a valid model is left to the server. How a copy of the text is changed is in `config_edit`.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Explain, Kind};
use crate::push::config_fields::{is_field, nearest_field};
use crate::push::yaml::value::Value;
use crate::push::yaml::{Document, load};

/// Where `external_package_dirs` are gathered unless `bundled_packages_dir` says otherwise.
const DEFAULT_BUNDLED_PACKAGES_DIR: &str = "packages";

/// The longest name of a model, in characters, by the management API's description, which has no pattern for it.
const LONGEST_NAME: usize = 255;

/// A config as it was read.
#[derive(Debug)]
pub struct Config {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
    pub(super) document: Document,
}

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
    /// A field that push itself needs has no usable value.
    #[error("`{}`: {problem}", .path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// What is wrong with which field.
        problem: String,
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

impl Explain for ConfigError {
    fn kind(&self) -> Kind {
        match self {
            Self::Missing { .. } => Kind::NotFound,
            Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::InvalidInput => Kind::Invalid,
            Self::Unreadable { .. } => Kind::Other,
            Self::Syntax { .. } | Self::Field { .. } | Self::Edit { .. } => Kind::Invalid,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Missing { instead: Some(instead), .. } => {
                Some(format!("there is `{}`: rename it", instead.display()).into())
            }
            Self::Missing { .. } => Some("a Truss is a folder with a config.yaml; name it as `truss push DIR`".into()),
            Self::Edit { line, .. } => Some(format!("write `{line}` into it yourself").into()),
            Self::Unreadable { .. } | Self::Syntax { .. } | Self::Field { .. } => None,
        }
    }
}

/// The bytes of a file that is no pipe and no device: those may have no end.
fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    std::fs::read(path)
}

impl Config {
    /// Reads the config at `path`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when there is none, or it is not YAML as PyYAML reads it, or not a mapping with texts for keys.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let bytes = read_regular(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => {
                let yml = path.with_extension("yml");
                ConfigError::Missing { path: path.to_owned(), instead: yml.is_file().then_some(yml) }
            }
            _ => ConfigError::Unreadable { path: path.to_owned(), source },
        })?;
        Self::parse(path, bytes)
    }

    /// Reads a config from `bytes` that are, or would be, in the file `path`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] as [`Config::read`], but for a file that cannot be read.
    pub fn parse(path: &Path, bytes: Vec<u8>) -> Result<Self, ConfigError> {
        let document = load(&bytes).map_err(|problem| ConfigError::Syntax {
            path: path.to_owned(),
            line: problem.at.line + 1,
            column: problem.at.column + 1,
            problem: problem.text,
        })?;
        let mut config = Self { path: path.to_owned(), bytes, document };
        config.check()?;
        Ok(config)
    }

    fn check(&mut self) -> Result<(), ConfigError> {
        match &self.document.value {
            Value::Map(_) => {}
            // Python truss takes an empty file for an empty mapping.
            Value::Null => self.document.value = Value::Map(Vec::new()),
            other => return Err(self.field(format!("expected fields and values, found {}", other.kind()))),
        }
        if let Some((key, entry)) = self.document.entries.iter().find(|(_, entry)| !entry.is_text) {
            let line = entry.key.line + 1;
            return Err(self.field(format!("the field `{key}` on line {line} is not a text, quote it")));
        }
        let no_cache = self.value().entry("build").and_then(|build| build.entry("no_cache"));
        if no_cache == Some(&Value::Bool(true)) {
            return Err(self.field("`build.no_cache` is not set here but with `--no-cache`"));
        }
        Ok(())
    }

    fn field(&self, problem: impl Into<String>) -> ConfigError {
        ConfigError::Field { path: self.path.clone(), problem: problem.into() }
    }

    /// Its values, as PyYAML reads them and JSON has them.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.document.value
    }

    /// The file as it was read.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The model's name; `None` when the config has none.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Field`] for one that is no text, empty or too long.
    pub fn model_name(&self) -> Result<Option<&str>, ConfigError> {
        match self.value().entry("model_name") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Text(name)) => match check_model_name(name) {
                Ok(()) => Ok(Some(name)),
                Err(problem) => Err(self.field(format!("`model_name` {problem}"))),
            },
            Some(other) => Err(self.field(format!("`model_name` must be a string, found {}", other.kind()))),
        }
    }

    /// Folders whose contents are packed with the Truss; relative ones are meant from the Truss's folder.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Field`] when the field is no list of texts.
    pub fn external_package_dirs(&self) -> Result<Vec<PathBuf>, ConfigError> {
        let texts = match self.value().entry("external_package_dirs") {
            None => return Ok(Vec::new()),
            Some(Value::List(items)) => items.iter().map(|item| item.text().map(PathBuf::from)).collect(),
            Some(_) => None,
        };
        texts.ok_or_else(|| self.field("`external_package_dirs` must be a list of paths"))
    }

    /// The folder, from the Truss's, under which external packages are packed.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Field`] when it is no text or leads out of the Truss.
    pub fn bundled_packages_dir(&self) -> Result<&str, ConfigError> {
        match self.value().entry("bundled_packages_dir") {
            None => Ok(DEFAULT_BUNDLED_PACKAGES_DIR),
            Some(Value::Text(folder)) if stays_inside(folder) => Ok(folder),
            Some(_) => Err(self.field("`bundled_packages_dir` must be a folder inside the Truss")),
        }
    }

    /// What is odd about the config without being wrong, one sentence each.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let file = self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy();
        let duplicate = |(name, line): &(String, usize)| {
            format!("`{file}` line {line}: `{name}` stands there twice, the last one counts")
        };
        let mut warnings: Vec<String> = self.document.duplicates.iter().map(duplicate).collect();
        if let Value::Map(entries) = self.value() {
            warnings.extend(entries.iter().filter(|(name, _)| !is_field(name)).map(|(name, _)| {
                match nearest_field(name) {
                    Some(known) => format!("`{file}`: `{name}` is no field of a Truss, did you mean `{known}`?"),
                    None => format!("`{file}`: `{name}` is no field of a Truss that this version knows"),
                }
            }));
        }
        warnings
    }
}

/// Whether a model can have this name; the error completes "the model name …".
///
/// # Errors
///
/// What is wrong with the name.
pub fn check_model_name(name: &str) -> Result<(), &'static str> {
    // Blank: Python's truss.
    if name.trim().is_empty() {
        Err("must not be empty")
    } else if name.chars().count() > LONGEST_NAME {
        Err("must not be longer than 255 characters")
    } else {
        Ok(())
    }
}

fn stays_inside(folder: &str) -> bool {
    let mut components = Path::new(folder).components().peekable();
    components.peek().is_some() && components.all(|part| matches!(part, std::path::Component::Normal(_)))
}
