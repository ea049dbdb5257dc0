//! `truss keys rotate` where the remote does not report which environments a key may call.

use serde_json::json;

use super::{DAY, rotate};
use crate::support::{Knows, Remote, Terminal, personal_key};

/// A team's key that can call models, on a remote that tells no environments.
fn inference() -> Remote {
    let mut key = personal_key("inf12345", "inf", 90 * DAY, None);
    key["type"] = json!("WORKSPACE_INVOKE");
    key["team_name"] = json!("ml");
    Remote::healthy(Knows::Documented).with(key)
}

#[test]
fn environments_that_the_remote_does_not_tell_are_not_guessed() {
    let remote = inference();
    let home = remote.home();
    let to = ["inf", "--to", "command:cat > 'my key'", "--to", "file:x", "--revoke-now"];
    let told = rotate(&home, &to).code(8).run().stderr;
    insta::assert_snapshot!(told, @r"
    error: the remote does not report which environments `inf` may call
      hint: if it may call all of them: `truss keys rotate inf12345 --to 'command:cat > '\''my key'\''' --to file:x --revoke-now --all-environments`
    ");
    assert_eq!(remote.count("POST"), 0);
    let pasted = home.paste(&told).any_stderr().run().stderr;
    insta::assert_snapshot!(pasted, @r"
    New key inf-rotated-1 (new00001) delivered to 2 places (type, team and models as before; environments: all, as you said).
    revoked the old key `inf12345`
    ");
    assert!(home.path().join("my key").exists() && home.path().join("x").exists());
    assert_eq!(remote.prefixes(), ["new00001"]);
    // A type that takes no environments has none.
    let remote = Remote::healthy(Knows::Documented).with(personal_key("ci123456", "ci", 90 * DAY, None));
    rotate(&remote.home(), &["ci", "--all-environments", "-q"]).any_stdout().run();
}

#[test]
fn several_keys_are_all_told_of_and_the_hint_is_for_all() {
    let mut other = personal_key("web12345", "web", 90 * DAY, None);
    other["type"] = json!("WORKSPACE_MANAGE_ALL");
    other["team_name"] = json!("ml");
    let remote = inference().with(other);
    let home = remote.home();
    let told = rotate(&home, &["inf", "web", "--to", "command:cat > $TRUSS_KEY_FAMILY.key"]).code(8).run().stderr;
    insta::assert_snapshot!(told, @r"
    error: 2 of 2 keys not rotated:
      inf12345: the remote does not report which environments `inf` may call
      web12345: the remote does not report which environments `web` may call
      hint: if it may call all of them: `truss keys rotate inf12345 web12345 --to 'command:cat > $TRUSS_KEY_FAMILY.key' --all-environments`
    ");
    assert_eq!(remote.count("POST"), 0);
    home.paste(&told).any_stderr().run();
    assert_eq!(remote.prefixes(), ["inf12345", "web12345", "new00001", "new00002"]);
}

#[test]
fn a_person_is_asked_about_environments_and_at_the_end_about_the_old_key() {
    let remote = inference();
    let home = remote.home();
    let start = || {
        let rotate = rotate(&home, &["inf", "--to", "file:app.key"]);
        Terminal::start(&rotate.env("TERM", "xterm").env("NO_COLOR", "1").command())
    };
    let mut terminal = start();
    terminal.wait_for("Can inf call all environments? [y/N] ");
    terminal.type_line("n");
    let (code, shown) = terminal.finish();
    insta::assert_snapshot!(shown, @r"
    Can inf call all environments? [y/N] n
    error: `inf` is not rotated, because a new key could call more environments
      hint: use Baseten's web page for it: Settings, API keys (https://app.baseten.co/settings/api_keys)
    ");
    assert_eq!((code, remote.count("POST")), (8, 0));
    let mut terminal = start();
    terminal.wait_for("Can inf call all environments? [y/N] ");
    terminal.type_line("y");
    terminal.wait_for("Revoke inf (inf12345) now? [y/N] ");
    terminal.type_line("");
    let (code, shown) = terminal.finish();
    insta::assert_snapshot!(shown.replace(&home.path().display().to_string(), "~"), @r"
    Can inf call all environments? [y/N] y
    New key inf-rotated-1 (new00001) delivered to file:~/app.key (type, team and models as before; environments: all, as you said).
    Is the new key in place everywhere? Revoke inf (inf12345) now? [y/N] 
    inf still works. When everything uses the new key: truss keys rotations finish inf
    ");
    assert_eq!((code, remote.count("DELETE")), (0, 0));
}
