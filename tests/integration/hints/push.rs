//! Pushing.

use super::{command, fails, paste, shell};
use crate::support::Home;

#[test]
pub(super) fn no_truss() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("empty")).expect("a folder");
    for folder in ["nowhere", "empty"] {
        let told = fails(&home, &["push", folder, "--remote", "local"], 4);
        let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
        paste(shell(&home, &command(&told).replace("DIR", &format!("'{hello}'"))), 0);
    }
}
