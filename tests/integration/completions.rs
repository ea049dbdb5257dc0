//! `truss completions`.

use crate::support::Home;

#[test]
fn each_shell_gets_its_script_on_stdout() {
    for (shell, mark) in [
        ("bash", "complete -F _truss"),
        ("zsh", "#compdef truss"),
        ("fish", "complete -c truss"),
        ("elvish", "set edit:completion:arg-completer[truss]"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName 'truss'"),
    ] {
        let ran = Home::new().truss(["completions", shell]).any_stdout().run();
        assert!(ran.stdout.contains(mark), "{shell}: {}", ran.stdout);
    }
}

#[test]
fn completions_work_with_a_trussrc_that_does_not_parse() {
    let home = Home::new().with_trussrc("not a trussrc\n");
    let ran = home.truss(["completions", "bash"]).any_stdout().run();
    assert!(!ran.stdout.is_empty());
}
