//! What the remote holds, and what a person at its web page or another machine can do there without a request of ours.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::exchange::Plan;
use super::{Random, Seed};

/// What time it is there.
pub(crate) type Clock = Box<dyn Fn() -> Timestamp + Send>;

/// A time as a list tells it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Field {
    At(Timestamp),
    Null,
    Absent,
    /// Whatever a server may send instead of a time.
    Raw(Value),
}

/// What the lists tell of uses.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LastUse {
    Exact,
    /// Uses become known only after this long.
    Lagging(Duration),
    Instead(Field),
}

#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Of the organization.
    pub(crate) admin: bool,
    /// The teams that this user is in.
    pub(crate) teams: Vec<String>,
    /// The teams that this user manages.
    pub(crate) manages: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Team {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) default: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// `prefix.secret`.
    pub(crate) whole: String,
    pub(crate) name: Option<String>,
    pub(crate) kind: String,
    /// The id of a team; none for personal keys and those that manage keys.
    pub(crate) team: Option<String>,
    /// The id of a user; personal keys only.
    pub(crate) owner: Option<String>,
    /// Whose key made it: the id of a user or of a service account.
    pub(crate) creator: String,
    pub(crate) models: Option<Vec<String>>,
    pub(crate) created: Timestamp,
    pub(crate) uses: Vec<Timestamp>,
    /// What lists tell instead of the truth.
    pub(crate) told_created: Option<Field>,
    pub(crate) told_use: Option<Field>,
    /// So many lists still lack it.
    pub(crate) unlisted: usize,
}

impl Key {
    pub(crate) fn prefix(&self) -> &str {
        self.whole.split('.').next().expect("a prefix")
    }
}

/// A request that the remote acted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Acted {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The prefix of the key that asked.
    pub(crate) by: String,
    pub(crate) status: u16,
    /// The prefix of the key that was made or revoked.
    pub(crate) changed: Option<String>,
}

/// An organization and its keys.
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) users: Vec<User>,
    pub(crate) teams: Vec<Team>,
    /// Ids and names.
    pub(crate) models: Vec<(String, String)>,
    /// Those that live.
    pub(crate) keys: Vec<Key>,
    /// Revoked ones, and how many lists still hold them.
    pub(crate) ghosts: Vec<(Key, usize)>,
    /// How a taken name is refused.
    pub(crate) taken_status: u16,
    /// How a rename is refused.
    pub(crate) rename_status: u16,
    /// How many lists still lack a key that was made by a request.
    pub(crate) lists_lack_new: usize,
    /// How many lists still hold a revoked key.
    pub(crate) lists_hold_revoked: usize,
    pub(crate) last_use: LastUse,
    /// What came in and was done, in order.
    pub(crate) acted: Vec<Acted>,
    pub(super) plan: Plan,
    random: Random,
}

impl State {
    /// Ada is an organization's admin, Bob a member of the team `ml`, Cyd manages the team `web`. No key is there.
    pub(crate) fn new(clock: impl Fn() -> Timestamp + Send + 'static) -> Self {
        let user = |name: &str, admin, teams: &[&str], manages: &[&str]| User {
            id: format!("u-{name}"),
            name: name.to_owned(),
            admin,
            teams: teams.iter().map(|&team| team.to_owned()).collect(),
            manages: manages.iter().map(|&team| team.to_owned()).collect(),
        };
        let team = |name: &str, default| Team { id: format!("t-{name}"), name: name.to_owned(), default };
        Self {
            clock: Box::new(clock),
            users: vec![
                user("ada", true, &["t-ml", "t-web"], &["t-ml", "t-web"]),
                user("bob", false, &["t-ml"], &[]),
                user("cyd", false, &["t-web"], &["t-web"]),
            ],
            teams: vec![team("ml", true), team("web", false)],
            models: [("m1", "llama"), ("m2", "whisper")].map(|(id, name)| (id.to_owned(), name.to_owned())).to_vec(),
            keys: Vec::new(),
            ghosts: Vec::new(),
            taken_status: 400,
            rename_status: 404,
            lists_lack_new: 0,
            lists_hold_revoked: 0,
            last_use: LastUse::Exact,
            acted: Vec::new(),
            plan: Plan::default(),
            random: Random::new(12),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Adds a key as if it had always been there, and returns the whole of it. Nothing is checked.
    pub(crate) fn add(&mut self, seed: Seed) -> String {
        let whole = format!("{}.{}", self.random.word(8), self.random.word(32));
        let key = seed.key(whole.clone(), self.now());
        self.keys.push(key);
        whole
    }

    /// The key with this prefix, when it lives.
    pub(crate) fn key(&self, prefix: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.prefix() == prefix)
    }

    /// The live keys of this name, whoever's they are.
    pub(crate) fn named(&self, name: &str) -> Vec<&Key> {
        self.keys.iter().filter(|key| key.name.as_deref() == Some(name)).collect()
    }

    /// Whether a service can work with this key.
    pub(crate) fn accepts(&self, whole: &str) -> bool {
        self.keys.iter().any(|key| key.whole == whole)
    }

    /// A service uses the key.
    pub(crate) fn touch(&mut self, prefix: &str) {
        let now = self.now();
        if let Some(key) = self.keys.iter_mut().find(|key| key.prefix() == prefix) {
            key.uses.push(now);
        }
    }

    /// Revokes a key, as somebody at the web page does. Whether it lived.
    pub(crate) fn revoke(&mut self, prefix: &str) -> bool {
        let Some(index) = self.keys.iter().position(|key| key.prefix() == prefix) else { return false };
        let key = self.keys.remove(index);
        if self.lists_hold_revoked > 0 {
            self.ghosts.push((key, self.lists_hold_revoked));
        }
        true
    }

    /// Makes a key with the scopes of another one, as another machine's rotation does. `None` when the name is taken.
    pub(crate) fn succeed(&mut self, prefix: &str, name: &str) -> Option<String> {
        let old = self.key(prefix)?.clone();
        if self.holder(&old.kind, old.team.as_deref(), old.owner.as_deref(), name).is_some() {
            return None;
        }
        let whole = self.add(Seed::like(&old).name(name));
        self.keys.last_mut().expect("it was just added").unlisted = self.lists_lack_new;
        Some(whole)
    }

    /// Whoever is sent a request with this key: its user, if it is a personal one.
    pub(crate) fn user_of(&self, key: &Key) -> Option<&User> {
        self.users.iter().find(|user| key.owner.as_ref() == Some(&user.id))
    }

    /// The prefixes that requests revoked, in order.
    pub(crate) fn revoked(&self) -> Vec<String> {
        self.changed("DELETE")
    }

    /// The prefixes of the keys that requests made, in order.
    pub(crate) fn made(&self) -> Vec<String> {
        self.changed("POST")
    }

    fn changed(&self, method: &str) -> Vec<String> {
        let of_method = self.acted.iter().filter(|acted| acted.method == method);
        of_method.filter_map(|acted| acted.changed.clone()).collect()
    }
}
