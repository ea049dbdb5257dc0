//! The rules for an old key's end, one by one and at their limits.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::api::resources::keys::KeyInfo;
use crate::keys::family::Family;
use crate::rotation::finish::{Reason, Verdict, judge};

const MADE: &str = "2026-01-10T00:00:00Z";

fn key(name: &str, created: &str, used: impl Into<Value>) -> KeyInfo {
    let key = json!({"prefix": name, "name": name, "type": "WORKSPACE_MANAGE_ALL", "team_name": "ml", "model_ids": null,
        "environment_names": null, "created_at": created, "last_used_at": used.into()});
    serde_json::from_value(key).expect("a key")
}

/// What is to be done about the first key's family, in a word; keys must be quiet for a day, and January is at its end.
fn verdict(keys: &[KeyInfo], is_named: bool) -> &'static str {
    let (quiet_for, now) = (SignedDuration::from_hours(24), "2026-01-31T00:00:00Z".parse().expect("a time"));
    match judge(&Family::around(keys, &keys[0]), quiet_for, now, is_named) {
        Verdict::Due(old, new) => {
            assert_eq!((&old.prefix, &new.prefix), (&keys[0].prefix, &keys[1].prefix));
            "due"
        }
        Verdict::Stays(_, _, reason) => reason.word(),
        Verdict::Unclear => "unclear",
        Verdict::Nothing => "nothing",
    }
}

#[test]
fn an_old_key_goes_when_its_use_has_ended_and_a_service_has_the_new_one() {
    let day = |day: u8, time: &str| format!("2026-01-{day}T{time}Z");
    for (old_used, new_made, new_used, found, named) in [
        (day(15, "00:00:00"), MADE.to_owned(), day(20, "00:00:00"), "due", "due"),
        // Quiet for a day to the second, and a second less.
        (day(30, "00:00:00"), MADE.to_owned(), day(30, "00:00:01"), "due", "due"),
        (day(30, "00:00:01"), MADE.to_owned(), day(30, "12:00:00"), "used", "used"),
        ("soon".to_owned(), MADE.to_owned(), day(20, "00:00:00"), "used", "used"),
        // The new key's use is at the same moment, and a second later.
        (day(15, "00:00:00"), MADE.to_owned(), day(15, "00:00:00"), "successor_unused", "successor_unused"),
        (day(15, "00:00:00"), MADE.to_owned(), day(15, "00:00:01"), "due", "due"),
        // A use within ten minutes may be the rotation's own trial.
        (day(15, "00:00:00"), day(20, "00:00:00"), day(20, "00:10:00"), "successor_unused", "successor_unused"),
        (day(15, "00:00:00"), day(20, "00:00:00"), day(20, "00:10:01"), "due", "due"),
        // A day old to the second, and a second less.
        (day(15, "00:00:00"), day(30, "00:00:00"), day(30, "12:00:00"), "due", "due"),
        (day(15, "00:00:00"), day(30, "00:00:01"), day(30, "12:00:00"), "successor_too_young", "due"),
    ] {
        let keys = [key("app", MADE, old_used), key("app-rotated-1", &new_made, new_used)];
        assert_eq!((verdict(&keys, false), verdict(&keys, true)), (found, named), "{keys:?}");
    }
}

#[test]
fn without_a_use_on_record_an_old_key_goes_only_by_name_and_a_new_one_has_not_taken_over() {
    let never_used = [key("app", MADE, Value::Null), key("app-rotated-1", MADE, "2026-01-20T00:00:00Z")];
    assert_eq!((verdict(&never_used, false), verdict(&never_used, true)), ("no_use_on_record", "due"));
    let unused_successor = [key("app", MADE, "2026-01-15T00:00:00Z"), key("app-rotated-1", MADE, Value::Null)];
    assert_eq!(verdict(&unused_successor, true), "successor_unused");
}

#[test]
fn what_is_no_overlap_is_left_alone() {
    let keys = ["app", "app-rotated-1", "app-rotated-2"].map(|name| key(name, MADE, "2026-01-15T00:00:00Z"));
    assert_eq!(verdict(&keys[..1], true), "nothing");
    assert_eq!(verdict(&keys, true), "unclear");
    assert_eq!(verdict(&[keys[0].clone(), keys[2].clone()], true), "unclear");
}

#[test]
fn each_reason_has_a_word_for_programs_and_a_sentence_for_people() {
    for (reason, word, sentence) in [
        (Reason::Used, "used", "it is still used, or may be"),
        (Reason::SuccessorUnused, "successor_unused", "nobody has used the new key since"),
        (Reason::TooYoung, "successor_too_young", "the new key is too new to tell"),
        (Reason::NoUse, "no_use_on_record", "no use of it is on record"),
    ] {
        assert_eq!((reason.word(), reason.sentence()), (word, sentence));
    }
}
