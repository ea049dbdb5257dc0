//! Questions at a terminal.

use std::fs;

use serde_json::json;

use super::{KEY, Kept, ends_at_a_terminal, two_remotes};
use crate::support::{Home, Knows, Remote, Reply, Server, Terminal, Truss};

const TRUSSRC: &str = "# mine\n[baseten]\napi_key = abcd1234.x\n";

/// A remote that has nothing.
fn server() -> Server {
    Server::start(|request| match request.path.split('?').next() {
        Some("/v1/models") => Reply::json(200, json!({"models": []})),
        Some("/v1/teams") => {
            Reply::json(200, json!({"teams": [{"id": "t1", "name": "ml"}, {"id": "t2", "name": "web\u{1b}[2J\nx"}]}))
        }
        _ => Reply::json(404, json!({"message": "not found"})),
    })
}

/// A run in `home` that has come to `question`.
fn at(question: &str, run: Truss, kept: Kept) -> (Terminal, Kept) {
    let mut terminal = Terminal::start(&run.env("NO_COLOR", "1").command());
    terminal.wait_for(question);
    (terminal, kept)
}

fn push(config: &str, more: &[&str]) -> (Truss, Kept) {
    let server = server();
    let home = Home::new().with_trussrc(&server.trussrc(KEY));
    fs::create_dir(home.path().join("truss")).expect("a folder");
    fs::write(home.path().join("truss/config.yaml"), config).expect("a config");
    let run = home.truss(["push", "truss"].iter().chain(more));
    (run, vec![Box::new(server), Box::new(home)])
}

#[test]
fn which_remote() {
    for command in ["whoami", "logout"] {
        ends_at_a_terminal(|| {
            let server = server();
            let home = Home::new().with_trussrc(&two_remotes(&server));
            at("Which remote? ", home.truss([command]), vec![Box::new(server), Box::new(home)])
        });
    }
}

#[test]
fn a_hidden_key_also_after_one_that_was_wrong() {
    for wrong in [0, 1] {
        ends_at_a_terminal(|| {
            let home = Home::new();
            let run = home.truss(["login", "--no-verify"]);
            let (mut terminal, kept) = at("\u{1b}[A🤫 Quietly paste your API_KEY: ", run, vec![Box::new(home)]);
            for _ in 0..wrong {
                terminal.type_unseen("not a key");
                terminal.wait_for("\u{1b}[A🤫 Quietly paste your API_KEY: ");
            }
            terminal.wait_until_unseen();
            (terminal, kept)
        });
    }
}

#[test]
fn hidden_keys_one_a_line() {
    ends_at_a_terminal(|| {
        let remote = Remote::healthy(Knows::Everything);
        let home = remote.home();
        let run = home.truss(["keys", "revoke", "-"]);
        let (mut terminal, kept) = at("An empty line ends.\r\n", run, vec![Box::new(remote), Box::new(home)]);
        terminal.type_unseen("abcd1234");
        terminal.wait_for("\r\n");
        terminal.wait_until_unseen();
        (terminal, kept)
    });
}

#[test]
fn edit_it_again() {
    for shown in ends_at_a_terminal(|| {
        let home = Home::new().with_trussrc(TRUSSRC);
        let run = home.truss(["configure"]).env("EDITOR", "echo broken >");
        at("Edit it again? [y/N] ", run, vec![Box::new(home)])
    }) {
        assert!(!shown.contains("is kept"), "{shown}");
    }
}

#[test]
fn name_this_model() {
    ends_at_a_terminal(|| {
        let (run, kept) = push("resources: {}\n", &[]);
        at("Name this model: ", run, kept)
    });
}

#[test]
fn which_team() {
    for shown in ends_at_a_terminal(|| {
        let (run, kept) = push("model_name: a\n", &[]);
        at("Which team's model is it? ", run, kept)
    }) {
        // What a server calls a team is one harmless line.
        assert!(shown.contains("  1. ml\n  2. web�[2J�x\n"), "{shown}");
    }
}

#[test]
fn revoke_for_good() {
    ends_at_a_terminal(|| {
        let remote = Remote::healthy(Knows::Everything);
        let remote = remote.with(json!({"prefix": "bbbb2222", "name": "web", "type": "WORKSPACE_INVOKE"}));
        let home = remote.home();
        let run = home.truss(["keys", "revoke", "web"]);
        at("[y/N] ", run, vec![Box::new(remote), Box::new(home)])
    });
}

#[cfg(feature = "local")]
#[test]
fn remove_the_embedded_state() {
    ends_at_a_terminal(|| {
        let home = Home::new();
        let run = home.truss(["local", "reset"]);
        at("[y/N] ", run, vec![Box::new(home)])
    });
}

#[test]
fn a_terminal_shows_again_what_is_typed_when_its_hidden_question_is_over() {
    for typed in ["", "not a key", KEY] {
        let home = Home::new();
        let run = home.truss(["login", "--no-verify"]).command();
        let mut shell = std::process::Command::new("sh");
        shell.arg("-c").arg("before=$(stty -g); \"$@\"; test \"$(stty -g)\" = \"$before\" && echo same").arg("sh");
        shell.arg(run.get_program()).args(run.get_args()).current_dir(home.path());
        shell.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let mut terminal = Terminal::start(&shell);
        terminal.wait_for("\u{1b}[A🤫 Quietly paste your API_KEY: ");
        terminal.type_unseen(typed);
        if typed != KEY {
            terminal.wait_for("\u{1b}[A🤫 Quietly paste your API_KEY: ");
            terminal.wait_until_unseen();
            terminal.terminate_child();
        }
        let (_, shown) = terminal.finish();
        assert!(shown.ends_with("same\n"), "{shown}");
    }
}
