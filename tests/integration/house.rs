//! The house: which folder may use which, how large files and folders get, how little is public.
//!
//! What is held here is what `src/lib.rs` draws.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms of `src` a room uses.
const ARROWS: &[(&str, &[&str])] = &[
    ("cli", &["commands", "context", "options"]),
    (
        "commands",
        &[
            "api",
            "completion",
            "context",
            "fs",
            "keyring",
            "keys",
            "local",
            "oauth",
            "options",
            "output",
            "push",
            "remote",
            "report",
            "rotation",
            "scan",
            "trussrc",
        ],
    ),
    ("completion", &["api", "context", "fs", "keys", "local", "options", "remote", "trussrc"]),
    ("context", &["api", "keyring", "local", "oauth", "options", "output", "remote", "trussrc"]),
    ("keyring", &["fs", "trussrc"]),
    ("keys", &["api", "fs", "keyring", "remote", "trussrc"]),
    ("local", &["fs"]),
    ("oauth", &["api", "keyring", "trussrc"]),
    ("options", &["output"]),
    ("output", &["report"]),
    ("push", &["api", "scan"]),
    ("remote", &["keyring", "trussrc"]),
    ("report", &["api", "local", "push", "remote", "trussrc"]),
    ("rotation", &["api", "fs", "keys"]),
    ("trussrc", &["fs"]),
];

/// Leaves may be used from everywhere.
const LEAVES: &[&str] =
    &["clock", "credential", "env", "error", "hint", "humanize", "loopback", "sanitize", "secret", "signals"];

/// How many items are public beside `run`: for tests and benches alone.
const PUBLIC_ITEMS: usize = 39;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The Rust files of a folder and of all below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let rust = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}

/// The room that a file is in: the folder or file below `src`.
fn room(file: &Path) -> String {
    let relative = file.strip_prefix(source()).expect("a file of the source");
    let first = relative.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Whether the file is nothing but tests.
fn is_test(file: &Path) -> bool {
    let relative = file.strip_prefix(source()).expect("a file of the source");
    file.ends_with("tests.rs") || relative.components().any(|part| part.as_os_str() == "tests")
}

/// Which rooms each room uses, without what its own tests use.
fn used() -> BTreeMap<String, BTreeSet<String>> {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&source()) {
        let room = room(&file);
        if is_test(&file) || ["internals", "lib", "main"].contains(&room.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("source");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for after in lines.flat_map(|line| line.split("crate::").skip(1)) {
            let name: String =
                after.chars().take_while(|letter| letter.is_ascii_lowercase() || *letter == '_').collect();
            if name != room && !name.is_empty() {
                used.entry(room.clone()).or_default().insert(name);
            }
        }
    }
    used
}

#[test]
fn every_room_uses_only_what_is_drawn() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    for (room, used) in used() {
        for other in used.iter().filter(|other| !LEAVES.contains(&other.as_str())) {
            let is_drawn = allowed.get(room.as_str()).is_some_and(|arrows| arrows.contains(&other.as_str()));
            assert!(is_drawn, "`{room}` uses `{other}`, which no arrow says");
        }
    }
}

#[test]
fn every_arrow_is_used() {
    let used = used();
    for (room, arrows) in ARROWS {
        for other in *arrows {
            assert!(used.get(*room).is_some_and(|used| used.contains(*other)), "`{room}` does not use `{other}`");
        }
    }
}

#[test]
fn no_room_is_reached_from_itself() {
    let used = used();
    for room in used.keys() {
        let (mut reached, mut next) = (BTreeSet::new(), vec![room]);
        while let Some(room) = next.pop() {
            let others = used.get(room).into_iter().flatten();
            next.extend(others.filter(|other| reached.insert(other.as_str())));
        }
        assert!(!reached.contains(room.as_str()), "`{room}` is reached from itself");
    }
}

#[test]
fn files_and_folders_are_small() {
    for top in ["src", "tests", "benches"] {
        let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(top));
        for file in &files {
            let lines = fs::read_to_string(file).expect("source").lines().count();
            assert!(lines <= 300, "{} has {lines} lines", file.display());
        }
        let mut folders: BTreeMap<&Path, usize> = BTreeMap::new();
        files.iter().for_each(|file| *folders.entry(file.parent().expect("a folder")).or_default() += 1);
        for (folder, count) in folders.iter().filter(|(folder, _)| top == "src" && **folder != source()) {
            assert!(*count <= 14, "{} has {count} files", folder.display());
        }
    }
}

#[test]
fn little_is_public() {
    let starts = ["fn ", "async fn ", "const ", "struct ", "enum ", "trait ", "type ", "static "];
    let is_public = |line: &&str| {
        line.trim_start().strip_prefix("pub ").is_some_and(|item| starts.iter().any(|start| item.starts_with(start)))
    };
    let count = |file: &PathBuf| fs::read_to_string(file).expect("source").lines().filter(is_public).count();
    let built = files(&source()).into_iter().filter(|file| !file.ends_with("internals/fuzz.rs"));
    let public: usize = built.map(|file| count(&file)).sum();
    assert!(public <= PUBLIC_ITEMS + 1, "{public} items are public");
}
