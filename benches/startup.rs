//! What a start costs: `truss --version`, beside Python's truss when that is installed.
//!
//! `cargo bench --bench startup`. `TRUSS_PYTHON` names the Python that has the package `truss`; `python3` otherwise.

mod figures;

use std::path::{Path, PathBuf};

use figures::{measure, show, succeeds};

/// Python's command, started as its console script starts it.
const PEER: [&str; 2] =
    ["-c", "import sys; sys.argv = ['truss', '--version']; from truss.cli.cli import truss_cli; truss_cli()"];

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn main() {
    let truss = Path::new(env!("CARGO_BIN_EXE_truss"));
    let python = std::env::var_os("TRUSS_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let own = measure(truss, &["--version"], 200);
    show("truss --version", &own);
    show("truss completions bash", &measure(truss, &["completions", "bash"], 100));
    if !succeeds(&python, &PEER) {
        println!("Python's truss is not installed for {}: no comparison", python.display());
        return;
    }
    let other = measure(&python, &PEER, 5);
    show("Python's truss --version", &other);
    println!("ratio: {:.0} times", other.median.as_secs_f64() / own.median.as_secs_f64());
}
