//! An application that reads its key from three places, and what must be true of it whatever happens.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::run::{Ended, run};
use super::world::{Before, World, prefix, text};
use crate::support::Truss;

/// Files of the home: a dotenv file, a bare secret, and what a secret manager keeps.
const PLACES: [&str; 3] = [".env", "app.key", "vault"];

/// As a secret manager does it: all of a secret or nothing of it.
const STORE: &str = "key=$(cat) && [ ${#key} -ge 41 ] && printf %s \"$key\" > vault.$$ && mv vault.$$ vault";

/// The application; its key is Ada's, `ci`, and was never used.
pub(super) struct App {
    pub(super) world: World,
    pub(super) old: String,
    before: Before,
    /// Run by the command's sink before and after the secret is stored.
    command: String,
}

impl App {
    pub(super) fn new() -> Self {
        Self::storing("", "")
    }

    /// The sink's command runs these too, before it stores the secret and after.
    pub(super) fn storing(first: &str, last: &str) -> Self {
        let world = World::fake();
        let old = world.add("PERSONAL", Some("ci"));
        fs::write(world.path(".env"), format!("# mine\nA=1\nBASETEN_API_KEY={old}\n")).expect("it is written");
        for place in ["app.key", "vault"] {
            fs::write(world.path(place), &old).expect("it is written");
        }
        let before = world.before();
        world.baseten().state().arm();
        let command = format!("command:cd '{}' && {first}{STORE}{last}", world.home.path().display());
        Self { world, old, before, command }
    }

    /// `truss keys rotate ci` into all places.
    pub(super) fn rotation(&self, more: &[&str]) -> Truss {
        let sinks = ["--to", "env-file:.env", "--to", "file:app.key", "--to", &self.command];
        self.world.home.truss([&["keys", "rotate", "ci"], &sinks[..], more].concat())
    }

    pub(super) fn rotate(&self, more: &[&str]) -> Ended {
        run(self.rotation(more))
    }

    /// How many requests a rotation takes when nothing happens.
    pub(super) fn requests(more: &[&str]) -> usize {
        let app = Self::new();
        app.rotate(more).expect(&[0]);
        app.world.baseten().state().came()
    }

    /// Whether the key that the application had works.
    pub(super) fn old_lives(&self) -> bool {
        self.world.accepts(&self.old)
    }

    /// How many keys of the family live.
    pub(super) fn living(&self) -> usize {
        self.before.changes(&self.world).new.len() + usize::from(self.old_lives())
    }

    /// At no moment may there be more keys than two, a place without a key that works, or anything of others gone.
    #[track_caller]
    pub(super) fn expect_safe(&self) {
        self.expect_keys_safe();
        for place in PLACES {
            self.world.live_key_in(place);
        }
    }

    /// The same without a look at the places.
    #[track_caller]
    pub(super) fn expect_keys_safe(&self) {
        let changes = self.before.changes(&self.world);
        let others: Vec<&String> = changes.gone.iter().filter(|gone| *gone != prefix(&self.old)).collect();
        assert!(others.is_empty(), "keys of others are gone: {others:?}");
        let (made, revoked) = (self.world.made(), self.world.revoked());
        for revoked in revoked {
            assert!(made.contains(&revoked) || revoked == prefix(&self.old), "{revoked} is somebody else's");
        }
        let names: Vec<String> = changes.new.iter().map(|key| text(key, "name")).collect();
        assert!(self.living() <= 2, "a third key is there: {names:?}");
    }

    /// Whether all places hold one key that works and is not the old one.
    pub(super) fn is_delivered(&self) -> bool {
        let held = PLACES.map(|place| fs::read_to_string(self.world.path(place)).unwrap_or_default());
        held.iter().all(|text| !text.contains(&self.old)) && self.world.accepts(held[2].trim())
    }

    /// All places must hold one key, and it must not be the old one.
    #[track_caller]
    pub(super) fn expect_delivered(&self) -> String {
        let held = PLACES.map(|place| self.world.live_key_in(place));
        assert!(held.iter().all(|key| *key == held[0] && *key != self.old), "old: {}: {held:?}", self.old);
        let env = fs::read_to_string(self.world.path(".env")).expect("it is there");
        assert!(env.starts_with("# mine\nA=1\n"), "{env}");
        held[0].clone()
    }

    /// Everything is delivered, the old key lives, there is no third one; and it can be finished.
    #[track_caller]
    pub(super) fn expect_ends_well(&self) {
        self.expect_safe();
        let new = self.expect_delivered();
        assert_eq!((self.living(), self.old_lives()), (2, true), "old key and new key");
        self.world.run(&["keys", "rotations", "finish", "ci", "--yes"]).expect(&[0]);
        self.expect_only(&new);
    }

    /// There is one key of the family, this one, everywhere.
    #[track_caller]
    pub(super) fn expect_only(&self, key: &str) {
        self.expect_safe();
        assert_eq!(self.expect_delivered(), key);
        assert_eq!(self.living(), 1);
    }
}

/// Judges all cases, several at a time, and tells of all that fail.
pub(super) fn in_parallel<T: Sync>(cases: &[T], name: impl Fn(&T) -> String, judge: impl Fn(&T) + Sync) {
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while let Some((index, case)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    cases.get(index).map(|case| (index, case))
                } {
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| judge(case))) {
                        let message = panic.downcast_ref::<String>().cloned();
                        let message = message.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
                        failures.lock().expect("no panic there").push((index, message.unwrap_or_default()));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no panic there");
    let told = failures.iter().map(|(index, message)| format!("{}: {message}", name(&cases[*index])));
    let told = told.collect::<Vec<_>>();
    assert!(told.is_empty(), "{} of {} cases fail\n{}", told.len(), cases.len(), told.join("\n\n"));
}
