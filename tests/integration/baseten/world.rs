//! A remote, a home that works with it, and what has changed there since.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::run::{Ended, run};
use super::strict::Strict;
use crate::support::Home;
use crate::support::baseten::{Baseten, Seed};

/// What answers.
pub(super) enum Remote {
    Fake(Baseten),
    Strict(Strict),
}

/// A remote with a key for the home, and keys of others that nothing may touch.
pub(super) struct World {
    pub(super) remote: Remote,
    pub(super) home: Home,
    /// The key that the home uses, a personal one of an admin.
    pub(super) login: String,
}

/// What there was, by prefix.
pub(super) struct Before(BTreeMap<String, Value>);

/// What is there no more, and what is there now.
pub(super) struct Changes {
    pub(super) gone: Vec<String>,
    pub(super) new: Vec<Value>,
}

impl World {
    /// The fake Baseten. Bob has keys of the names that tests use, the team `web` has an overlap of its own.
    pub(super) fn fake() -> Self {
        let remote = Baseten::start();
        let login = {
            let mut state = remote.state();
            for name in ["ci", "ci-rotated-1", "login"] {
                state.add(Seed::personal("bob").name(name));
            }
            for name in ["site", "site-rotated-1"] {
                state.add(Seed::team("WORKSPACE_INVOKE", "web").name(name));
            }
            state.add(Seed::team("ROUTES", "ml").name("router"));
            state.add(Seed::personal("ada").name("login"))
        };
        Self { home: remote.home(&login), login, remote: Remote::Fake(remote) }
    }

    /// The embedded API without its extensions.
    pub(super) fn strict_local() -> Self {
        let remote = Strict::start();
        let login = remote.key.clone();
        let home = Home::new().with_trussrc(&trussrc(&remote.url, &login));
        Self { home, login, remote: Remote::Strict(remote) }
    }

    /// All that a case is to run against.
    pub(super) fn each() -> Vec<Self> {
        vec![Self::fake(), Self::strict_local()]
    }

    /// The default team, which a key of a team must be said to be for where there are several.
    pub(super) fn team(&self) -> &'static str {
        match &self.remote {
            Remote::Fake(_) => "ml",
            Remote::Strict(_) => "default",
        }
    }

    /// The fake, in the cases that need it.
    pub(super) fn baseten(&self) -> &Baseten {
        match &self.remote {
            Remote::Fake(baseten) => baseten,
            Remote::Strict(_) => panic!("this case is for the fake"),
        }
    }

    pub(super) fn url(&self) -> String {
        match &self.remote {
            Remote::Fake(baseten) => baseten.url(),
            Remote::Strict(strict) => strict.url.clone(),
        }
    }

    /// Another machine of the same person.
    pub(super) fn another_home(&self) -> Home {
        Home::new().with_trussrc(&trussrc(&self.url(), &self.login))
    }

    /// A key of that type that was there before: Ada's, or the default team's.
    pub(super) fn add(&self, kind: &str, name: Option<&str>) -> String {
        match &self.remote {
            Remote::Strict(strict) => strict.add(kind, name),
            Remote::Fake(baseten) => {
                let seed = match kind {
                    "PERSONAL" => Seed::personal("ada"),
                    "WORKSPACE_MANAGE_API_KEYS" => Seed::manager(),
                    _ => Seed::team(kind, "ml"),
                };
                baseten.state().add(match name {
                    Some(name) => seed.name(name),
                    None => seed,
                })
            }
        }
    }

    /// What lives there.
    pub(super) fn keys(&self) -> Vec<Value> {
        match &self.remote {
            Remote::Strict(strict) => strict.list(),
            Remote::Fake(baseten) => {
                let state = baseten.state();
                state.keys.iter().map(|key| state.info(key)).collect()
            }
        }
    }

    /// Whether a service can work with this key.
    pub(super) fn accepts(&self, whole: &str) -> bool {
        match &self.remote {
            Remote::Strict(strict) => strict.accepts(whole),
            Remote::Fake(baseten) => baseten.state().accepts(whole),
        }
    }

    /// The prefixes of the keys that requests made, in order.
    pub(super) fn made(&self) -> Vec<String> {
        self.baseten().state().made()
    }

    /// The prefixes of the keys that requests revoked, in order.
    pub(super) fn revoked(&self) -> Vec<String> {
        self.baseten().state().revoked()
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Ended {
        run(self.home.truss(arguments))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The key in a file of the home, which must be one that works.
    #[track_caller]
    pub(super) fn live_key_in(&self, name: &str) -> String {
        let text = fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let key =
            text.trim_end_matches('\n').rsplit('=').next().unwrap_or_default().trim_matches(['"', '\'']).to_owned();
        assert!(self.accepts(&key), "`{name}` holds no key that works: {text}");
        key
    }

    pub(super) fn before(&self) -> Before {
        Before(self.keys().into_iter().map(|key| (text(&key, "prefix"), key)).collect())
    }
}

impl Before {
    pub(super) fn changes(&self, world: &World) -> Changes {
        let now = world.before().0;
        Changes {
            gone: self.0.keys().filter(|prefix| !now.contains_key(*prefix)).cloned().collect(),
            new: now.iter().filter(|(prefix, _)| !self.0.contains_key(*prefix)).map(|(_, key)| key.clone()).collect(),
        }
    }
}

impl Changes {
    /// The names of the new keys must be these, and those that are gone these.
    #[track_caller]
    pub(super) fn expect(&self, new: &[&str], gone: &[&str]) {
        let names: Vec<String> = self.new.iter().map(|key| text(key, "name")).collect();
        let gone_prefixes: Vec<&str> = gone.iter().map(|whole| prefix(whole)).collect();
        assert_eq!(names, new, "the new keys");
        assert_eq!(self.gone, gone_prefixes, "the keys that are gone");
    }
}

pub(super) fn text(key: &Value, field: &str) -> String {
    key[field].as_str().unwrap_or_default().to_owned()
}

pub(super) fn prefix(whole: &str) -> &str {
    whole.split('.').next().expect("a prefix")
}

/// A trussrc with one remote, `baseten`.
pub(super) fn trussrc(url: &str, key: &str) -> String {
    format!("[baseten]\nremote_provider = baseten\napi_key = {key}\nremote_url = {url}\n")
}
