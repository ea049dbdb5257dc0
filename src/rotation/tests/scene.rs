//! One machine, one remote and one key `ci`, for what the random histories come by only now and then.

use std::fs;
use std::sync::PoisonError;

use tempfile::TempDir;

use super::baseten::{Random, Seed, State, Trouble, When};
use super::checks::prefix;
use super::machine::{Command, Machine};
use super::remote::{ModelClock, ModelRemote};
use super::schedule::{Task, interleave};
use crate::rotation::journal::Step;

pub(super) const ROTATE: Command = Command::Rotate { revoke_now: false, remake: false, revoke_at_end: false };
/// With `--yes`: a key that a lost answer may have left is revoked.
pub(super) const ROTATE_YES: Command = Command::Rotate { revoke_now: false, remake: true, revoke_at_end: false };
pub(super) const REVOKE_NOW: Command = Command::Rotate { revoke_now: true, remake: false, revoke_at_end: false };

/// What somebody else does at the remote.
pub(super) type Deed = fn(&mut State);

pub(super) const NEW_NAME: &str = "ci-rotated-1";

pub(super) struct Scene {
    pub(super) remote: ModelRemote,
    pub(super) machine: Machine,
    /// The key in use.
    pub(super) login: String,
    /// The key that is rotated. The first place has it.
    pub(super) old: String,
    _folder: TempDir,
}

impl Scene {
    pub(super) fn new() -> Self {
        Self::of(Seed::personal("ada"))
    }

    /// Ada rotates this key.
    pub(super) fn of(seed: Seed) -> Self {
        let remote = ModelRemote::new(Random::new(1), ModelClock::new());
        let (login, old) = {
            let mut state = remote.state();
            (state.add(Seed::personal("ada").name("login")), state.add(seed.name("ci")))
        };
        let folder = tempfile::tempdir().expect("a folder");
        let machine = Machine::new(folder.path().to_owned(), prefix(&old));
        fs::write(machine.place(), &old).expect("a place");
        Self { remote, machine, login, old, _folder: folder }
    }

    pub(super) fn run(&self, command: Command) -> Result<(), String> {
        self.run_with(&self.login, command)
    }

    /// Runs it with this key in use.
    pub(super) fn run_with(&self, key: &str, command: Command) -> Result<(), String> {
        let (client, clock) = (self.remote.client(key), self.remote.clock.clone());
        self.wait_for(self.machine.clone().run(client, clock, command))
    }

    pub(super) fn wait_for<T>(&self, future: impl Future<Output = T> + 'static) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let _entered = runtime.enter();
        let (mut results, _) = interleave(vec![Task::new(future, None)], &mut Random::new(1), |_| ());
        results.remove(0).expect("nobody kills it")
    }

    /// Somebody else does this just after the key was made.
    pub(super) fn once_made(&self, deed: impl FnOnce(&mut State) + Send + 'static) {
        self.remote.state().just_after(When::nth("POST", 0), deed);
    }

    /// From the first request of this method on nothing comes back; the remote acts on that one.
    pub(super) fn network_ends_with(&self, method: &'static str) {
        let mut state = self.remote.state();
        state.fail_after(When::nth(method, 0), Trouble::Lost);
        state.just_after(When::nth(method, 0), network_ends);
    }

    pub(super) fn network_is_back(&self) {
        self.remote.state().arm();
    }

    /// What came in and was done, as `GET keys`.
    pub(super) fn requests(&self) -> Vec<String> {
        let state = self.remote.state();
        let short = |path: &str| path.trim_start_matches("/v1/").split('/').next().unwrap_or_default().to_owned();
        state.acted.iter().map(|acted| format!("{} {}", acted.method, short(&acted.path))).collect()
    }

    /// The whole key that has the old one's place now.
    pub(super) fn new_key(&self) -> Option<String> {
        self.remote.state().named(NEW_NAME).first().map(|key| key.whole.clone())
    }

    /// The prefixes of the keys that requests made.
    pub(super) fn made(&self) -> Vec<String> {
        self.remote.state().made()
    }

    /// The prefixes of the keys that requests revoked.
    pub(super) fn revoked(&self) -> Vec<String> {
        self.remote.state().revoked()
    }

    pub(super) fn old_lives(&self) -> bool {
        self.remote.state().accepts(&self.old)
    }

    /// How far the rotation that is on disk came.
    pub(super) fn step(&self) -> Option<Step> {
        self.machine.records().first().map(|record| record.step)
    }

    /// What stands in the first place and in the second one; an empty text where there is no file.
    pub(super) fn places(&self) -> [String; 2] {
        [self.machine.place(), self.machine.second_place()].map(|place| fs::read_to_string(place).unwrap_or_default())
    }

    pub(super) fn told(&self) -> String {
        self.machine.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The secrets that are left out of logs from some time on.
    pub(super) fn hidden(&self) -> Vec<String> {
        self.machine.hidden.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every place has the new key, both keys live, and nothing is left to do.
    #[track_caller]
    pub(super) fn expect_delivered(&self) {
        let new = self.new_key().expect("there is a new key");
        assert_eq!(self.places(), [new.clone(), new]);
        assert!(self.old_lives());
        assert_eq!(self.step(), None);
    }

    /// All is as it was before, and nothing is left to do.
    #[track_caller]
    pub(super) fn expect_as_before(&self) {
        assert_eq!(self.new_key(), None);
        assert_eq!(self.places(), [self.old.clone(), String::new()]);
        assert!(self.old_lives());
        assert_eq!(self.step(), None);
    }
}

/// From the next request on nothing reaches the remote.
pub(super) fn network_ends(state: &mut State) {
    let came = state.came();
    state.fail_before(When::request(came).onward(), Trouble::Lost);
}
