//! `truss keys rotate` while the network fails and the process dies at each of its requests: at every moment the
//! application's key works, and the same command with `--yes` ends the rotation with exactly the keys that should live.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Mutex;
use std::thread;

use crate::support::{Between, Embedded, Home, Mishap};

/// Where the application has its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It is the key in use of the trussrc.
    Trussrc,
    EnvFile,
    File,
    Command,
}

const PLACES: [Place; 4] = [Place::Trussrc, Place::EnvFile, Place::File, Place::Command];

/// An application with a key.
struct Application<'e> {
    remote: &'e Embedded,
    home: Home,
    place: Place,
    name: String,
    old: String,
    revoke_now: bool,
}

impl<'e> Application<'e> {
    /// In a home whose remote `baseten` is at `url`. The name is part of what went wrong: no two have the same.
    fn new(remote: &'e Embedded, url: &str, place: Place, revoke_now: bool, name: &str) -> Self {
        let name: String = name.to_lowercase().replace(|character: char| !character.is_ascii_alphanumeric(), "-");
        let in_use = place == Place::Trussrc;
        let old = remote.create(&name, if in_use { "PERSONAL" } else { "WORKSPACE_INVOKE" });
        let key = if in_use { &old } else { remote.key() };
        let trussrc = format!("[baseten]\nremote_provider = baseten\napi_key = {key}\nremote_url = {url}\n");
        let application = Self { remote, home: Home::new().with_trussrc(&trussrc), place, name, old, revoke_now };
        let text = match place {
            Place::Trussrc => return application,
            Place::EnvFile => format!("# mine\nexport BASETEN_API_KEY=\"{}\" # app\nA=1\n", application.old),
            Place::File | Place::Command => application.old.clone(),
        };
        fs::write(application.path(), text).expect("a file is written");
        application
    }

    fn path(&self) -> PathBuf {
        match self.place {
            Place::Trussrc => self.home.trussrc(),
            Place::EnvFile | Place::File | Place::Command => self.home.path().join("app.key"),
        }
    }

    fn arguments(&self) -> Vec<String> {
        let prefix = self.old.split_once('.').expect("a key").0;
        let path = self.path().display().to_string();
        let to = match self.place {
            Place::Trussrc => "trussrc:baseten".to_owned(),
            Place::EnvFile => format!("env-file:{path}"),
            Place::File => format!("file:{path}"),
            // As a secret manager does it: the old key or the new one, never half.
            Place::Command => format!("command:cat > '{path}'.$$ && mv '{path}'.$$ '{path}'"),
        };
        let mut arguments = ["keys", "rotate", prefix, "--to", &to].map(str::to_owned).to_vec();
        arguments.extend(self.revoke_now.then(|| "--revoke-now".to_owned()));
        arguments
    }

    /// Rotates; `started` gets the process id.
    fn rotate(&self, more: &[&str], started: impl FnOnce(u32)) -> Output {
        let arguments = self.arguments();
        let mut command = self.home.truss(arguments.iter().map(String::as_str).chain(more.iter().copied())).command();
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.expect("the binary starts");
        started(child.id());
        child.wait_with_output().expect("the binary ends")
    }

    /// The key that the application uses now.
    fn key(&self) -> String {
        let text = fs::read_to_string(self.path()).expect("the application's key is readable");
        let mark = match self.place {
            Place::Trussrc => "api_key = ",
            Place::EnvFile => "BASETEN_API_KEY=\"",
            Place::File | Place::Command => "",
        };
        text.split_once(mark).expect("a key").1.split(['"', '\n']).next().expect("a key").to_owned()
    }

    #[track_caller]
    fn assert_it_works(&self, when: &str) {
        assert!(self.remote.accepts(&self.key()), "{when}: the application's key does not work");
    }

    /// What must be true after something went wrong, and after the same command again.
    #[track_caller]
    fn assert_it_goes_on(&self, when: &str) {
        self.assert_it_works(when);
        let output = self.rotate(&["--yes"], |_| ());
        assert!(output.status.success(), "{when}: {:?} {}", output.status, String::from_utf8_lossy(&output.stderr));
        self.assert_it_is_over(when);
    }

    #[track_caller]
    fn assert_it_is_over(&self, when: &str) {
        self.assert_it_works(when);
        let (new, successor) = (self.key(), format!("{}-rotated-1", self.name));
        assert_ne!(new, self.old, "{when}: the application has the old key");
        assert_eq!(self.remote.accepts(&self.old), !self.revoke_now, "{when}: the old key");
        let living = if self.revoke_now { vec![successor] } else { vec![self.name.clone(), successor] };
        assert_eq!(self.remote.family(&self.name), living, "{when}: the keys that live");
        for file in files(self.home.path()).into_iter().filter(|file| *file != self.path()) {
            let text = fs::read_to_string(&file).expect("text");
            let is_told = [&new, &self.old].iter().any(|key| text.contains(key.split_once('.').expect("a key").1));
            assert!(!is_told, "{when}: a secret is left in {}", file.display());
            assert!(file.extension().is_none_or(|extension| extension != "json"), "{when}: {} is left", file.display());
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// One run that goes wrong, and the same command again. Answers how many requests there were.
fn goes_wrong(remote: &Embedded, place: Place, revoke_now: bool, request: usize, lasts: bool, mishap: Mishap) -> usize {
    let when = format!(
        "{mishap:?} at {request}{} {place:?}{}",
        if lasts { " on" } else { "" },
        if revoke_now { " now" } else { "" }
    );
    let between = Between::start(remote.url());
    let application = Application::new(remote, &between.url(), place, revoke_now, &when);
    between.fail(request..if lasts { usize::MAX } else { request + 1 }, mishap);
    // Long enough for this machine, short enough for a test.
    let output = application.rotate(&["--request-timeout", "1s"], |process| between.victim(process));
    let asked = between.heal();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let kills = matches!(mishap, Mishap::Kill | Mishap::AnswerKill);
    match output.status.code() {
        // A run that is to be killed does not get away.
        Some(0) if !kills => application.assert_it_is_over(&when),
        None if kills => application.assert_it_goes_on(&when),
        Some(6 | 7) if !kills => {
            assert!(stderr.contains("error: "), "{when}: {stderr}");
            application.assert_it_goes_on(&when);
        }
        code => panic!("{when}: {code:?} {stderr}"),
    }
    asked
}

/// Each request goes wrong in each of these ways, once and from then on.
fn at_every_request(place: Place, revoke_now: bool, mishaps: &[Mishap]) {
    let remote = Embedded::start();
    let requests = goes_wrong(&remote, place, revoke_now, usize::MAX - 1, false, Mishap::Lost);
    // Listed, listed again, made, tried, read back, looked at before and after the delivery.
    assert!(requests >= 7, "{requests}");
    let every = (0..requests).flat_map(|request| mishaps.iter().map(move |mishap| (request, *mishap)));
    let cases: Vec<_> =
        every.flat_map(|(request, mishap)| [(request, false, mishap), (request, true, mishap)]).collect();
    let is_new = |case: &(usize, bool, Mishap)| !(case.1 && matches!(case.2, Mishap::Kill | Mishap::AnswerKill));
    let cases = Mutex::new(cases.into_iter().filter(is_new));
    // Most of the time is spent waiting.
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let next = cases.lock().expect("no thread panicked").next();
                    let Some((request, lasts, mishap)) = next else { return };
                    goes_wrong(&remote, place, revoke_now, request, lasts, mishap);
                }
            });
        }
    });
}

const FAILURES: [Mishap; 7] = [
    Mishap::Lost,
    Mishap::AnswerLost,
    Mishap::Silence,
    Mishap::AnswerSilence,
    Mishap::Status(500),
    Mishap::AnswerStatus(502),
    Mishap::Status(429),
];

#[test]
fn the_network_fails_at_every_request_of_a_teams_key() {
    at_every_request(Place::EnvFile, false, &FAILURES);
}

#[test]
fn the_network_fails_at_every_request_of_the_key_in_use() {
    at_every_request(Place::Trussrc, true, &FAILURES);
}

#[test]
fn the_process_is_killed_at_every_request() {
    for place in PLACES {
        at_every_request(place, false, &[Mishap::Kill, Mishap::AnswerKill]);
    }
}

#[test]
fn the_process_is_killed_at_every_request_of_a_rotation_that_revokes() {
    for place in [Place::Trussrc, Place::File] {
        at_every_request(place, true, &[Mishap::Kill, Mishap::AnswerKill]);
    }
}

#[test]
fn the_process_is_killed_by_its_own_command() {
    let remote = Embedded::start();
    for position in ["before", "after"] {
        let application = Application::new(&remote, remote.url(), Place::Command, false, position);
        let path = application.path().display().to_string();
        // Only the first run meets the trap.
        let trap = format!("if mkdir '{path}.trap' 2>/dev/null; then kill -s KILL $PPID; fi");
        let deliver = format!("cat > '{path}.new' && mv '{path}.new' '{path}'");
        let line = if position == "before" { format!("{trap}; {deliver}") } else { format!("{deliver}; {trap}") };
        let arguments = ["keys", "rotate", &application.name, "--to", &format!("command:{line}")].map(str::to_owned);
        let mut command = application.home.truss(&arguments).command();
        let output = command.stdin(Stdio::null()).output().expect("it runs");
        assert_eq!(output.status.code(), None, "{}", String::from_utf8_lossy(&output.stderr));
        application.assert_it_works(position);
        application.home.truss(&arguments).any_stderr().run();
        application.assert_it_is_over(position);
    }
}

#[test]
fn a_disk_without_room_for_the_state_leaves_no_key() {
    let remote = Embedded::start();
    let application = Application::new(&remote, remote.url(), Place::File, false, "full");
    let ran =
        application.home.truss(application.arguments()).after("trap '' XFSZ; ulimit -f 0").code(1).any_stderr().run();
    assert!(ran.stderr.starts_with("error: cannot write the state of rotations"), "{}", ran.stderr);
    assert_eq!(remote.family("full"), ["full"]);
    application.assert_it_goes_on("full");
}
