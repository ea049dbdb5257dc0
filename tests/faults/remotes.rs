//! What the commands talk to: a Baseten with keys, and one that takes pushes.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use crate::support::baseten::Baseten;
use crate::support::{Behaviour, Reply, Request, Server, Storage};

/// The remotes of one thread of the test.
pub(crate) struct Remotes {
    pub(crate) baseten: Baseten,
    pub(crate) pushes: Server,
    /// The requests that deployed a model. One of a run that was killed may come late.
    deployed: Arc<Mutex<Vec<String>>>,
}

impl Remotes {
    pub(crate) fn start() -> Self {
        let storage = Storage::start(|_, _| Behaviour::Accept);
        let deployed = Arc::<Mutex<Vec<String>>>::default();
        let bodies = Arc::clone(&deployed);
        Self {
            baseten: Baseten::start(),
            pushes: Server::start(move |request| answer(request, &storage, &bodies)),
            deployed,
        }
    }

    /// How many deployments of this name were made.
    pub(crate) fn deployed(&self, name: &str) -> usize {
        let bodies = self.deployed.lock().unwrap_or_else(PoisonError::into_inner);
        bodies.iter().filter(|body| body.contains(&format!("\"{name}\""))).count()
    }
}

fn answer(request: &Request, storage: &Storage, deployed: &Mutex<Vec<String>>) -> Reply {
    let path = request.path.split('?').next().unwrap_or_default();
    match (request.method.as_str(), path) {
        ("GET", "/v1/models") => Reply::json(200, json!({"models": []})),
        ("GET", "/v1/teams") => Reply::json(200, json!({"teams": [{"id": "t1", "name": "ml", "default": true}]})),
        ("POST", "/v1/prepare_model_upload") => {
            let creds = json!({"aws_access_key_id": "A", "aws_secret_access_key": "S", "aws_session_token": "T"});
            let place = json!({"creds": creds, "s3_bucket": "bucket", "s3_key": "k.tar", "s3_region": "us-east-1",
                "s3_endpoint_url": storage.url()});
            Reply::json(200, place)
        }
        ("POST", "/v1/teams/t1/models") => {
            deployed.lock().unwrap_or_else(PoisonError::into_inner).push(request.body.clone());
            let deployment = json!({"id": "d1", "model_id": "m1", "status": "BUILDING", "is_development": false});
            let model = json!({"id": "m1", "name": "m", "team_name": "ml"});
            Reply::json(200, json!({"model": model, "deployment": deployment}))
        }
        _ => Reply::json(404, json!({"code": "NOT_FOUND", "message": "not found"})),
    }
}
