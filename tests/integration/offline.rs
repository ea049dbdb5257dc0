//! What needs no network sets up nothing for it.

use crate::support::Home;

/// A file that every TLS set-up would read first, and fail on.
const NO_CERTIFICATES: (&str, &str) = ("SSL_CERT_FILE", "/nonexistent/certificates.pem");

#[test]
fn a_command_without_network_reads_no_certificates() {
    let home = Home::new();
    for arguments in [vec!["--version"], vec!["--help"], vec!["help", "exit-codes"], vec!["completions", "zsh"]] {
        home.truss(arguments).env(NO_CERTIFICATES.0, NO_CERTIFICATES.1).any_stdout().run();
    }
}

#[cfg(feature = "local")]
#[test]
fn the_embedded_api_needs_no_certificates_either() {
    let home = Home::new();
    home.truss(["keys", "list", "--remote", "local"]).env(NO_CERTIFICATES.0, NO_CERTIFICATES.1).any_stdout().run();
}

#[test]
fn certificates_that_were_asked_for_and_cannot_be_read_are_an_error() {
    let home = Home::new();
    home.truss(["keys", "list"])
        .env(NO_CERTIFICATES.0, NO_CERTIFICATES.1)
        .env("BASETEN_API_KEY", "abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")
        .code(1)
        .stderr(
            "error: the connection could not be set up\n  \
             cause: cannot read certificates from `/nonexistent/certificates.pem`: \
             No such file or directory (os error 2)\n",
        )
        .run();
}
