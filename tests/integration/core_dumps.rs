//! A process that ends badly while it has a key leaves no core dump; the programs that it starts do as ever.
#![cfg(target_os = "linux")]

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Home, Reply, Server, skip};

const KEY: &str = "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const UNLIMITED: &str = "ulimit -c unlimited";
const ABORT: &str = "kill -s ABRT $$";

/// Whether a shell leaves a core dump here: the kernel may be set to make none.
fn can_dump(home: &Home) -> bool {
    let shell = Command::new("sh").current_dir(home.path()).arg("-c").arg(format!("{UNLIMITED}; {ABORT}")).status();
    shell.expect("a shell").core_dumped()
}

fn end(mut command: Command) -> ExitStatus {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the binary starts")
}

#[test]
fn a_process_that_has_a_key_leaves_no_core_dump() {
    let home = Home::new();
    if !can_dump(&home) {
        return skip("no process leaves a core dump here");
    }
    let server = Server::start(|_| Reply::Silence);
    let home = home.with_trussrc(&server.trussrc(KEY));
    let mut waiting = home.truss(["whoami"]).after(UNLIMITED).command();
    let mut waiting = waiting.stderr(Stdio::null()).spawn().expect("the binary starts");
    let began = Instant::now();
    while server.requests().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20), "no request came");
        thread::sleep(Duration::from_millis(5));
    }
    let kill = format!("kill -s ABRT {}", waiting.id());
    assert!(Command::new("sh").arg("-c").arg(kill).status().expect("a shell").success());
    let status = waiting.wait().expect("it ends");
    assert_eq!((status.signal(), status.core_dumped()), (Some(6), false));
}

#[test]
fn a_program_that_is_started_with_the_key_has_the_limits_of_its_user() {
    let home = Home::new();
    if !can_dump(&home) {
        return skip("no process leaves a core dump here");
    }
    let home = home.with_trussrc(&format!("[baseten]\napi_key = {KEY}\n"));
    let exec = home.truss(["exec", "--", "sh", "-c", ABORT]).after(UNLIMITED).command();
    assert!(end(exec).core_dumped());
    let limit = home.truss(["exec", "--", "sh", "-c", "ulimit -c"]).after("ulimit -c 77").stdout("77\n");
    limit.run();
}
