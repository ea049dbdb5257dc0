//! Who is never asked: a run with `CI`, `TRUSS_NON_INTERACTIVE` or `--non-interactive`, on a pseudo-terminal too.

use crate::support::{Home, Knows, Remote, Terminal, Truss, personal_key};

/// Every way to say it.
const WAYS: [(&str, &str); 4] =
    [("CI", "true"), ("CI", "1"), ("TRUSS_NON_INTERACTIVE", "1"), ("TRUSS_NON_INTERACTIVE", "yes")];

/// Values that say nothing.
const OFF: [&str; 4] = ["", "0", "False", "NO"];

/// What the terminal showed of a run that ended by itself.
fn shown(run: Truss) -> (i32, String) {
    Terminal::start(&run.env("TERM", "dumb").command()).finish()
}

fn remote() -> Remote {
    Remote::healthy(Knows::Documented).with(personal_key("inuse123", "laptop", 400, Some(2))).with(personal_key(
        "bbbb2222",
        "ci",
        400,
        Some(100),
    ))
}

#[test]
fn a_first_push_without_a_key_is_an_error_and_no_question() {
    for (name, value) in WAYS {
        let home = Home::new();
        let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/trusses/hello");
        let (code, told) = shown(home.truss(["push", hello]).env(name, value));
        assert!(told.starts_with("error: no API key found\n"), "{name}={value}: {told}");
        assert_eq!(code, 3, "{name}={value}");
    }
}

#[test]
fn a_revocation_that_nobody_confirms_is_refused() {
    let remote = remote();
    for (name, value) in WAYS {
        let (code, told) = shown(remote.home().truss(["keys", "revoke", "ci"]).env(name, value));
        assert!(told.starts_with("error: revoking is permanent and needs a confirmation"), "{name}={value}: {told}");
        assert_eq!(code, 8, "{name}={value}");
    }
    assert_eq!(remote.prefixes(), ["inuse123", "bbbb2222"]);
    let run = |home: &Home| shown(home.truss(["keys", "revoke", "ci", "--yes", "-q"]).env("CI", "true"));
    assert_eq!(run(&remote.home()), (0, String::new()));
    assert_eq!(remote.prefixes(), ["inuse123"]);
}

#[test]
fn every_other_question_is_left_out_too() {
    let remote = remote();
    let two = remote.server.trussrc("a.b").replace("[baseten]", "[one]")
        + &remote.server.trussrc("c.d").replace("[baseten]", "[two]");
    let several: &[(&[&str], i32, &str)] = &[
        (&["whoami"], 2, "error: there are several remotes: `one`, `two`\n"),
        (&["logout"], 2, "error: there are several remotes: `one`, `two`\n"),
        (&["login"], 3, "error: there is no terminal to ask for the API key on\n"),
        (&["login", "--api-key-stdin"], 2, "error: stdin is a terminal, and this run is non-interactive\n"),
        (&["keys", "revoke", "-", "--yes"], 2, "error: stdin is a terminal, and this run is non-interactive\n"),
        (&["configure"], 2, "error: there is no terminal for an editor\n"),
        #[cfg(feature = "local")]
        (&["local", "reset"], 8, "error: a reset is permanent and needs a confirmation, and nobody can be asked\n"),
    ];
    for (arguments, code, message) in several {
        let (ended, told) = shown(Home::new().with_trussrc(&two).truss(*arguments).env("CI", "true"));
        assert!(told.starts_with(message), "{arguments:?}: {told}");
        assert_eq!(ended, *code, "{arguments:?}");
    }
}

#[test]
fn a_variable_that_says_off_leaves_the_questions() {
    let remote = remote();
    for value in OFF {
        let home = remote.home();
        let run = home.truss(["keys", "revoke", "ci"]).env("CI", value).env("TRUSS_NON_INTERACTIVE", value);
        let mut terminal = Terminal::start(&run.env("TERM", "dumb").command());
        terminal.wait_for("[y/N] ");
        terminal.type_line("n");
        assert_eq!(terminal.finish().0, 8, "{value}");
    }
}
