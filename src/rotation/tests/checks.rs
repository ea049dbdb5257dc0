//! What must be true in every history.

use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;
use std::time::Duration;

use jiff::Timestamp;

use super::baseten::{Acted, Key, LastUse, State};
use super::machine::Command;
use super::world::{GENERIC_KEY_VARIABLE, World};

/// Who revoked a key by a run of the program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deletion {
    pub(super) machine: usize,
    pub(super) command: Command,
    /// Whether somebody said that keys may go which others may need.
    pub(super) is_asked: bool,
    pub(super) at: Timestamp,
}

/// Who made and revoked what.
pub(super) struct Ledger {
    first: String,
    /// The machines that made keys, by prefix.
    made: HashMap<String, usize>,
    deleted: HashMap<String, Deletion>,
    unchecked: Vec<String>,
    /// The keys that services have used.
    used: HashSet<String>,
    by_a_person: Vec<String>,
    of_a_person: Vec<String>,
}

impl Ledger {
    pub(super) fn new(old: &str) -> Self {
        Self {
            first: prefix(old).to_owned(),
            made: HashMap::new(),
            deleted: HashMap::new(),
            unchecked: Vec::new(),
            used: HashSet::new(),
            by_a_person: Vec::new(),
            of_a_person: Vec::new(),
        }
    }

    pub(super) fn note(&mut self, acted: &Acted, by: Deletion) {
        let Some(changed) = &acted.changed else { return };
        if acted.method == "POST" {
            self.made.insert(changed.clone(), by.machine);
        } else {
            self.deleted.insert(changed.clone(), by);
            self.unchecked.push(changed.clone());
        }
    }

    pub(super) fn revoked_by_a_person(&mut self, prefix: &str) {
        self.by_a_person.push(prefix.to_owned());
    }

    pub(super) fn made_by_a_person(&mut self, whole: Option<&str>) {
        self.of_a_person.extend(whole.map(|whole| prefix(whole).to_owned()));
    }

    fn is_ours(&self, prefix: &str) -> bool {
        prefix == self.first || self.made.contains_key(prefix) || self.of_a_person.iter().any(|it| it == prefix)
    }

    /// The keys of this story that live.
    pub(super) fn family<'s>(&self, state: &'s State) -> Vec<&'s Key> {
        state.keys.iter().filter(|key| self.is_ours(key.prefix())).collect()
    }
}

pub(super) fn prefix(whole: &str) -> &str {
    whole.split('.').next().unwrap_or_default()
}

impl World {
    /// Nobody else's key is revoked: one of another family never, one that another machine made only when a person
    /// said so or the rules of `finish` do.
    pub(super) fn check_deletions(&mut self) {
        for prefix in std::mem::take(&mut self.ledger.unchecked) {
            assert!(self.ledger.is_ours(&prefix), "`{prefix}`, which is somebody else's, was revoked");
            let by = self.ledger.deleted[&prefix];
            let is_own = self.ledger.made.get(&prefix).is_none_or(|machine| *machine == by.machine);
            assert!(
                is_own || by.is_asked || by.command == Command::Finish,
                "`{prefix}`, which another machine made, was revoked by {by:?}"
            );
            // Only what nobody uses may be taken for a key of a lost answer.
            let only_remakes = matches!(by.command, Command::Rotate { revoke_now: false, revoke_at_end: false, .. });
            let is_known = self.remote.state().last_use == LastUse::Exact;
            assert!(
                is_own || !only_remakes || !is_known || !self.ledger.used.contains(&prefix),
                "`{prefix}`, which a service uses, was revoked by {by:?}"
            );
        }
    }

    /// A run that ended leaves no key in its place that it revoked unasked. What `finish` may revoke is judged by those who
    /// use the key.
    pub(super) fn check_own_place(&mut self, machine: usize) {
        let place = self.read_place(machine);
        let Some(by) = self.ledger.deleted.get(prefix(&place)) else { return };
        let is_open = self.machines[machine].is_open();
        assert!(
            by.machine != machine || by.is_asked || is_open || by.command == Command::Finish,
            "the place of machine {machine} holds `{}`, which {by:?} revoked",
            prefix(&place)
        );
    }

    /// A place holds a whole key of this story, always.
    pub(super) fn check_places(&self) {
        for machine in 0..self.machines.len() {
            let place = self.read_place(machine);
            assert!(self.ledger.is_ours(prefix(&place)), "the place of machine {machine} holds `{place}`");
            let second = std::fs::read_to_string(self.machines[machine].second_place()).unwrap_or_default();
            let is_right = if self.foreign[machine] {
                second == GENERIC_KEY_VARIABLE
            } else {
                self.ledger.is_ours(prefix(&second))
            };
            assert!(is_right || second.is_empty(), "the second place of machine {machine} holds `{second}`");
        }
    }

    /// A service works as long as nobody who knew what he did took its key away.
    pub(super) fn use_key(&mut self, index: usize) {
        if !self.remote.state().accepts(&self.services[index].cached) {
            let (lost, used_at) = (prefix(&self.services[index].cached).to_owned(), self.services[index].used_at);
            self.check_loss(&lost, used_at);
            self.services[index].cached = self.read_place(index);
        }
        let cached = self.services[index].cached.clone();
        let mut state = self.remote.state();
        if state.accepts(&cached) {
            state.touch(prefix(&cached));
            self.ledger.used.insert(prefix(&cached).to_owned());
            self.services[index].used_at = state.now();
            return;
        }
        drop(state);
        let lost = prefix(&cached).to_owned();
        let is_open = self.machines[index].is_open();
        if !self.ledger.by_a_person.contains(&lost) && !is_open {
            let by = self.ledger.deleted.get(&lost);
            assert!(by.is_some(), "the service of machine {index} has no key, and `{lost}` was never revoked");
            self.check_loss(&lost, self.services[index].used_at);
        }
    }

    /// A key that a service has in its memory goes only when nobody used it for more than a week, or somebody said so.
    fn check_loss(&self, lost: &str, used_at: Timestamp) {
        let Some(by) = self.ledger.deleted.get(lost) else { return };
        let idle = Duration::from_secs(7 * 24 * 3_600);
        assert!(
            by.is_asked || by.at > used_at + idle || by.command == Command::Abandon,
            "a service used `{lost}` at {used_at}, and {by:?} revoked it"
        );
    }

    /// Without troubles, the same command again ends every rotation, and no key is left of which nobody was told.
    pub(super) fn settle(&mut self) -> u64 {
        let mut turns = 0;
        for (machine, is_foreign) in self.foreign.into_iter().enumerate().filter(|(_, is_foreign)| *is_foreign) {
            std::fs::remove_file(self.machines[machine].second_place()).expect("it is there");
            self.foreign[machine] = !is_foreign;
        }
        for _ in 0..6 {
            let open: Vec<usize> =
                (0..self.machines.len()).filter(|&it| !self.machines[it].records().is_empty()).collect();
            for machine in open {
                let rotate = Command::Rotate { revoke_now: false, remake: true, revoke_at_end: false };
                turns += self.run(vec![(machine, rotate, None)]);
            }
            self.check_places();
        }
        for machine in &self.machines {
            let left = machine.records();
            assert!(left.is_empty(), "no way out: {left:?}");
        }
        let told: String = self
            .machines
            .iter()
            .map(|machine| machine.told.lock().unwrap_or_else(PoisonError::into_inner).clone())
            .collect();
        let places: Vec<String> = (0..self.machines.len()).map(|machine| self.read_place(machine)).collect();
        let state = self.remote.state();
        for key in self.ledger.family(&state) {
            let is_told = told.contains(key.prefix()) || key.name.as_ref().is_some_and(|name| told.contains(name));
            let is_placed = places.contains(&key.whole);
            let is_made_here = self.ledger.made.contains_key(key.prefix());
            assert!(is_placed || is_told || !is_made_here, "nobody has `{}` or was told of it", key.prefix());
        }
        turns
    }
}
