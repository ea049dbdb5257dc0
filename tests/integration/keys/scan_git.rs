//! `truss keys scan` in git repositories: real git says what is ignored, what was committed and what is staged.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Home, IN_USE};

const KEY: &str = "leak1234.LBCDEFGHIJKLMNOPQRSTUVWXYZ012345";

fn git(home: &Home, folder: &str, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(home.path().join(folder)).args(arguments).env_clear().env("HOME", home.path());
    for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
        git.env(format!("{name}_NAME"), "a").env(format!("{name}_EMAIL"), "a@example.com");
    }
    let bin = Path::new(env!("CARGO_BIN_EXE_truss")).parent().expect("a folder");
    git.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display())).env("API_KEY", IN_USE);
    let output = git.output().expect("git");
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if arguments[0] != "commit" {
        assert!(output.status.success(), "git {arguments:?}: {told}");
    }
    told
}

fn write(home: &Home, path: &str, content: &str) {
    let path = home.path().join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// A repository in the folder `r`.
fn repository() -> Home {
    let home = Home::new();
    fs::create_dir(home.path().join("r")).expect("a folder");
    git(&home, "r", &["init", "-q", "-b", "main"]);
    home
}

#[track_caller]
fn scan(home: &Home, arguments: &[&str]) -> Value {
    let line = [&["keys", "scan", "-o", "json"], arguments].concat();
    home.truss(line).any_stdout().any_stderr().run().json()
}

fn paths(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["path"].as_str().unwrap_or("none")).collect()
}

#[test]
fn what_git_ignores_is_left_out_unless_it_is_tracked_or_named() {
    let home = repository();
    write(&home, "r/.gitignore", "*.env\nbuild/\n!keep.env\n");
    write(&home, "r/sub/.gitignore", "/here\n");
    write(&home, "r/.git/info/exclude", "excluded\n");
    let searched = ["keep.env", "sub/x/here", "tracked.env", ".hidden", "other/committed", "other/new"];
    for path in searched.iter().chain(&["a.env", "build/b", "sub/here", "excluded", "other/ignored"]) {
        write(&home, &format!("r/{path}"), KEY);
    }
    write(&home, "r/other/.gitignore", "ignored\n");
    git(&home, "r/other", &["init", "-q"]);
    git(&home, "r/other", &["add", "committed"]);
    git(&home, "r", &["add", "-f", "tracked.env", "sub"]);
    write(&home, "r/deleted", KEY);
    git(&home, "r", &["add", "deleted"]);
    fs::remove_file(home.path().join("r/deleted")).expect("a file");
    let mut expected: Vec<String> = searched.iter().map(|path| format!("r/{path}")).collect();
    // Git lists a file in two ways, and `sub/here` was added whatever its rule says.
    expected.push("r/sub/here".to_owned());
    expected.sort();
    assert_eq!(paths(&scan(&home, &["r"])), expected);
    // The home is in no repository, and what is in it is.
    assert_eq!(paths(&scan(&home, &[])), expected);
    assert_eq!(paths(&scan(&home, &["r/build", "r/a.env"])), ["r/a.env", "r/build/b"]);
    assert_eq!(paths(&scan(&home, &["r", "--no-ignore"])).len(), expected.len() + 4);
}

#[test]
fn history_has_each_version_once_with_the_commit_that_brought_it() {
    let home = repository();
    write(&home, "r/config.py", &format!("# café\nKEY = '{KEY}'\n"));
    git(&home, "r", &["add", "."]);
    git(&home, "r", &["commit", "-qm", "one"]);
    git(&home, "r", &["mv", "config.py", "moved.py"]);
    git(&home, "r", &["commit", "-qm", "two"]);
    git(&home, "r", &["rm", "-q", "moved.py"]);
    git(&home, "r", &["commit", "-qm", "three"]);
    git(&home, "r", &["checkout", "-q", "--orphan", "side"]);
    write(&home, "r/side.py", &format!("\n{KEY}\n"));
    git(&home, "r", &["add", "."]);
    git(&home, "r", &["commit", "-qm", "four"]);
    git(&home, "r", &["checkout", "-q", "main"]);
    write(&home, "r/dangling", &format!("x {KEY}"));
    git(&home, "r", &["add", "dangling"]);
    git(&home, "r", &["rm", "-qf", "dangling"]);
    let ran = home.truss(["keys", "scan", "--history", "r"]).any_stdout().any_stderr().run();
    let mut lines: Vec<&str> = ran.stdout.lines().filter_map(|line| line.split(": ").next()).collect();
    lines.sort_by_key(|line| line.rsplit('/').next().map(str::len));
    assert_eq!(lines.len(), 3, "{}", ran.stdout);
    for (path, place, content) in [("config.py", ":2:8", "# café"), ("side.py", ":2:1", "\nleak")] {
        let line = lines.iter().find(|line| line.contains(path)).expect("it is found");
        let object = line.strip_suffix(place).expect("line and column");
        assert!(git(&home, "r", &["show", object]).starts_with(content), "{line}");
    }
    let report = scan(&home, &["--history", "r"]);
    let dangling = report["findings"].as_array().expect("findings").iter().find(|finding| finding["path"].is_null());
    let blob = dangling.expect("a version of no commit")["blob"].as_str().expect("an object");
    assert!(git(&home, "r", &["show", blob]).starts_with("x leak"));
    git(&home, ".", &["clone", "-q", "--depth", "1", &format!("file://{}/r", home.path().display()), "shallow"]);
    let ran = home.truss(["keys", "scan", "--history", "shallow"]).any_stderr().run();
    assert!(ran.stderr.starts_with("warning: this clone is shallow: "), "{}", ran.stderr);
    git(&home, "r", &["config", "uploadpack.allowFilter", "true"]);
    let source = format!("file://{}/r", home.path().display());
    git(&home, ".", &["clone", "-q", "--filter=blob:none", "--no-checkout", &source, "partial"]);
    let ran = home.truss(["keys", "scan", "--history", "partial"]).any_stderr().run();
    assert!(ran.stderr.starts_with("warning: this clone is partial: "), "{}", ran.stderr);
}

#[test]
fn history_has_the_messages_of_commits_and_tags() {
    let home = repository();
    git(&home, "r", &["commit", "-qm", &format!("use {KEY}"), "--allow-empty"]);
    git(&home, "r", &["tag", "-am", &format!("with {IN_USE}"), "one"]);
    let ran =
        home.truss(["keys", "scan", "--history", "r"]).env("API_KEY", IN_USE).code(8).any_stdout().any_stderr().run();
    for (name, key) in [("HEAD", KEY), ("one", IN_USE)] {
        let prefix = key.split('.').next().expect("a prefix");
        let object = git(&home, "r", &["rev-parse", name]);
        let line = ran.stdout.lines().find(|line| line.contains(prefix)).expect(&ran.stdout);
        assert!(line.starts_with(&object.trim()[..12]), "{line}");
        assert!(git(&home, "r", &["show", line.split(':').next().expect("an object")]).contains(key), "{line}");
    }
    let report = scan(&home, &["--history", "r"]);
    assert_eq!(report["files"], 0);
    let commit = git(&home, "r", &["rev-parse", "HEAD"]);
    let mut findings = report["findings"].as_array().expect("findings").iter();
    assert!(findings.any(|finding| finding["commit"] == commit.trim()), "{report}");
}

#[test]
fn staged_is_what_will_be_committed_and_not_what_lies_there() {
    let home = repository();
    write(&home, "r/staged", KEY);
    write(&home, "r/both", KEY);
    git(&home, "r", &["add", "."]);
    write(&home, "r/staged", "clean now");
    write(&home, "r/left", KEY);
    assert_eq!(paths(&scan(&home, &["--staged", "r"])), ["both", "staged"]);
    git(&home, "r", &["commit", "-qm", "one"]);
    git(&home, "r", &["mv", "both", "moved"]);
    git(&home, "r", &["add", "staged"]);
    assert_eq!(paths(&scan(&home, &["--staged", "r"])), ["moved"]);
    let ran = home.truss(["keys", "scan", "--staged"]).code(1).any_stderr().run();
    assert!(ran.stderr.contains("cause: fatal: not a git repository"), "{}", ran.stderr);
    home.truss(["keys", "scan", "--history", "r/moved"])
        .code(2)
        .stderr("error: `r/moved` is not the folder of a repository\n")
        .run();
}

#[test]
fn the_hook_stops_a_commit_with_a_key_in_it() {
    let hooks =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml")).expect("hooks");
    let entry = hooks.lines().find_map(|line| line.trim().strip_prefix("entry: ")).expect("an entry");
    let home = repository();
    let hook = home.path().join("r/.git/hooks/pre-commit");
    write(
        &home,
        "r/.git/hooks/pre-commit",
        &format!("#!/bin/sh\nexport BASETEN_REMOTE_URL=http://127.0.0.1:9\nexec {entry}\n"),
    );
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a mode");
    write(&home, "r/a/config.py", "KEY = 'none'\n");
    git(&home, "r", &["add", "."]);
    let told = git(&home, "r", &["commit", "-m", "one"]);
    assert!(told.contains("1 file (13 B) searched: no keys"), "{told}");
    write(&home, "r/a/config.py", &format!("KEY = '{IN_USE}'\n"));
    // What is committed so is in an index of its own.
    for line in [&["commit", "-am", "two"][..], &["commit", "-m", "two", "a/config.py"]] {
        let told = git(&home, "r", line);
        assert!(told.contains("a/config.py:1:8: the key `inuse123`, which "), "{told}");
        assert_eq!(git(&home, "r", &["rev-list", "--count", "main"]), "1\n");
    }
    let told = git(&home, "r/a", &["commit", "-am", "two"]);
    assert!(told.contains("inuse123"), "{told}");
}

#[test]
fn nothing_that_a_repository_names_is_run() {
    let home = repository();
    write(&home, "r/a", KEY);
    git(&home, "r", &["add", "."]);
    write(&home, "run", "#!/bin/sh\necho ran >> \"$HOME/ran\"\ncat\n");
    fs::set_permissions(home.path().join("run"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a mode");
    let run = home.path().join("run").display().to_string();
    git(&home, "r", &["commit", "-qm", "one"]);
    write(&home, "r/a", &format!("x {KEY}"));
    write(&home, "r/.gitattributes", "* diff=run filter=run\n");
    git(&home, "r", &["add", "."]);
    for name in [
        "core.fsmonitor",
        "diff.external",
        "diff.run.command",
        "diff.run.textconv",
        "filter.run.smudge",
        "core.pager",
        "pager.ls-files",
        "core.sshCommand",
        "gpg.program",
        "core.editor",
    ] {
        git(&home, "r", &["config", name, &run]);
    }
    git(&home, "r", &["config", "log.showSignature", "true"]);
    fs::copy(home.path().join("run"), home.path().join("r/.git/hooks/post-index-change")).expect("a hook");
    let _ = fs::remove_file(home.path().join("ran"));
    for more in [&["r"][..], &["--staged", "r"], &["--history", "r"]] {
        assert!(!paths(&scan(&home, more)).is_empty());
    }
    assert!(!home.path().join("ran").exists());
}
