//! Clients that hold a connection and send nothing, too slowly or without end: others are answered all the same, and
//! memory stays bounded.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use truss::internals::local::{self, Options, Server};

use crate::process::{Process, command};

/// Longer than anything here takes; a test that waits so long fails.
const LIMIT: Duration = Duration::from_secs(60);
const SILENCE: Duration = Duration::from_millis(400);
/// What a server may take in memory, in KiB, 10,000 clients or not.
const MEMORY: u64 = 256 << 10;

fn connect(url: &str) -> TcpStream {
    let stream = TcpStream::connect(url.trim_start_matches("http://")).expect("it listens");
    stream.set_read_timeout(Some(LIMIT)).and_then(|()| stream.set_write_timeout(Some(LIMIT))).expect("limits");
    stream
}

/// What comes until the connection ends.
fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // It may be reset, too: then what came before counts.
    let end = stream.read_to_end(&mut answer);
    let is_late = |error: &std::io::Error| error.kind() == std::io::ErrorKind::WouldBlock;
    assert!(!end.as_ref().is_err_and(is_late), "the connection is still open");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Another client gets its answer.
#[track_caller]
fn assert_answers(url: &str, key: &str) {
    let mut stream = connect(url);
    let request = format!(
        "GET /v1/users/me HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("it reads");
    let answer = rest(stream);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

/// Runs `hostile` with the address and the key of a server that waits for no client longer than [`SILENCE`].
fn against(hostile: impl FnOnce(&str, &str)) {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let options = Options { client_timeout: SILENCE, ..Options::new(folder.path().to_owned()) };
    let server: Server = runtime.block_on(local::start(options)).expect("it starts");
    hostile(server.url(), local::own_key(&server));
    assert_answers(server.url(), local::own_key(&server));
}

#[test]
fn who_sends_no_whole_request_is_hung_up_on() {
    against(|url, key| {
        let head = format!("POST /v1/api_keys HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n");
        let sized = format!("{head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{{");
        let chunked = format!("{head}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{{\r\n");
        let idle = "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n".to_owned();
        for (sent, status) in [
            (String::new(), ""),
            ("POST /v1".to_owned(), ""),
            (head, ""),
            (sized, "HTTP/1.1 400 "),
            (chunked, "HTTP/1.1 400 "),
            (idle, "HTTP/1.1 200 "),
        ] {
            let mut stream = connect(url);
            stream.write_all(sent.as_bytes()).expect("it reads");
            let answer = rest(stream);
            assert!(answer.starts_with(status) && status.is_empty() == answer.is_empty(), "{sent:?}: {answer}");
        }
    });
}

#[test]
fn headers_that_come_byte_by_byte_do_not_keep_a_connection() {
    against(|url, key| {
        let mut stream = connect(url);
        let mut reader = stream.try_clone().expect("one more");
        let (sender, ended) = mpsc::channel();
        thread::spawn(move || {
            // The end, in whatever way, is what is waited for.
            let _ = reader.read(&mut [0]);
            let _ = sender.send(());
        });
        // A byte each 20 ms is no silence; a hundred times the limit is enough.
        let slow = "GET / HTTP/1.1\r\nx: ".bytes().chain(std::iter::repeat(b'x')).take(2_000);
        let mut is_over = false;
        for byte in slow {
            is_over = ended.recv_timeout(Duration::from_millis(20)).is_ok() || stream.write_all(&[byte]).is_err();
            if is_over {
                break;
            }
        }
        assert!(is_over, "headers may take for ever");
        assert_answers(url, key);
    });
}

#[test]
fn who_takes_nothing_of_the_answers_is_hung_up_on() {
    against(|url, key| {
        let mut stream = connect(url);
        let requests = "GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(1_000);
        let end = loop {
            if let Err(error) = stream.write_all(requests.as_bytes()) {
                break error.kind();
            }
        };
        assert_ne!(end, std::io::ErrorKind::WouldBlock, "the connection is still open");
        assert_answers(url, key);
    });
}

/// Sends `piece` again and again. Returns the answer, and how much was sent until it came.
fn send_without_end(url: &str, head: &str, piece: &[u8]) -> (String, usize) {
    const MOST: usize = 256 << 20;
    let mut stream = connect(url);
    let reader = stream.try_clone().expect("one more");
    let answer = thread::spawn(move || rest(reader));
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut sent = 0;
    while sent < MOST && !answer.is_finished() && stream.write_all(piece).is_ok() {
        sent += piece.len();
    }
    assert!(sent < MOST, "{sent} bytes were taken");
    drop(stream);
    (answer.join().expect("no panic"), sent)
}

#[test]
fn a_request_without_end_is_refused() {
    against(|url, key| {
        let chunk = [&b"10000\r\n"[..], &[b'1'; 0x10000], b"\r\n"].concat();
        let head = |path: &str, key: &str| {
            format!(
                "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
                 content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
            )
        };
        for (path, key, statuses) in [
            ("/v1/api_keys", key, &["413", ""][..]),
            ("/v1/api_keys", "abcd1234.wrong", &["401", ""]),
            ("/v1/users/auth/device/token", "", &["413", "400", ""]),
            ("/truss-local/archives/x.tar", "", &["403", "400", "405", ""]),
            ("/nothing", "", &["404", ""]),
        ] {
            // Who still sends when the connection ends may see a reset instead of the answer.
            let (answer, sent) = send_without_end(url, &head(path, key), &chunk);
            let status = answer.split(' ').nth(1).unwrap_or_default();
            assert!(statuses.contains(&status), "{path}: {answer}");
            assert!(sent < 64 << 20, "{path}: {sent} bytes");
        }
        let (answer, sent) = send_without_end(url, "GET / HTTP/1.1\r\nhost: localhost\r\n", &[b'x'; 0x4000]);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
        assert!(sent < 8 << 20, "{sent} bytes of headers");
    });
}

/// The most that the process has had in memory, in KiB.
fn peak(process: &Process) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).expect("a process");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    peak.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn ten_thousand_idle_clients_leave_room_for_another() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).expect("the limit that is allowed");
    // The other tests of this process need some, too.
    let allowed = limit.maximum.map_or(u64::MAX, |limit| limit.saturating_sub(500));
    let clients = usize::try_from(allowed.min(10_000)).expect("a number");
    let folder = tempfile::tempdir().expect("a folder");
    let process = Process::start(folder.path());
    let idle: Vec<TcpStream> = (0..clients)
        .map(|number| {
            let mut stream = connect(&process.url);
            // Half of them have begun.
            stream.write_all(&b"GET / HTTP/1.1\r\nx: "[..number % 2 * 19]).expect("it reads");
            stream
        })
        .collect();
    assert_answers(&process.url, &process.api_key);
    let peak = peak(&process);
    assert!(peak < MEMORY, "{peak} KiB for {clients} clients");
    drop(idle);
    process.kill();
}

#[test]
fn where_there_is_no_room_idle_clients_make_some() {
    let folder = tempfile::tempdir().expect("a folder");
    let process = Process::start_as(narrow(folder.path()));
    let idle: Vec<TcpStream> = (0..300).map(|_| connect(&process.url)).collect();
    assert_answers(&process.url, &process.api_key);
    drop(idle);
    process.kill();
}

#[test]
fn room_is_made_by_who_sends_nothing_and_not_by_who_has_just_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let process = Process::start_as(narrow(folder.path()));
    for _ in 0..3 {
        let idle: Vec<TcpStream> = (0..47).map(|_| connect(&process.url)).collect();
        // Longer than somebody has just come.
        thread::sleep(Duration::from_millis(1_500));
        thread::scope(|scope| {
            (0..8).for_each(|_| drop(scope.spawn(|| assert_answers(&process.url, &process.api_key))));
        });
        drop(idle);
    }
    process.kill();
}

/// A server with 64 descriptors.
fn narrow(folder: &Path) -> Command {
    let usual = command(folder);
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg("ulimit -n 64; exec \"$0\" \"$@\"").arg(usual.get_program()).args(usual.get_args());
    shell.env_clear().env("TRUSS_LOCAL_DIR", folder).stdout(std::process::Stdio::piped());
    shell
}
