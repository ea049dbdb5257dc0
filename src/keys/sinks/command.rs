//! Commands that take the secret on their stdin: any secret manager's own tool.
//!
//! Owns running one, its time limit, and keeping the secret out of what it prints. A command runs in a process group
//! of its own, so that a time limit or a signal ends all of it; it cannot ask at the terminal.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::error::{Failure, Kind};
use crate::secret::ApiKey;

/// How often it is asked whether a command has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(10);
/// How long a command's output is waited for when it has ended but left something running that holds it open.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);

pub(crate) struct Run<'a> {
    pub(crate) line: &'a str,
    pub(crate) folder: &'a Path,
    /// What it gets on its stdin, without a newline.
    pub(crate) secret: &'a ApiKey,
    /// Further variables of its environment.
    pub(crate) variables: &'a [(&'static str, String)],
    pub(crate) timeout: Duration,
    /// A lock that it shares: after a crash of this process, it stays taken until the command ends.
    pub(crate) lock: Option<&'a File>,
}

impl Run<'_> {
    /// Runs it to its end. `said` is told of each line of its stdout and stderr, without the secret. When this is
    /// cancelled, the command is ended.
    pub(crate) async fn to_its_end(&self, said: &dyn Fn(&str)) -> Result<(), Failure> {
        let started = Instant::now();
        let failed = |why: String| Failure::new(Kind::Partial, format!("the command `{}` {why}", self.line));
        let mut group = Group(self.start().map_err(|error| failed("cannot be started".to_owned()).cause(error))?);
        let mut lines = listen(&mut group.0);
        let status = loop {
            while let Ok(line) = lines.try_recv() {
                said(&self.masked(&line));
            }
            match group.0.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if started.elapsed() < self.timeout => tokio::time::sleep(POLL_INTERVAL).await,
                Ok(None) => return Err(failed(format!("did not end within {} seconds", self.timeout.as_secs_f64()))),
                Err(error) => return Err(failed("cannot be watched".to_owned()).cause(error)),
            }
        };
        let rest = async {
            while let Some(line) = lines.recv().await {
                said(&self.masked(&line));
            }
        };
        // Who keeps the pipe open longer has nothing to say about the delivery.
        let _ = tokio::time::timeout(DRAIN_TIMEOUT, rest).await;
        if status.success() { Ok(()) } else { Err(failed(ending(status))) }
    }

    /// The secret is in the pipe before there is anybody to read it: whatever happens to this process, the command
    /// never takes an empty stdin for a key. A pipe holds much more than a key; what it does not hold is refused.
    fn start(&self) -> io::Result<Child> {
        let (reader, mut writer) = io::pipe()?;
        fcntl_setfl(&writer, OFlags::NONBLOCK)?;
        writer.write_all(self.secret.expose().as_bytes())?;
        drop(writer);
        let inherited = self.lock.map(File::try_clone).transpose()?;
        if let Some(lock) = &inherited {
            fcntl_setfd(lock, FdFlags::empty())?;
        }
        Command::new("sh")
            .arg("-c")
            .arg(self.line)
            .current_dir(self.folder)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(reader)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
    }

    /// What stands behind the dot is the secret; the prefix is public.
    fn masked(&self, line: &[u8]) -> String {
        let key = self.secret.expose();
        let secret = key.split_once('.').map_or(key, |(_, secret)| secret);
        let text = String::from_utf8_lossy(line);
        if secret.is_empty() { text.into_owned() } else { text.replace(secret, "***") }
    }
}

/// A child that leads a process group. Dropping it ends the whole group, if it has not ended.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(Some(_))) {
            return;
        }
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads both outputs in threads of their own, which end with them.
fn listen(child: &mut Child) -> UnboundedReceiver<Vec<u8>> {
    let (sender, receiver) = unbounded_channel();
    let outputs: [Option<Box<dyn Read + Send>>; 2] =
        [child.stdout.take().map(|pipe| Box::new(pipe) as _), child.stderr.take().map(|pipe| Box::new(pipe) as _)];
    for output in outputs.into_iter().flatten() {
        let sender = sender.clone();
        // Without it nobody hears what the command says: it fails, or it does its work all the same.
        let _ = thread::Builder::new().spawn(move || forward(output, &sender));
    }
    receiver
}

fn forward(output: Box<dyn Read + Send>, sender: &UnboundedSender<Vec<u8>>) {
    let mut reader = BufReader::new(output);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let text = line.trim_ascii_end().to_vec();
        line.clear();
        if sender.send(text).is_err() {
            return;
        }
    }
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("ended with {code}"),
        None => "was killed by a signal".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Mutex;
    use std::time::{Duration, Instant};

    use crate::error::Failure;
    use crate::secret::ApiKey;

    use super::Run;

    fn run(line: &str, timeout: Duration) -> (Result<(), Failure>, Vec<String>) {
        let secret = ApiKey::parse("abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345").expect("a key");
        let heard = Mutex::new(Vec::new());
        let variables = [("TRUSS_KEY_PREFIX", "abcd1234".to_owned())];
        let run = Run { line, folder: Path::new("/"), secret: &secret, variables: &variables, timeout, lock: None };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let said = |line: &str| heard.lock().expect("no panic").push(line.to_owned());
        let result = runtime.block_on(run.to_its_end(&said));
        let mut heard = heard.into_inner().expect("no panic");
        heard.sort();
        (result, heard)
    }

    const ENOUGH: Duration = Duration::from_secs(30);

    #[test]
    fn the_secret_comes_on_stdin_and_is_masked_in_all_that_is_printed() {
        let (result, heard) = run("key=$(cat); echo \"got $key for $TRUSS_KEY_PREFIX\"; echo \"$key\" >&2", ENOUGH);
        result.expect("delivered");
        assert_eq!(heard, ["abcd1234.***", "got abcd1234.*** for abcd1234"]);
    }

    #[test]
    fn anything_but_zero_is_not_delivered() {
        let (result, _) = run("cat >/dev/null; exit 3", ENOUGH);
        assert_eq!(result.expect_err("failed").to_string(), "the command `cat >/dev/null; exit 3` ended with 3");
        let (result, _) = run("kill -9 $$", ENOUGH);
        assert_eq!(result.expect_err("failed").to_string(), "the command `kill -9 $$` was killed by a signal");
        run("exit 0", ENOUGH).0.expect("a command need not read its stdin");
    }

    #[test]
    fn a_key_that_no_pipe_holds_is_refused_and_not_waited_for() {
        let secret = ApiKey::parse(&format!("abcd1234.{}", "A".repeat(4 << 20))).expect("a key");
        let run = Run {
            line: "sleep 1000",
            folder: Path::new("/"),
            secret: &secret,
            variables: &[],
            timeout: ENOUGH,
            lock: None,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let failure = runtime.block_on(run.to_its_end(&|_| ())).expect_err("too long");
        assert_eq!(failure.to_string(), "the command `sleep 1000` cannot be started");
    }

    #[test]
    fn a_command_that_hangs_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let pid = folder.path().join("pid");
        let line = format!("sleep 1000 & echo $! > '{}'; wait", pid.display());
        let started = Instant::now();
        let (result, _) = run(&line, Duration::from_millis(300));
        assert!(result.expect_err("timed out").to_string().ends_with("did not end within 0.3 seconds"));
        assert!(started.elapsed() < ENOUGH);
        let pid = std::fs::read_to_string(pid).expect("a pid");
        let gone = || {
            // Its new parent may not have reaped it yet: then it is a zombie.
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
            stat.map_or(true, |stat| stat.contains(") Z "))
        };
        while !gone() {
            assert!(started.elapsed() < ENOUGH, "the command's child is still running");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
