//! What is told of requests: each is a line, and none has a secret, however odd the request is.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use truss::internals::local::{self, Options, RequestLine};

/// Sends `requests` as they are to a server of their own, `KEY` being its key. Answers its log, and that key.
async fn log_of(requests: &[String]) -> (Vec<String>, String) {
    let lines: Arc<Mutex<Vec<RequestLine>>> = Arc::default();
    let folder = tempfile::tempdir().expect("a folder");
    let sink = Arc::clone(&lines);
    let log: Arc<dyn Fn(&RequestLine) + Send + Sync> =
        Arc::new(move |line| sink.lock().expect("no panic").push(line.clone()));
    let options = Options { log: Some(log), ..Options::new(folder.path().to_owned()) };
    let server = local::start(options).await.expect("it starts");
    let (key, address) = (local::own_key(&server).to_owned(), server.url().trim_start_matches("http://").to_owned());
    let requests: Vec<String> = requests.iter().map(|request| request.replace("KEY", &key)).collect();
    let send = move || {
        for request in requests {
            let mut stream = TcpStream::connect(&address).expect("it listens");
            stream.write_all(request.as_bytes()).expect("it reads");
            // The connection may end without an answer.
            let _ = stream.read_to_end(&mut Vec::new());
        }
    };
    tokio::task::spawn_blocking(send).await.expect("no panic");
    let lines = lines.lock().expect("no panic");
    let shown = |line: &RequestLine| format!("{} {} {}", line.method, line.path, line.status);
    (lines.iter().map(shown).collect(), key)
}

fn request(line: &str) -> String {
    format!("{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn each_request_makes_a_line_without_secrets() {
    let requests = ["GET /v1/users/me?x=KEY", "DELETE /v1/api_keys/KEY", "GET /nothing?KEY#KEY", "KEY /nothing"];
    let (lines, key) = log_of(&requests.map(request)).await;
    let prefix = key.split('.').next().expect("a prefix");
    let expected = [
        "GET /v1/users/me 401".to_owned(),
        format!("DELETE /v1/api_keys/{prefix}.… 401"),
        "GET /nothing 404".to_owned(),
        format!("{prefix}.… /nothing 404"),
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn no_encoding_and_no_malformed_request_gets_a_key_into_the_log() {
    // The server's key is not known before it runs: it stands in the requests as KEY, and `.` is what encoders differ in.
    let (_, sample) = log_of(&[]).await;
    let secret = sample.split_once('.').expect("a dot").1.len();
    let fixed = format!("abcd1234.{}", "S3cretS3".repeat(secret.div_ceil(8)));
    let dot = fixed.replace('.', "%2e");
    let mut requests = Vec::new();
    for key in [fixed.clone(), dot.clone(), dot.replace('%', "%25"), encoded(&fixed), encoded(&encoded(&fixed))] {
        for path in
            ["/v1/api_keys/K", "/K", "/models/K/production/predict", "/truss-local/K", "/x/K.json", "//K/", "/?K"]
        {
            requests.push(request(&format!("GET {}", path.replace('K', &key))));
        }
    }
    for line in
        ["KEY", "GET KEY", "GET http://KEY/", "GET /KEY HTTP/9.9\r\nKEY", "CONNECT KEY", "OPTIONS *KEY", "GET\t/KEY"]
    {
        requests.push(request(&line.replace("KEY", &fixed)));
    }
    requests.push(request("GET /").replace("localhost", &format!("model-{fixed}.localhost")));
    requests.push(request("GET /").replace("localhost", &fixed));
    let (lines, _) = log_of(&requests).await;
    assert!(lines.len() >= 35, "{lines:#?}");
    for line in lines {
        assert!(!line.contains("S3cretS3") && !line.contains(&encoded("S3cret")), "{line}");
    }
}
