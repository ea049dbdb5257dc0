//! The trussrc under many processes, killed ones, full disks and folders that belong to others.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Home, Truss, skip};

const OLD: &str = "# mine\n[baseten]\nremote_provider = baseten\napi_key = old\nremote_url = https://app.baseten.co\n";
const NOBODY: u32 = 65534;

fn login(home: &Home, remote: &str) -> Command {
    run(home, remote).command()
}

fn run(home: &Home, remote: &str) -> Truss {
    home.truss(["login", "--remote", remote, "--api-key-stdin", "--no-verify", "--quiet"])
}

fn start(mut command: Command, key: &str) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(key.as_bytes()).expect("a key fits into a pipe");
    child
}

fn finish(child: Child) -> Output {
    child.wait_with_output().expect("it ends")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn temporary_files(home: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(home).expect("a folder").map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "truss-new")).collect()
}

/// [`OLD`] with another key.
fn with_key(key: &str) -> String {
    OLD.replace("api_key = old", &format!("api_key = {key}"))
}

/// The options of each section, line by line.
fn sections(text: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut sections: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut current = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => current = name,
            None => sections.entry(current).or_default().push(line),
        }
    }
    sections
}

#[test]
fn a_write_that_is_killed_leaves_the_old_file_or_the_new_one() {
    const WRITES: u32 = 1_000;
    let home = Home::new().with_trussrc(OLD);
    let began = Instant::now();
    assert!(finish(start(login(&home, "baseten"), "key-0")).status.success());
    let length = began.elapsed().max(Duration::from_millis(2)) * 3 / 2;
    let (mut old, mut new) = (0, 0);
    for number in 1..=WRITES {
        let before = fs::read_to_string(home.trussrc()).expect("there is always a file");
        let key = format!("key-{number}");
        let mut child = start(login(&home, "baseten"), &key);
        let chance = u32::try_from(RandomState::new().hash_one(number) % 1_000).expect("below 1,000");
        thread::sleep(length * chance / 1_000);
        child.kill().expect("it can be killed");
        finish(child);
        let after = fs::read_to_string(home.trussrc()).expect("there is always a file");
        let meant = with_key(&key);
        assert!(after == before || after == meant, "neither old nor new: {after:?}");
        if after == before {
            old += 1
        } else {
            new += 1
        }
        assert!(temporary_files(home.path()).len() <= 1, "{:?}", temporary_files(home.path()));
    }
    assert!(old > WRITES / 20 && new > WRITES / 20, "{old} writes were killed before and {new} after their effect");
    assert!(finish(start(login(&home, "baseten"), "last")).status.success());
    assert_eq!(temporary_files(home.path()), Vec::<PathBuf>::new());
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a file"), OLD.replace("old", "last"));
}

#[test]
fn sixty_four_writers_at_once_all_get_in_and_readers_see_whole_files() {
    let home = Home::new().with_trussrc(OLD);
    let (done, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let text = fs::read_to_string(home.trussrc()).expect("there is always a file");
                let sections = sections(&text);
                assert!(!sections.is_empty() && sections.values().all(|options| options.len() == 3), "{text:?}");
                reads.fetch_add(1, Ordering::Relaxed);
            }
        });
        let names: Vec<String> = (0..64).map(|number| format!("remote-{number}")).collect();
        let children: Vec<Child> =
            names.iter().map(|name| start(login(&home, name), &format!("key-of-{name}"))).collect();
        for child in children {
            let output = finish(child);
            assert!(output.status.success(), "{}", stderr(&output));
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(reads.load(Ordering::Relaxed) > 0);
    let text = fs::read_to_string(home.trussrc()).expect("a file");
    let sections = sections(&text);
    assert_eq!(sections.len(), 65);
    for number in 0..64 {
        let options = &sections[format!("remote-{number}").as_str()];
        assert!(options.contains(&format!("api_key = key-of-remote-{number}").as_str()), "{options:?}");
    }
}

#[test]
fn no_file_is_open_to_others_at_any_moment_whatever_the_umask() {
    let home = Home::new();
    let (done, temporary) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for entry in fs::read_dir(home.path()).expect("a folder").flatten() {
                    // Gone again: there was nothing to read then.
                    let Ok(metadata) = entry.metadata() else { continue };
                    let name = entry.file_name().to_string_lossy().into_owned();
                    assert_eq!(metadata.permissions().mode() & 0o077, 0, "{name} is open to others");
                    temporary.fetch_add(usize::from(name.ends_with(".truss-new")), Ordering::Relaxed);
                }
            }
        });
        for number in 0..300 {
            let umask = ["umask 000", "umask 022", "umask 077"][number % 3];
            let output = finish(start(run(&home, "baseten").after(umask).command(), &format!("key-{number}")));
            assert!(output.status.success(), "{}", stderr(&output));
            if number > 30 && temporary.load(Ordering::Relaxed) > 20 {
                break;
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(temporary.load(Ordering::Relaxed) > 0, "the watcher never saw a file being written");
    assert!(finish(start(run(&home, "baseten").after("umask 777").command(), "last")).status.success());
    assert_eq!(fs::metadata(home.trussrc()).expect("a file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_disk_that_takes_nothing_more_leaves_the_old_file_and_no_other() {
    let home = Home::new().with_trussrc(OLD);
    // A limit of no bytes, and a shell that has the signal for it ignored: each write then fails as on a full disk.
    let output = finish(start(run(&home, "baseten").after("trap '' XFSZ; ulimit -f 0").command(), "new"));
    assert_eq!(output.status.code(), Some(1));
    let expected = format!(
        "error: cannot write `{}`, which is as it was\n  cause: File too large (os error 27)\n  \
         hint: raise the limit on file sizes (`ulimit -f`)\n",
        home.trussrc().display()
    );
    assert_eq!(stderr(&output), expected);
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a file"), OLD);
    assert_eq!(temporary_files(home.path()), Vec::<PathBuf>::new());
}

/// The login in `home`, run by somebody who is not root; root's binary is copied to where anybody may start it.
fn login_as_nobody(home: &Home) -> Command {
    let own = login(home, "baseten");
    let is_root = fs::metadata(home.path()).expect("a folder").uid() == 0;
    let mut command = if is_root {
        let binary = home.path().join("truss-for-all");
        // By another process: what one thread has open for writing, the child of another may have, too, and then it cannot
        // be run.
        assert!(Command::new("cp").arg(own.get_program()).arg(&binary).status().expect("cp runs").success());
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).expect("a mode");
        let mut command = Command::new(binary);
        command.uid(NOBODY).gid(NOBODY);
        command
    } else {
        Command::new(own.get_program())
    };
    command.args(own.get_args()).env_clear().envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(home.path());
    command
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_the_file_stays() {
    let home = Home::new().with_trussrc(OLD);
    let command = login_as_nobody(&home);
    // Not root's: then its owner is this very user, who may not write there either.
    let _ = chown(home.trussrc(), Some(NOBODY), Some(NOBODY));
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o555)).expect("a mode");
    let output = finish(start(command, "new"));
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let path = home.trussrc();
    let expected = format!(
        "error: cannot lock `{path}` for a change\n  cause: Permission denied (os error 13)\n  \
         hint: make `{path}.lock` and its folder writable, or name a file elsewhere with `--trussrc PATH` or USER_TRUSSRC_PATH\n",
        path = path.display()
    );
    assert_eq!(stderr(&output), expected);
    assert_eq!(fs::read_to_string(&path).expect("a file"), OLD);
}

#[test]
fn a_file_that_belongs_to_somebody_else_is_told_with_how_to_get_it_back() {
    let home = Home::new().with_trussrc(OLD);
    if chown(home.trussrc(), Some(0), Some(0)).is_err() {
        skip("only root can give a file to somebody else");
        return;
    }
    let command = login_as_nobody(&home);
    chown(home.path(), Some(NOBODY), Some(NOBODY)).expect("root may");
    let output = finish(start(command, "new"));
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let expected = format!(
        "error: cannot read `{path}`\n  cause: Permission denied (os error 13)\n  \
         hint: make it yours with `sudo chown \"$USER\" {path}` and `chmod 600 {path}`\n",
        path = home.trussrc().display()
    );
    assert_eq!(stderr(&output), expected);
    assert_eq!(fs::read_to_string(home.trussrc()).expect("a file"), OLD);
}
