//! The embedded API in the test's own process, and plain requests to it: what is true on the remote, whatever the
//! binary says.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;
use truss::internals::local::{Logins, Options, RequestLine, own_key, start};

/// A remote with keys, teams and models. It goes on until the test's process ends.
pub(crate) struct Embedded {
    url: String,
    key: String,
    /// How many tokens were given out.
    tokens: Arc<AtomicUsize>,
    _folder: TempDir,
}

impl Embedded {
    pub(crate) fn start() -> Self {
        Self::with_logins(Logins::default())
    }

    /// One whose browser logins are confirmed at once.
    pub(crate) fn with_login() -> Self {
        Self::with_logins(Logins { auto_approve: true, ..Logins::default() })
    }

    fn with_logins(logins: Logins) -> Self {
        let folder = TempDir::with_prefix("truss-remote-").expect("a temporary folder");
        let directory = folder.path().join("state");
        let (sender, started) = mpsc::channel();
        let tokens = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&tokens);
        let log: Arc<dyn Fn(&RequestLine) + Send + Sync> = Arc::new(move |line: &RequestLine| {
            if line.path == "/v1/users/auth/device/token" && line.status == 200 {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                let server = start(Options { logins, log: Some(log), ..Options::new(directory) })
                    .await
                    .expect("the embedded API starts");
                let told = (server.url().to_owned(), own_key(&server).to_owned());
                sender.send(told).expect("the test waits");
                std::future::pending::<()>().await;
            });
        });
        let (url, key) = started.recv().expect("the embedded API starts");
        Self { url, key, tokens, _folder: folder }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How many pairs of tokens it has given out.
    pub(crate) fn tokens(&self) -> usize {
        self.tokens.load(Ordering::Relaxed)
    }

    /// A key that may do everything.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// A request with that key, which must succeed.
    #[track_caller]
    pub(crate) fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = send(&self.url, method, path, Some(&self.key), &body.to_string()).expect("an answer");
        assert_eq!(status, 200, "{method} {path}: {answer}");
        serde_json::from_str(&answer).expect("JSON")
    }

    /// Makes a key and returns the whole of it.
    #[track_caller]
    pub(crate) fn create(&self, name: &str, key_type: &str) -> String {
        let answer = self.ask("POST", "/v1/api_keys", &json!({"name": name, "type": key_type}));
        answer["api_key"].as_str().expect("a key").to_owned()
    }

    /// The names of the keys of this family.
    #[track_caller]
    pub(crate) fn family(&self, name: &str) -> Vec<String> {
        let answer = self.ask("GET", "/v1/api_keys", &Value::Null);
        let names = answer["keys"].as_array().expect("a list").iter().filter_map(|key| key["name"].as_str());
        let is_member =
            |its: &&str| its.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("-rotated-"));
        let mut names: Vec<String> = names.filter(is_member).map(str::to_owned).collect();
        names.sort();
        names
    }

    /// Whether the remote knows this key.
    #[track_caller]
    pub(crate) fn accepts(&self, key: &str) -> bool {
        send(&self.url, "GET", "/v1/users/me", Some(key), "").expect("an answer").0 != 401
    }
}

/// One request on a connection of its own: the status and the body, or `None` when there is no whole answer.
pub(crate) fn send(base: &str, method: &str, path: &str, key: Option<&str>, body: &str) -> Option<(u16, String)> {
    let address = base.strip_prefix("http://").expect("an http URL");
    let mut stream = TcpStream::connect(address).ok()?;
    let authorization = key.map_or_else(String::new, |key| format!("authorization: Bearer {key}\r\n"));
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{authorization}\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}
