//! Where the user's folders are, as the variables of this run have it.

use std::path::{Path, PathBuf};

use crate::env::Variables;

/// `HOME`, else what the system knows of the user.
pub(crate) fn home(variables: &Variables) -> Option<PathBuf> {
    variables.raw("HOME").map(PathBuf::from).or_else(dirs::home_dir)
}

/// `path` with the home folder as `~`, for messages.
pub(crate) fn display_path(path: &Path, variables: &Variables) -> String {
    match home(variables).and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}

/// The folder of settings as Python's keyring and Python's truss find it, on macOS too: `XDG_CONFIG_HOME`, relative or
/// not, else `~/.config`.
pub(crate) fn python_config(variables: &Variables) -> Option<PathBuf> {
    let set = variables.raw("XDG_CONFIG_HOME").map(PathBuf::from);
    set.or_else(|| home(variables).map(|home| home.join(".config")))
}

/// The folder of programs' state: `XDG_STATE_HOME`, else `~/.local/state`, as the XDG base directory specification has
/// it. macOS has no such folder and takes the one for data.
pub(crate) fn state(variables: &Variables) -> Option<PathBuf> {
    let below_home = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/state" };
    let home = || absolute(variables, "HOME").or_else(dirs::home_dir);
    absolute(variables, "XDG_STATE_HOME").or_else(|| home().map(|home| home.join(below_home)))
}

/// The folder of what can be had again: `XDG_CACHE_HOME`, else `~/.cache`; macOS has one of its own.
pub(crate) fn cache(variables: &Variables) -> Option<PathBuf> {
    let below_home = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
    let home = || absolute(variables, "HOME").or_else(dirs::home_dir);
    absolute(variables, "XDG_CACHE_HOME").or_else(|| home().map(|home| home.join(below_home)))
}

/// The folder of programs' data: on Linux `XDG_DATA_HOME`, else `~/.local/share`; elsewhere the operating system's to
/// name.
#[cfg(feature = "local")]
pub(crate) fn data(variables: &Variables) -> Option<PathBuf> {
    if cfg!(target_os = "linux") {
        let below_home = || absolute(variables, "HOME").map(|home| home.join(".local").join("share"));
        absolute(variables, "XDG_DATA_HOME").or_else(below_home)
    } else {
        dirs::data_dir()
    }
}

/// The specification ignores a relative path.
fn absolute(variables: &Variables, name: &str) -> Option<PathBuf> {
    variables.raw(name).map(PathBuf::from).filter(|path| path.is_absolute())
}
