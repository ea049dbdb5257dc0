//! One history: what there is, and what happens.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use super::baseten::{Field, LastUse, Random, Seed};
use super::checks::{Deletion, Ledger};
use super::machine::{Command, Machine};
use super::remote::{ModelClock, ModelRemote};
use super::schedule::{Task, interleave};

/// What nobody may overwrite.
pub(super) const GENERIC_KEY_VARIABLE: &str = "mine";

const HOUR: Duration = Duration::from_secs(3_600);

/// A service and what it holds in its memory.
pub(super) struct Service {
    pub(super) cached: String,
    /// When it used that key last.
    pub(super) used_at: jiff::Timestamp,
}

pub(super) struct World {
    pub(super) random: Random,
    pub(super) remote: ModelRemote,
    pub(super) login: String,
    pub(super) machines: Vec<Machine>,
    pub(super) services: Vec<Service>,
    pub(super) ledger: Ledger,
    /// Whether `--revoke-now` was given on each machine.
    asked: [bool; 2],
    /// Whether the second place of each machine has a text of somebody else's.
    pub(super) foreign: [bool; 2],
    pub(super) log: Vec<String>,
    _folder: TempDir,
}

/// Memory is faster than a disk, where there is such a folder.
fn folder() -> TempDir {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let prefix = format!("truss-model-{}-", COUNT.fetch_add(1, Ordering::Relaxed));
    let memory = PathBuf::from("/dev/shm");
    let made = if memory.is_dir() { TempDir::with_prefix_in(&prefix, memory) } else { TempDir::with_prefix(&prefix) };
    made.expect("a temporary folder")
}

impl World {
    pub(super) fn new(mut random: Random) -> Self {
        let clock = ModelClock::new();
        let remote = ModelRemote::new(Random::new(random.number()), clock.clone());
        let folder = folder();
        let (login, old) = {
            let mut state = remote.state();
            // Those of other people and teams, which nothing may touch.
            // By their uses, Bob's old one could go.
            for (name, hours) in [("ci", 1), ("ci-rotated-1", 2)] {
                let time = state.now() + HOUR * hours;
                state.add(Seed::personal("bob").name(name).created(time).used(time + HOUR * 24 * hours));
                state.add(Seed::team("WORKSPACE_INVOKE", "web").name(name).created(time));
            }
            let login = state.add(Seed::personal("ada").name("login"));
            let kind = *random.pick(&["PERSONAL", "WORKSPACE_MANAGE_ALL", "WORKSPACE_EXPORT_METRICS"]);
            let seed = if kind == "PERSONAL" { Seed::personal("ada") } else { Seed::team(kind, "ml") };
            let old = state.add(if random.chance(80) { seed.name("ci") } else { seed });
            state.taken_status = *random.pick(&[400, 409, 422]);
            state.lists_lack_new = *random.pick(&[0, 0, 0, 1, 2]);
            state.lists_hold_revoked = *random.pick(&[0, 0, 0, 1, 2]);
            state.last_use = match random.below(6) {
                0 => LastUse::Lagging(HOUR),
                1 => LastUse::Lagging(HOUR * 12),
                2 => LastUse::Instead(Field::Absent),
                3 => LastUse::Instead(Field::Raw("yesterday".into())),
                _ => LastUse::Exact,
            };
            (login, old)
        };
        clock.pass(HOUR * 24 * 30);
        let prefix = old.split('.').next().expect("a prefix");
        let machines: Vec<Machine> =
            (0..2).map(|number| Machine::new(folder.path().join(number.to_string()), prefix)).collect();
        for machine in &machines {
            fs::write(machine.place(), &old).expect("a place");
        }
        let now = remote.state().now();
        let services = machines.iter().map(|_| Service { cached: old.clone(), used_at: now }).collect();
        let mut world = Self {
            random,
            remote,
            login,
            machines,
            services,
            ledger: Ledger::new(&old),
            asked: [false; 2],
            foreign: [false; 2],
            log: Vec::new(),
            _folder: folder,
        };
        world.services_work();
        world
    }

    /// Goes through a history, then lets everything come to its end. How many requests and other turns there were.
    pub(super) fn live(&mut self) -> u64 {
        self.remote.trouble(*self.random.pick(&[0, 5, 15, 30]));
        let mut turns = 0;
        for _ in 0..3 + self.random.below(6) {
            turns += match self.random.below(10) {
                0..=3 => self.commands(1),
                4..=5 => self.commands(2),
                6 => {
                    if self.random.chance(50) {
                        self.person_at_the_web_page()
                    } else {
                        self.person_at_a_place()
                    }
                    0
                }
                _ => {
                    self.time_passes();
                    0
                }
            };
            self.check_places();
        }
        self.remote.trouble(0);
        turns + self.settle()
    }

    fn commands(&mut self, count: usize) -> u64 {
        let runs: Vec<(usize, Command, Option<usize>)> = (0..count)
            .map(|number| {
                let machine = if count > 1 { number } else { self.random.below(2) };
                let command = match self.random.below(10) {
                    0..=5 => Command::Rotate {
                        revoke_now: self.random.chance(15),
                        remake: self.random.chance(40),
                        revoke_at_end: self.random.chance(10),
                    },
                    6 | 7 => Command::Finish,
                    8 => Command::FinishNamed,
                    _ => Command::Abandon,
                };
                let dies_after = if self.random.chance(25) { Some(self.random.below(30)) } else { None };
                (machine, command, dies_after)
            })
            .collect();
        self.run(runs)
    }

    pub(super) fn run(&mut self, runs: Vec<(usize, Command, Option<usize>)>) -> u64 {
        self.log.push(format!("runs {runs:?}"));
        let tasks = runs.iter().map(|(machine, command, dies_after)| {
            let (remote, machine) = (&self.remote, self.machines[*machine].clone());
            Task::new(machine.run(remote.client(&self.login), remote.clock.clone(), *command), *dies_after)
        });
        let tasks: Vec<_> = tasks.collect();
        // A rotation that was stopped goes on as it was begun.
        let was_asked: Vec<bool> =
            (0..self.machines.len()).map(|it| self.asked[it] && !self.machines[it].records().is_empty()).collect();
        for (machine, command, _) in &runs {
            let revokes = matches!(command, Command::Rotate { revoke_now: true, .. });
            self.asked[*machine] = revokes || was_asked[*machine];
        }
        let (mut seen, mut current, ledger, remote) =
            (self.remote.state().acted.len(), 0, &mut self.ledger, &self.remote);
        let mut note = |current: usize| {
            let state = remote.state();
            for acted in &state.acted[seen..] {
                let (machine, command, _) = runs[current];
                let is_asked = command.asks_for_it() || was_asked[machine];
                ledger.note(acted, Deletion { machine, command, is_asked, at: state.now() });
            }
            seen = state.acted.len();
        };
        let (results, turns) = interleave(tasks, &mut self.random, |next| {
            note(current);
            current = next;
        });
        note(current);
        for ((machine, command, dies_after), result) in runs.iter().zip(results) {
            self.log.push(format!("machine {machine}: {command:?} dies {dies_after:?}: {result:?}"));
            if result.is_some() {
                self.check_own_place(*machine);
            }
        }
        self.check_deletions();
        turns
    }

    fn person_at_the_web_page(&mut self) {
        let mut state = self.remote.state();
        let ours: Vec<String> = self.ledger.family(&state).iter().map(|key| key.prefix().to_owned()).collect();
        if ours.is_empty() {
            return;
        }
        let prefix = self.random.pick(&ours).clone();
        if self.random.chance(60) {
            state.revoke(&prefix);
            self.ledger.revoked_by_a_person(&prefix);
            self.log.push(format!("a person revokes {prefix}"));
        } else {
            let name = format!("ci-rotated-{}", 1 + self.random.below(3));
            let made = state.succeed(&prefix, &name);
            self.ledger.made_by_a_person(made.as_deref());
            self.log.push(format!("a person makes {name}: {made:?}"));
        }
    }

    /// Somebody writes a text of his own into a place, or takes it away again.
    fn person_at_a_place(&mut self) {
        let machine = self.random.below(2);
        let place = self.machines[machine].second_place();
        if fs::read_to_string(&place).is_ok_and(|text| text == GENERIC_KEY_VARIABLE) {
            fs::remove_file(place).expect("it is there");
        } else {
            fs::write(place, GENERIC_KEY_VARIABLE).expect("a place");
        }
        self.foreign[machine] = !self.foreign[machine];
        self.log.push(format!("a person changes the second place of machine {machine}"));
    }

    fn time_passes(&mut self) {
        let hours = *self.random.pick(&[1, 1, 24, 24 * 4, 24 * 9, 24 * 20]);
        self.log.push(format!("{hours} hours pass"));
        let is_holiday = self.random.chance(25);
        let mut left = hours;
        while left > 0 {
            let step = left.min(24);
            self.remote.clock.pass(HOUR * step);
            left -= step;
            if !is_holiday {
                self.services_work();
            }
        }
    }

    /// Every service uses its key; some are started anew and read their place first.
    pub(super) fn services_work(&mut self) {
        let first = self.random.below(self.services.len());
        for index in [first, 1 - first] {
            self.remote.clock.pass(HOUR / 12);
            if self.random.chance(20) {
                self.services[index].cached = self.read_place(index);
            }
            self.use_key(index);
        }
    }

    pub(super) fn read_place(&self, machine: usize) -> String {
        fs::read_to_string(self.machines[machine].place()).unwrap_or_default().trim().to_owned()
    }
}
