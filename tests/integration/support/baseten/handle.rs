//! One request, as the remote acts on it: who asks, whether they may, what happens.

use serde_json::{Value, json};

use super::state::{Acted, Key, State, User};

/// What the remote answers.
pub(super) type Reply = (u16, Value);

/// Types that belong to a team and that this program makes.
pub(super) const TEAM_TYPES: [&str; 3] = ["WORKSPACE_MANAGE_ALL", "WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS"];
pub(super) const MANAGER: &str = "WORKSPACE_MANAGE_API_KEYS";

pub(super) fn error(status: u16, message: &str) -> Reply {
    (status, json!({"code": "ERROR", "message": message}))
}

/// A part of a query string.
pub(super) fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

impl State {
    /// Acts on a request and answers it.
    pub(crate) fn handle(
        &mut self,
        method: &str,
        path: &str,
        query: &str,
        bearer: Option<&str>,
        body: &str,
    ) -> (u16, Value) {
        let now = self.now();
        let caller = self.keys.iter_mut().find(|key| Some(key.whole.as_str()) == bearer);
        let Some(caller) = caller else { return error(401, "this key is not known") };
        caller.uses.push(now);
        let caller = caller.clone();
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let mut changed = None;
        let reply = match (method, parts.as_slice()) {
            // Unproven, so taken as hard as can be: such keys can only call or export.
            _ if ["WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS", "ROUTES"].contains(&caller.kind.as_str()) => {
                error(403, "this key manages nothing")
            }
            ("GET", ["v1", "users", "me"]) => (200, self.user(&caller)),
            ("GET", ["v1", "teams"]) => (200, self.teams_of(&caller)),
            ("GET", ["v1", "models"] | ["v1", "teams", _, "models"]) => (200, self.models(parameter(query, "name"))),
            ("GET", ["v1", "models", id]) => self.model(id),
            ("GET", ["v1", "environment_groups"] | ["v1", "teams", _, "environment_groups"] | ["v1", "audit_logs"]) => {
                (200, json!({"items": [], "pagination": {"has_more": false, "cursor": null}}))
            }
            ("GET", ["v1", "api_keys"]) => (200, self.list(&caller, query)),
            ("POST", ["v1", "api_keys"]) => self.create(&caller, None, body, &mut changed),
            ("POST", ["v1", "teams", team, "api_keys"]) => self.create(&caller, Some(team), body, &mut changed),
            ("DELETE", ["v1", "api_keys", prefix]) => self.delete(&caller, prefix, &mut changed),
            ("PATCH", ["v1", "api_keys", _]) => error(self.rename_status, "there is nothing here"),
            _ => error(404, "there is nothing here"),
        };
        self.acted.push(Acted {
            method: method.to_owned(),
            path: path.to_owned(),
            by: caller.prefix().to_owned(),
            status: reply.0,
            changed,
        });
        reply
    }

    fn user(&self, caller: &Key) -> Value {
        match self.user_of(caller) {
            Some(user) => json!({
                "user_id": user.id, "email": email(user), "name": user.name, "workspace_name": "acme",
            }),
            None => json!({
                "user_id": service_account(caller), "email": null, "name": null, "workspace_name": "acme",
            }),
        }
    }

    fn teams_of(&self, caller: &Key) -> Value {
        let seen = self.teams.iter().filter(|team| match self.user_of(caller) {
            Some(user) => user.admin || user.teams.contains(&team.id),
            None => caller.kind == MANAGER || caller.team.as_ref() == Some(&team.id),
        });
        let shown = seen.map(|team| {
            json!({"id": team.id, "name": team.name, "default": team.default, "created_at": "2025-01-01T00:00:00Z"})
        });
        json!({"teams": shown.collect::<Vec<_>>()})
    }

    fn models(&self, name: Option<&str>) -> Value {
        let models = self.models.iter().filter(|(_, known)| name.is_none_or(|name| name == known));
        json!({"models": models.map(|(id, name)| json!({"id": id, "name": name, "team_name": "ml"})).collect::<Vec<_>>()})
    }

    fn model(&self, id: &str) -> Reply {
        match self.models.iter().find(|(known, _)| known == id) {
            Some((id, name)) => (200, json!({"id": id, "name": name, "team_name": "ml"})),
            None => error(404, "there is no such model"),
        }
    }

    fn delete(&mut self, caller: &Key, prefix: &str, changed: &mut Option<String>) -> Reply {
        let Some(key) = self.key(prefix).filter(|key| self.sees(caller, key)) else {
            return error(404, "there is no such key");
        };
        if caller.kind == MANAGER && key.kind == MANAGER {
            return error(403, "a key that manages keys does not manage its like");
        }
        self.revoke(prefix);
        *changed = Some(prefix.to_owned());
        (200, json!({"prefix": prefix}))
    }
}

pub(super) fn email(user: &User) -> String {
    format!("{}@acme.example", user.name)
}

/// Who a key of a team acts as.
pub(super) fn service_account(key: &Key) -> String {
    format!("sa-{}", key.prefix())
}
