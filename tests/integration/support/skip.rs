//! Tests that cannot run on this machine.

/// Says that a test is skipped, and why. With `TRUSS_NO_SKIP` set, as in `.ci/run`, that is a failure.
#[expect(clippy::print_stderr, reason = "whoever reads the test log should know what was not tried")]
pub(crate) fn skip(why: &str) {
    assert!(std::env::var_os("TRUSS_NO_SKIP").is_none(), "skipped, which TRUSS_NO_SKIP forbids: {why}");
    eprintln!("skipped: {why}");
}
