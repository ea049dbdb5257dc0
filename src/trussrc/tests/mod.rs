//! The trussrc as a file that Python's truss shares.

mod answer;
mod cases;
mod editing;
mod edits;
mod grammar;
mod interop;
#[path = "../../../tests/integration/support/skip.rs"]
mod skip;
mod store;
