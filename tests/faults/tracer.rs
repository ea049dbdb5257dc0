//! Runs the binary under ptrace, and has one of its system calls fail, or be its last.
//!
//! A library that is loaded before others would not see the calls of rustix, which makes its own.

use std::collections::HashMap;
use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use libc::{c_int, c_void, pid_t};

use crate::calls::{self, Class};

/// Longer than any run takes that ends.
const PATIENCE: Duration = Duration::from_secs(60);
/// A stop at a system call, as `PTRACE_O_TRACESYSGOOD` marks it.
const SYSTEM_CALL: c_int = libc::SIGTRAP | 0x80;

/// What happens at a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not made, and fails with this.
    Fails(c_int),
    /// It is made, and the process dies.
    Kill,
}

/// A fault at the call of this number, of those that count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    pub(crate) number: usize,
    pub(crate) fault: Fault,
}

/// A run that is over.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The calls that count, in order.
    pub(crate) calls: Vec<(Class, String)>,
    /// Whether the fault happened.
    pub(crate) is_hit: bool,
    /// How many models it deployed, which the test adds.
    pub(crate) deployed: usize,
    /// Whether it did not end by itself.
    pub(crate) hangs: bool,
}

/// What is known of a thread that is in a call.
#[derive(Clone, Copy)]
enum Pending {
    Nothing,
    Fails(c_int),
    Kill,
}

/// Runs `command`, with `stdin`. Its streams go through files in `folder`.
pub(crate) fn run(mut command: Command, stdin: &str, folder: &Path, at: Option<Point>) -> Ran {
    let path = |name: &str| folder.join(name);
    fs::write(path("stdin"), stdin).expect("a file");
    let stream = |name: &str| File::create(path(name)).expect("a file");
    command.stdin(File::open(path("stdin")).expect("a file"));
    command.stdout(Stdio::from(stream("stdout"))).stderr(Stdio::from(stream("stderr")));
    trace_me(&mut command);
    #[expect(clippy::zombie_processes, reason = "`follow` waits for it, as for each of its threads")]
    let child = command.spawn().expect("the binary starts");
    let pid = pid_t::try_from(child.id()).expect("a process id");
    let (alarm, hangs) = Alarm::set(pid);
    let mut ran = Ran::default();
    follow(pid, at, &mut ran);
    drop(alarm);
    ran.hangs = hangs.load(Ordering::Relaxed);
    let read = |name: &str| String::from_utf8_lossy(&fs::read(path(name)).expect("a file")).into_owned();
    Ran { stdout: read("stdout"), stderr: read("stderr"), ..ran }
}

/// Kills a process that takes too long.
struct Alarm(Option<mpsc::Sender<()>>);

impl Alarm {
    fn set(pid: pid_t) -> (Self, Arc<AtomicBool>) {
        let (sender, ended) = mpsc::channel();
        let rang = Arc::new(AtomicBool::new(false));
        let rings = Arc::clone(&rang);
        std::thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                rings.store(true, Ordering::Relaxed);
                kill(pid);
            }
        });
        (Self(Some(sender)), rang)
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        drop(self.0.take());
    }
}

/// Follows the process and its threads to its end.
fn follow(pid: pid_t, at: Option<Point>, ran: &mut Ran) {
    let mut pending: HashMap<pid_t, Pending> = HashMap::new();
    let mut is_started = false;
    while let Some((thread, status)) = wait() {
        if libc::WIFEXITED(status) || libc::WIFSIGNALED(status) {
            if thread == pid {
                ran.code = libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status));
                return;
            }
            continue;
        }
        let signal = libc::WSTOPSIG(status);
        if signal != SYSTEM_CALL {
            let is_news = status >> 16 != 0 || matches!(signal, libc::SIGTRAP | libc::SIGSTOP);
            if !is_started {
                set_options(thread);
                is_started = true;
            }
            go_on(thread, if is_news { 0 } else { signal });
            continue;
        }
        match pending.remove(&thread) {
            None => pending.insert(thread, enter(thread, at, ran)),
            Some(Pending::Nothing) => None,
            Some(Pending::Fails(error)) => {
                set_result(thread, error);
                None
            }
            Some(Pending::Kill) => {
                kill(pid);
                None
            }
        };
        go_on(thread, 0);
    }
}

/// A thread is about to make a call.
fn enter(thread: pid_t, at: Option<Point>, ran: &mut Ran) -> Pending {
    let mut registers = registers(thread);
    // Before this one the loader and Rust's start were at work; Rust polls its three streams then.
    if ran.calls.is_empty() && i64::try_from(registers.orig_rax) != Ok(libc::SYS_poll) {
        return Pending::Nothing;
    }
    let Some((class, told)) = calls::classify(thread, &registers) else { return Pending::Nothing };
    let number = ran.calls.len();
    ran.calls.push((class, told));
    // Threads run beside each other: this may be a call of another class than the one of this number before.
    let is_there = |at: &Point| at.number == number && class.faults().contains(&at.fault);
    match at.filter(is_there).map(|at| at.fault) {
        None => Pending::Nothing,
        Some(Fault::Kill) => {
            ran.is_hit = true;
            Pending::Kill
        }
        Some(Fault::Fails(error)) => {
            ran.is_hit = true;
            // No call has this number.
            registers.orig_rax = u64::MAX;
            set_registers(thread, &registers);
            Pending::Fails(error)
        }
    }
}

fn set_result(thread: pid_t, error: c_int) {
    let mut registers = registers(thread);
    registers.rax = i64::from(-error).cast_unsigned();
    set_registers(thread, &registers);
}

fn trace_me(command: &mut Command) {
    let trace = || match request(libc::PTRACE_TRACEME, 0, 0) {
        -1 => Err(std::io::Error::last_os_error()),
        _ => Ok(()),
    };
    #[expect(unsafe_code, reason = "only the child itself can ask to be traced")]
    // SAFETY: one system call is made between fork and exec, and nothing is allocated.
    unsafe {
        command.pre_exec(trace)
    };
}

fn wait() -> Option<(pid_t, c_int)> {
    let mut status = 0;
    #[expect(unsafe_code, reason = "threads of a traced process are waited for as no library does")]
    // SAFETY: the status outlives the call. Other threads' children are left to them.
    let thread = unsafe { libc::waitpid(-1, &raw mut status, libc::__WALL | libc::__WNOTHREAD) };
    (thread > 0).then_some((thread, status))
}

fn set_options(process: pid_t) {
    let options = libc::PTRACE_O_TRACESYSGOOD | libc::PTRACE_O_TRACECLONE | libc::PTRACE_O_EXITKILL;
    request(libc::PTRACE_SETOPTIONS, process, usize::try_from(options).expect("bits"));
}

fn go_on(thread: pid_t, signal: c_int) {
    // A thread that was killed meanwhile has ended, which is waited for.
    request(libc::PTRACE_SYSCALL, thread, usize::try_from(signal).expect("a signal"));
}

fn request(request: libc::c_uint, thread: pid_t, data: usize) -> i64 {
    #[expect(unsafe_code, reason = "ptrace is a system call")]
    // SAFETY: none of the requests that are made so reads or writes memory of this process.
    unsafe {
        libc::ptrace(request, thread, std::ptr::null_mut::<c_void>(), std::ptr::without_provenance_mut::<c_void>(data))
    }
}

fn kill(process: pid_t) {
    #[expect(unsafe_code, reason = "kill is a system call")]
    // SAFETY: it takes two numbers. The process was not waited for, so that the number is no other one's.
    unsafe {
        libc::kill(process, libc::SIGKILL)
    };
}

fn registers(thread: pid_t) -> libc::user_regs_struct {
    let mut registers = std::mem::MaybeUninit::<libc::user_regs_struct>::zeroed();
    #[expect(unsafe_code, reason = "the registers of another process are read into memory of this one")]
    // SAFETY: zeros are registers, too, and there is room for all that are written.
    unsafe {
        libc::ptrace(libc::PTRACE_GETREGS, thread, std::ptr::null_mut::<c_void>(), registers.as_mut_ptr());
        registers.assume_init()
    }
}

fn set_registers(thread: pid_t, registers: &libc::user_regs_struct) {
    #[expect(unsafe_code, reason = "the registers of another process are written from memory of this one")]
    // SAFETY: the registers outlive the call.
    unsafe {
        libc::ptrace(libc::PTRACE_SETREGS, thread, std::ptr::null_mut::<c_void>(), std::ptr::from_ref(registers))
    };
}
