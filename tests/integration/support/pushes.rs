//! A remote that takes a push of one model, and answers as the test says wherever the test has something to say.

use serde_json::{Value, json};

use super::{Home, Reply, Request, Server};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// A remote with one team, no models and no storage: models are made from their config alone.
pub(crate) struct Pushes {
    pub(crate) server: Server,
    pub(crate) home: Home,
}

impl Pushes {
    /// `answer` comes first; what it has no answer for goes as on a remote where all is well.
    pub(crate) fn start(answer: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let server = Server::start(move |request| answer(request).unwrap_or_else(|| usual(request)));
        let home = Home::new().with_trussrc(&server.trussrc(KEY));
        let pushes = Self { server, home };
        pushes.config("model_name: m\n");
        pushes
    }

    /// Writes the config of the Truss `truss` in the home.
    pub(crate) fn config(&self, text: &str) {
        let folder = self.home.path().join("truss");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("config.yaml"), text).expect("a config");
    }

    /// A push of that Truss.
    pub(crate) fn push(&self, options: &[&str]) -> super::Truss {
        self.home.truss(["push", "truss"].iter().chain(options))
    }

    /// The bodies of the requests to this path.
    pub(crate) fn bodies(&self, path: &str) -> Vec<Value> {
        let requests = self.server.requests().into_iter().filter(|request| is(request, path));
        requests.map(|request| serde_json::from_str(&request.body).expect("JSON")).collect()
    }

    /// How many requests there were to this path.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.server.requests().iter().filter(|request| is(request, path)).count()
    }
}

/// Whether this is a request to that path, whatever the query.
pub(crate) fn is(request: &Request, path: &str) -> bool {
    request.path.split('?').next() == Some(path)
}

/// The deployment in this status.
pub(crate) fn deployment(status: &str) -> Value {
    json!({"id": "d1", "model_id": "m1", "status": status, "is_development": false})
}

fn usual(request: &Request) -> Reply {
    let path = request.path.split('?').next().unwrap_or_default();
    let created =
        || json!({"model": {"id": "m1", "name": "m", "team_name": "ml"}, "deployment": deployment("BUILDING")});
    match (request.method.as_str(), path) {
        ("GET", "/v1/models") => Reply::json(200, json!({"models": []})),
        ("GET", "/v1/teams") => Reply::json(200, json!({"teams": [{"id": "t1", "name": "ml", "default": true}]})),
        ("POST", "/v1/prepare_model_upload") => Reply::json(200, json!({"s3_key": null, "creds": null})),
        ("POST", "/v1/teams/t1/models" | "/v1/models/m1/deployments") => Reply::json(200, created()),
        ("GET", "/v1/models/m1/deployments/d1") => Reply::json(200, deployment("ACTIVE")),
        ("GET", "/v1/models/m1/deployments/d1/logs") => Reply::json(200, json!({"logs": []})),
        _ => Reply::json(404, json!({"code": "NOT_FOUND", "message": "not found"})),
    }
}
