//! An S3 that accepts uploads, and fails as the test says.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the storage does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Behaviour {
    /// What S3 does.
    Accept,
    /// What S3 does, but the bytes of parts are forgotten.
    Forget,
    /// Answers with a status and an S3 error code; the body is read first.
    Refuse(u16, &'static str),
    /// Answers with 200 and this body.
    Say(&'static str),
    /// Does what S3 does, and closes the connection without an answer.
    Lose,
    /// Closes the connection when half of the body was read.
    Reset,
    /// Reads no more and says nothing until the test ends.
    Stall,
}

/// A request to the storage, before its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Create,
    Part(u16),
    Put,
    Complete,
    Abort,
    Delete,
}

/// What the storage was asked for, and what it holds.
#[derive(Debug, Default)]
pub(crate) struct Held {
    pub(crate) asked: Vec<Asked>,
    parts: BTreeMap<u16, Vec<u8>>,
    /// The object, once it is complete.
    pub(crate) object: Option<Vec<u8>>,
    pub(crate) aborted: bool,
    pub(crate) completed_with_checksums: bool,
}

impl Held {
    /// How often that was asked for.
    pub(crate) fn count(&self, asked: &Asked) -> usize {
        self.asked.iter().filter(|other| *other == asked).count()
    }
}

/// A storage on a free loopback port; its threads end with the test's process.
pub(crate) struct Storage {
    port: u16,
    held: Arc<Mutex<Held>>,
}

impl Storage {
    /// `behave` is told what is asked for, and how often that was asked for before.
    pub(crate) fn start(behave: impl Fn(&Asked, usize) -> Behaviour + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let held = Arc::new(Mutex::new(Held::default()));
        let (shared, behave) = (Arc::clone(&held), Arc::new(behave));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, behave) = (Arc::clone(&shared), Arc::clone(&behave));
                thread::spawn(move || serve(stream, &shared, &*behave));
            }
        });
        Self { port, held }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().expect("no thread panicked")
    }
}

fn serve(mut stream: TcpStream, held: &Mutex<Held>, behave: &(dyn Fn(&Asked, usize) -> Behaviour + Send + Sync)) {
    let mut reader = BufReader::new(stream.try_clone().expect("the connection is shared"));
    while let Some((asked, length)) = read_head(&mut reader) {
        let before = {
            let mut held = held.lock().expect("no thread panicked");
            let before = held.count(&asked);
            held.asked.push(asked.clone());
            before
        };
        let behaviour = behave(&asked, before);
        let mut body = vec![0; if matches!(behaviour, Behaviour::Reset) { length / 2 } else { length }];
        match behaviour {
            Behaviour::Stall => loop {
                thread::park();
            },
            _ if reader.read_exact(&mut body).is_err() => return,
            Behaviour::Reset => return,
            Behaviour::Forget if matches!(asked, Asked::Part(_)) => {
                answer(&mut stream, 200, &accept(held, &asked, Vec::new()));
            }
            Behaviour::Accept | Behaviour::Forget => answer(&mut stream, 200, &accept(held, &asked, body)),
            Behaviour::Lose => {
                accept(held, &asked, body);
                return;
            }
            Behaviour::Say(text) => answer(&mut stream, 200, text),
            Behaviour::Refuse(status, code) => {
                answer(
                    &mut stream,
                    status,
                    &format!("<Error><Code>{code}</Code><Message>as the test says</Message></Error>"),
                );
            }
        }
    }
}

fn answer(stream: &mut TcpStream, status: u16, body: &str) {
    let head = format!("HTTP/1.1 {status} Status\r\netag: \"e\"\r\ncontent-length: {}\r\n\r\n", body.len());
    // Whoever hung up does not want to hear.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

fn accept(held: &Mutex<Held>, asked: &Asked, body: Vec<u8>) -> String {
    const NAMESPACE: &str = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    let mut held = held.lock().expect("no thread panicked");
    match asked {
        Asked::Create => {
            return format!(
                "<InitiateMultipartUploadResult {NAMESPACE}><Bucket>b</Bucket><Key>k</Key><UploadId>u1</UploadId>\
                 </InitiateMultipartUploadResult>"
            );
        }
        Asked::Part(number) => _ = held.parts.insert(*number, body),
        Asked::Put => held.object = Some(body),
        Asked::Complete => {
            let body = String::from_utf8_lossy(&body).into_owned();
            held.completed_with_checksums = body.matches("<ChecksumCRC32C>").count() == held.parts.len();
            held.object = Some(held.parts.values().flatten().copied().collect());
            return format!(
                "<CompleteMultipartUploadResult {NAMESPACE}><ETag>\"e\"</ETag></CompleteMultipartUploadResult>"
            );
        }
        Asked::Abort => {
            held.parts.clear();
            held.aborted = true;
        }
        Asked::Delete => held.object = None,
    }
    String::new()
}

fn read_head(reader: &mut BufReader<TcpStream>) -> Option<(Asked, usize)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        assert!(!name.eq_ignore_ascii_case("authorization"), "no key may reach the storage");
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok()?;
        }
    }
    let query = target.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let number = query.split('&').find_map(|pair| pair.strip_prefix("partNumber=")?.parse().ok());
    let is_upload = query.contains("uploadId=");
    let asked = match (method.as_str(), number, is_upload) {
        ("POST", _, false) => Asked::Create,
        ("POST", _, true) => Asked::Complete,
        ("PUT", Some(number), _) => Asked::Part(number),
        ("PUT", None, _) => Asked::Put,
        ("DELETE", _, true) => Asked::Abort,
        _ => Asked::Delete,
    };
    Some((asked, length))
}
