//! An application with a key, and what must be true of it whatever happens to its rotation.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Mutex;

use truss::secret::is_baseten_shape;

use crate::support::{Embedded, Home};

/// The sinks that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Trussrc,
    EnvFile,
    File,
    Command,
    Stdout,
}

/// An application that reads its key from a sink. With the trussrc, it is the key in use.
pub(super) struct Case<'e> {
    pub(super) remote: &'e Embedded,
    pub(super) home: Home,
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) old: String,
    printed: Mutex<Option<String>>,
}

impl<'e> Case<'e> {
    /// A home whose remote `baseten` is at `url`, an application named `name`, and its key.
    pub(super) fn new(remote: &'e Embedded, url: &str, kind: Kind, name: String) -> Self {
        let in_use = kind == Kind::Trussrc;
        let old = remote.create(&name, if in_use { "PERSONAL" } else { "WORKSPACE_INVOKE" });
        let key = if in_use { &old } else { remote.key() };
        let home = Home::new().with_trussrc(&trussrc(url, key));
        let case = Self { remote, home, kind, name, old, printed: Mutex::new(None) };
        match kind {
            Kind::EnvFile => {
                write(&case.sink(), &format!("# mine\nexport BASETEN_API_KEY=\"{}\" # app\nA=1\n", case.old))
            }
            Kind::File | Kind::Command => write(&case.sink(), &case.old),
            Kind::Trussrc | Kind::Stdout => {}
        }
        case
    }

    pub(super) fn old_prefix(&self) -> &str {
        prefix(&self.old)
    }

    /// The file that the application reads its key from.
    pub(super) fn sink(&self) -> PathBuf {
        match self.kind {
            Kind::Trussrc => self.home.trussrc(),
            Kind::EnvFile => self.home.path().join(".env"),
            Kind::File | Kind::Command | Kind::Stdout => self.home.path().join("app.key"),
        }
    }

    /// What stands behind `--to`.
    pub(super) fn to(&self) -> String {
        let path = self.sink().display().to_string();
        match self.kind {
            Kind::Trussrc => "trussrc:baseten".to_owned(),
            Kind::EnvFile => format!("env-file:{path}"),
            Kind::File => format!("file:{path}"),
            // As a secret manager does it: the old key or the new one, never half. The command of a killed run may
            // still be at it when the next one starts.
            Kind::Command => format!("command:cat > '{path}'.$$ && mv '{path}'.$$ '{path}'"),
            Kind::Stdout => "stdout".to_owned(),
        }
    }

    pub(super) fn arguments(&self) -> Vec<String> {
        ["keys", "rotate", self.old_prefix(), "--to", &self.to()].map(str::to_owned).to_vec()
    }

    /// Runs the binary; `started` gets its process id.
    pub(super) fn run(&self, arguments: &[String], started: impl FnOnce(u32)) -> Output {
        let mut command = self.home.truss(arguments).command();
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.expect("the binary starts");
        started(child.id());
        let output = child.wait_with_output().expect("the binary ends");
        self.heard(&output.stdout);
        output
    }

    /// Whoever reads stdout takes the last whole key from it.
    pub(super) fn heard(&self, stdout: &[u8]) {
        if let Some(key) = String::from_utf8_lossy(stdout).lines().rfind(|line| is_baseten_shape(line)) {
            *self.printed.lock().expect("no thread panicked") = Some(key.to_owned());
        }
    }

    /// The key that the application uses now.
    pub(super) fn credential(&self) -> String {
        let text = || fs::read_to_string(self.sink()).expect("the sink is readable");
        let after = |text: String, mark: &str| {
            let rest = text.split_once(mark).expect("the sink has a key").1;
            rest.split(['"', '\n']).next().expect("a key").to_owned()
        };
        match self.kind {
            Kind::Trussrc => after(text(), "api_key = "),
            Kind::EnvFile => after(text(), "BASETEN_API_KEY=\""),
            Kind::File | Kind::Command => text(),
            Kind::Stdout => {
                self.printed.lock().expect("no thread panicked").clone().unwrap_or_else(|| self.old.clone())
            }
        }
    }

    #[track_caller]
    pub(super) fn assert_it_works(&self, when: &str) {
        assert!(self.remote.accepts(&self.credential()), "{when}: the application's key does not work");
    }

    /// Runs the same command again, as who was interrupted does, and checks everything that must be true then.
    #[track_caller]
    pub(super) fn assert_it_goes_on(&self, when: &str) {
        self.assert_it_works(when);
        let output = self.run(&self.arguments(), |_| ());
        let told = format!("{when}, then again: {}", String::from_utf8_lossy(&output.stderr));
        let was_over = !self.remote.accepts(&self.old) && self.credential() != self.old;
        // A rotation that was over but for its last breath leaves no key to rotate.
        assert!(output.status.success() || was_over && matches!(output.status.code(), Some(3 | 4)), "{told}");
        self.assert_it_is_over(&told);
    }

    #[track_caller]
    pub(super) fn assert_it_is_over(&self, when: &str) {
        let credential = self.credential();
        self.assert_it_works(when);
        assert_ne!(credential, self.old, "{when}: the application has the old key");
        assert!(!self.remote.accepts(&self.old), "{when}: the old key still works");
        let left = self.remote.named(&self.name);
        assert_eq!(left.len(), 1, "{when}: one key is left, and no orphan: {left:?}");
        assert_eq!(left[0]["prefix"], prefix(&credential), "{when}");
        let sink = self.sink();
        let secrets = [secret(&self.old), secret(&credential)];
        // What a command writes beside the sink on its way there is the command's.
        let is_the_sinks =
            |file: &Path| file == sink || self.kind == Kind::Command && file.file_stem() == sink.file_name();
        for file in files(self.home.path()).into_iter().filter(|file| !is_the_sinks(file)) {
            let text = String::from_utf8_lossy(&fs::read(&file).expect("readable")).into_owned();
            assert!(!secrets.iter().any(|secret| text.contains(secret)), "{when}: a secret is left in {file:?}");
        }
        let state = files(&self.home.path().join(".local/state/truss/rotations"));
        assert!(state.iter().all(|file| file.extension().is_some_and(|it| it == "lock")), "{when}: {state:?} is left");
    }
}

pub(super) fn trussrc(url: &str, key: &str) -> String {
    format!("[baseten]\nremote_provider = baseten\napi_key = {key}\nremote_url = {url}\n")
}

pub(super) fn prefix(key: &str) -> &str {
    key.split_once('.').expect("prefix.secret").0
}

fn secret(key: &str) -> &str {
    key.split_once('.').expect("prefix.secret").1
}

pub(super) fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file is written");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}
