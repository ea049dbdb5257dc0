//! A Truss's `config.yaml`: what push needs to know of it before it is packed.
//!
//! Owns reading the file and the fields that decide what is packed and under which name. What Python's truss 0.18.36
//! refuses is refused by the modules below, which see the values as Python has them; the rest is left to the server. How
//! a copy of the text is changed is in `config::edit`.

pub(crate) mod auth;
pub(crate) mod check;
pub(crate) mod edit;
pub(crate) mod formats;
pub(crate) mod lax;
pub(crate) mod references;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod table;
pub(crate) mod trt_llm;
pub(crate) mod yaml;

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::push::Error;
use crate::push::config::check::{Checker, Finding};
use crate::push::config::schema::CONFIG;
use crate::push::config::yaml::value::{Data, Value};
use crate::push::config::yaml::{Document, Mark, Problem, load};

/// Where `external_package_dirs` are gathered unless `bundled_packages_dir` says otherwise.
const DEFAULT_BUNDLED_PACKAGES_DIR: &str = "packages";

/// The longest name of a model, in characters: the contract's (`DeploymentPayload`).
const LONGEST_NAME: usize = 255;

const MOST_MISTAKES: usize = 20;

#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
    pub(crate) document: Document,
    /// What is odd without being wrong, one line each.
    pub(crate) warnings: Vec<String>,
}

/// The bytes of a file that is no pipe and no device: those may have no end.
pub(crate) fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    std::fs::read(path)
}

impl Config {
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let bytes = read_regular(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => {
                let yml = path.with_extension("yml");
                Error::NoConfig { path: path.to_owned(), instead: yml.is_file().then_some(yml) }
            }
            _ => Error::Unreadable { path: path.to_owned(), source },
        })?;
        Self::parse(path, bytes)
    }

    /// Reads a config from `bytes` that are, or would be, in the file `path`.
    pub(crate) fn parse(path: &Path, bytes: Vec<u8>) -> Result<Self, Error> {
        let document = load(&bytes).map_err(|Problem { at, text }| {
            let (path, line, column) = (path.display(), at.line + 1, at.column + 1);
            Error::invalid(format!("`{path}` line {line}, column {column}: {text}"))
        })?;
        let mut config = Self { path: path.to_owned(), bytes, document, warnings: Vec::new() };
        config.check()?;
        Ok(config)
    }

    fn check(&mut self) -> Result<(), Error> {
        // Python's truss takes an empty file for an empty mapping, and so whatever else is nothing to Python.
        if !lax::is_true(&self.document.value) {
            self.document.value = Data::Map(Vec::new()).into();
            return Ok(());
        }
        let Some(fields) = self.document.value.as_map() else {
            let found = lax::in_words(&self.document.value);
            return Err(self.mistake("", &format!("expected fields and values, found {found}")));
        };
        let mut checker = Checker::default();
        checker.model(&CONFIG, fields);
        let wrong = !checker.mistakes.is_empty();
        for (name, line) in &self.document.duplicates {
            checker.warn_at_line(*line, name, "appears twice: the last one counts");
        }
        // Mistakes come first; a field that is not known may be why another one is missing.
        checker.mistakes.sort_by_key(|finding| finding.line);
        checker.warnings.sort_by_key(|finding| finding.line);
        let findings = checker.mistakes.iter().chain(&checker.warnings);
        let lines = findings.map(|finding| finding.in_words(&self.path)).collect();
        if wrong {
            return Err(self.invalid(lines));
        }
        self.warnings = lines;
        Ok(())
    }

    fn mistake(&self, field: &str, text: &str) -> Error {
        let line = self.key(field).map_or(1, |key| key.line + 1);
        let finding = Finding { line, field: field.to_owned(), text: text.to_owned() };
        Error::invalid(finding.in_words(&self.path))
    }

    fn invalid(&self, mut lines: Vec<String>) -> Error {
        if lines.len() == 1 {
            return Error::invalid(lines.remove(0));
        }
        if let Some(more) = lines.len().checked_sub(MOST_MISTAKES).filter(|more| *more > 0) {
            lines.truncate(MOST_MISTAKES);
            lines.push(format!("and {more} more"));
        }
        Error::mistakes(format!("`{}` is not valid", self.path.display()), lines)
    }

    /// Where a field of the top mapping starts; of several of one name the last, which counts.
    pub(crate) fn key(&self, name: &str) -> Option<Mark> {
        self.document.keys.iter().rfind(|(key, _)| key == name).map(|(_, mark)| *mark)
    }

    pub(crate) fn value(&self) -> &Value {
        &self.document.value
    }

    /// Whether it is a model of Baseten's own server for language models, which is made from its config alone and is
    /// called in its own way.
    pub(crate) fn is_bis_llm(&self) -> bool {
        self.value().entry("bis_llm").is_some_and(|bis_llm| !lax::is_null(bis_llm))
    }

    /// The model's name; `None` when the config has none.
    pub(crate) fn model_name(&self) -> Result<Option<&str>, Error> {
        match self.value().entry("model_name").and_then(lax::text) {
            // Python's truss asks for one then.
            None | Some("") => Ok(None),
            Some(name) => match check_model_name(name) {
                Ok(()) => Ok(Some(name)),
                Err(problem) => Err(self.mistake("model_name", problem)),
            },
        }
    }

    /// Folders whose contents are packed with the Truss; relative ones are meant from the Truss's folder.
    pub(crate) fn external_package_dirs(&self) -> Vec<PathBuf> {
        match self.value().entry("external_package_dirs").map(|value| &value.data) {
            Some(Data::List(items)) => items.iter().filter_map(lax::text).map(PathBuf::from).collect(),
            _ => Vec::new(),
        }
    }

    /// The folder, from the Truss's, under which external packages are packed: that one itself when it is empty.
    pub(crate) fn bundled_packages_dir(&self) -> Result<PathBuf, Error> {
        let folder = self.value().entry("bundled_packages_dir").and_then(lax::text);
        // Baseten's Go library refuses what is outside the archive. Python's truss copies it there, and packs without.
        inside(Path::new(folder.unwrap_or(DEFAULT_BUNDLED_PACKAGES_DIR)))
            .ok_or_else(|| self.mistake("bundled_packages_dir", "must be a folder inside the Truss"))
    }
}

/// Whether a model can have this name; the error completes "the model name …". Any character will do, as the contract
/// (`DeploymentPayload`) and Python's truss have it.
pub(crate) fn check_model_name(name: &str) -> Result<(), &'static str> {
    if name.chars().all(lax::is_space) {
        Err("must not be empty")
    } else if name.chars().count() > LONGEST_NAME {
        Err("must not be longer than 255 characters")
    } else {
        Ok(())
    }
}

/// A path without `.` and `..`; `None` when it leads out of where it starts.
pub(crate) fn inside(folder: &Path) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for component in folder.components() {
        match component {
            Component::CurDir => {}
            Component::Normal(name) => path.push(name),
            Component::ParentDir if path.pop() => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests;
