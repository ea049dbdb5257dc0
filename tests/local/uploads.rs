//! The S3 endpoint: what temporary credentials are good for, and what they are not.

use jiff::Timestamp;
use reqwest::header::ETAG;
use reqwest::{Method, RequestBuilder, StatusCode};
use rusty_s3::signing::sign;
use serde_json::{Value, json};
use url::Url;

use crate::support::{Api, client, tar_of, tar_with_config};

const MIB: usize = 1024 * 1024;

/// Where and with what an archive is uploaded.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) key: String,
    endpoint: String,
    bucket: String,
    region: String,
    access_key: String,
    secret_key: String,
    session_token: Option<String>,
}

/// An answer of the S3 endpoint.
pub(crate) struct S3Answer {
    status: StatusCode,
    etag: String,
    text: String,
}

impl S3Answer {
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text);
        self
    }

    #[track_caller]
    pub(crate) fn refused_by_s3(self, status: u16, code: &str) {
        assert!(
            self.status.as_u16() == status && self.text.contains(&format!("<Code>{code}</Code>")),
            "{}: {}",
            self.status,
            self.text
        );
    }
}

/// Asks for credentials.
pub(crate) async fn prepared(api: &Api, request: Value) -> Upload {
    let prepared = api.post("/v1/prepare_model_upload", &request).await.ok();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let creds = &prepared["creds"];
    Upload {
        key: text(&prepared["s3_key"]),
        endpoint: text(&prepared["s3_endpoint_url"]),
        bucket: text(&prepared["s3_bucket"]),
        region: text(&prepared["s3_region"]),
        access_key: text(&creds["aws_access_key_id"]),
        secret_key: text(&creds["aws_secret_access_key"]),
        session_token: Some(text(&creds["aws_session_token"])),
    }
}

async fn prepared_for_hello(api: &Api) -> Upload {
    prepared(api, json!({ "name": "hello", "deployment": { "config": {} } })).await
}

impl Upload {
    fn unsigned(&self, key: &str) -> Url {
        Url::parse(&format!("{}/{}/{key}", self.endpoint, self.bucket)).expect("a URL")
    }

    /// A presigned URL that is good for a minute. The query must be in order.
    fn url(&self, method: rusty_s3::Method, key: &str, query: &[(&str, &str)]) -> Url {
        let (access_key, secret_key) = (self.access_key.as_str(), self.secret_key.as_str());
        let (url, token, now) = (self.unsigned(key), self.session_token.as_deref(), Timestamp::now());
        let (query, no_headers) = (query.iter().copied(), std::iter::empty());
        sign(&now, method, url, access_key, secret_key, token, &self.region, 60, query, no_headers)
    }

    async fn create(&self) -> String {
        let url = self.url(rusty_s3::Method::Post, &self.key, &[("uploads", "1")]);
        let answer = sent(client().post(url)).await.ok();
        let (_, rest) = answer.text.split_once("<UploadId>").expect("an upload id");
        rest.split_once("</UploadId>").expect("its end").0.to_owned()
    }

    fn part(&self, number: usize, upload_id: &str, body: Vec<u8>) -> RequestBuilder {
        let number = number.to_string();
        let query = [("partNumber", number.as_str()), ("uploadId", upload_id)];
        let url = self.url(rusty_s3::Method::Put, &self.key, &query);
        let checksum = crc32c::crc32c(&body).to_be_bytes();
        client().put(url).header("x-amz-checksum-crc32c", base64(&checksum)).body(body)
    }

    async fn complete(&self, upload_id: &str, etags: &[String]) -> S3Answer {
        let url = self.url(rusty_s3::Method::Post, &self.key, &[("uploadId", upload_id)]);
        let parts = etags
            .iter()
            .enumerate()
            .map(|(place, etag)| format!("<Part><PartNumber>{}</PartNumber><ETag>{etag}</ETag></Part>", place + 1));
        let body = format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.collect::<String>());
        sent(client().post(url).body(body)).await
    }

    /// Commits what was uploaded as a new model.
    async fn commit(&self, api: &Api) -> crate::support::Answer {
        let source = json!({ "name": "hello", "s3_key": self.key, "deployment": { "config": {} } });
        api.post("/v1/models", &json!({ "source": source })).await
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

async fn sent(request: RequestBuilder) -> S3Answer {
    let response = request.send().await.expect("an answer");
    let header = response.headers().get(ETAG).and_then(|etag| etag.to_str().ok()).unwrap_or_default();
    let etag = header.trim_matches('"').to_owned();
    let status = response.status();
    S3Answer { status, etag, text: response.text().await.expect("a body") }
}

/// One PUT of the whole archive.
pub(crate) async fn put(upload: &Upload, body: Vec<u8>) -> S3Answer {
    sent(client().put(upload.url(rusty_s3::Method::Put, &upload.key, &[])).body(body)).await
}

#[tokio::test]
async fn credentials_look_like_awss_temporary_ones() {
    let api = Api::start().await;
    let upload = prepared_for_hello(&api).await;
    assert!(upload.access_key.starts_with("ASIA") && upload.access_key.len() == 20);
    assert_eq!((upload.secret_key.len(), upload.session_token.map(|token| token.len())), (40, Some(64)));
}

#[tokio::test]
async fn parts_in_any_order_become_one_archive() {
    let api = Api::start().await;
    let upload = prepared_for_hello(&api).await;
    let weights = vec![42; 11 * MIB];
    let body = tar_of(&[("data/weights.bin", &weights), ("config.yaml", b"model_name: hello\n")]);
    let upload_id = upload.create().await;
    let parts: Vec<Vec<u8>> = body.chunks(5 * MIB).map(<[u8]>::to_vec).collect();
    assert_eq!(parts.len(), 3);
    let mut etags = vec![String::new(); parts.len()];
    for place in [2, 0, 1] {
        etags[place] = sent(upload.part(place + 1, &upload_id, parts[place].clone())).await.ok().etag;
    }
    // A part that is sent again takes the place of the first.
    sent(upload.part(2, &upload_id, vec![1; 5 * MIB])).await.ok();
    sent(upload.part(2, &upload_id, parts[1].clone())).await.ok();

    let listed = upload.url(rusty_s3::Method::Get, &upload.key, &[("uploadId", upload_id.as_str())]);
    let listed = sent(client().get(listed)).await.ok();
    assert_eq!(listed.text.matches("<PartNumber>").count(), 4);
    upload.complete(&upload_id, &etags).await.ok();
    upload.commit(&api).await.ok();
}

#[tokio::test]
async fn a_multipart_upload_is_complete_only_with_its_parts_in_order() {
    let api = Api::start().await;
    let upload = prepared_for_hello(&api).await;
    let upload_id = upload.create().await;
    let big = sent(upload.part(1, &upload_id, vec![0; 5 * MIB])).await.ok().etag;
    let small = sent(upload.part(2, &upload_id, vec![0; MIB])).await.ok().etag;
    let last = sent(upload.part(3, &upload_id, vec![1; 10])).await.ok().etag;
    upload.complete(&upload_id, &[big.clone(), "nope".to_owned()]).await.refused_by_s3(400, "InvalidPart");
    upload.complete(&upload_id, &[big.clone(), small, last]).await.refused_by_s3(400, "EntityTooSmall");
    upload.complete("nope", &[big]).await.refused_by_s3(404, "NoSuchUpload");
    upload.commit(&api).await.refused(400);
}

#[tokio::test]
async fn an_aborted_upload_leaves_nothing() {
    let api = Api::start().await;
    let upload = prepared_for_hello(&api).await;
    let upload_id = upload.create().await;
    sent(upload.part(1, &upload_id, vec![0; 10])).await.ok();
    let abort = upload.url(rusty_s3::Method::Delete, &upload.key, &[("uploadId", upload_id.as_str())]);
    sent(client().delete(abort.clone())).await.ok();
    sent(client().delete(abort)).await.refused_by_s3(404, "NoSuchUpload");
    sent(upload.part(2, &upload_id, vec![0; 10])).await.refused_by_s3(404, "NoSuchUpload");
    assert_eq!(files_below(&api.folder.path().join("uploads")), 0);
}

fn files_below(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn bytes_that_are_not_what_their_checksum_says_are_refused() {
    let api = Api::start().await;
    let upload = prepared_for_hello(&api).await;
    let url = upload.url(rusty_s3::Method::Put, &upload.key, &[]);
    let body = tar_with_config();
    let (right, wrong) = (base64(&crc32c::crc32c(&body).to_be_bytes()), base64(&[0; 4]));
    for (header, value) in [
        ("x-amz-checksum-crc32c", wrong.clone()),
        ("x-amz-checksum-crc32", wrong),
        ("x-amz-checksum-crc64nvme", base64(&[0; 8])),
        ("content-md5", base64(&[0; 16])),
    ] {
        let request = client().put(url.clone()).header(header, value).body(body.clone());
        sent(request).await.refused_by_s3(400, "BadDigest");
    }
    upload.commit(&api).await.refused(400);
    sent(client().put(url).header("x-amz-checksum-crc32c", right).body(body)).await.ok();
    assert_eq!(files_below(&api.folder.path().join("uploads")), 0, "what was refused is gone");
    upload.commit(&api).await.ok();
}

#[tokio::test]
async fn credentials_are_good_for_their_object_and_their_token_only() {
    let api = Api::start().await;
    let upload = prepared_for_hello(&api).await;
    let other = prepared_for_hello(&api).await;
    let body = tar_with_config();
    let try_put = async |upload: &Upload, key: &str| {
        sent(client().put(upload.url(rusty_s3::Method::Put, key, &[])).body(body.clone())).await
    };

    try_put(&upload, &other.key).await.refused_by_s3(403, "AccessDenied");
    try_put(&upload, "archives/x/../y.tar").await.refused_by_s3(403, "AccessDenied");
    let wrong_secret = Upload { secret_key: "x".repeat(40), ..upload.clone() };
    try_put(&wrong_secret, &upload.key).await.refused_by_s3(403, "SignatureDoesNotMatch");
    let wrong_token = Upload { session_token: other.session_token.clone(), ..upload.clone() };
    try_put(&wrong_token, &upload.key).await.refused_by_s3(400, "InvalidToken");
    let unknown = Upload { access_key: "ASIAXXXXXXXXXXXXXXXX".to_owned(), ..upload.clone() };
    try_put(&unknown, &upload.key).await.refused_by_s3(403, "InvalidAccessKeyId");
    let without_token = Upload { session_token: None, ..upload.clone() };
    try_put(&without_token, &upload.key).await.refused_by_s3(400, "InvalidToken");

    let unsigned = upload.unsigned(&upload.key);
    sent(client().put(unsigned.clone()).body(body.clone())).await.refused_by_s3(403, "AccessDenied");
    let with_api_key = client().put(unsigned).bearer_auth(api.own_key()).body(body.clone());
    assert!(sent(with_api_key).await.status.is_client_error());
    upload.commit(&api).await.refused(400);
    put(&upload, body).await.ok();
}

#[tokio::test]
async fn credentials_cannot_read_list_or_delete() {
    let api = Api::start().await;
    let upload = prepared_for_hello(&api).await;
    put(&upload, tar_with_config()).await.ok();
    let urls = [
        (Method::GET, upload.url(rusty_s3::Method::Get, &upload.key, &[])),
        (Method::HEAD, upload.url(rusty_s3::Method::Head, &upload.key, &[])),
        (Method::DELETE, upload.url(rusty_s3::Method::Delete, &upload.key, &[])),
    ];
    for (method, url) in urls {
        assert_eq!(sent(client().request(method, url)).await.status, 403);
    }
    upload.commit(&api).await.ok();
}

/// Makes all credentials as old as if their hour were over.
fn let_the_hour_pass(api: &Api) {
    let database = rusqlite::Connection::open(api.folder.path().join("state.db")).expect("a database");
    database.execute("UPDATE uploads SET expires_at = expires_at - 3600 * 1000000", []).expect("an update");
}

#[tokio::test]
async fn after_an_hour_credentials_are_over_and_what_was_not_used_goes() {
    let api = Api::start().await;
    let committed = prepared_for_hello(&api).await;
    put(&committed, tar_with_config()).await.ok();
    committed.commit(&api).await.ok();
    let request = json!({ "name": "second", "deployment": { "config": {} } });
    let uploaded = prepared(&api, request.clone()).await;
    put(&uploaded, tar_with_config()).await.ok();
    let unfinished = prepared(&api, request.clone()).await;
    let upload_id = unfinished.create().await;
    sent(unfinished.part(1, &upload_id, vec![0; 10])).await.ok();

    let_the_hour_pass(&api);
    put(&uploaded, tar_with_config()).await.refused_by_s3(400, "ExpiredToken");
    sent(unfinished.part(2, &upload_id, vec![0; 10])).await.refused_by_s3(400, "ExpiredToken");
    // The next push tidies up.
    prepared(&api, request).await;
    assert_eq!(files_below(&api.folder.path().join("uploads")), 0);
    assert_eq!(files_below(&api.folder.path().join("archives")), 1, "the committed one stays");
    let source = json!({ "name": "second", "s3_key": uploaded.key, "deployment": { "config": {} } });
    api.post("/v1/models", &json!({ "source": source })).await.refused(400);
}
