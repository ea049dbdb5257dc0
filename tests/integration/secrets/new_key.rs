//! A new key's secret as a canary: whatever the remote and the destinations do, it is on stdout or in a destination,
//! and nowhere else.

use std::thread;

use serde_json::json;

use crate::support::{Fault, Home, Knows, Remote, Reply, Request, Truss, personal_key};

use super::watch::{files_with, with_no_argument_that_has};

/// Part of every secret that the remote makes.
const SECRET: &str = "SSSSSSSSSSSSSSSS";
const WHOLE: &str = "new00001.SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS";
/// Where a rotation that is under way is written down, for its owner alone.
const JOURNAL: &str = ".local/state/truss/rotations/";

/// What the remote does with a request that makes a key or revokes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Well,
    HangsUp,
    Quotes(u16),
    Bare,
    Nested,
    Cut,
    RevokesNothing,
}

const MOODS: [Mood; 8] = [
    Mood::Well,
    Mood::HangsUp,
    Mood::Quotes(400),
    Mood::Quotes(502),
    Mood::Bare,
    Mood::Nested,
    Mood::Cut,
    Mood::RevokesNothing,
];

impl Mood {
    fn fault(self, request: &Request) -> Option<Fault> {
        let made = |reply| (request.method == "POST").then_some(Fault::After(reply));
        let text = |text: String| made(Reply::Answer(200, "application/json", text));
        match self {
            Self::Well => None,
            Self::HangsUp => made(Reply::Hangup),
            Self::Quotes(status) => made(Reply::json(status, json!({"message": format!("{WHOLE} is one too many")}))),
            // Errors of a JSON parser quote what they did not expect.
            Self::Bare => text(format!("\"{WHOLE}\"")),
            Self::Nested => text(json!({"api_key": {WHOLE: [WHOLE]}}).to_string()),
            Self::Cut => text(format!("{{\"api_key\": \"{WHOLE}")),
            Self::RevokesNothing => {
                let refusal = Reply::json(500, json!({"message": format!("cannot revoke {WHOLE}")}));
                (request.method == "DELETE").then_some(Fault::Instead(refusal))
            }
        }
    }
}

/// What is typed after `--to`, the file that gets the secret then, and whether stdout does.
const DESTINATIONS: [(&[&str], Option<&str>, bool); 8] = [
    (&[], None, true),
    (&["file:app.key"], Some("app.key"), false),
    (&["env-file:.env"], Some(".env"), false),
    (&["trussrc:ci"], Some(".trussrc"), false),
    (&["command:cat > got"], Some("got"), false),
    (&["command:cat; cat >&2; exit 3"], None, false),
    // What a child could read of its parent and of itself, without what it is meant to read.
    (&["command:cat > /dev/null; cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline > seen"], None, false),
    (&["file:app.key", "command:exit 3"], Some("app.key"), false),
];

/// Runs it and looks for the secret where it must not be. Returns whether it was where it may be.
#[track_caller]
fn assert_nowhere_else(run: &Truss, home: &Home, told: &str, file: Option<&str>, on_stdout: bool) -> bool {
    let output = run.command().output().expect("the binary runs");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let told = format!("{told}, which ended with {}", output.status);
    assert!(output.status.code().is_some_and(|code| code != 101), "{told}: {stderr}");
    assert!(!stderr.contains(SECRET), "{told} shows the secret on stderr: {stderr}");
    assert!(on_stdout || !stdout.contains(SECRET), "{told} shows the secret on stdout: {stdout}");
    let may_be_journal = !output.status.success();
    let files = files_with(home.path(), SECRET);
    let is_meant = |path: &String| Some(path.as_str()) == file || (may_be_journal && path.starts_with(JOURNAL));
    assert!(files.iter().all(is_meant), "{told} leaves the secret in {files:?}");
    stdout.contains(SECRET) || !files.is_empty()
}

fn in_this_mood(mood: Mood) -> usize {
    const VERBOSITIES: [&[&str]; 4] = [&["-v"], &["-v", "-o", "json"], &[], &["-q"]];
    let mut seen = 0;
    for (turn, (to, file, on_stdout)) in DESTINATIONS.into_iter().enumerate() {
        // They take turns where something goes wrong.
        let verbosities = if mood == Mood::Well { &VERBOSITIES[..] } else { &VERBOSITIES[turn % 2..=turn % 2] };
        for verbosity in verbosities {
            for command in [["create", "ci"], ["rotate", "old12345"]] {
                let remote = Remote::start(Knows::Documented, move |request, _| mood.fault(request));
                let remote = remote.with(personal_key("old12345", "robot", 9000, None));
                let home = remote.home();
                let to = to.iter().flat_map(|to| ["--to", to]);
                let words: Vec<&str> =
                    ["keys"].into_iter().chain(command).chain(to).chain(verbosity.iter().copied()).collect();
                let run = home.truss(&words).env("RUST_BACKTRACE", "full").env("RUST_LOG", "trace");
                let told = format!("{words:?} in {mood:?}");
                seen += usize::from(assert_nowhere_else(&run, &home, &told, file, on_stdout));
            }
        }
    }
    seen
}

#[test]
fn a_new_secret_is_on_stdout_or_in_its_destination_and_nowhere_else() {
    with_no_argument_that_has(&[SECRET], || {
        thread::scope(|scope| {
            let moods = MOODS.map(|mood| (mood, scope.spawn(move || in_this_mood(mood))));
            for (mood, runs) in moods {
                let seen = runs.join().unwrap_or_else(|failure| std::panic::resume_unwind(failure));
                // Else the canary is none: five destinations, two commands, four verbosities.
                assert!(mood != Mood::Well || seen >= 40, "the secret was seen only {seen} times");
            }
        });
    });
}

#[test]
fn a_stdout_that_takes_nothing_shows_the_secret_nowhere_else() {
    for broken in ["exec > /dev/full", "exec >&-", "ulimit -f 0; trap '' XFSZ; exec > out"] {
        for command in [["create", "ci"], ["rotate", "old12345"]] {
            let remote = Remote::healthy(Knows::Documented).with(personal_key("old12345", "robot", 9000, None));
            let home = remote.home();
            for form in [&["-v"][..], &["-v", "-o", "json"]] {
                let words: Vec<&str> = ["keys"].into_iter().chain(command).chain(form.iter().copied()).collect();
                let run = home.truss(&words).after(broken);
                assert_nowhere_else(&run, &home, &format!("{words:?} after `{broken}`"), None, false);
            }
        }
    }
}
