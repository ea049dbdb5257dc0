//! What a push would send, worked out on this machine alone.
//!
//! Owns the order of things before the first request: the config, the files, the look for secrets. Which model and team
//! it is for, and everything that needs the remote, is left to the command.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Explain, Kind};
use crate::push::archive::error::ArchiveError;
use crate::push::config::yaml::value::Value;
use crate::push::config::{Config, ConfigError};
use crate::push::files::external_packages::gather;
use crate::push::files::{CONFIG, CollectError, Collection, collect};
use crate::push::guard::Guard;
use crate::push::preflight::Package;

/// Longer texts of a config are not sent along with it: the remote would refuse them. As Python's truss.
const LONGEST_RAW_CONFIG: usize = 100 << 10;

/// A Truss that can be pushed.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) folder: PathBuf,
    pub(crate) config: Config,
    /// Its files.
    pub(crate) collection: Arc<Collection>,
}

/// Why a Truss cannot be pushed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PlanError {
    /// There is no such folder.
    #[error("there is no folder `{}`", .0.display())]
    NoFolder(PathBuf),
    /// The config cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The files cannot be listed.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// The files cannot be read.
    #[error(transparent)]
    Read(#[from] ArchiveError),
}

impl Explain for PlanError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoFolder(_) => Kind::NotFound,
            Self::Config(error) => error.kind(),
            Self::Collect(error) => error.kind(),
            Self::Read(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<std::borrow::Cow<'_, str>> {
        match self {
            Self::NoFolder(_) => Some("pass the folder of the Truss: `truss push DIR`".into()),
            Self::Config(error) => error.hint(),
            Self::Collect(error) => error.hint(),
            Self::Read(error) => error.hint(),
        }
    }
}

/// Reads the config of the Truss in `folder`, or `file` in its place.
pub(crate) fn read_config(folder: &Path, file: Option<&Path>) -> Result<Config, PlanError> {
    if !folder.is_dir() {
        return Err(PlanError::NoFolder(folder.to_owned()));
    }
    let own = folder.join(CONFIG);
    Ok(Config::read(file.unwrap_or(&own))?)
}

impl Plan {
    /// Lists what is packed of the Truss in `folder` with `config`, and looks through it: the plan, and what can be
    /// uploaded.
    pub(crate) fn new(folder: &Path, config: Config, guard: &Arc<Guard>) -> Result<(Self, Package), PlanError> {
        let packages = config.external_package_dirs();
        let mut collection = if packages.is_empty() {
            collect(folder)?
        } else {
            gather(folder, &packages, Path::new(config.bundled_packages_dir()?))?
        };
        let is_own = same_file(config.path(), &folder.join(CONFIG));
        match (is_own, packages.is_empty()) {
            // The remote reads config.yaml in the archive, where a link leads nowhere.
            (true, true) if folder.join(CONFIG).is_symlink() => collection.set_config(config.bytes()),
            (true, true) => {}
            (true, false) => collection.rewrite_config(&config.without_external_packages()?),
            (false, true) => collection.set_config(config.bytes()),
            (false, false) => collection.set_config(&config.without_external_packages()?),
        }
        if !collection.files.iter().any(|file| file.path.as_ref() == Path::new(CONFIG)) {
            // Unproven: no source says that the remote needs it. Python's truss packs what the patterns leave.
            collection.warnings.push("the ignore patterns leave out `config.yaml`".to_owned());
        }
        let package = Package::new(folder, collection, guard)?;
        let collection = Arc::clone(package.collection());
        Ok((Self { folder: folder.to_owned(), config, collection }, package))
    }

    /// The config as the remote gets it: external packages are in the archive by then.
    pub(crate) fn sent_config(&self, no_cache: bool) -> Value {
        let mut config = self.config.value().clone();
        if config.entry("external_package_dirs").is_some() {
            config.set("external_package_dirs", Value::List(Vec::new()));
        }
        if no_cache {
            let mut build = config.entry("build").cloned().unwrap_or(Value::Map(Vec::new()));
            build.set("no_cache", Value::Bool(true));
            config.set("build", build);
        }
        config
    }

    /// As [`Config::is_bis_llm`].
    pub(crate) fn is_bis_llm(&self) -> bool {
        self.config.is_bis_llm()
    }

    /// The config's own text, unless it is too long or no UTF-8.
    pub(crate) fn raw_config(&self) -> Option<String> {
        let bytes = self.config.bytes();
        if bytes.len() > LONGEST_RAW_CONFIG { None } else { std::str::from_utf8(bytes).ok().map(str::to_owned) }
    }
}

fn same_file(left: &Path, right: &Path) -> bool {
    left == right || matches!((left.canonicalize(), right.canonicalize()), (Ok(left), Ok(right)) if left == right)
}
