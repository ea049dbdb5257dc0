//! A record of a rotation that cannot be read: it holds up its own remote, and no other.

use std::fs;
use std::path::PathBuf;

use crate::support::{Home, IN_USE, Knows, Remote, personal_key};

fn remote() -> Remote {
    let remote = Remote::healthy(Knows::Documented);
    let names = ["ci", "other"].into_iter();
    names.fold(remote, |remote, name| remote.with(personal_key(&format!("{name}12345"), name, 72, Some(60))))
}

/// A home with two remotes, on the first of which a rotation of `ci` has stopped.
fn stopped() -> (Home, [Remote; 2], PathBuf) {
    let remotes = [remote(), remote()];
    let section =
        |remote: &Remote, name: &str| remote.server.trussrc(IN_USE).replace("[baseten]", &format!("[{name}]"));
    let home = Home::new().with_trussrc(&(section(&remotes[0], "one") + &section(&remotes[1], "two")));
    let rotate = ["keys", "rotate", "ci", "--to", "command:exit 3", "--remote", "one"];
    home.truss(rotate).code(7).any_stderr().run();
    let folder = home.path().join(".local/state/truss/rotations");
    let files = fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let mut records: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|it| it == "json")).collect();
    assert_eq!(records.len(), 1);
    (home, remotes, records.remove(0))
}

/// What needs the records of a remote.
const COMMANDS: [&[&str]; 5] = [
    &["keys", "rotations", "list"],
    &["keys", "rotations", "finish"],
    &["keys", "rotate", "other", "--to", "file:new.key"],
    &["keys", "rotate", "--older-than", "90d", "--to", "file:new.key", "--yes"],
    &["keys", "revoke", "ci", "--yes"],
];

#[test]
fn a_record_that_is_damaged_holds_up_its_own_remote_alone() {
    for damage in ["{\"version\":", "", "{\"version\":1}"] {
        let (home, remotes, record) = stopped();
        fs::write(&record, damage).expect("it is damaged");
        for command in COMMANDS {
            let on = |name| home.truss(command.iter().chain(&["--remote", name])).any_stdout().any_stderr();
            let told = on("one").code(1).run().stderr;
            assert!(told.starts_with("error: cannot read the state of rotations in `"), "{command:?}: {told}");
            on("two").run();
        }
        assert_eq!(remotes[0].prefixes(), ["ci12345", "other12345", "new00001"]);
        assert_eq!(remotes[1].prefixes(), ["other12345", "new00001"]);
        assert!(record.exists(), "nobody threw it away");
    }
}

#[test]
fn a_record_whose_name_does_not_say_the_remote_may_be_of_any() {
    let (home, _remotes, record) = stopped();
    fs::write(record.with_file_name("0123456789abcdef0123456789abcdef.json"), "{").expect("it is written");
    for name in ["one", "two"] {
        home.truss(["keys", "rotations", "list", "--remote", name]).code(1).any_stderr().run();
    }
}
