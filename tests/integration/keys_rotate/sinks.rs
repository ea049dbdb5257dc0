//! Sinks: what they get, what they keep, and what happens when they fail.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use crate::support::{Between, Embedded};

use super::case::{Case, Kind, prefix, write};

#[test]
fn a_dotenv_file_keeps_everything_but_the_value_and_becomes_private() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Stdout, "app".to_owned());
    let file = case.home.path().join("app.env");
    write(&file, &format!("# prod\nexport MY_KEY='{}' # rotate me\r\nBASETEN_API_KEY=other\n", case.old));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("a mode");
    case.home.truss(["keys", "rotate", "app", "--to", "env-file:app.env:MY_KEY", "-q"]).run();
    let text = fs::read_to_string(&file).expect("the file");
    let new = text.strip_prefix("# prod\nexport MY_KEY='").expect("the start stays");
    let (new, rest) = new.split_once('\'').expect("the quotes stay");
    assert_eq!(rest, " # rotate me\r\nBASETEN_API_KEY=other\n");
    assert!(remote.accepts(new));
    assert_eq!(fs::metadata(&file).expect("metadata").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_command_hears_which_key_it_gets_and_cannot_print_it() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Command, "app".to_owned());
    let line = "command:cat > app.key; echo \"$TRUSS_KEY_NAME $TRUSS_KEY_TYPE $TRUSS_KEY_PREFIX $TRUSS_OLD_KEY_PREFIX\"; cat app.key >&2";
    let ran = case.home.truss(["keys", "rotate", "app", "--to", line]).any_stderr().run();
    let (new, old) = (case.credential(), case.old_prefix());
    assert!(ran.stderr.contains(&format!("app WORKSPACE_INVOKE {} {old}\n", prefix(&new))), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("{}.***\n", prefix(&new))), "{}", ran.stderr);
    assert!(!ran.stderr.contains(new.split_once('.').expect("whole").1));
    case.assert_it_is_over("rotated");
}

#[test]
fn sinks_get_the_key_in_order_and_none_gets_it_twice_for_the_sake_of_another() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Command, "app".to_owned());
    let path = case.sink().display().to_string();
    let first = format!("command:cat > '{path}'; echo once >> '{path}.log'");
    let second = format!("command:echo twice >> '{path}.log'; test $(grep -c twice '{path}.log') = 2");
    let run = || case.home.truss(["keys", "rotate", case.old_prefix(), "--to", &first, "--to", &second]).any_stderr();
    let ran = run().code(7).run();
    let hint = format!("hint: run `truss keys rotate {}` again: it goes on where it stopped\n", case.old_prefix());
    assert!(ran.stderr.ends_with(&hint), "{}", ran.stderr);
    run().run();
    assert_eq!(fs::read_to_string(format!("{path}.log")).expect("the log"), "once\ntwice\ntwice\n");
    case.assert_it_is_over("resumed");
}

#[test]
fn a_command_that_hangs_is_ended_and_the_rotation_goes_on_later() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Command, "app".to_owned());
    let line = format!("command:mkdir mark 2>/dev/null && sleep 1000; cat > '{}'", case.sink().display());
    let run = || case.home.truss(["keys", "rotate", "app", "--to", &line, "--sink-timeout", "0.3"]).any_stderr();
    let ran = run().code(7).run();
    assert!(ran.stderr.contains("did not end within 0.3 seconds"), "{}", ran.stderr);
    case.assert_it_works("ended");
    run().run();
    case.assert_it_is_over("resumed");
}

#[test]
fn a_sink_that_cannot_be_written_is_found_out_before_a_key_is_made() {
    let remote = Embedded::start();
    let between = Between::start(remote.url());
    let case = Case::new(&remote, &between.url(), Kind::Stdout, "app".to_owned());
    let folder = case.home.path().join("folder");
    fs::create_dir(&folder).expect("a folder");
    for to in ["file:missing/app.key", "file:folder", "env-file:missing/.env", "trussrc:nosuchremote", "file:/dev/null"]
    {
        let ran = case
            .home
            .truss(["keys", "rotate", "app", "--to", to])
            .code(if to.starts_with("trussrc") { 4 } else { 5 })
            .any_stderr()
            .run();
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
        assert!(ran.stderr.contains("\n  hint: "), "{}", ran.stderr);
    }
    case.home.truss(["keys", "rotate", "app", "--to", "nowhere"]).code(2).any_stderr().run();
    assert!(between.asked().iter().all(|(method, ..)| method == "GET"), "nothing was made");
    case.home.truss(["keys", "rotate", "--pending", "-ojson"]).stdout("{\"rotations\":[]}\n").run();
}

#[test]
fn a_stdout_that_is_full_or_closed_has_not_got_the_key() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Stdout, "app".to_owned());
    let mut command = case.home.truss(["keys", "rotate", case.old_prefix()]).command();
    if let Ok(full) = File::options().write(true).open("/dev/full") {
        let output = command.stdout(full).stderr(Stdio::piped()).output().expect("it runs");
        assert_eq!(output.status.code(), Some(7), "{}", String::from_utf8_lossy(&output.stderr));
        case.assert_it_works("full");
    }
    let closed = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map(|mut child| {
        drop(child.stdout.take());
        child.wait_with_output().expect("it ends")
    });
    let output = closed.expect("it runs");
    assert_eq!(output.status.code(), Some(7), "{}", String::from_utf8_lossy(&output.stderr));
    case.assert_it_goes_on("closed");
}

#[test]
fn a_disk_without_room_for_the_secret_leaves_no_key() {
    let remote = Embedded::start();
    let between = Between::start(remote.url());
    let case = Case::new(&remote, &between.url(), Kind::EnvFile, "app".to_owned());
    let arguments = case.arguments();
    let limited = |blocks: &str| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let ran = case.home.truss(&arguments).command();
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(ran.get_program()).args(ran.get_args()).env_clear();
        command.envs(ran.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(case.home.path()).output().expect("it runs")
    };
    let output = limited("0");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.starts_with("error: cannot write the state of rotations"), "{told}");
    case.assert_it_works("full");
    assert_eq!(remote.named("app").len(), 1, "no key is left");
    case.assert_it_goes_on("full");
}

#[test]
fn a_stdout_that_goes_nowhere_is_found_out_before_a_key_is_made() {
    let remote = Embedded::start();
    let between = Between::start(remote.url());
    let case = Case::new(&remote, &between.url(), Kind::Stdout, "app".to_owned());
    for nowhere in ["exec >&-", "exec >/dev/null"] {
        for to in [&[][..], &["--to", "file:app.key", "--to", "stdout"], &["-ojson"]] {
            let arguments = ["keys", "rotate", "app"].iter().chain(to);
            let ran = case.home.truss(arguments).after(nowhere).code(8).any_stderr().run();
            let told = "the new key would go nowhere: stdout is closed or `/dev/null`";
            assert!(ran.stderr.contains(told), "{nowhere} {to:?}: {}", ran.stderr);
        }
    }
    assert!(between.asked().iter().all(|(method, ..)| method == "GET"), "nothing was made");
    case.home.truss(["keys", "rotate", "app", "--to", "file:app.key", "-q"]).after("exec >/dev/null").run();
    assert!(!remote.accepts(&case.old));
}

#[test]
fn a_stdout_that_does_not_get_the_secret_has_not_got_the_key() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::Stdout, "app".to_owned());
    let ran = case.home.truss(["keys", "rotate", case.old_prefix(), "--jq", "empty"]).code(7).any_stderr().run();
    assert!(ran.stderr.contains("the jq program leaves the secret out"), "{}", ran.stderr);
    // Nor does one that it goes on with.
    let again = case.home.truss(["keys", "rotate", case.old_prefix()]).after("exec >&-").code(7).any_stderr().run();
    assert!(again.stderr.contains("cause: the new key would go nowhere"), "{}", again.stderr);
    case.assert_it_goes_on("printed nowhere");
}

#[test]
fn one_place_cannot_take_several_keys() {
    let remote = Embedded::start();
    let case = Case::new(&remote, remote.url(), Kind::File, "app".to_owned());
    let web = remote.create("web", "WORKSPACE_INVOKE");
    let refused = |to: &[&str], more: &[&str]| {
        let arguments = ["keys", "rotate", "app", "web"].iter().chain(to).chain(more);
        let ran = case.home.truss(arguments).code(2).any_stderr().run();
        assert!(ran.stderr.contains("several keys cannot go to the same place"), "{}", ran.stderr);
    };
    for to in [&[][..], &["--to", "file:x"], &["--to", "stdout"], &["--to", "env-file:.env"]] {
        for more in [&[][..], &["--yes"], &["--dry-run"]] {
            refused(to, more);
        }
    }
    assert!(remote.accepts(&case.old) && remote.accepts(&web));
    // Nor can it when one of them is on its way there already.
    case.home.truss(["keys", "rotate", "app", "--to", "file:x", "--keep-old", "-q"]).run();
    let first = fs::read_to_string(case.home.path().join("x")).expect("delivered");
    refused(&["--to", "file:x"], &["--yes"]);
    assert_eq!(fs::read_to_string(case.home.path().join("x")).expect("still there"), first);
    assert!(remote.accepts(&web));
}
