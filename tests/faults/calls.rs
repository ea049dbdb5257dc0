//! Which system calls count, and how each can fail.

use libc::{c_int, c_long, pid_t};

use crate::tracer::Fault;

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Reads a file or what is known of it.
    Read,
    /// Opens a file.
    Open,
    /// Changes a file or a folder.
    Write,
    /// Closes something. Rust's library ignores its errors, and panics at a folder's.
    Close,
    Socket,
    /// Starts a thread or a process.
    Start,
    Process,
}

impl Class {
    /// The faults that are tried at a call of this class.
    pub(crate) fn faults(self) -> &'static [Fault] {
        const EIO: Fault = Fault::Fails(libc::EIO);
        const ENOSPC: Fault = Fault::Fails(libc::ENOSPC);
        const EINTR: Fault = Fault::Fails(libc::EINTR);
        const ECONNRESET: Fault = Fault::Fails(libc::ECONNRESET);
        const EAGAIN: Fault = Fault::Fails(libc::EAGAIN);
        match self {
            Self::Read => &[Fault::Kill, EIO, EINTR],
            Self::Open | Self::Write => &[Fault::Kill, EIO, ENOSPC, EINTR],
            Self::Close => &[Fault::Kill],
            Self::Socket => &[Fault::Kill, ECONNRESET, EINTR],
            Self::Start => &[Fault::Kill, EAGAIN],
            Self::Process => &[Fault::Kill, EINTR],
        }
    }
}

/// Calls by number, those on what a file descriptor is open for apart.
const CALLS: &[(c_long, &str, Class)] = &[
    (libc::SYS_open, "open", Class::Open),
    (libc::SYS_openat, "openat", Class::Open),
    (libc::SYS_stat, "stat", Class::Read),
    (libc::SYS_lstat, "lstat", Class::Read),
    (libc::SYS_newfstatat, "newfstatat", Class::Read),
    (libc::SYS_statx, "statx", Class::Read),
    (libc::SYS_access, "access", Class::Read),
    (libc::SYS_readlink, "readlink", Class::Read),
    (libc::SYS_getcwd, "getcwd", Class::Read),
    (libc::SYS_getdents64, "getdents64", Class::Read),
    (libc::SYS_rename, "rename", Class::Write),
    (libc::SYS_renameat2, "renameat2", Class::Write),
    (libc::SYS_link, "link", Class::Write),
    (libc::SYS_linkat, "linkat", Class::Write),
    (libc::SYS_unlink, "unlink", Class::Write),
    (libc::SYS_unlinkat, "unlinkat", Class::Write),
    (libc::SYS_rmdir, "rmdir", Class::Write),
    (libc::SYS_mkdir, "mkdir", Class::Write),
    (libc::SYS_mkdirat, "mkdirat", Class::Write),
    (libc::SYS_chmod, "chmod", Class::Write),
    (libc::SYS_fchmod, "fchmod", Class::Write),
    (libc::SYS_fchmodat, "fchmodat", Class::Write),
    (libc::SYS_fchown, "fchown", Class::Write),
    (libc::SYS_fsync, "fsync", Class::Write),
    (libc::SYS_fdatasync, "fdatasync", Class::Write),
    (libc::SYS_ftruncate, "ftruncate", Class::Write),
    (libc::SYS_flock, "flock", Class::Write),
    (libc::SYS_copy_file_range, "copy_file_range", Class::Write),
    (libc::SYS_socket, "socket", Class::Socket),
    (libc::SYS_clone, "clone", Class::Start),
    (libc::SYS_clone3, "clone3", Class::Start),
    (libc::SYS_fork, "fork", Class::Start),
    (libc::SYS_vfork, "vfork", Class::Start),
    (libc::SYS_wait4, "wait4", Class::Process),
    (libc::SYS_waitid, "waitid", Class::Process),
    (libc::SYS_pipe2, "pipe2", Class::Process),
];

/// Calls on a file descriptor: whether it is a file's or a socket's says what can go wrong.
const ON_DESCRIPTORS: &[(c_long, &str, Class)] = &[
    (libc::SYS_read, "read", Class::Read),
    (libc::SYS_pread64, "pread64", Class::Read),
    (libc::SYS_readv, "readv", Class::Read),
    (libc::SYS_fstat, "fstat", Class::Read),
    (libc::SYS_lseek, "lseek", Class::Read),
    (libc::SYS_write, "write", Class::Write),
    (libc::SYS_pwrite64, "pwrite64", Class::Write),
    (libc::SYS_writev, "writev", Class::Write),
    (libc::SYS_connect, "connect", Class::Socket),
    (libc::SYS_sendto, "sendto", Class::Socket),
    (libc::SYS_sendmsg, "sendmsg", Class::Socket),
    (libc::SYS_recvfrom, "recvfrom", Class::Socket),
    (libc::SYS_recvmsg, "recvmsg", Class::Socket),
    (libc::SYS_shutdown, "shutdown", Class::Socket),
    (libc::SYS_setsockopt, "setsockopt", Class::Socket),
    (libc::SYS_getsockopt, "getsockopt", Class::Socket),
    (libc::SYS_getsockname, "getsockname", Class::Socket),
    (libc::SYS_close, "close", Class::Close),
];

/// What the call of a thread is, if it counts, in words.
pub(crate) fn classify(thread: pid_t, registers: &libc::user_regs_struct) -> Option<(Class, String)> {
    let number = c_long::try_from(registers.orig_rax).ok()?;
    // The first of all, see `tracer`: that the streams are there is Rust's to check.
    if number == libc::SYS_poll {
        return Some((Class::Close, "poll".to_owned()));
    }
    let known = |calls: &'static [(c_long, &str, Class)]| calls.iter().find(|(known, ..)| *known == number);
    if let Some((_, name, class)) = known(CALLS) {
        return Some((*class, (*name).to_owned()));
    }
    let (_, name, class) = known(ON_DESCRIPTORS)?;
    let target = std::fs::read_link(format!("/proc/{thread}/fd/{}", registers.rdi as c_int)).ok()?;
    let target = target.to_string_lossy();
    let is_socket = target.starts_with("socket:");
    if target.starts_with("anon_inode:") || is_socket && is_local(thread, &target) {
        return None;
    }
    let class = if is_socket && *class != Class::Close { Class::Socket } else { *class };
    Some((class, format!("{name} {target}")))
}

/// Whether a socket is one of the pair through which signals are told to a thread of the same process: nothing resets it.
fn is_local(thread: pid_t, target: &str) -> bool {
    let inode = target.trim_start_matches("socket:[").trim_end_matches(']');
    let sockets = std::fs::read_to_string(format!("/proc/{thread}/net/unix")).unwrap_or_default();
    sockets.lines().any(|line| line.split_whitespace().nth(6) == Some(inode))
}
