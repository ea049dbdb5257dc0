//! A key that is to be there before the test begins.

use jiff::Timestamp;

use super::state::{Field, Key};

/// What is known of the key; the rest is as a fresh key has it.
#[derive(Clone, Debug)]
#[must_use]
pub(crate) struct Seed {
    kind: String,
    name: Option<String>,
    team: Option<String>,
    owner: Option<String>,
    models: Option<Vec<String>>,
    created: Option<Timestamp>,
    used: Option<Timestamp>,
    told_created: Option<Field>,
    told_use: Option<Field>,
}

impl Seed {
    fn new(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            name: None,
            team: None,
            owner: None,
            models: None,
            created: None,
            used: None,
            told_created: None,
            told_use: None,
        }
    }

    /// A personal key of that user (`ada`, `bob`, `cyd`).
    pub(crate) fn personal(user: &str) -> Self {
        Self { owner: Some(format!("u-{user}")), ..Self::new("PERSONAL") }
    }

    /// A key of that team (`ml`, `web`).
    pub(crate) fn team(kind: &str, team: &str) -> Self {
        Self { team: Some(format!("t-{team}")), ..Self::new(kind) }
    }

    /// A key that manages keys.
    pub(crate) fn manager() -> Self {
        Self::new("WORKSPACE_MANAGE_API_KEYS")
    }

    /// A fresh key with the name and the scopes of that one.
    pub(crate) fn like(key: &Key) -> Self {
        Self {
            name: key.name.clone(),
            team: key.team.clone(),
            owner: key.owner.clone(),
            models: key.models.clone(),
            ..Self::new(&key.kind)
        }
    }

    pub(crate) fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    pub(crate) fn models(mut self, models: &[&str]) -> Self {
        self.models = Some(models.iter().map(|&model| model.to_owned()).collect());
        self
    }

    pub(crate) fn created(mut self, time: Timestamp) -> Self {
        self.created = Some(time);
        self
    }

    pub(crate) fn used(mut self, time: Timestamp) -> Self {
        self.used = Some(time);
        self
    }

    /// What lists tell of its creation, whatever is true.
    pub(crate) fn told_created(mut self, told: Field) -> Self {
        self.told_created = Some(told);
        self
    }

    /// What lists tell of its last use, whatever is true.
    pub(crate) fn told_use(mut self, told: Field) -> Self {
        self.told_use = Some(told);
        self
    }

    pub(super) fn key(self, whole: String, now: Timestamp) -> Key {
        Key {
            whole,
            creator: self.owner.clone().unwrap_or_else(|| "u-ada".to_owned()),
            name: self.name,
            kind: self.kind,
            team: self.team,
            owner: self.owner,
            models: self.models,
            created: self.created.unwrap_or(now),
            uses: self.used.into_iter().collect(),
            told_created: self.told_created,
            told_use: self.told_use,
            unlisted: 0,
        }
    }
}
