//! The commands that go wrong, what is there before, and what must be true afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use crate::remotes::Remotes;
use crate::support::Home;
use crate::support::baseten::{Seed, State};
use crate::tracer::Ran;

/// More than one part of an upload has.
const WEIGHTS: u64 = 6 << 20;
/// Somebody else's remote in the trussrc.
const OTHER: &str = "# mine\n[other]\nremote_provider = baseten\napi_key = other123.OBCDEFGHIJKLMNOPQRSTUVWXYZ012345\nremote_url = https://example.com\n";

/// A command that is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scene {
    Login,
    Create,
    Rotate,
    /// The key in use, whose old one is revoked at once.
    Replace,
    Finish,
    Push,
}

/// Everything that a run of a scene has.
pub(crate) struct Stage {
    scene: Scene,
    pub(crate) home: Home,
    /// The keys that live before, but for the one that the command is about.
    others: Vec<String>,
    old: String,
    login: String,
    url: String,
}

impl Scene {
    pub(crate) const ALL: [Self; 6] =
        [Self::Login, Self::Create, Self::Rotate, Self::Replace, Self::Finish, Self::Push];

    pub(crate) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Login => &["login", "--api-key-stdin", "--remote", "baseten"],
            Self::Create => &["keys", "create", "ci", "--type", "inference-only", "--team", "ml", "--model", "llama"],
            Self::Rotate => {
                &["keys", "rotate", "ci", "--team", "ml", "--all-environments", "--to", "env-file:app.env", "--yes"]
            }
            Self::Replace => &["keys", "rotate", "login", "--mine", "--revoke-now", "--to", "trussrc:baseten", "--yes"],
            Self::Finish => &["keys", "rotations", "finish", "ci", "--yes"],
            Self::Push => &["push", "truss"],
        }
    }

    /// Sets the stage: the remote is as new, the home is another one.
    pub(crate) fn set(self, remotes: &Remotes) -> Stage {
        let Remotes { baseten, pushes, .. } = remotes;
        let mut state = State::new(jiff::Timestamp::now);
        state.add(Seed::personal("bob").name("ci"));
        state.add(Seed::team("WORKSPACE_INVOKE", "web").name("site"));
        let login = state.add(Seed::personal("ada").name("login"));
        let mut others: Vec<String> = state.keys.iter().map(|key| key.whole.clone()).collect();
        let mut old = String::new();
        if matches!(self, Self::Rotate | Self::Finish) {
            old = state.add(Seed::team("WORKSPACE_INVOKE", "ml").name("ci").models(&["m1"]));
        }
        if self == Self::Replace {
            others.retain(|key| *key != login);
            old = login.clone();
        }
        *baseten.state() = state;
        let trussrc = match self {
            Self::Login => OTHER.to_owned(),
            Self::Push => OTHER.to_owned() + &pushes.trussrc(&login),
            _ => OTHER.to_owned() + &baseten.trussrc(&login),
        };
        let home = Home::new().with_trussrc(&trussrc);
        let stage = Stage { scene: self, home, others, old, login, url: baseten.url() };
        if matches!(self, Self::Rotate | Self::Finish) {
            stage.write("app.key", &stage.old);
        }
        stage.write("app.env", &format!("A=1\nBASETEN_API_KEY={}\n", stage.old));
        if self == Self::Push {
            stage.write("truss/config.yaml", "model_name: m\n");
            stage.write("truss/model/model.py", "class Model: pass\n");
            stage.write("truss/data/weights.bin", "");
            let weights = fs::File::options().write(true).open(stage.home.path().join("truss/data/weights.bin"));
            weights.and_then(|file| file.set_len(WEIGHTS)).expect("a large file");
        }
        if self == Self::Finish {
            let ran = stage.command(Self::Rotate.arguments()).output().expect("the binary ends");
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        }
        stage
    }
}

impl Stage {
    /// What is typed.
    pub(crate) fn stdin(&self) -> &str {
        if self.scene == Scene::Login { &self.login } else { "" }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> std::process::Command {
        let remote: &[&str] = if self.scene == Scene::Login { &[] } else { &["--remote", "baseten"] };
        let mut command = self.home.truss([arguments, remote, &["--request-timeout", "10s"]].concat()).command();
        command.env("TRUSS_NON_INTERACTIVE", "1").env("BASETEN_REMOTE_URL", &self.url);
        command
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.home.path().join(name)).unwrap_or_default()
    }

    /// What is broken after a run that went wrong. What was said so far is in `told`.
    pub(crate) fn broken(&self, ran: &Ran, told: &str, remotes: &Remotes) -> Vec<String> {
        let mut broken = Vec::new();
        let mut check = |holds: bool, what: &str| {
            if !holds {
                broken.push(what.to_owned());
            }
        };
        check(!ran.hangs, "it hangs");
        let panic = ran.stderr.split_once("panicked at").map(|(_, panic)| panic.lines().take(2).collect::<String>());
        check(panic.is_none(), &format!("it panics at {}", panic.as_deref().unwrap_or_default()));
        check(ran.code.is_none_or(|code| code <= 10), "its exit code is none of those that are promised");
        let trussrc = self.read(".trussrc");
        check(trussrc.starts_with(OTHER), "another remote in the trussrc is not as it was");
        let own = trussrc.strip_prefix(OTHER).unwrap_or_default();
        let whole = own.is_empty() || own.starts_with('\n') || own.contains("api_key = ") && own.ends_with('\n');
        check(whole, "the trussrc is not whole");
        let may_change = matches!(self.scene, Scene::Login | Scene::Replace);
        check(may_change || own.contains(&self.login), "the key in use is gone from the trussrc");
        let state = remotes.baseten.state();
        for other in &self.others {
            check(state.accepts(other), "somebody else's key was revoked");
        }
        let made = state.made();
        for key in state.keys.iter().filter(|key| made.iter().any(|made| made == key.prefix())) {
            let is_told = told.contains(key.prefix()) || self.holds(key.prefix(), &[]);
            check(is_told, "a key is left that nobody was told of");
        }
        let shown = ran.stdout.trim();
        if self.scene == Scene::Create && shown.contains('.') {
            check(state.accepts(shown), "a secret is shown that is not confirmed, or half of one");
        }
        if self.scene == Scene::Create && ran.code == Some(0) {
            check(state.accepts(shown), "it says that a key was made, and shows none");
        }
        if self.scene == Scene::Push {
            check(ran.deployed <= 1, "a model is deployed twice");
            check(ran.code != Some(0) || ran.deployed == 1, "it says that a model is deployed, and none is");
        }
        if matches!(self.scene, Scene::Rotate | Scene::Replace | Scene::Finish) {
            check(state.accepts(&self.delivered()), "the application has no key that works");
            check(
                self.scene == Scene::Replace || self.read("app.env").starts_with("A=1\n"),
                "the file of the application is not whole",
            );
        }
        for key in state.keys.iter().map(|key| &key.whole) {
            let secret = key.split_once('.').expect("a key").1;
            check(!ran.stderr.contains(secret), "a secret is on stderr");
        }
        broken
    }

    /// What is broken after the same command again, where nothing goes wrong.
    pub(crate) fn unfinished(&self, ran: &Ran, remotes: &Remotes) -> Vec<String> {
        let mut broken = Vec::new();
        let mut check = |holds: bool, what: &str| {
            if !holds {
                broken.push(what.to_owned());
            }
        };
        // Nothing was left to do, and which key has the name is told.
        let is_over = match self.scene {
            Scene::Create => ran.code == Some(5) && ran.stderr.contains("`ci` is taken"),
            Scene::Rotate => ran.code == Some(7) && ran.stderr.contains("`ci` has been rotated already"),
            _ => false,
        };
        // A key that was used after the delivery is kept, and the hint says how the rotation ends.
        let is_over =
            is_over || self.scene == Scene::Replace && ran.stderr.contains("`login` has been rotated already");
        let told = ran.stderr.lines().next().unwrap_or_default();
        check(ran.code == Some(0) || is_over, &format!("the second run ends with {:?}: {told}", ran.code));
        let state = remotes.baseten.state();
        let keys = || state.keys.iter().map(|key| &key.whole);
        match self.scene {
            Scene::Login => check(self.read(".trussrc").contains(&self.login), "the key is not saved"),
            Scene::Create | Scene::Push => {}
            Scene::Rotate | Scene::Replace => check(self.delivered() != self.old, "the application has the old key"),
            Scene::Finish => check(!state.accepts(&self.old), "the old key lives"),
        }
        let places: &[&str] = &[".trussrc", "app.env", "app.key", "app.got"];
        for key in keys().chain([&self.old]).filter(|key| !key.is_empty()) {
            let secret = key.split_once('.').expect("a key").1;
            check(!self.holds(secret, places), "a secret is left in a file");
        }
        broken
    }

    /// The key that the application has.
    fn delivered(&self) -> String {
        let (text, mark) = match self.scene {
            Scene::Replace => (self.read(".trussrc").strip_prefix(OTHER).unwrap_or_default().to_owned(), "api_key = "),
            _ => (self.read("app.env"), "BASETEN_API_KEY="),
        };
        let key = text.split_once(mark).and_then(|(_, rest)| rest.lines().next());
        key.unwrap_or_default().trim_matches('"').to_owned()
    }

    /// Whether a file of the home has `text`, but for those at `places`.
    fn holds(&self, text: &str, places: &[&str]) -> bool {
        let is_place = |file: &PathBuf| places.iter().any(|place| *file == self.home.path().join(place));
        let holds = |file: PathBuf| String::from_utf8_lossy(&fs::read(file).unwrap_or_default()).contains(text);
        files(self.home.path()).into_iter().filter(|file| !is_place(file)).any(holds)
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
