//! The trussrc on disk: where it is, its mode, its links, and what a failed or foreign write leaves.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use super::skip::skip;
use crate::env::Variables;
use crate::error::Explain as _;
use crate::trussrc::git::is_tracked;
use crate::trussrc::{Document, Error, Remark, Store};
use tempfile::TempDir;

const TEXT: &str = "# mine\n[baseten]\napi_key = old\n";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn store(path: &Path) -> Store {
    Store::locate(Some(path), &Variables::default()).expect("a path")
}

/// A trussrc with [`TEXT`] and that mode.
fn written(folder: &TempDir, mode: u32) -> PathBuf {
    let path = folder.path().join(".trussrc");
    fs::write(&path, TEXT).expect("a file");
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
    path
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o7777
}

fn set_key(path: &Path, key: &str) -> Result<Vec<Remark>, Error> {
    store(path).change(|document| document.set("baseten", "api_key", key)).map(|(_, remarks)| remarks)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn the_option_comes_before_the_variable_and_that_before_the_home_folder() {
    let variables: Variables = [("HOME", "/home/me"), ("USER_TRUSSRC_PATH", "~/rc/mine")].into_iter().collect();
    let at = |option: Option<&str>, variables: &Variables| {
        Store::locate(option.map(Path::new), variables).expect("a path").path().to_owned()
    };
    assert_eq!(at(Some("x/rc"), &variables), Path::new("x/rc"));
    assert_eq!(at(None, &variables), Path::new("/home/me/rc/mine"));
    let home: Variables = [("HOME", "/home/me"), ("USER_TRUSSRC_PATH", "")].into_iter().collect();
    assert_eq!(at(None, &home), Path::new("/home/me/.trussrc"));
    assert_eq!(Store::locate(None, &home).expect("a path").display_path(&home), "~/.trussrc");
    assert_eq!(store(Path::new("/etc/rc")).display_path(&home), "/etc/rc");
}

#[test]
fn no_file_is_nothing_and_the_first_write_makes_one_for_its_owner_alone() {
    let folder = folder();
    let path = folder.path().join(".trussrc");
    assert!(store(&path).load().expect("readable").is_none());
    assert_eq!(set_key(&path, "new").expect("written"), []);
    assert_eq!(fs::read_to_string(&path).expect("a file"), "[baseten]\napi_key = new\n");
    assert_eq!(mode(&path), 0o600);
    assert_eq!(names(folder.path()), [".trussrc"]);
}

#[test]
fn a_file_that_was_emptied_or_cut_just_now_is_read_again_and_no_other_is() {
    let folder = folder();
    let path = written(&folder, 0o600);
    // Ten reads have nine pauses between them: less is no proof of a wait, and a busy machine only makes it longer.
    let pauses = Duration::from_millis(45);
    let read = |text: &str, age: u64| {
        let start = Instant::now();
        fs::write(&path, text).expect("a file");
        let file = fs::File::options().append(true).open(&path).expect("a file");
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).expect("a time");
        let read = store(&path).load().map(|loaded| loaded.expect("it is there").document.text().to_owned());
        (read, start.elapsed() >= pauses)
    };
    for cut in ["", "[base"] {
        let (result, waited) = read(cut, 0);
        assert!(waited && result.is_ok() == cut.is_empty(), "{cut:?}: {result:?}");
        assert!((0..50).any(|_| !read(cut, 2).1), "{cut:?} of two seconds ago");
    }
    assert!((0..50).any(|_| !read(TEXT, 0).1), "a whole file");
}

#[test]
fn a_file_that_others_can_read_is_told_on_read_and_closed_on_write() {
    let folder = folder();
    let path = written(&folder, 0o644);
    let remarks = store(&path).load().expect("readable").expect("there").remarks;
    assert_eq!(store(&path).examine(), remarks);
    let told: Vec<String> = remarks.iter().map(Remark::to_string).collect();
    let shown = path.display();
    assert_eq!(told, [format!("others can read `{shown}` (mode 0644): close it with `chmod 600 {shown}`")]);
    set_key(&path, "old").expect("the same text is written for its mode's sake");
    assert_eq!((mode(&path), fs::read_to_string(&path).expect("a file")), (0o600, TEXT.to_owned()));
    assert_eq!(store(&path).load().expect("readable").expect("there").remarks, []);
}

#[test]
fn what_does_not_change_is_not_written() {
    let folder = folder();
    let path = written(&folder, 0o600);
    let before = fs::metadata(&path).expect("a file").ino();
    set_key(&path, "old").expect("nothing to do");
    assert_eq!(fs::metadata(&path).expect("a file").ino(), before);
    set_key(&path, "new").expect("written");
    assert_ne!(fs::metadata(&path).expect("a file").ino(), before);
}

#[test]
fn a_change_that_fails_leaves_everything_as_it_was() {
    let folder = folder();
    let path = written(&folder, 0o600);
    assert!(matches!(set_key(&path, "two\nlines"), Err(Error::Value { .. })));
    assert_eq!(fs::read_to_string(&path).expect("a file"), TEXT);
    assert_eq!(names(folder.path()), [".trussrc"]);
}

#[test]
fn a_symbolic_link_stays_one_and_its_target_is_replaced() {
    let folder = folder();
    let path = written(&folder, 0o600);
    fs::create_dir(folder.path().join("home")).expect("a folder");
    let (first, second) = (folder.path().join("home/.trussrc"), folder.path().join("home/second"));
    symlink("second", &first).expect("a link");
    symlink("../.trussrc", &second).expect("a link");
    set_key(&first, "new").expect("written");
    assert!(fs::symlink_metadata(&first).expect("a link").is_symlink());
    assert!(fs::symlink_metadata(&second).expect("a link").is_symlink());
    assert_eq!(fs::read_to_string(&path).expect("a file"), "# mine\n[baseten]\napi_key = new\n");
    assert_eq!(names(&folder.path().join("home")), [".trussrc", "second"]);
}

#[test]
fn a_dangling_link_gets_its_target_and_links_in_a_circle_are_refused() {
    let folder = folder();
    let link = folder.path().join("link");
    symlink("target", &link).expect("a link");
    assert!(store(&link).load().expect("nothing to read").is_none());
    set_key(&link, "new").expect("written");
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert_eq!(mode(&folder.path().join("target")), 0o600);
    let nowhere = folder.path().join("nowhere");
    symlink("none/target", &nowhere).expect("a link");
    assert!(matches!(set_key(&nowhere, "new"), Err(Error::Write(..))));
    let circle = folder.path().join("circle");
    symlink("circle", &circle).expect("a link");
    assert!(matches!(set_key(&circle, "new"), Err(Error::Links(_))));
}

#[test]
fn devices_and_folders_are_never_replaced() {
    let null = Path::new("/dev/null");
    assert_eq!(store(null).load().expect("readable").expect("there").document.text(), "");
    assert!(matches!(set_key(null, "new"), Err(Error::NotRegular(_))));
    let folder = folder();
    assert!(matches!(set_key(folder.path(), "new"), Err(Error::NotRegular(_))));
    let error = store(folder.path()).load().expect_err("a folder");
    assert!(error.hint().expect("what to do").contains("--trussrc PATH"));
    let error = store(Path::new("/dev/zero")).load().expect_err("endless");
    assert!(matches!(error, Error::TooLarge { megabytes: 64, .. }));
}

#[test]
fn a_trussrc_of_64_mb_is_read_and_none_that_is_larger() {
    let folder = folder();
    let path = folder.path().join("rc");
    let file = fs::File::create(&path).expect("a file");
    file.set_len(64 << 20).expect("zeros");
    assert_eq!(store(&path).text().expect("readable").len(), 64 << 20);
    file.set_len((64 << 20) + 1).expect("zeros");
    assert!(matches!(store(&path).text(), Err(Error::TooLarge { megabytes: 64, .. })));
}

#[test]
fn a_folder_that_is_not_there_is_told_with_how_to_make_it() {
    let folder = folder();
    let path = folder.path().join("none/rc");
    let error = set_key(&path, "new").expect_err("there is no such folder");
    let expected = format!("make the folder with `mkdir -p {}/none`", folder.path().display());
    assert!(error.hint().expect("what to do").starts_with(&expected), "{:?}", error.hint());
}

#[test]
fn a_line_that_does_not_parse_is_told_with_its_number_and_without_its_value() {
    let folder = folder();
    let path = folder.path().join("rc");
    fs::write(&path, "[a]\napi_key = one\napi_key = SECRET\n").expect("a file");
    let error = store(&path).load().expect_err("a duplicate");
    assert_eq!(error.to_string(), format!("`{}` does not parse", path.display()));
    let cause = std::error::Error::source(&error).expect("a cause").to_string();
    assert_eq!(cause, "line 3: section [a] already has `api_key`: `api_key = ***`");
    assert_eq!(error.kind().exit_code(), 5);
    fs::write(&path, b"[a]\napi_key = \xff\n").expect("a file");
    assert!(matches!(store(&path).load(), Err(Error::NotText { line: 2, .. })));
}

#[test]
fn what_does_not_parse_is_set_aside_under_a_name_that_nothing_has() {
    let folder = folder();
    let path = written(&folder, 0o644);
    assert_eq!(store(&path).set_aside().expect("readable"), None);
    for (number, broken) in ["broken", "[a]\nbroken", "[a"].iter().enumerate() {
        fs::write(&path, broken).expect("a file");
        let aside = store(&path).set_aside().expect("movable").expect("it does not parse");
        assert_eq!(aside, folder.path().join(format!(".trussrc.broken-{}", number + 1)));
        assert_eq!(fs::read_to_string(&aside).expect("a file"), *broken);
        assert_eq!(mode(&aside), 0o600);
        assert!(!path.exists());
    }
}

#[test]
fn a_path_that_cannot_be_is_an_error_of_the_write() {
    let folder = folder();
    let below_a_file = written(&folder, 0o600).join("rc");
    assert!(matches!(set_key(&below_a_file, "new"), Err(Error::Write(..))));
    // Long enough for the lock's name and too long for that of what is set aside.
    let long = folder.path().join("n".repeat(250));
    fs::write(&long, "broken").expect("a file");
    assert!(matches!(store(&long).set_aside(), Err(Error::Write(..))));
    assert_eq!(fs::read_to_string(&long).expect("it is there"), "broken");
}

#[test]
fn a_replacement_does_not_undo_somebody_elses_change() {
    let folder = folder();
    let path = written(&folder, 0o600);
    let edited = Document::parse("[baseten]\napi_key = edited\n").expect("a trussrc");
    assert!(matches!(store(&path).replace("[baseten]\n", &edited), Err(Error::Changed(_))));
    assert_eq!(fs::read_to_string(&path).expect("a file"), TEXT);
    store(&path).replace(TEXT, &edited).expect("nobody changed it");
    assert_eq!(fs::read_to_string(&path).expect("a file"), edited.text());
}

#[test]
fn what_a_killed_process_left_is_removed_and_nothing_else() {
    let folder = folder();
    let path = written(&folder, 0o600);
    for name in [".trussrc.truss-new", ".trussrc.keep", "other.truss-new"] {
        fs::write(folder.path().join(name), "x").expect("a file");
    }
    set_key(&path, "new").expect("written");
    assert_eq!(names(folder.path()), [".trussrc", ".trussrc.keep", "other.truss-new"]);
}

#[test]
fn the_owner_of_the_file_is_kept() {
    let folder = folder();
    let path = written(&folder, 0o600);
    if chown(&path, Some(65534), Some(65534)).is_err() {
        skip("only root can give a file to somebody else");
        return;
    }
    assert_eq!(set_key(&path, "new").expect("written"), []);
    let metadata = fs::metadata(&path).expect("a file");
    assert_eq!((metadata.uid(), metadata.gid(), mode(&path)), (65534, 65534, 0o600));
}

#[test]
fn a_trussrc_that_git_tracks_is_told() {
    let folder = folder();
    let path = written(&folder, 0o600);
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(folder.path()).env("HOME", folder.path()).env_remove("GIT_DIR");
        git.output().is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "--quiet"]) {
        skip("there is no git here");
        return;
    }
    assert_eq!(set_key(&path, "untracked").expect("written"), []);
    assert!(!is_tracked(&folder.path().join("none")) && !is_tracked(Path::new("/")));
    assert!(git(&["add", ".trussrc"]));
    let link = folder.path().join("link");
    symlink(".trussrc", &link).expect("a link");
    let remarks = set_key(&link, "tracked").expect("written");
    assert!(matches!(&remarks[..], [Remark::Tracked(_)]), "{remarks:?}");
}
