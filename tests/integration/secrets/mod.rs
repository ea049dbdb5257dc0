//! Canary keys: every command, in every mood of the remote and at every verbosity, tells none of them.

mod new_key;
mod upload;
mod watch;

use std::net::TcpListener;
use std::path::Path;
use std::thread;

use clap::CommandFactory as _;
use serde_json::json;
use truss::internals::cli::Cli;

use crate::support::{Home, Reply, Server, Truss};

use watch::{files_with, with_no_argument_that_has};

/// Part of every canary, and of nothing else.
const CANARY: &str = "CANARY";
const SAVED: &str = "saved123.CANARYsaved0123456789abcdefghijk";
const OTHER: &str = "other123.CANARYother0123456789abcdefghijk";
const VARIABLE: &str = "envir123.CANARYenvir0123456789abcdefghijk";
const STDIN: &str = "stdin123.CANARYstdin0123456789abcdefghijk";
/// What the remote makes: the answer of some commands, and nothing that is told.
const NEW: &str = "newkey12.CANARYnewly0123456789abcdefghijk";

/// Arguments for each command that there is: a new one is added here.
fn commands(taken_port: u16) -> Vec<(&'static str, Vec<String>)> {
    let hello = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/trusses/hello").display().to_string();
    let port = taken_port.to_string();
    let table: Vec<(&str, Vec<&str>)> = vec![
        ("push", vec![&hello]),
        ("logs", vec!["--model", "hello"]),
        ("predict", vec!["--model", "hello", "-d", "1"]),
        ("keys audit", vec![]),
        ("keys create", vec!["fresh"]),
        ("keys list", vec![]),
        ("keys rename", vec!["saved123", "new-name"]),
        ("keys revoke", vec!["saved123", "--yes"]),
        ("keys rotate", vec!["saved123", "--to", "command:cat >&2"]),
        ("keys scan", vec!["--no-ignore"]),
        ("keys show", vec!["saved123"]),
        ("keys rotations list", vec![]),
        ("keys rotations finish", vec!["saved123", "--yes"]),
        ("keys rotations abandon", vec!["saved123", "--yes"]),
        ("local serve", vec!["--port", &port]),
        ("local status", vec![]),
        ("local reset", vec!["--yes"]),
        ("local team add", vec!["ml"]),
        ("local user add", vec!["ana", "--role", "member"]),
        ("login", vec!["--api-key-stdin"]),
        ("logout", vec![]),
        ("whoami", vec![]),
        ("auth login", vec!["--api-key-stdin"]),
        ("auth logout", vec![]),
        ("auth status", vec!["--check"]),
        ("auth token", vec![]),
        ("configure", vec![]),
        ("api", vec!["models"]),
        ("complete", vec!["bash"]),
        ("completions", vec!["bash"]),
        ("environment", vec![]),
        ("exec", vec!["--", "true"]),
        ("exit-codes", vec![]),
        ("options", vec![]),
        ("trussrc", vec![]),
    ];
    table.into_iter().map(|(name, more)| (name, name.split(' ').chain(more).map(str::to_owned).collect())).collect()
}

/// How the remote behaves, and what the trussrc looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    Well,
    Refuses,
    Fails,
    Quotes,
    Away,
    Broken,
}

impl Mood {
    const ALL: [Self; 6] = [Self::Well, Self::Refuses, Self::Fails, Self::Quotes, Self::Away, Self::Broken];

    fn server(self) -> Server {
        Server::start(move |request| {
            let sent = request.authorization.clone().unwrap_or_default();
            let quoting = json!({"code": "DENIED", "message": format!("cannot use \"{sent}\": try again")});
            match self {
                Self::Well | Self::Broken if request.method == "POST" => Reply::json(200, json!({"api_key": NEW})),
                Self::Well | Self::Broken => Reply::json(
                    200,
                    json!({"user_id": "u1", "email": "jane@example.com", "prefix": "saved123", "type": "PERSONAL",
                        "keys": [{"prefix": "saved123", "name": "ci", "type": "PERSONAL"},
                            {"prefix": "newkey12", "name": "new", "type": "PERSONAL"}], "teams": [], "models": []}),
                ),
                Self::Refuses => Reply::json(401, quoting),
                Self::Fails => Reply::Answer(500, "text/html", format!("<html>{sent}</html>")),
                Self::Quotes => Reply::json(400, quoting),
                Self::Away => Reply::Hangup,
            }
        })
    }

    fn trussrc(self, server: &Server) -> String {
        let both = server.trussrc(SAVED) + &server.trussrc(OTHER).replace("[baseten]", "[other]");
        match self {
            Self::Broken => format!("{both}[third]\n{SAVED}\napi_key = {OTHER}\napi_key = {OTHER}\n"),
            _ => both,
        }
    }
}

#[track_caller]
fn assert_tells_nothing(run: &Truss, told: &str, may_answer: bool, makes_key: bool) {
    let mut child = run.spawn();
    // Whether it is read is the command's business.
    let _ = std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), STDIN.as_bytes());
    let output = child.wait_with_output().expect("the binary ends");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!stderr.contains(CANARY), "{told} tells a key on stderr: {stderr}");
    let stdout = if makes_key { stdout.replace(NEW, "") } else { stdout.into_owned() };
    assert!(may_answer || !stdout.contains(CANARY), "{told} tells a key on stdout: {stdout}");
    assert!(output.status.code().is_some_and(|code| code != 101), "{told} ended with {:?}: {stderr}", output.status);
}

fn in_this_mood(mood: Mood) {
    let server = mood.server();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    // Where requests are repeated, with pauses, the wordiest form is enough.
    let verbosities: &[&[&str]] = match mood {
        Mood::Fails | Mood::Away => &[&["-v"]],
        _ => &[&[], &["-v"], &["-q"], &["-v", "-o", "json"]],
    };
    for (turn, (name, arguments)) in commands(port).into_iter().enumerate() {
        for (place, verbosity) in verbosities.iter().enumerate() {
            // The saved key and the variable's take turns.
            let source = [&["--remote", "baseten"][..], &[]][(turn + place + mood as usize) % 2];
            let home = Home::new().with_trussrc(&mood.trussrc(&server));
            let all =
                arguments.iter().map(String::as_str).chain(verbosity.iter().copied()).chain(source.iter().copied());
            let run = home
                .truss(all)
                .env("EDITOR", "echo broken >>")
                .env("RUST_BACKTRACE", "1")
                .env("BASETEN_REMOTE_URL", server.url());
            let run = if source.is_empty() { run.env("API_KEY", VARIABLE) } else { run };
            let told = format!("`{name}` with {verbosity:?}, {source:?} while the remote is {mood:?}");
            assert_tells_nothing(&run, &told, name == "auth token", name == "keys create");
            // What `configure` could not use stays for whoever edited it.
            let is_trussrc = |path: &String| path == ".trussrc" || path.starts_with(".trussrc-edited-");
            let left: Vec<_> = files_with(home.path(), CANARY).into_iter().filter(|path| !is_trussrc(path)).collect();
            assert!(left.is_empty(), "{told} leaves a key in {left:?}");
        }
    }
}

#[test]
fn no_command_tells_a_key_whatever_happens() {
    with_no_argument_that_has(&["CANARYs", "CANARYn"], || {
        thread::scope(|scope| {
            let moods: Vec<_> = Mood::ALL.into_iter().map(|mood| scope.spawn(move || in_this_mood(mood))).collect();
            let failed: Vec<_> = moods.into_iter().filter_map(|mood| mood.join().err()).collect();
            if let Some(failure) = failed.into_iter().next() {
                std::panic::resume_unwind(failure);
            }
        });
    });
}

#[test]
fn a_key_where_none_belongs_is_not_quoted_back() {
    let home = Home::new();
    for (name, arguments) in commands(1) {
        if matches!(name, "completions" | "environment" | "exit-codes" | "options" | "trussrc")
            || name.starts_with("local serve")
        {
            continue;
        }
        for extra in [&["surplus", VARIABLE][..], &["--color", VARIABLE], &["--nonsense", VARIABLE], &["-o", VARIABLE]]
        {
            let run = home.truss(arguments.iter().map(String::as_str).chain(extra.iter().copied()));
            assert_tells_nothing(&run, &format!("`{name}` with {extra:?}"), false, false);
        }
    }
    assert_tells_nothing(&home.truss(["login", "--api-key", VARIABLE, "--api-key-stdin"]), "two keys", false, false);
    assert_tells_nothing(
        &home.truss(["login", "--api-key", &format!("{VARIABLE} {CANARY}")]),
        "a bad key",
        false,
        false,
    );
}

#[test]
fn every_command_is_tried() {
    fn leaves(command: &clap::Command, path: &str, names: &mut Vec<String>) {
        for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
            let path = format!("{path} {}", child.get_name()).trim().to_owned();
            if child.has_subcommands() { leaves(child, &path, names) } else { names.push(path) }
        }
    }
    let mut names = Vec::new();
    leaves(&Cli::command(), "", &mut names);
    let tried: Vec<&str> = commands(1).iter().map(|(name, _)| *name).collect();
    let missing: Vec<&String> = names.iter().filter(|name| !tried.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "add arguments for {missing:?} to `commands` in tests/integration/secrets/mod.rs");
}
