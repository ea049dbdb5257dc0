//! `env-file:PATH` and `env-file:PATH:VAR`.

use super::place::End::{Either, Refused, Taken};
use super::place::Stands::{Bytes, Dangling, Fifo, Folder, Linked, Loop, Nothing, Text};
use super::place::{End, OTHER, Scene, Stands, variable};

/// What stands there, what becomes of it without and with `--replace`, and the variables that then hold the new key.
type Row = (Stands, End, End, &'static [&'static str]);

const DEFAULT: &[&str] = &["BASETEN_API_KEY"];

const WITHOUT_VARIABLE: [Row; 19] = [
    (Nothing, Taken, Taken, DEFAULT),
    (Text(""), Taken, Taken, DEFAULT),
    (Text("A=1"), Taken, Taken, DEFAULT),
    (Text("BASETEN_API_KEY=\nA=1\n"), Taken, Taken, DEFAULT),
    (Text("BASETEN_API_KEY=\"\"\n"), Taken, Taken, DEFAULT),
    (Text("# BASETEN_API_KEY={old}\nA=1\n"), Taken, Taken, DEFAULT),
    (Text("A=1\nBASETEN_API_KEY={old}\nB=2\n"), Taken, Taken, DEFAULT),
    (Text("export BASETEN_API_KEY='{old}'\n"), Taken, Taken, DEFAULT),
    (Linked("BASETEN_API_KEY={old}\n"), Taken, Taken, DEFAULT),
    // Every variable that holds the old key, and no other one.
    (Text("FOO={old}\nA=1\nBAR=\"{old}\"\n"), Taken, Taken, &["FOO", "BAR"]),
    (Text("FOO={old}\nBASETEN_API_KEY={other}\n"), Taken, Taken, &["FOO"]),
    (Text("FOO={old}\nBASETEN_API_KEY=\n"), Taken, Taken, &["FOO"]),
    (Text("A=1\nBASETEN_API_KEY={other}\n"), Refused, Taken, DEFAULT),
    (Text("BASETEN_API_KEY=a-text\nFOO={other}\n"), Refused, Taken, DEFAULT),
    (Bytes, Refused, Refused, DEFAULT),
    (Folder, Refused, Refused, DEFAULT),
    (Fifo, Refused, Refused, DEFAULT),
    (Loop, Refused, Refused, DEFAULT),
    (Dangling, Either, Either, DEFAULT),
];

const TOKEN: &[&str] = &["TOKEN"];

const WITH_VARIABLE: [Row; 14] = [
    (Nothing, Taken, Taken, TOKEN),
    (Text("A=1\n"), Taken, Taken, TOKEN),
    (Text("TOKEN=\nA=1\n"), Taken, Taken, TOKEN),
    (Text("TOKEN={old}\n"), Taken, Taken, TOKEN),
    (Text("BASETEN_API_KEY={other}\n"), Taken, Taken, TOKEN),
    (Text("TOKEN={old}\nFOO={old}\n"), Taken, Taken, TOKEN),
    (Text("FOO={old}\n"), Taken, Taken, TOKEN),
    (Text("TOKEN={other}\n"), Refused, Taken, TOKEN),
    (Text("A=1\nTOKEN=\"a text\" # mine\n"), Refused, Taken, TOKEN),
    (Text("TOKEN={other}\nFOO={old}\n"), Refused, Taken, TOKEN),
    (Bytes, Refused, Refused, TOKEN),
    (Folder, Refused, Refused, TOKEN),
    (Fifo, Refused, Refused, TOKEN),
    (Loop, Refused, Refused, TOKEN),
];

#[test]
fn without_a_variable_those_that_hold_the_old_key_are_replaced() {
    judge(&WITHOUT_VARIABLE, "env-file:place");
}

#[test]
fn a_variable_is_replaced_when_it_is_the_old_keys_or_nobodys() {
    judge(&WITH_VARIABLE, "env-file:place:TOKEN");
}

#[track_caller]
fn judge(table: &[Row], sink: &str) {
    for &(stands, plain, replaced, names) in table {
        for (replace, end) in [(false, plain), (true, replaced)] {
            let scene = Scene::new(stands);
            let stood = match stands {
                Text(text) | Linked(text) => scene.filled(text),
                _ => String::new(),
            };
            scene.judge(&["keys", "rotate", "app"], sink, replace, end, |text| {
                expect_others_untouched(&stood, text, names);
                names.iter().filter_map(|name| variable(text, name)).collect()
            });
        }
    }
}

/// Lines of other variables, comments and empty lines are as they were, in their order; no variable is added unasked.
#[track_caller]
fn expect_others_untouched(before: &str, after: &str, names: &[&str]) {
    let others = |text: &str| -> Vec<String> {
        let is_ours = |line: &&str| names.iter().any(|name| !line.starts_with('#') && variable(line, name).is_some());
        text.lines().filter(|line| !is_ours(line)).map(str::to_owned).collect()
    };
    assert_eq!(others(before), others(after), "of {before} became {after}");
    let kept = before.contains(OTHER) && !names.iter().any(|name| variable(before, name).as_deref() == Some(OTHER));
    assert!(!kept || after.contains(OTHER), "of {before} became {after}");
}
