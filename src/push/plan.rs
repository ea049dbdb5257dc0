//! What a push would send, worked out on this machine alone, before the first request.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::push::Error;
use crate::push::config::Config;
use crate::push::config::yaml::value::{Data, Value};
use crate::push::files::external_packages::collect_with_packages;
use crate::push::files::{CONFIG, Collection, collect};
use crate::push::guard::Guard;
use crate::push::preflight::Preflight;

/// Longer texts of a config are not sent along with it: the remote would refuse them. As Python's truss.
const LONGEST_RAW_CONFIG: usize = 100 << 10;

#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) folder: PathBuf,
    pub(crate) config: Config,
    pub(crate) collection: Arc<Collection>,
}

/// Reads the config of the Truss in `folder`, or `file` in its place.
pub(crate) fn read_config(folder: &Path, file: Option<&Path>) -> Result<Config, Error> {
    if !folder.is_dir() {
        return Err(Error::NoFolder(folder.to_owned()));
    }
    let own = folder.join(CONFIG);
    Config::read(file.unwrap_or(&own))
}

impl Plan {
    /// Lists what is packed of the Truss in `folder` with `config`, and scans it: the plan, and what can be uploaded.
    pub(crate) fn new(folder: &Path, config: Config, guard: &Arc<Guard>) -> Result<(Self, Preflight), Error> {
        let packages = config.external_package_dirs();
        let mut collection = if packages.is_empty() {
            collect(folder)?
        } else {
            collect_with_packages(folder, &packages, &config.bundled_packages_dir()?)?
        };
        let is_own = same_file(&config.path, &folder.join(CONFIG));
        match (is_own, packages.is_empty()) {
            // The remote reads config.yaml in the archive, where a link leads nowhere.
            (true, true) if folder.join(CONFIG).is_symlink() => collection.set_config(&config.bytes),
            (true, true) => {}
            (true, false) => collection.rewrite_config(&config.without_external_packages()?),
            (false, true) => collection.set_config(&config.bytes),
            (false, false) => collection.set_config(&config.without_external_packages()?),
        }
        if !collection.files.iter().any(|file| file.path.as_ref() == Path::new(CONFIG)) {
            // Unproven: no source says that the remote needs it. Python's truss packs what the patterns leave.
            collection.warnings.push("the ignore patterns leave out `config.yaml`".to_owned());
        }
        let preflight = Preflight::new(folder, collection, guard)?;
        let collection = Arc::clone(preflight.collection());
        Ok((Self { folder: folder.to_owned(), config, collection }, preflight))
    }

    /// The config as the remote gets it: external packages are in the archive by then.
    pub(crate) fn sent_config(&self, no_cache: bool) -> Value {
        let mut config = self.config.value().clone();
        if config.entry("external_package_dirs").is_some() {
            config.set("external_package_dirs", Data::List(Vec::new()));
        }
        if let Some(Data::Map(mut variables)) = config.entry("environment_variables").map(|value| value.data.clone()) {
            variables.iter_mut().for_each(|(_, value)| print_as_python(value));
            config.set("environment_variables", Data::Map(variables));
        }
        if no_cache {
            let mut build = config.entry("build").cloned().unwrap_or(Data::Map(Vec::new()).into());
            build.set("no_cache", Data::Bool(true));
            config.set("build", build.data);
        }
        config
    }

    /// The config's own text, unless it is too long. It was read as UTF-8.
    pub(crate) fn raw_config(&self) -> Option<String> {
        let bytes = &self.config.bytes;
        if bytes.len() > LONGEST_RAW_CONFIG { None } else { std::str::from_utf8(bytes).ok().map(str::to_owned) }
    }
}

/// Makes a text of what Python's `str`, by which Python's truss sends each variable, prints otherwise than JSON has it.
/// Numbers, booleans, bytes and lists stay as JSON has them. Unproven: that the server prints those as Python does.
fn print_as_python(value: &mut Value) {
    value.data = match &value.data {
        Data::Timestamp(text) => {
            let text = text.replacen('T', " ", 1);
            Data::Text(text.strip_suffix('Z').map(|text| format!("{text}+00:00")).unwrap_or(text))
        }
        Data::Float(number) if number.is_nan() => Data::Text("nan".to_owned()),
        Data::Float(number) if number.is_infinite() => Data::Text(number.to_string()),
        _ => return,
    };
}

fn same_file(left: &Path, right: &Path) -> bool {
    left == right || matches!((left.canonicalize(), right.canonicalize()), (Ok(left), Ok(right)) if left == right)
}
