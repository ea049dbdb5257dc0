//! A place, what stands there before, and what may have become of it.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::baseten::run::{Ended, start};
use crate::baseten::world::World;

/// A FIFO that is opened blocks for ever; no run of these tests takes nearly as long.
const LIMIT: Duration = Duration::from_secs(20);

/// A key that is none of the remote's.
pub(super) const OTHER: &str = "other123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// What is found at a path. `{old}` is the old key, `{other}` is [`OTHER`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Stands {
    Nothing,
    Text(&'static str),
    /// What is no UTF-8: nobody can read it as text, not even root.
    Bytes,
    Folder,
    Fifo,
    /// A symlink to itself.
    Loop,
    /// A symlink to a file that is not there.
    Dangling,
    /// A symlink to a file with this.
    Linked(&'static str),
}

/// What is to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The new key stands there.
    Taken,
    /// Exit 8 before a key is made; it is as it was.
    Refused,
    /// One of both: the document does not say.
    Either,
}

/// A key `app` that is to go into a place.
pub(super) struct Scene {
    pub(super) world: World,
    pub(super) old: String,
}

/// How a place is before, so that it can be compared.
#[derive(Debug, PartialEq, Eq)]
enum Snapshot {
    Nothing,
    File(Vec<u8>),
    Folder,
    Fifo,
    Link(PathBuf, Option<Vec<u8>>),
}

impl Scene {
    pub(super) fn new(stands: Stands) -> Self {
        let world = World::fake();
        let old = world.add("PERSONAL", Some("app"));
        let scene = Self { world, old };
        scene.put(stands);
        scene
    }

    pub(super) fn path(&self) -> PathBuf {
        self.world.path("place")
    }

    pub(super) fn filled(&self, text: &str) -> String {
        text.replace("{old}", &self.old).replace("{other}", OTHER).replace("{url}", &self.world.url())
    }

    fn put(&self, stands: Stands) {
        let path = self.path();
        let target = self.world.path("target");
        match stands {
            Stands::Nothing => {}
            Stands::Text(text) => {
                fs::write(&path, self.filled(text)).expect("it is written");
                fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("its mode is set");
            }
            Stands::Bytes => fs::write(&path, b"BASETEN_API_KEY=\xff\xfe\nTOKEN=\xff\n").expect("it is written"),
            Stands::Folder => fs::create_dir(&path).expect("a folder"),
            Stands::Fifo => {
                assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo is there").success());
            }
            Stands::Loop => symlink("place", &path).expect("a symlink"),
            Stands::Dangling => symlink("target", &path).expect("a symlink"),
            Stands::Linked(text) => {
                fs::write(&target, self.filled(text)).expect("it is written");
                symlink("target", &path).expect("a symlink");
            }
        }
    }

    /// Runs `truss ARGUMENTS --to SINK`, and judges what has become of the place.
    #[track_caller]
    pub(super) fn judge(
        &self,
        arguments: &[&str],
        sink: &str,
        replace: bool,
        end: End,
        holds: impl Fn(&str) -> Vec<String>,
    ) {
        let before = self.world.before();
        let stood = snapshot(&self.path());
        let told = |ended: &Ended| format!("{sink}, replace: {replace}, stood {stood:?}: {}", ended.told());
        let mut line = [arguments, &["--to", sink]].concat();
        line.extend(replace.then_some("--replace"));
        let ended = start(self.world.home.truss(line)).end_within(LIMIT);
        let taken = match end {
            End::Taken => true,
            End::Refused => false,
            End::Either => ended.code == Some(0),
        };
        assert_eq!(ended.code, Some(if taken { 0 } else { 8 }), "{}", told(&ended));
        let changes = before.changes(&self.world);
        assert_eq!((changes.new.len(), changes.gone.len()), (usize::from(taken), 0), "{}", told(&ended));
        assert_eq!(self.world.baseten().requests("POST"), usize::from(taken), "{}", told(&ended));
        if !taken {
            assert_eq!(snapshot(&self.path()), stood, "{}", told(&ended));
            return;
        }
        let text = fs::read_to_string(self.path()).expect("the place can be read");
        let held = holds(&text);
        assert!(!held.is_empty(), "{}: {text}", told(&ended));
        for key in held {
            assert!(self.world.accepts(&key) && key != self.old, "`{key}` is no new key in {text}{}", told(&ended));
            ended.expect_no_secret(&key);
        }
        let mode = fs::metadata(self.path()).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", told(&ended));
    }
}

fn snapshot(path: &Path) -> Snapshot {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Snapshot::Nothing };
    let kind = metadata.file_type();
    if kind.is_symlink() {
        Snapshot::Link(fs::read_link(path).expect("a symlink"), fs::read(path).ok())
    } else if kind.is_dir() {
        Snapshot::Folder
    } else if kind.is_fifo() {
        Snapshot::Fifo
    } else {
        Snapshot::File(fs::read(path).expect("a file"))
    }
}

/// The value of a variable in a dotenv file.
pub(super) fn variable(text: &str, name: &str) -> Option<String> {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("export ").trim_start());
    let mut values = lines.filter_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix('='));
    let value = values.next_back()?.split(" #").next().unwrap_or_default().trim();
    Some(value.trim_matches(['"', '\'']).to_owned())
}
