//! Making a key: who may make which, what a name may be, and in which scope it is unique.

use serde_json::{Value, json};

use super::Seed;
use super::handle::{MANAGER, Reply, TEAM_TYPES, error};
use super::list::acts_as;
use super::state::{Key, State};

impl State {
    /// The answer to a `POST` of a key; `changed` becomes its prefix.
    pub(super) fn create(
        &mut self,
        caller: &Key,
        team: Option<&str>,
        body: &str,
        changed: &mut Option<String>,
    ) -> Reply {
        let Ok(body) = serde_json::from_str::<Value>(body) else { return error(400, "the body is no JSON") };
        let Some(kind) = body["type"].as_str().map(str::to_owned) else { return error(400, "the type is missing") };
        let of_team = TEAM_TYPES.contains(&kind.as_str());
        if !of_team && kind != MANAGER && kind != "PERSONAL" {
            return error(400, "there is no such type");
        }
        let team = team.or_else(|| body["team_id"].as_str()).map(str::to_owned);
        if team.is_some() && !of_team {
            return error(400, "such a key belongs to no team");
        }
        let team = of_team.then(|| team.unwrap_or_else(|| self.default_team(caller)));
        if let Some(team) = &team
            && !self.teams.iter().any(|known| known.id == *team)
        {
            return error(404, "there is no such team");
        }
        if !self.may_create(caller, &kind, team.as_deref()) {
            return error(403, "this key may not make such a key");
        }
        let models = match self.models_of(&body, &kind) {
            Ok(models) => models,
            Err(reply) => return reply,
        };
        let name = body["name"].as_str().map(str::to_owned);
        let owner = (kind == "PERSONAL").then(|| caller.owner.clone()).flatten();
        if let Some(name) = &name {
            if !is_name(name) {
                return error(400, "lowercase letters, numbers and hyphens only");
            }
            if self.holder(&kind, team.as_deref(), owner.as_deref(), name).is_some() {
                return error(self.taken_status, "this cannot be");
            }
        }
        let like = Key { kind, name, team, owner, models, ..caller.clone() };
        let whole = self.add(Seed::like(&like));
        let lists = self.lists_lack_new;
        let key = self.keys.last_mut().expect("it was just added");
        key.creator = acts_as(caller);
        key.unlisted = lists;
        *changed = Some(key.prefix().to_owned());
        (200, json!({"api_key": whole}))
    }

    /// Who has this name where a key of that type, team and owner would be: the three scopes of names.
    pub(crate) fn holder(&self, kind: &str, team: Option<&str>, owner: Option<&str>, name: &str) -> Option<&Key> {
        self.named(name).into_iter().find(|key| {
            if TEAM_TYPES.contains(&kind) {
                TEAM_TYPES.contains(&key.kind.as_str()) && key.team.as_deref() == team
            } else {
                key.kind == kind && key.owner.as_deref() == owner
            }
        })
    }

    fn default_team(&self, caller: &Key) -> String {
        let default = self.teams.iter().find(|team| team.default).expect("an organization has a default team");
        caller.team.clone().unwrap_or_else(|| default.id.clone())
    }

    fn may_create(&self, caller: &Key, kind: &str, team: Option<&str>) -> bool {
        let user = self.user_of(caller);
        match (kind, team) {
            ("PERSONAL", _) => user.is_some(),
            (MANAGER, _) => user.is_some_and(|user| user.admin),
            (_, Some(team)) => match user {
                Some(user) => user.admin || user.manages.iter().any(|managed| managed == team),
                None => caller.kind == MANAGER || caller.team.as_deref() == Some(team),
            },
            (_, None) => false,
        }
    }

    fn models_of(&self, body: &Value, kind: &str) -> Result<Option<Vec<String>>, Reply> {
        let Some(ids) = body["model_ids"].as_array() else { return Ok(None) };
        if !["WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS"].contains(&kind) {
            return Err(error(400, "such a key takes no models"));
        }
        let ids: Vec<String> = ids.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let known = |id: &String| self.models.iter().any(|(known, _)| known == id);
        if ids.iter().all(known) { Ok(Some(ids)) } else { Err(error(404, "there is no such model")) }
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.bytes().all(allowed)
}
