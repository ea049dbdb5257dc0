//! What a rotation would do, for `--dry-run`.

use serde_json::{Value, json};

use crate::commands::keys::rotate::plan::Ready;
use crate::commands::keys::rotate::reporter::to_json;
use crate::commands::keys::rotate::run::RotateRun;
use crate::keys::sinks::Sink;
use crate::sanitize::clean;

impl RotateRun<'_> {
    pub(crate) fn preview(
        &self,
        ready: &[(String, Ready)],
        failed: Vec<(String, anyhow::Error)>,
    ) -> anyhow::Result<()> {
        if !failed.is_empty() {
            return Err(self.failure(failed, Vec::new()));
        }
        let output = self.context.output();
        if output.is_json() {
            let documents: Vec<Value> = ready.iter().map(|(_, ready)| plan_json(ready)).collect();
            return output.json(&json!({"rotations": documents, "dry_run": true}));
        }
        let lines: Vec<String> = ready.iter().map(|(_, ready)| plan_lines(ready)).collect();
        if lines.is_empty() { Ok(()) } else { Ok(output.print(&clean(&lines.join("\n")))?) }
    }
}

/// A plan, as the JSON of a rotation. What the new key may do stands in the old one: it may do the same.
fn plan_json(ready: &Ready) -> Value {
    let plan = match ready {
        Ready::Resume(record) | Ready::Redirect(record, _) => return to_json(record, record.step.word()),
        Ready::Start(plan) => plan,
    };
    let sink = |(sink, before): &(Sink, _)| json!({"sink": sink.to_string(), "delivered": false, "touches": sink.touches(before)});
    json!({
        "old": plan.old,
        "new_prefix": null,
        "new_name": plan.spec.key.name,
        "state": "planned",
        "sinks": plan.sinks.iter().map(sink).collect::<Vec<_>>(),
    })
}

fn plan_lines(ready: &Ready) -> String {
    let plan = match ready {
        Ready::Resume(record) | Ready::Redirect(record, _) => {
            return format!("would continue the rotation of `{}`, which is {}", record.old.prefix, record.step.word());
        }
        Ready::Start(plan) => plan,
    };
    let key = &plan.spec.key;
    let list = |what: &str, names: &Option<Vec<String>>| match names {
        Some(names) => format!(", {what} {}", names.join(", ")),
        None => String::new(),
    };
    let team = plan.spec.team_name.as_ref().map_or_else(String::new, |team| format!(", team {team}"));
    let mut lines = format!(
        "would create a new key to replace `{}`: {}, {}{team}{}{}",
        plan.old.prefix,
        key.name.as_deref().unwrap_or_default(),
        key.key_type,
        list("models", &key.model_ids),
        list("environments", &key.environment_names),
    );
    for (sink, before) in &plan.sinks {
        lines += &format!("\n  deliver to {sink}: {}", sink.touches(before));
    }
    lines
}
