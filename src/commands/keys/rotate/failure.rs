//! What is told of rotations that failed, and the command that does what is left.

use serde_json::{Value, json};

use crate::commands::keys::count;
use crate::commands::keys::rotate::Arguments;
use crate::commands::keys::rotate::run::RotateRun;
use crate::error::{Failure, Kind};
use crate::report::Report;

impl RotateRun<'_> {
    /// What is told of rotations that failed; when others did not, what is left.
    pub(crate) fn failure(&self, mut failed: Vec<(String, anyhow::Error)>, done: Vec<Value>) -> anyhow::Error {
        let list: Vec<Value> =
            failed.iter().map(|(prefix, error)| failed_json(prefix, self.names.borrow().get(prefix), error)).collect();
        let details = json!({"done": done, "failed": list});
        if failed.len() == 1 && done.is_empty() {
            let mut error = failed.remove(0).1;
            if let Some(failure) = error.downcast_mut::<Failure>() {
                failure.add_partial_details(details);
            }
            return error;
        }
        let lines: String = failed.iter().map(|(prefix, error)| format!("\n  {prefix}: {error:#}")).collect();
        let first = failed.first().map_or(Kind::Other, |(_, error)| Report::of(error).kind);
        let are_alike = failed.iter().all(|(_, error)| Report::of(error).kind == first);
        let kind = if done.is_empty() && are_alike { first } else { Kind::Partial };
        let (rotated, unrevoked) = (self.rotated.borrow(), self.unrevoked.borrow());
        let prefixes = failed.iter().map(|(prefix, _)| prefix.as_str());
        let (unrevoked, others): (Vec<&str>, Vec<&str>) = prefixes.partition(|prefix| unrevoked.contains(*prefix));
        let (rotated, left): (Vec<&str>, Vec<&str>) = others.into_iter().partition(|prefix| rotated.contains(*prefix));
        let mut hints = Vec::new();
        if !left.is_empty() {
            hints.push(self.again(&left));
        } else if !rotated.is_empty() {
            let finish = self.context.output().command(&[&["keys", "rotations", "finish"], &rotated[..]].concat());
            hints.push(format!("when the new keys are in use, `{finish}`"));
        }
        if !unrevoked.is_empty() {
            let revoke = self.context.output().command(&[&["keys", "revoke"], &unrevoked[..]].concat());
            hints.push(format!("`{revoke}`"));
        }
        let what = if unrevoked.is_empty() { "not rotated" } else { "not rotated to the end" };
        let message = format!("{} of {} {what}:{lines}", failed.len(), count(failed.len() + done.len()));
        Failure::new(kind, message).with_hint(hints.join("; then ")).details(details).into()
    }

    /// The command that does for these keys what this one was to do for all.
    pub(crate) fn again(&self, keys: &[&str]) -> String {
        let Arguments { sinks, replace, revoke_now, all_environments, .. } = self.arguments;
        let lacks_environments = self.lacks_environments.get();
        let mut words = [&["keys", "rotate"], keys].concat();
        words.extend(sinks.iter().flat_map(|sink| ["--to", sink]));
        words.extend(replace.then_some("--replace"));
        words.extend(revoke_now.then_some("--revoke-now"));
        words.extend((*all_environments || lacks_environments).then_some("--all-environments"));
        let condition = if lacks_environments { "if it may call all of them: " } else { "" };
        format!("{condition}`{}`", self.context.output().command(&words))
    }
}

/// A rotation that failed, as `details` of the error have it.
fn failed_json(prefix: &str, name: Option<&String>, error: &anyhow::Error) -> Value {
    let report = Report::of(error);
    json!({"prefix": prefix, "name": name, "code": report.kind.code(), "message": report.sentence()})
}
