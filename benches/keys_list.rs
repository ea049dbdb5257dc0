//! `truss keys list` of 10,000 keys, as a table and as JSON, beside `curl | jq` on the same server.
//!
//! `cargo bench --bench keys_list`.

mod figures;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use serde_json::{Value, json};

use figures::{measure, show, succeeds};

const KEYS: usize = 10_000;
const RUNS: usize = 20;

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn main() {
    let url = serve();
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let trussrc = folder.path().join("trussrc");
    let section = "[bench]\nremote_provider = baseten\napi_key = abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345\n";
    std::fs::write(&trussrc, format!("{section}remote_url = {url}\n")).expect("the trussrc is written");
    let truss = Path::new(env!("CARGO_BIN_EXE_truss"));
    let trussrc = trussrc.to_string_lossy().into_owned();
    let list = |more: &[&str]| {
        let arguments: Vec<&str> =
            ["keys", "list", "--trussrc", &trussrc, "--remote", "bench"].iter().chain(more).copied().collect();
        measure(truss, &arguments, RUNS)
    };
    show("truss, table", &list(&[]));
    show("truss, JSON", &list(&["-o", "json"]));
    show("truss, --jq", &list(&["--jq", ".keys[].prefix"]));
    let pipe = format!("curl -sf {url}/v1/api_keys | jq -r '.keys[].prefix'");
    let peer = ["-euo", "pipefail", "-c", &pipe];
    if succeeds(Path::new("bash"), &peer) {
        show("curl | jq", &measure(Path::new("bash"), &peer, RUNS));
    } else {
        println!("curl and jq are not installed: no comparison");
    }
}

/// A server that lists the keys to whoever asks.
fn serve() -> String {
    let keys: Vec<Value> = (0..KEYS).map(key).collect();
    let body = json!({"keys": keys}).to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    let answer = Arc::new(head + &body);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || {
                let reader = BufReader::new(stream.try_clone().expect("the connection is shared"));
                let _ = reader.lines().map_while(Result::ok).find(String::is_empty);
                // Who hangs up early has measured enough.
                let _ = stream.write_all(answer.as_bytes());
            });
        }
    });
    url
}

fn key(number: usize) -> Value {
    json!({
        "prefix": format!("k{number:07}"),
        "name": format!("service-{number}-production"),
        "type": "WORKSPACE_INVOKE",
        "model_ids": null,
        "team_name": "machine-learning",
        "created_at": "2026-01-02T03:04:05.678901Z",
        "last_used_at": "2026-11-20T03:04:05.678901Z",
        "owner": null,
        "environment_names": null,
    })
}
