//! Where colour is: on a terminal, and in a pipe only when that is asked for.

use crate::support::Home;

const ESCAPE: char = '\u{1b}';

/// stdout and stderr of a run in two pipes, with these variables.
fn shown(arguments: &[&str], variables: &[(&str, &str)]) -> (String, String) {
    let home = Home::new().with_trussrc("[baseten]\nremote_provider = baseten\napi_key = a.b\n");
    let run = variables.iter().fold(home.truss(arguments), |run, (name, value)| run.env(name, value));
    let output = run.command().output().expect("the binary runs");
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_pipe_gets_colour_when_it_is_forced_and_not_forbidden() {
    const FORCED: (&str, &str) = ("CLICOLOR_FORCE", "1");
    for (variables, options, is_colored) in [
        (&[][..], &[][..], false),
        (&[FORCED], &[], true),
        (&[FORCED, ("TERM", "dumb")], &[], true),
        (&[("CLICOLOR_FORCE", "0")], &[], false),
        (&[("CLICOLOR_FORCE", "")], &[], false),
        (&[FORCED, ("NO_COLOR", "1")], &[], false),
        (&[FORCED], &["--color", "never"], false),
        (&[("NO_COLOR", "1")], &["--color", "always"], true),
        (&[("NO_COLOR", "1"), FORCED], &["--color=auto"], false),
    ] {
        let arguments = [&["whoami", "--remote", "nowhere"], options].concat();
        let (stdout, stderr) = shown(&arguments, variables);
        assert!(stderr.contains("nowhere"), "{stderr}");
        assert_eq!(
            (stdout.as_str(), stderr.contains(ESCAPE)),
            ("", is_colored),
            "{variables:?} {options:?}: {stderr:?}"
        );
    }
}

#[test]
fn usage_errors_and_help_have_the_colour_that_was_asked_for() {
    const FORCED: (&str, &str) = ("CLICOLOR_FORCE", "1");
    for arguments in [&["keys", "nope"][..], &["--help"], &["keys", "list", "--help"]] {
        for (options, variables, is_colored) in [
            (&["--color", "always"][..], &[][..], true),
            (&["--color=always"], &[], true),
            (&["--color", "never"], &[FORCED], false),
            (&[], &[FORCED], true),
            (&["--color=auto"], &[], false),
        ] {
            let (stdout, stderr) = shown(&[options, arguments].concat(), variables);
            assert_eq!((stdout + &stderr).contains(ESCAPE), is_colored, "{options:?} {arguments:?}");
        }
    }
}

#[test]
fn colour_that_is_forced_is_not_in_what_programs_read() {
    for arguments in
        [&["whoami", "--remote", "nowhere", "-o", "json"][..], &["auth", "status", "-o", "json"], &["--version"]]
    {
        let (stdout, stderr) = shown(arguments, &[("CLICOLOR_FORCE", "1")]);
        let read = if arguments.contains(&"json") { stdout + &stderr } else { stdout };
        assert!(!read.contains(ESCAPE), "{read:?}");
    }
}
