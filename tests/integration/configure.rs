//! `truss configure`. The editor is a shell command, as in the variable of a person who has one.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::{Home, Terminal};

const TEXT: &str = "# mine\n[baseten]\napi_key = abcd1234.x\n";

fn trussrc(home: &Home) -> String {
    fs::read_to_string(home.trussrc()).expect("a trussrc")
}

fn copies(home: &Home) -> Vec<String> {
    let entries = fs::read_dir(home.path()).expect("a home");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains("-edited-")).collect()
}

/// The copy that is kept.
#[track_caller]
fn only_copy(home: &Home) -> String {
    let mut copies = copies(home);
    assert_eq!(copies.len(), 1, "one copy is kept: {copies:?}");
    copies.remove(0)
}

#[test]
fn what_the_editor_wrote_is_kept_when_it_parses() {
    let home = Home::new().with_trussrc(TEXT);
    fs::set_permissions(home.trussrc(), fs::Permissions::from_mode(0o644)).expect("a mode");
    home.truss(["configure"]).env("EDITOR", "sed -i s/abcd/efgh/").stderr("💾 `~/.trussrc` saved.\n").run();
    assert_eq!(trussrc(&home), TEXT.replace("abcd", "efgh"));
    assert_eq!(fs::metadata(home.trussrc()).expect("a file").permissions().mode() & 0o777, 0o600);
    assert_eq!(copies(&home), Vec::<String>::new());
}

#[test]
fn visual_comes_before_editor_and_no_change_is_said() {
    let home = Home::new().with_trussrc(TEXT);
    home.truss(["configure"])
        .env("VISUAL", "true")
        .env("EDITOR", "false")
        .stderr("the trussrc was not changed\n")
        .run();
    assert_eq!(trussrc(&home), TEXT);
}

#[test]
fn a_text_that_does_not_parse_is_not_kept_but_not_lost_either() {
    let home = Home::new().with_trussrc(TEXT);
    let ran = home.truss(["configure"]).env("EDITOR", "printf '[a]\\nsecret' >").code(5).any_stderr().run();
    let copy = &only_copy(&home);
    let folder = home.path().display();
    assert_eq!(
        ran.stderr,
        format!(
            "error: `{folder}/.trussrc` was not changed, because the edited text does not parse\n  \
             cause: line 2: it has neither `=` nor `:`: `***`\n  hint: the edited text is in `{folder}/{copy}/.trussrc`\n"
        )
    );
    assert_eq!(trussrc(&home), TEXT);
    let copy = home.path().join(copy);
    assert_eq!(fs::metadata(&copy).expect("a folder").permissions().mode() & 0o777, 0o700);
    let copy = copy.join(".trussrc");
    assert_eq!(fs::read_to_string(&copy).expect("a copy"), "[a]\nsecret");
    assert_eq!(fs::metadata(&copy).expect("a copy").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_broken_trussrc_can_be_opened_to_be_mended() {
    let home = Home::new().with_trussrc("api_key = abcd1234.x\n");
    home.truss(["configure", "-q"]).env("EDITOR", "sed -i '1i [baseten]'").run();
    assert_eq!(trussrc(&home), "[baseten]\napi_key = abcd1234.x\n");
}

#[test]
fn somebody_elses_change_in_the_meantime_is_not_undone() {
    let home = Home::new().with_trussrc(TEXT);
    let editor = format!("echo '[theirs]' >> {}; sed -i s/abcd/efgh/", home.trussrc().display());
    let ran = home.truss(["configure"]).env("EDITOR", editor).code(1).any_stderr().run();
    assert!(ran.stderr.contains("was changed by another program in the meantime"), "{}", ran.stderr);
    assert_eq!(trussrc(&home), format!("{TEXT}[theirs]\n"));
    assert_eq!(copies(&home).len(), 1);
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    let home = Home::new().with_trussrc(TEXT);
    let ran = home.truss(["configure"]).env("EDITOR", "false").code(1).any_stderr().run();
    assert!(ran.stderr.starts_with("error: the editor `false` failed, and nothing was changed\n"), "{}", ran.stderr);
    assert_eq!((trussrc(&home), copies(&home).len()), (TEXT.to_owned(), 0));
    home.truss(["configure"])
        .code(2)
        .stderr(
            "error: there is no terminal for an editor\n  \
             hint: set EDITOR to a program that edits the file it is given\n",
        )
        .run();
}

/// An editor as vi and nano are: a swap file beside the text, and a rescue file when it is ended.
const EDITOR: &str = "cp \"$1\" \"$1.swp\"; trap 'cp \"$1\" \"$1.save\"; echo res''cued; exit 1' TERM HUP
echo edi''ting; while :; do sleep 0.1; done\n";

type Stop = fn(&mut Terminal);

fn editing(editor: &str) -> (Home, Terminal) {
    let home = Home::new().with_trussrc(TEXT);
    fs::write(home.path().join("editor"), EDITOR).expect("an editor");
    let editor = editor.replace("EDITOR", &home.path().join("editor").display().to_string());
    let mut terminal = Terminal::start(&home.truss(["configure"]).env("EDITOR", editor).command());
    terminal.wait_for("editing\r\n");
    (home, terminal)
}

#[test]
fn no_copy_and_nothing_of_the_editors_is_left_when_it_is_interrupted() {
    let stops: [(Stop, i32); 3] = [(Terminal::interrupt, 130), (Terminal::terminate, 143), (Terminal::hang_up, 143)];
    for editor in ["sh EDITOR", "sh 'EDITOR'"] {
        for (stop, code) in stops {
            let (home, mut terminal) = editing(editor);
            stop(&mut terminal);
            let (ended_with, shown) = terminal.finish();
            assert_eq!(ended_with, code, "{shown}");
            assert!(code == 130 || shown.contains("rescued\n"), "the editor was asked to end: {shown}");
            assert_eq!((trussrc(&home), copies(&home)), (TEXT.to_owned(), Vec::new()));
        }
    }
}

#[test]
fn the_edited_text_stays_when_a_question_is_interrupted() {
    for (stop, code) in [(Terminal::interrupt as Stop, 130), (Terminal::hang_up, 143)] {
        let home = Home::new().with_trussrc(TEXT);
        let run = home.truss(["configure"]).env("EDITOR", "echo broken >");
        let mut terminal = Terminal::start(&run.command());
        terminal.wait_for("Edit it again? [y/N] ");
        stop(&mut terminal);
        let (ended_with, shown) = terminal.finish();
        assert_eq!(ended_with, code);
        let copy = &only_copy(&home);
        assert!(code != 130 || shown.contains(copy), "{shown}");
        assert_eq!(trussrc(&home), TEXT);
    }
}

#[test]
fn an_edited_text_that_is_not_unicode_stays() {
    let home = Home::new().with_trussrc(TEXT);
    let run = home.truss(["configure"]).env("EDITOR", "printf '\\377' >").code(5).any_stderr().run();
    let copy = &only_copy(&home);
    assert!(run.stderr.contains(copy), "{}", run.stderr);
    assert_eq!(trussrc(&home), TEXT);
}
