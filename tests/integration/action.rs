//! The GitHub action and the workflow of keys in `packaging/action`: their shell steps as they stand, run by bash against
//! the remote `local`, with stand-ins for what only GitHub has.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Home, skip};

const TRUSS: &str = env!("CARGO_BIN_EXE_truss");

/// The script of the step called `name` in a file of `packaging/action`.
fn step(file: &str, name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/action").join(file);
    let text = fs::read_to_string(path).expect("the file is readable");
    let (_, step) = text.split_once(&format!("- name: {name}\n")).unwrap_or_else(|| panic!("no step {name}"));
    let step = step.split("- name: ").next().expect("its text");
    let (before, run) = step.split_once("run: ").expect("a script");
    let Some(block) = run.strip_prefix("|\n") else { return run.lines().next().expect("a line").to_owned() };
    let indent = before.rsplit('\n').next().expect("an indent").len() + 2;
    let lines = block.lines().take_while(|line| line.trim().is_empty() || line.starts_with(&" ".repeat(indent)));
    lines.map(|line| line.get(indent..).unwrap_or_default().to_owned() + "\n").collect()
}

/// A job on a runner: its home, its files, and programs that stand in for others.
struct Job {
    home: Home,
    variables: BTreeMap<String, String>,
}

impl Job {
    fn new() -> Self {
        let home = Home::new();
        for folder in ["bin", "releases", "temp"] {
            fs::create_dir(home.path().join(folder)).expect("a folder");
        }
        let mut job = Self { home, variables: BTreeMap::new() };
        job.program(
            "truss",
            &format!(
                "case \" $* \" in *' --remote '*) exec {TRUSS} \"$@\";; *) exec {TRUSS} --remote local \"$@\";; esac"
            ),
        );
        // The last argument is the address; only files of the release are there.
        job.program("curl", "for last; do :; done; name=\"${last##*/}\"; echo \"$last\" >> \"$HOME/asked\"; cp \"$HOME/releases/$name\" \"$name\"");
        job.program("gh", "{ echo \"$*\"; cat; echo; } >> \"$HOME/gh.got\"");
        for (name, value) in [("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64"), ("GITHUB_REF", "refs/pull/42/merge")] {
            job.set(name, value);
        }
        job.set("GITHUB_SHA", "0123456789abcdef");
        job.set("RUNNER_TEMP", job.path("temp").display().to_string());
        for name in ["GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"] {
            job.set(name, job.path(name).display().to_string());
        }
        job
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.insert(name.to_owned(), value.into());
    }

    fn program(&self, name: &str, text: &str) {
        let path = self.path("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a script is written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("its mode is set");
    }

    /// Runs a script as GitHub does: `bash -e`, nobody at a terminal. Its exit code, and what it wrote.
    fn run(&self, script: &str) -> (i32, String) {
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(self.home.path());
        command.env_clear().env("HOME", self.home.path()).env("CI", "true").env("GITHUB_ACTIONS", "true");
        command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", self.path("bin").display()));
        let output = command.envs(&self.variables).stdin(Stdio::null()).output().expect("bash");
        let text = [output.stdout, output.stderr].concat();
        (output.status.code().expect("an exit code"), String::from_utf8_lossy(&text).into_owned())
    }

    #[track_caller]
    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What the push step needs of the action's inputs.
    fn pushing(&mut self, directory: &str) {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory).display().to_string();
        self.set("TRUSS_DIRECTORY", directory);
        for name in ["MODEL_NAME", "ENVIRONMENT", "LABELS", "DEPLOYMENT_NAME", "TEAM", "BASETEN_API_KEY"] {
            self.set(name, "");
        }
        self.set("INCLUDE_GIT_INFO", "false");
        self.set("DEPLOY_TIMEOUT_MINUTES", "1");
    }
}

fn has_jq() -> bool {
    Command::new("jq").arg("--version").output().is_ok()
}

/// A job with a release `v1.2.3` to download.
fn with_release() -> Job {
    let mut job = Job::new();
    let name = "truss-1.2.3-x86_64-unknown-linux-gnu";
    let script = format!(
        "mkdir {name} && echo program > {name}/truss && tar -czf releases/{name}.tar.gz {name} && rm -r {name} && \
         cd releases && echo \"$(printf x | sha256sum | cut -c 1-64)  other.tar.gz\" > SHA256SUMS && sha256sum {name}.tar.gz >> SHA256SUMS"
    );
    assert_eq!(job.run(&script), (0, String::new()));
    job.set("VERSION", "v1.2.3");
    job.set("SHA256", "");
    job.set("RELEASES", "https://github.example/o/truss/releases/download");
    job
}

#[test]
fn what_is_installed_has_the_checksum_of_the_release() {
    let job = with_release();
    assert_eq!(job.run(&step("action.yml", "Install truss")), (0, String::new()));
    let folder = job.read("GITHUB_PATH");
    assert_eq!(fs::read_to_string(Path::new(folder.trim()).join("truss")).expect("the program"), "program\n");
    assert!(
        job.read("asked").starts_with("https://github.example/o/truss/releases/download/v1.2.3/truss-1.2.3-x86_64")
    );
}

#[test]
fn an_archive_with_another_checksum_is_not_installed() {
    let mut wrong = with_release();
    wrong.set("SHA256", "0".repeat(64));
    let unlisted = with_release();
    fs::write(unlisted.path("releases/SHA256SUMS"), "").expect("written");
    let mut elsewhere = with_release();
    elsewhere.set("RUNNER_ARCH", "RISCV");
    for (job, told) in [(wrong, "has the checksum"), (unlisted, "not one that is known"), (elsewhere, "no release")] {
        let (code, text) = job.run(&step("action.yml", "Install truss"));
        assert_eq!(code, 1, "{text}");
        assert!(text.contains("::error::") && text.contains(told), "{text}");
        assert!(!job.path("GITHUB_PATH").exists());
    }
}

#[test]
fn a_push_says_what_was_pushed_where_and_how_long_it_took() {
    if !has_jq() {
        return skip("jq is not installed");
    }
    let mut job = Job::new();
    job.pushing("tests/data/trusses/hello");
    job.set("ENVIRONMENT", "staging");
    job.set("LABELS", r#"{"team": "ml"}"#);
    let (code, text) = job.run(&step("action.yml", "Push"));
    assert_eq!(code, 0, "{text}");
    let outputs = job.read("GITHUB_OUTPUT");
    let output =
        |name: &str| outputs.lines().find_map(|line| line.strip_prefix(&format!("{name}="))).expect("an output");
    assert_eq!(output("status"), "success");
    assert_eq!(output("model-name"), "hello");
    assert!(!output("model-id").is_empty() && !output("deployment-id").is_empty());
    assert!(output("deploy-time-seconds").parse::<u32>().is_ok());
    let summary = job.read("GITHUB_STEP_SUMMARY");
    for told in ["## Push of `hello`: success", "named `PR-42_0123456`", "| environment | `staging` |", " s |"] {
        assert!(summary.contains(told), "{told} in {summary}");
    }
}

#[test]
fn a_push_that_fails_says_which_deployment_and_keeps_its_exit_code() {
    if !has_jq() {
        return skip("jq is not installed");
    }
    let mut job = Job::new();
    job.pushing("tests/data/trusses/hello");
    job.set("MODEL_NAME", "fail-build");
    let (code, text) = job.run(&step("action.yml", "Push"));
    assert_eq!(code, 9, "{text}");
    let outputs = job.read("GITHUB_OUTPUT");
    assert!(outputs.contains("status=deploy_failed\n"), "{outputs}");
    assert!(
        outputs.lines().any(|line| line.strip_prefix("deployment-id=").is_some_and(|id| !id.is_empty())),
        "{outputs}"
    );
    assert!(text.contains("\"error\""), "{text}");
    job.set("TRUSS_DIRECTORY", "nowhere");
    assert_eq!(job.run(&step("action.yml", "Push")).0, 4);
}

#[test]
fn the_workflow_of_keys_rotates_what_is_old_and_finishes_what_is_not_used() {
    let mut job = Job::new();
    job.set("KEYS", "ci web");
    job.set("GITHUB_REPOSITORY", "acme/models");
    for name in ["ci", "web"] {
        let made = job.run(&format!("truss keys create {name} --type inference-only -q"));
        assert_eq!(made.0, 0, "{}", made.1);
    }
    assert_eq!(job.run(&step("keys.yml", "Audit")).0, 0);
    assert!(job.read("keys.sarif").contains("\"runs\""));
    assert!(job.read("GITHUB_STEP_SUMMARY").starts_with("## API keys\n```\n"));
    let rotate = step("keys.yml", "Rotate keys older than 80 days");
    let finish = step("keys.yml", "Finish rotations whose old key nobody uses any more");
    // Young keys stay, and nothing is said.
    assert_eq!(job.run(&rotate), (0, String::new()));
    assert_eq!(job.run(&finish), (0, String::new()));
    assert!(!job.path("gh.got").exists());
    let (code, text) = job.run(&rotate.replace("80d", "0d"));
    assert_eq!(code, 0, "{text}");
    let got = job.read("gh.got");
    for (secret, name) in [("BASETEN_API_KEY_CI", "ci-rotated-1"), ("BASETEN_API_KEY_WEB", "web-rotated-1")] {
        assert!(got.contains(&format!("secret set {secret} --repo acme/models\n")), "{got}");
        assert!(job.run("truss keys list --jq '.keys[].name'").1.contains(name));
    }
    // The next run, on another machine, finds nothing to do, and leaves the old keys until they have been quiet.
    fs::remove_dir_all(job.path(".local/state")).expect("the journal is there");
    assert_eq!(job.run(&finish).0, 0);
}
