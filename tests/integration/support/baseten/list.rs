//! Which keys a caller sees, and what is told of each. No word of environments: Baseten's API does not know them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::handle::{MANAGER, email, parameter, service_account};
use super::state::{Field, Key, LastUse, State};

impl State {
    /// The answer to `GET /v1/api_keys`.
    pub(super) fn list(&mut self, caller: &Key, query: &str) -> Value {
        let wanted = |key: &Key| {
            parameter(query, "type").is_none_or(|kind| kind == key.kind)
                && (parameter(query, "created_by_me") != Some("true") || key.creator == acts_as(caller))
        };
        let listed = self.keys.iter().filter(|key| key.unlisted == 0);
        let listed = listed.chain(self.ghosts.iter().map(|(key, _)| key));
        let seen = listed.filter(|key| self.sees(caller, key) && wanted(key));
        let answer = json!({"keys": seen.map(|key| self.info(key)).collect::<Vec<_>>()});
        for key in &mut self.keys {
            key.unlisted = key.unlisted.saturating_sub(1);
        }
        for (_, lists) in &mut self.ghosts {
            *lists -= 1;
        }
        self.ghosts.retain(|(_, lists)| *lists > 0);
        answer
    }

    /// Whether the caller can see and manage the key.
    pub(super) fn sees(&self, caller: &Key, key: &Key) -> bool {
        if let Some(user) = self.user_of(caller) {
            return user.admin
                || key.owner.as_ref() == Some(&user.id)
                || key.team.as_ref().is_some_and(|team| user.manages.contains(team));
        }
        match caller.kind.as_str() {
            MANAGER => key.team.is_some() || key.whole == caller.whole,
            _ => key.team.is_some() && key.team == caller.team,
        }
    }

    /// The key as a list tells of it.
    pub(crate) fn info(&self, key: &Key) -> Value {
        let mut info = Map::new();
        let team = self.teams.iter().find(|team| Some(&team.id) == key.team.as_ref());
        let owner = self.user_of(key).filter(|_| key.kind == "PERSONAL");
        info.insert("prefix".to_owned(), json!(key.prefix()));
        info.insert("name".to_owned(), json!(key.name));
        info.insert("type".to_owned(), json!(key.kind));
        info.insert("model_ids".to_owned(), json!(key.models));
        info.insert("team_name".to_owned(), json!(team.map(|team| &team.name)));
        let owner = owner.map(|user| json!({"user_id": user.id, "email": email(user), "name": user.name}));
        info.insert("owner".to_owned(), json!(owner));
        tell(&mut info, "created_at", key.told_created.as_ref().unwrap_or(&Field::At(key.created)));
        tell(&mut info, "last_used_at", &key.told_use.clone().unwrap_or_else(|| self.told_use(key)));
        Value::Object(info)
    }

    fn told_use(&self, key: &Key) -> Field {
        let last = |uses: &mut dyn Iterator<Item = &Timestamp>| uses.max().map_or(Field::Null, |time| Field::At(*time));
        match &self.last_use {
            LastUse::Exact => last(&mut key.uses.iter()),
            LastUse::Lagging(lag) => {
                let known = self.now() - *lag;
                last(&mut key.uses.iter().filter(|time| **time <= known))
            }
            LastUse::Instead(told) => told.clone(),
        }
    }
}

/// The user or the service account that makes what this key makes.
pub(super) fn acts_as(key: &Key) -> String {
    key.owner.clone().unwrap_or_else(|| service_account(key))
}

fn tell(info: &mut Map<String, Value>, field: &str, told: &Field) {
    let value = match told {
        Field::Absent => return,
        Field::Null => Value::Null,
        Field::Raw(value) => value.clone(),
        Field::At(time) => json!(time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()),
    };
    info.insert(field.to_owned(), value);
}
