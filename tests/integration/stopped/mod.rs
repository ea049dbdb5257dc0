//! SIGINT and SIGTERM at every place where the program can wait: it ends, with the right code.

mod prompts;
mod scripts;
mod waits;

use std::any::Any;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Home, Server, Terminal, exit_code};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
/// Long enough for a machine with other things to do. What is waited for here would take longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What lives as long as a run: its home, its remote.
type Kept = Vec<Box<dyn Any>>;

/// A way to stop what runs at a terminal, and what comes of it.
struct Stop {
    send: fn(&mut Terminal),
    code: i32,
    told: &'static str,
}

const STOPS: [Stop; 2] = [
    Stop { send: Terminal::interrupt, code: 130, told: "error: interrupted\n" },
    Stop { send: Terminal::terminate, code: 143, told: "error: terminated\n" },
];

/// Stops what `start` leaves waiting at a terminal, in both ways. Answers what the terminals have shown.
#[track_caller]
fn ends_at_a_terminal(start: impl Fn() -> (Terminal, Kept)) -> [String; 2] {
    STOPS.map(|Stop { send, code, told }| {
        let (mut terminal, _kept) = start();
        let stopped = Instant::now();
        send(&mut terminal);
        let (ended_with, shown) = terminal.finish();
        report(told, stopped);
        assert_eq!(ended_with, code, "{shown}");
        let (before, hint) = shown.rsplit_once(told).unwrap_or_else(|| panic!("`{told}` is not in {shown}"));
        assert!(hint.is_empty() || hint.starts_with("  hint: "), "{before}{told}{hint}");
        shown
    })
}

/// As [`ends_at_a_terminal`], without one; it may end by the signals' default action, and say nothing.
#[track_caller]
fn ends(start: impl Fn() -> (Child, Kept)) {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let (child, _kept) = start();
        end_by(child, signal, code);
    }
}

#[track_caller]
fn end_by(mut child: Child, signal: &str, code: i32) {
    let stopped = Instant::now();
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    while stopped.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().expect("a child") {
            report(signal, stopped);
            assert_eq!(exit_code(status), Some(code), "{signal}");
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("it can be killed");
    panic!("{signal} does not end it");
}

/// For whoever reads the log: no test hangs on how fast the machine is.
#[expect(clippy::print_stdout, reason = "the test harness shows it when it is asked to")]
fn report(how: &str, stopped: Instant) {
    let test = thread::current().name().unwrap_or_default().to_owned();
    println!("{test} {}: {:.2} s", how.trim_end(), stopped.elapsed().as_secs_f64());
}

fn start(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts")
}

/// A trussrc with two remotes that are this server.
fn two_remotes(server: &Server) -> String {
    let section = server.trussrc(KEY);
    section.replace("[baseten]", "[work]") + &section.replace("[baseten]", "[home]")
}

/// A pipe in a home, that nobody writes to.
fn pipe(home: &Home, name: &str) {
    let made = Command::new("mkfifo").arg(home.path().join(name)).status().expect("mkfifo is there");
    assert!(made.success());
}
