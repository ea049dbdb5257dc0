//! `truss exec` becomes the command, with the key in its environment and nothing else changed.

use std::process::{Command, Stdio};

use crate::support::{Home, Server, Terminal, exit_code};

const KEY: &str = "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF";

const TRUSSRC: &str = "[baseten]\nremote_provider = baseten\napi_key = abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF\n\
                       [staging]\nremote_provider = baseten\napi_key = stagings.abcdefghijklmnopqrstuvwxyzABCDEF\n\
                       remote_url = https://app.staging.example\n";

fn home() -> Home {
    Home::new().with_trussrc(TRUSSRC)
}

#[test]
fn the_command_finds_the_key_where_basetens_tools_look() {
    home()
        .truss(["exec", "--remote", "baseten", "--", "sh", "-c", "echo $BASETEN_API_KEY ${BASETEN_REMOTE_URL-none}"])
        .stdout(format!("{KEY} none\n"))
        .run();
}

#[test]
fn another_remote_comes_with_its_address() {
    home()
        .truss(["exec", "--remote", "staging", "--", "sh", "-c", "echo $BASETEN_API_KEY $BASETEN_REMOTE_URL"])
        .stdout("stagings.abcdefghijklmnopqrstuvwxyzABCDEF https://app.staging.example\n")
        .run();
}

#[test]
fn the_address_of_another_remote_is_taken_out() {
    let print = "echo ${BASETEN_REMOTE_URL-none}";
    let home = home();
    let run = home.truss(["exec", "--remote", "baseten", "--", "sh", "-c", print]);
    run.env("BASETEN_REMOTE_URL", "https://evil.example").stdout("none\n").run();
}

#[test]
fn the_key_goes_under_the_names_that_are_given() {
    let print = "echo $ONE $TWO ${BASETEN_API_KEY-none}";
    let arguments = ["exec", "--remote", "baseten", "--env-var", "ONE", "--env-var", "TWO", "--", "sh", "-c", print];
    home().truss(arguments).stdout(format!("{KEY} {KEY} none\n")).run();
}

#[test]
fn keys_of_other_logins_are_taken_out() {
    const OTHER: &str = "products.abcdefghijklmnopqrstuvwxyzABCDEF";
    let print = "echo ${BASETEN_TRUSS_AUTH_API_KEY-none} ${BASETEN_TRUSS_AUTH_REMOTE_URL-none} \
                 ${BASETEN_API_KEY-none} ${API_KEY-none} $FOO";
    let home = home();
    let staging = || home.truss(["exec", "--remote", "staging", "--env-var", "FOO", "--", "sh", "-c", print]);
    let run = staging().env("BASETEN_TRUSS_AUTH_API_KEY", OTHER).env("BASETEN_API_KEY", OTHER).env("API_KEY", OTHER);
    let run = run.env("BASETEN_TRUSS_AUTH_REMOTE_URL", "https://app.baseten.co");
    run.stdout("none none none none stagings.abcdefghijklmnopqrstuvwxyzABCDEF\n").run();
    // Somebody else's stays, and so does the key itself.
    let run = staging().env("API_KEY", "sk-1").env("BASETEN_API_KEY", "stagings.abcdefghijklmnopqrstuvwxyzABCDEF");
    let key = "stagings.abcdefghijklmnopqrstuvwxyzABCDEF";
    run.stdout(format!("none none {key} sk-1 {key}\n")).run();
    let run = home.truss(["exec", "--", "sh", "-c", print]).env("BASETEN_TRUSS_AUTH_API_KEY", OTHER);
    let run = run.env("BASETEN_TRUSS_AUTH_REMOTE_URL", "https://app.other.example/").env("API_KEY", KEY);
    run.stdout(format!("{OTHER} https://app.other.example/ {OTHER} none\n")).run();
}

#[test]
fn a_name_that_is_none_is_a_usage_error() {
    for name in ["", "1A", "A=B", "A B"] {
        let run = home().truss(["exec", "--env-var", name, "--", "true"]).code(2).any_stderr().run();
        assert!(run.stderr.contains("use letters, digits and `_`") || name.is_empty(), "{}", run.stderr);
    }
}

#[test]
fn what_the_command_exits_with_is_passed_on() {
    for code in [0, 1, 7, 42, 130] {
        let exit = format!("exit {code}");
        home().truss(["exec", "--remote", "baseten", "--", "sh", "-c", &exit]).code(code).run();
    }
    home().truss(["exec", "--remote", "baseten", "--", "sh", "-c", "kill -TERM $$"]).code(143).run();
}

#[test]
fn a_command_that_is_not_there_is_not_found() {
    home()
        .truss(["exec", "--remote", "baseten", "--", "no-such-program"])
        .code(4)
        .stderr("error: cannot run `no-such-program`\n  cause: No such file or directory (os error 2)\n")
        .run();
    let run = Home::new().truss(["exec", "--", "true"]).code(3).any_stderr().run();
    assert!(run.stderr.starts_with("error: no API key found"), "{}", run.stderr);
}

#[test]
fn the_embedded_api_would_end_before_the_command_asks_it() {
    let run = Home::new().truss(["exec", "--remote", "local", "--", "true"]).code(2).any_stderr().run();
    assert!(run.stderr.contains("truss local serve"), "{}", run.stderr);
}

#[test]
fn nothing_is_asked_of_the_remote() {
    let server = Server::start(|_| unreachable!("no request is sent"));
    let home = Home::new();
    let run = home.truss(["exec", "--", "true"]).env("BASETEN_API_KEY", KEY).env("BASETEN_REMOTE_URL", server.url());
    run.run();
}

/// Signals that are ignored, caught and blocked, and the open files: the kernel's own list says whether the command is as
/// it would be alone.
#[test]
#[cfg(target_os = "linux")]
fn the_command_starts_as_if_it_ran_alone() {
    let look =
        "grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status; ls /proc/self/fd; ps -o pgid= -o sid= -p $$ | wc -l; nice";
    let run = |command: &mut Command| {
        let output = command.stdin(Stdio::null()).output().expect("it runs");
        assert_eq!(exit_code(output.status), Some(0));
        String::from_utf8(output.stdout).expect("text")
    };
    let home = home();
    let mut alone = Command::new("sh");
    alone.arg("-c").arg(look);
    let ours = run(&mut home.truss(["exec", "--remote", "baseten", "--", "sh", "-c", look]).command());
    assert_eq!(ours, run(&mut alone));
}

#[test]
fn the_process_is_the_commands_own() {
    let home = home();
    let mut command = home.truss(["exec", "--remote", "baseten", "--", "sh", "-c", "echo $$"]).command();
    let child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let process = child.id();
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), process.to_string());
}

#[test]
fn a_terminal_is_the_commands_own() {
    let home = home();
    let script = "tty >/dev/null && stty size && trap 'echo caught; exit 3' INT && echo waiting && \
                  while :; do sleep 0.05; done";
    let mut terminal =
        Terminal::start(&home.truss(["exec", "--remote", "baseten", "--", "sh", "-c", script]).command());
    terminal.wait_for("waiting");
    terminal.interrupt();
    terminal.wait_for("caught");
    let (code, shown) = terminal.finish();
    assert_eq!(code, 3, "{shown}");
}
