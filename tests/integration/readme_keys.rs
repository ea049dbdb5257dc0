//! The README's commands on keys do what it says: each block is run in a home of its own against the remote `local`, as
//! strict as Baseten's API.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::readme::{readme, shell_blocks};
use crate::support::{Home, IN_USE, Knows, Remote, Terminal, personal_key};

/// Commands that use what Baseten's API does not have, and the codes that the README promises for them.
const EXTENSIONS: [(&str, i32); 2] = [
    ("truss keys create web --type inference-only --environment production --model llama", 8),
    ("truss keys rename ci ci-2026", 5),
];

/// Commands that ask a person, what they ask, and the answer.
const ASKING: [(&str, &str); 2] = [
    ("truss keys revoke laptop", "Permanently revoke 1 key"),
    ("truss keys rotations finish ci", "revoke ci of the team default on local? [y/N] "),
];

/// Other people's programs in the recipes: what they get on stdin is kept.
const STUBS: [&str; 4] = ["gh", "kubectl", "vault", "aws"];

/// A home in which `truss` is on the path and means the remote `local`.
pub(crate) struct Shell {
    home: Home,
    is_strict: bool,
}

impl Shell {
    pub(crate) fn new() -> Self {
        let mut shell = Self { home: Home::new(), is_strict: false };
        fs::create_dir(shell.folder()).expect("a folder");
        let binary = env!("CARGO_BIN_EXE_truss");
        let local = format!(
            "case \" $* \" in *' --remote '*) exec {binary} \"$@\";; *) exec {binary} --remote local \"$@\";; esac"
        );
        shell.script("truss", &local);
        for stub in STUBS {
            shell.script(stub, &format!("cat >> \"$HOME/{stub}.got\""));
        }
        symlink(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/trusses/hello"),
            shell.home.path().join("hello"),
        )
        .expect("a link");
        let tells = shell.run("truss keys list --jq '.keys[0] | has(\"environment_names\")'");
        shell.is_strict = tells == (0, "false\n".to_owned(), String::new());
        shell
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("bin")
    }

    fn script(&self, name: &str, text: &str) {
        let path = self.folder().join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a script is written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("its mode is set");
    }

    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(line).current_dir(self.home.path()).env_clear().env("HOME", self.home.path());
        command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", self.folder().display()));
        command.env("TRUSS_LOCAL_STRICT", "1").env("TERM", "xterm").env("NO_COLOR", "1");
        command
    }

    /// Runs a line without a terminal: its exit code, stdout and stderr.
    pub(crate) fn run(&self, line: &str) -> (i32, String, String) {
        let output = self.command(line).stdin(Stdio::null()).output().expect("a shell");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
    }

    #[track_caller]
    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.home.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Checks the names of the keys that live, without that of the remote itself.
    #[track_caller]
    fn assert_names(&self, names: &str) {
        let listed = self.run("truss keys list --jq '.keys[1:][].name'").1;
        assert_eq!(listed, names);
    }

    /// Runs a line of the README, and answers what it wrote to both streams.
    #[track_caller]
    fn line(&self, line: &str) -> String {
        let promised = EXTENSIONS.iter().find(|(extension, _)| *extension == line).filter(|_| self.is_strict);
        let expected = promised.map_or(0, |(_, code)| *code);
        let (code, told) = match ASKING.iter().find(|(asking, _)| *asking == line) {
            None => {
                let (code, stdout, stderr) = self.run(line);
                (code, stdout + &stderr)
            }
            Some((_, question)) => {
                let mut terminal = Terminal::start(&self.command(line));
                terminal.wait_for(question);
                terminal.type_line("y");
                terminal.finish()
            }
        };
        assert_eq!(code, expected, "{line}\n{told}");
        told
    }
}

/// A block, known by the start of one of its lines; what it takes for granted; and what is true after it, from what each
/// line wrote.
struct Block {
    line: &'static str,
    before: &'static [&'static str],
    check: fn(&Shell, &[String]),
}

const BLOCKS: [Block; 9] = [
    Block {
        line: "truss keys list --remote local",
        before: &[],
        check: |shell, _| shell.assert_names("demo-rotated-1\n"),
    },
    Block {
        line: "truss keys create laptop",
        before: &["truss local team add ml", "truss push hello --team ml --model-name llama -q"],
        check: |shell, _| {
            shell.assert_names("ci\nweb\n");
            assert!(shell.read(".env").starts_with("BASETEN_API_KEY="));
        },
    },
    Block {
        line: "truss keys rename ci",
        before: &["truss push hello --model-name llama -q", "truss keys create ci"],
        check: |shell, told| {
            let is_warned = |told: &String| told.contains("works here, but Baseten's own API cannot do it");
            assert!(shell.is_strict || told.iter().all(is_warned), "{told:#?}");
        },
    },
    Block {
        line: "truss keys rotate nightly",
        before: &[
            "truss keys create ci --type full-access --to file:ci.key",
            "truss keys create web --type inference-only --to file:web.key",
            "truss keys create nightly --to file:nightly.key",
            "truss keys create metrics --type metrics-only --to file:metrics.key",
        ],
        check: |shell, _| {
            for (stub, name) in STUBS.iter().zip(["ci", "web", "nightly", "metrics"]) {
                let got = shell.read(&format!("{stub}.got"));
                let prefix = got.split_once('.').expect("a key").0;
                let listed =
                    shell.run(&format!("truss keys list --jq '.keys[] | select(.prefix == \"{prefix}\").name'")).1;
                assert_eq!(listed, format!("{name}-rotated-1\n"), "{stub}");
            }
        },
    },
    Block {
        line: "truss keys rotations list",
        before: &["truss keys create laptop", "truss keys create ci --type full-access --to env-file:.env"],
        check: |shell, told| {
            assert!(told[2].contains("ci-rotated-1"), "{told:#?}");
            shell.assert_names("laptop-rotated-1\nci-rotated-1\n");
        },
    },
    Block {
        line: "truss -q keys rotate $(cat keys.txt)",
        before: &["truss keys create ci", "truss keys create web", "printf 'ci\\nweb\\n' > keys.txt"],
        check: |_, told| assert_eq!(told, ["", ""]),
    },
    Block {
        line: "truss keys scan",
        before: &["truss keys create ci"],
        check: |_, told| {
            assert!(told[..2].iter().all(|told| told.ends_with(" searched: no keys\n")), "{told:#?}");
            assert!(told[2].contains("possible-key"), "{told:#?}");
        },
    },
    Block { line: "truss keys audit", before: &[], check: |_, told| assert!(told[1].contains("sarif"), "{told:#?}") },
    Block {
        line: "truss keys list -o json",
        before: &["truss local team add ml"],
        check: |shell, told| {
            let listed: Value = serde_json::from_str(&told[1]).expect("one JSON document");
            assert_eq!(listed["keys"].as_array().map(Vec::len), Some(2));
            shell.assert_names("nightly\n");
        },
    },
];

#[test]
fn every_block_on_keys_does_what_it_says() {
    let readme = readme();
    let mut blocks = shell_blocks(&readme);
    blocks.retain(|block| block.iter().any(|line| line.starts_with("truss") && line.contains(" keys ")));
    let marked = [EXTENSIONS.map(|(line, _)| line), ASKING.map(|(line, _)| line)].concat();
    assert!(marked.iter().all(|line| blocks.concat().contains(line)), "{marked:#?} are all in the README");
    assert_eq!(blocks.len(), BLOCKS.len(), "each block has its entry");
    for block in blocks {
        let entry = BLOCKS.iter().find(|known| block.iter().any(|line| line.starts_with(known.line)));
        let Block { before, check, .. } = entry.unwrap_or_else(|| panic!("an entry for {block:#?}"));
        let shell = Shell::new();
        for line in *before {
            let (code, _, stderr) = shell.run(line);
            assert_eq!(code, 0, "{line}: {stderr}");
        }
        let lines = block.iter().filter(|line| !line.starts_with("truss push"));
        check(&shell, &lines.map(|line| shell.line(line)).collect::<Vec<_>>());
    }
}

#[test]
fn a_rotation_talks_as_it_is_shown() {
    let readme = readme();
    let start = readme.find("$ truss keys rotate ci").expect("the example");
    let shown = readme[start..].split("```").next().expect("its end");
    let (line, shown) = shown.trim_start_matches("$ ").split_once('\n').expect("a command and more");
    let mut key = personal_key("x4h8w1pz", "ci", 2000, None);
    key["type"] = json!("WORKSPACE_MANAGE_ALL");
    key["team_name"] = json!("ml");
    let remote = Remote::healthy(Knows::Documented).with(key);
    let shell = Shell::new();
    fs::write(shell.home.trussrc(), remote.server.trussrc(IN_USE)).expect("a trussrc");
    fs::set_permissions(shell.home.trussrc(), fs::Permissions::from_mode(0o600)).expect("its mode is set");
    let mut terminal = Terminal::start(&shell.command(&format!("{line} --remote baseten")));
    terminal.wait_for("[y/N] ");
    terminal.type_line("y");
    terminal.wait_for("now? [y/N] ");
    terminal.type_line("");
    let (code, told) = terminal.finish();
    let made = told.replace("new00001", "b7k2m9qa").replace("truss --remote baseten", "truss");
    let made: Vec<&str> = made.lines().map(str::trim_end).collect();
    assert_eq!((code, made), (0, shown.lines().collect()));
}
