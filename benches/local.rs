//! How fast the embedded API answers, and how long a rotation of 100 of its keys takes: `cargo bench --bench local`.
//!
//! Prints authenticated requests per second from eight connections for a list of 10 keys, and the time of one
//! list of 10,000 keys. The clients are plain threads on plain sockets, in the same process as the server: on
//! two cores they take about as much of them as the server does. The rotations are beside a loop of curl that makes
//! a key and revokes one, and does nothing else of what a rotation does.

mod figures;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use truss::internals::local::{self, Options, Server};

use figures::{measure, show, succeeds};

const CONNECTIONS: usize = 8;
const MEASURED: Duration = Duration::from_secs(5);
const ROTATED: u32 = 100;

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let options = Options::new(folder.path().to_owned());
    let server = runtime.block_on(local::start(options)).expect("the server starts");

    fill(folder.path(), 10);
    println!("list of 10 keys, {CONNECTIONS} connections: {:.0} requests/s", requests_per_second(&server));
    fill(folder.path(), ROTATED);
    rotations(&server);
    fill(folder.path(), 10_000);
    println!("list of 10,000 keys: {:.1} ms (median of 21)", median_list(&server).as_secs_f64() * 1000.0);
    runtime.block_on(server.stop());
}

/// Rotates all keys, twice after a run that does not count, then the same number with curl.
#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn rotations(server: &Server) {
    let (url, key) = (server.url(), local::own_key(server));
    let truss = env!("CARGO_BIN_EXE_truss");
    let run = format!(
        "set -euo pipefail; cd $(mktemp -d); export HOME=$PWD BASETEN_REMOTE_URL={url} BASETEN_API_KEY={key}; \
         {truss} keys list --jq '.keys[] | select(.type == \"WORKSPACE_INVOKE\").prefix' | \
         {truss} keys rotate - -q --revoke-now --to 'command:cat > $TRUSS_KEY_FAMILY'"
    );
    show(&format!("rotation of {ROTATED} keys"), &measure(Path::new("bash"), &["-c", &run], 2));
    let curl = format!("curl -sf -H 'authorization: Bearer {key}'");
    let create = format!("{curl} -H 'content-type: application/json' -d '{{\"type\":\"PERSONAL\"}}' {url}/v1/api_keys");
    let run = format!(
        "set -euo pipefail; for _ in $(seq {ROTATED}); do made=$({create} | jq -r .api_key); \
         {curl} -X DELETE {url}/v1/api_keys/${{made%%.*}} > /dev/null; done"
    );
    if succeeds(Path::new("bash"), &["-c", "type curl jq"]) {
        show("a loop of curl", &measure(Path::new("bash"), &["-c", &run], 2));
    } else {
        println!("curl and jq are not installed: no comparison");
    }
}

/// Adds keys until there are `count`; through the API each would wait for the disk.
fn fill(folder: &Path, count: u32) {
    let database = rusqlite::Connection::open(folder.join("state.db")).expect("the database");
    let filled = database.execute(
        "WITH RECURSIVE numbers (number) AS (
            SELECT count(*) + 1 FROM api_keys UNION ALL SELECT number + 1 FROM numbers WHERE number < ?1
        )
        INSERT INTO api_keys (prefix, secret_hash, name, type, team_id, created_by, created_at, last_used_at)
        SELECT printf('key%05d', number), randomblob(32), 'key-' || number, 'WORKSPACE_INVOKE',
            (SELECT id FROM teams), 'bench', 1795000000000000 + number, 1795000000000000 + number
        FROM numbers WHERE number <= ?1",
        [count],
    );
    filled.expect("the keys are written");
}

/// A connection that asks for the list of keys again and again.
struct Client {
    stream: BufReader<TcpStream>,
    request: String,
}

impl Client {
    fn new(server: &Server) -> Self {
        let address = server.url().strip_prefix("http://").expect("plain HTTP");
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("an option of TCP");
        let key = local::own_key(server);
        let request = format!("GET /v1/api_keys HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\r\n");
        Self { stream: BufReader::new(stream), request }
    }

    /// Sends one request and reads the whole answer; its length in bytes.
    fn ask(&mut self, body: &mut Vec<u8>) -> usize {
        self.stream.get_mut().write_all(self.request.as_bytes()).expect("a request");
        let (mut length, mut line) = (0, String::new());
        for place in 0.. {
            line.clear();
            self.stream.read_line(&mut line).expect("a header");
            if place == 0 {
                assert!(line.starts_with("HTTP/1.1 200"), "{line}");
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        body.resize(length, 0);
        self.stream.read_exact(body).expect("a body");
        length
    }
}

fn requests_per_second(server: &Server) -> f64 {
    let (stop, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                let (mut client, mut body) = (Client::new(server), Vec::new());
                while !stop.load(Ordering::Relaxed) {
                    client.ask(&mut body);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        // What happens in the first moments is not what is asked about.
        thread::sleep(Duration::from_millis(500));
        let (before, started) = (answered.load(Ordering::Relaxed), Instant::now());
        thread::sleep(MEASURED);
        let (after, elapsed) = (answered.load(Ordering::Relaxed), started.elapsed());
        stop.store(true, Ordering::Relaxed);
        (after - before) as f64 / elapsed.as_secs_f64()
    })
}

fn median_list(server: &Server) -> Duration {
    let (mut client, mut body) = (Client::new(server), Vec::new());
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let started = Instant::now();
            assert!(client.ask(&mut body) > 1_000_000, "all keys are listed");
            started.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}
