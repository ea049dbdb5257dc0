//! `truss keys rotate` that was stopped, or that meets another process: who is told what, and how it goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread;

use crate::support::{Fault, Home, Knows, Remote, Reply, Terminal, Truss, personal_key, wait_until};

fn rotate(home: &Home, arguments: &[&str]) -> Truss {
    home.truss(["keys", "rotate"].iter().chain(arguments)).any_stderr()
}

fn with_ci(remote: Remote) -> Remote {
    remote.with(personal_key("ci123456", "ci", 2000, None))
}

/// A remote whose first answer to a request for a key gets lost.
fn losing() -> Remote {
    with_ci(Remote::start(Knows::Documented, |request, count| {
        (request.method == "POST" && count == 0).then_some(Fault::After(Reply::Hangup))
    }))
}

fn at_terminal(run: Truss) -> Terminal {
    Terminal::start(&run.env("TERM", "xterm").env("NO_COLOR", "1").command())
}

/// A rotation whose command has the key and waits for a file named `go`.
fn waiting(home: &Home) -> Child {
    let line = "command:cat > got.$$; mv got.$$ got; while ! test -e go; do sleep 0.02; done";
    let mut command = rotate(home, &["ci", "--to", line]).command();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the binary starts");
    wait_for(&home.path().join("got"));
    child
}

fn wait_for(path: &Path) {
    wait_until(|| path.exists());
}

#[test]
fn a_person_is_asked_about_a_key_whose_answer_got_lost() {
    let remote = losing();
    let home = remote.home();
    let lost = rotate(&home, &["ci", "--to", "file:app.key"]).code(7).run().stderr;
    // Without a person and without `--yes` it stays, however often.
    let doubt = rotate(&home, &["ci", "--to", "file:app.key"]).code(7).run().stderr;
    insta::assert_snapshot!(doubt, @r"
    error: the personal key `new00001` (ci-rotated-1) may have been created by an interrupted run, and its secret is lost
      hint: `truss keys rotate ci123456 --yes` revokes it and makes another
    ");
    assert_eq!((remote.count("POST"), remote.count("DELETE")), (1, 0), "{lost}");
    let mut terminal = at_terminal(rotate(&home, &["ci"]));
    terminal.wait_for("Revoke it, and make another? [y/N] ");
    terminal.type_line("");
    assert_eq!((terminal.finish().0, remote.count("DELETE")), (7, 0));
    let mut terminal = at_terminal(rotate(&home, &["ci"]));
    terminal.wait_for("Revoke it, and make another? [y/N] ");
    terminal.type_line("y");
    terminal.wait_for("Revoke ci (ci123456) now? [y/N] ");
    terminal.type_line("y");
    let (code, shown) = terminal.finish();
    insta::assert_snapshot!(shown.replace(&home.path().display().to_string(), "~"), @r"
    warning: the personal key `new00001` (ci-rotated-1) may have been created by an interrupted run, and its secret is lost
    Revoke it, and make another? [y/N] y
    revoked `new00001`, whose secret is lost
    New key ci-rotated-1 (new00002) delivered to file:~/app.key.
    Is the new key in place everywhere? Revoke ci (ci123456) now? [y/N] y
    revoked the old key `ci123456`
    ");
    assert_eq!((code, remote.prefixes()), (0, vec!["new00002".to_owned()]));
}

#[test]
fn a_lost_answer_whose_key_is_used_by_now_was_another_machines() {
    let remote = Remote::start(Knows::Documented, |request, count| match (request.method.as_str(), count) {
        ("POST", 0) => Some(Fault::Instead(Reply::Hangup)),
        // Whoever has made it uses it by now.
        ("GET", 2..) if request.path == "/v1/api_keys" => {
            let keys = serde_json::json!({"keys": [personal_key("ci123456", "ci", 2000, None),
                personal_key("hers1234", "ci-rotated-1", 1, Some(0))]});
            Some(Fault::Instead(Reply::json(200, keys)))
        }
        _ => None,
    });
    let remote = with_ci(remote);
    let home = remote.home();
    rotate(&home, &["ci", "--to", "file:app.key"]).code(7).run();
    let told = rotate(&home, &["ci", "--to", "file:app.key", "--yes"]).code(7).run().stderr;
    assert!(
        told.starts_with(
            "error: another machine is rotating `ci`: the personal key `hers1234` (ci-rotated-1) is there"
        ),
        "{told}"
    );
    home.truss(["keys", "rotations", "list", "--jq", ".stopped"]).stdout("[]\n").run();
    assert_eq!((remote.count("POST"), remote.count("DELETE")), (1, 0));
}

#[test]
fn of_two_processes_with_one_key_one_works_and_the_other_says_so() {
    let remote = with_ci(Remote::healthy(Knows::Documented));
    let home = remote.home();
    let first = waiting(&home);
    let told = rotate(&home, &["ci", "--to", "file:app.key"]).code(7).run().stderr;
    insta::assert_snapshot!(told, @r"
    error: a rotation of `ci123456` to other destinations is in progress: --to command:cat > got.$$; mv got.$$ got; while ! test -e go; do sleep 0.02; done
      hint: `truss keys rotate ci123456` continues it, `truss keys rotations abandon ci123456` undoes it
    ");
    let told = rotate(&home, &["ci"]).code(7).run().stderr;
    insta::assert_snapshot!(told, @r"
    error: another process, or the command of one, is rotating `ci123456` right now
      hint: let it end, then run this again
    ");
    fs::write(home.path().join("go"), "").expect("a file is written");
    let output = first.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!((remote.count("POST"), remote.prefixes().len()), (1, 2));
}

#[test]
fn a_signal_ends_the_command_too_and_the_rotation_goes_on_later() {
    let remote = with_ci(Remote::healthy(Knows::Documented));
    let home = remote.home();
    let first = waiting(&home);
    let sent = Command::new("kill").arg("-TERM").arg(first.id().to_string()).status();
    assert!(sent.is_ok_and(|status| status.success()));
    let output = first.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stderr);
    insta::assert_snapshot!(told, @r"
    error: terminated
      hint: `truss keys rotate ci --to 'command:cat > got.$$; mv got.$$ got; while ! test -e go; do sleep 0.02; done'` continues where it stopped
    ");
    fs::write(home.path().join("go"), "").expect("a file is written");
    home.paste(&told).any_stderr().run();
    assert_eq!((remote.count("POST"), remote.prefixes().len()), (1, 2));
}

#[test]
fn abandoning_names_the_commands_that_will_have_a_dead_key() {
    let remote = with_ci(Remote::healthy(Knows::Documented));
    let home = remote.home();
    rotate(&home, &["ci", "--to", "command:cat > got", "--to", "command:false"]).code(7).run();
    let abandon = || at_terminal(home.truss(["keys", "rotations", "abandon", "ci"]));
    let mut terminal = abandon();
    terminal.wait_for("[y/N] ");
    terminal.type_line("");
    let (code, shown) = terminal.finish();
    insta::assert_snapshot!(shown.replace(" \n", "\n"), @r"
    warning: command:cat > got has the new key, which will stop working
    Put back what was there before, and revoke ci-rotated-1 on baseten? [y/N]
    error: not confirmed: nothing was undone
    ");
    assert_eq!((code, remote.count("DELETE")), (8, 0));
    let mut terminal = abandon();
    terminal.wait_for("[y/N] ");
    terminal.type_line("y");
    assert_eq!((terminal.finish().0, remote.prefixes()), (0, vec!["ci123456".to_owned()]));
}

#[test]
fn many_at_once_share_a_dotenv_file() {
    let names: Vec<String> = (0..20).map(|number| format!("app-{number}")).collect();
    let remote = names.iter().enumerate().fold(Remote::healthy(Knows::Documented), |remote, (number, name)| {
        remote.with(personal_key(&format!("old{number:05}"), name, 2000, None))
    });
    let home = remote.home();
    thread::scope(|scope| {
        for (number, name) in names.iter().enumerate() {
            let to = format!("env-file:.env:KEY_{number}");
            let run = rotate(&home, &[name, "--to", &to, "-q"]);
            scope.spawn(move || run.run());
        }
    });
    let text = fs::read_to_string(home.path().join(".env")).expect("the file");
    let given: std::collections::BTreeSet<&str> = text
        .lines()
        .map(|line| line.split_once('=').expect("an assignment").1.split_once('.').expect("a key").0)
        .collect();
    let made: Vec<String> = remote.prefixes().split_off(20);
    assert_eq!(given.into_iter().collect::<Vec<_>>(), made);
    assert_eq!((made.len(), remote.count("DELETE")), (20, 0));
}

#[test]
fn a_signal_before_anything_is_made_tells_the_whole_command() {
    let remote = with_ci(Remote::start(Knows::Documented, |request, count| {
        (request.method == "GET" && count == 0).then_some(Fault::Instead(Reply::Silence))
    }));
    let home = remote.home();
    let mut command = rotate(&home, &["ci", "--to", "file:app.key", "--revoke-now"]).command();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    remote.wait_for("GET", 1);
    let sent = Command::new("kill").arg("-INT").arg(child.id().to_string()).status();
    assert!(sent.is_ok_and(|status| status.success()));
    let output = child.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stderr);
    insta::assert_snapshot!(told, @r"
    error: interrupted
      hint: `truss keys rotate ci --to file:app.key --revoke-now` continues where it stopped
    ");
    home.paste(&told).any_stderr().run();
    assert!(home.path().join("app.key").exists());
    assert_eq!(remote.prefixes(), ["new00001"]);
}

#[test]
fn a_new_key_whose_secret_cannot_be_written_down_goes_again() {
    let state: Arc<OnceLock<PathBuf>> = Arc::default();
    let in_the_way = Arc::clone(&state);
    let remote = with_ci(Remote::start(Knows::Documented, move |request, _| {
        if request.method == "POST" {
            // While the new key is asked for, a folder takes the record's place: nothing can be written there.
            let record = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json");
            let entries = fs::read_dir(in_the_way.get().expect("it is said")).expect("the state is there");
            let record = entries.map(|entry| entry.expect("an entry").path()).find(record).expect("the plan");
            fs::remove_file(&record).expect("it is a file");
            fs::create_dir(&record).expect("a folder");
        }
        None
    }));
    let home = remote.home();
    state.set(home.path().join(".local/state/truss/rotations")).expect("once");
    let told = rotate(&home, &["ci", "--to", "file:app.key"]).code(1).run().stderr;
    assert!(told.starts_with("error: cannot write the state of rotations"), "{told}");
    assert_eq!((remote.prefixes(), remote.count("POST")), (vec!["ci123456".to_owned()], 1));
    assert!(!home.path().join("app.key").exists());
}

#[test]
fn a_new_key_that_somebody_revokes_is_given_to_nobody_else() {
    let remote = with_ci(Remote::healthy(Knows::Documented));
    let home = remote.home();
    fs::write(home.path().join("app.key"), "ci123456.OLD").expect("a file is written");
    let revoke = format!("command:cat >/dev/null; {} keys revoke ci-rotated-1 --yes", env!("CARGO_BIN_EXE_truss"));
    let told =
        rotate(&home, &["ci", "--to", "file:app.key", "--to", &revoke, "--to", "file:other.key"]).code(7).run().stderr;
    insta::assert_snapshot!(told.replace(&home.path().display().to_string(), "~").replace(env!("CARGO_BIN_EXE_truss"), "truss"), @r"
    revoked `new00001`
    restored file:~/app.key
    warning: command:cat >/dev/null; truss keys revoke ci-rotated-1 --yes has `new00001`, which stops working now
    error: somebody has revoked the new key `new00001`: it was delivered to nobody else
      hint: the places that had it were restored; rotate `ci` again
    ");
    assert_eq!(fs::read_to_string(home.path().join("app.key")).expect("a file"), "ci123456.OLD");
    assert!(!home.path().join("other.key").exists());
    assert_eq!(remote.prefixes(), ["ci123456"]);
    home.truss(["keys", "rotations", "list", "--jq", ".stopped"]).stdout("[]\n").run();
}
