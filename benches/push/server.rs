//! A remote for pushes: a management API that agrees to everything, and a storage that throws away what it gets.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use serde_json::{Value, json};

/// A server on a free loopback port.
pub(crate) struct Server {
    port: u16,
    storage: Option<String>,
}

impl Server {
    /// Uploads go to `storage`, or are thrown away here.
    pub(crate) fn start(storage: Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let endpoint = storage.clone().unwrap_or_else(|| format!("http://127.0.0.1:{port}"));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let endpoint = endpoint.clone();
                thread::spawn(move || serve(stream, &endpoint));
            }
        });
        Self { port, storage }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where uploads go.
    pub(crate) fn storage(&self) -> String {
        self.storage.clone().unwrap_or_else(|| self.url())
    }
}

fn serve(mut stream: TcpStream, endpoint: &str) {
    let mut reader = BufReader::with_capacity(256 << 10, stream.try_clone().expect("the connection is shared"));
    while let Some((method, target, body, continues)) = head(&mut reader) {
        if continues && stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_err() {
            return;
        }
        let read = match body {
            Body::Of(length) => discard(&mut reader, length),
            Body::Chunked => discard_chunks(&mut reader),
        };
        if read.is_none() {
            return;
        }
        let body = answer(&method, &target, endpoint);
        // In one piece: a second one would wait for the first one's acknowledgement.
        let answer = format!("HTTP/1.1 200 OK\r\netag: \"e\"\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// How a body's end is known.
enum Body {
    Of(u64),
    Chunked,
}

fn discard(reader: &mut BufReader<TcpStream>, length: u64) -> Option<u64> {
    std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).ok()
}

fn discard_chunks(reader: &mut BufReader<TcpStream>) -> Option<u64> {
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let length = u64::from_str_radix(line.trim_end(), 16).ok()?;
        // With the line's end behind it.
        discard(reader, length + 2)?;
        if length == 0 {
            return Some(0);
        }
    }
}

/// The method, the target, the body and whether the client waits for leave to send it.
fn head(reader: &mut BufReader<TcpStream>) -> Option<(String, String, Body, bool)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let (mut body, mut continues) = (Body::Of(0), false);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => body = Body::Of(value.parse().ok()?),
            "transfer-encoding" => body = Body::Chunked,
            "expect" => continues = true,
            _ => {}
        }
    }
    Some((method, target, body, continues))
}

fn answer(method: &str, target: &str, endpoint: &str) -> String {
    const NAMESPACE: &str = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    match (method, path) {
        ("GET", "/v1/models") => json!({"models": []}).to_string(),
        ("GET", "/v1/teams") => json!({"teams": [{"id": "t", "name": "t"}]}).to_string(),
        ("POST", "/v1/prepare_model_upload") => prepared(endpoint).to_string(),
        ("POST", path) if path.starts_with("/v1/") => json!({
            "model": {"id": "m", "name": "bench"},
            "deployment": {"id": "d", "model_id": "m", "status": "BUILDING"},
        })
        .to_string(),
        ("POST", _) if query.contains("uploadId=") => {
            format!("<CompleteMultipartUploadResult {NAMESPACE}><ETag>\"e\"</ETag></CompleteMultipartUploadResult>")
        }
        ("POST", _) => format!(
            "<InitiateMultipartUploadResult {NAMESPACE}><Bucket>bucket</Bucket><Key>k</Key><UploadId>u</UploadId>\
             </InitiateMultipartUploadResult>"
        ),
        _ => String::new(),
    }
}

fn prepared(endpoint: &str) -> Value {
    json!({
        "creds": {"aws_access_key_id": "bench", "aws_secret_access_key": "bench", "aws_session_token": "bench"},
        "s3_bucket": "bucket", "s3_key": "archive", "s3_region": "us-east-1", "s3_endpoint_url": endpoint,
    })
}
