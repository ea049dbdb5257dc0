//! The `truss` binary: what it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    truss::run(std::env::args_os().collect())
}
