//! `truss keys rotate` of several keys, named or chosen by conditions.

use serde_json::json;

use super::{DAY, rotate, three};
use crate::support::{Fault, Knows, Remote, Reply, Terminal, personal_key};

#[test]
fn conditions_choose_old_keys_and_need_a_confirmation() {
    let remote = three();
    let home = remote.home();
    let by_age = ["--older-than", "80d", "--to", "command:cat > $TRUSS_KEY_FAMILY.key"];
    insta::assert_snapshot!(rotate(&home, &by_age).code(8).run().stderr, @r"
    error: rotating every key that matches needs a confirmation, and nobody can be asked
      hint: give `--yes` to confirm, or `--dry-run` to see what would be done
    ");
    rotate(&home, &[&by_age[..], &["--yes"]].concat()).run();
    assert_eq!(remote.count("POST"), 2);
    // Named ones are narrowed, and a script that runs every day has nothing to say.
    rotate(&home, &[&["ci", "young", "-q"], &by_age[..]].concat()).stderr("").run();
    assert_eq!(remote.count("POST"), 2);
    let nothing = rotate(&home, &["young", "--older-than", "80d", "--to", "file:x", "-o", "json"]);
    nothing.stdout("{\"rotations\":[]}\n").run();
}

#[test]
fn a_list_of_keys_without_a_key_rotates_none() {
    let remote = three();
    let home = remote.home();
    let none = |more: &[&str]| rotate(&home, &[&["-"], more].concat()).stdin("\n");
    none(&["--to", "command:cat > $TRUSS_KEY_FAMILY.key", "--yes"]).stderr("nothing to rotate\n").run();
    none(&["-o", "json"]).stdout("{\"rotations\":[]}\n").run();
    assert_eq!(remote.count("POST"), 0);
}

#[test]
fn one_place_cannot_take_several_keys() {
    let remote = three();
    let home = remote.home();
    for to in ["file:x", "stdout", "env-file:.env"] {
        for more in [&[][..], &["--yes"], &["--dry-run"]] {
            let told = rotate(&home, &[&["ci", "web", "--to", to], more].concat()).code(2).run().stderr;
            assert!(told.starts_with("error: several keys, or one key twice, cannot go to the same place\n"), "{told}");
        }
    }
    assert_eq!(remote.count("POST"), 0);
}

#[test]
fn of_several_that_fail_all_are_named_and_the_hint_is_for_them_alone() {
    let remote = Remote::start(Knows::Documented, |request, count| {
        let is_second = request.method == "POST" && count == 1;
        is_second.then(|| Fault::Instead(Reply::json(403, json!({"message": "may not make keys"}))))
    });
    let remote = ["ci", "web", "job"]
        .iter()
        .fold(remote, |remote, name| remote.with(personal_key(&format!("{name}12345"), name, 90 * DAY, None)));
    let home = remote.home();
    let to = ["--to", "command:cat > $TRUSS_KEY_FAMILY.key", "--all-environments", "--revoke-now"];
    let told = rotate(&home, &[&["ci", "web", "job"], &to[..]].concat()).code(7).run().stderr;
    insta::assert_snapshot!(told, @r"
    New key ci-rotated-1 (new00001) delivered to command:cat > $TRUSS_KEY_FAMILY.key.
    revoked the old key `ci12345`
    New key job-rotated-1 (new00002) delivered to command:cat > $TRUSS_KEY_FAMILY.key.
    revoked the old key `job12345`
    error: 1 of 3 keys not rotated:
      web12345: the API key is not allowed to do this: the server says: may not make keys (403)
      hint: `truss keys rotate web12345 --to 'command:cat > $TRUSS_KEY_FAMILY.key' --revoke-now --all-environments`
    ");
    home.paste(&told).any_stderr().run();
    assert_eq!(remote.prefixes(), ["new00001", "new00002", "new00003"]);
}

#[test]
fn keys_that_were_rotated_already_are_not_left_to_be_rotated() {
    let remote = Remote::healthy(Knows::Documented)
        .with(personal_key("ci12345", "ci", 90 * DAY, None))
        .with(personal_key("web12345", "web", 90 * DAY, None));
    let home = remote.home();
    let to = ["--to", "command:cat > $TRUSS_KEY_FAMILY.key; test $TRUSS_KEY_FAMILY = ci", "--all-environments"];
    rotate(&home, &[&["ci", "web"], &to[..]].concat()).code(7).run();
    let told = rotate(&home, &[&["ci", "web"], &to[..]].concat()).code(7).run().stderr;
    let hint = told.rsplit_once("hint: ").expect("a hint").1;
    assert!(hint.starts_with("`truss keys rotate web12345 --to "), "{told}");
    // Both are rotated once the other one is, too.
    let to = ["--to", "command:cat > $TRUSS_KEY_FAMILY.key", "--all-environments"];
    let home = remote.home();
    let told = rotate(&home, &[&["ci", "web"], &to[..]].concat()).code(7).run().stderr;
    assert!(told.contains("hint: when the new keys are in use, `truss keys rotations finish "), "{told}");
    home.paste(&told).code(8).any_stderr().run();
}

#[test]
fn an_old_key_that_is_not_revoked_at_the_end_hides_no_other() {
    let remote = Remote::start(Knows::Documented, |request, count| {
        let is_first = request.method == "DELETE" && count == 0;
        is_first.then(|| Fault::Instead(Reply::json(400, json!({"message": "not now"}))))
    });
    let remote = ["ci", "web", "job"]
        .iter()
        .fold(remote, |remote, name| remote.with(personal_key(&format!("{name}12345"), name, 90 * DAY, None)));
    let home = remote.home();
    let to = "command:test $TRUSS_KEY_FAMILY != job && cat > $TRUSS_KEY_FAMILY.key";
    let run = rotate(&home, &["ci", "web", "job", "--to", to]).env("TERM", "xterm").env("NO_COLOR", "1");
    let mut terminal = Terminal::of_width(&run.command(), 400);
    terminal.wait_for("now? [y/N] ");
    terminal.type_line("y");
    let (code, shown) = terminal.finish();
    let told = remote.told(&shown.replace("\r\n", "\n"));
    let told = told.split_once("now? [y/N] y\n").expect("the answer").1;
    insta::assert_snapshot!(told, @r"
    revoked the old key `web12345`
    error: 2 of 3 keys not rotated to the end:
      job12345: the rotation of `job` is not finished: the old key still works: the command `test $TRUSS_KEY_FAMILY != job && cat > $TRUSS_KEY_FAMILY.key` ended with 1
      ci12345: the new key is in place everywhere, and the old one `ci12345` is not known to be gone: `DELETE http://remote/v1/api_keys/ci12345` was refused: the server says: not now (400)
      hint: `truss keys rotate job12345 --to 'command:test $TRUSS_KEY_FAMILY != job && cat > $TRUSS_KEY_FAMILY.key'`; then `truss keys revoke ci12345`
    ");
    assert_eq!((code, remote.prefixes().len()), (7, 5));
}

#[test]
fn what_failed_is_named_when_the_last_question_is_interrupted() {
    let remote = three();
    let home = remote.home();
    let to = "command:test $TRUSS_KEY_FAMILY != web && cat > $TRUSS_KEY_FAMILY.key";
    let run = rotate(&home, &["ci", "web", "--to", to]).env("TERM", "xterm").env("NO_COLOR", "1");
    let mut terminal = Terminal::of_width(&run.command(), 400);
    terminal.wait_for("now? [y/N] ");
    terminal.interrupt();
    let shown = terminal.finish().1;
    assert!(
        shown.contains(
            "`truss keys rotations finish ci123456` revokes the old one; then `truss keys rotate web12345 --to "
        ),
        "{shown}"
    );
}
