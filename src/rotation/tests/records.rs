//! What a record knows: which rotation is meant, how far it is, and when by the remote's clock the places had the key.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::resources::keys::KeyInfo;
use crate::keys::sinks::{Before, Sink};
use crate::rotation::journal::Step;
use crate::rotation::scope::replacement;
use crate::rotation::{Plan, Record};
use crate::secret::ApiKey;

fn time(text: &str) -> Timestamp {
    format!("2026-06-01T{text}Z").parse().expect("a time")
}

fn key(prefix: &str, name: &str, created_at: Value) -> KeyInfo {
    let key = json!({"prefix": prefix, "name": name, "type": "PERSONAL", "created_at": created_at,
        "model_ids": null, "environment_names": null});
    serde_json::from_value(key).expect("a key")
}

/// A rotation of the key `app-rotated-2` on the remote of this identity, to be delivered to two places.
pub(super) fn record(identity: &str, prefix: &str) -> Record {
    let old = key(prefix, "app-rotated-2", Value::Null);
    let spec = replacement(&old, None, false).expect("a plan");
    let sink = || (Sink::Stdout, Before::File(None));
    Record::new(Plan { old, spec, sinks: vec![sink(), sink()], folder: PathBuf::new() }, identity, time("12:00:00"))
}

fn created() -> Record {
    let mut record = record("remote", "oldprefix");
    record.created(ApiKey::parse("newprefix.secret").expect("a key"), time("12:00:00"), time("12:00:02"));
    record
}

#[test]
fn a_rotation_is_meant_by_either_key_and_by_any_name_of_its_family() {
    let planned = record("remote", "oldprefix");
    for typed in ["oldprefix", "oldprefix.secret", "app", "app-rotated-2", "app-rotated-3"] {
        assert!(planned.is_meant(typed) && created().is_meant(typed), "{typed}");
    }
    assert!(!planned.is_meant("newprefix") && created().is_meant("newprefix.secret"));
    for typed in ["other", "app2", "other-rotated-2", "secret", ""] {
        assert!(!planned.is_meant(typed) && !created().is_meant(typed), "{typed}");
    }
}

#[test]
fn the_time_of_a_delivery_is_by_the_clock_with_which_the_remote_dated_the_key() {
    for (dated, delivered) in [
        (json!(null), "13:00:00"),
        // Between the request and the answer, to the limit: one clock.
        (json!("12:00:00"), "13:00:00"),
        (json!("12:00:01.5"), "13:00:00"),
        (json!("12:00:02"), "13:00:00"),
        // To the second, what is below it may be missing.
        (json!("11:59:59"), "13:00:00"),
        (json!("11:59:59.5"), "12:59:59.5"),
        (json!("11:59:58"), "12:59:59"),
        // Ahead: the latest time that it can be.
        (json!("12:05:02"), "13:05:03"),
        (json!("12:05:02.5"), "13:05:02.5"),
    ] {
        let mut record = created();
        let dated = dated.as_str().map_or(Value::Null, |at| json!(format!("2026-06-01T{at}Z")));
        record.verified(&key("newprefix", "app-rotated-3", dated.clone()));
        record.placed(0, time("13:00:00"));
        assert_eq!(record.delivered_at, Some(time(delivered)), "{dated}");
    }
}

#[test]
fn each_step_changes_the_record_and_secrets_go_with_the_last() {
    let mut record = created();
    assert_eq!(record.step, Step::Created);
    record.verified(&key("newprefix", "app-rotated-3", Value::Null));
    assert_eq!(record.step, Step::Verified);
    record.placed(1, time("13:00:00"));
    let given = |record: &Record| record.deliveries.iter().map(|place| place.delivered).collect::<Vec<_>>();
    assert_eq!(given(&record), [false, true]);
    let written = serde_json::to_value(&record).expect("JSON");
    assert_eq!(written["new"]["secret"], "newprefix.secret");
    let read: Record = serde_json::from_value(written).expect("a record");
    assert!(read.new.as_ref().is_some_and(|new| new.secret.is_some()));

    record.delivered();
    assert_eq!(record.step, Step::Delivered);
    assert!(!serde_json::to_string(&record).expect("JSON").contains("newprefix.secret"));
    assert!(record.deliveries.iter().all(|place| place.before == Before::Unknown));

    let mut again = read;
    again.restarted(time("14:00:00"));
    assert_eq!((again.step, again.planned_at, again.delivered_at), (Step::Planned, time("14:00:00"), None));
    assert!(again.new.is_none());
    assert_eq!(given(&again), [false, false]);
}

#[test]
fn a_step_is_called_what_it_is_called_on_disk() {
    for step in [Step::Planned, Step::Created, Step::Verified, Step::Delivered, Step::Withdrawing] {
        assert_eq!(serde_json::to_value(step).expect("JSON"), step.word());
    }
}
