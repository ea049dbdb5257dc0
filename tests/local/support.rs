//! A server of its own for each test, on a folder of its own, and a client that keeps asserts short.

use std::path::Path;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use truss::internals::local::{self, Options, Role, Server};

/// A server on a temporary folder.
pub(crate) struct Api {
    pub(crate) server: Server,
    pub(crate) folder: TempDir,
    client: reqwest::Client,
}

/// What came back: the status, and the body as JSON (null when it is none).
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    /// The body of a 200; anything else fails the test.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.body
    }

    /// The message of a refusal with that status, whose body must be `{code, message}`.
    #[track_caller]
    pub(crate) fn refused(self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert!(self.body["code"].is_string(), "{}", self.text);
        self.body["message"].as_str().expect("a message").to_owned()
    }
}

impl Answer {
    /// The message of a call that is refused with that status, whose body must be `{error}`.
    #[track_caller]
    pub(crate) fn call_refused(self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        let fields: Vec<&String> = self.body.as_object().expect("an object").keys().collect();
        assert_eq!(fields, ["error"], "{}", self.text);
        self.body["error"].as_str().expect("a message").to_owned()
    }
}

/// A server on `folder`.
pub(crate) async fn serve(folder: &Path) -> Server {
    serve_with(folder, false).await
}

async fn serve_with(folder: &Path, strict: bool) -> Server {
    let options = Options { strict, ..Options::new(folder.to_owned()) };
    local::start(options).await.expect("the server starts")
}

/// A client that trusts nobody: the embedded API speaks plain HTTP.
pub(crate) fn client() -> reqwest::Client {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring knows them")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().expect("a client")
}

impl Api {
    pub(crate) async fn start() -> Self {
        Self::on(tempfile::tempdir().expect("a folder")).await
    }

    /// A server that was started with options of its own.
    pub(crate) fn with(server: Server, folder: TempDir) -> Self {
        Self { server, folder, client: client() }
    }

    /// A server on a state that may be there already.
    pub(crate) async fn on(folder: TempDir) -> Self {
        let server = serve(folder.path()).await;
        Self { server, folder, client: client() }
    }

    /// The same without the extensions.
    pub(crate) async fn strict_on(folder: TempDir) -> Self {
        let server = serve_with(folder.path(), true).await;
        Self { server, folder, client: client() }
    }

    pub(crate) fn own_key(&self) -> String {
        local::own_key(&self.server).to_owned()
    }

    /// A request as it is; `key` as a bearer, unless it is empty.
    pub(crate) async fn send(&self, key: &str, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.server.url()));
        if !key.is_empty() {
            request = request.bearer_auth(key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        answer(request).await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.server.url()))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(&self.own_key(), Method::GET, path, None).await
    }

    pub(crate) async fn get_as(&self, key: &str, path: &str) -> Answer {
        self.send(key, Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(&self.own_key(), Method::POST, path, Some(body)).await
    }

    pub(crate) async fn post_as(&self, key: &str, path: &str, body: &Value) -> Answer {
        self.send(key, Method::POST, path, Some(body)).await
    }

    /// Makes a key with the own key and returns it whole.
    pub(crate) async fn new_key(&self, request: Value) -> String {
        let made = self.post("/v1/api_keys", &request).await.ok();
        made["api_key"].as_str().expect("a key").to_owned()
    }

    /// The id of the default team.
    pub(crate) async fn default_team(&self) -> String {
        let teams = self.get("/v1/teams").await.ok();
        let default =
            teams["teams"].as_array().and_then(|teams| teams.iter().find(|team| team["default"] == json!(true)));
        default.and_then(|team| team["id"].as_str()).expect("a default team").to_owned()
    }

    /// Makes a model in the default team; `deployment` adds to the payload. Its format needs no archive, which is
    /// the quickest way to a model.
    pub(crate) async fn new_model(&self, name: &str, deployment: Value) -> Pushed {
        let source = json!({ "name": name, "deployment": without_archive(deployment) });
        Pushed::from(&self.post("/v1/models", &json!({ "source": source })).await.ok())
    }

    /// Pushes another deployment to a model.
    pub(crate) async fn new_deployment(&self, model_id: &str, deployment: Value) -> Pushed {
        let source = json!({ "deployment": without_archive(deployment) });
        let path = format!("/v1/models/{model_id}/deployments");
        Pushed::from(&self.post(&path, &json!({ "source": source })).await.ok())
    }

    /// Moves a deployment's start to `minutes` from now, so that no test depends on how fast it runs: 1 keeps it
    /// building, -1 brings it to the end of its steps. Returns the deployment as it is then.
    async fn shift(&self, pushed: &Pushed, minutes: i64) -> Value {
        let database = rusqlite::Connection::open(self.folder.path().join("state.db")).expect("a database");
        let change = "UPDATE deployments SET started_at = started_at + ?2 * 60000000 WHERE id = ?1";
        database.execute(change, rusqlite::params![pushed.deployment_id, minutes]).expect("a change");
        self.get(&format!("/v1/models/{}/deployments/{}", pushed.id, pushed.deployment_id)).await.ok()
    }

    /// Keeps a deployment that was just pushed building.
    pub(crate) async fn hold(&self, pushed: &Pushed) -> Value {
        self.shift(pushed, 1).await
    }

    /// Brings a deployment that was just pushed to the end of its steps.
    pub(crate) async fn finish(&self, pushed: &Pushed) -> Value {
        self.shift(pushed, -1).await
    }

    /// Adds a user and returns a personal key of it.
    pub(crate) fn new_user(&self, name: &str, role: Role, team: Option<&str>) -> String {
        let user = local::add_user(self.folder.path(), name, role, team).expect("a new user");
        local::key_of(&user).to_owned()
    }

    /// Adds a team and returns its id.
    pub(crate) fn new_team(&self, name: &str) -> String {
        local::add_team(self.folder.path(), name).expect("a new team").id
    }
}

/// The ids of what a push made.
#[derive(Clone)]
pub(crate) struct Pushed {
    /// The model's.
    pub(crate) id: String,
    pub(crate) deployment_id: String,
}

impl Pushed {
    pub(crate) fn from(answer: &Value) -> Self {
        let id = |kind: &str| answer[kind]["id"].as_str().expect("an id").to_owned();
        Self { id: id("model"), deployment_id: id("deployment") }
    }
}

/// A payload for a model that is built from its config alone, with more fields.
pub(crate) fn without_archive(more: Value) -> Value {
    let mut payload = json!({ "config": { "bis_llm": {} } });
    if let (Some(payload), Value::Object(more)) = (payload.as_object_mut(), more) {
        payload.extend(more);
    }
    payload
}

/// Sends and reads.
pub(crate) async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let status = response.status();
    let text = response.text().await.expect("a body");
    Answer { status, body: serde_json::from_str(&text).unwrap_or_default(), text }
}

/// What stands before a key's dot.
pub(crate) fn prefix(key: &str) -> &str {
    key.split_once('.').expect("a dot").0
}

pub(crate) fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, path, *content).expect("in memory");
    }
    builder.into_inner().expect("in memory")
}

pub(crate) fn tar_with_config() -> Vec<u8> {
    tar_of(&[("model/model.py", b"class Model: ..."), ("config.yaml", b"model_name: hello\n")])
}
