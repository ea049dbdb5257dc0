//! The programs that are compared, each in its own process.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::server::Server;

/// How often a process is asked for its memory; the kernel keeps the peak.
const LOOK: Duration = Duration::from_millis(5);

/// How long a program took, and its peak memory where that can be known.
pub(crate) struct Measured {
    pub(crate) time: Duration,
    pub(crate) memory: Option<u64>,
}

/// A push of `folder` to `server`.
pub(crate) fn truss(server: &Server, folder: &Path) -> Measured {
    let mut command = Command::new(env!("CARGO_BIN_EXE_truss"));
    command.arg("push").arg(folder).args(["-q", "-o", "json", "--non-interactive"]);
    command.env_clear().env("HOME", "/nonexistent").env("BASETEN_REMOTE_URL", server.url());
    command.env("BASETEN_API_KEY", "benchkey.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345").stdout(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn().expect("truss starts");
    let mut memory = None;
    let status = loop {
        memory = peak_memory(child.id()).or(memory);
        match child.try_wait().expect("truss can be waited for") {
            Some(status) => break status,
            None => std::thread::sleep(LOOK),
        }
    };
    assert!(status.success(), "the push failed");
    Measured { time: started.elapsed(), memory }
}

fn peak_memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

/// Python's truss: packing, then boto3. `None` when it is not installed.
pub(crate) fn python(folder: &Path, storage: &str) -> Option<Measured> {
    let interpreter = std::env::var_os("TRUSS_PYTHON").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/push/peer.py");
    let output = Command::new(interpreter).arg(script).arg(folder).arg(storage).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split_whitespace().filter_map(|number| number.parse::<f64>().ok());
    let (seconds, kilobytes) = (numbers.next()?, numbers.next()?);
    Some(Measured { time: Duration::from_secs_f64(seconds), memory: Some((kilobytes as u64) << 10) })
}

/// GNU tar and curl, as a script would upload a folder. `None` where one of them is missing.
pub(crate) fn tar_and_curl(folder: &Path, storage: &str) -> Option<Measured> {
    let line = format!("set -o pipefail; tar -cf - {} | curl -sf -T - {storage}/bucket/archive", folder.display());
    let mut command = Command::new("bash");
    command.args(["-c", &line]).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let status = command.status().ok()?;
    status.success().then(|| Measured { time: started.elapsed(), memory: None })
}

/// A running s3s-fs; it ends with this value.
pub(crate) struct Storage {
    child: Child,
    port: u16,
    root: PathBuf,
}

impl Storage {
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

/// Starts s3s-fs. `None` when it is not installed.
pub(crate) fn s3s_fs(scratch: &Path) -> Option<Storage> {
    let root = scratch.join("s3s-fs");
    std::fs::create_dir_all(root.join("bucket")).ok()?;
    let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let child = Command::new("s3s-fs")
        .args(["--access-key", "bench", "--secret-key", "bench", "--host", "127.0.0.1", "--port", &port.to_string()])
        .arg(&root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let storage = Storage { child, port, root };
    let listens = || TcpStream::connect(("127.0.0.1", port)).is_ok();
    (0..100).find(|_| {
        listens() || {
            std::thread::sleep(Duration::from_millis(50));
            false
        }
    })?;
    Some(storage)
}
