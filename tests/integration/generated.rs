//! `completions/` and `man/` are what the clap tree says today. To refresh them: `TRUSS_REFRESH=1 cargo test generated`.

mod man;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::{CommandFactory as _, ValueEnum as _};
use clap_complete::Shell;

use truss::internals::cli::Cli;
use truss::internals::commands::completions::script;

/// The files of a folder by name.
fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a generated file is readable"))
        })
        .collect()
}

/// Compares what is committed in `folder` with `fresh`, or writes it there when asked to refresh.
#[track_caller]
fn check(folder: &str, fresh: &BTreeMap<String, Vec<u8>>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    if std::env::var_os("TRUSS_REFRESH").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the folder is made");
        for (name, content) in fresh {
            fs::write(folder.join(name), content).expect("the file is written");
        }
    }
    let committed = read(&folder);
    assert!(!committed.is_empty(), "{} is empty", folder.display());
    let stale: Vec<&String> =
        fresh.keys().chain(committed.keys()).filter(|name| fresh.get(*name) != committed.get(*name)).collect();
    assert!(stale.is_empty(), "stale: {stale:?}; refresh with `TRUSS_REFRESH=1 cargo test generated`");
}

#[test]
fn completions_are_fresh() {
    let name = |shell: Shell| match shell {
        Shell::Bash => "truss.bash",
        Shell::Elvish => "truss.elv",
        Shell::Fish => "truss.fish",
        Shell::PowerShell => "_truss.ps1",
        Shell::Zsh => "_truss",
        _ => unreachable!("a shell without a file name here"),
    };
    let fresh =
        Shell::value_variants().iter().map(|shell| (name(*shell).to_owned(), script(*shell, Cli::command()))).collect();
    check("completions", &fresh);
}

#[test]
fn man_pages_are_fresh() {
    check("man", &man::pages());
}
