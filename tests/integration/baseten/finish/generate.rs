//! Lists of keys for `finish`: overlaps that are due, and most of what can be odd about them.

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde_json::json;

use super::reference::Asker;
use crate::support::baseten::{Field, Random, Seed, State};

/// A remote, who asks it, and with which options.
pub(super) struct Scene {
    pub(super) state: State,
    /// The whole key in use.
    pub(super) login: String,
    user: Option<&'static str>,
    team: Option<&'static str>,
    quiet_for: Option<i64>,
    now: Timestamp,
}

/// Whose list it is, and the scopes that keys are made in.
struct Caller {
    user: Option<&'static str>,
    /// The teams that are there, of which the caller sees those that it manages.
    teams: &'static [&'static str],
    team: Option<&'static str>,
}

const CALLERS: [Caller; 6] = [
    Caller { user: Some("ada"), teams: &["ml"], team: None },
    Caller { user: Some("ada"), teams: &["ml", "web"], team: Some("ml") },
    Caller { user: Some("ada"), teams: &["ml", "web"], team: Some("web") },
    Caller { user: Some("bob"), teams: &["ml", "web"], team: None },
    Caller { user: Some("cyd"), teams: &["ml", "web"], team: None },
    // A key of the team `ml` that manages it.
    Caller { user: None, teams: &["ml", "web"], team: None },
];

/// Bases that a hand may have made too: only the last ending with a count that is one is a count.
const BASES: [&str; 7] =
    ["ci", "app-1", "y-rotated-1", "x-rotated-0", "x-rotated-01", "x-rotated-2-rotated-0", "rotated-1"];

impl Scene {
    pub(super) fn generate(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let random = &mut random;
        let now = Timestamp::now();
        let caller = random.pick(&CALLERS);
        let mut state = State::new(move || now);
        state.teams.retain(|team| caller.teams.contains(&team.name.as_str()));
        for number in 0..=1 + random.below(6) {
            family(&mut state, random, caller, number);
        }
        let login = login(&mut state, random, caller);
        for index in (1..state.keys.len()).rev() {
            state.keys.swap(index, random.below(index + 1));
        }
        let quiet_for = *random.pick(&[None, None, Some(2), Some(8), Some(30)]);
        Self { state, login, user: caller.user, team: caller.team, quiet_for, now }
    }

    pub(super) fn arguments(&self) -> Vec<String> {
        let mut arguments = ["keys", "rotations", "finish", "--yes"].map(str::to_owned).to_vec();
        arguments.extend(self.team.iter().flat_map(|team| ["--team".to_owned(), (*team).to_owned()]));
        arguments.extend(self.quiet_for.iter().flat_map(|days| ["--quiet-for".to_owned(), format!("{days}d")]));
        arguments
    }

    /// What the reference has to know.
    pub(super) fn judge<T>(&self, judge: impl Fn(&Asker<'_>) -> T) -> T {
        let user = self.user.map(|user| format!("u-{user}"));
        let days = self.quiet_for.unwrap_or(8);
        judge(&Asker {
            user: user.as_deref(),
            in_use: self.login.split('.').next().expect("a prefix"),
            team: self.team,
            quiet_for: SignedDuration::from_hours(24 * days),
            now: self.now,
        })
    }
}

/// Somebody's keys of one base: mostly an overlap that is due, with something odd about it now and then.
fn family(state: &mut State, random: &mut Random, caller: &Caller, number: usize) {
    let (person, team) = (*random.pick(&["ada", "bob", "cyd"]), *random.pick(caller.teams));
    let person = if random.chance(60) { caller.user.unwrap_or(person) } else { person };
    let kind = *random.pick(&["WORKSPACE_MANAGE_ALL", "WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS"]);
    let scope = random.below(10);
    let seed = match scope {
        0..=3 => Seed::personal(person),
        4..=8 => Seed::team(kind, team),
        _ => Seed::manager(),
    };
    let nameless = random.chance(10);
    let mut base = format!("{}{number}", random.pick(&["a", "b-"])) + random.pick::<&str>(&BASES);
    let mut count = *random.pick(&[0, 0, 0, 1, 9]);
    let members = *random.pick(&[1, 2, 2, 2, 2, 2, 2, 3, 4]);
    let mut created = state.now() - hours(random, 40, 90);
    for member in 0..members {
        let mut seed = seed.clone();
        if (4..=8).contains(&scope) && random.chance(6) {
            seed = Seed::team(random.pick::<&str>(&["WORKSPACE_EXPORT_METRICS", "ROUTES", "WORKSPACE_TRAIN"]), team);
        }
        if (4..=8).contains(&scope) && number.is_multiple_of(2) {
            // The same models in any order, now and then other ones.
            let models = *random.pick(&[&["m1", "m2"][..], &["m1", "m2"], &["m2", "m1"], &["m2", "m1"], &["m1"]]);
            seed = seed.models(models);
        }
        let is_old = member == 0;
        let used = if is_old { state.now() - hours(random, 10, 30) } else { state.now() - hours(random, 0, 9) };
        let used = odd_use(random, created, used);
        seed = seed.told_created(odd_time(random, state.now(), created)).told_use(used);
        let named = if count == 0 { base.clone() } else { format!("{base}-rotated-{count}") };
        let whole = if nameless && is_old {
            let odd = *random.pick(&[None, Some("Made by Hand"), Some("made_by_hand-rotated-1")]);
            let whole = state.add(odd.into_iter().fold(seed, Seed::name));
            base = format!("key-{}", whole.split('.').next().expect("a prefix").to_lowercase());
            count = 0;
            whole
        } else {
            state.add(seed.name(&named))
        };
        debug_assert!(state.accepts(&whole));
        count += if random.chance(6) { 2 } else { 1 };
        created = if random.chance(10) { created - 240.hours() } else { state.now() - hours(random, 5, 39) };
    }
}

/// So many days ago and seven hours: never at the edge of a span of days.
fn hours(random: &mut Random, from: usize, to: usize) -> SignedDuration {
    let days = i64::try_from(from + random.below(to - from + 1)).expect("days are few");
    SignedDuration::from_hours(24 * days + 7)
}

/// Mostly that time, now and then no time at all, or one that is still to come.
fn odd_time(random: &mut Random, now: Timestamp, time: Timestamp) -> Field {
    if random.chance(91) {
        return Field::At(time);
    }
    match random.below(9) {
        0 => Field::At(now + hours(random, 0, 20)),
        1 | 2 => Field::Null,
        3 | 4 => Field::Absent,
        5 => Field::Raw(json!(time.strftime("%Y-%m-%dT%H:%M:%S").to_string())),
        6 => Field::Raw(json!(time.as_second())),
        7 => Field::Raw(json!("yesterday")),
        _ => Field::Raw(json!({"seconds": time.as_second()})),
    }
}

/// The same for a use; now and then it is soon after the key was made.
fn odd_use(random: &mut Random, created: Timestamp, used: Timestamp) -> Field {
    let minutes = *random.pick(&[1, 5, 9, 11, 15, 60]);
    let used = if random.chance(12) { created + minutes.minutes() } else { used };
    odd_time(random, used.max(created), used)
}

/// The key in use: one of the caller's that is there, or one of its own.
fn login(state: &mut State, random: &mut Random, caller: &Caller) -> String {
    let owner = caller.user.map(|user| format!("u-{user}"));
    let mine = state.keys.iter().filter(|key| match &owner {
        Some(_) => key.kind == "PERSONAL" && key.owner == owner,
        None => key.kind == "WORKSPACE_MANAGE_ALL" && key.team.as_deref() == Some("t-ml"),
    });
    let mine: Vec<String> = mine.map(|key| key.whole.clone()).collect();
    if !mine.is_empty() && random.chance(35) {
        return random.pick(&mine).clone();
    }
    state.add(match caller.user {
        Some(user) => Seed::personal(user).name("login"),
        None => Seed::team("WORKSPACE_MANAGE_ALL", "ml").name("login"),
    })
}
