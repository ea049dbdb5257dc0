//! The temporary credentials of a push as canaries: no answer of the remote or of the storage brings them to light.

use serde_json::{Value, json};

use crate::support::{Pushes, Reply, Request, Server};

use super::watch::{files_with, with_no_argument_that_has};

/// Part of both secrets, also as they stand in a query.
const CANARY: &str = "CANARY";
const SECRET: &str = "CANARYsecret/with+all=of0123456789abcdef";
const TOKEN: &str = "CANARYtoken/with+all=of//0123456789abcdef==";

/// Why nothing of a storage's answer may be shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Storage {
    Accepts,
    /// Answers with this status and all that it was sent, in every element that S3's errors have.
    Quotes(u16),
    HangsUp,
    Redirects,
    IsNotThere,
}

const STORAGES: [Storage; 6] = [
    Storage::Accepts,
    Storage::Quotes(403),
    Storage::Quotes(200),
    Storage::HangsUp,
    Storage::Redirects,
    Storage::IsNotThere,
];

impl Storage {
    fn answer(self, request: &Request) -> Reply {
        let Request { path, .. } = request;
        match self {
            Self::Accepts => Reply::Answer(200, "application/xml", String::new()),
            Self::Quotes(status) => Reply::Answer(
                status,
                "application/xml",
                format!(
                    "<Error><Code>{TOKEN}</Code><Message>{path} {TOKEN} {SECRET}</Message><Token-0>{TOKEN}</Token-0></Error>"
                ),
            ),
            Self::Redirects => Reply::Redirect(path.clone()),
            Self::HangsUp | Self::IsNotThere => Reply::Hangup,
        }
    }
}

fn credentials(secret: Value) -> Value {
    json!({"aws_access_key_id": "ASIA", "aws_secret_access_key": secret, "aws_session_token": TOKEN})
}

/// A remote whose uploads go to `endpoint` with these credentials.
fn remote(creds: Value, endpoint: String) -> Pushes {
    Pushes::start(move |request| {
        request.path.starts_with("/v1/prepare_model_upload").then(|| {
            Reply::json(
                200,
                json!({"creds": creds, "s3_bucket": "bucket", "s3_key": "k.tar", "s3_region": "us-east-1",
                    "s3_endpoint_url": endpoint}),
            )
        })
    })
}

/// Pushes in several forms, and looks for the canaries in all that is left. Returns the exit codes.
#[track_caller]
fn push(pushes: &Pushes, told: &str) -> Vec<Option<i32>> {
    let forms: [&[&str]; 3] = [&["-v"], &["-v", "-o", "json"], &["-q"]];
    let codes = forms.map(|form| {
        let form: Vec<&str> = form.iter().copied().chain(["--request-timeout", "2s"]).collect();
        let run = pushes.push(&form).env("RUST_BACKTRACE", "full").env("RUST_LOG", "trace");
        let output = run.command().output().expect("the binary runs");
        let shown = [output.stdout, output.stderr].concat();
        let shown = String::from_utf8_lossy(&shown);
        assert!(!shown.contains(CANARY), "{told} with {form:?} shows a credential: {shown}");
        assert_ne!(output.status.code(), Some(101), "{told}: {shown}");
        output.status.code()
    });
    let left = files_with(pushes.home.path(), CANARY);
    assert!(left.is_empty(), "{told} leaves a credential in {left:?}");
    codes.to_vec()
}

#[test]
fn no_push_tells_the_credentials_of_its_upload() {
    with_no_argument_that_has(&["CANARYsecret", "CANARYtoken"], || {
        for behaviour in STORAGES {
            let storage = Server::start(move |request| behaviour.answer(request));
            let endpoint =
                if behaviour == Storage::IsNotThere { "http://127.0.0.1:1".to_owned() } else { storage.url() };
            let pushes = remote(credentials(json!(SECRET)), endpoint);
            let codes = push(&pushes, &format!("a push while the storage {behaviour:?}"));
            let is_sent = storage.requests().iter().any(|request| request.path.contains("Token=CANARYtoken"));
            assert!(is_sent || behaviour == Storage::IsNotThere, "else the canary is none: {:?}", storage.requests());
            assert_eq!(
                codes.contains(&Some(0)),
                matches!(behaviour, Storage::Accepts | Storage::Quotes(200)),
                "{codes:?}"
            );
        }
    });
}

#[test]
fn credentials_of_another_shape_are_not_quoted_back() {
    for creds in [json!(SECRET), json!([SECRET]), credentials(json!({SECRET: TOKEN})), json!({SECRET: 1})] {
        let codes = push(&remote(creds.clone(), "http://127.0.0.1:1".to_owned()), &format!("a push with {creds}"));
        // The request may have been carried out.
        assert_eq!(codes, [Some(6); 3]);
    }
}
