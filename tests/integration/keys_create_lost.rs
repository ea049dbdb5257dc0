//! `truss keys create` when an answer gets lost, comes late or says nothing: no key stays that nobody has.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::support::{Fault, Knows, Remote, Reply, Request};

/// Creates a key on `remote`, and answers what was told.
#[track_caller]
fn create(remote: &Remote, more: &[&str], code: i32) -> String {
    let arguments = ["keys", "create", "ci"].iter().chain(more).copied();
    let ran = remote.home().truss(arguments).code(code).any_stdout().any_stderr().run();
    assert_eq!(ran.stdout.is_empty(), code != 0, "{}", ran.stdout);
    remote.told(&ran.stderr)
}

/// A fault of the `nth` request of this method, from 0.
fn nth(method: &'static str, nth: usize, fault: Fault) -> impl Fn(&Request, usize) -> Option<Fault> + Send + Sync {
    move |request, count| (request.method == method && count == nth).then(|| fault.clone())
}

/// A remote that lists nothing any more once a key was asked for, but answers `reply`.
fn blind_after_create(create: Option<Fault>, reply: Reply) -> Remote {
    let is_asked = AtomicBool::new(false);
    Remote::start(Knows::Everything, move |request, _| match request.method.as_str() {
        "POST" => {
            is_asked.store(true, Ordering::SeqCst);
            create.clone()
        }
        "GET" if is_asked.load(Ordering::SeqCst) => Some(Fault::Instead(reply.clone())),
        _ => None,
    })
}

#[test]
fn a_key_whose_answer_got_lost_is_revoked_and_made_again() {
    for reply in [Reply::Hangup, Reply::json(500, json!({})), Reply::Answer(504, "text/html", "<html>".to_owned())] {
        let remote = Remote::start(Knows::Everything, nth("POST", 0, Fault::After(reply)));
        assert_eq!(create(&remote, &[], 0), "the key `new00001` was made; its secret is shown this once\n");
        assert_eq!((remote.count("POST"), remote.count("DELETE")), (2, 1));
        assert_eq!(remote.keys().len(), 1);
    }
}

#[test]
fn a_request_that_made_nothing_is_sent_again_and_nothing_is_revoked() {
    for reply in [Reply::Hangup, Reply::json(502, json!({}))] {
        let remote = Remote::start(Knows::Everything, nth("POST", 0, Fault::Instead(reply)));
        create(&remote, &[], 0);
        assert_eq!((remote.count("POST"), remote.count("DELETE")), (2, 0));
    }
}

#[test]
fn a_key_that_is_made_after_everybody_looked_is_found_in_the_end() {
    // The first request is carried out while the second is.
    let remote = Remote::start(Knows::Everything, |request, count| match (request.method.as_str(), count) {
        ("POST", 0) => Some(Fault::Instead(Reply::Hangup)),
        ("POST", 1) => Some(Fault::Twice(None)),
        _ => None,
    });
    create(&remote, &[], 0);
    assert_eq!((remote.count("POST"), remote.count("DELETE")), (2, 1));
    assert_eq!(remote.prefixes(), ["new00002"]);
}

#[test]
fn a_remote_that_fails_twice_leaves_nothing_and_is_told() {
    let lost = |request: &Request, _| (request.method == "POST").then_some(Fault::After(Reply::Hangup));
    let remote = Remote::start(Knows::Everything, lost);
    insta::assert_snapshot!(create(&remote, &[], 6), @r"
    error: no key was made: the remote failed twice
      cause: `POST http://remote/v1/api_keys` failed
      cause: the connection broke: connection closed before message completed
    ");
    assert_eq!(remote.keys().len(), 0);

    let failing = |request: &Request, _| {
        (request.method == "POST").then(|| Fault::Instead(Reply::json(503, json!({"message": "in maintenance"}))))
    };
    insta::assert_snapshot!(create(&Remote::start(Knows::Everything, failing), &[], 6), @r"
    error: no key was made: the remote failed twice
      cause: `POST http://remote/v1/api_keys` was refused
      cause: the server says: in maintenance (503)
    ");
}

#[test]
fn a_remote_that_never_answers_is_waited_for_no_longer_than_asked() {
    let silent = |request: &Request, _| (request.method == "POST").then_some(Fault::After(Reply::Silence));
    let remote = Remote::start(Knows::Everything, silent);
    insta::assert_snapshot!(create(&remote, &["--timeout", "0.2"], 6), @r"
    error: no key was made: the remote failed twice
      cause: `POST http://remote/v1/api_keys` failed
      cause: no answer within 0.2 seconds
      hint: try again, or give it longer with `--timeout SECONDS`
    ");
    assert_eq!(remote.keys().len(), 0);
}

#[test]
fn an_answer_that_makes_no_sense_is_not_asked_for_again() {
    for body in [json!({}), json!({"api_key": "no-prefix"}), json!({"api_key": "a b.c"}), json!([])] {
        let remote = Remote::start(Knows::Everything, nth("POST", 0, Fault::After(Reply::json(200, body))));
        let told = create(&remote, &[], 6);
        assert!(told.contains("the answer is not what the API promises"), "{told}");
        assert!(!told.contains("no-prefix") && !told.contains("a b.c"), "{told}");
        assert_eq!((remote.count("POST"), remote.keys().len()), (1, 0));
    }
}

#[test]
fn what_cannot_be_settled_names_what_to_look_at() {
    let refused = Reply::json(400, json!({"message": "not now"}));
    let unreadable = blind_after_create(Some(Fault::After(Reply::Hangup)), refused.clone());
    insta::assert_snapshot!(create(&unreadable, &[], 7), @r"
    error: a key `ci` may have been made that nobody has: the list of keys cannot be read
      cause: `GET http://remote/v1/api_keys` was refused
      cause: the server says: not now (400)
      hint: look for it with `truss keys list` and revoke it; its type is personal
    ");

    let undeletable = Remote::start(Knows::Everything, move |request, count| match (request.method.as_str(), count) {
        ("POST", 0) => Some(Fault::After(Reply::Hangup)),
        ("DELETE", _) => Some(Fault::Instead(refused.clone())),
        _ => None,
    });
    insta::assert_snapshot!(create(&undeletable, &[], 7), @r"
    error: the key `new00001` was made but its secret got lost, and it could not be revoked
      cause: `DELETE http://remote/v1/api_keys/new00001` was refused
      cause: the server says: not now (400)
      hint: revoke it: `truss keys revoke new00001`
    ");
}

#[test]
fn of_several_new_keys_of_that_name_none_is_touched() {
    // Somebody else makes one of the same name in the same moment.
    let remote = Remote::start(Knows::Everything, nth("POST", 0, Fault::Twice(Some(Reply::Hangup))));
    insta::assert_snapshot!(create(&remote, &[], 7), @r"
    error: one of the keys `new00001`, `new00002` was made here, and its secret got lost
      hint: the others are somebody else's: revoke the one that nobody has with `truss keys revoke`
    ");
    assert_eq!((remote.keys().len(), remote.count("DELETE")), (2, 0));
}

#[test]
fn a_key_that_cannot_be_read_back_is_revoked_and_said_to_be_gone_only_when_the_list_proves_it() {
    let refused = Reply::json(403, json!({"message": "no listing"}));
    let blind = blind_after_create(None, refused.clone());
    insta::assert_snapshot!(create(&blind, &[], 7), @r"
    error: the new key `new00001` must not be used, because it cannot be read back: the API key may not do this; and it may not be gone
      cause: the remote says that `new00001` is revoked, and the list of keys, which would prove it, cannot be read
      cause: the API key may not do this
      cause: the server says: no listing (403)
      hint: revoke it: `truss keys revoke new00001`
    ");
    let once = Remote::start(Knows::Everything, nth("GET", 1, Fault::Instead(refused)));
    insta::assert_snapshot!(create(&once, &[], 8), @r"
    error: the new key was revoked, because it cannot be read back: the API key may not do this
      hint: try again
    ");
    assert_eq!((blind.keys().len(), once.keys().len()), (0, 0));
}

#[test]
fn the_remotes_word_that_a_key_is_revoked_is_not_enough() {
    let scoped = ["--type", "inference-only", "--environment", "production"];
    let liar = Remote::start(Knows::Documented, |request, _| {
        (request.method == "DELETE").then(|| Fault::Instead(Reply::json(200, json!({"prefix": "new00001"}))))
    });
    insta::assert_snapshot!(create(&liar, &scoped, 7), @r"
    error: the new key `new00001` must not be used, because the remote does not confirm its environments; and it could not be revoked
      cause: the remote says that `new00001` is revoked, and still lists it
      hint: revoke it: `truss keys revoke new00001`
    ");

    // What the secret says is another prefix than what the list says.
    let renamed = Remote::start(Knows::Documented, |request, _| {
        let told = Reply::json(200, json!({"api_key": "other123.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"}));
        (request.method == "POST").then_some(Fault::After(told))
    });
    insta::assert_snapshot!(create(&renamed, &scoped, 7), @r"
    error: the new key `other123` was revoked, but `new00001`, of its name and type, was not there before
      cause: the remote does not list it
      hint: unless somebody else made it just now, revoke it: `truss keys revoke new00001`
    ");
    assert_eq!(renamed.prefixes(), ["new00001"], "it may be somebody else's");

    let slow = Remote::start(Knows::Documented, |request, count| {
        let key = json!({"prefix": "new00001", "name": "ci", "type": "WORKSPACE_INVOKE"});
        let late = Reply::json(200, json!({"keys": [key]}));
        (request.method == "GET" && count == 2).then_some(Fault::Instead(late))
    });
    create(&slow, &scoped, 8);
}

#[test]
fn a_key_whose_secret_got_lost_is_gone_only_when_the_list_proves_it() {
    let remote = Remote::start(Knows::Everything, |request, _| match request.method.as_str() {
        "POST" => Some(Fault::After(Reply::Hangup)),
        "DELETE" => Some(Fault::Instead(Reply::json(200, json!({"prefix": "new00001"})))),
        _ => None,
    });
    insta::assert_snapshot!(create(&remote, &[], 7), @r"
    error: the key `new00001` was made but its secret got lost, and it could not be revoked
      cause: the remote says that `new00001` is revoked, and still lists it
      hint: revoke it: `truss keys revoke new00001`
    ");
    assert_eq!(remote.count("POST"), 1, "no second one is asked for");
}

#[test]
fn a_key_that_is_not_listed_at_once_is_looked_for_again() {
    let remote = Remote::start(Knows::Everything, |request, count| {
        let is_first_look = request.method == "GET" && count == 1;
        is_first_look.then(|| Fault::Instead(Reply::json(200, json!({"keys": []}))))
    });
    create(&remote, &[], 0);
    let hidden = blind_after_create(None, Reply::json(200, json!({"keys": []})));
    insta::assert_snapshot!(create(&hidden, &[], 8), @r"
    error: the new key was revoked, because the remote does not list it
      hint: try again
    ");
    assert_eq!(hidden.keys().len(), 0);
}

#[test]
fn a_scope_that_is_not_confirmed_and_a_key_that_stays_are_told_together() {
    let stuck = Remote::start(Knows::Documented, |request, _| {
        (request.method == "DELETE").then(|| Fault::Instead(Reply::json(403, json!({"message": "may not revoke"}))))
    });
    let scoped = ["--type", "inference-only", "--team", "ml", "--environment", "production"];
    insta::assert_snapshot!(create(&stuck, &scoped, 7), @r"
    error: the new key `new00001` must not be used, because the remote does not confirm its environments; and it could not be revoked
      cause: the API key may not do this
      cause: the server says: may not revoke (403)
      hint: revoke it: `truss keys revoke new00001`
    ");

    let remote = Remote::healthy(Knows::Documented);
    insta::assert_snapshot!(create(&remote, &scoped, 8), @r"
    error: the new key was revoked, because the remote does not confirm its environments
      hint: make this key on Baseten's web page: Settings, API keys (https://app.baseten.co/settings/api_keys)
    ");
}

#[test]
fn a_revocation_whose_answer_got_lost_is_no_failure() {
    for reply in [Reply::Hangup, Reply::json(500, json!({})), Reply::Silence] {
        let remote = Remote::start(Knows::Documented, nth("DELETE", 0, Fault::After(reply)));
        let more = ["--environment", "production", "--type", "personal", "--timeout", "0.3"];
        let told = create(&remote, &more, 8);
        assert!(told.starts_with("error: the new key was revoked, because"), "{told}");
        assert_eq!(remote.keys().len(), 0);
    }
}
