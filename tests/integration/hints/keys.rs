//! Making, finding and revoking keys.

use super::{command, commands, fails, paste, paste_and_answer, shell};
use crate::support::{Fault, Home, IN_USE, Knows, Remote, Reply, personal_key};

const CONFIRM: &str = "Permanently revoke ";

fn refused() -> Option<Fault> {
    Some(Fault::Instead(Reply::json(400, serde_json::json!({"message": "not now"}))))
}

/// A remote with these keys, each of a name and of the prefix that is made of it.
fn with(remote: Remote, names: &[&str]) -> Remote {
    names.iter().fold(remote, |remote, name| remote.with(personal_key(&format!("{name}12345"), name, 72, None)))
}

#[test]
pub(super) fn a_key_that_is_not_there() {
    let home = with(Remote::healthy(Knows::Documented), &["ci"]).home();
    let told = fails(&home, &["keys", "revoke", "nope", "--yes"], 4);
    assert!(paste(shell(&home, &command(&told)), 0).contains("ci12345"));
}

#[test]
pub(super) fn an_answer_that_got_lost() {
    let remote = Remote::start(Knows::Documented, |request, _| {
        (request.method == "POST").then_some(Fault::After(Reply::Hangup))
    });
    let home = Home::new().with_trussrc(&remote.server.trussrc(IN_USE).replace("[baseten]", "[my work]"));
    let told = fails(&home, &["keys", "create", "ci", "--remote", "my work"], 7);
    assert_eq!(remote.prefixes(), ["new00001"]);
    paste_and_answer(&shell(&home, &command(&told)), CONFIRM, "y");
    assert_eq!(remote.prefixes(), [""; 0]);
}

#[test]
pub(super) fn an_answer_that_got_lost_and_a_list_that_cannot_be_read() {
    let remote = Remote::start(Knows::Documented, |request, count| match (request.method.as_str(), count) {
        ("POST", _) => Some(Fault::After(Reply::Hangup)),
        ("GET", 1) => refused(),
        _ => None,
    });
    let home = remote.home();
    let told = fails(&home, &["keys", "create", "ci"], 7);
    assert!(paste(shell(&home, &command(&told)), 0).contains("new00001"));
}

#[test]
pub(super) fn a_new_key_that_must_not_be_used_and_cannot_be_revoked() {
    // It cannot be read back, and for a while not revoked.
    let remote = Remote::start(Knows::Documented, |request, count| match (request.method.as_str(), count) {
        ("GET", 1) | ("DELETE", 0) => refused(),
        _ => None,
    });
    let home = remote.home();
    let told = fails(&home, &["keys", "create", "ci"], 7);
    paste_and_answer(&shell(&home, &command(&told)), CONFIRM, "y");
    assert_eq!(remote.prefixes(), [""; 0]);
}

#[test]
pub(super) fn a_new_key_that_a_command_has_and_another_place_has_not() {
    let remote = Remote::healthy(Knows::Documented);
    let home = remote.home();
    let sinks = ["--to", "command:cat > got", "--to", "command:exit 3"];
    let told = fails(&home, &[&["keys", "create", "ci"], &sinks[..]].concat(), 7);
    paste_and_answer(&shell(&home, &command(&told)), CONFIRM, "y");
    assert_eq!(remote.prefixes(), [""; 0]);
}

#[test]
pub(super) fn the_key_in_use() {
    let remote = Remote::healthy(Knows::Documented).with(personal_key("inuse123", "me", 72, None));
    let home = remote.home();
    let told = fails(&home, &["keys", "revoke", "me", "--yes"], 8);
    paste(shell(&home, &command(&told)), 0);
    // Now it is not in use here any more.
    assert!(std::fs::read_to_string(home.trussrc()).expect("a trussrc").contains("new00001."));
    home.truss(["keys", "revoke", "inuse123", "--yes", "-q"]).run();
    assert_eq!(remote.prefixes(), ["new00001"]);
}

#[test]
pub(super) fn keys_that_are_left() {
    let remote = Remote::start(Knows::Documented, |request, _| {
        let is_lazy = request.method == "DELETE" && request.path.ends_with("b12345");
        (is_lazy && !request.path.contains("ab")).then(refused).flatten()
    });
    let remote = with(remote, &["a", "b"]);
    let home = remote.home();
    let told = fails(&home, &["keys", "revoke", "a", "b", "--yes"], 7);
    let left = command(&told);
    assert_eq!((left.as_str(), remote.prefixes()), ("truss keys revoke b12345", vec!["b12345".to_owned()]));
    // It asks for the one that is left, and for no other.
    let mut terminal = crate::support::Terminal::start(&shell(&home, &left));
    terminal.wait_for("Permanently revoke 1 key");
    terminal.type_line("y");
    assert!(terminal.finish().1.contains("not revoked: b12345: "));
}

#[test]
pub(super) fn a_list_that_does_not_prove_a_revocation() {
    let remote = Remote::start(Knows::Documented, |request, count| match (request.method.as_str(), count) {
        ("GET", 1) => refused(),
        _ => None,
    });
    let home = with(remote, &["a", "b"]).home();
    let told = fails(&home, &["keys", "revoke", "a", "--yes"], 7);
    let listed = paste(shell(&home, &command(&told)), 0);
    assert!(listed.contains("b12345") && !listed.contains("a12345"), "{listed}");
}

#[test]
pub(super) fn the_old_key_of_an_open_delivery() {
    for undo in [false, true] {
        let remote = with(Remote::healthy(Knows::Documented), &["ci"]);
        let home = remote.home();
        fails(&home, &["keys", "rotate", "ci", "--to", "command:test -e ready && cat > got"], 7);
        let told = fails(&home, &["keys", "revoke", "ci", "--yes"], 8);
        let [rotate, abandon] = &commands(&told)[..] else { panic!("{told}") };
        if undo {
            paste_and_answer(&shell(&home, abandon), "Put back what was there before", "y");
            assert_eq!(remote.prefixes(), ["ci12345"]);
        } else {
            std::fs::write(home.path().join("ready"), "").expect("a file");
            paste(shell(&home, rotate), 0);
            assert_eq!(remote.prefixes(), ["ci12345", "new00001"]);
        }
    }
}

#[test]
pub(super) fn keys_that_leaked() {
    let remote = with(Remote::healthy(Knows::Documented), &["web"]);
    let home = remote.home();
    let key = "web12345.LBCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    std::fs::write(home.path().join("config.py"), format!("KEY = '{key}'")).expect("a file");
    let told = fails(&home, &["keys", "scan", "config.py"], 8);
    paste_and_answer(&shell(&home, &command(&told)), CONFIRM, "y");
    assert_eq!(remote.prefixes(), [""; 0]);

    let own = personal_key("inuse123", "me", 72, None);
    let remote = Remote::healthy(Knows::Documented).with(own);
    let home = remote.home();
    std::fs::write(home.path().join("config.py"), IN_USE).expect("a file");
    let told = fails(&home, &["keys", "scan", "config.py"], 8);
    assert!(paste(shell(&home, &(command(&told) + " --dry-run")), 0).contains("inuse123"));

    let login = "[baseten]\nremote_provider = baseten\nremote_url = http://127.0.0.1:1\nauth_type = oauth\n\
                 oauth_access_token = login_0123456789abcdefghij\noauth_refresh_token = refresh_0123456789abcdefgh\n\
                 oauth_expires_at = 9999999999\n";
    let home = Home::new().with_trussrc(login);
    std::fs::write(home.path().join("config.py"), login).expect("a file");
    let sarif = home.truss(["keys", "scan", "config.py", "--sarif"]).code(8).any_stderr().any_stdout().run().json();
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    assert_eq!(results.len(), 2);
    assert_ne!(results[0]["partialFingerprints"], results[1]["partialFingerprints"]);
    paste(shell(&home, &command(&fails(&home, &["keys", "scan", "config.py"], 8))), 0);
    assert!(!std::fs::read_to_string(home.trussrc()).expect("a trussrc").contains("login_"));
}
