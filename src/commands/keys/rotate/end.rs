//! The last question of a run: whether the old keys can go.

use crate::api::Client;
use crate::api::resources::keys::KeyInfo;
use crate::commands::keys::rotate::run::RotateRun;
use crate::error::{Failure, Kind};
use crate::keys::revoke::revoke;
use crate::remote::Source;
use crate::rotation::Record;
use crate::sanitize::display_name;

/// What became of the old keys, by prefix, once somebody had said that they can go.
#[derive(Default)]
pub(crate) struct End {
    pub(crate) revoked: Vec<String>,
    pub(crate) failed: Vec<(String, anyhow::Error)>,
}

impl RotateRun<'_> {
    /// Asks once for all keys whether their old ones can go. Only a person at a terminal can say so.
    pub(crate) async fn revoke_if_confirmed(
        &self,
        kept: &[(Box<Record>, Box<Client>)],
        failed: &[(String, anyhow::Error)],
    ) -> anyhow::Result<End> {
        let in_variable = matches!(self.session.credentials.origin, Source::Variable(_));
        let asked: Vec<(&Record, &Client)> = kept
            .iter()
            .map(|(record, client)| (&**record, &**client))
            .filter(|(record, _)| !(in_variable && self.is_in_use(&record.old.prefix)))
            .collect();
        let mut end = End::default();
        if asked.is_empty() || !self.context.is_interactive() {
            return Ok(end);
        }
        let name =
            |old: &KeyInfo| format!("{} ({})", display_name(old.name.as_deref().unwrap_or("the key")), old.prefix);
        let names: Vec<String> = asked.iter().map(|(record, _)| name(&record.old)).collect();
        let question = format!("Is the new key in place everywhere? Revoke {} now?", names.join(", "));
        self.stop_hint.replace(Some(self.last_step(&asked, failed)));
        let confirmed = self.context.confirm(question).await?;
        if !confirmed {
            return Ok(end);
        }
        for (index, (record, client)) in asked.iter().enumerate() {
            self.stop_hint.replace(Some(self.last_step(&asked[index..], failed)));
            let old = &record.old.prefix;
            match revoke(client, old).await {
                Ok(()) => {
                    self.context.output().note(&format!("revoked the old key `{old}`"));
                    end.revoked.push(old.clone());
                }
                Err(error) => {
                    let again = self.context.output().command(&["keys", "revoke", old]);
                    let message =
                        format!("the new key is in place everywhere, and the old one `{old}` is not known to be gone");
                    let failure = Failure::new(Kind::Partial, message).with_hint(format!("`{again}`"));
                    let failure = failure.left(Some(old), record.old.name.as_deref()).cause(error);
                    end.failed.push((old.clone(), failure.into()));
                }
            }
        }
        Ok(end)
    }

    /// What is left to do: to revoke, and what `failed`.
    fn last_step(&self, asked: &[(&Record, &Client)], failed: &[(String, anyhow::Error)]) -> String {
        let old: Vec<&str> = asked.iter().map(|(record, _)| record.old.prefix.as_str()).collect();
        let last_step = self.context.output().command(&[&["keys", "rotations", "finish"], &old[..]].concat());
        let hint = format!("the new key is in place: `{last_step}` revokes the old one");
        let rotated = self.rotated.borrow();
        let failed = failed.iter().map(|(prefix, _)| prefix.as_str());
        let left: Vec<&str> = failed.filter(|prefix| !rotated.contains(*prefix)).collect();
        if left.is_empty() { hint } else { format!("{hint}; then {}", self.again(&left)) }
    }
}
