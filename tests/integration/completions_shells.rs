//! The scripts in the shells that they are for: what TAB makes of a line, as the shell then runs it.
//!
//! A shell that is not installed is left out, with a word on stderr; with `TRUSS_NO_SKIP` set that is a failure.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Home, IN_USE, Reply, Request, Server, Terminal, personal_key, skip};

/// Names that a shell could take for something else.
const NAMES: [&str; 9] = ["web-1", "my key", "co:lon", "quo'te\"$x", "größe", "evil\u{1b}[2J", "-rf", "dup", "dup"];

/// A line up to TAB, and the words that the shell runs after it.
const LINES: [(&str, &[&str]); 20] = [
    ("truss keys revoke we", &["keys", "revoke", "web-1"]),
    ("truss keys revoke prefix0", &["keys", "revoke", "prefix00"]),
    ("truss keys create --type metr", &["keys", "create", "--type", "metrics-only"]),
    ("truss keys create --type=metr", &["keys", "create", "--type=metrics-only"]),
    ("truss keys list --sort las", &["keys", "list", "--sort", "last-used"]),
    ("truss push --environment stag", &["push", "--environment", "staging"]),
    ("truss push --team m", &["push", "--team", "ml"]),
    ("truss logs --model lla", &["logs", "--model", "llama-8b"]),
    ("truss keys create --to env-\tweb", &["keys", "create", "--to", "env-file:web"]),
    ("truss keys show my", &["keys", "show", "my key"]),
    ("truss keys show co:l", &["keys", "show", "co:lon"]),
    ("truss keys show quo", &["keys", "show", "quo'te\"$x"]),
    ("truss keys show gr", &["keys", "show", "größe"]),
    ("truss --remote st", &["--remote", "staging"]),
    ("truss --remote staging keys show onl", &["--remote", "staging", "keys", "show", "only-there"]),
    // A file of that name is there, and is no key.
    ("truss keys revoke no-k", &["keys", "revoke", "no-k"]),
    ("truss push --config no-", &["push", "--config", "no-key.yaml"]),
    ("truss push --config=no-", &["push", "--config=no-key.yaml"]),
    ("truss --trussrc=no-", &["--trussrc=no-key.yaml"]),
    ("~/bin/truss keys revoke we", &["keys", "revoke", "web-1"]),
];

fn respond(request: &Request) -> Reply {
    let keys = |names: &[&str]| -> Value {
        let keys = names.iter().enumerate();
        keys.map(|(count, name)| personal_key(&format!("prefix{count}0"), name, 2000, None)).collect()
    };
    let is_staging = request.authorization.as_ref().is_some_and(|sent| sent.contains("staging1"));
    Reply::json(
        200,
        match request.path.as_str() {
            "/v1/api_keys" => json!({"keys": keys(if is_staging { &["only-there"] } else { &NAMES })}),
            "/v1/models" => json!({"models": [{"id": "m1", "name": "llama-8b"}]}),
            "/v1/teams" => json!({"teams": [{"id": "t1", "name": "ml"}]}),
            "/v1/environment_groups" => json!({"items": [{"name": "staging"}, {"name": "production"}]}),
            _ => json!({"user_id": "u1"}),
        },
    )
}

/// A home with two remotes, and a `truss` on the path that completes, and else prints its words.
fn home(server: &Server) -> Home {
    let staging = server.trussrc("staging1.0123456789abcdefghijklmnop").replace("[baseten]", "[staging]");
    let home = Home::new().with_trussrc(&(server.trussrc(IN_USE) + &staging));
    fs::write(home.path().join("no-key.yaml"), "").expect("a file");
    fs::create_dir(home.path().join("bin")).expect("a folder");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = complete ] && exec {} \"$@\"\nprintf 'ran'\nprintf ' <%s>' \"$@\"\necho ' end'\n",
        env!("CARGO_BIN_EXE_truss")
    );
    let program = home.path().join("bin/truss");
    fs::write(&program, script).expect("a script");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("its mode is set");
    home
}

/// A shell at a terminal that has loaded its script; `None` where it is not installed.
fn shell(name: &str, home: &Home) -> Option<Terminal> {
    let scripts = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");
    let (options, load): (&[&str], String) = match name {
        "bash" => (&["--norc", "--noprofile", "-i"], format!("source {scripts}/truss.bash")),
        "zsh" => (&["-f", "-i"], format!("autoload -U compinit && compinit -u -D && source {scripts}/_truss")),
        _ => (&["--no-config", "-i"], format!("source {scripts}/truss.fish")),
    };
    if Command::new(name).arg("--version").output().is_err() {
        skip(&format!("{name} is not installed"));
        return None;
    }
    let mut command = Command::new(name);
    command.args(options).current_dir(home.path()).env_clear().env("HOME", home.path());
    command.env("PATH", format!("{}/bin:/usr/local/bin:/usr/bin:/bin", home.path().display()));
    command.env("TERM", "xterm").env("LC_ALL", "C.UTF-8").env("PS1", "$ ");
    let mut terminal = Terminal::of_width(&command, 200);
    terminal.type_line(&format!("{load}; echo lo''aded"));
    terminal.wait_for("loaded");
    Some(terminal)
}

#[track_caller]
fn completes(name: &str) {
    let server = Server::start(respond);
    let home = home(&server);
    let Some(mut terminal) = shell(name, &home) else { return };
    for (line, words) in LINES {
        terminal.type_line(&format!("{line}\t"));
        let ran: String = words.iter().map(|word| format!(" <{word}>")).collect();
        terminal.wait_for(&format!("ran{ran} end"));
    }
    // What is no name on a command line is not offered.
    for line in ["truss keys show ev", "truss keys show du"] {
        terminal.type_line(&format!("{line}\t"));
        terminal.wait_for(&format!("ran <keys> <show> <{}> end", line.rsplit(' ').next().expect("a word")));
    }
    terminal.type_line("exit");
    let (_, shown) = terminal.finish();
    assert!(!shown.contains("error"), "{shown}");
}

#[test]
fn bash_completes_names_types_environments_and_files_where_they_belong() {
    completes("bash");
}

#[test]
fn zsh_completes_names_types_environments_and_files_where_they_belong() {
    completes("zsh");
}

#[test]
fn fish_completes_names_types_environments_and_files_where_they_belong() {
    completes("fish");
}

#[test]
fn every_shell_lists_what_there_is() {
    for name in ["bash", "zsh", "fish"] {
        let server = Server::start(respond);
        let home = home(&server);
        let Some(mut terminal) = shell(name, &home) else { continue };
        terminal.type_line("truss keys revoke \t\t");
        terminal.wait_for("web-1");
        terminal.type_line("truss keys create --type \t\t");
        terminal.wait_for("manage-keys");
        terminal.hang_up();
    }
}

#[test]
fn bash_completes_inside_quotes() {
    let server = Server::start(respond);
    let home = home(&server);
    let Some(mut terminal) = shell("bash", &home) else { return };
    for (line, word) in [("\"my", "my key"), ("'my", "my key"), ("my\\ k", "my key"), ("'quo", "quo")] {
        terminal.type_line(&format!("truss keys show {line}\t{}", if word == "quo" { "'" } else { "" }));
        terminal.wait_for(&format!("ran <keys> <show> <{word}> end"));
    }
}

#[test]
fn a_remote_that_hangs_shows_nothing() {
    for name in ["bash", "zsh", "fish"] {
        let server = Server::start(|_| Reply::Silence);
        let home = home(&server);
        let Some(mut terminal) = shell(name, &home) else { continue };
        terminal.type_line("truss keys revoke we\t");
        terminal.wait_for("ran <keys> <revoke> <we> end");
        assert!(!terminal.shown().contains("error"), "{}", terminal.shown());
    }
}
