//! `truss predict` beside curl: what one call costs, and how long the first byte of a stream takes from the server's
//! socket to stdout.
//!
//! `cargo bench --bench predict`.

mod figures;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use figures::{measure, show, succeeds};

const RUNS: usize = 100;
/// How long a stream takes to start: longer than a program does.
const SILENCE: Duration = Duration::from_millis(60);
const MODEL: &str = r#"{"id":"m1","name":"m","production_deployment_id":"d1"}"#;

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn main() {
    let (sender, sent) = mpsc::channel();
    let url = serve(sender);
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let trussrc = folder.path().join("trussrc").to_string_lossy().into_owned();
    let section = "[bench]\nremote_provider = baseten\napi_key = abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345\n";
    std::fs::write(&trussrc, format!("{section}remote_url = {url}\n")).expect("the trussrc is written");
    // With any other mode each call would warn.
    std::fs::set_permissions(&trussrc, std::fs::Permissions::from_mode(0o600)).expect("its mode is set");
    let truss = Path::new(env!("CARGO_BIN_EXE_truss"));
    let by = |model, place| {
        ["predict", "--trussrc", &trussrc, "--remote", "bench", "--model", model, "--environment", place, "-d", "{}"]
    };
    let address = format!("{url}/models/m1/environments/quick/predict");
    let header = "Authorization: Bearer abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let curl = Path::new("curl");
    let quick = ["-sSfN", "-H", header, "-d", "{}", &address];
    let slow_address = address.replace("quick", "stream");
    let slow = ["-sSfN", "-H", header, "-d", "{}", &slow_address];
    let has_curl = succeeds(curl, &["--version"]);
    println!("one call");
    show("truss predict --model NAME", &measure(truss, &by("m", "quick"), RUNS));
    show("truss predict --model ID", &measure(truss, &by("m1", "quick"), RUNS));
    show("truss predict --jq", &measure(truss, &[&by("m1", "quick")[..], &["--jq", ".answer"]].concat(), RUNS));
    if has_curl {
        show("curl", &measure(curl, &quick, RUNS));
    } else {
        println!("curl is not installed: no comparison");
    }
    println!("from the first byte in to the first byte out");
    println!("{:<28} {}", "truss predict", first_byte(truss, &by("m", "stream"), &sent));
    if has_curl {
        println!("{:<28} {}", "curl", first_byte(curl, &slow, &sent));
    }
}

/// The median and the worst time from the server's writing to what can be read of stdout.
fn first_byte(program: &Path, arguments: &[&str], sent: &mpsc::Receiver<Instant>) -> String {
    let run = || {
        let mut child = Command::new(program).args(arguments).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut byte = [0];
        child.stdout.as_mut().expect("a pipe").read_exact(&mut byte).expect("an answer");
        let read = Instant::now();
        assert!(child.wait().expect("it ends").success());
        read - sent.recv().expect("the server wrote")
    };
    let mut times: Vec<Duration> = (0..RUNS).map(|_| run()).collect();
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    format!("{:>10.2} ms   worst {:.2} ms", milliseconds(times[RUNS / 2]), milliseconds(times[RUNS - 1]))
}

/// A remote with one model; a stream tells when its first byte was written.
fn serve(sent: mpsc::Sender<Instant>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sent = sent.clone();
            thread::spawn(move || answer(&stream, &sent));
        }
    });
    url
}

fn answer(mut stream: &TcpStream, sent: &mpsc::Sender<Instant>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let start = head.len();
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
            let line = head[start..].to_ascii_lowercase();
            length = line.strip_prefix("content-length: ").map_or(length, |length| length.trim().parse().unwrap_or(0));
        }
        reader.read_exact(&mut vec![0; length]).ok()?;
        let path = head.split(' ').nth(1)?;
        if path.ends_with("/stream/predict") {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n";
            stream.write_all(head.as_bytes()).ok()?;
            thread::sleep(SILENCE);
            sent.send(Instant::now()).ok()?;
            stream.write_all(b"first").ok()?;
            return None;
        }
        let body = match path {
            "/v1/models?name=m" => format!("{{\"models\":[{MODEL}]}}"),
            path if path.starts_with("/v1/models?") => "{\"models\":[]}".to_owned(),
            "/v1/models/m1" => MODEL.to_owned(),
            _ => "{\"answer\":42}".to_owned(),
        };
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).ok()?;
    }
}
