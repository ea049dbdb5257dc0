//! Scripts around the program: a shell's loop ends with the command that was interrupted.

use std::process::Command;

use super::KEY;
use crate::support::{Home, Reply, Server, Terminal, wait_until};

/// Three runs of `arguments` in a loop of bash.
fn three_runs(home: &Home, server: &Server, arguments: &[&str]) -> Terminal {
    let run = home.truss(arguments).env("BASETEN_REMOTE_URL", server.url()).env("NO_COLOR", "1").command();
    let mut bash = Command::new("bash");
    bash.arg("-c").arg("for run in 1 2 3; do echo \"run $run\"; \"$@\"; echo \"code $?\"; done; echo done").arg("bash");
    bash.arg(run.get_program()).args(run.get_args()).current_dir(home.path());
    bash.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Terminal::start(&bash)
}

#[cfg(feature = "local")]
fn is_over_after_the_first(mut terminal: Terminal) {
    terminal.interrupt();
    let (code, shown) = terminal.finish();
    assert_eq!(code, 130, "{shown}");
    assert!(shown.contains("run 1\n") && shown.contains("error: interrupted\n"), "{shown}");
    assert!(!shown.contains("run 2") && !shown.contains("done"), "{shown}");
}

#[cfg(feature = "local")]
#[test]
fn ctrl_c_ends_a_loop_of_bash_while_a_request_is_under_way() {
    let server = Server::start(|_| Reply::Silence);
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    let terminal = three_runs(&home, &server, &["keys", "list"]);
    wait_until(|| !server.requests().is_empty());
    is_over_after_the_first(terminal);
    assert_eq!(server.requests().len(), 1);
}

#[cfg(feature = "local")]
#[test]
fn ctrl_c_ends_a_loop_of_bash_at_a_question_hidden_or_not() {
    let server = Server::start(|_| Reply::Silence);
    let home = Home::new();
    let mut terminal = three_runs(&home, &server, &["login"]);
    terminal.wait_for("paste your API_KEY: ");
    terminal.wait_until_unseen();
    is_over_after_the_first(terminal);
    let home = Home::new().with_trussrc(&super::two_remotes(&server));
    let mut terminal = three_runs(&home, &server, &["logout"]);
    terminal.wait_for("Which remote? ");
    is_over_after_the_first(terminal);
}

#[test]
fn sigterm_is_told_to_a_script_as_143() {
    let server = Server::start(|_| Reply::Silence);
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    let mut terminal = three_runs(&home, &server, &["keys", "list"]);
    for run in 1..=3 {
        wait_until(|| server.requests().len() == run);
        terminal.terminate_child();
        terminal.wait_for("code 143\r\n");
    }
    let (code, shown) = terminal.finish();
    assert_eq!((code, shown.ends_with("done\n")), (0, true), "{shown}");
}
