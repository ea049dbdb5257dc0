//! `truss push` when the storage, the network, the remote or the disk fails: the right exit code, no deployment that is
//! half made, no upload that is left behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::case::{Case, MIB};
use crate::support::{Asked, Behaviour, Reply, Terminal, exit_code, screen, wait_until};

#[test]
fn a_part_that_fails_twice_is_sent_again() {
    let case = Case::new(20 * MIB, |asked, before| match asked {
        Asked::Part(2) if before < 2 => Behaviour::Refuse(500, "InternalError"),
        _ => Behaviour::Accept,
    });
    case.succeeds();
    assert_eq!(case.storage.held().count(&Asked::Part(2)), 3);
    assert!(case.storage.held().completed_with_checksums);
}

#[test]
fn throttling_and_a_reset_in_the_middle_of_a_part_are_survived() {
    let case = Case::new(20 * MIB, |asked, before| match asked {
        Asked::Create if before == 0 => Behaviour::Refuse(503, "SlowDown"),
        Asked::Part(1) if before == 0 => Behaviour::Reset,
        Asked::Complete if before == 0 => Behaviour::Say("<Error><Code>InternalError</Code></Error>"),
        _ => Behaviour::Accept,
    });
    case.succeeds();
    assert_eq!(case.storage.held().count(&Asked::Complete), 2);
}

#[test]
fn a_part_that_stalls_is_sent_again() {
    let case = Case::new(20 * MIB, |asked, before| match asked {
        Asked::Part(3) if before == 0 => Behaviour::Stall,
        _ => Behaviour::Accept,
    });
    case.home.truss(["push", "truss", "--request-timeout", "6s", "-q"]).any_stdout().run();
    assert_eq!(case.storage.held().count(&Asked::Part(3)), 2);
}

#[test]
fn a_small_archive_goes_up_in_one_request() {
    let case = Case::new(100, |asked, before| match asked {
        Asked::Put if before == 0 => Behaviour::Reset,
        _ => Behaviour::Accept,
    });
    case.succeeds();
    assert_eq!(case.storage.held().asked, [Asked::Put, Asked::Put]);
}

#[test]
fn credentials_that_run_out_midway_end_the_push_and_the_upload() {
    let case = Case::new(40 * MIB, |asked, _| match asked {
        Asked::Part(4) => Behaviour::Refuse(403, "ExpiredToken"),
        _ => Behaviour::Accept,
    });
    case.fails(3, "ExpiredToken");
    assert_eq!(case.commits(), 0);
    assert_eq!(case.storage.held().count(&Asked::Part(4)), 1);
}

#[test]
fn a_key_that_is_refused_at_the_commit_leaves_no_archive() {
    for status in [401, 403] {
        let refusal = move || Reply::json(status, json!({"code": "x", "message": "the key was narrowed just now"}));
        let case = Case::with_commit(20 * MIB, |_, _| Behaviour::Accept, refusal);
        case.fails(3, "the key was narrowed just now");
        assert_eq!((case.commits(), case.storage.held().count(&Asked::Delete)), (1, 1));
    }
}

#[test]
fn a_signal_while_the_parts_are_put_together_leaves_no_archive() {
    let case = Case::new(20 * MIB, |asked, _| match asked {
        Asked::Complete => Behaviour::Stall,
        _ => Behaviour::Accept,
    });
    let mut child = case.push().command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("truss starts");
    wait_until(|| case.storage.held().count(&Asked::Complete) == 1);
    assert!(Command::new("kill").arg(child.id().to_string()).status().expect("kill runs").success());
    assert_eq!(exit_code(child.wait().expect("it ends")), Some(143));
    assert_eq!(case.storage.held().count(&Asked::Delete), 1);
}

#[test]
fn a_commit_whose_answer_is_lost_is_neither_repeated_nor_undone() {
    let case = Case::with_commit(100, |_, _| Behaviour::Accept, || Reply::Hangup);
    let ran = case.push().code(6).any_stderr().run();
    assert!(ran.stderr.contains("it is not known whether the deployment was made"), "{}", ran.stderr);
    assert_eq!(case.commits(), 1);
    assert!(case.storage.held().object.is_some());
}

/// A push in which `change` is done to the folder while the first part is on its way. The weight file is larger than
/// all buffers together, so that most of it is still to be read then.
fn while_packing(change: impl Fn(&Path) + Send + Sync + 'static, words: &str) {
    let folder = Arc::new(Mutex::new(None::<PathBuf>));
    let known = Arc::clone(&folder);
    let case = Case::new(160 * MIB, move |asked, before| {
        if let (Asked::Part(1), 0, Some(folder)) = (asked, before, &*known.lock().expect("no thread panicked")) {
            change(folder);
        }
        Behaviour::Accept
    });
    // Large enough not to be packed before the upload starts.
    fs::write(case.folder.join("z.bin"), vec![b'z'; MIB as usize]).expect("a file");
    *folder.lock().expect("no thread panicked") = Some(case.folder.clone());
    case.fails(1, words);
    assert_eq!(case.commits(), 0);
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_named_and_nothing_is_deployed() {
    let shrink = |folder: &Path| {
        let file = fs::File::options().write(true).open(folder.join("data/weights.bin")).expect("the file");
        file.set_len(MIB).expect("a length");
    };
    while_packing(shrink, "`data/weights.bin` changed while it was packed");
}

#[test]
fn a_file_that_is_gone_or_rewritten_when_its_turn_comes_is_named() {
    while_packing(|folder| fs::remove_file(folder.join("z.bin")).expect("the file"), "`z.bin` cannot be read");
    while_packing(|folder| fs::write(folder.join("z.bin"), "other").expect("the file"), "`z.bin` changed");
}

#[test]
fn a_disk_that_fails_while_a_file_is_read_is_told_and_nothing_is_deployed() {
    // A folder can be opened where a file was, and reading it fails as a broken disk does.
    let break_disk = |folder: &Path| {
        let weights = folder.join("data/weights.bin");
        fs::remove_file(&weights).and_then(|()| fs::create_dir(&weights)).expect("a folder in its place");
    };
    while_packing(break_disk, "`data/weights.bin` cannot be read");
}

#[test]
fn an_interrupted_push_throws_its_upload_away() {
    let (sender, receiver) = mpsc::channel();
    let case = Case::new(40 * MIB, move |asked, _| match asked {
        Asked::Part(2) => {
            // The test may have ended.
            let _ = sender.send(());
            Behaviour::Stall
        }
        _ => Behaviour::Accept,
    });
    interrupt(&case, &receiver);
    assert!(case.storage.held().aborted);
}

/// Interrupts a push at the moment that is received.
#[track_caller]
fn interrupt(case: &Case, moment: &mpsc::Receiver<()>) {
    let mut child =
        case.push().command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    moment.recv().expect("it comes that far");
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    assert_eq!(exit_code(child.wait().expect("it ends")), Some(130));
    case.left_nothing();
    assert_eq!(case.commits(), 0);
}

#[test]
fn an_archive_that_may_have_arrived_is_thrown_away_when_the_push_ends() {
    let (sender, receiver) = mpsc::channel();
    let case = Case::new(100, move |asked, before| match (asked, before) {
        (Asked::Put, 0) => Behaviour::Lose,
        (Asked::Put, _) => {
            // The test may have ended.
            let _ = sender.send(());
            Behaviour::Stall
        }
        _ => Behaviour::Accept,
    });
    interrupt(&case, &receiver);
    let case = Case::new(20 * MIB, |asked, before| match (asked, before) {
        (Asked::Complete, 0) => Behaviour::Lose,
        (Asked::Complete, _) => Behaviour::Refuse(403, "ExpiredToken"),
        _ => Behaviour::Accept,
    });
    let ran = case.push().code(3).any_stderr().run();
    assert!(ran.stderr.contains("ExpiredToken") && case.storage.held().object.is_none(), "{}", ran.stderr);
}

#[test]
fn a_terminal_shows_how_far_packing_and_uploading_are_and_ctrl_c_ends_both() {
    let stall = |asked: &Asked, _| if *asked == Asked::Part(2) { Behaviour::Stall } else { Behaviour::Accept };
    for columns in [60, 120] {
        let case = Case::new(200 * MIB, stall);
        let mut terminal = Terminal::of_width(&case.push_aloud().env("TERM", "xterm").command(), columns);
        // The other parts arrive; all buffers but the stalled one's are used again and again.
        for shown in [" of 200.0", "uploading", "195.0", "uploading", "left"] {
            terminal.wait_for(shown);
        }
        let bars = screen(terminal.shown(), columns);
        let (_, bars) = bars.rsplit_once("\npacking ").expect("a bar");
        assert!(bars.lines().nth(1).is_some_and(|row| row.starts_with("uploading ")), "a row each: {bars}");
        terminal.interrupt();
        let (code, shown) = terminal.finish();
        let stays = screen(&shown, columns);
        let end = (code, stays.contains("packing"), stays.contains("uploading"));
        assert_eq!(end, (130, false, false), "{stays}");
        assert!(stays.ends_with("error: interrupted\n  hint: nothing was deployed\n"), "{stays}");
        case.left_nothing();
        assert_eq!((case.storage.held().aborted, case.commits()), (true, 0));
    }
}

#[test]
fn a_storage_that_is_not_there_is_the_servers_failure() {
    let case = Case::new(10, |_, _| Behaviour::Refuse(404, "NoSuchBucket"));
    case.fails(5, "NoSuchBucket");
}
