//! Python's commands: handed to the next `truss` on PATH, with the active key. That the list is that of the real package
//! is tried by tests/interop/python_commands.py.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use crate::support::{Home, Terminal, Truss};

const KEY: &str = "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF";
const COMMANDS: &str = include_str!("../data/python_commands.txt");

const TRUSSRC: &str = "[baseten]\nremote_provider = baseten\napi_key = abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF\n\
                       [staging]\nremote_provider = baseten\napi_key = stagings.abcdefghijklmnopqrstuvwxyzABCDEF\n\
                       remote_url = https://app.staging.baseten.co\n\
                       [own]\nremote_provider = baseten\napi_key = ownownow.abcdefghijklmnopqrstuvwxyzABCDEF\n\
                       remote_url = https://app.own.example\n";

/// Says what it was given.
const FAKE: &str = r#"echo "$@"; echo "${BASETEN_TRUSS_AUTH_API_KEY-none} ${BASETEN_TRUSS_AUTH_REMOTE_URL-none}""#;

/// Writes a program into a folder of its own, which is answered.
fn program(home: &Home, folder: &str, name: &str, script: &str) -> String {
    let folder = home.path().join(folder);
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a program");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
    folder.display().to_string()
}

fn with_path(run: Truss, folders: &[&str]) -> Truss {
    run.env("PATH", folders.iter().copied().chain(["/usr/bin:/bin"]).collect::<Vec<_>>().join(":"))
}

/// A run of Python's command where the next `truss` says what it was given.
fn handed_over(home: &Home, words: &[&str]) -> Truss {
    with_path(home.truss(words), &[&program(home, "bin", "truss", FAKE)])
}

fn home() -> Home {
    Home::new().with_trussrc(TRUSSRC)
}

#[test]
fn each_of_the_commands_is_handed_over_with_the_key_and_its_address() {
    let (home, key) = (home(), format!("{KEY} https://app.baseten.co\n"));
    for command in COMMANDS.lines().filter(|command| *command != "ssh") {
        let words = [command, "--flag", "-o", "json", "--help", "a b"];
        handed_over(&home, &words).stdout(format!("{command} --flag -o json --help a b\n{key}")).run();
    }
    let help = Home::new().truss(["--help"]).any_stdout().run().stdout;
    let list = help.split_once("Python's truss: ").expect("a line").1.split_once("\n\n").expect("its end").0;
    let list: Vec<&str> = list.split([',', ' ', '\n']).filter(|word| !word.is_empty()).collect();
    assert_eq!(list, COMMANDS.lines().collect::<Vec<_>>());
}

#[test]
fn any_other_word_is_a_usage_error() {
    let home = home();
    for (word, words) in [
        ("trian", "a similar subcommand exists: 'train'"),
        ("pusch", "a similar subcommand exists: 'push'"),
        ("zebra", "unrecognized subcommand 'zebra'"),
    ] {
        let run = handed_over(&home, &[word, "push"]).code(2).any_stderr().run();
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
    // `complete` is for the completion scripts.
    let run = handed_over(&home, &["nope"]).code(2).any_stderr().run();
    assert!(!run.stderr.contains("tip"), "{}", run.stderr);
    let help = home.truss(["help", "chains"]);
    help.stdout("A command of Python's truss, which has its help: truss chains --help\n").run();
    let run = handed_over(&home, &["-o", "json", "chains", "push"]).code(2).any_stderr().run();
    assert!(run.stderr.contains("takes no `--output`"), "{}", run.stderr);
}

#[test]
fn what_stands_before_the_word_is_ours() {
    let home = home();
    let staging = "stagings.abcdefghijklmnopqrstuvwxyzABCDEF https://app.staging.baseten.co\n";
    handed_over(&home, &["--remote", "staging", "train", "push"]).stdout(format!("train push\n{staging}")).run();
    let run = handed_over(&home, &["train", "view"]).env("TRUSS_REMOTE", "staging");
    run.stdout(format!("train view\n{staging}")).run();
    let ours = handed_over(&home, &["--remote", "staging", "--non-interactive", "train", "view"]);
    ours.stdout(format!("--non-interactive train view\n{staging}")).run();
    let elsewhere = home.path().join("elsewhere");
    fs::rename(home.trussrc(), &elsewhere).expect("it is moved");
    let bin = program(&home, "bin", "truss", "echo $USER_TRUSSRC_PATH");
    let run = home.truss(["--trussrc", "elsewhere", "train", "view"]);
    with_path(run, &[&bin]).stdout("elsewhere\n").run();
    let run = handed_over(&home, &["--remote", "none", "train", "view"]).code(4).any_stderr().run();
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    let run = handed_over(&home, &["--remote", "local", "train", "view"]).code(2).any_stderr().run();
    assert!(run.stderr.contains("`truss local serve` keeps it running"), "{}", run.stderr);
}

#[test]
fn no_key_is_no_reason_to_ask_and_some_commands_get_none() {
    let without = |words: &str| format!("{words}\nnone none\n");
    let (home, empty) = (home(), Home::new());
    handed_over(&empty, &["init", "x"]).stdout(without("init x")).run();
    // Several remotes: Python's truss asks which.
    let several = Home::new().with_trussrc(&TRUSSRC.replace("[baseten]", "[other]"));
    handed_over(&several, &["chains", "push"]).stdout(without("chains push")).run();
    let broken = Home::new().with_trussrc("[broken\n");
    handed_over(&broken, &["init", "x"]).stdout(without("init x")).run();
    let run = handed_over(&empty, &["init", "x"]).env("BASETEN_API_KEY", "no key").stdout(without("init x"));
    let warned = run.any_stderr().run().stderr;
    assert!(warned.starts_with("warning: Python's truss gets no key: "), "{warned}");
    // It refuses a name when the variables are there, and `ssh setup` would write down that there is none.
    for words in [
        ["chains", "push", "--remote", "staging"].as_slice(),
        &["train", "push", "--remote=staging"],
        &["ssh", "setup"],
    ] {
        handed_over(&home, words).stdout(without(&words.join(" "))).run();
    }
}

#[test]
fn the_key_of_an_app_that_pythons_truss_does_not_know_is_not_handed_over() {
    let warning = "warning: Python's truss would send the key of `https://app.own.example` to Baseten: it gets none\n";
    let home = home();
    let run = handed_over(&home, &["--remote", "own", "train", "view"]);
    run.stdout("train view\nnone none\n").stderr(warning).run();
    let run =
        handed_over(&home, &["train", "view"]).env("BASETEN_MANAGEMENT_API_URL_OVERRIDE", "https://api.own.example");
    assert!(run.stdout("train view\nnone none\n").any_stderr().run().stderr.starts_with("warning: "));
}

#[test]
fn it_becomes_the_other_program() {
    let home = home();
    for code in [0, 1, 7] {
        let bin = program(&home, "bin", "truss", &format!("exit {code}"));
        with_path(home.truss(["watch"]), &[&bin]).code(code).run();
    }
    let bin = program(&home, "bin", "truss", "kill -TERM $$");
    with_path(home.truss(["watch"]), &[&bin]).code(143).run();
}

#[test]
fn it_never_calls_itself() {
    let home = home();
    let own = PathBuf::from(env!("CARGO_BIN_EXE_truss"));
    let link = home.path().join("link");
    fs::create_dir(&link).expect("a folder");
    symlink(&own, link.join("truss")).expect("a link");
    let hard = home.path().join("hard");
    fs::create_dir(&hard).expect("a folder");
    let copied = fs::hard_link(&own, hard.join("truss")).or_else(|_| fs::copy(&own, hard.join("truss")).map(|_| ()));
    copied.expect("another copy");
    let wrapper = program(&home, "wrapper", "truss", &format!("exec {} \"$@\"", own.display()));
    let child = program(&home, "child", "truss", &format!("{} \"$@\"; exit $?", own.display()));
    let folder = program(&home, "folder", "not-truss", "");
    fs::create_dir(home.path().join("folder/truss")).expect("a folder of that name");
    let (link, hard) = (link.display().to_string(), hard.display().to_string());
    let before = [folder.as_str(), &link, &wrapper, &hard, &child, "relative", ""];
    let run = with_path(home.truss(["init"]), &before).code(4).any_stderr().run();
    assert!(run.stderr.contains("`init` is a command of Python's truss, which is not on PATH"), "{}", run.stderr);
    let bin = program(&home, "bin", "truss", "echo found");
    with_path(home.truss(["init"]), &[&before[..], &[&bin]].concat()).stdout("found\n").run();
}

#[test]
fn without_it_uvx_is_used_by_whoever_agrees() {
    let home = home();
    let bin = program(&home, "bin", "uvx", FAKE);
    let missing = "`init` is a command of Python's truss, which is not on PATH";
    let hint = "`uv tool install truss==0.18.36` or `pip install truss==0.18.36` installs it";
    let error = format!("error: {missing}\n  hint: {hint}\n");
    with_path(home.truss(["init"]), &[&bin]).code(4).stderr(&error).run();
    let start = |ci: &str| {
        Terminal::start(&with_path(home.truss(["init", "x"]), &[&bin]).env("NO_COLOR", "1").env("CI", ci).command())
    };
    assert_eq!(start("true").finish(), (4, error.clone()));
    for (answer, code) in [("y", 0), ("", 4)] {
        let mut terminal = start("");
        terminal.wait_for(&format!("{missing}. Run it with `uvx truss==0.18.36`? [y/N] "));
        terminal.type_line(answer);
        let (ended, shown) = terminal.finish();
        assert_eq!(ended, code, "{shown}");
        assert_eq!(
            shown.contains(&format!("\ntruss==0.18.36 init x\n{KEY} https://app.baseten.co\n")),
            code == 0,
            "{shown}"
        );
    }
}
