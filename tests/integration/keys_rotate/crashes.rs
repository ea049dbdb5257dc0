//! SIGKILL at every moment: the application's key works, and the same command again ends the rotation.

use std::env;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use truss::api::keys::KeyInfo;
use truss::api::{Authorities, Client, Settings};
use truss::rotation::scope::Said;
use truss::rotation::sinks::Place;
use truss::rotation::{Action, Folder, Frontend, Orders, Overlap, Plan, Record, Remote, Rotation, Sink};
use truss::secret::ApiKey;

use crate::support::{Between, Embedded, Mishap, kill};

use super::case::{Case, Kind};

/// Holds the arguments of the process that dies, one a line.
const DYING: &str = "TRUSS_TEST_DYING";

/// Dies before or after the action of a number, counted from 0 in both together.
struct Dying {
    at: usize,
    moment: AtomicUsize,
}

impl Dying {
    fn reach(&self) {
        if self.moment.fetch_add(1, Ordering::SeqCst) == self.at {
            kill(std::process::id());
            loop {
                thread::park();
            }
        }
    }
}

impl Frontend for Dying {
    fn before(&self, _: &Action<'_>) {
        self.reach();
    }

    fn after(&self, _: &Action<'_>) {
        self.reach();
    }

    fn secret(&self, _: &ApiKey) {}

    #[expect(clippy::print_stdout, reason = "stdout is the sink")]
    fn print(&self, _: &Record, secret: &ApiKey) -> anyhow::Result<()> {
        println!("\n{}", secret.expose());
        Ok(())
    }

    fn said(&self, _: &str) {}

    fn note(&self, _: &str) {}

    fn warn(&self, _: &str) {}
}

/// Not a test of its own: the process that the next test starts, from this same binary, and that dies.
#[test]
fn a_rotation_that_dies_where_it_is_told() {
    let Ok(told) = env::var(DYING) else { return };
    let [at, url, key, home, old, to] = told.lines().collect::<Vec<_>>()[..] else { panic!("six lines: {told}") };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let client = Client::new(Settings {
            base: url.parse().expect("a URL"),
            key: ApiKey::parse(key).expect("a key"),
            timeout: Duration::from_secs(30),
            authorities: Authorities::default(),
            log: None,
        });
        let client = client.expect("a client");
        let home = std::path::Path::new(home);
        let folder = Folder::at(home.join(".local/state/truss/rotations"));
        let place = Place { folder: home, trussrc: &home.join(".trussrc"), remote: Some("baseten") };
        let sinks = vec![Sink::read(to, &place).expect("a sink")];
        let keys: Vec<KeyInfo> = client.keys(false).await.expect("a list");
        let old = keys.into_iter().find(|key| key.prefix == old).expect("the old key");
        let plan =
            Plan::of(&client, old, &Said::default(), sinks, Overlap::None, home.to_owned()).await.expect("a plan");
        let dying = Dying { at: at.parse().expect("a number"), moment: AtomicUsize::new(0) };
        let remote = Remote { name: "baseten".to_owned(), identity: client.base().to_string() };
        let orders = Orders { force: false, at_once: false, sink_timeout: Duration::from_secs(30) };
        Rotation::new(&client, remote, &folder, &dying, orders).start(plan).await.expect("it is rotated");
    });
}

/// Lets a process of this binary rotate and die at a moment. Answers whether it died.
fn dies(case: &Case<'_>, at: usize) -> bool {
    let key = if case.kind == Kind::Trussrc { &case.old } else { case.remote.key() };
    let home = case.home.path().display().to_string();
    let lines = [&at.to_string(), case.remote.url(), key, &home, case.old_prefix(), &case.to()].join("\n");
    let output = Command::new(env::current_exe().expect("this binary"))
        .args(["keys_rotate::crashes::a_rotation_that_dies_where_it_is_told", "--exact", "--nocapture"])
        .env(DYING, lines)
        .stdin(Stdio::null())
        .output()
        .expect("this binary starts");
    case.heard(&output.stdout);
    assert!(output.status.success() || output.status.code().is_none(), "{}", String::from_utf8_lossy(&output.stderr));
    output.status.code().is_none()
}

fn killed_at_every_moment(kind: Kind) {
    let remote = Embedded::start();
    let (next, deaths) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let case = Case::new(&remote, remote.url(), kind, format!("app-{at}"));
                    if !dies(&case, at) {
                        case.assert_it_is_over("after a rotation that nobody killed");
                        return;
                    }
                    deaths.fetch_add(1, Ordering::SeqCst);
                    case.assert_it_goes_on(&format!("killed at moment {at}"));
                }
            });
        }
    });
    // planned, list, create, created, try, read back, verified, deliver, distributed, list, revoke, confirm, revoked,
    // forget: each before and after.
    assert!(deaths.into_inner() >= 28, "every write, request and sink was reached");
}

#[test]
fn killed_at_every_moment_with_the_trussrc() {
    killed_at_every_moment(Kind::Trussrc);
}

#[test]
fn killed_at_every_moment_with_a_dotenv_file() {
    killed_at_every_moment(Kind::EnvFile);
}

#[test]
fn killed_at_every_moment_with_a_file() {
    killed_at_every_moment(Kind::File);
}

#[test]
fn killed_at_every_moment_with_a_command() {
    killed_at_every_moment(Kind::Command);
}

#[test]
fn killed_at_every_moment_with_stdout() {
    killed_at_every_moment(Kind::Stdout);
}

#[test]
fn the_binary_killed_at_every_request() {
    let remote = Embedded::start();
    for kind in [Kind::Trussrc, Kind::EnvFile] {
        for fault in [Mishap::Kill, Mishap::AnswerKill] {
            for request in 0.. {
                let between = Between::start(remote.url());
                let case = Case::new(&remote, &between.url(), kind, format!("app-{request}"));
                between.fail(request..request + 1, fault);
                let output = case.run(&case.arguments(), |pid| between.victim(pid));
                between.heal();
                if output.status.code().is_some() {
                    assert!(output.status.success() && request >= 8, "{}", String::from_utf8_lossy(&output.stderr));
                    break;
                }
                case.assert_it_goes_on(&format!("{fault:?} at request {request} with {kind:?}"));
                remove(&remote, &case);
            }
        }
    }
}

/// The names are used again.
fn remove(remote: &Embedded, case: &Case<'_>) {
    for key in remote.named(&case.name) {
        let path = format!("/v1/api_keys/{}", key["prefix"].as_str().expect("a prefix"));
        remote.ask("DELETE", &path, &serde_json::Value::Null);
    }
}

#[test]
fn the_binary_killed_by_its_own_sink() {
    let remote = Embedded::start();
    for (number, position) in ["before", "after"].into_iter().enumerate() {
        let case = Case::new(&remote, remote.url(), Kind::Command, format!("app-{number}"));
        let path = case.sink().display().to_string();
        // Only the first run meets the trap.
        let trap = format!("if mkdir '{path}.trap' 2>/dev/null; then kill -s KILL $PPID; fi");
        let deliver = format!("cat > '{path}.new' && mv '{path}.new' '{path}'");
        let line = if position == "before" { format!("{trap}; {deliver}") } else { format!("{deliver}; {trap}") };
        let arguments = ["keys", "rotate", case.old_prefix(), "--to", &format!("command:{line}")].map(str::to_owned);
        let output = case.run(&arguments, |_| ());
        assert_eq!(output.status.code(), None, "{}", String::from_utf8_lossy(&output.stderr));
        case.assert_it_works(position);
        let output = case.run(&arguments, |_| ());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        case.assert_it_is_over(position);
    }
}

#[test]
fn the_binary_killed_at_any_time_and_again_while_it_goes_on() {
    let remote = Embedded::start();
    let kinds = [Kind::Trussrc, Kind::EnvFile, Kind::File, Kind::Command];
    for round in 0..32_u64 {
        let kind = kinds[usize::try_from(round).expect("small") % kinds.len()];
        let case = Case::new(&remote, remote.url(), kind, format!("app-{round}"));
        // Spread over the time that a run takes; where it hits differs from run to run, what must hold does not.
        let delays = [2_000 + round * 1_700, 55_000 - round * 1_600].map(Duration::from_micros);
        let when = format!("killed after {delays:?} with {kind:?}");
        for delay in delays {
            let output = case.run(&case.arguments(), |pid| {
                thread::sleep(delay);
                let _ = Command::new("sh").arg("-c").arg(format!("kill -s KILL {pid} 2>/dev/null")).status();
            });
            let was_over = matches!(output.status.code(), Some(3 | 4)) && !remote.accepts(&case.old);
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code().is_none() || output.status.success() || was_over, "{when}: {told}");
            case.assert_it_works(&when);
        }
        case.assert_it_goes_on(&when);
    }
}

#[test]
fn a_key_that_appears_long_after_its_request_was_given_up_is_found_at_the_end() {
    let remote = Embedded::start();
    let between = Between::start(remote.url());
    let case = Case::new(&remote, &between.url(), Kind::EnvFile, "app".to_owned());
    // Keys, teams, keys, and the request for the new key.
    between.fail(3..4, Mishap::KillAnswerLate);
    let output = case.run(&case.arguments(), |pid| between.victim(pid));
    assert_eq!(output.status.code(), None);
    between.heal();
    case.assert_it_goes_on("killed before its request arrived");
    let posts = between.asked().iter().filter(|(method, ..)| method == "POST").count();
    assert_eq!(posts, 2);
}
