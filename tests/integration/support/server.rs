//! A remote that answers as the test says: any status, any body, or no answer at all.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Answers with a status, a content type and a body.
    Answer(u16, &'static str, String),
    /// Answers that the resource is elsewhere.
    Redirect(String),
    /// Writes these bytes, each after a pause, and closes the connection.
    Pieces(Vec<(Duration, Vec<u8>)>),
    /// Closes the connection without a word.
    Hangup,
    /// Keeps the connection open and says nothing until the test ends.
    Silence,
}

impl Reply {
    /// Streams these pieces, with this pause before each; the last chunk is missing when the answer `breaks` off.
    pub(crate) fn stream(kind: &str, pieces: &[&[u8]], pause: Duration, breaks: bool) -> Self {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nx-baseten-request-id: r17\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        let chunk =
            |piece: &&[u8]| (pause, [format!("{:x}\r\n", piece.len()).as_bytes(), *piece, &b"\r\n"[..]].concat());
        let end = (!breaks).then(|| (Duration::ZERO, b"0\r\n\r\n".to_vec()));
        Self::Pieces(
            [(Duration::ZERO, head.into_bytes())].into_iter().chain(pieces.iter().map(chunk)).chain(end).collect(),
        )
    }

    pub(crate) fn json(status: u16, body: impl ToString) -> Self {
        Self::Answer(status, "application/json", body.to_string())
    }
}

/// A server on a free loopback port; its threads end with the test's process.
pub(crate) struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers each request with what `respond` says.
    pub(crate) fn start(respond: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, respond) = (Arc::clone(&requests), Arc::new(respond));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, respond) = (Arc::clone(&seen), Arc::clone(&respond));
                thread::spawn(move || serve(stream, &seen, &*respond));
            }
        });
        Self { port, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What has arrived so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no thread panicked").clone()
    }

    /// A trussrc with one remote, `baseten`, that is this server.
    pub(crate) fn trussrc(&self, key: &str) -> String {
        format!("[baseten]\nremote_provider = baseten\napi_key = {key}\nremote_url = {}\n", self.url())
    }
}

fn serve(stream: TcpStream, seen: &Mutex<Vec<Request>>, respond: &(dyn Fn(&Request) -> Reply + Send + Sync)) {
    let mut reader = BufReader::new(stream.try_clone().expect("the connection is shared"));
    let mut last = false;
    while let Some(request) = (!last).then(|| read(&mut reader, &mut last)).flatten() {
        seen.lock().expect("no thread panicked").push(request.clone());
        match respond(&request) {
            Reply::Answer(status, kind, body) => {
                let head = format!(
                    "HTTP/1.1 {status} Status\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                if (&stream).write_all(head.as_bytes()).and_then(|()| (&stream).write_all(body.as_bytes())).is_err() {
                    return;
                }
            }
            Reply::Redirect(target) => {
                let head =
                    format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n");
                if (&stream).write_all(head.as_bytes()).is_err() {
                    return;
                }
            }
            Reply::Pieces(pieces) => {
                for (pause, bytes) in pieces {
                    thread::sleep(pause);
                    if (&stream).write_all(&bytes).is_err() {
                        return;
                    }
                }
                return;
            }
            Reply::Hangup => return,
            Reply::Silence => loop {
                thread::park();
            },
        }
    }
}

/// The next request; `last` becomes true when the client wants no other one after it.
fn read(reader: &mut BufReader<TcpStream>, last: &mut bool) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut authorization) = (0, None);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "connection" => *last = value.eq_ignore_ascii_case("close"),
            "authorization" => authorization = Some(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, authorization, body: String::from_utf8_lossy(&body).into_owned() })
}
