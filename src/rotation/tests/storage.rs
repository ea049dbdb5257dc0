//! Records on disk: which are a remote's, which stop everything because they cannot be read, and who may work on one.

use std::fs;
use std::future::ready;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tempfile::TempDir;

use super::records::record;
use crate::clock::Clock;
use crate::error::{Explain as _, Kind};
use crate::fs::lock::{Lock, LockFolder};
use crate::rotation::{Record, Store};

fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::new(LockFolder::at(folder.path().join("rotations")));
    (folder, store)
}

/// Saves the record, and says where it is.
fn saved(store: &Store, record: &Record) -> PathBuf {
    fs::create_dir_all(store.locks().path()).expect("a folder");
    let before = files(store);
    store.save(record).expect("written");
    files(store).into_iter().find(|path| !before.contains(path)).expect("a new file")
}

fn files(store: &Store) -> Vec<PathBuf> {
    let entries = fs::read_dir(store.locks().path()).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

fn prefixes(store: &Store, identity: &str) -> Vec<String> {
    let mut prefixes: Vec<String> =
        store.of_remote(identity).expect("readable").into_iter().map(|record| record.old.prefix).collect();
    prefixes.sort();
    prefixes
}

fn cause(failure: &crate::error::Failure) -> String {
    std::error::Error::source(failure).map(ToString::to_string).unwrap_or_default()
}

#[test]
fn each_remote_has_its_own_records_until_they_are_removed() {
    let (_folder, store) = store();
    assert!(store.load("here", "one").expect("none").is_none());
    assert_eq!(prefixes(&store, "here"), [""; 0]);
    for (identity, prefix) in [("here", "one"), ("here", "two"), ("there", "one")] {
        saved(&store, &record(identity, prefix));
    }
    assert_eq!((prefixes(&store, "here").len(), prefixes(&store, "there").len()), (2, 1));
    assert!(store.load("there", "two").expect("none").is_none());
    store.remove(&record("here", "one")).expect("removed");
    assert_eq!((prefixes(&store, "here"), prefixes(&store, "there")), (vec!["two".to_owned()], vec!["one".to_owned()]));
}

#[test]
fn what_cannot_be_read_stops_its_own_remote_and_all_when_its_name_says_none() {
    let (_folder, store) = store();
    let path = saved(&store, &record("here", "one"));
    saved(&store, &record("there", "one"));
    for name in [".hidden.json", "notes.txt"] {
        fs::write(store.locks().path().join(name), "x").expect("a file");
    }
    assert_eq!(prefixes(&store, "here"), ["one"]);
    fs::write(&path, "{").expect("a file");
    let failure = store.of_remote("here").expect_err("damaged");
    assert!(cause(&failure).starts_with("it is damaged at column"), "{failure:?}");
    assert!(store.load("here", "one").is_err());
    assert_eq!(prefixes(&store, "there"), ["one"]);
    fs::rename(&path, path.with_file_name("mine.json")).expect("renamed");
    assert!(store.of_remote("there").is_err());
    // Nor is what cannot be opened as good as absent.
    fs::create_dir(&path).expect("a folder");
    assert!(store.load("here", "one").is_err());
    let nowhere = Store::new(LockFolder::at(store.locks().path().join("notes.txt")));
    assert!(nowhere.of_remote("here").is_err());
}

#[test]
fn records_come_in_the_order_of_their_files_names() {
    let (_folder, store) = store();
    let mut expected: Vec<(PathBuf, String)> = (0..9)
        .map(|number| record("here", &format!("key{number}")))
        .map(|record| (saved(&store, &record), record.old.prefix))
        .collect();
    expected.sort();
    let found = store.of_remote("here").expect("readable").into_iter().map(|record| record.old.prefix);
    assert!(found.eq(expected.into_iter().map(|(_, prefix)| prefix)));
}

#[test]
fn a_record_of_another_version_or_under_another_keys_name_is_not_read() {
    let (_folder, store) = store();
    let (path, other) = (saved(&store, &record("here", "one")), saved(&store, &record("here", "two")));
    let text = fs::read_to_string(&path).expect("a record");
    fs::write(&other, &text).expect("a file");
    let failure = store.load("here", "two").expect_err("it is the other's");
    assert_eq!(cause(&failure), "it is about another rotation, which must not be lost");
    let foreign = serde_json::to_string(&record("there", "one")).expect("JSON");
    fs::write(&path, foreign).expect("a file");
    assert!(store.load("here", "one").is_err());
    fs::write(&path, text.replacen("\"version\":3", "\"version\":2", 1)).expect("a file");
    let failure = store.load("here", "one").expect_err("an older one");
    assert_eq!(cause(&failure), "it was written by another version of this program");
}

#[test]
fn one_process_at_a_time_works_on_a_key_and_others_wait_so_long_and_no_longer() {
    let (_folder, store) = store();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let clock = HolderClock::default();
    let lock = |prefix: &str, patience: u64| {
        runtime.block_on(store.lock("here", prefix, &clock, Duration::from_millis(patience)))
    };
    let held = lock("one", 0).expect("nobody has it");
    lock("two", 0).expect("another key");
    assert_eq!(lock("one", 0).expect_err("it is held").kind(), Kind::Partial);
    assert_eq!(clock.waited(), Duration::ZERO);
    assert_eq!(lock("one", 100).expect_err("it is held").kind(), Kind::Partial);
    assert_eq!(clock.waited(), Duration::from_millis(100));
    *clock.held.lock().expect("unpoisoned") = Some(held);
    lock("one", 100).expect("it comes free in time");
    assert_eq!(clock.waited(), Duration::from_millis(150));
}

/// Somebody has a lock, and lets go of it as soon as he is waited for.
#[derive(Debug, Default)]
struct HolderClock {
    held: Mutex<Option<Lock>>,
    waited: Mutex<Duration>,
}

impl HolderClock {
    fn waited(&self) -> Duration {
        *self.waited.lock().expect("unpoisoned")
    }
}

impl Clock for HolderClock {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.held.lock().expect("unpoisoned").take();
        *self.waited.lock().expect("unpoisoned") += duration;
        Box::pin(ready(()))
    }
}
