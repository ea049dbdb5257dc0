//! Where Python's truss is: the next program of that name that is not this one.

use std::collections::HashSet;
use std::env;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::env::Variables;

/// Names the programs that a command was handed to already, as PATH does its folders: one of them may be a wrapper that
/// starts this program again.
pub(super) const HANDED_OVER: &str = "TRUSS_HANDED_OVER";

pub(super) struct Found {
    pub(super) path: PathBuf,
    /// What [`HANDED_OVER`] has to be for it.
    pub(super) tried: OsString,
}

pub(super) fn next_truss(variables: &Variables) -> Option<Found> {
    let own = env::current_exe().ok();
    let mut tried: Vec<PathBuf> =
        variables.raw(HANDED_OVER).map(env::split_paths).into_iter().flatten().chain(own).collect();
    let known: HashSet<_> = tried.iter().filter_map(|path| fs::metadata(path).ok().map(identity)).collect();
    let is_new = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| !known.contains(&identity(file)));
    let path = candidates(Path::new("truss"), variables).find(is_new)?;
    tried.push(path.clone());
    Some(Found { path, tried: env::join_paths(tried).ok()? })
}

/// The first program of that name.
pub(super) fn on_path(name: &Path, variables: &Variables) -> Option<PathBuf> {
    candidates(name, variables).next()
}

/// The programs of that name. A folder on PATH that is relative is whatever folder somebody is in: it does not count.
fn candidates(name: &Path, variables: &Variables) -> impl Iterator<Item = PathBuf> {
    let folders = variables.raw("PATH").map(env::split_paths).into_iter().flatten();
    let paths: Vec<_> = folders.filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).collect();
    let is_program = |file: Metadata| file.is_file() && file.permissions().mode() & 0o111 != 0;
    paths.into_iter().filter(move |path| fs::metadata(path).is_ok_and(is_program))
}

/// The same for every name of a file.
fn identity(file: Metadata) -> (u64, u64) {
    (file.dev(), file.ino())
}
