//! How rotations, finished or under way, and plans are written.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::context::Context;
use crate::output::table::Table;
use crate::output::time::relative;
use crate::rotation::{Outcome, Overlap, Plan, Record, Step};

/// A rotation as JSON; `step` says how far it is.
pub(super) fn rotation(record: &Record, step: &str) -> Value {
    let sinks: Vec<Value> = record
        .deliveries
        .iter()
        .map(|delivery| json!({"sink": delivery.sink.to_string(), "delivered": delivery.delivered}))
        .collect();
    json!({
        "remote": record.remote.name,
        "old_prefix": record.old.prefix,
        "new_prefix": record.new.as_ref().map(|new| &new.prefix),
        "name": record.wanted.key.name,
        "type": record.wanted.key.key_type,
        "step": step,
        "due": record.due.filter(|_| record.step == Step::Distributed),
        "sinks": sinks,
    })
}

/// What came of a rotation, as JSON.
pub(super) fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Rotated(record) => rotation(record, "done"),
        Outcome::Overlapping(record) => rotation(record, &record.step.to_string()),
        Outcome::Abandoned(record) => rotation(record, "abandoned"),
        Outcome::Cleared => Value::Null,
    }
}

/// What came of a rotation, in a sentence.
pub(super) fn sentence(outcome: &Outcome, now: Timestamp) -> String {
    let new = |record: &Record| record.new.as_ref().map_or_else(|| "(none)".to_owned(), |new| new.prefix.clone());
    match outcome {
        Outcome::Rotated(record) => format!("rotated: `{}` is in the place of `{}`", new(record), record.old.prefix),
        Outcome::Overlapping(record) => {
            let old = &record.old.prefix;
            let until = match record.due {
                Some(due) => format!("is due to be revoked {}", relative(due, now)),
                None => "stays until you say so".to_owned(),
            };
            format!("`{}` is everywhere; `{old}` {until}: `truss keys rotate --finish {old}`", new(record))
        }
        Outcome::Abandoned(record) => format!("given up: `{}` is the key again", record.old.prefix),
        Outcome::Cleared => "the new key of an earlier run is gone".to_owned(),
    }
}

/// The rotations under way, as a table or as JSON.
pub(super) fn pending(context: &Context, records: &[Record]) -> anyhow::Result<()> {
    if context.output().is_json() {
        let records: Vec<Value> = records.iter().map(|record| rotation(record, &record.step.to_string())).collect();
        return context.output().json(&json!({"rotations": records}));
    }
    if records.is_empty() {
        context.output().note("no rotation is under way");
        return Ok(());
    }
    let now = context.output().stdout_is_terminal().then(Timestamp::now);
    let mut table = Table::new(&["OLD", "NEW", "NAME", "REMOTE", "STEP", "DUE", "NEXT"]).cut(&[6, 2]);
    for record in records {
        let due = match (record.due, now) {
            (Some(due), Some(now)) => relative(due, now),
            (Some(due), None) => due.to_string(),
            (None, _) if record.step == Step::Distributed => "when told".to_owned(),
            (None, _) => "-".to_owned(),
        };
        table.row([
            record.old.prefix.clone(),
            record.new.as_ref().map_or_else(|| "-".to_owned(), |new| new.prefix.clone()),
            record.old.name.clone().unwrap_or_else(|| "-".to_owned()),
            record.remote.name.clone(),
            record.step.to_string(),
            due,
            next(record),
        ]);
    }
    Ok(context.output().table(&table)?)
}

/// What is left to do.
fn next(record: &Record) -> String {
    let waiting = record.deliveries.iter().find(|delivery| !delivery.delivered);
    match (record.step, waiting) {
        (Step::Planned, _) => "make the new key".to_owned(),
        (Step::Created, _) => "try the new key".to_owned(),
        (Step::Verified, Some(delivery)) => format!("deliver to {}", delivery.sink),
        (Step::Verified, None) | (Step::Distributed, _) => "revoke the old key".to_owned(),
        (Step::Revoked, _) => "forget the rotation".to_owned(),
        (Step::Withdrawing | Step::Abandoning, _) => "revoke the new key".to_owned(),
    }
}

/// A plan, as JSON.
pub(super) fn plan(plan: &Plan) -> Value {
    let sinks: Vec<Value> =
        plan.sinks.iter().map(|(sink, _)| json!({"sink": sink.to_string(), "touches": sink.touches()})).collect();
    let key = &plan.wanted.key;
    json!({
        "old_prefix": plan.old.prefix,
        "name": key.name,
        "type": key.key_type,
        "team_name": plan.wanted.team_name,
        "model_ids": key.model_ids,
        "environment_names": key.environment_names,
        "sinks": sinks,
        "revoke_after_seconds": match plan.overlap {
            Overlap::None => Some(0),
            Overlap::For(duration) => Some(duration.as_secs()),
            Overlap::Kept => None,
        },
    })
}

/// A plan, for a person.
pub(super) fn plan_lines(plan: &Plan) -> String {
    let key = &plan.wanted.key;
    let list = |what: &str, names: &Option<Vec<String>>| match names {
        Some(names) => format!(", {what} {}", names.join(", ")),
        None => String::new(),
    };
    let team = plan.wanted.team_name.as_ref().map_or_else(String::new, |team| format!(", team {team}"));
    let mut lines = format!(
        "would replace `{}` by a new key: {}, {}{team}{}{}",
        plan.old.prefix,
        key.name.as_deref().unwrap_or("without a name"),
        key.key_type,
        list("models", &key.model_ids),
        list("environments", &key.environment_names),
    );
    for (sink, _) in &plan.sinks {
        lines += &format!("\n  deliver to {sink}: {}", sink.touches());
    }
    lines += &match plan.overlap {
        Overlap::None => format!("\n  revoke `{}` at once", plan.old.prefix),
        Overlap::For(duration) => {
            let end = Timestamp::UNIX_EPOCH.saturating_add(duration).unwrap_or(Timestamp::MAX);
            format!("\n  `--finish` revokes `{}`, due {}", plan.old.prefix, relative(end, Timestamp::UNIX_EPOCH))
        }
        Overlap::Kept => format!("\n  keep `{0}` until `--finish {0}`", plan.old.prefix),
    };
    lines
}

/// What is left of a rotation under way, for a person.
pub(super) fn rest_lines(record: &Record) -> String {
    format!("would go on with the rotation of `{}`, which is {}: {}", record.old.prefix, record.step, next(record))
}
