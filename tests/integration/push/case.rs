//! A push of a Truss with one large file, to a remote whose storage behaves as the test says.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Asked, Behaviour, Home, Reply, Request, Server, Storage};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
pub(super) const MIB: u64 = 1 << 20;

/// A remote whose uploads go to `storage` and whose commits are answered by `commit`.
fn remote(storage: &Storage, commit: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    let endpoint = storage.url();
    Server::start(move |request| answer(request, &endpoint, &commit))
}

fn answer(request: &Request, endpoint: &str, commit: &dyn Fn() -> Reply) -> Reply {
    let path = request.path.split('?').next().unwrap_or_default();
    match (request.method.as_str(), path) {
        ("GET", "/v1/models") => Reply::json(200, json!({"models": []})),
        ("GET", "/v1/teams") => Reply::json(200, json!({"teams": [{"id": "t1", "name": "ml", "default": true}]})),
        ("POST", "/v1/prepare_model_upload") => Reply::json(
            200,
            json!({
                "creds": {"aws_access_key_id": "A", "aws_secret_access_key": "S", "aws_session_token": "T"},
                "s3_bucket": "bucket", "s3_key": "k.tar", "s3_region": "us-east-1", "s3_endpoint_url": endpoint,
            }),
        ),
        ("POST", "/v1/teams/t1/models") => commit(),
        other => panic!("nobody should ask for {other:?}"),
    }
}

fn committed() -> Reply {
    Reply::json(
        200,
        json!({
            "model": {"id": "m1", "name": "big", "team_name": "ml"},
            "deployment": {"id": "d1", "model_id": "m1", "status": "BUILDING", "is_development": false},
        }),
    )
}

/// A Truss with a weight file of that many bytes, without blocks on the disk.
fn truss(home: &Home, weight: u64) -> PathBuf {
    let folder = home.path().join("truss");
    fs::create_dir_all(folder.join("data")).expect("folders");
    fs::write(folder.join("config.yaml"), "model_name: big\n").expect("a config");
    let file = fs::File::create(folder.join("data/weights.bin")).expect("a file");
    file.set_len(weight).expect("a length");
    folder
}

/// A Truss, the remote that it is pushed to, and the storage of that.
pub(super) struct Case {
    pub(super) home: Home,
    server: Server,
    pub(super) storage: Storage,
    pub(super) folder: PathBuf,
}

impl Case {
    pub(super) fn new(weight: u64, behave: impl Fn(&Asked, usize) -> Behaviour + Send + Sync + 'static) -> Self {
        Self::with_commit(weight, behave, committed)
    }

    pub(super) fn with_commit(
        weight: u64,
        behave: impl Fn(&Asked, usize) -> Behaviour + Send + Sync + 'static,
        commit: impl Fn() -> Reply + Send + Sync + 'static,
    ) -> Self {
        let storage = Storage::start(behave);
        let server = remote(&storage, commit);
        let home = Home::new().with_trussrc(&server.trussrc(KEY));
        let folder = truss(&home, weight);
        Self { home, server, storage, folder }
    }

    pub(super) fn push(&self) -> crate::support::Truss {
        self.home.truss([Path::new("push"), &self.folder, Path::new("-o"), Path::new("json"), Path::new("-q")])
    }

    pub(super) fn push_aloud(&self) -> crate::support::Truss {
        self.home.truss([Path::new("push"), &self.folder])
    }

    #[track_caller]
    pub(super) fn succeeds(&self) -> Value {
        let result = self.push().any_stdout().run().json();
        let held = self.storage.held();
        let object = held.object.as_ref().expect("the archive is there");
        assert_eq!(result["uploaded_bytes"], object.len());
        let mut archive = tar::Archive::new(object.as_slice());
        let sizes: Vec<u64> = archive.entries().expect("a tar").map(|entry| entry.expect("a member").size()).collect();
        let weight = fs::metadata(self.folder.join("data/weights.bin")).expect("the file").len();
        assert_eq!(sizes, [16, weight]);
        result
    }

    /// Fails with `code`, says `words`, and leaves nothing behind.
    #[track_caller]
    pub(super) fn fails(&self, code: i32, words: &str) {
        let ran = self.push().code(code).any_stderr().run();
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
        self.left_nothing();
    }

    #[track_caller]
    pub(super) fn left_nothing(&self) {
        let held = self.storage.held();
        assert!(held.object.is_none(), "the archive is still there");
        assert!(held.aborted || held.count(&Asked::Create) == held.count(&Asked::Complete), "{:?}", held.asked);
    }

    pub(super) fn commits(&self) -> usize {
        self.server
            .requests()
            .iter()
            .filter(|request| request.path.ends_with("/models") && request.method == "POST")
            .count()
    }
}
