//! `truss exec` in an interactive shell: each test is made twice, with the command alone and with `exec` before it, and
//! sees the same.

use std::path::Path;
use std::process::Command;

use crate::support::{Home, Terminal};

const TRUSSRC: &str = "[baseten]\nremote_provider = baseten\napi_key = abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF\n";

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn skipped() {
    eprintln!("skipped: there is no bash");
}

/// Does `act` in a shell with job control, which gets what stands before a command.
fn alone_and_through_exec(act: impl Fn(&mut Terminal, &str)) {
    if !Path::new("/bin/bash").exists() {
        return skipped();
    }
    let home = Home::new().with_trussrc(TRUSSRC);
    for before in ["", concat!(env!("CARGO_BIN_EXE_truss"), " exec -- ")] {
        let mut bash = Command::new("/bin/bash");
        bash.args(["--noprofile", "--norc", "-i"]).current_dir(home.path()).env_clear();
        bash.env("HOME", home.path()).env("PATH", "/usr/bin:/bin").env("PS1", "> ").env("TERM", "xterm");
        let mut terminal = Terminal::start(&bash);
        terminal.type_line("bind 'set enable-bracketed-paste off'; echo shell-is-$((1 + 1))");
        terminal.wait_for("shell-is-2");
        act(&mut terminal, before);
        // Nothing is left: no job of the shell's, and no process but the shell and what counts them.
        terminal.type_line(
            "wait; echo jobs-$(jobs -p | wc -l) left-$(ps -o comm= --ppid $$ | grep -vcE '^(bash|ps|grep)$')",
        );
        terminal.wait_for("jobs-0 left-0");
        terminal.type_line("exit 0");
        let (code, shown) = terminal.finish();
        assert_eq!(code, 0, "{shown}");
    }
}

/// Types a line that ends by saying the exit code.
fn type_and_say(terminal: &mut Terminal, line: &str) {
    terminal.type_line(&format!("{line}; echo code-$?"));
}

#[test]
fn keys_that_send_signals_end_the_command_or_are_its_own() {
    alone_and_through_exec(|terminal, before| {
        let runs = format!("{before}sh -c 'ulimit -c 0; echo ru''ns; exec sleep 1000'");
        type_and_say(terminal, &runs);
        terminal.wait_for("runs");
        terminal.control('\\');
        terminal.wait_for("code-131");
        type_and_say(terminal, &runs);
        terminal.wait_for("runs");
        terminal.interrupt();
        // It ends bash's whole line.
        terminal.type_line("echo last-$?");
        terminal.wait_for("last-130");
        let caught = "trap 'echo cau''ght; exit 3' INT; echo wai''ting; while :; do sleep 0.05; done";
        type_and_say(terminal, &format!("{before}sh -c \"{caught}\""));
        terminal.wait_for("waiting");
        terminal.interrupt();
        terminal.wait_for("caught");
        terminal.wait_for("code-3");
    });
}

#[test]
fn a_job_is_stopped_continued_and_brought_back() {
    alone_and_through_exec(|terminal, before| {
        terminal.type_line(&format!("{before}sh -c 'echo star''ted; read -r line; echo go''t-$line'"));
        terminal.wait_for("started");
        terminal.control('z');
        terminal.wait_for("Stopped");
        terminal.type_line("echo code-$? jobs-$(jobs -ps | wc -l)");
        terminal.wait_for("code-148 jobs-1");
        terminal.type_line("fg");
        terminal.wait_for("fg");
        terminal.type_line("text");
        terminal.wait_for("got-text");
        // What reads the terminal from the background is stopped.
        terminal.type_line(&format!(
            "{before}sh -c 'read -r line; echo rea''d-$line' & sleep 0.3; jobs -s | grep -c Stopped"
        ));
        terminal.wait_for("\r\n1\r\n");
        terminal.type_line("fg");
        terminal.type_line("back");
        terminal.wait_for("read-back");
    });
}

#[test]
fn the_terminals_size_and_colours_are_the_commands_own() {
    alone_and_through_exec(|terminal, before| {
        type_and_say(terminal, &format!("{before}stty size"));
        terminal.wait_for("50 80\r\ncode-0");
        let winch = "trap 'echo resi''zed-\\$(stty size)' WINCH; echo wai''ting; while :; do sleep 0.05; done";
        terminal.type_line(&format!("{before}sh -c \"{winch}\""));
        terminal.wait_for("waiting");
        terminal.resize(97);
        terminal.wait_for("resized-50 97");
        terminal.interrupt();
        terminal.type_line(&format!("{before}ls --color=auto -d /"));
        terminal.wait_for("m/\u{1b}[");
        type_and_say(terminal, &format!("{before}sh -c 'test -t 0 && test -t 1 && test -t 2 && tty >/dev/null'"));
        terminal.wait_for("code-0");
    });
}

#[test]
fn a_pipeline_has_its_bytes_and_its_codes() {
    alone_and_through_exec(|terminal, before| {
        terminal.type_line(&format!("head -c 3000000 /dev/zero | {before}cat | {before}wc -c"));
        terminal.wait_for("3000000");
        terminal.type_line(&format!("{before}yes | head -n 1 > /dev/null; echo codes-${{PIPESTATUS[*]}}"));
        terminal.wait_for("codes-141 0");
    });
}
